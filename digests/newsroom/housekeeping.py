"""What is forgotten, nightly: bookkeeping that serves nobody any more. News and readers stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from digests.newsroom.admins import NOTICES_KEPT
from digests.newsroom.corrections import KEPT
from digests.store import admins, corrections, feeds, lines, listings, updates
from digests.store.engine import Store

_UPDATES_KEPT = timedelta(days=2)
"""Telegram itself forgets unconfirmed updates after 24 hours."""
_LISTINGS_KEPT = timedelta(days=90)
_LINES_KEPT = timedelta(days=60)
"""A site that was rebuilt has other menus."""
_ITEMS_KEPT = timedelta(days=60)


async def tidy(store: Store, now: datetime) -> None:
    async with store.writing() as conn:
        await updates.forget_before(conn, now - _UPDATES_KEPT)
        await listings.forget_before(conn, now - _LISTINGS_KEPT)
        await lines.forget_before(conn, now - _LINES_KEPT)
        await feeds.forget_items_before(conn, now - _ITEMS_KEPT)
        await corrections.forget_before(conn, now - KEPT)
        await admins.forget_notices_before(conn, now - NOTICES_KEPT)
