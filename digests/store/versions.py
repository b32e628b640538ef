"""Which articles are stored, by content and by identity, and which version of each holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, and_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.store.articles import chunks
from digests.store.schema import article


@dataclass(frozen=True, slots=True)
class Held:
    """An article that is stored, as far as filing has to know it."""

    key: int
    origin: str
    is_current: bool
    """No later version has replaced it."""
    audience: int | None = None
    """The private feed whose readers alone see it."""


async def known(conn: AsyncConnection, fingerprints: Collection[str]) -> dict[str, Held]:
    """Those of the fingerprints (as `articles.filed_as` spells them) whose content is stored."""
    return await _held(conn, article.c.fingerprint, fingerprints, true())


async def current(
    conn: AsyncConnection, identities: Collection[str], audience: int | None = None
) -> dict[str, Held]:
    """Those of the identities that are stored for this audience: the version of each that holds."""
    holds = article.c.replaced_by.is_(None), article.c.audience.is_not_distinct_from(audience)
    return await _held(conn, article.c.identity, identities, and_(*holds))


async def _held(
    conn: AsyncConnection, name: Column[str], values: Collection[str], condition: ColumnElement[bool]
) -> dict[str, Held]:
    found: dict[str, Held] = {}
    for chunk in chunks(values):
        query = select(name, article.c.id, article.c.origin, article.c.replaced_by, article.c.audience)
        for row in await conn.execute(query.where(name.in_(chunk), condition).order_by(article.c.id)):
            found[row[0]] = Held(row.id, row.origin, row.replaced_by is None, row.audience)
    return found


async def replace(conn: AsyncConnection, earlier: int, later: int) -> None:
    """The later version holds from now on, also where it is an old one come back."""
    await conn.execute(update(article).where(article.c.id == earlier).values(replaced_by=later))
    await conn.execute(update(article).where(article.c.id == later).values(replaced_by=None))
