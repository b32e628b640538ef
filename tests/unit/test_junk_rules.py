"""The junk rules as data: well written, and none that a line would not be held against."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.text.junk.openings import opening, openings
from digests.text.junk.rules import KEYED, NEEDLED, Rule, rules

LANGUAGES = sorted(
    file.name.removesuffix(".toml") for file in (files("digests.text") / "data" / "junk").iterdir()
)
REQUIRED = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr", "ja", "ko", "zh"}


def all_rules() -> list[Rule]:
    found = {}
    for language in LANGUAGES:
        known = rules(language)
        keyed = [rule for listed in known.by_opening.values() for rule in listed]
        needled = [rule for kind in known.by_needle.values() for listed in kind.values() for rule in listed]
        found |= {rule: None for rule in [*keyed, *needled, *known.datelines, *known.caption_signs]}
    return sorted(found, key=lambda rule: (rule.name, rule.pattern))


RULES = all_rules()
WHOLE_LINES = [rule for rule in RULES if rule.kind in KEYED]


def test_there_are_rules_for_the_languages_of_the_news() -> None:
    assert set(LANGUAGES) >= REQUIRED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name}: {rule.pattern[:30]}")
def test_every_pattern_can_be_read_by_the_machine(rule: Rule) -> None:
    assert rule.compiled.pattern == rule.pattern
    assert re.fullmatch(r"[a-z][a-z-]+", rule.name)
    assert "'" not in rule.pattern, "lines are held against ’"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_can_be_read_by_people(language: str) -> None:
    text = (files("digests.text") / "data" / "junk" / f"{language}.toml").read_text("utf-8")
    assert text.startswith("#")
    assert max(map(len, text.splitlines())) <= 140
    assert not re.search(r"\[[^\]\n']*…[^\]\n']*\](?!\n)", text), "… stands for more than itself"


@pytest.mark.parametrize("language", LANGUAGES)
def test_needles_are_in_small_letters(language: str) -> None:
    known = rules(language)
    assert all(needle == needle.lower() for kind in NEEDLED for needle in known.by_needle[kind])


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_a_line_is_held_against_every_pattern_that_could_take_it(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(WHOLE_LINES))
    line = data.draw(st.from_regex(rule.compiled, fullmatch=True))
    assert opening(line) in openings(rule.pattern)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("comments?", {"comment", "comments"}),
        ("e-?mail", {"e", "email"}),
        ("(?:share|save)(?: this)?", {"share", "save"}),
        ("(?:the )?source", {"the", "source"}),
        (r"\(?(?:photo|image) by .*", {"photo", "image"}),
        (r"\d+ shares", {"0"}),
        ("関連(?:記事)?", {"関"}),
        (r"[_=]{2,}", {""}),
        ("İlginizi", {"ilginizi"}),
        ("(?-i:By [A-Z])", {"by"}),
    ],
)
def test_a_pattern_is_filed_under_the_words_it_begins_with(pattern: str, words: set[str]) -> None:
    assert openings(pattern) == words


@pytest.mark.parametrize("pattern", [r".{2,20}news", r"\w+ news", "news.*", r"[a-z]ews"])
def test_a_pattern_that_can_begin_with_anything_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"anything|go on"):
        openings(pattern)
