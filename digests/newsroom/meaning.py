"""What somebody means who types words to follow or to mute, and what that would have brought lately.

`topic:science`, `source:tide` and `from:oduya` say it themselves. Plain words may be the name of a topic, a
source or somebody quoted as well: then the reader is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.subjects import Subject
from digests.model import MuteKind, outlet_of
from digests.newsroom.reading import digests_of
from digests.store import finds, quotes, reader_feeds, search, topics
from digests.store.engine import Store
from digests.store.labels import Kind, whole
from digests.store.search import Described, Scope
from digests.text.query import FromSource, FromSpeaker, OfTopic, Query, Term, parse
from digests.text.words import words

_WEEK = timedelta(days=7)
_TITLES = 3
_NEWEST = 50
"""Articles in which a person is looked for."""


@dataclass(frozen=True, slots=True)
class Brought:
    """The stories of the last week that something is found in, and the titles of a few."""

    stories: int
    titles: tuple[tuple[str, str | None], ...]
    """Each with its link."""


async def meanings(store: Store, chat: int, typed: str) -> tuple[Subject, ...]:
    """All that the words may mean, as words of the query language last: one at least."""
    typed = " ".join(typed.split())
    query = parse(typed)
    leaf = _only_leaf(query) if isinstance(query, Query) else None
    as_words = Subject(MuteKind.WORDS, typed)
    async with store.reading() as conn:
        scope = Scope(audiences=await reader_feeds.audiences_of(conn, chat))
        match leaf:
            case OfTopic(tokens):
                # What is the name of no topic is looked for in the names of all.
                return (await _topic(conn, tokens, scope) or as_words,)
            case FromSource(tokens):
                return (await _source(conn, tokens, scope) or _named(MuteKind.SOURCE, typed),)
            case FromSpeaker(tokens):
                return (await _person(conn, tokens, scope) or _named(MuteKind.PERSON, typed),)
            case None if _is_plain(query):
                tokens = tuple(words(typed))
                names = [await ask(conn, tokens, scope) for ask in (_topic, _source, _person)]
                return (*filter(None, names), as_words)
            case _:
                return (as_words,)


async def brought(store: Store, chat: int, subject: Subject, now: datetime) -> Brought:
    """What following this would have brought the chat in the last week, or muting it kept away."""
    async with store.reading() as conn:
        audiences = await reader_feeds.audiences_of(conn, chat)
        if subject.kind is MuteKind.STORY:
            found = frozenset({int(subject.words)} if subject.words.isdecimal() else ())
        else:
            found = await finds.stories(conn, (subject.kind, subject.words), now - _WEEK, audiences)
        newest = tuple(sorted(found, reverse=True)[:_TITLES])
        told = await digests_of(conn, newest, audiences)
    return Brought(len(found), tuple((digest.title, digest.url) for digest in told))


async def titles_of(store: Store, chat: int, stories: Iterable[int]) -> dict[int, str]:
    """Of those of the stories that are there, and that the chat may see."""
    async with store.reading() as conn:
        told = await digests_of(conn, tuple(stories), await reader_feeds.audiences_of(conn, chat))
    return {digest.story: digest.title for digest in told}


def _only_leaf(query: Query) -> OfTopic | FromSource | FromSpeaker | None:
    """The name that alone is asked for."""
    if len(query.leaves) != 1 or query.without or query.since:
        return None
    (leaf,) = query.leaves
    return leaf if isinstance(leaf, OfTopic | FromSource | FromSpeaker) else None


def _is_plain(query: object) -> bool:
    """Nothing but words that all have to be there, as names have them."""
    return (
        isinstance(query, Query)
        and not query.without
        and query.since is None
        and all(len(group) == 1 and isinstance(group[0], Term) for group in query.groups)
    )


def _named(kind: MuteKind, typed: str) -> Subject:
    """By the name as it was typed behind its operator."""
    name = typed.replace("：", ":").partition(":")[2]
    return Subject(kind, name.strip(' "“”„«»'))


async def _topic(conn: AsyncConnection, tokens: tuple[str, ...], scope: Scope) -> Subject | None:
    for each in await _labelled(conn, Kind.TOPIC, tokens, scope):
        names = [topic for topic in each.topics if tuple(words(topic)) == tokens]
        if names:
            return Subject(MuteKind.TOPIC, names[0])
    known = [name for name in await topics.counted(conn) if tuple(words(name)) == tokens]
    return Subject(MuteKind.TOPIC, known[0]) if known else None


async def _source(conn: AsyncConnection, tokens: tuple[str, ...], scope: Scope) -> Subject | None:
    for each in await _labelled(conn, Kind.OUTLET, tokens, scope):
        if outlet := outlet_of(each.source, each.url):
            return Subject(MuteKind.SOURCE, outlet)
    return None


async def _person(conn: AsyncConnection, tokens: tuple[str, ...], scope: Scope) -> Subject | None:
    query = Query(((FromSpeaker(tokens),),))
    found = await search.find(conn, query, scope=scope, limit=_NEWEST)
    speakers = await quotes.speakers(conn, [candidate.key for candidate in found])
    name = next((speaker for speaker in speakers if tuple(words(speaker)) == tokens), None)
    return Subject(MuteKind.PERSON, name) if name else None


async def _labelled(
    conn: AsyncConnection, kind: Kind, tokens: tuple[str, ...], scope: Scope
) -> list[Described]:
    label = whole(kind, " ".join(tokens))
    if label is None:
        return []
    labelled = Scope(audiences=scope.audiences, labels=(label,))
    return await search.described(conn, Query(()), scope=labelled, limit=1)
