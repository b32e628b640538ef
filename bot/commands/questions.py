"""Plain words that answer what the bot asked: "When?", "Where are you?".

A screen asks with `asking.ask(store, chat, person, kind, now, message=request.message)`; the kind's answer is
listed in `ANSWERS`. What the answer comes to is shown in the message that asked, where that is known.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.commands import add, first_minute, typed
from bot.commands.request import Request
from bot.screens import Shown
from digests.newsroom import asking
from digests.store.engine import Store
from digests.store.questions import Question

AnswerQuestion: TypeAlias = Callable[[Store, Request, Question], Awaitable[Shown]]
"""The words are the request's argument. Raises ReaderMistake, and then the question stays open."""

ANSWERS: Mapping[str, AnswerQuestion] = {
    first_minute.CITY: first_minute.answer_city,
    add.ADDRESS: add.answer_address,
    "settings.times": typed.times,
    "settings.place": typed.place,
}
"""By the question's kind."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What plain words came to."""

    shown: Shown
    message: int | None
    """The message that asked, to be edited with it; None: the answer is a message of its own."""


async def answered(store: Store, request: Request) -> Answered | None:
    """What the request's argument comes to as an answer; None where this person was not asked anything in
    the last hour. Raises ReaderMistake where it is no answer."""
    if request.user is None:
        return None
    asked = await asking.pending(store, request.chat, request.user, request.now)
    answer = ANSWERS.get(asked.kind) if asked else None
    if asked is None or answer is None:
        return None
    shown = await answer(store, request, asked)
    await asking.close(store, asked)
    return Answered(shown, asked.message)
