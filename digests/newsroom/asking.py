"""Questions that the bot asks, and that the next plain words answer, within the hour.

Whoever does something else meanwhile does not answer any more; whoever edits an answer answers again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from digests.store import questions
from digests.store.engine import Store
from digests.store.exchanges import Exchange
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


async def drop(store: Store, chat: int, person: int | None) -> None:
    """Whoever goes on with something else is not asked any more."""
    if person is None:
        return
    async with store.reading() as conn:
        asked = await questions.find(conn, chat, person)
    if asked is not None:
        await close(store, asked)


def again(chat: int, person: int, before: Exchange, now: datetime) -> Question | None:
    """What an answer that is edited now had answered; None where that was no question."""
    if before.kind is None:
        return None
    return Question(
        chat=chat,
        person=person,
        kind=before.kind,
        message=before.answered,
        about=before.about,
        # Closing it must not close what is asked now.
        asked_at=now - PATIENCE,
    )
