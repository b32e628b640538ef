"""What is learnt of how rare words are, by language, kept over restarts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.stories import Background
from digests.store.schema import background
from digests.store.upsert import insert

log = structlog.get_logger()


async def load(conn: AsyncConnection) -> dict[str, Background]:
    """All that is kept. What cannot be read is learnt anew."""
    kept = {}
    for row in await conn.execute(select(background)):
        try:
            kept[row.language] = Background.unpack(row.articles, row.counts)
        except ValueError as error:
            log.warning("word counts cannot be read; learning anew", language=row.language, error=str(error))
    return kept


async def save(conn: AsyncConnection, changed: Mapping[str, Background], now: datetime) -> None:
    """Keeps these languages' counts, in place of what was kept of them."""
    rows = [
        {"language": language, "articles": each.stories, "counts": each.pack(), "kept_at": now}
        for language, each in changed.items()
    ]
    if rows:
        added = insert(conn, background)
        new = {name: added.excluded[name] for name in ("articles", "counts", "kept_at")}
        await conn.execute(
            added.on_conflict_do_update(index_elements=[background.c.language], set_=new), rows
        )
