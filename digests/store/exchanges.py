"""Which message answered which: nothing is answered twice, and an edited message has its answer edited."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, exists, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import chat, exchange


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message that was answered."""

    answered: int
    """The number of the answer."""
    said: str
    """Names what the message said then."""
    kind: str | None = None
    """Of the question that it answered; None where it answered none."""
    about: str = ""
    """What that question was about."""


async def find(conn: AsyncConnection, chat_id: int, asked: int) -> Exchange | None:
    """How a message was answered, as far as that is known."""
    query = select(exchange.c.answered, exchange.c.said, exchange.c.kind, exchange.c.about)
    query = query.where(exchange.c.chat == chat_id, exchange.c.asked == asked)
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else Exchange(row.answered, row.said, row.kind, row.about)


async def note(conn: AsyncConnection, chat_id: int, asked: int, told: Exchange, at: datetime) -> None:
    """A message is answered now. Of a chat that is not known (any more) nothing is noted."""
    values = {**asdict(told), "at": at}
    same = exchange.c.chat == chat_id, exchange.c.asked == asked
    changed = await conn.execute(update(exchange).where(*same).values(values))
    if changed.rowcount:
        return
    row = {"chat": chat_id, "asked": asked, **values}
    known = select(*(literal(value, exchange.c[name].type) for name, value in row.items()))
    known = known.where(exists().where(chat.c.id == chat_id))
    await conn.execute(insert(exchange).from_select(list(row), known))


async def forget_before(conn: AsyncConnection, at: datetime) -> None:
    """Drop what was answered before `at`."""
    await conn.execute(delete(exchange).where(exchange.c.at < at))
