"""What people think of editions: one vote of each on each message, and what follows for topics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.leanings import Leanings, Verdict, leanings
from digests.store import lineups
from digests.store.numbers import listed
from digests.store.schema import reaction
from digests.store.upsert import insert


async def record(
    conn: AsyncConnection,
    chat: int,
    message: int,
    person: int,
    *,
    lineup: int,
    liked: bool,
    now: datetime,
) -> None:
    """The person's vote, in place of an earlier one."""
    key = {"chat": chat, "message": message, "person": person}
    values = {"lineup": lineup, "liked": liked, "at": now}
    cast = insert(conn, reaction).values(**key, **values)
    await conn.execute(
        cast.on_conflict_do_update(index_elements=[*reaction.primary_key.columns], set_=values)
    )


async def forget(conn: AsyncConnection, chat: int, message: int, person: int) -> None:
    """The person has taken it back."""
    same = reaction.c.chat == chat, reaction.c.message == message, reaction.c.person == person
    await conn.execute(delete(reaction).where(*same))


async def forget_before(conn: AsyncConnection, moment: datetime) -> frozenset[int]:
    """Drop what is older; the chats that it was from."""
    gone = delete(reaction).where(reaction.c.at < moment).returning(reaction.c.chat)
    return frozenset((await conn.execute(gone)).scalars())


async def leanings_of(conn: AsyncConnection, chats: Collection[int]) -> Mapping[int, Leanings]:
    """Of these chats those that lean anywhere."""
    query = select(reaction.c.chat, reaction.c.message, reaction.c.lineup, reaction.c.liked)
    votes = defaultdict[tuple[int, int, int], list[bool]](list)
    for row in await conn.execute(query.where(reaction.c.chat.in_(listed(conn, list(chats))))):
        votes[row.chat, row.message, row.lineup].append(row.liked)
    topics = await lineups.topics(conn, {lineup for _, _, lineup in votes})
    verdicts = defaultdict[int, list[Verdict]](list)
    for (chat, _, lineup), cast in votes.items():
        verdicts[chat].append(Verdict(cast, topics.get(lineup, ())))
    return {chat: lean for chat, of_chat in verdicts.items() if (lean := leanings(of_chat))}
