"""/pause [days or date]: no editions for a while; /resume: they go on at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.commands.request import Command, Request
from bot.commands.settings import changed, shown
from bot.render.times import when
from bot.screens import Screen
from digests.schedule import pause_end, zone_of
from digests.store.engine import Store
from digests.wishes import pause_day


async def pause(store: Store, request: Request) -> Screen:
    return await _paused(store, request, pause_day(request.argument, _today(request), request.language))


async def choose_pause(store: Store, request: Request, days: int) -> Screen:
    """For so many days; none ends the pause."""
    if days == 0:
        return await resume(store, request)
    return await _paused(store, request, _today(request) + timedelta(days=days))


async def resume(store: Store, request: Request) -> Screen:
    if not request.subscription.active:
        return await _stopped(store, request)
    if not request.subscription.chat.is_paused(request.now):
        notice = request.words("settings.not_paused")
        return await shown(store, request, request.subscription, notice)
    return await _changed(store, request, None, "settings.resumed")


async def _paused(store: Store, request: Request, first: date) -> Screen:
    """`first` is the first local date that has editions again."""
    if not request.subscription.active:
        return await _stopped(store, request)
    end = pause_end(first, zone_of(request.subscription.chat.timezone))
    return await _changed(store, request, end, "settings.paused_now")


async def _changed(store: Store, request: Request, until: datetime | None, key: str) -> Screen:
    after = await changed(store, request, lambda chat: replace(chat, paused_until=until))
    notice = request.words(key, when=when(request.words, after, request.now))
    return await shown(store, request, after, notice)


async def _stopped(store: Store, request: Request) -> Screen:
    """There is nothing to pause or to go on."""
    notice = request.words("settings.pause_stopped")
    return await shown(store, request, request.subscription, notice)


def _today(request: Request) -> date:
    return request.now.astimezone(zone_of(request.subscription.chat.timezone)).date()


PAUSE = Command("pause", pause, takes_argument=True, changes_settings=True, works_afar=True)
RESUME = Command("resume", resume, changes_settings=True, works_afar=True)
