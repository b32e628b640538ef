"""/time: when the chat's editions come: "07:30", "07:30 18:00", "weekdays 07:30 sunday 10:00"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from bot.callbacks.settings import Menu
from bot.commands.afar import one_place
from bot.commands.request import Command, Request
from bot.commands.settings import desk_of, open_page, shown
from bot.markup import Html
from bot.render import settings_pages as pages
from bot.render.times import times
from bot.screens import Screen, Toast
from digests.errors import ReaderMistake
from digests.model import EVERY_DAY, Slot
from digests.newsroom import subscribing
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store
from digests.wishes import MOST_TIMES, Wish, wished_times


async def set_times(store: Store, request: Request) -> Screen:
    wishes = wished_times(request.argument, request.language)
    after = await _changed(store, request, wishes)
    return await shown(store, request, after, _told(request, after))


async def switch_time(store: Store, request: Request, at: time, *, wanted: bool) -> Screen | Toast:
    """One time more, on the days that the others have; or one less. Raises ReaderMistake for one too many."""
    slots = request.subscription.slots
    wishes = [Wish(slot.at, slot.days) for slot in slots if slot.at != at]
    if wanted:
        wishes.append(Wish(at, _days_in_common(slots)))
    if not wishes:
        return Toast(request.words.plain("times.last"))
    if len(wishes) > MOST_TIMES:
        raise ReaderMistake("mistake.time.many", limit=MOST_TIMES)
    after = await _changed(store, request, wishes)
    return await open_page(store, replace(request, subscription=after), Menu.HOURS, _told(request, after))


async def move_slot(store: Store, request: Request, number: int, at: time) -> Screen | None:
    """None where there is no slot of this number any more."""
    slots = request.subscription.slots
    if all(slot.number != number for slot in slots):
        return None
    days: dict[time, int] = {}
    for slot in slots:  # where it meets another one, they are one
        here = at if slot.number == number else slot.at
        days[here] = days.get(here, 0) | slot.days
    after = await _changed(store, request, [Wish(*each) for each in days.items()])
    return await shown(store, request, after, _told(request, after))


def show_days(request: Request, number: int) -> Screen | None:
    """None where there is no slot of this number any more. Raises ReaderMistake."""
    slots = one_place(request).subscription.slots
    if all(slot.number != number for slot in slots):
        return None
    return pages.days(desk_of(request, request.subscription), number)


async def choose_days(store: Store, request: Request, number: int, days: int) -> Screen | Toast | None:
    """Of one slot, or of all: 0. None where there is no slot of this number any more."""
    slots = request.subscription.slots
    if not days:
        return Toast(request.words.plain("days.last"))
    meant = {slot.number for slot in slots if number in (0, slot.number)}
    if not meant:
        return None
    wishes = [Wish(slot.at, days if slot.number in meant else slot.days) for slot in slots]
    after = await _changed(store, request, wishes)
    return pages.days(desk_of(request, after, _told(request, after)), number)


async def _changed(store: Store, request: Request, wishes: Sequence[Wish]) -> Subscription:
    """Raises ReaderMistake where it is about several topics."""
    thread = one_place(request).thread
    return request.seen(await subscribing.set_times(store, request.chat, wishes, request.now, thread))


def _told(request: Request, after: Subscription) -> Html:
    words, slots = request.words, after.slots
    if len(slots) == 1 and slots[0].days == EVERY_DAY and not request.afar:
        return words("settings.time_set", time=words.clock(slots[0].at))
    return words("settings.times_set", times=times(words, slots))


def _days_in_common(slots: Sequence[Slot]) -> int:
    """Those that all slots have; every day where they differ."""
    days = {slot.days for slot in slots}
    return days.pop() if len(days) == 1 else EVERY_DAY


COMMAND = Command("time", set_times, takes_argument=True, changes_settings=True, works_afar=True)
