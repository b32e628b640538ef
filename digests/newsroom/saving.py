"""Stories that a reader keeps: on and off, a page at a time, and all of them for a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.digest import FULL_QUOTES, FULL_SENTENCES, tell
from digests.errors import ReaderMistake
from digests.model import Digest, Page, page_of
from digests.store import articles, feeds, listings, reader_feeds, saved, stories
from digests.store.engine import Store

SAVED = "saved"
"""Kind of the list."""
SAVED_PAGE = 5
MOST = 500


@dataclass(frozen=True, slots=True)
class Saved:
    """A page of `/saved`."""

    listing: int
    page: Page[Digest]


async def keep(store: Store, chat: int, story: int, now: datetime, *, kept: bool) -> None:
    """Whether the chat keeps the story from now on. Raises ReaderMistake where it keeps too many already."""
    async with store.writing() as conn:
        if not kept:
            await saved.drop(conn, chat, story)
            return
        if await saved.count(conn, chat) >= MOST and not await saved.is_kept(conn, chat, story):
            raise ReaderMistake("mistake.saved.many", limit=MOST)
        await saved.keep(conn, chat, story, now)


async def first_page(store: Store, chat: int, now: datetime) -> Saved:
    """What was saved last, as a new list."""
    async with store.writing() as conn:
        listing = await listings.create(conn, chat, SAVED, "", now)
        return await _page(conn, chat, listing, 0)


async def page(store: Store, chat: int, listing: int, number: int) -> Saved | None:
    """Another page of such a list; None where the chat has no such list."""
    async with store.reading() as conn:
        known = await listings.find(conn, chat, listing)
        if known is None or known.kind != SAVED:
            return None
        return await _page(conn, chat, listing, number)


async def everything(store: Store, chat: int) -> tuple[Digest, ...]:
    """All that the chat keeps, what was saved last first."""
    async with store.reading() as conn:
        return await _told(conn, chat, await _kept(conn, chat))


async def _page(conn: AsyncConnection, chat: int, listing: int, number: int) -> Saved:
    keys = page_of(await _kept(conn, chat), number, SAVED_PAGE)
    told = await _told(conn, chat, keys.items)
    return Saved(listing, Page(told, keys.number, keys.pages, keys.total))


async def _kept(conn: AsyncConnection, chat: int) -> Sequence[int]:
    """Those that it may see still."""
    keys = await saved.of_chat(conn, chat)
    audiences = await reader_feeds.audiences_of(conn, chat)
    seen = await stories.visible(conn, keys, audiences=audiences)
    return [key for key in keys if key in seen]


async def _told(conn: AsyncConnection, chat: int, keys: Sequence[int]) -> tuple[Digest, ...]:
    audiences = await reader_feeds.audiences_of(conn, chat)
    members = await articles.by_story(conn, keys, audiences=audiences)
    weights = await feeds.weights(conn)
    return tuple(
        tell(key, members[key], sentences=FULL_SENTENCES, quotes=FULL_QUOTES, weights=weights)
        for key in keys
        if key in members
    )
