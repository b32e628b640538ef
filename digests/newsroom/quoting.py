"""/quotes: who said what, the newest first; whom a name may mean; whom the news quote most.

A list is a row (`store/listings.py`) with the name that was asked for; each page is found anew. People are
found by the search index, their quotations read from the store and merged by `editor/remarks.py`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.namesakes import Person, is_name, people
from digests.editor.remarks import as_printed, first_told, remarks
from digests.editor.statements import same_person
from digests.model import Page, page_of
from digests.model.spoken import Remark, Spoken
from digests.newsroom.finding import SEARCH
from digests.store import listings, quotes, reader_feeds, search, vocabulary
from digests.store.engine import Store
from digests.store.search import NEWEST, Scope
from digests.text.query import FromSpeaker, Query, Unclear, parse
from digests.text.spelling import likely
from digests.text.words import words as words_of

QUOTES = "quotes"
PAGE = 5

_MOST_CHOICES = 8
_LATELY = timedelta(days=7)
_SPELLINGS, _MOST_TRIED, _MOST_NEAR = 2, 6, 4
_LEAST_LETTERS = 3
_NAME = 100
"""Characters of what somebody typed as a name that are looked at."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody whose quotations a button opens."""

    name: str
    role: str | None
    title: str
    """Of the newest article that quotes them."""
    listing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A page of what one person said."""

    listing: int
    name: str
    role: str | None
    """What they are, in the words of the newest article that says so."""
    page: Page[Remark]
    since: datetime | None
    """When the oldest of it was told."""
    more: bool
    """Only the newest is counted and shown."""


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Several people may be meant."""

    words: str
    people: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Unheard:
    """Nobody of this name is quoted; `near` are people of names like it."""

    words: str
    near: tuple[Choice, ...]
    search: int | None
    """The list of /search for the name as words; None where it is none."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody, and how many stories quote them."""

    name: str
    stories: int
    listing: int


@dataclass(frozen=True, slots=True)
class MostQuoted:
    """Whom most of the newest stories quote."""

    people: tuple[Voice, ...]


Answer: TypeAlias = Quoted | Namesakes | Unheard


async def of_person(store: Store, chat: int, words: str, now: datetime) -> Answer:
    """What somebody said, by as much of their name as was typed."""
    words = " ".join(words.split())[:_NAME].strip()
    async with store.reading() as conn:
        meant = await _meant(conn, words, await reader_feeds.audiences_of(conn, chat))
        meant = await _settled(conn, meant)
    if len(meant.people) == 1:
        async with store.writing() as conn:
            listing = await listings.create(conn, chat, QUOTES, meant.people[0].name, now)
        return await _page(store, chat, listing, meant, 0)
    if meant.people:
        return Namesakes(words, await _choices(store, chat, meant, meant.people, now))
    near = await _near(store, chat, words, now)
    return Unheard(words, near, await _as_words(store, chat, words, now))


async def turn(store: Store, chat: int, key: int, number: int, now: datetime) -> Answer | None:
    """Another page of what this chat asked for before; None where it has no such list (any more)."""
    async with store.reading() as conn:
        known = await listings.find(conn, chat, key)
        if known is None or known.kind != QUOTES:
            return None
        meant = await _meant(conn, known.words, await reader_feeds.audiences_of(conn, chat))
    if len(meant.people) == 1:
        return await _page(store, chat, key, meant, number)
    return await of_person(store, chat, known.words, now)


async def most_quoted(store: Store, chat: int, now: datetime) -> MostQuoted:
    """Whom the news of the last seven days quote most, by their full names: a short one may be several
    people's."""
    async with store.reading() as conn:
        audiences = await reader_feeds.audiences_of(conn, chat)
        counted = await quotes.most_quoted(conn, now - _LATELY, audiences, limit=4 * _MOST_CHOICES)
    found: dict[str, int] = {}
    for each in counted:
        is_full = is_name(each.speaker) and len(words_of(each.speaker)) > 1
        if is_full and not any(same_person(each.speaker, name) for name in found):
            found[each.speaker] = each.stories
    async with store.writing() as conn:
        kept = [
            Voice(name, stories, await listings.create(conn, chat, QUOTES, name, now))
            for name, stories in list(found.items())[:_MOST_CHOICES]
        ]
    return MostQuoted(tuple(kept))


# --- who is meant -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Meant:
    """Whom a name may mean, and the newest articles that quote somebody of this name, newest first."""

    words: str
    people: tuple[Person, ...]
    articles: tuple[int, ...]
    audiences: tuple[int, ...]


async def _meant(conn: AsyncConnection, words: str, audiences: tuple[int, ...]) -> _Meant:
    tokens = tuple(words_of(words))
    if not tokens:
        return _Meant(words, (), (), audiences)
    query = Query(((FromSpeaker(tokens),),))
    found = await search.described(conn, query, scope=Scope(audiences=audiences))
    articles = tuple(each.key for each in found)
    return _Meant(words, people(words, await quotes.speakers(conn, articles)), articles, audiences)


async def _settled(conn: AsyncConnection, meant: _Meant) -> _Meant:
    """One person, looked for by the name they are known by: what a follow of that name would find, and what
    is surely theirs."""
    if len(meant.people) != 1 or words_of(meant.people[0].name) == words_of(meant.words):
        return meant
    sure = await _meant(conn, meant.people[0].name, meant.audiences)
    return sure if len(sure.people) == 1 else meant


async def _near(store: Store, chat: int, words: str, now: datetime) -> tuple[Choice, ...]:
    """People of names like this one, each tried."""
    near: dict[str, tuple[_Meant, Person]] = {}
    async with store.reading() as conn:
        audiences = await reader_feeds.audiences_of(conn, chat)
        for other in await _other_names(conn, words):
            meant = await _meant(conn, other, audiences)
            for person in meant.people:
                near.setdefault(person.name, (meant, person))
            if len(near) >= _MOST_NEAR:
                break
    chosen: list[Choice] = []
    for meant, person in list(near.values())[:_MOST_NEAR]:
        chosen += await _choices(store, chat, meant, (person,), now)
    return tuple(chosen)


async def _as_words(store: Store, chat: int, words: str, now: datetime) -> int | None:
    if isinstance(parse(words), Unclear):
        return None
    async with store.writing() as conn:
        return await listings.create(conn, chat, SEARCH, words, now)


async def _other_names(conn: AsyncConnection, words: str) -> list[str]:
    """The name with a word spelt as others are, and each of its words alone."""
    tokens = words_of(words)
    if not tokens:
        return []
    known = Counter(words_of(" ".join(await vocabulary.newest(conn, FromSpeaker(tuple(tokens))))))
    others = []
    for place, token in enumerate(tokens):
        for other in (await asyncio.to_thread(likely, token, known))[:_SPELLINGS]:
            others.append(" ".join([*tokens[:place], other, *tokens[place + 1 :]]))
            others += [other] if len(tokens) > 1 else []
    alone = [token for token in tokens if len(token) >= _LEAST_LETTERS] if len(tokens) > 1 else []
    return list(dict.fromkeys([*others, *alone]))[:_MOST_TRIED]


async def _choices(
    store: Store, chat: int, meant: _Meant, persons: Sequence[Person], now: datetime
) -> tuple[Choice, ...]:
    """A list for each of these people, the one who was quoted last first."""
    names = [name for person in persons for name in person.names]
    async with store.reading() as conn:
        spoken = await quotes.of_speakers(conn, meant.articles, names) if names else ()
    chosen = []
    async with store.writing() as conn:
        for person in persons[:_MOST_CHOICES]:
            said = [each for each in spoken if each.speaker in person.names]
            if said:
                listing = await listings.create(conn, chat, QUOTES, person.name, now)
                newest = max(said, key=_when)
                chosen.append(Choice(person.name, _role(said), newest.title, listing))
    return tuple(chosen)


# --- what was said ------------------------------------------------------------------------------


async def _page(store: Store, chat: int, listing: int, meant: _Meant, number: int) -> Quoted:
    (person,) = meant.people
    async with store.reading() as conn:
        own = await quotes.of_speakers(conn, meant.articles, person.names)
        told = remarks(own)
        page = page_of(told, number, PAGE)
        stories = tuple(dict.fromkeys(statement[0].story for statement in page.items))
        beside = await quotes.of_stories(conn, stories, meant.audiences)
    shown = tuple(
        as_printed(statement, (each for each in beside if each.story == statement[0].story))
        for statement in page.items
    )
    return Quoted(
        listing=listing,
        name=person.name,
        role=_role(own),
        page=Page(shown, page.number, page.pages, page.total),
        since=min(map(first_told, told), default=None),
        more=len(meant.articles) >= NEWEST,
    )


def _role(said: Iterable[Spoken]) -> str | None:
    """What the newest article says they are that says so."""
    told = sorted((each for each in said if each.role), key=_when, reverse=True)
    return next((each.role.text for each in told if each.role), None)


def _when(spoken: Spoken) -> tuple[datetime, int]:
    return spoken.time, spoken.passage.article
