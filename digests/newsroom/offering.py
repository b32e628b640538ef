"""What one planning round has to tell: the news of some spans of time, and the tastes they are seen by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.ranking import Choice
from digests.model import Taste
from digests.newsroom.news import News, read_news
from digests.newsroom.selecting import Selecting
from digests.store import slots, tastes
from digests.store.engine import Store, is_trouble
from digests.store.slots import DueKind, SlotKey, Whose

log = structlog.get_logger()


class Offering:
    """Read at `now`, and as it was then for all who are planned for in this round."""

    def __init__(self, now: datetime, news: Mapping[timedelta, News]) -> None:
        self._now = now
        self._news = dict(news)
        self._selecting: dict[timedelta, Selecting] = {}
        self._tastes: dict[str, Taste] = {}
        self._has_tastes: bool | None = None

    async def foresee(self, store: Store, page: int) -> None:
        """Looks up what the tastes of the next `page` slots want: the writer is not held for that.

        All that share the name of a taste are told what one of them may see. So a slot that carries the name
        of another taste than its own, which nobody should have left behind, is given its own before.
        """
        while mistaken := await self._foreseen(store, page):
            log.error("slots carried the name of another taste", count=len(mistaken))
            async with store.writing() as conn:
                for chat in sorted(mistaken):
                    await tastes.refresh(conn, chat)

    async def _foreseen(self, store: Store, page: int) -> frozenset[int]:
        """The chats of slots that carry the name of another taste than theirs."""
        if self._has_tastes is False:
            return frozenset()
        async with store.reading() as conn:
            if self._has_tastes is None:
                self._has_tastes = await slots.has_tastes(conn, self._now)
            due = await slots.tastes_due(conn, self._now, page)
            new = {name: whose for name, whose in due.items() if name not in self._tastes}
            if not new:
                return frozenset()
            try:
                return await self._get_to_know(conn, new)
            except Exception as error:
                if is_trouble(error):
                    raise
                # Each is looked up by itself when its turn comes, and only that one is put off.
                log.exception("tastes cannot be looked up", count=len(new))
                return frozenset()

    async def taste_of(self, conn: AsyncConnection, key: SlotKey, kind: DueKind) -> Taste | None:
        """None for everything there is."""
        if kind.taste is None:
            return None
        if kind.taste not in self._tastes:  # a reader changed it just now
            taste = await tastes.taste_of(conn, key[0], kind.thread)
            if tastes.named(taste) != kind.taste:
                raise LookupError(f"a slot of chat {key[0]} carries the name of another taste")
            self._tastes[kind.taste] = taste
        return self._tastes[kind.taste]

    async def news(self, conn: AsyncConnection, span: timedelta) -> News:
        if span not in self._news:  # a reader changed the days just now
            self._news[span] = await read_news(conn, self._now - span, self._now)
        return self._news[span]

    async def choice(
        self,
        conn: AsyncConnection,
        span: timedelta,
        taste: Taste | None,
        *,
        since: datetime,
        told: Mapping[int, datetime],
        limit: int,
    ) -> Choice:
        """What of the news of this span is new to a chat, and to its taste."""
        news = await self.news(conn, span)
        if taste is None:
            return news.choose(since, told, limit)
        selecting = self._selecting_of(span, news)
        await selecting.prepare(conn, [taste])  # which is done as a rule
        return selecting.choose(taste, since, told, limit)

    async def _get_to_know(self, conn: AsyncConnection, new: Mapping[str, Whose]) -> frozenset[int]:
        """The chats that are no example of the taste whose name they carry."""
        known = await tastes.tastes_of(conn, new.values())
        wanted = {name: known[whose] for name, whose in new.items() if tastes.named(known[whose]) == name}
        for span, news in self._news.items():
            await self._selecting_of(span, news).prepare(conn, wanted.values())
        self._tastes |= wanted
        return frozenset(chat for name, (chat, _) in new.items() if name not in wanted)

    def _selecting_of(self, span: timedelta, news: News) -> Selecting:
        if span not in self._selecting:
            self._selecting[span] = Selecting(news)
        return self._selecting[span]
