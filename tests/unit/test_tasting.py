"""What of the news one chat is told, by its taste; and what is told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.breaking import MOST_A_DAY, MOST_WAITING, Developing, Message, alerts, number_of
from digests.editor.ranking import Candidate, Ranked, choose, ranked
from digests.editor.tasting import Lens, Sought, concerns, lens_of, tasted
from digests.editor.topics import Searched
from digests.model import Follow, FollowKind, MuteKind, StoredArticle, Taste
from tests.builders import DAY, at, clean, digest, stored

NOW, SINCE = at("2026-11-24 08:00"), at("2026-11-23 08:00")
TOPIC, SOURCE, PERSON, WORDS = FollowKind.TOPIC, FollowKind.SOURCE, FollowKind.PERSON, FollowKind.WORDS
TITLES = ("Bridge closes", "Seal visits", "Bakers sing", "Cod truce", "Orchard frozen", "Library opens")


def stories(*numbers: int) -> tuple[Ranked, ...]:
    """Each as good as its number."""
    candidates = []
    for number in numbers:
        item = clean(title=TITLES[number % len(TITLES)])
        told = digest(
            *(stored(replace(item, source=f"Paper {i}"), key=9 * number + i) for i in range(number))
        )
        candidates.append(Candidate(replace(told, story=number), at("2026-11-24 06:00")))
    return ranked(candidates, weights={}, now=NOW)


@dataclass(frozen=True)
class Case:
    """Of six stories, each better than the one before, those that a taste leaves, best first."""

    taste: Taste
    told: tuple[int, ...]
    finds: Mapping[Sought, Sequence[int]] = field(default_factory=dict)
    outside: tuple[int, ...] = ()


SCIENCE, SPORT = (TOPIC, "Science"), (TOPIC, "Sport")
BRIDGE, ODUYA, TIDE = (WORDS, "bridge"), (PERSON, "Oduya"), (SOURCE, "Tide")

CASES = {
    "no taste": Case(Taste(), (6, 5, 4, 3, 2, 1)),
    "a topic leaves its stories": Case(
        Taste(follows=(SCIENCE,)), (5, 2), {SCIENCE: (2, 5, 99)}, (6, 4, 3, 1)
    ),
    "two topics leave those of both": Case(
        Taste(follows=(SCIENCE, SPORT)), (6, 5, 2), {SCIENCE: (2, 5), SPORT: (5, 6)}, (4, 3, 1)
    ),
    "words go first": Case(Taste(follows=(BRIDGE,)), (1, 6, 5, 4, 3, 2), {BRIDGE: (1,)}),
    "a person and a source go first": Case(
        Taste(follows=(ODUYA, TIDE)), (2, 1, 6, 5, 4, 3), {ODUYA: (1,), TIDE: (2,)}
    ),
    "what is followed is told beside the topics": Case(
        Taste(follows=(SCIENCE, BRIDGE)), (1, 5), {SCIENCE: (5,), BRIDGE: (1,)}, (6, 4, 3, 2)
    ),
    "a muted story is out": Case(Taste(mutes=((MuteKind.STORY, "6"),)), (5, 4, 3, 2, 1)),
    "muted words are out": Case(Taste(mutes=((MuteKind.WORDS, "bridge"),)), (6, 4, 3, 1), {BRIDGE: (5, 2)}),
    "a mute beats a follow": Case(
        Taste(follows=(BRIDGE,), mutes=((MuteKind.PERSON, "Oduya"),)),
        (2, 6, 5, 4, 3),
        {BRIDGE: (1, 2), ODUYA: (1,)},
    ),
    "a mute beats a topic, and is no news elsewhere": Case(
        Taste(follows=(SCIENCE,), mutes=((MuteKind.TOPIC, "Sport"),)),
        (5,),
        {SCIENCE: (5, 6), SPORT: (6, 4)},
        (3, 2, 1),
    ),
    "a mute that is no number is of no story": Case(
        Taste(mutes=((MuteKind.STORY, "all"),)), (6, 5, 4, 3, 2, 1)
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_a_taste_leaves(case: Case) -> None:
    seen = tasted(case.taste, stories(1, 2, 3, 4, 5, 6), case.finds)
    choice = choose(seen.stories, since=SINCE, told={}, limit=9, followed=seen.followed)
    assert tuple(each.story for each in choice.digests) == case.told
    assert tuple(each.story for each in seen.outside) == case.outside


def test_it_says_which_follow_brought_a_story() -> None:
    seen = tasted(Taste(follows=(BRIDGE, ODUYA)), stories(1, 2), {BRIDGE: (1,), ODUYA: (1,)})
    assert seen.followed == {1: ("bridge", "Oduya")}


# --- one article ------------------------------------------------------------------------------

ARTICLE = clean(
    title="Bridges of Port Linnet close",
    text='The harbour bridge closes. "We waited," said Mara Oduya. Ferries go.',
    source="The Daily Tide",
    topics=("World Cup", "Traffic"),
)
MATTERS: dict[str, tuple[Sought, bool]] = {
    "its topic": ((TOPIC, "world cup"), True),
    "part of its topic's name": ((TOPIC, "world"), False),
    "its source": ((SOURCE, "Daily Tide"), True),
    "another source": ((SOURCE, "Tide Daily"), False),
    "who is quoted": ((PERSON, "oduya"), True),
    "who is not": ((PERSON, "Oduya Mara"), False),
    "a word": ((WORDS, "ferries"), True),
    "another form of it": ((WORDS, "bridge waiting"), True),
    "a phrase": ((WORDS, '"harbour bridge"'), True),
    "no regular expression": ((WORDS, "f.*ries"), False),
    "not in the middle of a word": ((WORDS, "erries"), False),
    "left out by a minus": ((WORDS, "bridge -ferries"), False),
    "an operator": ((WORDS, "from:oduya topic:cup"), True),
    "no query": ((WORDS, "-bridge"), False),
    "nothing": ((TOPIC, "..."), False),
    "its story": ((MuteKind.STORY, "7"), True),
    "another story": ((MuteKind.STORY, "77"), False),
}


@pytest.mark.parametrize(("sought", "found"), MATTERS.values(), ids=MATTERS.keys())
def test_what_an_article_is_found_by(sought: Sought, found: bool) -> None:
    item = stored(ARTICLE, story=7)
    assert concerns(sought, item, Searched.of(item.edited)) is found


def test_a_lens_leaves_outlets_and_languages() -> None:
    taste = Taste(mutes=((MuteKind.SOURCE, "tide"), (MuteKind.WORDS, "x")), reads=("en", "pt"))
    lens = lens_of(taste)
    assert lens == Lens(("tide",), ("en", "pt"))
    assert not lens.passes(stored(ARTICLE))
    assert lens.passes(stored(replace(ARTICLE, source="Radio Nord")))
    assert not lens.passes(stored(replace(ARTICLE, source="Radio Nord", language="de")))
    assert not lens_of(Taste())


# --- for any taste ----------------------------------------------------------------------------

NUMBERS = st.integers(1, 6)
SOUGHT = st.sampled_from([SCIENCE, SPORT, BRIDGE, ODUYA, TIDE])
TASTES = st.builds(
    Taste,
    follows=st.lists(SOUGHT, unique=True, max_size=4).map(tuple),
    mutes=st.lists(
        st.tuples(st.just(MuteKind.STORY), NUMBERS.map(str))
        | SOUGHT.filter(lambda each: each != TIDE).map(lambda each: (MuteKind(each[0]), each[1])),
        unique=True,
        max_size=3,
    ).map(tuple),
    leanings=st.lists(st.tuples(st.sampled_from(["Science", "Sport"]), st.integers(-2, 2)), max_size=2).map(
        tuple
    ),
)
FINDS = st.fixed_dictionaries(
    {each: st.frozensets(NUMBERS) for each in (SCIENCE, SPORT, BRIDGE, ODUYA, TIDE)}
)


@given(TASTES, FINDS, st.integers(0, 7))
def test_what_is_chosen_is_allowed_and_what_is_muted_never_comes(
    taste: Taste, finds: Mapping[Sought, frozenset[int]], limit: int
) -> None:
    seen = tasted(taste, stories(1, 2, 3, 4, 5, 6), finds)
    choice = choose(
        seen.stories, since=SINCE, told={}, limit=limit, followed=seen.followed, leanings=seen.leanings
    )
    told = [each.story for each in choice.digests]
    muted = {int(said) for kind, said in taste.mutes if kind is MuteKind.STORY}
    muted = muted.union(*(finds[mute] for mute in taste.mutes if mute[0] is not MuteKind.STORY))
    topics = [follow for follow in taste.follows if follow[0] is TOPIC]
    wanted = set[int]().union(*(finds[follow] for follow in taste.follows))
    assert not muted & set(told)
    assert not topics or set(told) <= wanted
    first = [story in seen.followed for story in told]
    assert first == sorted(first, reverse=True), "what is followed comes before all else"
    inside, outside = (set(each.story for each in part) for part in (seen.stories, seen.outside))
    assert inside | outside | (muted & set(range(1, 7))) == set(range(1, 7))
    assert not inside & outside


@given(
    st.lists(NUMBERS, unique=True),
    st.integers(0, 7),
    st.dictionaries(NUMBERS, st.just(at("2026-11-23 09:00"))),
)
def test_who_has_no_taste_is_told_as_ever(numbers: list[int], limit: int, told: dict[int, datetime]) -> None:
    there = stories(*numbers)
    seen = tasted(Taste(), there, {})
    assert seen.stories == there
    assert choose(there, since=SINCE, told=told, limit=limit) == choose(
        seen.stories, since=SINCE, told=told, limit=limit, followed=seen.followed, leanings=seen.leanings
    )


# --- at once ----------------------------------------------------------------------------------


def follow(key: int = 1, words: str = "bridge", most: int = 3) -> Follow:
    return Follow(
        key=key,
        chat=7,
        thread=None,
        kind=WORDS,
        words=words,
        created_at=SINCE,
        breaking=True,
        most_a_day=most,
    )


def developing(*articles: tuple[str, str]) -> Developing:
    """Of articles as (text, when it came in); new is what came in after eight."""
    there: list[StoredArticle] = [
        stored(clean(text=text), key=number, seen_at=f"2026-11-24 {seen}")
        for number, (text, seen) in enumerate(articles)
    ]
    return Developing(there, NOW)


def test_a_story_is_new_to_a_follow_once() -> None:
    assert developing(("A bridge closes.", "08:01")).is_new_to(BRIDGE)
    assert developing(("A road closes.", "07:00"), ("A bridge closes.", "08:01")).is_new_to(BRIDGE)
    assert not developing(("A bridge closes.", "07:00"), ("A bridge closes!", "08:01")).is_new_to(BRIDGE)
    assert not developing(("A bridge closes.", "08:00")).is_new_to(BRIDGE)
    assert not developing(("A road closes.", "08:01")).is_new_to(BRIDGE)


def had(follow: Follow, *parts: int, waits: bool = False) -> list[Message]:
    return [Message(number_of(follow), part, DAY, waits) for part in parts]


def test_follows_share_a_message_and_have_a_limit_each() -> None:
    one, other = follow(1, "bridge", most=1), follow(2, "harbour", most=2)
    told = alerts({5: [one, other], 6: [one, other], 7: [one], 8: [other]}, [], DAY, quiet=False)
    assert [(each.story, each.message.number, each.message.part) for each in told] == [
        (5, 1, 1), (6, 2, 1), (8, 2, 2),
    ]  # fmt: skip
    assert told[0].words == ("bridge", "harbour")


def test_what_was_had_counts_and_parts_go_on() -> None:
    one = follow(most=3)
    (alert,) = alerts({5: [one], 6: [one]}, had(one, 1, 2), DAY, quiet=False)
    assert alert.message.part == 3
    yesterday = [replace(each, local_date=DAY.replace(day=23)) for each in had(one, 1, 2, 3)]
    assert len(alerts({5: [one]}, yesterday, DAY, quiet=False)) == 1


@given(
    st.dictionaries(st.integers(1, 30), st.lists(st.integers(1, 4), min_size=1, max_size=3, unique=True)),
    st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=12),
    st.integers(1, 10),
    st.booleans(),
)
def test_never_more_than_the_limits(
    found: dict[int, list[int]], before: list[tuple[int, bool]], most: int, quiet: bool
) -> None:
    follows = {key: follow(key, f"words {key}", most) for key in range(1, 5)}
    messages: list[Message] = []
    for key, waits in before:
        part = 1 + sum(each.number == key for each in messages)
        messages.append(Message(key, part, DAY, waits))
    told = alerts(
        {story: [follows[key] for key in keys] for story, keys in found.items()}, messages, DAY, quiet=quiet
    )
    both = [*messages, *(each.message for each in told)]
    assert len({(each.number, each.part) for each in both}) == len(both), "each is a row of its own"
    assert not told or len(both) <= MOST_A_DAY
    assert not (told and quiet) or sum(each.waits for each in both) <= MOST_WAITING
    for each in told:
        assert sum(other.number == each.message.number for other in both) <= most
        assert each.message.number in found[each.story]
