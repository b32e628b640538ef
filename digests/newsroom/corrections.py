"""Quotations that changed at their source after they were sent -> the lines that put them right.

When an article's new version is filed, the change of each of its quotations is noted; a chat's next edition
tells it to those who got the quotation, in both wordings, once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.versions import changes
from digests.editor.voices import outlet_name
from digests.model import Correction, EditedArticle, Passage, StoredArticle
from digests.store import articles, corrections
from digests.store.corrections import Reworded, within

KEPT = timedelta(days=14)
"""Later than this nobody remembers the quotation."""


@dataclass(frozen=True, slots=True)
class OpenCorrections:
    """All that may have to be told now, to whomever: loaded once for many editions."""

    reworded: tuple[Reworded, ...]
    stored: Mapping[int, StoredArticle]

    @property
    def stories(self) -> set[int]:
        return {each.story for each in self.reworded}


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


async def due(
    conn: AsyncConnection, chat: int, opened: OpenCorrections, now: datetime
) -> tuple[Correction, ...]:
    """What the chat's next edition has to put right."""
    if not opened.reworded:
        return ()
    sent = await corrections.sent(conn, chat, opened.stories, now - KEPT)
    told = await corrections.told(conn, chat, now - KEPT) if sent else set()
    due = []
    for each in opened.reworded:
        quotation = within(sent, each)
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
