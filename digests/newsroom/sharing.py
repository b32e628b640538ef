"""What is offered to be shared in any chat: stories that everybody may see, by words or the newest."""

from __future__ import annotations

from dataclasses import dataclass

from digests.model import Digest
from digests.newsroom.reading import digests_of
from digests.store import search, stories
from digests.store.engine import Store
from digests.text.query import Unclear, parse

PAGE = 5
"""Stories; each may be offered with a quotation of its own."""


@dataclass(frozen=True, slots=True)
class Offered:
    digests: tuple[Digest, ...]
    next_page: int | None


async def offered(store: Store, words: str, page: int) -> Offered:
    """A page of stories to share, best first; nothing for words that are no query (yet)."""
    query = parse(words) if words.strip() else None
    if isinstance(query, Unclear):
        return Offered((), None)
    start, end = page * PAGE, (page + 1) * PAGE
    async with store.reading() as conn:
        if query is None:
            keys = await stories.newest(conn, limit=PAGE + 1, offset=start)
            shown, more = keys[:PAGE], len(keys) > PAGE
        else:
            found = await search.stories(conn, query)
            shown, more = found[start:end], len(found) > end
        return Offered(await digests_of(conn, shown), page + 1 if more else None)
