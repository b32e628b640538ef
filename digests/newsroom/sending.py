"""The ledger's side of a send: claim a delivery, settle it, and take up what a crash left behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.delivery import CloseChat, MoveChat, Outcome, Policy, Transition, Unknown, settle
from digests.model import Chat, Delivery, DeliveryState, Edition, Standing
from digests.newsroom.subscribing import stop_editions
from digests.store import chats, deliveries, editions
from digests.store.engine import Store

LEASE = timedelta(minutes=5)
"""Longer than any send can take: a row still `sending` after it belongs to a process that died."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery marked as being sent, with all that its message is made of."""

    delivery: Delivery
    edition: Edition
    chat: Chat


async def claim(store: Store, owner: str, now: datetime) -> Claimed | None:
    """Marks the next open delivery as being sent and commits that, before any byte leaves."""
    async with store.writing() as conn:
        rows = await deliveries.claim(conn, owner=owner, now=now, lease_until=now + LEASE, limit=1)
        if not rows:
            return None
        delivery = rows[0]
        edition = await editions.fetch(conn, delivery.edition)
        chat = await chats.find(conn, delivery.key.chat)
        if edition is None or chat is None:
            raise LookupError(f"delivery {delivery.key} without its edition or chat")
        return Claimed(delivery, edition, chat)


async def conclude(
    store: Store, sent: Delivery, outcome: Outcome, now: datetime, policy: Policy
) -> Transition:
    """Writes what came of a send, and what follows for its chat, in one transaction."""
    transition = settle(sent, outcome, now, policy)
    async with store.writing() as conn:
        await _apply(conn, sent, transition)
    return transition


async def recover(store: Store, owner: str, now: datetime, policy: Policy) -> tuple[Transition, ...]:
    """Settles deliveries that a dead process left in `sending`: each may or may not have arrived.

    `owner` is this process, whose own sends under way are not touched.
    """
    async with store.writing() as conn:
        # One process holds the store, so leases need not run out first: all that is not ours is dead.
        left = [row for row in await deliveries.abandoned(conn, now + LEASE) if row.owner != owner]
        transitions = tuple(
            settle(row, Unknown("the process died while sending"), now, policy) for row in left
        )
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
