"""The ledger's side of a send: claim a delivery, settle it, and take up what a crash left behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.delivery import (
    CloseChat,
    MoveChat,
    Outcome,
    Policy,
    Transition,
    Unknown,
    is_too_late,
    settle,
    too_late,
)
from digests.model import Chat, Delivery, DeliveryState, Edition, Standing
from digests.newsroom.subscribing import stop_editions
from digests.store import chats, deliveries, editions
from digests.store.engine import Store

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)

LEASE = timedelta(minutes=5)
"""Longer than any send can take: a row still `sending` after it belongs to a process that died."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a delivery's message is made of."""

    edition: Edition
    chat: Chat


async def claim(store: Store, owner: str, now: datetime, policy: Policy) -> Delivery | None:
    """Marks the next open delivery as being sent and commits that, before any byte leaves.

    What waited too long on the way is closed, not sent.
    """
    async with store.writing() as conn:
        while True:
            rows = await deliveries.claim(conn, owner=owner, now=now, lease_until=now + LEASE, limit=1)
            if not rows or not is_too_late(rows[0], now, policy):
                return rows[0] if rows else None
            await deliveries.settle(conn, rows[0], too_late(rows[0]))


async def unpack(store: Store, delivery: Delivery) -> Parcel:
    """Raises LookupError where the edition or its chat is not there."""
    async with store.reading() as conn:
        edition = await editions.fetch(conn, delivery.edition)
        chat = await chats.find(conn, delivery.key.chat)
    if edition is None or chat is None:
        raise LookupError(f"delivery {delivery.key} without its edition or chat")
    return Parcel(edition, chat)


async def conclude(
    store: Store, sent: Delivery, outcome: Outcome, now: datetime, policy: Policy
) -> Transition:
    """Writes what came of a send, and what follows for its chat, in one transaction."""
    transition = settle(sent, outcome, now, policy)
    async with store.writing() as conn:
        await _apply(conn, sent, transition)
    return transition


async def take_over(store: Store, owner: str, now: datetime, policy: Policy) -> tuple[Transition, ...]:
    """At start: settles as in doubt whatever a dead process left in `sending`.

    One process holds the store, so all that is not `owner`'s is dead, whatever its lease says: the
    clock may have been set back since.
    """
    return await _in_doubt(store, _END_OF_TIME, now, policy, but_of=owner)


async def recover(store: Store, now: datetime, policy: Policy) -> tuple[Transition, ...]:
    """Settles as in doubt what has been in `sending` for longer than a send can take."""
    return await _in_doubt(store, now, now, policy)


async def _in_doubt(
    store: Store, leased_until: datetime, now: datetime, policy: Policy, but_of: str | None = None
) -> tuple[Transition, ...]:
    async with store.reading() as conn:
        if not await deliveries.abandoned(conn, leased_until):
            return ()
    async with store.writing() as conn:
        left = [row for row in await deliveries.abandoned(conn, leased_until) if row.owner != but_of]
        reason = "the process died, or lost the database, while sending"
        transitions = tuple(settle(row, Unknown(reason), now, policy) for row in left)
        for row, transition in zip(left, transitions, strict=True):
            await _apply(conn, row, transition)
    return transitions


async def pending(store: Store) -> dict[DeliveryState, int]:
    async with store.reading() as conn:
        return await deliveries.counts(conn)


async def _apply(conn: AsyncConnection, before: Delivery, transition: Transition) -> None:
    await deliveries.settle(conn, before, transition.delivery)
    match transition.effect:
        case CloseChat(reason):
            await stop_editions(conn, before.key.chat, Standing.GONE, reason)
        case MoveChat(new):
            await chats.move(conn, before.key.chat, new)
        case None:
            pass
