"""When editions come, in words: "07:30 and 18:00 on weekdays, 10:00 on Sunday"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from bot.words import Words
from digests.model import EVERY_DAY, Slot
from digests.newsroom.subscribing import Subscription
from digests.schedule import zone_of

_NAMED = {EVERY_DAY: "times.every_day", 0b0011111: "times.weekdays", 0b1100000: "times.weekend"}
_CALLED = {EVERY_DAY: "days.every", 0b0011111: "days.weekdays", 0b1100000: "days.weekend"}


def times(words: Words, slots: Iterable[Slot]) -> str:
    """All times of day with their days, in the order of the week."""
    by_days: dict[int, list[time]] = {}
    for slot in slots:
        by_days.setdefault(slot.days, []).append(slot.at)
    in_order = sorted(by_days.items(), key=lambda each: (each[0] & -each[0], min(each[1])))
    return ", ".join(_on_days(words, days, sorted(at)) for days, at in in_order)


def days_in_words(words: Words, days: int) -> str:
    """ "Every day", "Weekdays", "Mon, Thu": short, for buttons."""
    if days in _CALLED:
        return words.plain(_CALLED[days])
    names = words.locale.days["stand-alone"]["abbreviated"]
    return " ".join(names[day] for day in range(7) if days >> day & 1)


def when(words: Words, subscription: Subscription, now: datetime) -> str:
    """ "today 18:00", "tomorrow 08:00", "Thursday 26 November 08:00": the next edition, in local time."""
    due = subscription.next_due_at
    if due is None:
        return words.plain("when.never")
    zone = zone_of(subscription.chat.timezone)
    local, today = due.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    if days <= 1:
        day = words.plain("when.tomorrow" if days == 1 else "when.today")
    else:
        day = words.day(local.date())
    return words.plain("when.at", day=day, time=words.clock(local))


def place(zone: str) -> str:
    """An IANA zone as people read it."""
    if zone.startswith(("Etc/GMT+", "Etc/GMT-")):  # counted westward there
        return f"UTC{-int(zone.removeprefix('Etc/GMT')):+d}"
    return zone.removeprefix("Etc/").replace("_", " ")


def city(zone: str) -> str:
    """ "Europe/Lisbon" as its city, where that is enough to know it by."""
    return place(zone).rpartition("/")[2]


def _on_days(words: Words, days: int, at: list[time]) -> str:
    clocks = words.listing(tuple(map(words.clock, at)))
    if days in _NAMED:
        return words.plain(_NAMED[days], times=clocks)
    names = words.locale.days["format"]["wide"]
    named = words.listing(tuple(names[day] for day in range(7) if days >> day & 1))
    return words.plain("times.days", times=clocks, days=named)
