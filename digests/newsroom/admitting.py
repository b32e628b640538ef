"""Who may use a bot that is by invitation (`access.mode`): whoever was let in once.

A person comes in by an invitation; a group or channel by a person who is in, and asks something there.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Chat
from digests.store import chats, invites
from digests.store.engine import Store

MOST_USES = 1_000


def may_enter(chat: Chat, *, invited_only: bool) -> bool:
    return not invited_only or chat.admitted_at is not None


async def invite(store: Store, made_by: int, uses: int, now: datetime) -> str:
    """A code that lets so many people in. It is known to nobody but who gets it: the store has its hash."""
    code = secrets.token_urlsafe(12)
    async with store.writing() as conn:
        await invites.add(conn, _hashed(code), made_by=made_by, made_at=now, uses=uses)
    return code


async def come_in(store: Store, chat: int, code: str, now: datetime) -> Chat | None:
    """The chat, let in by this code; None where the code is good for nobody (any more)."""
    async with store.writing() as conn:
        return await _let_in(conn, chat, now) if await invites.use(conn, _hashed(code)) else None


async def bring_in(store: Store, chat: int, person: int, now: datetime) -> Chat | None:
    """The group or channel, let in because this person asks there; None where the person is not in."""
    async with store.writing() as conn:
        known = await chats.find(conn, person)
        return await _let_in(conn, chat, now) if known is not None and known.admitted_at is not None else None


async def let_in(store: Store, chat: int, now: datetime) -> Chat:
    """The chat, let in without being asked for anything: its owner showed who they are."""
    async with store.writing() as conn:
        return await _let_in(conn, chat, now)


async def is_in(store: Store, person: int) -> bool:
    """Whether this person was let in, wherever they ask."""
    async with store.reading() as conn:
        known = await chats.find(conn, person)
    return known is not None and known.admitted_at is not None


async def _let_in(conn: AsyncConnection, chat: int, now: datetime) -> Chat:
    known = await chats.find(conn, chat)
    if known is None:
        raise LookupError(f"chat {chat} was never met")
    admitted = replace(known, admitted_at=known.admitted_at or now)
    await chats.save(conn, admitted)
    return admitted


def _hashed(code: str) -> str:
    return sha256(code.encode("utf-8", "replace")).hexdigest()
