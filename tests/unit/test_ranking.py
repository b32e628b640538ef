"""Which stories an edition tells, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.ranking import Candidate, Choice, choose, ranked
from tests.builders import at, clean, digest, stored

NOW, SINCE = at("2026-11-24 08:00"), at("2026-11-23 08:00")
TITLES = (
    "Harbour bridge closes", "Seal visits market", "Bakers buy bakery", "Cod truce signed", "Orchard frozen",
    "Library opens late", "Tram drivers strike", "Glacier loses lake", "Choir wins prize", "Comet seen twice",
)  # fmt: skip


def candidate(
    story: int,
    title: str | None = None,
    *,
    seen: str = "2026-11-24 06:00",
    outlets: int | Sequence[str] = 1,
    copies: int = 0,
    speaker: str | None = None,
    topics: tuple[str, ...] = (),
    moved: str | None = None,
) -> Candidate:
    """A story told by `outlets`, and by `copies` more that only copy."""
    names = [f"Paper {i}" for i in range(outlets)] if isinstance(outlets, int) else outlets
    members = [
        stored(
            clean(title=title or TITLES[story % len(TITLES)], source=name),
            key=story * 100 + i,
            story=story,
            seen_at=seen,
            speaker=speaker,
        )
        for i, name in enumerate([*names, *(f"Copyist {i}" for i in range(copies))])
    ]
    told = digest(*members)
    originals = len(told.outlets) - copies
    outlets_told = tuple(replace(each, is_copy=i >= originals) for i, each in enumerate(told.outlets))
    told = replace(told, outlets=outlets_told, topics=topics)
    return Candidate(told, at(seen), None if moved is None else at(moved))


@dataclass(frozen=True)
class Case:
    """Candidates, what a chat was told and wants, and the stories it should get."""

    candidates: tuple[Candidate, ...]
    chosen: tuple[int, ...]
    limit: int = 9
    told: Mapping[int, str] = field(default_factory=dict)
    updates: tuple[int, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    followed: tuple[int, ...] = ()
    leanings: Mapping[str, int] = field(default_factory=dict)

    def choice(self, *, reverse: bool = False) -> Choice:
        given = tuple(reversed(self.candidates)) if reverse else self.candidates
        return choose(
            ranked(given, weights=self.weights, now=NOW),
            since=SINCE,
            told={story: at(moment) for story, moment in self.told.items()},
            limit=self.limit,
            followed={story: ("this",) for story in self.followed},
            leanings={frozenset([topic]): steps for topic, steps in self.leanings.items()},
        )


YESTERDAY = "2026-11-23 08:00"
BRIDGE = ("Harbour bridge closes for repairs", "Repairs close harbour bridge", "Harbour bridge repairs begin",
          "Why the harbour bridge needs repairs")  # fmt: skip

CASES = {
    "nothing there": Case((), ()),
    "nothing new since": Case((candidate(1, seen="2026-11-23 07:00"),), ()),
    "news of the very moment of the last edition is not new": Case((candidate(1, seen=YESTERDAY),), ()),
    "told by many goes first": Case(
        (candidate(1), candidate(2, outlets=4), candidate(3, outlets=2)), (2, 3, 1)
    ),
    "copies do not make many": Case((candidate(1, copies=9), candidate(2, outlets=2)), (2, 1)),
    "copies take nothing away": Case((candidate(1, outlets=3, copies=2), candidate(2, outlets=2)), (1, 2)),
    "fresh goes before old": Case(
        (candidate(1, seen="2026-11-23 12:00"), candidate(2, seen="2026-11-24 07:00")), (2, 1)
    ),
    "many weigh more than fresh": Case(
        (candidate(1, seen="2026-11-24 07:00"), candidate(2, seen="2026-11-23 12:00", outlets=5)), (2, 1)
    ),
    "somebody quoted by name goes before nobody": Case((candidate(1), candidate(2, speaker="Mara")), (2, 1)),
    "equal stories by their number": Case((candidate(3), candidate(1), candidate(2)), (1, 2, 3)),
    "a weighty source goes first": Case(
        (candidate(1, outlets=["Tide"]), candidate(2, outlets=["Ledger"])), (2, 1), weights={"ledger": 3.0}
    ),
    "a light source goes last": Case(
        (candidate(1, outlets=["Tide"]), candidate(2, outlets=["Ledger"])), (2, 1), weights={"tide": 0.2}
    ),
    "two usual voices beat one of nearly double weight": Case(
        (candidate(1, outlets=["Ledger"]), candidate(2, outlets=["Tide", "Bell"])),
        (2, 1),
        weights={"ledger": 1.8},
    ),
    "weights that are all alike change nothing": Case(
        (candidate(1, outlets=["Tide"]), candidate(2, outlets=["Tide", "Bell"])),
        (2, 1),
        weights={"tide": 7.0, "bell": 7.0},
    ),
    "no more than fit": Case((candidate(1, outlets=3), candidate(2, outlets=2), candidate(3)), (1, 2), 2),
    "no room at all": Case((candidate(1),), (), 0),
    "told already stays out": Case((candidate(1, outlets=9), candidate(2)), (2,), told={1: YESTERDAY}),
    "told and moved on since comes as an update": Case(
        (candidate(1, moved="2026-11-24 05:00"),), (1,), told={1: YESTERDAY}, updates=(1,)
    ),
    "moved on before it was told stays out": Case(
        (candidate(1, moved="2026-11-24 05:00"),), (), told={1: "2026-11-24 05:00"}
    ),
    "moved on but not told is no update": Case((candidate(1, moved="2026-11-24 05:00"),), (1,)),
    "an update without news since stays out": Case(
        (candidate(1, seen="2026-11-23 06:00", moved="2026-11-23 05:00"),), (), told={1: "2026-11-22 08:00"}
    ),
    "what is followed goes first": Case((candidate(1, outlets=30), candidate(2)), (2, 1), followed=(2,)),
    "of what is followed the best goes first": Case(
        (candidate(1, outlets=30), candidate(2), candidate(3, outlets=2)), (3, 2, 1), followed=(2, 3)
    ),
    "what is followed is told once, too": Case(
        (candidate(1), candidate(2)), (2,), followed=(1,), told={1: YESTERDAY}
    ),
    "a third story on one thing waits even where it is followed": Case(
        (*(candidate(i, BRIDGE[i]) for i in range(3)), candidate(5)), (0, 2, 5, 1), followed=(0, 1, 2)
    ),
    "a topic that is liked goes up": Case(
        (candidate(1, topics=("Sport",)), candidate(2, topics=("World",))), (2, 1), leanings={"world": 1}
    ),
    "a topic that is not liked goes down": Case(
        (candidate(1, topics=("Sport",)), candidate(2, topics=("World",))), (2, 1), leanings={"sport": -2}
    ),
    "no liking makes little news great": Case(
        (candidate(1, outlets=9), candidate(2, topics=("World", "Tram", "Sea"))),
        (1, 2),
        leanings={"world": 2, "tram": 2, "sea": 2},
    ),
    "another topic goes before a third story of one": Case(
        (
            candidate(1, outlets=8, topics=("Sport",)),
            candidate(2, outlets=7, topics=("Sport",)),
            candidate(3, outlets=6, topics=("Sport",)),
            candidate(4, outlets=5, topics=("World",)),
        ),
        (1, 2, 4, 3),
    ),
    "a second story on one thing waits for one nearly as good": Case(
        (
            candidate(1, BRIDGE[0], outlets=5),
            candidate(2, BRIDGE[1], outlets=4),
            candidate(3, outlets=3),
        ),
        (1, 3, 2),
    ),
    "a third story on one thing waits for all others": Case(
        (*(candidate(i, BRIDGE[i], outlets=40) for i in range(4)), candidate(5), candidate(6)),
        (0, 2, 5, 6, 3, 1),
    ),
    "a third story on one thing stays out while others wait": Case(
        (*(candidate(i, BRIDGE[i], outlets=40) for i in range(4)), candidate(5), candidate(6)), (0, 2, 5), 3
    ),
    "stories on one thing are told where nothing else waits": Case(
        tuple(candidate(i, BRIDGE[i]) for i in range(4)), (0, 2, 3, 1)
    ),
    "one shared word is no thing": Case(
        (
            candidate(1, "Bridge closes", outlets=4),
            candidate(2, "Bridge tournament won by twins", outlets=3),
            candidate(3, outlets=2),
        ),
        (1, 2, 3),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_a_chat_gets(case: Case) -> None:
    choice = case.choice()
    assert tuple(each.story for each in choice.digests) == case.chosen
    assert choice.updates == set(case.updates)
    assert case.choice(reverse=True) == choice


def test_what_has_no_room_is_counted() -> None:
    choice = Case(tuple(candidate(i) for i in range(1, 6)), (), 3, told={1: YESTERDAY}).choice()
    assert (len(choice.digests), choice.elsewhere) == (3, 1)


def test_a_story_from_the_future_is_not_fresher_than_one_of_now() -> None:
    def worth(seen: str, now: timedelta = timedelta()) -> float:
        return ranked([candidate(1, seen=seen)], weights={}, now=NOW + now)[0].worth

    assert worth("2026-11-24 20:00") == worth("2026-11-24 08:00")
    assert worth("2026-11-24 08:00", timedelta(hours=12)) < worth("2026-11-24 08:00")


# --- for any news -----------------------------------------------------------------------------

MOMENTS = st.datetimes(
    at("2026-11-22 08:00").replace(tzinfo=None), at("2026-11-24 08:00").replace(tzinfo=None)
)
MINUTES = MOMENTS.map(lambda moment: f"{moment:%Y-%m-%d %H:%M}")


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    return [
        candidate(
            story,
            draw(st.sampled_from([*TITLES, *BRIDGE])),
            seen=draw(MINUTES),
            outlets=draw(st.integers(1, 3)),
            speaker=draw(st.none() | st.just("Mara")),
            topics=draw(st.sampled_from([(), ("World",), ("Sport", "World")])),
            moved=draw(st.none() | MINUTES),
        )
        for story in range(draw(st.integers(0, 9)))
    ]


TOLD = st.dictionaries(st.integers(0, 9), MINUTES.map(at), max_size=5)


@given(candidates(), TOLD, st.integers(0, 10), st.randoms(use_true_random=False), st.booleans())
def test_a_choice_is_in_its_limit_and_the_same_in_any_order(
    found: list[Candidate], told: dict[int, object], limit: int, chance: object, follow: bool
) -> None:
    def made(given: Sequence[Candidate]) -> Choice:
        stories = ranked(given, weights={"paper 1": 2.0}, now=NOW)
        followed = {2: ("bridge",), 5: ("bridge",)} if follow else {}
        return choose(stories, since=SINCE, told=told, limit=limit, followed=followed)  # type: ignore[arg-type]

    choice = made(found)
    chosen = [each.story for each in choice.digests]
    shuffled = sorted(found, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert made(shuffled) == choice
    assert len(chosen) == len(set(chosen)) <= limit
    assert choice.updates <= set(chosen) & told.keys()
    new = [each for each in found if each.seen_at > SINCE]
    untold = {each.digest.story for each in new if each.digest.story not in told}
    assert len(chosen) == limit or untold <= set(chosen), "nothing is dropped while there is room"
    assert len(untold) <= len(chosen) + choice.elsewhere <= len(new)
