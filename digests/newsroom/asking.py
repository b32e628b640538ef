"""Questions that the bot asks, and that plain words answer within the hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from digests.store import questions
from digests.store.engine import Store
from digests.store.questions import Question

PATIENCE = timedelta(hours=1)
"""Words that come later are about something else."""


async def ask(
    store: Store,
    chat: int,
    person: int,
    kind: str,
    now: datetime,
    *,
    message: int | None = None,
    about: str = "",
) -> None:
    """From now on this person's plain words answer this; what was asked before is dropped."""
    asked = Question(chat=chat, person=person, kind=kind, message=message, about=about, asked_at=now)
    async with store.writing() as conn:
        await questions.ask(conn, asked)


async def pending(store: Store, chat: int, person: int, now: datetime) -> Question | None:
    """What this person was asked there, and can still answer."""
    async with store.reading() as conn:
        asked = await questions.find(conn, chat, person)
    return asked if asked is not None and now - asked.asked_at <= PATIENCE else None


async def close(store: Store, asked: Question) -> None:
    async with store.writing() as conn:
        await questions.close(conn, asked)


async def drop(store: Store, chat: int, person: int, kind: str) -> None:
    """This is no longer asked; another question is left alone."""
    async with store.reading() as conn:
        asked = await questions.find(conn, chat, person)
    if asked is not None and asked.kind == kind:
        await close(store, asked)
