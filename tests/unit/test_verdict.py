"""The judge of the nemesis test: it must see what was broken, and accept no excuse that is none."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest

from digests.model import DeliveryState as State
from tests.benchmarks.nemesis import enemy, readers, tempo, town, verdict
from tests.benchmarks.nemesis.evidence import (
    Arrival,
    Evidence,
    Exit,
    Flood,
    History,
    Move,
    Occurrence,
    Promise,
    Reason,
    Report,
    Row,
    Shut,
    Span,
)
from tests.builders import at

CHAT, GROUP = 7, -8
BEGAN, DUE, DAY = at("2026-11-24 07:59:50"), at("2026-11-24 08:00"), date(2026, 11, 24)
CALM = History(began=BEGAN, end=120.0)
ASKED = Occurrence(chat=CHAT, slot=1, local_date=DAY, due=DUE)
ROW = Row(chat=CHAT, slot=1, local_date=DAY, due_at=DUE, state=State.SENT, attempt=1, message_id=1)
CAME = Arrival(at=11.0, answered_at=11.1, chat=CHAT, outcome="ok", message=1)
REFUSED = Arrival(
    at=20.0,
    answered_at=20.1,
    chat=CHAT,
    outcome="Too Many Requests: retry after 5",
    status=429,
    done=False,
    retry_after=5.0,
)
EVERYBODY = Flood(Span(19.9, 24.9), None)


def evidence(**found: object) -> Evidence:
    """Of a trial in which one edition was asked for, sent, and written down."""
    usual: dict[str, object] = {
        "history": CALM,
        "catch_up": timedelta(minutes=30),
        "rate": 30,
        "asked": (ASKED,),
        "rows": (ROW,),
        "arrivals": (CAME,),
    }
    return Evidence(**{**usual, **found})  # type: ignore[arg-type]


def broken(found: Evidence) -> set[Promise]:
    return {breach.promise for breach in (*verdict.judge(found), *tempo.judge(found))}


def row(state: State, **changes: object) -> Row:
    return replace(ROW, state=state, message_id=None, **changes)  # type: ignore[arg-type]


def came(second: float, **changes: object) -> Arrival:
    return replace(CAME, at=second, answered_at=second + 0.1, **changes)  # type: ignore[arg-type]


def shut(reason: Reason, start: float, end: float = math.inf, rest: Span | None = None) -> tuple[Shut, ...]:
    return (Shut(chat=CHAT, reason=reason, span=Span(start, end), rest=rest),)


def test_a_trial_without_trouble_breaks_nothing() -> None:
    assert broken(evidence()) == set()


# --- lost -------------------------------------------------------------------------------------


def test_an_edition_without_a_row_is_lost() -> None:
    assert broken(evidence(rows=(), arrivals=())) == {Promise.LOST}


@pytest.mark.parametrize("state", [State.PLANNED, State.SENDING])
def test_a_row_that_is_open_at_the_end_is_lost(state: State) -> None:
    assert broken(evidence(rows=(row(state),), arrivals=())) == {Promise.LOST}


@pytest.mark.parametrize(
    "spared",
    [
        {"shut": shut(Reason.BLOCKED, 5.0)},
        {"shut": shut(Reason.LEFT, 9.0, 20.0)},
        {"history": replace(CALM, end=15.0)},
        {"history": replace(CALM, dead=(Span(10.5, 115.0),))},
        {"asked": (replace(ASKED, due=at("2026-11-24 09:00")),)},
        {"asked": (replace(ASKED, certain=False),)},
        {"asked": (replace(ASKED, asked_at=10.5),)},
    ],
    ids=[
        "blocked",
        "left",
        "ended before",
        "dead till the end",
        "not due yet",
        "not heard",
        "heard too late",
    ],
)
def test_no_edition_is_demanded_where_none_could_be_made(spared: dict[str, object]) -> None:
    assert broken(evidence(rows=(), arrivals=(), **spared)) == set()


def test_who_came_back_in_time_is_active_again() -> None:
    assert broken(evidence(rows=(), arrivals=(), shut=shut(Reason.BLOCKED, 2.0, 8.0))) == {Promise.LOST}


def test_a_clock_set_forward_makes_due_what_it_leaps_over() -> None:
    leap = replace(CALM, moves=(*CALM.moves, Move(30.0, timedelta(hours=2))))
    later = replace(ASKED, due=at("2026-11-24 09:00"))
    assert broken(evidence(history=leap, asked=(later,), rows=(), arrivals=())) == {Promise.LOST}


def test_a_group_is_followed_to_its_new_number() -> None:
    moved = evidence(
        asked=(replace(ASKED, chat=GROUP),),
        rows=(replace(ROW, chat=-100),),
        arrivals=(replace(CAME, chat=-100),),
        moved={GROUP: -100},
    )
    assert broken(moved) == set()
    assert broken(replace(moved, moved={})) == {Promise.LOST, Promise.TRUE}


def test_messages_of_a_moved_group_are_told_apart_by_their_time() -> None:
    """Both have number 1: one was sent before the group moved, one after."""
    second, due = at("2026-11-24 08:01:05"), at("2026-11-24 08:01")
    rows = tuple(
        replace(ROW, chat=-100, slot=number, due_at=when, settled_at=settled)
        for number, when, settled in ((2, due, second), (1, DUE, at("2026-11-24 08:00:02")))
    )
    moved = evidence(
        asked=(replace(ASKED, chat=GROUP), replace(ASKED, chat=GROUP, slot=2, due=due)),
        rows=rows,
        arrivals=(replace(CAME, chat=GROUP), came(75.0, chat=-100)),
        moved={GROUP: -100},
    )
    assert broken(moved) == set()


# --- the ledger's word ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "untrue",
    [
        {"arrivals": ()},
        {"rows": (replace(ROW, message_id=2),), "arrivals": (came(11.0), came(12.0, message=3))},
        {"rows": (row(State.GONE),), "arrivals": ()},
        {"rows": (row(State.REJECTED),), "arrivals": ()},
        {"rows": (row(State.DROPPED),), "arrivals": ()},
        {
            "rows": (row(State.UNKNOWN),),
            "arrivals": (),
            "reports": (Report(12.0, CHAT, "unknown"),),
            "counted_unknown": 1,
        },
        {"rows": (replace(ROW, due_at=at("2026-11-24 07:00")),)},
        {"rows": (ROW, replace(ROW, slot=2, message_id=2)), "arrivals": (CAME, came(12.0, message=2))},
    ],
    ids=["never came", "another message", "gone", "rejected", "dropped", "unknown", "moved", "unasked"],
)
def test_a_row_must_have_happened_and_have_a_reason(untrue: dict[str, object]) -> None:
    assert Promise.TRUE in broken(evidence(**untrue))


def test_an_edition_may_be_dropped_once_it_is_of_no_use() -> None:
    leap = replace(CALM, moves=(*CALM.moves, Move(11.0, timedelta(hours=2))))
    dropped = row(State.DROPPED, settled_at=at("2026-11-24 10:00:05"))
    assert broken(evidence(history=leap, rows=(dropped,), arrivals=())) == set()
    hopeless = replace(dropped, settled_at=at("2026-11-24 08:29:55"))
    assert broken(evidence(history=leap, rows=(hopeless,), arrivals=())) == set(), "its turn came too late"
    hasty = replace(dropped, settled_at=at("2026-11-24 08:20"))
    assert broken(evidence(history=leap, rows=(hasty,), arrivals=())) == {Promise.TRUE}


def test_a_blocked_chat_may_be_gone() -> None:
    gone = evidence(rows=(row(State.GONE),), arrivals=(), shut=shut(Reason.BLOCKED, 12.0))
    assert broken(gone) == set()
    assert broken(replace(gone, shut=shut(Reason.BLOCKED, 2.0, 5.0))) == {Promise.TRUE}


# --- copies -----------------------------------------------------------------------------------


def copied(first: Arrival, **found: object) -> Evidence:
    """A first message, and the silent second one that the ledger names."""
    second = came(30.0, message=2, silent=True)
    twice = replace(ROW, attempt=2, doubtful=True, message_id=2)
    return evidence(rows=(twice,), arrivals=(first, second), **found)


def test_a_message_that_was_answered_must_not_come_again() -> None:
    assert broken(copied(CAME)) == {Promise.ONCE}


@pytest.mark.parametrize(
    ("first", "history"),
    [
        (replace(CAME, answered_at=None, outcome="hung_up"), CALM),
        (CAME, replace(CALM, dead=(Span(11.05, 14.0),))),
        (CAME, replace(CALM, dead=(Span(11.2, 14.0),))),
        (CAME, replace(CALM, hampered=(Span(11.0, 19.0),), dead=(Span(18.0, 21.0),))),
        (CAME, replace(CALM, frozen=(Span(11.05, 17.0),), dead=(Span(17.2, 20.0),))),
    ],
    ids=["unanswered", "killed", "just answered", "not written down", "frozen and killed"],
)
def test_a_send_in_doubt_may_come_twice(first: Arrival, history: History) -> None:
    assert broken(copied(first, history=history)) == set()
    assert verdict.duplicates(copied(first), verdict.match(copied(first))) == 1


@pytest.mark.parametrize(
    "history",
    [
        replace(CALM, dead=(Span(13.0, 16.0),)),
        replace(CALM, dead=(Span(5.0, 10.9),)),
        replace(CALM, frozen=(Span(11.05, 25.0),)),
        replace(CALM, hampered=(Span(10.5, 19.0),)),
        replace(CALM, moves=(*CALM.moves, Move(11.2, timedelta(minutes=1)))),
    ],
    ids=["killed long after", "killed before", "frozen", "locked out", "clock set forward"],
)
def test_all_else_is_no_excuse(history: History) -> None:
    assert broken(copied(CAME, history=history)) == {Promise.ONCE}


def test_the_second_one_must_not_ring() -> None:
    loud = copied(replace(CAME, answered_at=None))
    loud = replace(loud, arrivals=(loud.arrivals[0], replace(loud.arrivals[1], silent=False)))
    assert broken(loud) == {Promise.ONCE}


def test_no_third_one_comes_however_doubtful_the_others() -> None:
    unsure = replace(CAME, answered_at=None)
    found = copied(unsure)
    third = replace(unsure, at=20.0, message=3)
    assert broken(replace(found, arrivals=(*found.arrivals, third))) == {Promise.ONCE}


def test_a_message_that_no_row_knows_is_seen() -> None:
    stray = came(40.0, chat=9, message=1)
    assert broken(evidence(arrivals=(CAME, stray))) == {Promise.ONCE}


def test_replies_are_no_editions() -> None:
    assert broken(evidence(arrivals=(CAME, came(12.0, message=2, edition=False)))) == set()


# --- times and wishes -------------------------------------------------------------------------


def test_an_edition_before_its_time_is_seen() -> None:
    assert broken(evidence(arrivals=(came(9.0),))) == {Promise.TIMELY}


def test_a_clock_set_back_makes_nothing_early() -> None:
    back = replace(CALM, moves=(*CALM.moves, Move(10.5, timedelta(minutes=-50))))
    assert broken(evidence(history=back)) == set()


def test_an_edition_that_is_of_no_use_any_more_is_seen() -> None:
    leap = replace(CALM, moves=(*CALM.moves, Move(11.0, timedelta(hours=2))))
    assert broken(evidence(history=leap, arrivals=(came(24.0),))) == {Promise.TIMELY}
    assert broken(evidence(history=leap, arrivals=(came(20.0),))) == set(), "it was on its way"


def test_nothing_comes_to_who_has_left() -> None:
    left = evidence(arrivals=(came(15.0),), shut=shut(Reason.LEFT, 10.5, 30.0, rest=Span(11.0, 29.0)))
    assert broken(left) == {Promise.REST}
    assert broken(replace(left, arrivals=(came(11.5),))) == set(), "it was on its way"
    assert broken(replace(left, arrivals=(came(29.5),))) == set(), "the reader has come back"
    unheard = shut(Reason.LEFT, 10.5, 30.0)
    assert broken(replace(left, shut=unheard)) == set(), "nothing was confirmed"


# --- unknowns and ends ------------------------------------------------------------------------


def unknown(**found: object) -> Evidence:
    unsure = (came(11.0), came(17.0, message=2, silent=True))
    return evidence(
        rows=(row(State.UNKNOWN, attempt=2, doubtful=True, settled_at=at("2026-11-24 08:00:08")),),
        arrivals=tuple(replace(each, answered_at=None, outcome="silent") for each in unsure),
        **{"counted_unknown": 1, **found},
    )


def test_an_unknown_must_be_reported() -> None:
    assert broken(unknown()) == {Promise.TOLD}
    assert broken(unknown(reports=(Report(18.0, CHAT, "unknown"),))) == set()
    assert broken(unknown(reports=(Report(18.0, CHAT, "sent"),))) == {Promise.TOLD}


def test_the_status_counts_every_unknown() -> None:
    reports = (Report(18.0, CHAT, "unknown"),)
    assert broken(unknown(reports=reports, counted_unknown=0)) == {Promise.TOLD}
    assert broken(unknown(reports=reports, counted_unknown=2)) == {Promise.TOLD}


def test_who_is_killed_while_writing_cannot_report() -> None:
    assert broken(unknown(history=replace(CALM, dead=(Span(18.1, 20.0),)))) == set()
    assert broken(unknown(history=replace(CALM, dead=(Span(28.1, 30.0),)))) == {Promise.TOLD}


def test_the_process_must_not_end_by_itself() -> None:
    at_work = Exit(50.0, 1, True, "KeyError")
    assert broken(evidence(exits=(at_work,))) == {Promise.ALIVE}
    locked_out = replace(at_work, at_work=False, status=2)
    assert broken(evidence(exits=(locked_out,))) == {Promise.ALIVE}
    locked = replace(CALM, hampered=(Span(45.0, 52.0),))
    assert broken(evidence(exits=(locked_out,), history=locked)) == set()
    assert broken(evidence(exits=(at_work,), history=locked)) == {Promise.ALIVE}


@pytest.mark.parametrize("farewell", [(1, 0.5), (0, 6.0)], ids=["status", "too slow"])
def test_it_ends_cleanly_and_soon(farewell: tuple[int, float]) -> None:
    assert broken(evidence(farewell=farewell)) == {Promise.ALIVE}


# --- tempo ------------------------------------------------------------------------------------


def flooded(*sent: Arrival, **found: object) -> set[Promise]:
    arrivals = (REFUSED, *(replace(each, edition=False) for each in sent))
    return broken(evidence(arrivals=(CAME, *arrivals), floods=(EVERYBODY,), **found))


def test_nobody_sends_inside_a_pause() -> None:
    assert flooded(came(22.0, chat=9)) == {Promise.FLOOD}
    assert flooded(came(20.2, chat=9)) == set(), "it was on its way"
    assert flooded(came(25.2, chat=9)) == set(), "the pause is over"


def test_a_restart_does_not_end_a_pause() -> None:
    assert flooded(came(24.0), history=replace(CALM, dead=(Span(22.5, 23.5),))) == {Promise.FLOOD}
    assert flooded(came(24.0), history=replace(CALM, dead=(Span(20.2, 23.5),))) == set(), "not written yet"


def test_who_was_frozen_has_not_read_the_answer() -> None:
    assert flooded(came(23.2), history=replace(CALM, frozen=(Span(20.0, 23.0),))) == set()
    assert flooded(came(24.0), history=replace(CALM, frozen=(Span(20.0, 23.0),))) == {Promise.FLOOD}


def test_a_pause_of_one_group_is_that_groups_alone() -> None:
    refused = replace(REFUSED, chat=GROUP)
    flood = (replace(EVERYBODY, chat=GROUP),)
    elsewhere = came(22.0, chat=9, edition=False)
    there = came(22.0, chat=GROUP, edition=False)
    assert broken(evidence(arrivals=(CAME, refused, elsewhere), floods=flood)) == set()
    assert broken(evidence(arrivals=(CAME, refused, there), floods=flood)) == {Promise.FLOOD}


def test_no_rolling_second_holds_more_than_the_limit() -> None:
    def stream(count: int) -> tuple[Arrival, ...]:
        return tuple(came(40 + n * 0.9 / count, chat=9, message=n, edition=False) for n in range(count))

    assert broken(evidence(arrivals=(CAME, *stream(30)))) == set()
    assert broken(evidence(arrivals=(CAME, *stream(31)))) == {Promise.RATE}
    starved = replace(CALM, late=(Span(39.9, 40.0),))
    assert broken(evidence(arrivals=(CAME, *stream(31)), history=starved)) == set(), "carried over"
    later = replace(CALM, late=(Span(40.5, 40.6),))
    assert broken(evidence(arrivals=(CAME, *stream(31)), history=later)) == {Promise.RATE}


# --- the plan ---------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_trial() -> None:
    targets = enemy.Targets(people=40, groups=12, forums=4)
    drawn = [
        (made, town.houses(made, targets), readers.wishes(made, targets))
        for made in (enemy.plan(seed, 180.0, targets) for seed in (3, 3, 4))
    ]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize("seed", range(20))
def test_in_three_minutes_the_enemy_does_all_it_knows(seed: int) -> None:
    made = enemy.plan(seed, 180.0, enemy.Targets(people=120, groups=24, forums=8))
    kinds = {type(strike.attack) for strike in made.strikes}
    assert kinds == set(enemy.Attack.__args__)
    failing = [strike.attack for strike in made.strikes if isinstance(strike.attack, enemy.Fail)]
    failures = {attack.failure for attack in failing if not attack.polls}
    assert failures == {"internal", "bad_gateway", "dropped", "hung_up", "silent"}
    assert any(attack.polls for attack in failing)
    assert max(strike.at for strike in made.strikes) <= made.seconds
    assert made.rounds[-1].minute < town.FAR
