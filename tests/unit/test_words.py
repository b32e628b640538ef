"""The catalogs: complete, and filled by locale."""

from __future__ import annotations

import ast
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.commands.registry import COMMANDS
from bot.markup import bold
from bot.words import Words, catalogs
from bot.words.catalog import chosen
from digests.errors import __file__ as errors_file

ROOT = Path(errors_file).parent.parent


@pytest.fixture(scope="module")
def english() -> Words:
    return catalogs()["en"]


def keys_in_code() -> set[str]:
    """Every string in the code that looks like a message's name, f-strings by their beginnings."""
    found: set[str] = set()
    for file in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("digests/**/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def keys_in(words: Words) -> set[str]:
    text = (ROOT / "bot/words/en.po").read_text(encoding="utf-8")
    return set(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE))


def test_every_message_in_the_catalog_is_used(english: Words) -> None:
    used = keys_in_code()
    built = {f"command.{command.name}" for command in COMMANDS}
    built |= {f"usage.{command.name}" for command in COMMANDS if command.takes_argument}
    built |= {f"edition.{part}" for part in ("morning", "midday", "evening", "night")}
    built |= {f"correction.{when}" for when in ("today", "yesterday", "day")}
    built |= {"latest.heading", "latest.heading_words", "search.heading_words"}
    assert keys_in(english) - used - built == set()


def test_every_message_used_is_in_the_catalog(english: Words) -> None:
    prefixes = {key.partition(".")[0] for key in keys_in(english)}
    named = {
        text
        for text in keys_in_code()
        if re.fullmatch(r"[a-z]+(\.[a-z_]+)+", text) and text.partition(".")[0] in prefixes
    } - {"story.id", "edition.id"}  # columns of the store's tables
    assert named - keys_in(english) == set()


def test_a_missing_message_is_an_error(english: Words) -> None:
    with pytest.raises(KeyError, match=r"no\.such\.message"):
        english("no.such.message")


def test_numbers_choose_the_plural_and_text_is_escaped(english: Words) -> None:
    assert english.plain("count.stories", count=1) == "1 story"
    assert english.plain("count.stories", count=3) == "3 stories"
    assert english("search.none", words=bold("<x>")).markup.startswith("Nothing with <b>&lt;x&gt;</b>.")


def test_dates_and_spans_read_as_people_say_them(english: Words) -> None:
    assert english.day(date(2026, 11, 24)) == "Tuesday 24 November"
    assert english.ago(timedelta(hours=3)) == "3h ago"
    assert english.ago(timedelta(seconds=-5)) == "1m ago"


@pytest.mark.parametrize(("code", "language"), [("en", "en"), ("en-GB", "en"), ("xx", "en"), ("", "en")])
def test_a_language_without_a_catalog_reads_the_default(code: str, language: str) -> None:
    words = catalogs()
    assert chosen(words, code) is words[language]
