"""Buttons of the first minute."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks.start import ComeAt, GoTo, LiveIn, StartAction, Step, TickLanguage, TickTopic
from bot.commands import first_minute
from bot.commands.latest import latest
from bot.commands.request import Request
from bot.screens import Shown
from digests.model import EVERY_DAY
from digests.store.engine import Store
from digests.wishes import Wish, is_zone


async def pressed(store: Store, request: Request, action: StartAction) -> Shown | None:
    """The step that it leads to, with what was chosen. Raises ReaderMistake."""
    match action:
        case GoTo(step):
            return await _step(store, request, step)
        case TickTopic(topic, chosen):
            return await first_minute.tick(store, request, topic, chosen=chosen)
        case TickLanguage(language, chosen):
            return await first_minute.read_in(store, request, language, chosen=chosen)
        case ComeAt(at):
            return await first_minute.come_at(store, request, Wish(at, EVERY_DAY))
        case LiveIn(zone):
            return await first_minute.live_in(store, request, zone) if is_zone(zone) else None
        case _:
            assert_never(action)


async def _step(store: Store, request: Request, step: Step) -> Shown:
    match step:
        case Step.TOPICS:
            return await first_minute.about(store, request)
        case Step.WHEN:
            return await first_minute.when(store, request)
        case Step.WHERE:
            return await first_minute.where(store, request)
        case Step.DONE:
            return await first_minute.done(store, request)
        case Step.LATEST:
            return await latest(store, request)
        case _:
            assert_never(step)
