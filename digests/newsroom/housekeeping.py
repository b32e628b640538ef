"""What is forgotten, nightly: bookkeeping and editions that serve nobody any more. News and readers stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from digests.newsroom import liking
from digests.newsroom.admins import NOTICES_KEPT
from digests.newsroom.asking import PATIENCE
from digests.newsroom.corrections import KEPT
from digests.newsroom.exchanging import KEPT as EXCHANGES_KEPT
from digests.store import (
    admins,
    belongings,
    corrections,
    deliveries,
    exchanges,
    feed_items,
    feeds,
    forgetting,
    lines,
    lineups,
    listings,
    questions,
    scrubbing,
    updates,
)
from digests.store.engine import Store

_UPDATES_KEPT = timedelta(days=2)
"""Telegram itself forgets unconfirmed updates after 24 hours."""
_LISTINGS_KEPT = timedelta(days=90)
_LINES_KEPT = timedelta(days=60)
"""A site that was rebuilt has other menus."""
_ITEMS_KEPT = timedelta(days=60)
_EDITIONS_KEPT = timedelta(days=90)
"""As long as the buttons below them work."""
_PAGE = 1_000
"""Ledger rows dropped in one transaction: others want to write too."""


async def tidy(store: Store, now: datetime) -> None:
    async with store.writing() as conn:
        await updates.forget_before(conn, now - _UPDATES_KEPT)
        await listings.forget_before(conn, now - _LISTINGS_KEPT)
        await questions.forget_before(conn, now - PATIENCE)
        await exchanges.forget_before(conn, now - EXCHANGES_KEPT)
        await lines.forget_before(conn, now - _LINES_KEPT)
        await feed_items.forget_items_before(conn, now - _ITEMS_KEPT)
        await corrections.forget_before(conn, now - KEPT)
        await admins.forget_notices_before(conn, now - NOTICES_KEPT)
    async with store.writing() as conn:
        if await feeds.drop_abandoned(conn):
            await scrubbing.leave(conn, now)
    await liking.forget_old(store, now)
    await _forget_editions(store, now - _EDITIONS_KEPT)
    await scrubbing.scrub_left(store, sorted({*belongings.tables(), *forgetting.TABLES}))


async def _forget_editions(store: Store, before: datetime) -> None:
    dropped = _PAGE
    while dropped == _PAGE:
        async with store.writing() as conn:
            dropped = await deliveries.forget_before(conn, before, _PAGE)
    async with store.writing() as conn:
        # Made after they were due, and told to nobody for long after that.
        await lineups.forget_before(conn, before - timedelta(days=2))
