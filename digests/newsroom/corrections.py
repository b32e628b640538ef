"""Quotations that changed at their source after they were sent -> the lines that put them right.

When an article's new version is filed, the change of each of its quotations is noted; a chat's next edition
tells it to those who got the quotation, in both wordings, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.versions import changes
from digests.editor.voices import outlet_name
from digests.model import Correction, EditedArticle, Passage, Shown, StoredArticle
from digests.newsroom.history import REMEMBERED, History, arrived
from digests.store import articles, corrections
from digests.store.corrections import Reworded

KEPT = REMEMBERED
"""Later than this nobody knows any more who was shown the quotation."""


class _Told(NamedTuple):
    local_date: date
    place: int


@dataclass(frozen=True, slots=True)
class OpenCorrections:
    """All that may have to be told now, to whomever: loaded once for many editions."""

    reworded: tuple[Reworded, ...]
    stored: Mapping[int, StoredArticle]


async def note(
    conn: AsyncConnection, versions: Sequence[StoredArticle], key: int, latest: EditedArticle, now: datetime
) -> None:
    """Writes down how the quotations of all earlier versions read in the latest one, filed as `key`."""
    for earlier in versions:
        if earlier.key != key:
            await corrections.add(conn, earlier.key, key, changes(earlier.edited, latest), now)


async def still_open(conn: AsyncConnection, now: datetime) -> OpenCorrections:
    found = await corrections.recent(conn, now - KEPT)
    keys = {key for each in found for key in (each.article, each.new_article)}
    return OpenCorrections(found, await articles.fetch(conn, keys))


def due(history: History, shown: Mapping[int, Shown], opened: OpenCorrections) -> tuple[Correction, ...]:
    """What the next edition of a chat with this behind it has to put right. Pure."""
    if not opened.reworded:
        return ()
    seen = arrived(history)
    told = frozenset[int]().union(*(shown[each.lineup].corrections for each in seen))
    due = []
    for each in opened.reworded:
        quotation = _told(seen, shown, each)
        if quotation is not None and each.key not in told:
            later = opened.stored[each.new_article]
            due.append(
                Correction(
                    number=each.key,
                    outlet=outlet_name(later),
                    told_on=quotation.local_date,
                    place=quotation.place,
                    was=Passage.cut(opened.stored[each.article], each.was),
                    now=None if each.now is None else Passage.cut(later, each.now),
                )
            )
    return tuple(due)


def _told(history: History, shown: Mapping[int, Shown], reworded: Reworded) -> _Told | None:
    """Where the chat was last shown the quotation that the change touches."""
    for told in reversed(history):
        for quote in shown[told.lineup].quotes:
            if (
                quote.article == reworded.article
                and quote.span.start < reworded.was.end
                and reworded.was.end <= quote.span.end
            ):
                return _Told(told.local_date, quote.place)
    return None
