"""What the process that holds the store last said of itself: one row, for its operator and its successor."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import pulse
from digests.store.upsert import insert

_ONLY = 1

TAKEN = "stopped"
"""What `updates` says while another process has them."""
ENDED = "ended"
"""What it says when the process has come to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How the process does."""

    started_at: datetime
    beat_at: datetime
    updates: str
    """How it gets what readers write: polling, listening, or why not."""
    rate: float
    """Messages a second at the moment; lower than `full_rate` for a while after a 429."""
    full_rate: float
    paused_until: datetime | None
    """Telegram has told everybody to wait till then."""
    refused_at: datetime | None
    refused_seconds: float | None
    """The last 429, and what it asked for."""
    unanswered: int = 0
    """Messages in a row that Telegram has not answered."""
    no_stars: bool = False
    """Broadcasts should be paid for, and go out at the free rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What admins have been told of, and when."""

    troubles_seen_until: datetime | None = None
    """Of deliveries that ended until then they know, or there was nothing to know."""
    troubles_told_at: datetime | None = None
    taken_told_at: datetime | None = None
    overrun_told_at: datetime | None = None


_Part = TypeVar("_Part", Pulse, Told)


async def beat(conn: AsyncConnection, now: Pulse) -> None:
    """Replaces what was said before."""
    values = asdict(now)
    added = insert(conn, pulse).values(id=_ONLY, **values)
    await conn.execute(added.on_conflict_do_update(index_elements=[pulse.c.id], set_=values))


async def last(conn: AsyncConnection) -> Pulse | None:
    return _read(await _row(conn), Pulse)


async def told(conn: AsyncConnection) -> Told | None:
    """None before the first beat."""
    return _read(await _row(conn), Told)


async def remember(conn: AsyncConnection, now: Told) -> None:
    await conn.execute(update(pulse).values(asdict(now)))


async def time_zones(conn: AsyncConnection) -> str | None:
    """By which version of the time zone database due times were reckoned; None before the first beat."""
    found: str | None = (await conn.execute(select(pulse.c.time_zones))).scalar()
    return found


async def reckoned(conn: AsyncConnection, version: str) -> None:
    await conn.execute(update(pulse).values(time_zones=version))


async def _row(conn: AsyncConnection) -> Row[Any] | None:
    return (await conn.execute(select(pulse))).one_or_none()


def _read(row: Row[Any] | None, kind: type[_Part]) -> _Part | None:
    """The columns that are this part's fields."""
    return None if row is None else kind(**{each.name: getattr(row, each.name) for each in fields(kind)})
