"""What of a feed has been taken in: by item, with a hash of what the feed said of it then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.articles import chunks
from digests.store.schema import feed_item
from digests.store.upsert import insert

_SEEN_ANEW = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """What is known of an item: as which content it was taken in, and how its page has failed."""

    content: str
    misses: int
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item as it is to be remembered."""

    identity: str
    content: str
    misses: int = 0


async def contents(conn: AsyncConnection, key: int, identities: Iterable[str]) -> dict[str, ItemRecord]:
    """What is known of these items of a feed, by identity; unknown ones are not in it."""
    names = {_item(identity): identity for identity in identities}
    found: dict[str, ItemRecord] = {}
    for portion in chunks(names):
        query = select(feed_item).where(feed_item.c.feed == key, feed_item.c.item.in_(portion))
        for row in await conn.execute(query):
            found[names[row.item]] = ItemRecord(content=row.content, misses=row.misses, seen_at=row.seen_at)
    return found


async def record_items(conn: AsyncConnection, key: int, rows: Iterable[ItemRow], now: datetime) -> None:
    """Remembers what of a feed has been taken in, or missed. Items that say what they said are written
    once a day: enough to know that the feed still shows them."""
    values = [
        {"feed": key, "item": _item(row.identity), "content": row.content, "misses": row.misses}
        for row in rows
    ]
    if not values:
        return
    added = insert(conn, feed_item).values(seen_at=now)
    new = added.excluded
    worth_it = or_(
        feed_item.c.content != new.content,
        feed_item.c.misses != new.misses,
        feed_item.c.seen_at < bindparam("stale", now - _SEEN_ANEW, feed_item.c.seen_at.type),
    )
    upsert = added.on_conflict_do_update(
        index_elements=[feed_item.c.feed, feed_item.c.item],
        set_={"content": new.content, "misses": new.misses, "seen_at": new.seen_at},
        where=worth_it,
    )
    await conn.execute(upsert, values)


async def see_items(conn: AsyncConnection, key: int, identities: Iterable[str], now: datetime) -> None:
    """The feed shows these items still. Unknown ones are left alone; known ones are written once a day."""
    stale = feed_item.c.seen_at < now - _SEEN_ANEW
    for portion in chunks([_item(each) for each in identities]):
        shown = (feed_item.c.feed == key, feed_item.c.item.in_(portion))
        await conn.execute(update(feed_item).where(*shown, stale).values(seen_at=now))


async def forget_items_before(conn: AsyncConnection, moment: datetime) -> None:
    """Drop the items that their feed has not shown since, though it has shown others: a feed that has
    said "not modified" all the while shows its old items still."""
    delivered = select(feed_item.c.feed).where(feed_item.c.seen_at >= moment)
    unseen = (feed_item.c.seen_at < moment, feed_item.c.feed.in_(delivered))
    await conn.execute(delete(feed_item).where(*unseen))


def _item(identity: str) -> str:
    return blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
