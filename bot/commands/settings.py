"""/settings: what is set for this chat, with buttons to change it in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from bot.callbacks.settings import Menu, Wanted
from bot.commands.afar import one_place
from bot.commands.request import Command, Request
from bot.markup import Html
from bot.render import settings as render
from bot.render import settings_pages as pages
from bot.screens import Screen
from bot.words.catalog import own_names
from digests.model import Chat, FollowKind
from digests.newsroom import asking, following, picking, subscribing
from digests.newsroom.crowding import crowding
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store
from digests.zones.guessing import likely

ASKED = "settings."
"""What the settings ask: kinds of questions, each with its `Wanted`."""


async def settings(store: Store, request: Request) -> Screen:
    return await shown(store, request, request.subscription)


async def shown(
    store: Store, request: Request, subscription: Subscription, notice: Html | None = None
) -> Screen:
    """The settings as they are now, with what was just changed above them."""
    seen = request.seen(subscription)
    return render.settings(
        request.words,
        seen,
        request.now,
        notice,
        vantage=vantage(request),
        crowding=await crowding(store, seen, request.house.rate),
        tally=await _tally(store, request),
    )


async def open_page(store: Store, request: Request, menu: Menu, notice: Html | None = None) -> Screen:
    """One page of the settings. Raises ReaderMistake where it is about several topics."""
    desk = desk_of(request, request.subscription, notice)
    match menu:
        case Menu.SETTINGS:
            return await shown(store, request, request.subscription, notice)
        case Menu.HOURS:
            one_place(request)
            return pages.hours(desk)
        case Menu.DAYS:
            one_place(request)
            return pages.days(desk)
        case Menu.ZONE:
            return pages.zone(desk, likely(request.language), request.now)
        case Menu.SIZE:
            return pages.size(desk)
        case Menu.READING:
            return pages.reading(desk, await picking.languages(store, desk.chat.reads))
        case Menu.SPEAKING:
            return pages.speaking(desk, own_names(request.house.languages))
        case Menu.QUIET:
            return pages.quiet(desk)
        case Menu.TOPICS:
            return pages.topics(desk, await picking.topics(store, request.chat, request.thread))
        case Menu.PAUSE:
            return pages.pauses(desk)
        case Menu.DATA:
            return pages.data(desk)
        case Menu.DONE:
            tally = await _tally(store, request)
            return render.closed(request.words, request.subscription, request.now, desk.vantage, tally)
        case _:
            assert_never(menu)


async def ask_for(store: Store, request: Request, wanted: Wanted) -> Screen | None:
    """Asks, in the message with the button; None where nobody is there to answer. Raises ReaderMistake where
    it is about several topics."""
    if wanted is Wanted.TIMES:
        one_place(request)
    if request.user is None:
        return None
    home, about = (request.user, str(request.chat)) if request.afar else (request.chat, "")
    await asking.ask(
        store,
        home,
        request.user,
        ASKED + wanted.name.lower(),
        request.now,
        message=request.message,
        about=about,
    )
    return pages.ask(desk_of(request, request.subscription), wanted)


async def changed(store: Store, request: Request, edit: Callable[[Chat], Chat]) -> Subscription:
    """The chat with something changed, as it is seen from here."""
    return request.seen(await subscribing.change(store, request.chat, edit, request.now))


async def set_silent(store: Store, request: Request, *, silent: bool) -> Screen:
    after = await changed(store, request, lambda chat: replace(chat, silent=silent))
    told = request.words("settings.silent" if silent else "settings.not_silent")
    return await open_page(store, replace(request, subscription=after), Menu.QUIET, told)


async def set_previews(store: Store, request: Request, *, previews: bool) -> Screen:
    after = await changed(store, request, lambda chat: replace(chat, previews=previews))
    told = request.words("settings.previews" if previews else "settings.no_previews")
    return await open_page(store, replace(request, subscription=after), Menu.SIZE, told)


def desk_of(request: Request, subscription: Subscription, notice: Html | None = None) -> pages.Desk:
    return pages.Desk(request.words, subscription, vantage(request), notice)


def vantage(request: Request) -> render.Vantage:
    return render.Vantage(request.afar, request.thread)


async def _tally(store: Store, request: Request) -> render.Tally:
    followed = await following.of_chat(store, request.chat, request.thread)
    kinds = [each.kind for each in followed.follows]
    topics = kinds.count(FollowKind.TOPIC)
    return render.Tally(topics=topics, follows=len(kinds) - topics, mutes=len(followed.mutes))


COMMAND = Command("settings", settings, works_afar=True)
