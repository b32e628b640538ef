"""What is offered to be shared in any chat: stories that everybody may see, by words or the newest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from digests.editor.namesakes import is_asked_for
from digests.model import Digest, KeyQuote
from digests.model.spoken import Spoken
from digests.newsroom.reading import digests_of
from digests.store import quotes, search, stories
from digests.store.engine import Store
from digests.store.search import Scope
from digests.text.query import FromSpeaker, Query, Unclear, parse, resolve
from digests.text.words import words

PAGE = 5
"""Stories; each may be offered with a quotation of its own."""


@dataclass(frozen=True, slots=True)
class Offered:
    digests: tuple[Digest, ...]
    next_page: int | None


async def offered(store: Store, typed: str, page: int, now: datetime) -> Offered:
    """A page of stories to share, best first; nothing for words that are no query (yet)."""
    query = parse(typed) if typed.strip() else None
    if isinstance(query, Unclear):
        return Offered((), None)
    start, end = page * PAGE, (page + 1) * PAGE
    async with store.reading() as conn:
        if query is None:
            keys = await stories.newest(conn, limit=PAGE + 1, offset=start)
            shown, more = keys[:PAGE], len(keys) > PAGE
        else:
            # Nobody's zone: whoever asks need not have a chat with the bot.
            scope = Scope(since=resolve(query, now, UTC))
            found = await search.stories(conn, query, scope=scope)
            shown, more = found[start:end], len(found) > end
        digests = await digests_of(conn, shown)
        if query is not None and (wanted := _speakers(query)):
            spoken = await quotes.of_stories(conn, shown, ())
            digests = tuple(_quoting(digest, spoken, wanted) for digest in digests)
        return Offered(digests, page + 1 if more else None)


def _speakers(query: Query) -> tuple[str, ...]:
    """The names that the query wants to be quoted."""
    return tuple(" ".join(leaf.tokens) for leaf in query.leaves if isinstance(leaf, FromSpeaker))


def _quoting(digest: Digest, spoken: Iterable[Spoken], wanted: Sequence[str]) -> Digest:
    """The digest with what somebody said who was asked for, the newest first."""
    said = [
        each
        for each in spoken
        if each.story == digest.story
        and each.key
        and each.speaker is not None
        and any(is_asked_for(each.speaker, words(name)) for name in wanted)
    ]
    said.sort(key=lambda each: (each.time, each.passage.article), reverse=True)
    own = tuple(KeyQuote(each.passage, each.speaker, each.role) for each in said[:1])
    return replace(digest, quotes=own or digest.quotes)
