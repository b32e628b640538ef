"""The steps of the first minute, each shown in the one message: what it is about, when, where, done.

What was chosen is saved at once; each step can be left out.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import assert_never

from bot.commands.request import Request
from bot.commands.timezone import called
from bot.markup import Html, bold
from bot.render import welcome
from bot.screens import Screen
from digests.errors import ReaderMistake
from digests.newsroom import asking, subscribing, welcoming
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store
from digests.store.questions import Question
from digests.wishes import Wish, shortened
from digests.zones import finding
from digests.zones.guessing import likely

CITY = "start.city"
"""The question where somebody lives."""


async def about(store: Store, request: Request, notice: Html | None = None) -> Screen:
    """What this is, and which topics it shall be about."""
    topics = await welcoming.topics(store, request.chat, request.thread)
    sample = await welcoming.sample(store, request.language)
    return welcome.about(request.words, topics, sample, request.now, notice)


async def tick(store: Store, request: Request, code: str, *, chosen: bool) -> Screen:
    """With one topic more, or less."""
    for topic in await welcoming.topics(store, request.chat, request.thread):
        if welcome.code_of(topic.name) == code:
            await welcoming.tick(store, request.chat, request.thread, topic.name, request.now, chosen=chosen)
    return await about(store, request)


async def when(store: Store, request: Request, notice: Html | None = None) -> Screen:
    """At which hour, by which clocks. A typed city is an answer."""
    await _ask_for_city(store, request)
    return welcome.when_and_where(request.words, request.subscription, request.now, notice)


async def where(store: Store, request: Request) -> Screen:
    """The zones where most live who speak the reader's language."""
    await _ask_for_city(store, request)
    here = request.subscription.chat.timezone
    zones = ((welcome.city_of(zone), zone) for zone in likely(request.language) if zone != here)
    return welcome.where(request.words, zones, request.now)


async def come_at(store: Store, request: Request, wish: Wish) -> Screen:
    changed = await subscribing.set_times(store, request.chat, (wish,), request.now, request.thread)
    return await when(store, _now(request, changed))


async def live_in(store: Store, request: Request, zone: str) -> Screen:
    return await when(store, await _moved(store, request, zone))


async def done(store: Store, request: Request) -> Screen:
    if request.user is not None:
        await asking.drop(store, request.chat, request.user, CITY)
    first = await welcoming.awaits_the_first(store, request.subscription, request.now)
    return welcome.done(request.words, request.subscription, request.now, first=first)


async def answer_city(store: Store, request: Request, asked: Question) -> Screen:
    """A city that somebody typed, as its zone; or those that may be meant. Raises ReaderMistake."""
    typed = bold(shortened(request.argument))
    try:
        # In a thread: the table of places is read for it, which takes some 50 ms.
        found = await asyncio.to_thread(finding.find, request.argument, request.language, request.now)
    except ReaderMistake as mistake:
        near = mistake.values.get("near")
        if near is None:
            raise
        zones = ((welcome.city_of(str(near)), str(near)),)
        which = request.words("welcome.where_near", words=typed)
    else:
        match found:
            case finding.Found(zone):
                return await live_in(store, replace(request, message=asked.message), zone)
            case finding.Choice(places):
                zones = tuple((called(request, place), place.zone) for place in places)
                which = request.words("welcome.where_which", words=typed)
            case _:
                assert_never(found)
    await _ask_for_city(store, replace(request, message=asked.message))
    return welcome.where(request.words, zones, request.now, which)


async def _ask_for_city(store: Store, request: Request) -> None:
    if request.user is not None and request.message is not None:
        await asking.ask(store, request.chat, request.user, CITY, request.now, message=request.message)


async def _moved(store: Store, request: Request, zone: str) -> Request:
    return _now(request, await subscribing.set_zone(store, request.chat, zone, request.now))


def _now(request: Request, changed: Subscription) -> Request:
    return replace(request, subscription=request.seen(changed))
