"""Who gets editions and when: a chat, its standing, its zone and its slot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import EVERY_DAY, Chat, ChatKind, DeliveryState, Slot, Standing
from digests.schedule import next_due, zone_of
from digests.store import chats, deliveries, editions, slots
from digests.store.engine import Store

DAILY = "daily"
DAILY_SLOT = 1


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat with its daily slot."""

    chat: Chat
    slot: Slot

    @property
    def active(self) -> bool:
        return self.chat.standing is Standing.SUBSCRIBED


async def meet(store: Store, newcomer: Chat, at: time) -> Subscription:
    """The chat as it is known, or, at first sight, as it introduces itself: not subscribed yet, with
    a slot at `at`. A changed name, kind or language is noted."""
    known = await find(store, newcomer.id)
    if known is not None and known.chat == _as_introduced(known.chat, newcomer):
        return known
    async with store.writing() as conn:
        # Looked up again: a group may have moved to this id, or been closed, a moment ago.
        chat = await chats.find(conn, newcomer.id)
        if chat is None:
            chat = newcomer
            await chats.save(conn, chat)
            slot = Slot(chat=chat.id, number=DAILY_SLOT, at=at, days=EVERY_DAY, thread=None, next_due_at=None)
            await slots.save(conn, slot)
        current = _as_introduced(chat, newcomer)
        await chats.save(conn, current)
        return Subscription(current, await _daily(conn, current.id))


async def find(store: Store, chat: int) -> Subscription | None:
    async with store.reading() as conn:
        known = await chats.find(conn, chat)
        return None if known is None else Subscription(known, await _daily(conn, chat))


async def subscribe(store: Store, chat: int, now: datetime, thread: int | None = None) -> Subscription:
    """Editions begin with the next occurrence of the slot. Doing it twice changes nothing."""
    async with store.writing() as conn:
        known = await _known(conn, chat)
        slot = await _daily(conn, chat)
        if known.standing is Standing.SUBSCRIBED and slot.next_due_at is not None:
            return Subscription(known, slot)
        await chats.set_standing(conn, chat, Standing.SUBSCRIBED, None)
        subscribed = replace(known, standing=Standing.SUBSCRIBED, gone_reason=None)
        return await _scheduled(conn, subscribed, replace(slot, thread=thread), now)


async def unsubscribe(store: Store, chat: int) -> Subscription:
    """No more editions; time and zone are kept for a return."""
    async with store.writing() as conn:
        await stop_editions(conn, chat, Standing.UNSUBSCRIBED, None)
        return Subscription(await _known(conn, chat), await _daily(conn, chat))


async def close(store: Store, chat: int, reason: str) -> None:
    """Telegram says that the chat is gone. Unknown chats are left alone."""
    async with store.writing() as conn:
        if await chats.find(conn, chat) is not None:
            await stop_editions(conn, chat, Standing.GONE, reason)


async def come_back(store: Store, chat: int, now: datetime) -> None:
    """The chat can be reached again: one that was gone is subscribed as before."""
    known = await find(store, chat)
    if known is not None and known.chat.standing is Standing.GONE:
        await subscribe(store, chat, now, known.slot.thread)


async def move(store: Store, old: int, new: int) -> None:
    """A group became a supergroup: everything it has goes along."""
    async with store.writing() as conn:
        await chats.move(conn, old, new)


async def set_time(store: Store, chat: int, at: time, now: datetime) -> Subscription:
    async with store.writing() as conn:
        known = await _known(conn, chat)
        return await _scheduled(conn, known, replace(await _daily(conn, chat), at=at), now)


async def set_zone(store: Store, chat: int, zone: str, now: datetime) -> Subscription:
    async with store.writing() as conn:
        known = replace(await _known(conn, chat), timezone=zone)
        await chats.save(conn, known)
        return await _scheduled(conn, known, await _daily(conn, chat), now)


async def hasten(store: Store, chat: int, now: datetime) -> None:
    """Makes the chat's slot one for this very minute, due at once."""
    async with store.writing() as conn:
        known = await _known(conn, chat)
        local = now.astimezone(zone_of(known.timezone))
        slot = replace(await _daily(conn, chat), at=time(local.hour, local.minute))
        await slots.save(conn, replace(slot, next_due_at=now))


def _as_introduced(known: Chat, newcomer: Chat) -> Chat:
    """A known chat under its present name. A group keeps its language, whoever speaks in it."""
    language = newcomer.language if newcomer.kind is ChatKind.PRIVATE else known.language
    return replace(known, name=newcomer.name, kind=newcomer.kind, language=language)


async def _scheduled(conn: AsyncConnection, chat: Chat, slot: Slot, now: datetime) -> Subscription:
    """The slot with its next due instant reckoned anew; none while the chat is not subscribed.

    A date that has its edition already does not get another one, at whatever time.
    """
    if chat.standing is Standing.SUBSCRIBED:
        due = next_due(slot.at, slot.days, zone_of(chat.timezone), now)
        while await editions.exists(conn, chat.id, DAILY, slot.number, due.local_date):
            due = next_due(slot.at, slot.days, zone_of(chat.timezone), due.at)
        slot = replace(slot, next_due_at=due.at)
    else:
        slot = replace(slot, next_due_at=None)
    await slots.save(conn, slot)
    return Subscription(chat, slot)


async def stop_editions(conn: AsyncConnection, chat: int, standing: Standing, reason: str | None) -> None:
    """Nothing more becomes due for the chat, and what was planned is closed with the reason.

    A chat that did not want editions is not marked as gone: it would get them when it comes back.
    """
    known = await _known(conn, chat)
    if standing is Standing.UNSUBSCRIBED or known.standing is Standing.SUBSCRIBED:
        await chats.set_standing(conn, chat, standing, reason)
    await slots.stop(conn, chat)
    why = reason or "unsubscribed"
    state = DeliveryState.GONE if standing is Standing.GONE else DeliveryState.DROPPED
    await deliveries.drop_open(conn, chat, state, why)


async def _known(conn: AsyncConnection, chat: int) -> Chat:
    known = await chats.find(conn, chat)
    if known is None:
        raise LookupError(f"chat {chat} was never met")
    return known


async def _daily(conn: AsyncConnection, chat: int) -> Slot:
    for slot in await slots.of_chat(conn, chat):
        if slot.number == DAILY_SLOT:
            return slot
    raise LookupError(f"chat {chat} has no daily slot")
