"""Likes and dislikes of editions, by reactions to their messages: kept, and felt in the next editions."""

from __future__ import annotations

from datetime import datetime, timedelta

from digests.newsroom.subscribing import DAILY
from digests.store import deliveries, reactions, tastes
from digests.store.engine import Store

KEPT = timedelta(days=90)
"""How long a like is felt."""


async def react(
    store: Store, chat: int, message: int, person: int, liked: bool | None, now: datetime
) -> bool:
    """What the person thinks of the message now; None: nothing. Returns whether it is an edition at all."""
    async with store.reading() as conn:
        got = await deliveries.with_message(conn, chat, message, DAILY)
    if got is None:
        return False
    async with store.writing() as conn:
        if liked is None:
            await reactions.forget(conn, chat, message, person)
        else:
            await reactions.record(conn, chat, message, person, lineup=got.lineup, liked=liked, now=now)
        await tastes.refresh(conn, chat)
    return True


async def forget_old(store: Store, now: datetime) -> None:
    """What was liked long ago says nothing of today."""
    async with store.writing() as conn:
        for chat in sorted(await reactions.forget_before(conn, now - KEPT)):
            await tastes.refresh(conn, chat)
