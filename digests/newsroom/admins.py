"""Who operates the bot, and what they are told: the one-time claim, notices and their ledger.

A notice is written in the transaction in which it happened, and told to each admin once
(`bot/notices.py`). With no admin there is nobody to tell: the caller logs it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from digests.model import Chat, StoredNotice
from digests.store import admins as store_of_admins
from digests.store import chats
from digests.store.admins import Admin
from digests.store.engine import Store

NOTICES_KEPT = timedelta(days=30)


class AdminClaim:
    """The code by which the first admin is known: made at a start without one, kept in memory only,
    used up by the first who shows it."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._used = False

    @classmethod
    def fresh(cls) -> AdminClaim:
        """192 random bits in 32 characters that a link may carry: too many to be tried out."""
        return cls(secrets.token_urlsafe(24))

    def accepts(self, code: str) -> bool:
        same = hmac.compare_digest(self.code.encode(), code.encode("utf-8", "replace"))
        return same and not self._used

    def use_up(self) -> None:
        self._used = True

    def __repr__(self) -> str:
        return f"AdminClaim(used={self._used})"


class Claimed(Enum):
    """What came of a claim."""

    NOW = auto()
    BEFORE = auto()
    """The chat is an admin already."""
    REFUSED = auto()
    """Another code, or one that has been used."""


@dataclass(frozen=True, slots=True)
class Untold:
    """Notices that an admin has not been told yet, oldest first; at least one."""

    chat: Chat
    notices: tuple[StoredNotice, ...]


async def first_claim(store: Store) -> AdminClaim | None:
    """A fresh code while nobody is admin; else None."""
    return None if await admins(store) else AdminClaim.fresh()


async def claim(store: Store, chat: int, offered: str, expected: AdminClaim | None, now: datetime) -> Claimed:
    """Makes a known chat the first admin if it shows the code. Raises StoreError, and then the code is
    good still."""
    async with store.writing() as conn:
        there = await store_of_admins.all_admins(conn)
        if chat in {admin.chat for admin in there}:
            return Claimed.BEFORE
        # Asked of the database too: another process may have found its admin meanwhile.
        if there or expected is None or not expected.accepts(offered):
            return Claimed.REFUSED
        await store_of_admins.appoint(conn, chat, now)
    expected.use_up()
    return Claimed.NOW


async def admins(store: Store) -> tuple[Admin, ...]:
    """The longest serving first."""
    async with store.reading() as conn:
        return await store_of_admins.all_admins(conn)


async def is_admin(store: Store, chat: int) -> bool:
    async with store.reading() as conn:
        return await store_of_admins.is_admin(conn, chat)


async def pending(store: Store) -> tuple[Untold, ...]:
    """What is still to be told, by admin; those who blocked the bot are left out until they return."""
    async with store.reading() as conn:
        reachable = await store_of_admins.reachable(conn)
        if not reachable:
            return ()
        notices = await store_of_admins.notices_since(conn, min(admin.told for admin in reachable))
        untold = []
        for admin in reachable:
            newer = tuple(each for each in notices if each.key > admin.told)
            chat = await chats.find(conn, admin.chat) if newer else None
            if chat is not None:
                untold.append(Untold(chat, newer))
        return tuple(untold)


async def told(store: Store, chat: int, notice: int) -> None:
    """The admin has been told all notices up to the one with this key."""
    async with store.writing() as conn:
        await store_of_admins.set_told(conn, chat, notice)
