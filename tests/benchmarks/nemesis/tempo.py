"""Did the program keep to Telegram's pace? The playground's log against limits and pauses. Pure."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from tests.benchmarks.nemesis.evidence import Arrival, Breach, Evidence, Flood, History, Promise

HEARD_WITHIN = 0.3
"""Seconds awake in which the program surely has read a 429, and what had left before is here."""
_CARRIED = 0.15
"""Seconds by which a message may be late for want of a processor."""
_SPACING = 1 / 30
KEPT_WITHIN = 1.5
"""Seconds after a 429 in which a kill may come before the pause was written down."""


def judge(evidence: Evidence) -> Iterator[Breach]:
    yield from pauses_kept(evidence)
    yield from rate_kept(evidence)


def pauses_kept(evidence: Evidence) -> Iterator[Breach]:
    """From the first 429 on nobody sends until its time is over: to this chat, or in a flood at all."""
    for flood in evidence.floods:
        refused = [each for each in evidence.arrivals if each.status == 429 and _meant(flood, each)]
        if not refused:
            continue
        first = min(refused, key=lambda each: each.answered_at or math.inf)
        if first.answered_at is None or first.retry_after is None:
            continue
        start = first.answered_at
        for arrival in evidence.arrivals:
            if (flood.chat is None or arrival.chat == flood.chat) and _breaks(
                evidence.history, start, start + first.retry_after, arrival.at
            ):
                again = "after a restart" if _restarted(evidence.history, start, arrival.at) else "meanwhile"
                what = f"sent {arrival.at - start:.2f} s into a pause of {first.retry_after:g} s, {again}"
                yield Breach(Promise.FLOOD, what, arrival.chat, arrival.at)


def rate_kept(evidence: Evidence) -> Iterator[Breach]:
    times = sends(evidence.arrivals)
    worst, at = worst_second(times, evidence.history)
    if worst > evidence.rate:
        yield Breach(Promise.RATE, f"{worst} messages in a second", at=at)


def sends(arrivals: Iterable[Arrival]) -> list[float]:
    return sorted(arrival.at for arrival in arrivals)


def worst_second(times: Sequence[float], history: History) -> tuple[int, float]:
    """The most messages in a rolling second, and when it began.

    Where the program or the playground had to wait for a processor as it began, messages of the time before
    it are counted with it, and not held against the program.
    """
    worst, when = 0, 0.0
    for first, start in enumerate(times):
        late = sum(span.within(start - _CARRIED, start + _CARRIED) for span in history.late)
        count = bisect_left(times, start + 1.0) - first - math.ceil(late / _SPACING)
        if count > worst:
            worst, when = count, start
    return worst, when


def _meant(flood: Flood, arrival: Arrival) -> bool:
    return flood.span.start <= arrival.at <= flood.span.end and flood.chat in (None, arrival.chat)


def _breaks(history: History, start: float, end: float, at: float) -> bool:
    if not start < at < end - 0.05:
        return False
    if history.awake_before(at, HEARD_WITHIN) <= start:
        return False
    died = history.death_after(start)
    if died > at:
        return True
    moved = any(start - 1 < move.at < at for move in history.moves)
    # The next process knows of the pause what the last one wrote down, by a clock that may have moved.
    return not moved and died - _hindered(history, start, died) > start + KEPT_WITHIN


def _restarted(history: History, start: float, at: float) -> bool:
    return history.death_after(start) < at


def _hindered(history: History, start: float, end: float) -> float:
    return sum(span.within(start, end) for span in (*history.frozen, *history.hampered))
