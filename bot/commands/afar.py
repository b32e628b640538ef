"""Looking after a group or channel from a private chat: who may, and the request that goes on for it.

Rights are asked of Telegram every time, also when a button is pressed: who was an administrator yesterday
need not be one now.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.commands.reception import NAME_LIMIT
from bot.commands.request import Request
from bot.rights import Footing, Hidden, Sighting
from digests.errors import ReaderMistake
from digests.model import Chat, ChatKind, Standing
from digests.newsroom import subscribing
from digests.newsroom.subscribing import Subscription
from digests.store.engine import Store


async def reached(store: Store, request: Request, chat: int | str) -> Request:
    """The same request about another chat, by its number or @name, which is known from now on. Raises
    ReaderMistake."""
    seen = await _seen(store, request, chat)
    if not seen.administered:
        raise ReaderMistake("mistake.channel.foreign", chat=seen.title)
    found = await _known(store, request, seen)
    # Of several topics none is meant: what is wanted from afar the whole chat wants.
    thread = found.thread if len(found.threads) == 1 else None
    return replace(request, subscription=found, thread=thread, afar=True, footing=seen.footing)


def one_place(request: Request) -> Request:
    """The same request, if it is about one place: topics that have times of their own are set in them. Raises
    ReaderMistake."""
    if request.afar and len(request.subscription.threads) > 1:
        raise ReaderMistake("mistake.topics", chat=request.subscription.chat.name)
    return request


async def _seen(store: Store, request: Request, chat: int | str) -> Sighting:
    seen = await request.house.look_at(chat, request.user) if request.user is not None else None
    match seen:
        case None:
            raise ReaderMistake("mistake.again")
        case Hidden():
            raise ReaderMistake("mistake.channel.hidden", words=await _called(store, chat))
        case Sighting() if seen.kind is ChatKind.PRIVATE:
            raise ReaderMistake("mistake.channel.person", words=str(chat))
        case Sighting() if seen.footing is Footing.OUT:
            raise ReaderMistake("mistake.channel.out", chat=seen.title)
        case Sighting():
            return seen
        case _:
            assert_never(seen)


async def _called(store: Store, chat: int | str) -> str:
    """A chat that Telegram does not show, by the name it had while it did."""
    before = await subscribing.find(store, chat) if isinstance(chat, int) else None
    return before.chat.name if before else str(chat)


async def _known(store: Store, request: Request, seen: Sighting) -> Subscription:
    known = await subscribing.find(store, seen.chat)
    if seen.footing is Footing.MUTED:
        if known is None:
            raise ReaderMistake("mistake.channel.muted", chat=seen.title)
        return known
    return await subscribing.take_up(
        store, _newcomer(request, seen), request.subscription.slot.at, request.now
    )


def _newcomer(request: Request, seen: Sighting) -> Chat:
    """At first it speaks its keeper's language, at its keeper's hour."""
    keeper = request.subscription.chat
    return Chat(
        id=seen.chat,
        kind=seen.kind,
        name=seen.title[:NAME_LIMIT],
        language=keeper.speaks,
        timezone=keeper.timezone,
        standing=Standing.UNSUBSCRIBED,
        gone_reason=None,
        created_at=request.now,
        keeper=request.user,
        admitted_at=request.now,
    )
