"""Stories in the store, chats that wait for an edition, and what these are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from digests.model import CleanArticle, Lineup
from digests.newsroom import editions
from digests.newsroom.editions import EditionRules
from digests.store import articles, chats, lineups, slots, stories
from digests.store.engine import Store
from digests.store.schema import delivery
from tests.builders import at, chat, prepared, slot

NOW = at("2026-11-24 08:00")


async def publish(
    store: Store, *items: CleanArticle, seen: datetime = NOW - timedelta(hours=1), audience: int | None = None
) -> int:
    """One story of these articles; its number."""
    async with store.writing() as conn:
        story = await stories.create(conn, seen, audience)
        for item in items:
            await articles.add(
                conn, prepared(item), origin="inbox", seen_at=seen, story=story, audience=audience
            )
        return story


async def live(store: Store, *whom: int, threads: Sequence[int | None] = (None,)) -> None:
    """Chats with a slot for each topic, due now."""
    async with store.writing() as conn:
        for each in whom:
            await chats.save(conn, chat(each))
            for number, thread in enumerate(threads, 1):
                await slots.save(conn, slot(chat=each, number=number, thread=thread, next_due_at=NOW))


async def planned(store: Store, now: datetime = NOW) -> dict[tuple[int, int | None], Lineup]:
    """What each chat, or topic of one, is told at this moment."""
    while await editions.plan_due(store, EditionRules(), now):
        pass
    async with store.reading() as conn:
        query = select(delivery).where(delivery.c.due_at == now)
        rows = (await conn.execute(query)).all()
        told = {(row.chat, row.thread): await lineups.fetch(conn, row.lineup) for row in rows}
    return {whose: made for whose, made in told.items() if made is not None}
