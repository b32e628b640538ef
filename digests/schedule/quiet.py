"""Quiet hours: whether a message makes a sound now, or a late edition waits until they are over.

They are local wall times as the reader's clock shows them: where clocks go back into the quiet hours, it is
quiet again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

from digests.model import QuietHours
from digests.schedule.turns import Punctuality, punctuality


class Loudness(Enum):
    RING = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: at `until`, when the quiet hours are over."""

    until: datetime


def loudness(
    quiet: QuietHours | None, zone: ZoneInfo, due_at: datetime, now: datetime, catch_up: timedelta
) -> Loudness | Wait:
    """How an edition due at `due_at` goes out at `now`. Who set its time inside quiet hours gets it on
    time, without a sound; one that is late anyway waits for their end, unless it would be too late then."""
    end = quiet_until(quiet, zone, now)
    if end is None:
        return Loudness.RING
    late = punctuality(due_at, now, catch_up) is Punctuality.LATE
    if late and punctuality(due_at, end, catch_up) is not Punctuality.TOO_LATE:
        return Wait(end)
    return Loudness.SILENT


def quiet_until(quiet: QuietHours | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet hours end that `now` lies in; None outside them."""
    if quiet is None or not _covers(quiet, now.astimezone(zone).time()):
        return None
    today = now.astimezone(zone).date()
    ends = (
        datetime.combine(today + timedelta(days=days), quiet.end.replace(fold=fold), zone).astimezone(UTC)
        for days in range(3)
        for fold in (0, 1)
    )
    # An end that the clocks jump over, or come to twice, may lie inside the quiet hours itself.
    return min(end for end in ends if end > now and not _covers(quiet, end.astimezone(zone).time()))


def _covers(quiet: QuietHours, clock: time) -> bool:
    if quiet.start <= quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end
