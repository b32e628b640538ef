"""Plain words that answer what the bot asked: "When?", "Where are you?". An edited answer answers again.

A screen asks with `asking.ask(store, chat, person, kind, now, message=request.message)`; the kind's answer is
listed in `ANSWERS`. What the answer comes to is shown in the message that asked, where that is known.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from bot.commands import add, first_minute, typed
from bot.commands.request import Request
from bot.screens import Shown
from digests.newsroom import asking
from digests.store.engine import Store
from digests.store.exchanges import Exchange
from digests.store.questions import Question

AnswerQuestion: TypeAlias = Callable[[Store, Request, Question], Awaitable[Shown | None]]
"""The words are the request's argument; None: they are about something else. Raises ReaderMistake, and then
the question stays open."""

ANSWERS: Mapping[str, AnswerQuestion] = {
    first_minute.CITY: first_minute.answer_city,
    add.ADDRESS: add.answer_address,
    "settings.times": typed.times,
    "settings.place": typed.place,
}
"""By the question's kind."""


async def asked_of(store: Store, request: Request, before: Exchange | None) -> Question | None:
    """What the request's argument may answer: `before` it was edited it may have been an answer already."""
    if request.user is None:
        return None
    again = before and asking.again(request.chat, request.user, before, request.now)
    return again or await asking.pending(store, request.chat, request.user, request.now)


async def answered(store: Store, request: Request, asked: Question) -> Shown | None:
    """What the request's argument comes to as an answer; None where it is about something else. Raises
    ReaderMistake, and then the question stays open."""
    answer = ANSWERS.get(asked.kind)
    shown = await answer(store, request, asked) if answer else None
    await asking.close(store, asked)
    return shown
