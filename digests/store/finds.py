"""The stories that a follow or a mute finds, by the search index (`editor/tasting.py` says what is meant)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import assert_never

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.tasting import Sought
from digests.model import MuteKind
from digests.store import search
from digests.store.labels import Kind, whole
from digests.store.schema import article
from digests.store.search import Scope
from digests.text.query import FromSource, FromSpeaker, Query, parse
from digests.text.words import words

_MOST = 20_000
"""Articles found; nobody is told more of three days."""
_NOTHING = Query(())


async def stories(
    conn: AsyncConnection, subject: Sought, since: datetime, audiences: Collection[int] = ()
) -> frozenset[int]:
    """Every story with an article of `since` or later in which the subject is found."""
    found = set[int]()
    for query, label in _asked(subject):
        scope = Scope(since=since, audiences=audiences, labels=() if label is None else (label,))
        found |= await search.story_numbers(conn, query, scope=scope, limit=_MOST)
    return frozenset(found)


async def private_since(
    conn: AsyncConnection, audiences: Collection[int], since: datetime
) -> dict[int, dict[int, datetime]]:
    """The private stories of each of these audiences that an article came in for after `since`, with when
    the newest one did, the latest first."""
    newest = func.max(article.c.seen_at, type_=article.c.seen_at.type)
    query = (
        select(article.c.audience, article.c.story, newest)
        .where(
            article.c.audience.is_not(None),
            article.c.audience.in_(sorted(audiences)),
            article.c.seen_at > since,
            article.c.replaced_by.is_(None),
        )
        .group_by(article.c.audience, article.c.story)
        .order_by(func.max(article.c.seen_at).desc(), article.c.story.desc())
    )
    found: dict[int, dict[int, datetime]] = {}
    for audience, story, seen_at in await conn.execute(query):
        found.setdefault(audience, {})[story] = seen_at
    return found


def _asked(subject: Sought) -> list[tuple[Query, str | None]]:
    """What the index is asked, and the label that an article must have: any of these finds it."""
    kind, said = subject
    tokens = tuple(words(said))
    match MuteKind(kind):
        case _ if not tokens:
            return []
        case MuteKind.STORY:
            return []
        case MuteKind.TOPIC:
            return _labelled(Kind.TOPIC, said)
        case MuteKind.SOURCE:
            # An outlet that is known by its address alone has no name in the index but its label.
            return [(Query(((FromSource(tokens),),)), None), *_labelled(Kind.OUTLET, said)]
        case MuteKind.PERSON:
            return [(Query(((FromSpeaker(tokens),),)), None)]
        case MuteKind.WORDS:
            query = parse(said)
            return [(query, None)] if isinstance(query, Query) and query.groups else []
    assert_never(kind)


def _labelled(kind: Kind, name: str) -> list[tuple[Query, str | None]]:
    label = whole(kind, name)
    return [(_NOTHING, label)] if label else []
