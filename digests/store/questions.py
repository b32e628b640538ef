"""What the bot last asked a person in a chat, so that plain words can answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import question
from digests.store.upsert import insert


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to one person; a newer one takes its place."""

    chat: int
    person: int
    kind: str
    """Which answer is looked for (`bot/commands/questions.py`)."""
    message: int | None
    """The message that asks, where it is to be edited with what the answer comes to."""
    about: str
    """Whatever else the answer is to be understood by; often nothing."""
    asked_at: datetime


async def ask(conn: AsyncConnection, asked: Question) -> None:
    values = {
        "chat": asked.chat,
        "person": asked.person,
        "kind": asked.kind,
        "message": asked.message,
        "about": asked.about,
        "asked_at": asked.asked_at,
    }
    added = insert(conn, question).values(values)
    same = [question.c.chat, question.c.person]
    await conn.execute(added.on_conflict_do_update(index_elements=same, set_=values))


async def find(conn: AsyncConnection, chat: int, person: int) -> Question | None:
    query = select(question).where(question.c.chat == chat, question.c.person == person)
    row = (await conn.execute(query)).one_or_none()
    if row is None:
        return None
    return Question(
        chat=row.chat,
        person=row.person,
        kind=row.kind,
        message=row.message,
        about=row.about,
        asked_at=row.asked_at,
    )


async def close(conn: AsyncConnection, asked: Question) -> None:
    """It is answered, unless another one has taken its place meanwhile."""
    same = (
        question.c.chat == asked.chat,
        question.c.person == asked.person,
        question.c.asked_at == asked.asked_at,
    )
    await conn.execute(delete(question).where(*same))


async def forget_before(conn: AsyncConnection, at: datetime) -> None:
    """Drop the questions that nobody answered since `at`."""
    await conn.execute(delete(question).where(question.c.asked_at < at))
