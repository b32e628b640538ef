"""Who comes in, where the bot is by invitation: asked once for every message, button and inline query."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.commands.request import House
from bot.payloads import Claiming, Invited, read
from digests.errors import ReaderMistake
from digests.model import Chat, ChatKind
from digests.newsroom import admitting
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store


async def welcomed(
    store: Store, house: House, met: Subscription, person: int | None, argument: str, now: datetime
) -> Subscription:
    """The chat as it is inside. Raises ReaderMistake for one that was not let in, and is not now by what it
    says."""
    if admitting.may_enter(met.chat, invited_only=house.by_invitation):
        return met
    admitted = await _admitted(store, house, met.chat, person, argument, now)
    if admitted is None:
        raise ReaderMistake("mistake.invitation")
    return replace(met, chat=admitted)


async def _admitted(
    store: Store, house: House, chat: Chat, person: int | None, argument: str, now: datetime
) -> Chat | None:
    if chat.kind is not ChatKind.PRIVATE:
        return None if person is None else await admitting.bring_in(store, chat.id, person, now)
    match read(argument):
        case Invited(code):
            admitted = await admitting.come_in(store, chat.id, code, now)
            if admitted is None:
                raise ReaderMistake("mistake.invitation.used")
            return admitted
        case Claiming(code) if house.admission is not None and house.admission.accepts(code):
            return await admitting.let_in(store, chat.id, now)
        case _:
            return None
