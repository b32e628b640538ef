"""What the year's chats were set to, when the bot ran, and what came of it (`year.py`, `year_account.py`)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.schedule import Punctuality, Turn

DAY = timedelta(days=1)
CATCH_UP = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Downtime:
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Life:
    """When the bot runs: at all times but these."""

    downtimes: tuple[Downtime, ...]
    starts: tuple[datetime, ...]

    def awake(self, moment: datetime) -> datetime:
        """The moment itself, or when the downtime ends that it falls into."""
        found = self.around(moment)
        return moment if found is None else found.end

    def around(self, moment: datetime) -> Downtime | None:
        number = bisect_right(self.starts, moment) - 1
        if number < 0 or moment >= self.downtimes[number].end:
            return None
        return self.downtimes[number]

    def was_down(self, start: datetime, end: datetime) -> bool:
        number = bisect_right(self.starts, end) - 1
        return number >= 0 and self.downtimes[number].end > start


@dataclass(frozen=True, slots=True)
class Setting:
    """What a slot was set to, from `since` on; `zone` None while no editions were wanted."""

    since: datetime
    at: time
    days: int
    zone: ZoneInfo | None
    paused_until: datetime | None


@dataclass(frozen=True, slots=True)
class Noted:
    """An edition as it was planned."""

    local_date: date
    due_at: datetime
    made_at: datetime
    punctuality: Punctuality
    setting: int
    """The number of the setting in force."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A date that was written off, as a later one was due by then."""

    local_date: date
    due_at: datetime
    made_at: datetime
    setting: int


@dataclass(slots=True)
class Diary:
    """What one slot was set to, and what came of it."""

    settings: list[Setting] = field(default_factory=list)
    editions: list[Noted] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)

    def note(self, what: Turn, now: datetime) -> None:
        due, setting = what.due, len(self.settings) - 1
        self.missed += (Missed(each.local_date, each.at, now, setting) for each in what.missed)
        self.editions.append(Noted(due.local_date, due.at, now, what.punctuality, setting))
