"""Why a story is shown to a chat, in plain facts: what it follows and reads, what is new, who tells it. Pure.

The digest, the chat's taste and what its edition said of the story come in; reasons go out, the most personal
first. Only what is known is given: no reason is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from digests.editor.subjects import people
from digests.model import Digest, FollowKind, Taste
from digests.text.words import fold

_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Followed:
    """The chat follows this, and the story has it."""

    kind: FollowKind
    words: str


@dataclass(frozen=True, slots=True)
class MovedOn:
    """It was told before, and there is something new in it."""


@dataclass(frozen=True, slots=True)
class New:
    """It was not told before."""


@dataclass(frozen=True, slots=True)
class ToldBy:
    """So many outlets tell it in words of their own."""

    outlets: int


@dataclass(frozen=True, slots=True)
class Quotes:
    """People are quoted by name."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaning:
    """Editions with this topic were liked, or disliked."""

    topic: str
    liked: bool


@dataclass(frozen=True, slots=True)
class Reads:
    """The chat reads articles in these languages only."""

    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingChosen:
    """The chat has no topics: it is told what most outlets tell."""


Reason: TypeAlias = Followed | MovedOn | New | ToldBy | Quotes | Leaning | Reads | NothingChosen


def reasons(
    digest: Digest,
    taste: Taste,
    followed: Sequence[tuple[FollowKind, str]],
    *,
    in_edition: bool,
    is_update: bool = False,
) -> tuple[Reason, ...]:
    """`followed`: those of the taste's follows that find the story. `in_edition`: an edition told it, as an
    update of what was told before where `is_update`."""
    found = tuple(_reasons(digest, taste, followed, in_edition=in_edition, is_update=is_update))
    return found or (ToldBy(len(digest.voices)),)


def _reasons(
    digest: Digest,
    taste: Taste,
    followed: Sequence[tuple[FollowKind, str]],
    *,
    in_edition: bool,
    is_update: bool,
) -> Iterator[Reason]:
    yield from (Followed(kind, words) for kind, words in followed)
    if in_edition:
        yield MovedOn() if is_update else New()
    if len(digest.voices) > 1:
        yield ToldBy(len(digest.voices))
    if named := people(digest)[:_PEOPLE]:
        yield Quotes(named)
    topics = {fold(topic): topic for topic in digest.topics}
    for topic, steps in taste.leanings:
        if steps and fold(topic) in topics:
            yield Leaning(topics[fold(topic)], steps > 0)
    if taste.reads:
        yield Reads(taste.reads)
    if in_edition and not any(kind is FollowKind.TOPIC for kind, _ in taste.follows):
        yield NothingChosen()
