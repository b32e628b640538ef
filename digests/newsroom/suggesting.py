"""A search that finds nothing -> other searches that do. Each is tried before it is proposed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.newsroom.views import Facet, Period, View
from digests.store import search, vocabulary
from digests.store.search import Scope
from digests.text.query import Leaf, Query, Term, either, only_words
from digests.text.spelling import likely, one_slip_away
from digests.text.words import is_unspaced, tokens, words

MOST = 4
_SPELLINGS = 2
_TRIED = 4
"""Spellings that are tried; the likeliest come first."""
_MISSPELT = 4
"""Words that are looked into. With more of them unknown, it is not the spelling."""


class Change(Enum):
    """What is different about a proposal."""

    SPELLING = auto()
    ALL_TIME = auto()
    WITHOUT = auto()
    WORDS_ONLY = auto()
    EITHER = auto()


class Count(NamedTuple):
    """How many stories there are; `more`: at least."""

    stories: int
    more: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    change: Change
    words: str
    view: View
    count: Count
    dropped: str = ""
    """The name that is no longer asked for."""


Try = Callable[[str, View], Awaitable[Count]]
"""How many stories other words, or another view of them, would bring."""


async def proposals(
    conn: AsyncConnection,
    query: Query,
    typed: str,
    view: View,
    audiences: Collection[int],
    tried: Try,
) -> tuple[Proposal, ...]:
    found: list[Proposal] = []
    for proposal in [*await _spellings(conn, query, typed, view, audiences), *_wider(typed, view)]:
        count = await tried(proposal.words, proposal.view)
        if not count.stories and proposal.change is Change.SPELLING and view.period is not Period.ALL:
            # A word spelt right that nobody used this week.
            proposal = replace(proposal, view=replace(view, period=Period.ALL))
            count = await tried(proposal.words, proposal.view)
        if count.stories:
            found.append(replace(proposal, count=count))
    spelt = [each for each in found if each.change is Change.SPELLING]
    spelt.sort(key=lambda each: -each.count.stories)
    others = [each for each in found if each.change is not Change.SPELLING]
    return tuple([*spelt[:_SPELLINGS], *others][:MOST])


def _wider(typed: str, view: View) -> Iterator[Proposal]:
    none = Count(0, more=False)
    if view.period is not Period.ALL:
        yield Proposal(Change.ALL_TIME, typed, replace(view, period=Period.ALL), none)
    for facet in Facet:
        name = view.of(facet)
        if name is not None:
            yield Proposal(Change.WITHOUT, typed, view.choosing(facet, None), none, name)
    if plain := only_words(typed):
        yield Proposal(Change.WORDS_ONLY, plain, view, none)
    if one := either(typed):
        yield Proposal(Change.EITHER, one, replace(view, period=Period.ALL), none)


async def _spellings(
    conn: AsyncConnection, query: Query, typed: str, view: View, audiences: Collection[int]
) -> list[Proposal]:
    """The words typed with each one that is unknown replaced by what it may have been."""
    unknown = [leaf for leaf in query.leaves if not await _is_known(conn, leaf, audiences)]
    if sum(len(leaf.tokens) for leaf in unknown) > _MISSPELT:
        return []
    written = [typed]
    for leaf in unknown:
        for token in dict.fromkeys(leaf.tokens):
            meant = await _meant(conn, leaf, token)
            written = [_replaced(text, token, other) for text in written for other in meant] or written
            written = written[:_TRIED]
    none = Count(0, more=False)
    return [Proposal(Change.SPELLING, text, view, none) for text in written if text != typed]


async def _is_known(conn: AsyncConnection, leaf: Leaf, audiences: Collection[int]) -> bool:
    return bool(await search.find(conn, Query(((leaf,),)), scope=Scope(audiences=audiences), limit=1))


async def _meant(conn: AsyncConnection, leaf: Leaf, token: str) -> list[str]:
    """The token itself if it is known; else those it may have been, the likeliest first."""
    if is_unspaced(token):
        return [token]
    known = {}
    if isinstance(leaf, Term):
        known = await vocabulary.known(conn, [token, *one_slip_away(token)])
        if token in known:
            return [token]
    return await asyncio.to_thread(_likely, token, await vocabulary.newest(conn, leaf), known)


def _likely(token: str, texts: Sequence[str], known: Mapping[str, int]) -> list[str]:
    candidates = Counter(words(" ".join(texts)))
    for word, count in known.items():
        candidates[word] = max(count, candidates[word])
    return [token] if token in candidates else likely(token, candidates)[:_TRIED]


def _replaced(text: str, token: str, other: str) -> str:
    """The text with another word wherever this one stands."""
    for found in reversed(list(tokens(text))):
        if found.text == token:
            text = text[: found.start] + other + text[found.end :]
    return text
