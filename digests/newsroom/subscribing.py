"""Who gets editions and when: a chat, its standing, its zone and its slots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import EVERY_DAY, Chat, ChatKind, DeliveryState, Slot, Standing
from digests.newsroom import dating, following, threads
from digests.schedule import pause_end, zone_of
from digests.store import chats, deliveries, slots, tastes
from digests.store.engine import Store
from digests.wishes import Wish

DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat with its slots, by number: all of them, or as one of its forum topics sees them. It has one
    somewhere at least."""

    chat: Chat
    slots: tuple[Slot, ...]
    elsewhere: tuple[Slot, ...] = ()
    """Those of its other topics."""

    @property
    def active(self) -> bool:
        """Whether editions come here."""
        return self.chat.standing is Standing.SUBSCRIBED and bool(self.slots)

    @property
    def slot(self) -> Slot:
        """The first one."""
        return (self.slots or self.elsewhere)[0]

    @property
    def next_due_at(self) -> datetime | None:
        return min((slot.next_due_at for slot in self.slots if slot.next_due_at), default=None)

    @property
    def thread(self) -> int | None:
        """The forum topic that editions go to, the first of several."""
        return self.slot.thread

    @property
    def threads(self) -> frozenset[int | None]:
        """All that editions go to; None is the general topic, and a chat without topics."""
        return frozenset(slot.thread for slot in self.slots + self.elsewhere)

    def within(self, thread: int | None) -> Subscription:
        """As it is seen from this topic."""
        return Subscription(self.chat, *threads.seen(self.slots + self.elsewhere, thread, self.chat.standing))


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
            await slots.save(conn, _first_slot(chat.id, at))
        current = _as_introduced(chat, newcomer)
        await chats.save(conn, current)
        return Subscription(current, await slots.of_chat(conn, current.id))


async def find(store: Store, chat: int) -> Subscription | None:
    async with store.reading() as conn:
        known = await chats.find(conn, chat)
        return None if known is None else Subscription(known, await slots.of_chat(conn, chat))


async def subscribe(
    store: Store, chat: int, now: datetime, thread: int | None = None, keeper: int | None = None
) -> Subscription:
    """Editions begin with the next occurrence of a slot, in the forum topic `thread`; those in other topics
    go on as they are. Doing it twice changes nothing."""
    async with store.writing() as conn:
        known = await _seen(conn, chat, thread)
        change = threads.begun(threads.Seen(known.slots, known.elsewhere), thread, known.chat.standing)
        return (await _resumed(conn, known.chat, keeper, change, now)).within(thread)


async def resume_all(store: Store, chat: int, now: datetime, keeper: int | None = None) -> Subscription:
    """Editions begin again wherever they came to."""
    async with store.writing() as conn:
        known = await _seen(conn, chat)
        return await _resumed(conn, known.chat, keeper, threads.Change(known.slots), now)


async def unsubscribe(store: Store, chat: int, now: datetime) -> Subscription:
    """No more editions; times and zone are kept for a return."""
    async with store.writing() as conn:
        await stop_editions(conn, chat, Standing.UNSUBSCRIBED, None, now)
        return await _seen(conn, chat)


async def leave_topic(store: Store, chat: int, thread: int | None, now: datetime) -> Subscription:
    """No more editions in this forum topic; without the last one the chat is not subscribed any more."""
    async with store.writing() as conn:
        known = (await _seen(conn, chat)).within(thread)
        if known.elsewhere:
            for slot in known.slots:
                await slots.remove(conn, chat, slot.number)
            await deliveries.drop_topic(conn, chat, thread, DAILY, "unsubscribed", now)
        else:
            await stop_editions(conn, chat, Standing.UNSUBSCRIBED, None, now)
        return (await _seen(conn, chat)).within(thread)


async def close(store: Store, chat: int, reason: str, now: datetime) -> Chat | None:
    """Telegram says that the chat is gone; returns it if it got editions until now. Unknown chats are left
    alone."""
    async with store.writing() as conn:
        known = await chats.find(conn, chat)
        if known is None:
            return None
        await stop_editions(conn, chat, Standing.GONE, reason, now)
        return known if known.standing is Standing.SUBSCRIBED else None


async def come_back(store: Store, chat: int, now: datetime) -> None:
    """The chat can be reached again: one that was gone gets its editions as before, a pause included."""
    async with store.writing() as conn:
        known = await chats.find(conn, chat)
        if known is not None and known.standing is Standing.GONE:
            await _rescheduled(conn, _reachable(known), await slots.of_chat(conn, chat), now)


async def take_up(store: Store, newcomer: Chat, at: time, now: datetime) -> Subscription:
    """A group or channel that somebody sets up from elsewhere, and that can be reached: who set it up keeps
    it if nobody does. Its editions begin when it is subscribed; where they had ended, they go on."""
    met = await meet(store, newcomer, at)
    if met.chat.keeper is None and newcomer.keeper is not None:
        met = await change(store, newcomer.id, lambda chat: replace(chat, keeper=newcomer.keeper), now)
    if met.chat.standing is Standing.GONE:
        await come_back(store, newcomer.id, now)
        met = await find(store, newcomer.id) or met
    return met


async def kept_by(store: Store, person: int) -> tuple[Chat, ...]:
    """The groups and channels that this person keeps, by name."""
    async with store.reading() as conn:
        return await chats.kept_by(conn, person)


async def move(store: Store, old: int, new: int) -> None:
    """A group became a supergroup: everything it has goes along."""
    async with store.writing() as conn:
        await chats.move(conn, old, new)


async def set_times(
    store: Store, chat: int, wishes: Sequence[Wish], now: datetime, thread: int | None = None
) -> Subscription:
    """Editions in this forum topic come at these times from now on."""
    async with store.writing() as conn:
        known = await _seen(conn, chat, thread)
        change = threads.retimed(chat, threads.Seen(known.slots, known.elsewhere), wishes, thread)
        for slot in change.gone:
            await slots.remove(conn, chat, slot.number)
        await _rescheduled(conn, known.chat, change.kept, now)
        return await _seen(conn, chat, thread)


async def change(store: Store, chat: int, edit: Callable[[Chat], Chat], now: datetime) -> Subscription:
    """The chat with something changed: its zone, its pause, its quiet hours, whether editions ring."""
    async with store.writing() as conn:
        edited = edit(await _known(conn, chat))
        return await _rescheduled(conn, edited, await slots.of_chat(conn, chat), now)


async def set_zone(store: Store, chat: int, zone: str, now: datetime) -> Subscription:
    """The chat lives there from now on. A pause lasts until the same local date."""

    def moved(known: Chat) -> Chat:
        if known.paused_until is None:
            return replace(known, timezone=zone)
        until = known.paused_until.astimezone(zone_of(known.timezone)).date()
        return replace(known, timezone=zone, paused_until=pause_end(until, zone_of(zone)))

    return await change(store, chat, moved, now)


async def hasten(store: Store, chat: int, now: datetime, place: int = 0) -> None:
    """Makes the chat's first slot, or that at `place` among them, one for this very minute, due at once."""
    async with store.writing() as conn:
        known = await _known(conn, chat)
        local = now.astimezone(zone_of(known.timezone))
        slot = replace((await slots.of_chat(conn, chat))[place], at=time(local.hour, local.minute))
        due_at = now.replace(second=0, microsecond=0)
        await slots.save(conn, replace(slot, next_due_at=due_at, next_date=local.date()))


async def stop_editions(
    conn: AsyncConnection, chat: int, standing: Standing, reason: str | None, now: datetime
) -> None:
    """Nothing more becomes due for the chat, and what was planned is closed with the reason.

    A chat that did not want editions is not marked as gone: it would get them when it comes back.
    """
    known = await _known(conn, chat)
    if standing is Standing.UNSUBSCRIBED or known.standing is Standing.SUBSCRIBED:
        await chats.set_standing(conn, chat, standing, reason)
    await slots.stop(conn, chat)
    why = reason or "unsubscribed"
    state = DeliveryState.GONE if standing is Standing.GONE else DeliveryState.DROPPED
    await deliveries.drop_open(conn, chat, state, why, now)


async def forget_topic(conn: AsyncConnection, chat: int, thread: int, now: datetime) -> None:
    """The forum topic is not there any more. Its editions end, or, where no other topic has any, they are the
    chat's own now: two of them must not come to one place."""
    if await chats.find(conn, chat) is None:  # forgotten while the message was under way
        return
    known = (await _seen(conn, chat)).within(thread)
    if known.elsewhere:
        await slots.remove_topic(conn, chat, thread)
        await deliveries.drop_topic(conn, chat, thread, DAILY, "topic deleted", now)
    else:
        await slots.forget_topic(conn, chat, thread)
        await deliveries.forget_topic(conn, chat, thread)
    await tastes.refresh(conn, chat)


async def _rescheduled(
    conn: AsyncConnection, chat: Chat, changed: Sequence[Slot], now: datetime
) -> Subscription:
    """The chat and its slots as they are now, with what is due next reckoned anew; nothing is while the chat
    is not subscribed. What was planned before a pause is not sent in it."""
    if chat.standing is Standing.SUBSCRIBED:
        await following.begin_looking(conn, now)
    await chats.save(conn, chat)
    if chat.is_paused(now):
        await deliveries.drop_open(conn, chat.id, DeliveryState.DROPPED, "paused", now)
    dated = tuple(replace(slot, next_due_at=None, next_date=None) for slot in changed)
    if chat.standing is Standing.SUBSCRIBED:
        dated = await dating.dated(conn, DAILY, chat, changed, now)
    for slot in dated:
        await slots.save(conn, slot)
    await tastes.refresh(conn, chat.id)
    return Subscription(chat, dated)


def _reachable(chat: Chat) -> Chat:
    return replace(chat, standing=Standing.SUBSCRIBED, gone_reason=None)


def _as_introduced(known: Chat, newcomer: Chat) -> Chat:
    """A known chat under its present name. A group keeps its language, whoever speaks in it."""
    language = newcomer.language if newcomer.kind is ChatKind.PRIVATE else known.language
    admitted = known.admitted_at or newcomer.admitted_at
    return replace(known, name=newcomer.name, kind=newcomer.kind, language=language, admitted_at=admitted)


def _first_slot(chat: int, at: time) -> Slot:
    return Slot(chat=chat, number=1, at=at, days=EVERY_DAY, thread=None, next_due_at=None)


async def _resumed(
    conn: AsyncConnection, known: Chat, keeper: int | None, change: threads.Change, now: datetime
) -> Subscription:
    """Who asks again in a pause wants editions now."""
    for slot in change.gone:
        await slots.remove(conn, known.id, slot.number)
    chat = replace(_reachable(known), paused_until=None, keeper=keeper or known.keeper)
    return await _rescheduled(conn, chat, change.kept, now)


async def _seen(conn: AsyncConnection, chat: int, *thread: int | None) -> Subscription:
    """The chat with its slots; as one topic sees them, where one is given."""
    known = Subscription(await _known(conn, chat), await slots.of_chat(conn, chat))
    return known.within(*thread) if thread else known


async def _known(conn: AsyncConnection, chat: int) -> Chat:
    known = await chats.find(conn, chat)
    if known is None:
        raise LookupError(f"chat {chat} was never met")
    return known
