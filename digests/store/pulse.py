"""What the process that holds the store last said of itself: one row, for its operator and its successor."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.schema import pulse
from digests.store.upsert import insert

_ONLY = 1


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


async def beat(conn: AsyncConnection, now: Pulse) -> None:
    """Replaces what was said before."""
    values = asdict(now)
    added = insert(conn, pulse).values(id=_ONLY, **values)
    await conn.execute(added.on_conflict_do_update(index_elements=[pulse.c.id], set_=values))


async def last(conn: AsyncConnection) -> Pulse | None:
    row = (await conn.execute(select(pulse))).one_or_none()
    if row is None:
        return None
    return Pulse(
        started_at=row.started_at,
        beat_at=row.beat_at,
        updates=row.updates,
        rate=row.rate,
        full_rate=row.full_rate,
        paused_until=row.paused_until,
        refused_at=row.refused_at,
        refused_seconds=row.refused_seconds,
    )


async def time_zones(conn: AsyncConnection) -> str | None:
    """By which version of the time zone database due times were reckoned; None before the first beat."""
    found: str | None = (await conn.execute(select(pulse.c.time_zones))).scalar()
    return found


async def reckoned(conn: AsyncConnection, version: str) -> None:
    await conn.execute(update(pulse).values(time_zones=version))
