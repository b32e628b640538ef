"""/settings: what is set for this chat, with buttons to change it in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.callbacks.settings import Menu
from bot.commands.request import Command, Request
from bot.markup import Html
from bot.render import settings as render
from bot.screens import Screen
from digests.model import Chat
from digests.newsroom import subscribing
from digests.newsroom.crowding import crowding
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store


async def settings(store: Store, request: Request) -> Screen:
    return await shown(store, request, request.subscription)


async def shown(
    store: Store, request: Request, subscription: Subscription, notice: Html | None = None
) -> Screen:
    """The settings as they are now, with what was just changed above them."""
    crowded = await crowding(store, subscription, request.house.rate)
    return render.settings(
        request.words, subscription, request.now, notice, vantage=_vantage(request), crowding=crowded
    )


async def open_page(store: Store, request: Request, menu: Menu) -> Screen:
    """One page of the settings."""
    choices = render.menu(request.words, request.subscription, menu, _vantage(request))
    return choices or await settings(store, request)


async def set_silent(store: Store, request: Request, *, silent: bool) -> Screen:
    told = "settings.silent" if silent else "settings.not_silent"
    return await _switched(store, request, lambda chat: replace(chat, silent=silent), told)


async def set_previews(store: Store, request: Request, *, previews: bool) -> Screen:
    told = "settings.previews" if previews else "settings.no_previews"
    return await _switched(store, request, lambda chat: replace(chat, previews=previews), told)


async def _switched(store: Store, request: Request, edit: Callable[[Chat], Chat], told: str) -> Screen:
    changed = await subscribing.change(store, request.chat, edit, request.now)
    return await shown(store, request, changed, request.words(told))


def _vantage(request: Request) -> render.Vantage:
    return render.Vantage(request.afar, request.thread)


COMMAND = Command("settings", settings, works_afar=True)
