"""What somebody said, each statement once."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from digests.editor.remarks import as_printed, first_told, remarks
from digests.model import Passage, Span
from digests.model.spoken import Spoken
from tests.builders import at

STEEL = "We waited as long as the steel allowed, and not a day longer"
OTHERWISE = "We waited longer than the steel allowed, and not a day longer"
NIGHT = "Nobody asked the people who cross it every night"


def spoken(
    said: str,
    *,
    article: int = 1,
    number: int = 0,
    story: int = 1,
    outlet: str = "Coastal Post",
    speaker: str | None = "Mara Lindqvist",
    key: bool = True,
    time: str | datetime = "2026-11-24 06:00",
) -> Spoken:
    begins = 100 * number
    return Spoken(
        passage=Passage(article, Span(begins, begins + len(said)), said),
        number=number,
        speaker=speaker,
        role=None,
        key=key,
        story=story,
        title="Bridge",
        url=None,
        outlet=outlet,
        language="en",
        time=at(time),
    )


def said(statements: list[tuple[Spoken, ...]]) -> list[str]:
    return [statement[0].passage.text for statement in statements]


def test_statements_come_once_the_newest_first() -> None:
    told = remarks(
        [
            spoken(STEEL, article=1),
            spoken(OTHERWISE, article=2, outlet="Daily Tide", time="2026-11-24 09:00"),
            spoken(NIGHT, article=3, story=2, time="2026-11-24 07:00"),
        ]
    )
    # Told first at six and repeated at nine, it is older than what was said at seven.
    assert [first_told(statement) for statement in told] == [at("2026-11-24 07:00"), at("2026-11-24 06:00")]


def test_the_same_words_in_two_stories_are_said_twice() -> None:
    assert len(remarks([spoken(STEEL, article=1), spoken(STEEL, article=2, story=2)])) == 2


def test_what_is_not_worth_showing_is_not_a_statement_of_its_own() -> None:
    assert remarks([spoken(NIGHT, key=False)]) == []


def test_a_statement_has_all_outlets_of_its_story_and_its_wordings() -> None:
    own = (spoken(f"{STEEL},"),)
    beside = [
        *own,
        spoken(STEEL, article=2, outlet="Radio Nord", speaker=None),
        spoken(STEEL, article=3, outlet="radio nord", speaker="the harbour office"),
        spoken(OTHERWISE, article=4, outlet="Daily Tide", speaker="Lindqvist"),
        spoken(NIGHT, article=4, number=1, outlet="Daily Tide"),
    ]
    told = as_printed(own, beside)
    assert told.shown.passage.text == STEEL, "without the comma that led on to who said it"
    assert told.outlets == ("Coastal Post", "Radio Nord", "Daily Tide")
    assert [wording.passage.text for wording in told.wordings] == [STEEL, OTHERWISE]


def test_the_fullest_quotation_of_the_person_is_shown_not_that_of_others() -> None:
    own = (spoken("as long as the steel allowed"), spoken(STEEL, article=2, outlet="Radio Nord"))
    (statement,) = remarks(own)
    longer = spoken(f"Believe me or not: {STEEL}", article=3, speaker=None)
    assert as_printed(statement, [*own, longer]).shown.passage.article == 2


SOME = ["we", "waited", "for", "the", "old", "steel", "bridge", "to", "close", "at", "night"]
MINUTES = st.integers(0, 500_000).map(lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes))
SAYINGS = st.lists(
    st.builds(
        spoken,
        st.lists(st.sampled_from(SOME), max_size=9).map(" ".join),
        article=st.integers(1, 4),
        number=st.integers(0, 3),
        story=st.integers(1, 2),
        speaker=st.sampled_from([None, "Mara Lindqvist", "Lindqvist", "Tomas Reyes"]),
        key=st.booleans(),
        time=MINUTES,
    ),
    max_size=9,
    unique_by=lambda each: (each.passage.article, each.number),
)


@settings(max_examples=200, deadline=None)
@given(SAYINGS)
def test_every_quotation_is_of_one_statement_at_most(found: list[Spoken]) -> None:
    own = [each for each in found if each.speaker == "Mara Lindqvist"]
    told = remarks(own)
    members = [(each.passage.article, each.number) for statement in told for each in statement]
    assert len(members) == len(set(members))
    for statement in told:
        remark = as_printed(statement, [each for each in found if each.story == statement[0].story])
        assert remark.shown.speaker == "Mara Lindqvist" and remark.shown.key
        assert remark.wordings[0].passage == remark.shown.passage
        assert remark.first_at <= first_told(statement)
