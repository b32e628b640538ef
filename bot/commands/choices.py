"""What only the pages of the settings choose: size, languages of articles, topics, sources."""

from __future__ import annotations

from dataclasses import replace

from bot.callbacks.settings import Menu
from bot.commands.request import Request
from bot.commands.settings import changed, desk_of, open_page, shown
from bot.markup import Html, join
from bot.render import settings_pages as pages
from bot.screens import Screen
from digests.model import Size
from digests.newsroom import picking
from digests.newsroom.picking import Mark
from digests.store.engine import Store


async def choose_size(store: Store, request: Request, size: Size) -> Screen:
    after = await changed(store, request, lambda chat: replace(chat, size=size))
    return await shown(store, request, after, request.words(f"settings.size_{size}"))


async def read_language(
    store: Store, request: Request, language: str | None, *, wanted: bool
) -> Screen | None:
    """No language: all there are, as it is again without the last one. None for one that is not offered."""
    known = request.subscription.chat.reads
    if language is not None and language not in await picking.languages(store, known):
        return None
    reads = () if language is None else picking.with_language(known, language, wanted=wanted)
    after = await changed(store, request, lambda chat: replace(chat, reads=reads))
    words = request.words
    named = words.listing(tuple(map(words.language, reads)))
    notice = words("settings.reads_now", languages=named) if reads else words("settings.reads_all")
    return await open_page(store, replace(request, subscription=after), Menu.READING, notice)


async def choose_topic(store: Store, request: Request, code: str, *, wanted: bool) -> Screen | None:
    """None where the topic is not offered any more."""
    topic = await picking.choose_topic(store, request.chat, request.thread, code, request.now, wanted=wanted)
    if topic is None:
        return None
    offered = await picking.topics(store, request.chat, request.thread)
    if any(each.chosen for each in offered):
        key = "settings.topic_on" if topic.chosen else "settings.topic_off"
    else:
        key = "settings.topics_all"
    reach = [request.words("follow.whole_group")] if topic.by_all and request.in_forum else []
    notice = join([request.words(key, topic=topic.name), *reach], " · ")
    return pages.topics(desk_of(request, request.subscription, notice), offered)


async def show_sources(store: Store, request: Request, page: int, notice: Html | None = None) -> Screen:
    found = await picking.sources(store, request.chat, request.thread)
    return pages.sources(desk_of(request, request.subscription, notice), found, page)


async def mark_source(store: Store, request: Request, code: str, mark: Mark, page: int) -> Screen | None:
    """None where the source is not offered any more."""
    source = await picking.mark_source(store, request.chat, request.thread, code, mark, request.now)
    if source is None:
        return None
    notice = request.words(f"settings.source_{_SAID[mark]}", source=source.name)
    return await show_sources(store, request, page, notice)


_SAID = {Mark.NONE: "off", Mark.FOLLOWED: "followed", Mark.MUTED: "muted"}
