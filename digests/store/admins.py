"""Admins: the chats that operate the bot, and what each of them has been told of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias, assert_never

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import (
    BeganFailing,
    DeliveryTrouble,
    Ended,
    FeedNotice,
    MovedAddress,
    Notice,
    Overrun,
    Recovered,
    Standing,
    StandingChange,
    StoredNotice,
    UpdatesTaken,
)
from digests.store.schema import admin, chat, notice


@dataclass(frozen=True, slots=True)
class Admin:
    """A chat that operates the bot."""

    chat: int
    claimed_at: datetime
    told: int
    """Key of the newest notice that it has been told."""


async def all_admins(conn: AsyncConnection) -> tuple[Admin, ...]:
    """The longest serving first."""
    query = select(admin).order_by(admin.c.claimed_at, admin.c.chat)
    return tuple(Admin(row.chat, row.claimed_at, row.told) for row in await conn.execute(query))


async def reachable(conn: AsyncConnection) -> tuple[Admin, ...]:
    """The admins that have not blocked the bot."""
    gone = select(chat.c.id).where(chat.c.standing == Standing.GONE)
    query = select(admin).where(admin.c.chat.not_in(gone)).order_by(admin.c.chat)
    return tuple(Admin(row.chat, row.claimed_at, row.told) for row in await conn.execute(query))


async def appoint(conn: AsyncConnection, chat_id: int, now: datetime) -> None:
    """The chat, which is known and no admin yet, is told of what happens from now on."""
    newest = (await conn.execute(select(func.max(notice.c.id)))).scalar_one()
    await conn.execute(insert(admin).values(chat=chat_id, claimed_at=now, told=newest or 0))


async def is_admin(conn: AsyncConnection, chat_id: int) -> bool:
    return (await conn.execute(select(admin.c.chat).where(admin.c.chat == chat_id))).first() is not None


async def add_notice(conn: AsyncConnection, told: Notice, now: datetime) -> bool:
    """Has admins told of it, within the transaction in which it happened. Returns whether there are
    any: with none, nothing is kept."""
    if (await conn.execute(select(admin.c.chat).limit(1))).first() is None:
        return False
    kind, values = _told(told)
    await conn.execute(insert(notice).values(kind=kind, values=values, at=now))
    return True


async def notices_since(conn: AsyncConnection, key: int) -> tuple[StoredNotice, ...]:
    """The notices newer than this one, oldest first."""
    query = select(notice).where(notice.c.id > key).order_by(notice.c.id)
    return tuple(_from_row(row) for row in await conn.execute(query))


async def set_told(conn: AsyncConnection, chat_id: int, key: int) -> None:
    """The admin has been told everything up to this notice."""
    here = (admin.c.chat == chat_id, admin.c.told < key)
    await conn.execute(update(admin).where(*here).values(told=key))


async def forget_notices_before(conn: AsyncConnection, moment: datetime) -> None:
    """Drop notices that old, told or not."""
    await conn.execute(delete(notice).where(notice.c.at < moment))


_Values: TypeAlias = Mapping[str, Any]


def _told(told: Notice) -> tuple[str, _Values]:
    match told:
        case FeedNotice():
            kind, values = _changed(told.change)
            return kind, {"outlet": told.outlet, "url": told.url, **values}
        case DeliveryTrouble():
            return "delivery_trouble", {**asdict(told), "since": told.since.isoformat()}
        case UpdatesTaken():
            return "updates_taken", {}
        case Overrun(waiting=waiting, ends_at=ends_at, late_by=late_by):
            late = late_by.total_seconds()
            return "overrun", {"waiting": waiting, "ends_at": ends_at.isoformat(), "late_by": late}
        case _:
            assert_never(told)


def _changed(change: StandingChange) -> tuple[str, _Values]:
    match change:
        case BeganFailing(since, reason):
            return "feed_failing", {"since": since.isoformat(), "reason": reason}
        case Recovered(lasted):
            return "feed_well", {"lasted": lasted.total_seconds()}
        case Ended(reason):
            return "feed_ended", {"reason": reason}
        case MovedAddress(old, new):
            return "feed_moved", {"old": old, "new": new}
        case _:
            assert_never(change)


def _notice(kind: str, values: _Values) -> Notice:
    match kind:
        case "delivery_trouble":
            return DeliveryTrouble(**{**values, "since": datetime.fromisoformat(values["since"])})
        case "updates_taken":
            return UpdatesTaken()
        case "overrun":
            return Overrun(
                waiting=values["waiting"],
                ends_at=datetime.fromisoformat(values["ends_at"]),
                late_by=timedelta(seconds=values["late_by"]),
            )
        case _:
            change = _change(kind, values)
            return FeedNotice(outlet=values["outlet"], url=values["url"], change=change)


def _change(kind: str, values: _Values) -> StandingChange:
    match kind:
        case "feed_failing":
            return BeganFailing(datetime.fromisoformat(values["since"]), values["reason"])
        case "feed_well":
            return Recovered(timedelta(seconds=values["lasted"]))
        case "feed_ended":
            return Ended(values["reason"])
        case "feed_moved":
            return MovedAddress(values["old"], values["new"])
        case _:
            raise ValueError(f"notice of an unknown kind: {kind}")


def _from_row(row: Row[Any]) -> StoredNotice:
    # By name of the column: a row's own `values` is a method.
    values = row._mapping[notice.c["values"]]
    return StoredNotice(key=row.id, at=row.at, notice=_notice(row.kind, values))
