"""A year of slots in fast motion: thousands of chats change their minds, the bot is down now and then, and
the clock jumps from event to event. Only the rules of `digests.schedule` run; what they do is noted, and
judged by an account of its own (`year_account.py`).

Everything is drawn from a seed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

from digests.model import EVERY_DAY, Slot
from digests.schedule import (
    Due,
    Punctuality,
    Turn,
    pause_end,
    rescheduled,
    turn,
    zone_of,
)
from tests.year_account import wrongs
from tests.year_diaries import CATCH_UP, DAY, Diary, Downtime, Life, Setting

TICK = 10
"""Seconds from one look of the planner to the next."""
KINDS = 300_000
"""Turns remembered."""
CHANGES_A_DAY = (0, 0, 0, 0.005, 0.02, 0.1)
START = datetime(2026, 3, 1, tzinfo=UTC)
ZONES = sorted(available_timezones() - {"localtime"})
POPULAR = (
    "Europe/Lisbon",
    "America/New_York",
    "Asia/Tokyo",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Africa/Cairo",
)
DAYS = (EVERY_DAY, EVERY_DAY, EVERY_DAY, 0b0011111, 0b1100000, 0b1000000, 0b0010101)

Turns = dict[object, Turn]
"""Slots of one kind have their turns in common."""


@dataclass(slots=True)
class Year:
    """The figures of a run; `wrong` says in words what should not have happened."""

    chats: int = 0
    changes: int = 0
    verdicts: Counter[Punctuality] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def editions(self) -> int:
        return self.verdicts.total()

    def with_(self, other: Year) -> Year:
        """The figures of both."""
        return Year(
            self.chats + other.chats,
            self.changes + other.changes,
            self.verdicts + other.verdicts,
            self.wrong + other.wrong,
        )


def live(seed: int, chats: range, days: int = 365) -> Year:
    """The year of the chats with these numbers."""
    end = START + days * DAY
    life = _life(Random(f"{seed} life"), days)
    turns: Turns = {}
    year = Year(chats=len(chats))
    for number in chats:
        chat = _Chat(Random(f"{seed} {number}"), life, turns)
        chat.live_until(end)
        year.changes += chat.changes
        for slot, diary in enumerate(chat.diaries):
            year.verdicts.update(edition.punctuality for edition in diary.editions)
            year.wrong += (f"chat {number}, slot {slot}: {what}" for what in wrongs(diary, life, end))
    return year


def _life(random: Random, days: int) -> Life:
    downtimes: list[Downtime] = []
    start = START + random.random() * 20 * DAY
    while start < START + days * DAY:
        span = random.choice((timedelta(minutes=5), timedelta(hours=3), timedelta(hours=9), 2 * DAY))
        downtimes.append(Downtime(start, start + random.uniform(0.5, 1.5) * span))
        start = downtimes[-1].end + random.uniform(1, 40) * DAY
    return Life(tuple(downtimes), tuple(downtime.start for downtime in downtimes))


class _Chat:
    """One chat with its slots, and a reader who changes things now and then."""

    def __init__(self, random: Random, life: Life, turns: Turns) -> None:
        self.random, self.life, self._turns = random, life, turns
        self.now = life.awake(START + random.random() * 30 * DAY)
        self.zone = self._any_zone()
        self.wanted = True
        self.paused_until: datetime | None = None
        self.changes = 0
        self.restlessness = random.choice(CHANGES_A_DAY)
        self.settings = [
            (self._any_time(), random.choice(DAYS)) for _ in range(random.choice((1, 1, 1, 2, 3)))
        ]
        self.dues: list[Due | None] = [None for _ in self.settings]
        self.diaries = [Diary() for _ in self.settings]
        self._reschedule()

    def live_until(self, end: datetime) -> None:
        change_at = self._next_change(end)
        while True:
            due_at = min((due.at for due in self.dues if due), default=end)
            if min(due_at, change_at) >= end:
                return
            if due_at <= change_at:
                self.now = max(self.now, self.life.awake(_tick_after(due_at)))
                self._plan()
            else:
                self.now = max(self.now, self.life.awake(change_at))
                self._change()
                change_at = self._next_change(end)

    def _plan(self) -> None:
        for index, due in enumerate(self.dues):
            if due is not None and due.at <= self.now:
                what = self._turn(index, due)
                self.diaries[index].note(what, self.now)
                self.dues[index] = what.following

    def _turn(self, index: int, due: Due) -> Turn:
        at, days = self.settings[index]
        kind = (at, days, self.zone, due.local_date, due.at, self.now)
        known = self._turns.get(kind)
        if known is None:
            if len(self._turns) >= KINDS:
                self._turns.clear()
            known = self._turns[kind] = turn(_slot(at, days, due), self.zone, self.now, CATCH_UP)
        return known

    def _next_change(self, end: datetime) -> datetime:
        if not self.restlessness:
            return end
        return self.now + self.random.expovariate(self.restlessness) * DAY

    def _change(self) -> None:
        self.changes += 1
        index = self.random.randrange(len(self.settings))
        at, days = self.settings[index]
        match self.random.choice(("time", "time", "zone", "zone", "days", "pause", "resume", "stop")):
            case "time":
                self.settings[index] = self._any_time(), days
            case "zone":
                self.zone = self._any_zone()
            case "days":
                self.settings[index] = at, self.random.choice(DAYS)
            case "pause":
                today = self.now.astimezone(self.zone).date()
                self.paused_until = pause_end(today + self.random.randint(1, 20) * DAY, self.zone)
            case "resume":
                self.wanted, self.paused_until = True, None
            case "stop":
                self.wanted = not self.wanted
        self._reschedule()

    def _reschedule(self) -> None:
        for index, (at, days) in enumerate(self.settings):
            diary, before = self.diaries[index], self.dues[index]
            zone = self.zone if self.wanted else None
            diary.settings.append(Setting(self.now, at, days, zone, self.paused_until))
            if self.wanted:
                newest = diary.editions[-1].local_date if diary.editions else None
                slot = _slot(at, days, before)
                self.dues[index] = rescheduled(slot, self.zone, self.now, newest, self.paused_until)
            else:
                self.dues[index] = None

    def _any_time(self) -> time:
        if self.random.random() < 0.8:
            return time(self.random.choice((6, 7, 8, 12, 18, 21)), self.random.choice((0, 30)))
        return time(self.random.randrange(24), self.random.randrange(60))

    def _any_zone(self) -> ZoneInfo:
        return zone_of(self.random.choice(POPULAR if self.random.random() < 0.7 else ZONES))


def _slot(at: time, days: int, due: Due | None) -> Slot:
    return Slot(
        chat=1,
        number=1,
        at=at,
        days=days,
        thread=None,
        next_due_at=due.at if due else None,
        next_date=due.local_date if due else None,
    )


def _tick_after(moment: datetime) -> datetime:
    late = moment.second % TICK or moment.microsecond
    return moment if not late else moment + timedelta(seconds=TICK) - timedelta(seconds=moment.second % TICK)
