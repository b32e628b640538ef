"""The ledger's side of sends: claim deliveries, settle them, and take up what a crash left behind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.delivery import (
    TOO_LATE,
    BarChat,
    CloseChat,
    Effect,
    ForgetTopic,
    MoveChat,
    Outcome,
    Policy,
    TellKeeper,
    Transition,
    Unknown,
    is_too_late,
    settle,
    too_late,
)
from digests.model import Chat, Delivery, DeliveryKey, Lineup, Standing
from digests.newsroom.subscribing import forget_topic, stop_editions
from digests.store import chats, deliveries, lineups
from digests.store.engine import Store

_EXPIRED_AT_ONCE = 2_000
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed delivery, and the chat as it was then."""

    delivery: Delivery
    chat: Chat


class Claimed(NamedTuple):
    """What is to be sent now, and what is not any more."""

    parcels: tuple[Parcel, ...]
    expired: tuple[Transition, ...]


async def expire(store: Store, now: datetime, policy: Policy) -> int:
    """Drops what has waited for so long that it is of no use any more: a few thousand in a transaction, for
    after hours without Telegram there may be very many."""
    async with store.reading() as conn:
        if not await deliveries.is_waiting_since(conn, now - policy.catch_up):
            return 0  # as nearly always: the writer is left to others
    total, dropped = 0, _EXPIRED_AT_ONCE
    while dropped == _EXPIRED_AT_ONCE:
        async with store.writing() as conn:
            dropped = await deliveries.expire(
                conn,
                waiting_since=now - policy.catch_up,
                now=now,
                reason=TOO_LATE,
                limit=_EXPIRED_AT_ONCE,
            )
        total += dropped
    return total


async def claim(store: Store, owner: str, now: datetime, policy: Policy, limit: int) -> Claimed:
    """Marks the next open deliveries as being sent and commits that, before any byte leaves.

    What has become too late since it was tried before is closed, not sent.
    """
    async with store.writing() as conn:
        rows = await deliveries.claim(conn, owner=owner, now=now, lease_until=now + policy.lease, limit=limit)
        late = {row: too_late(row, now) for row in rows if is_too_late(row, now, policy)}
        await deliveries.settle(conn, late.items())
        known = await chats.of(conn, {row.key.chat for row in rows})
    parcels = tuple(Parcel(row, known[row.key.chat]) for row in rows if row not in late)
    return Claimed(parcels, tuple(map(Transition, late.values())))


async def told(store: Store, lineup: int) -> Lineup:
    """What an edition tells. Raises LookupError where it is not there."""
    async with store.reading() as conn:
        found = await lineups.fetch(conn, lineup)
    if found is None:
        raise LookupError(f"there is no line-up {lineup}")
    return found


async def conclude(
    store: Store, came_of: Sequence[tuple[Delivery, Outcome]], now: datetime, policy: Policy
) -> tuple[Transition, ...]:
    """Writes what came of sends, and what follows for their chats, in one transaction."""
    transitions = tuple(settle(sent, outcome, now, policy) for sent, outcome in came_of)
    async with store.writing() as conn:
        await _apply(conn, [sent for sent, _ in came_of], transitions, now)
    return transitions


async def take_over(store: Store, owner: str, now: datetime, policy: Policy) -> tuple[Transition, ...]:
    """At start: settles as in doubt whatever a dead process left in `sending`.

    One process holds the store, so all that is not `owner`'s is dead, whatever its lease says: the
    clock may have been set back since.
    """
    async with store.reading() as conn:
        left = [row for row in await deliveries.abandoned(conn, _END_OF_TIME) if row.owner != owner]
    return await _in_doubt(store, left, now, policy)


async def recover(
    store: Store, now: datetime, policy: Policy, *, under_way: Collection[DeliveryKey]
) -> tuple[Transition, ...]:
    """Settles as in doubt what has been in `sending` for longer than a send can take, and is not under way
    in this process: one that was stopped for a while, or whose clock was moved, still gets its answers."""
    async with store.reading() as conn:
        left = [row for row in await deliveries.abandoned(conn, now) if row.key not in under_way]
    return await _in_doubt(store, left, now, policy)


async def _in_doubt(
    store: Store, left: Sequence[Delivery], now: datetime, policy: Policy
) -> tuple[Transition, ...]:
    if not left:
        return ()
    unknown = Unknown("the process died, or lost the database, while sending")
    return await conclude(store, [(row, unknown) for row in left], now, policy)


async def _apply(
    conn: AsyncConnection, before: Sequence[Delivery], transitions: Sequence[Transition], now: datetime
) -> None:
    settled = zip(before, (each.delivery for each in transitions), strict=True)
    await deliveries.settle(conn, settled)
    for each in transitions:
        if each.effect is not None:
            await _follow(conn, each.delivery.key.chat, each.effect, now)


async def _follow(conn: AsyncConnection, chat: int, effect: Effect, now: datetime) -> None:
    """What an outcome means for its chat. That the keeper is told is the sender's to do."""
    match effect:
        case CloseChat(reason) | BarChat(reason):
            if await chats.find(conn, chat) is not None:
                await stop_editions(conn, chat, Standing.GONE, reason, now)
        case MoveChat(new):
            await chats.move(conn, chat, new)
        case ForgetTopic(thread):
            await forget_topic(conn, chat, thread, now)
        case TellKeeper():
            pass
        case _:
            assert_never(effect)
