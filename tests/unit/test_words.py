"""The catalogs: complete, alike, and filled by locale; and every message of the code is in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.commands.registry import COMMANDS, FOR_ADMINS
from bot.markup import bold
from bot.words import Words, catalogs
from bot.words.catalog import chosen, language_meant, own_names
from digests.errors import __file__ as errors_file
from digests.model import MuteKind, Size
from tests.catalogs import faults, keys

ROOT = Path(errors_file).parent.parent
FILES = sorted(ROOT.glob("bot/words/*.po"))
LANGUAGES = [file.stem for file in FILES]


@pytest.fixture(scope="module")
def english() -> Words:
    return catalogs()["en"]


@cache
def catalog(language: str) -> Catalog:
    return read_po(BytesIO((ROOT / f"bot/words/{language}.po").read_bytes()), abort_invalid=True)


# --- catalogs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_is_whole_and_says_what_the_english_one_does(language: str) -> None:
    assert faults(catalog(language), catalog("en")) == []
    assert str(catalog(language).locale) == language


HEADER = """msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals={plurals}; plural=(n != 1);\\n"
"""
ENGLISH = """
msgid "button.size"
msgstr "Size"

msgid "count.days"
msgid_plural "count.days"
msgstr[0] "{count} day"
msgstr[1] "{count} days"

msgid "mistake.time"
msgstr "{words} is no time. Try /time 07:30."
"""
GERMAN = """
msgid "button.size"
msgstr "Umfang"

msgid "count.days"
msgid_plural "count.days"
msgstr[0] "ein Tag"
msgstr[1] "{count} Tage"

msgid "mistake.time"
msgstr "{words} ist keine Uhrzeit. Versuche /time 07:30."
"""


def made(messages: str, plurals: int = 2) -> Catalog:
    return read_po(BytesIO((HEADER.format(plurals=plurals) + messages).encode()), abort_invalid=True)


@pytest.mark.parametrize(
    ("was", "reads", "fault"),
    [
        ("", "", None),
        ('msgid "button.size"\nmsgstr "Umfang"\n', "", "button.size: missing"),
        ("button.size", "button.length", "button.length: superfluous"),
        ('msgid "button.size"', '#, fuzzy\nmsgid "button.size"', "button.size: fuzzy"),
        ("Umfang", "", "button.size: not translated"),
        ("Umfang", "Umfang der Ausgaben", "button.size: a label of 19 letters"),
        ("Umfang", "<b>Umfang</b>", "button.size: markup"),
        ("Umfang", "Umfang ", "button.size: blanks"),
        ("{count} Tage", "", "count.days: not translated"),
        ("{count} Tage", "Tage", "count.days: the last plural form does not say how many"),
        ('msgid_plural "count.days"\nmsgstr[0] "ein Tag"\nmsgstr[1]', "msgstr", "count.days: plural forms"),
        ("{words}", "{word}", "mistake.time: placeholders ['word']"),
        ("{words}", "", "mistake.time: placeholders []"),
        ("{words}", "{words", "mistake.time: braces"),
        ("/time", "/zeit", "mistake.time: other commands"),
    ],
)
def test_a_fault_in_a_catalog_is_found(was: str, reads: str, fault: str | None) -> None:
    assert was in GERMAN
    found = faults(made(GERMAN.replace(was, reads, 1) if was else GERMAN), made(ENGLISH))
    if fault is None:
        assert found == []
    else:
        assert any(each.startswith(fault) for each in found), found


def test_plural_forms_are_those_of_the_language() -> None:
    found = faults(made(GERMAN, plurals=3), made(ENGLISH))
    assert "header: 3 plural forms, de has 2" in found


# --- messages and the code ----------------------------------------------------------------------

NOT_MESSAGES = {"story.id", "edition.id", "bot.commands", "bot.words", "settings.times", "settings.place"}
NOT_MESSAGES |= {"follow.breaking"}
"""Columns, modules and kinds of questions, which look like names of messages."""
PERIODS = ("today", "week", "all")
FACETS = ("source", "topic", "language")
WITH_ARGUMENT = tuple(each.name for each in (*COMMANDS, *FOR_ADMINS) if each.takes_argument)
BUILT: Mapping[str, tuple[str, ...]] = {
    "command.{}": (*(each.name for each in COMMANDS if each.listed), "invite"),
    "usage.{}": WITH_ARGUMENT,
    "settings.is_{}": tuple(Size),
    "settings.what_{}": tuple(Size),
    "settings.size_{}": tuple(Size),
    "size.{}": tuple(Size),
    "settings.source_{}": ("off", "followed", "muted"),
    "edition.{}": ("morning", "midday", "evening", "night"),
    "correction.{}": ("today", "yesterday", "day"),
    "help.group.{}": ("read", "choose", "editions", "more"),
    "help.topic.{}": ("search", "quotes", "groups"),
    "list.empty.{}": PERIODS,
    "list.nothing.{}": PERIODS,
    "list.only.{}": PERIODS,
    "list.period.{}": PERIODS,
    "list.order.{}": ("best", "newest"),
    "list.facet.{}": FACETS,
    "list.which.{}": FACETS,
    "mistake.query.{}": ("language", "since"),
    "follow.what.{}": tuple(MuteKind),
    **dict.fromkeys(("{}.examples", "{}.which", "{}.would_have"), ("follow", "mute")),
    "{}.done": ("follow", "mute", "less", "more"),
    "{}.ask": ("less", "more"),
    "{}.would_not_have": ("follow", "mute"),
    "{}.toml": (),
}
"""Names that the code puts together, as "{}" in an f-string: what they are completed with."""


@cache
def named_in_code() -> tuple[frozenset[str], frozenset[str]]:
    """Every string that may be a message's name; and those that are put together, with "{}" for the parts."""
    whole, built = set[str](), set[str]()
    for file in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("digests/**/*.py")]:
        if "playground" in file.parts:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        pieces = {id(piece) for node in joined for piece in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
                whole.add(node.value)
        for node in joined:
            parts = (str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
            built.add("".join(parts))
    return frozenset(whole), frozenset(built)


def completed() -> set[str]:
    return {pattern.replace("{}", each) for pattern, values in BUILT.items() for each in values}


def test_every_message_in_the_catalog_is_used() -> None:
    whole, _ = named_in_code()
    assert keys(catalog("en")) - whole - completed() == set()


def test_every_message_used_is_in_the_catalog() -> None:
    prefixes = {key.partition(".")[0] for key in keys(catalog("en"))}
    whole, _ = named_in_code()
    named = {
        text
        for text in whole
        if re.fullmatch(r"[a-z]+(\.[a-z_]+)+", text) and text.partition(".")[0] in prefixes
    }
    assert (named | completed()) - NOT_MESSAGES - keys(catalog("en")) == set()


def test_every_name_that_is_put_together_stands_in_the_list() -> None:
    prefixes = {key.partition(".")[0] for key in keys(catalog("en"))}
    _, built = named_in_code()
    named = {text for text in built if re.fullmatch(r"([a-z]+|\{\})(\.([a-z_]|\{\})+)+", text)}
    assert {text for text in named if text.partition(".")[0] in {*prefixes, "{}"}} - BUILT.keys() == set()


# --- filled ---------------------------------------------------------------------------------------


def test_a_missing_message_is_an_error(english: Words) -> None:
    with pytest.raises(KeyError, match=r"no\.such\.message"):
        english("no.such.message")


def test_numbers_choose_the_plural_and_text_is_escaped(english: Words) -> None:
    assert english.plain("count.stories", count=1) == "1 story"
    assert english.plain("count.stories", count=3) == "3 stories"
    filled = english("mistake.time", words=bold("<x>"))
    assert filled.markup.startswith("<b>&lt;x&gt;</b> is not a time of day.")


def test_dates_and_spans_read_as_people_say_them(english: Words) -> None:
    assert english.day(date(2026, 11, 24)) == "Tuesday 24 November"
    assert english.ago(timedelta(hours=3)) == "3h ago"
    assert english.ago(timedelta(seconds=-5)) == "1m ago"


@pytest.mark.parametrize(("code", "language"), [("en", "en"), ("en-GB", "en"), ("xx", "en"), ("", "en")])
def test_a_language_without_a_catalog_reads_the_default(code: str, language: str) -> None:
    words = catalogs()
    assert chosen(words, code) is words[language]


def test_large_numbers_are_grouped_as_the_language_does() -> None:
    words = catalogs()["en"]
    assert words.plain("count.stories", count=12000) == "12,000 stories"
    german = replace(words, locale=Locale.parse("de"))
    assert german.plain("count.stories", count=12000) == "12.000 stories"


def test_a_clock_shows_twenty_four_hours_in_every_language() -> None:
    assert {words.clock(time(18, 5)) for words in catalogs().values()} == {"18:05"}


@pytest.mark.parametrize("language", ["de", "es", "fr", "pt", "ru", "tr", "ja", "ko", "zh"])
def test_dates_spans_and_lists_are_those_of_the_language(language: str) -> None:
    english = catalogs()["en"]
    words = replace(english, locale=Locale.parse(language))
    for said in (
        words.ago(timedelta(hours=3)),
        words.span(timedelta(days=2)),
        words.listing(("A", "B", "C")),
        words.day(date(2026, 11, 24)),
        words.language("en"),
    ):
        assert said
    assert words.day(date(2026, 11, 24)) != english.day(date(2026, 11, 24))
    assert words.span(timedelta(days=2)) != english.span(timedelta(days=2))
    assert words.language("en") != "English"


MONTHS_AND_AGES = ("format.ago", "format.month", "format.month_year")
"""Formats that say no day."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_formats_of_a_catalog_are_such(language: str) -> None:
    words = catalogs()[language]
    assert words.plain("format.ago") in ("narrow", "short")
    assert "-" not in words.ago(timedelta(hours=3)), "nobody says minus three hours"
    day = date(2026, 11, 24)
    for message in catalog(language):
        if str(message.id).startswith("format.") and message.id not in MONTHS_AND_AGES:
            assert "24" in format_date(day, str(message.string), locale=language), message.id


def spoken(*languages: str) -> dict[str, Words]:
    english = catalogs()["en"]
    return {code: replace(english, locale=Locale.parse(code)) for code in languages}


def test_languages_call_themselves_by_their_own_names() -> None:
    names = own_names(spoken("ja", "en", "fr", "de", "ru", "zh", "ko", "tr", "pt", "es"))
    assert [name for _, name in names] == [
        "Deutsch",
        "English",
        "Español",
        "Français",
        "Português",
        "Türkçe",
        "Русский",
        "中文",
        "日本語",
        "한국어",
    ]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("pt-br", "pt"),
        ("pt_PT", "pt"),
        ("deutsch", "de"),
        ("German", "de"),
        ("allemand", "de"),
        ("Português", "pt"),
        ("日本語", "ja"),
        ("klingon", None),
        ("", None),
    ],
)
def test_a_language_is_known_by_its_code_and_many_names(said: str, meant: str | None) -> None:
    words = spoken("en", "de", "pt", "ja", "fr")
    assert language_meant(words, said, words["fr"]) == meant
