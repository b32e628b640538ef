"""How the bot does, for whoever operates it: one value, made from the database alone.

So it can be asked for beside the running bot (`pullquote status`) as well as in it (`/status`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digests.model import FeedStanding, Standing
from digests.store import pulse as store_of_pulse
from digests.store import status as numbers
from digests.store.engine import Store
from digests.store.pulse import ENDED, TAKEN, Pulse
from digests.store.status import Queue, Tally

SPAN = timedelta(hours=24)
"""What is counted."""
AHEAD = timedelta(hours=1)
_SILENT = timedelta(seconds=30)
"""Three beats: whoever has said nothing for so long does not run."""
_SOON = timedelta(minutes=1)
_UNANSWERED = 3
"""Messages in a row: one dropped connection is no trouble yet."""


class Need(StrEnum):
    """Why somebody should have a look."""

    NOT_RUNNING = "not_running"
    TAKEN = "taken"
    """Another process uses the token."""
    UNANSWERED = "unanswered"
    """Telegram does not answer."""
    NO_STARS = "no_stars"
    """Broadcasts cannot be paid for."""
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    REMARKS = "remarks"
    """Telegram refused our markup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the bot does at a moment."""

    at: datetime
    pulse: Pulse | None
    """What it last said of itself; None if it never ran with this database."""
    tally: Tally
    """Of the last 24 hours."""
    queue: Queue
    chats: Mapping[Standing, int]
    feeds: Mapping[FeedStanding, int]

    @property
    def running(self) -> bool:
        pulse = self.pulse
        return pulse is not None and pulse.updates != ENDED and self.at - pulse.beat_at < _SILENT

    @property
    def paused_until(self) -> datetime | None:
        return paused_until(self.pulse, self.at)

    @property
    def sent(self) -> int:
        """Nothing else has become of these."""
        return max(0, self.tally.due - self.queue.open - self.tally.ended_otherwise)

    @property
    def expected_end(self) -> datetime | None:
        """When all that waits will have been sent; None while nothing does, or nobody sends."""
        if self.pulse is None or not self.running:
            return None
        return expected_end(self.queue, self.pulse, self.at)

    @property
    def needs(self) -> tuple[Need, ...]:
        pulse = self.pulse if self.running else None
        found = {
            Need.NOT_RUNNING: pulse is None,
            Need.TAKEN: pulse is not None and pulse.updates == TAKEN,
            Need.UNANSWERED: pulse is not None and pulse.unanswered >= _UNANSWERED,
            Need.NO_STARS: pulse is not None and pulse.no_stars,
            Need.UNKNOWN: self.tally.unknown,
            Need.REJECTED: self.tally.rejected,
            Need.REMARKS: self.tally.remarks,
        }
        return tuple(need for need, there in found.items() if there)


async def status(store: Store, now: datetime) -> Status:
    """Raises StoreError."""
    async with store.reading() as conn:
        pulse = await store_of_pulse.last(conn)
        return Status(
            at=now,
            pulse=pulse,
            tally=await numbers.tally(conn, now - SPAN, now),
            queue=await numbers.queue(conn, now, in_line_by=in_line_by(pulse, now), until=now + AHEAD),
            chats=await numbers.chats(conn),
            feeds=await numbers.feeds(conn),
        )


def paused_until(pulse: Pulse | None, now: datetime) -> datetime | None:
    """The end of a pause that Telegram asked for, while it runs."""
    until = pulse.paused_until if pulse else None
    return until if until is not None and until > now else None


def in_line_by(pulse: Pulse | None, now: datetime) -> datetime:
    """What has leave to go by then waits for the pace alone, and not e.g. for the end of quiet hours."""
    return (paused_until(pulse, now) or now) + _SOON


def expected_end(queue: Queue, pulse: Pulse, now: datetime) -> datetime | None:
    """When all that waits will have been sent, after a pause and at the present rate; None if nothing
    does."""
    waiting = queue.in_line + queue.unplanned
    if not waiting:
        return None
    return (paused_until(pulse, now) or now) + timedelta(seconds=waiting / pulse.rate)
