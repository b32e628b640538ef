"""The ledger against the playground's log: what was promised, and was it kept? Pure.

Where the enemy has made something uncertain, the program gets the benefit of the doubt, and no further: each
excuse is named here, and needs a deed of the enemy's at the right time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from digests.model import DeliveryState
from digests.model.editions import OPEN_STATES
from tests.benchmarks.nemesis.evidence import Arrival, Breach, Evidence, Occurrence, Promise, Row

PLANNED_WITHIN = 8.0
"""Seconds without a hindrance in which the program surely looks at what is due."""
SETTLED_WITHIN = 0.5
"""Seconds without a hindrance in which it surely has written down an answer."""
OBEYED_WITHIN = 0.7
"""Seconds awake in which a send that had begun before a reader's wish surely is out."""
_HELD_FOR = 12.0
"""Seconds awake for which what was claimed in time may have to wait while Telegram does not answer."""
_NEXT_TRY = timedelta(seconds=15)
"""What may have to be waited for: a turn, a pause. What would then be too late is dropped before."""
_TICK = timedelta(seconds=0.25)
"""What the two clocks may differ by."""

_NEVER_CAME = ("internal", "bad_gateway", "dropped")
"""Failures after which nothing stands in the chat, though the program cannot know."""


class Doubt(StrEnum):
    """Why the program cannot be sure of a send that arrived."""

    UNANSWERED = "unanswered"
    KILLED = "in flight at a kill"


@dataclass(frozen=True, slots=True)
class Match:
    """The ledger's `sent` rows with the messages they name, and the messages that no row names."""

    named: tuple[tuple[Row, Arrival], ...]
    unnamed: tuple[Arrival, ...]
    missing: tuple[Row, ...]
    """Rows that say `sent`, of which the playground knows nothing."""


def doubt(evidence: Evidence, arrival: Arrival) -> Doubt | None:
    """What kept the program from being sure of a message that arrived; None: it must have known.

    Being stopped for longer than a lease is no excuse: a process settles its own sends when it goes on.
    """
    if arrival.answered_at is None:
        return Doubt.UNANSWERED
    history = evidence.history
    settled = history.well_after(arrival.answered_at, SETTLED_WITHIN)
    return Doubt.KILLED if history.death_after(arrival.at) < settled else None


def match(evidence: Evidence) -> Match:
    waiting: dict[tuple[int, int | None], list[Arrival]] = defaultdict(list)
    for arrival in evidence.arrivals:
        if arrival.done and arrival.edition:
            waiting[evidence.home(arrival.chat), arrival.message].append(arrival)
    named, missing = [], []
    for row in evidence.rows:
        if row.state is DeliveryState.SENT:
            found = waiting[evidence.home(row.chat), row.message_id]
            if found:
                nearest = min(found, key=lambda each: _distance(evidence, row, each))
                found.remove(nearest)
                named.append((row, nearest))
            else:
                missing.append(row)
    left = [arrival for found in waiting.values() for arrival in found]
    return Match(tuple(named), tuple(sorted(left, key=lambda each: each.at)), tuple(missing))


def _distance(evidence: Evidence, row: Row, arrival: Arrival) -> timedelta:
    """Numbers begin anew in a group that moves: of two messages, the row means the one of its own time."""
    return abs(evidence.history.clock(arrival.at) - (row.settled_at or row.due_at))


def editions_kept(evidence: Evidence) -> Iterator[Breach]:
    """Every edition that fell due in an active chat has its row, and no row is left open."""
    rows = {(evidence.home(row.chat), row.slot, row.local_date): row for row in evidence.rows}
    for asked in evidence.asked:
        row = rows.get((evidence.home(asked.chat), asked.slot, asked.local_date))
        if row is None and demanded(evidence, asked):
            yield _about(Promise.LOST, asked, "has no row", evidence)
        elif row is not None and row.state in OPEN_STATES:
            yield _about(Promise.LOST, asked, f"is {row.state} at the end ({row.reason})", evidence)


def rows_true(evidence: Evidence, matched: Match) -> Iterator[Breach]:
    """Nothing in the ledger that did not happen, or that had no reason to."""
    asked = _by_key(evidence)
    for row in matched.missing:
        yield Breach(
            Promise.TRUE, f"{_named(row)} is sent, but message {row.message_id} never came", row.chat
        )
    for row in evidence.rows:
        found = asked.get((evidence.home(row.chat), row.slot, row.local_date))
        if found is None:
            yield Breach(Promise.TRUE, f"{_named(row)} was asked for by nobody", row.chat)
        elif problem := _unfounded(evidence, row, found):
            yield Breach(Promise.TRUE, f"{_named(row)} {problem} ({row.reason})", row.chat)


def copies_kept(evidence: Evidence, matched: Match) -> Iterator[Breach]:
    """What arrived beside the messages that the ledger names was in doubt, and is accounted for."""
    attempts: Counter[int] = Counter()
    for row in evidence.rows:
        attempts[evidence.home(row.chat)] += row.attempt - (row.state is DeliveryState.SENT)
    for arrival in matched.unnamed:
        home = evidence.home(arrival.chat)
        attempts[home] -= 1
        if attempts[home] < 0:
            yield Breach(Promise.ONCE, f"message {arrival.message} is in no row", arrival.chat, arrival.at)
        elif doubt(evidence, arrival) is None:
            what = f"message {arrival.message} was answered, and yet sent again or forgotten"
            yield Breach(Promise.ONCE, what, arrival.chat, arrival.at)
    for row, arrival in matched.named:
        if row.doubtful and not arrival.silent:
            yield Breach(Promise.ONCE, f"{_named(row)} rang twice", arrival.chat, arrival.at)


def times_kept(evidence: Evidence, matched: Match) -> Iterator[Breach]:
    """Nothing came before it was due, nor later than is of use."""
    history = evidence.history
    for row, arrival in matched.named:
        if history.latest_clock(0.0, arrival.at) + _TICK < row.due_at:
            yield Breach(Promise.TIMELY, f"{_named(row)} came early", arrival.chat, arrival.at)
        begun = history.awake_before(arrival.at, _HELD_FOR)
        if history.earliest_clock(begun, arrival.at) > row.due_at + evidence.catch_up:
            yield Breach(Promise.TIMELY, f"{_named(row)} came too late", arrival.chat, arrival.at)


def wishes_kept(evidence: Evidence) -> Iterator[Breach]:
    """Nothing comes between the answer to "pause" or "unsubscribe" and the reader's return."""
    for arrival in evidence.arrivals:
        if not (arrival.done and arrival.edition):
            continue
        for shut in evidence.shut:
            if shut.rest is None or evidence.home(shut.chat) != evidence.home(arrival.chat):
                continue
            begun = evidence.history.awake_before(arrival.at, OBEYED_WITHIN)
            if shut.rest.start < begun and arrival.at < shut.rest.end:
                yield Breach(Promise.REST, f"an edition came while {shut.reason}", arrival.chat, arrival.at)


def unknowns_told(evidence: Evidence) -> Iterator[Breach]:
    """Each row that ends as unknown stood in the log when it did, and is counted in the status."""
    told = Counter(evidence.home(each.chat) for each in evidence.reports if each.state == "unknown")
    unknown: dict[int, list[Row]] = defaultdict(list)
    for row in evidence.rows:
        if row.state is DeliveryState.UNKNOWN:
            unknown[evidence.home(row.chat)].append(row)
    for chat, rows in unknown.items():
        silenced = sum(_cut_short(evidence, row) for row in rows)
        if told[chat] + silenced < len(rows):
            yield Breach(Promise.TOLD, f"{len(rows)} unknown, {told[chat]} reported", chat)
    count = sum(map(len, unknown.values()))
    if count != evidence.counted_unknown:
        yield Breach(Promise.TOLD, f"{count} unknown, {evidence.counted_unknown} in the status")


def ends_kept(evidence: Evidence) -> Iterator[Breach]:
    """The process ends when told to, and else only where it cannot even begin."""
    for each in evidence.exits:
        begun = evidence.history.awake_before(each.at, 10.0)
        hampered = any(span.overlaps(begun, each.at) for span in evidence.history.hampered)
        if each.at_work or not hampered:
            what = f"ended by itself with status {each.status}: {each.last_words}"
            yield Breach(Promise.ALIVE, what, at=each.at)
    status, seconds = evidence.farewell
    if status != 0 or seconds >= 5.0:
        yield Breach(Promise.ALIVE, f"asked to stop, it ended with status {status} after {seconds:.1f} s")


def duplicates(evidence: Evidence, matched: Match) -> int:
    """Messages beyond the first of an edition. What no row names may be the only one of an edition whose
    row ended in doubt."""
    came = Counter(evidence.home(arrival.chat) for arrival in matched.unnamed)
    doubtful = (row for row in evidence.rows if row.doubtful or row.state is DeliveryState.UNKNOWN)
    alone = Counter(evidence.home(row.chat) for row in doubtful if row.state is not DeliveryState.SENT)
    return sum(max(0, count - alone[chat]) for chat, count in came.items())


# --- excuses ----------------------------------------------------------------------------------


def demanded(evidence: Evidence, asked: Occurrence) -> bool:
    """Whether the chat was surely active from the moment it fell due until it surely was planned."""
    reached = evidence.history.reached(asked.due)
    if reached is None or not asked.certain or reached <= asked.asked_at:
        return False
    planned = evidence.history.well_after(reached, PLANNED_WITHIN)
    return planned <= evidence.history.end and not _shut(evidence, asked.chat, reached - 1.0, planned)


def _unfounded(evidence: Evidence, row: Row, asked: Occurrence) -> str | None:
    """What is wrong with the last state of a row."""
    history = evidence.history
    if row.due_at != asked.due:
        return f"is due at {row.due_at:%H:%M:%S}, not {asked.due:%H:%M:%S}"
    since = history.reached(asked.due)
    if since is None:
        return "was planned before its time"
    excused = _shut(evidence, asked.chat, since - OBEYED_WITHIN, history.end)
    match row.state:
        case DeliveryState.SENT | DeliveryState.PLANNED | DeliveryState.SENDING:
            return None
        case DeliveryState.GONE:
            return None if excused else "is gone, though its chat never was"
        case DeliveryState.DROPPED:
            no_use = row.due_at + evidence.catch_up - _NEXT_TRY
            late = history.latest_clock(since, history.end) > no_use
            settled_late = row.settled_at is None or row.settled_at > no_use
            return None if excused or (late and settled_late) else "was dropped without a reason"
        case DeliveryState.UNKNOWN:
            return None if _was_in_doubt(evidence, asked.chat, since) else "is unknown without a reason"
        case DeliveryState.REJECTED:
            return "was rejected"


def _shut(evidence: Evidence, chat: int, start: float, end: float) -> bool:
    home = evidence.home(chat)
    return any(evidence.home(shut.chat) == home and shut.span.overlaps(start, end) for shut in evidence.shut)


def _was_in_doubt(evidence: Evidence, chat: int, since: float) -> bool:
    """Whether a send to the chat failed in a way that leaves doubt, or the process was struck meanwhile."""
    home = evidence.home(chat)
    struck = (*evidence.history.dead, *evidence.history.frozen)
    return any(span.end >= since for span in struck) or any(
        evidence.home(each.chat) == home
        and each.at >= since
        and (each.outcome in _NEVER_CAME or (each.done and doubt(evidence, each) is not None))
        for each in evidence.arrivals
    )


def _cut_short(evidence: Evidence, row: Row) -> bool:
    """Whether the process was killed before it can have said what it had just written."""
    if row.settled_at is None:
        return False
    history = evidence.history
    return any(
        history.earliest_clock(span.start - SETTLED_WITHIN, span.start)
        <= row.settled_at
        <= history.latest_clock(span.start - SETTLED_WITHIN, span.start)
        for span in history.dead
    )


# --- words ------------------------------------------------------------------------------------


def _by_key(evidence: Evidence) -> Mapping[tuple[int, int, date], Occurrence]:
    return {(evidence.home(each.chat), each.slot, each.local_date): each for each in evidence.asked}


def _named(row: Row) -> str:
    return f"slot {row.slot} of {row.local_date} (due {row.due_at:%H:%M:%S})"


def _about(promise: Promise, asked: Occurrence, what: str, evidence: Evidence) -> Breach:
    named = f"slot {asked.slot} of {asked.local_date} (due {asked.due:%H:%M:%S})"
    return Breach(promise, f"{named} {what}", asked.chat, evidence.history.reached(asked.due))


def judge(evidence: Evidence) -> Iterable[Breach]:
    """Every promise of this module's that was broken."""
    matched = match(evidence)
    yield from editions_kept(evidence)
    yield from rows_true(evidence, matched)
    yield from copies_kept(evidence, matched)
    yield from times_kept(evidence, matched)
    yield from wishes_kept(evidence)
    yield from unknowns_told(evidence)
    yield from ends_kept(evidence)
