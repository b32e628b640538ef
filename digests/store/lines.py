"""In how many articles of each source a short line stood: menus and footers tell themselves apart so.

Lines are kept as keys (`text/repeats.py`), never as text.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import source_line
from digests.store.upsert import insert

MOST = 1_000
"""Lines of one source that the editor is told of: more are no menus."""


async def count(conn: AsyncConnection, source: str, keys: Collection[str], now: datetime) -> None:
    """One more article of the source has these lines."""
    if not keys:
        return
    rows = [{"source": source, "line": key, "articles": 1, "seen_at": now} for key in sorted(keys)]
    more = {"articles": source_line.c.articles + 1, "seen_at": now}
    added = insert(conn, source_line)
    same = [source_line.c.source, source_line.c.line]
    await conn.execute(added.on_conflict_do_update(index_elements=same, set_=more), rows)


async def repeated(conn: AsyncConnection, source: str, least: int) -> frozenset[str]:
    """Keys of the lines that stood in at least `least` of the source's articles, the commonest ones."""
    query = (
        select(source_line.c.line)
        .where(source_line.c.source == source, source_line.c.articles >= least)
        .order_by(source_line.c.articles.desc(), source_line.c.line)
        .limit(MOST)
    )
    return frozenset((await conn.execute(query)).scalars())


async def forget_before(conn: AsyncConnection, moment: datetime) -> None:
    """Drop the lines that no article has had since."""
    await conn.execute(delete(source_line).where(source_line.c.seen_at < moment))
