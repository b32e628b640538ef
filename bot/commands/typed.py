"""What somebody types when the settings ask for it: times, a place."""

from __future__ import annotations

from bot.commands.afar import reached
from bot.commands.request import Answer, Request
from bot.commands.time import set_times
from bot.commands.timezone import set_zone
from bot.screens import Screen, Shown
from digests.store.engine import Store
from digests.store.questions import Question


async def times(store: Store, request: Request, asked: Question) -> Shown:
    return await _answered(store, request, asked, set_times)


async def place(store: Store, request: Request, asked: Question) -> Shown:
    return await _answered(store, request, asked, set_zone)


async def _answered(store: Store, request: Request, asked: Question, answer: Answer) -> Shown:
    """For the chat that the question was about. Raises ReaderMistake."""
    if not asked.about:
        return await answer(store, request)
    about = await reached(store, request, int(asked.about))
    shown = await answer(store, about)
    return shown.about(about.chat) if isinstance(shown, Screen) else shown
