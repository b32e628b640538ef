"""What of the news one chat is told, by its taste. Pure.

    topics      if any are followed, of these only, and of what else the chat follows
    follows     of a source, a person, words: these stories go first, and say why
    mutes       take a story out, or one outlet out of a story that others tell as well; a mute beats a follow
    reads       articles in these languages only
    leanings    a little more, or less, of topics that were liked or disliked

Which stories a follow or a mute finds is looked up before (`Finds`, from the search index), or asked of
single articles (`concerns`): a test keeps the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias, assert_never

from digests.editor.digest import outlet_name
from digests.editor.ranking import Ranked
from digests.editor.topics import Searched
from digests.model import FollowKind, MuteKind, StoredArticle, Taste
from digests.text.query import Query, Unclear, parse
from digests.text.words import indexed, words

Sought: TypeAlias = tuple[FollowKind | MuteKind, str]
"""What a follow or a mute is about. The two kinds of one name are equal, so their finds are shared."""
Finds: TypeAlias = Mapping[Sought, Collection[int]]
"""The stories that each subject is found in."""


@dataclass(frozen=True, slots=True)
class Lens:
    """What of every article is left to some chats, whatever the story: by outlet and by language."""

    without: tuple[str, ...] = ()
    """Muted sources."""
    reads: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.without or self.reads)

    def passes(self, stored: StoredArticle) -> bool:
        if self.reads and stored.article.language not in self.reads:
            return False
        return not any(_is_from(source, stored) for source in self.without)


@dataclass(frozen=True, slots=True)
class Tasted:
    """The stories there are, as one taste has them."""

    stories: tuple[Ranked, ...]
    """To choose from."""
    outside: tuple[Ranked, ...]
    """Nothing that the chat does not want, but beside the topics that it chose."""
    followed: Mapping[int, tuple[str, ...]]
    leanings: Mapping[frozenset[str], int]


def lens_of(taste: Taste) -> Lens:
    return Lens(tuple(name for kind, name in taste.mutes if kind is MuteKind.SOURCE), taste.reads)


def subjects_of(taste: Taste) -> Iterable[Sought]:
    """All whose finds `tasted` asks for."""
    yield from taste.follows
    yield from (mute for mute in taste.mutes if mute[0] not in (MuteKind.SOURCE, MuteKind.STORY))


def tasted(taste: Taste, stories: Sequence[Ranked], finds: Finds) -> Tasted:
    """`stories` are seen through the lens of this taste, and none that its chat may not see is among them."""
    muted = muted_by(taste, finds)
    topics = [subject for subject in taste.follows if subject[0] is FollowKind.TOPIC]
    chosen = set[int]().union(*(finds[subject] for subject in topics))
    followed = followed_by(taste, finds)
    inside: list[Ranked] = []
    outside: list[Ranked] = []
    for each in stories:
        if each.story in muted:
            continue
        wanted = not topics or each.story in chosen or each.story in followed
        (inside if wanted else outside).append(each)
    liked = {frozenset(words(topic)): steps for topic, steps in taste.leanings}
    return Tasted(tuple(inside), tuple(outside), followed, liked)


def muted_by(taste: Taste, finds: Finds) -> set[int]:
    """The stories that are out, whatever speaks for them."""
    muted = set[int]()
    for subject in taste.mutes:
        kind, said = subject
        if kind is MuteKind.STORY:
            muted |= {int(said)} if said.isdecimal() else set()
        elif kind is not MuteKind.SOURCE:
            muted.update(finds[subject])
    return muted


def followed_by(taste: Taste, finds: Finds) -> Mapping[int, tuple[str, ...]]:
    """The stories that the chat's follows brought, each with the words of those that did. That of a topic
    only says what the whole edition is about."""
    found: dict[int, tuple[str, ...]] = {}
    for subject in taste.follows:
        kind, said = subject
        if kind is not FollowKind.TOPIC:
            for story in finds[subject]:
                found[story] = (*found.get(story, ()), said)
    return found


def concerns(subject: Sought, stored: StoredArticle, searched: Searched) -> bool:
    """Whether a follow or a mute finds the article. `searched` is the article's."""
    kind, said = subject
    match MuteKind(kind):
        case MuteKind.STORY:
            return said == str(stored.story)
        case MuteKind.TOPIC:
            return bool(_tokens(said)) and any(_tokens(said) == _tokens(t) for t in stored.article.topics)
        case MuteKind.SOURCE:
            return _is_from(said, stored)
        case MuteKind.PERSON:
            return any(_stands_in(said, quote.speaker or "") for quote in stored.edited.quotes)
        case MuteKind.WORDS:
            query = _parsed(said)
            return isinstance(query, Query) and bool(query.groups) and searched.matches(query)
    assert_never(kind)


def _is_from(source: str, stored: StoredArticle) -> bool:
    """By the words of its source's name; an outlet that has only an address, by the whole of it."""
    if _stands_in(source, stored.article.source or ""):
        return True
    return bool(_tokens(source)) and _tokens(source) == _tokens(outlet_name(stored))


def _stands_in(sought: str, name: str) -> bool:
    """Whether the words stand side by side in a name, as `source:` and `from:` find them."""
    wanted, there = _tokens(sought), _tokens(name)
    size = len(wanted)
    return bool(wanted) and any(there[i : i + size] == wanted for i in range(len(there) - size + 1))


@lru_cache(maxsize=4096)  # the same follows are asked of every article
def _parsed(said: str) -> Query | Unclear:
    return parse(said)


@lru_cache(maxsize=4096)  # the names of outlets come again and again
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(indexed(words(text)))
