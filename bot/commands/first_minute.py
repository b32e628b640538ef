"""The steps of the first minute, each shown in the one message: what it is about, when, where, done.

What was chosen is saved at once; each step can be left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.commands.request import Request
from bot.commands.timezone import Near, called, named
from bot.markup import Html, bold
from bot.render import welcome
from bot.render.times import city
from bot.screens import Screen
from digests.newsroom import asking, picking, subscribing, welcoming
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store
from digests.store.questions import Question
from digests.wishes import Wish, shortened
from digests.zones.finding import Choice, Found
from digests.zones.guessing import likely

MOST_TOPICS = 12
MOST_LANGUAGES = 6
CITY = "start.city"
"""The question where somebody lives."""


async def about(store: Store, request: Request, notice: Html | None = None) -> Screen:
    """What this is, and which topics it shall be about."""
    topics = await picking.topics(store, request.chat, request.thread, MOST_TOPICS)
    sample = await welcoming.sample(store, request.language)
    languages = await _languages(store, request)
    return welcome.about(request.words, request.subscription, topics, languages, sample, request.now, notice)


async def tick(store: Store, request: Request, code: str, *, chosen: bool) -> Screen:
    """With one topic more, or less."""
    await picking.choose_topic(store, request.chat, request.thread, code, request.now, wanted=chosen)
    return await about(store, request)


async def read_in(store: Store, request: Request, language: str, *, chosen: bool) -> Screen:
    """With articles of one language more, or less."""
    reads = picking.with_language(request.subscription.chat.reads, language, wanted=chosen)
    changed = await subscribing.change(
        store, request.chat, lambda chat: replace(chat, reads=reads), request.now
    )
    return await about(store, _now(request, changed))


async def _languages(store: Store, request: Request) -> tuple[tuple[str, bool], ...]:
    """Those of the articles there are, where there are several, the reader's own first, and whether they are
    chosen."""
    reads, own = request.subscription.chat.reads, request.language.partition("-")[0]
    known = sorted(await picking.languages(store, reads), key=lambda code: code != own)[:MOST_LANGUAGES]
    return tuple((code, code in reads) for code in known) if len(known) > 1 else ()


async def when(store: Store, request: Request, notice: Html | None = None) -> Screen:
    """At which hour, by which clocks. A typed city is an answer."""
    await _ask_for_city(store, request)
    return welcome.when_and_where(request.words, request.subscription, request.now, notice)


async def where(store: Store, request: Request) -> Screen:
    """The zones where most live who speak the reader's language."""
    await _ask_for_city(store, request)
    here = request.subscription.chat.timezone
    zones = ((city(zone), zone) for zone in likely(request.language) if zone != here)
    return welcome.where(request.words, zones, request.now)


async def come_at(store: Store, request: Request, wish: Wish) -> Screen:
    changed = await subscribing.set_times(store, request.chat, (wish,), request.now, request.thread)
    return await when(store, _now(request, changed))


async def live_in(store: Store, request: Request, zone: str) -> Screen:
    return await when(store, await _moved(store, request, zone))


async def done(store: Store, request: Request) -> Screen:
    first = await welcoming.awaits_the_first(store, request.subscription, request.now)
    return welcome.done(request.words, request.subscription, request.now, first=first)


async def answer_city(store: Store, request: Request, asked: Question) -> Screen:
    """A city that somebody typed, as its zone; or those that may be meant. Raises ReaderMistake."""
    asking_it, typed = replace(request, message=asked.message), bold(shortened(request.argument))
    found = await named(request)
    match found:
        case Found(zone):
            name, notice = city(zone), None
            if name.casefold() != request.argument.casefold():
                notice = request.words("welcome.where_found", words=typed, zone=name)
            return await when(store, await _moved(store, asking_it, zone), notice)
        case Near(_, zone):
            zones: tuple[tuple[str, str], ...] = ((city(zone), zone),)
            which = request.words("welcome.where_near", words=typed)
        case Choice(places):
            zones = tuple((called(request, place), place.zone) for place in places)
            which = request.words("welcome.where_which", words=typed)
        case _:
            assert_never(found)
    await _ask_for_city(store, asking_it)
    return welcome.where(request.words, zones, request.now, which)


async def _ask_for_city(store: Store, request: Request) -> None:
    if request.user is not None and request.message is not None:
        await asking.ask(store, request.chat, request.user, CITY, request.now, message=request.message)


async def _moved(store: Store, request: Request, zone: str) -> Request:
    return _now(request, await subscribing.set_zone(store, request.chat, zone, request.now))


def _now(request: Request, changed: Subscription) -> Request:
    return replace(request, subscription=request.seen(changed))
