"""/add [address]: a feed of one's own, found on its site; or those of a list (OPML) that was sent as a file.

Alone it lists them like /feeds, and takes the next words as the address.
"""

from __future__ import annotations

import re

from bot.commands.request import Command, Request, SentFile
from bot.render import reader_feeds as render
from bot.screens import Screen
from digests.errors import ReaderMistake
from digests.model import ChatKind
from digests.newsroom import asking, own_feeds
from digests.newsroom.offers import Limits, Removed
from digests.sources.fetching.answers import Unfetchable
from digests.store.engine import Store
from digests.store.questions import Question
from digests.wishes import shortened

ADDRESS = "feed"
"""What is asked for where no address was given."""
_ADDRESS = re.compile(r"\S://\S|\S\.[^\W\d_]{2}|\.xn--|\d\.\d+[:/]")
"""With a scheme, a name under a domain, or a number with a port or path: neither "3.5" nor "U.S."."""
LONGEST_LIST = 1_000_000
"""Bytes: some thousand feeds."""


async def add(store: Store, request: Request) -> Screen:
    """Raises ReaderMistake."""
    refusal = closed(request)
    if refusal is not None:
        return refusal
    if request.file is not None:
        return await _of_list(request, request.file)
    if not request.argument:
        if request.user is not None and not request.afar:
            await asking.ask(store, request.chat, request.user, ADDRESS, request.now)
        return await listed(store, request)
    return await _of_address(request)


async def answer_address(store: Store, request: Request, _: Question) -> Screen | None:
    """The words that were asked for are the request's argument; None where no address is in them. Raises
    ReaderMistake."""
    if _address_in(request.argument) is None:
        return None
    return closed(request) or await _of_address(request)


async def listed(store: Store, request: Request, page: int = 0, gone: Removed | None = None) -> Screen:
    """The chat's own feeds."""
    feeds = await own_feeds.of_chat(store, request.chat)
    return render.own(request.words, feeds, page, limits(request).each, request.now, gone)


def closed(request: Request) -> Screen | None:
    """Why this cannot be done here; None where it can."""
    if not request.house.access.reader_feeds:
        return Screen(request.words("feeds.off"))
    if request.subscription.chat.kind is not ChatKind.PRIVATE and not request.afar:
        return Screen(request.words("feeds.in_private", bot=f"@{request.house.name}"))
    return None


def limits(request: Request) -> Limits:
    return Limits(request.house.access.feeds_per_reader, own_feeds.MOST)


async def _of_address(request: Request) -> Screen:
    typed = _address_in(request.argument) or request.argument
    try:
        found = await request.house.feeds.look(request.subscription.chat, typed, limits(request))
    except Unfetchable:
        if "@" in typed:  # not repeated: it holds a password
            raise ReaderMistake("mistake.feed.login") from None
        raise ReaderMistake("mistake.feed.address", words=shortened(typed)) from None
    return render.looked(request.words, found, request.now)


def _address_in(words: str) -> str | None:
    return next((word for word in words.split() if _ADDRESS.search(word)), None)


async def _of_list(request: Request, file: SentFile) -> Screen:
    if file.size > LONGEST_LIST:
        raise ReaderMistake("mistake.feed.list_large")
    body = await request.house.download(file.id)
    if body is None:
        raise ReaderMistake("mistake.again")
    if len(body) > LONGEST_LIST:
        raise ReaderMistake("mistake.feed.list_large")
    read = await request.house.feeds.read_list(request.subscription.chat, body, limits(request))
    return render.list_read(request.words, read)


COMMAND = Command(
    "add",
    add,
    takes_argument=True,
    changes_settings=True,
    works_afar=True,
    only_private=True,
    of_feeds=True,
)
