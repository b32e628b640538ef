"""What is forgotten, nightly: bookkeeping that serves nobody any more. News and readers stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from digests.store import lines, listings, updates
from digests.store.engine import Store

_UPDATES_KEPT = timedelta(days=2)
"""Telegram itself forgets unconfirmed updates after 24 hours."""
_LISTINGS_KEPT = timedelta(days=90)
_LINES_KEPT = timedelta(days=60)
"""A site that was rebuilt has other menus."""


async def tidy(store: Store, now: datetime) -> None:
    async with store.writing() as conn:
        await updates.forget_before(conn, now - _UPDATES_KEPT)
        await listings.forget_before(conn, now - _LISTINGS_KEPT)
        await lines.forget_before(conn, now - _LINES_KEPT)
