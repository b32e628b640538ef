"""/time: when the chat's editions come: "07:30", "07:30 18:00", "weekdays 07:30 sunday 10:00"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.commands.request import Command, Request
from bot.commands.settings import shown
from bot.render.times import times
from bot.screens import Screen
from digests.model import EVERY_DAY
from digests.newsroom import subscribing
from digests.store.engine import Store
from digests.wishes import Wish, wished_times


async def set_times(store: Store, request: Request) -> Screen:
    return await _changed(store, request, wished_times(request.argument, request.language))


async def choose_time(store: Store, request: Request, at: time) -> Screen:
    """One time a day: where there is one already, on the days it has."""
    slots = request.subscription.slots
    days = slots[0].days if len(slots) == 1 else EVERY_DAY
    return await _changed(store, request, (Wish(at, days),))


async def move_slot(store: Store, request: Request, number: int, at: time) -> Screen | None:
    """None where there is no slot of this number any more."""
    slots = request.subscription.slots
    if all(slot.number != number for slot in slots):
        return None
    days: dict[time, int] = {}
    for slot in slots:  # where it meets another one, they are one
        here = at if slot.number == number else slot.at
        days[here] = days.get(here, 0) | slot.days
    return await _changed(store, request, [Wish(*each) for each in days.items()])


async def _changed(store: Store, request: Request, wishes: Sequence[Wish]) -> Screen:
    words = request.words
    changed = await subscribing.set_times(store, request.chat, wishes, request.now)
    if len(wishes) == 1 and wishes[0].days == EVERY_DAY and not request.afar:
        notice = words("settings.time_set", time=words.clock(wishes[0].at))
    else:
        notice = words("settings.times_set", times=times(words, changed.slots))
    return await shown(store, request, changed, notice)


COMMAND = Command("time", set_times, takes_argument=True, changes_settings=True, works_afar=True)
