"""What was said once and is printed by several: the quotations of a story's articles, grouped by statement.

Stored articles come in, the one that leads first; `Saying`s go out, grouped. A changed number or a lost
"not" leaves a statement what it was, in another wording: that is what a reader wants to see side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from digests.model import Passage, Quote, Span, StoredArticle
from digests.text.tables import stop_words
from digests.text.words import words

# Shares of the shorter quotation that stand in the other one too, in the same order.
_WORDS_SHARED = 0.7
_CONTENT_SHARED = 0.6
_LEAST_CONTENT = 3
_MOST_TIMES_LONGER = 2.5
"""In a text much longer, some words stand in the right order by chance."""

# What is printed from the first word to the last may be shorter.
_LEAST_WORDS_CUT, _LEAST_CONTENT_CUT = 3, 2

# Words that two people are said to have said are one statement only if they are all but the same.
_NEARLY_ALL, _LEAST_WORDS_TWO_NAMES = 0.9, 8


class Said(Protocol):
    """A quotation, as far as statements are told apart by it."""

    @property
    def article(self) -> int:
        """Key of the article it stands in."""

    @property
    def start(self) -> int:
        """Where in the text it begins."""

    @property
    def speaker(self) -> str | None: ...

    @property
    def said(self) -> tuple[str, ...]: ...

    @property
    def content(self) -> tuple[str, ...]: ...

    @property
    def place(self) -> int: ...


Each = TypeVar("Each", bound=Said)


@dataclass(frozen=True, slots=True)
class Saying:
    """A quotation in one article."""

    stored: StoredArticle
    quote: Quote
    passage: Passage
    said: tuple[str, ...]
    """Its folded words."""
    content: tuple[str, ...]
    """Those that carry a meaning."""
    place: int
    """Of its article in the story: 0 leads."""

    @property
    def article(self) -> int:
        return self.stored.key

    @property
    def start(self) -> int:
        return self.quote.span.start

    @property
    def speaker(self) -> str | None:
        return self.quote.speaker

    @property
    def begins_a_sentence(self) -> bool:
        return not self.passage.text[:1].islower()


def sayings(ordered: Sequence[StoredArticle]) -> list[Saying]:
    """All quotations of the articles that have words."""
    found = []
    for place, stored in enumerate(ordered):
        for quote in stored.edited.quotes:
            passage = Passage.cut(stored, complete(quote.span, quote.span.of(stored.article.text)))
            if said := tuple(words(passage.text)):
                content = with_meaning(said, stored.article.language)
                found.append(Saying(stored, quote, passage, said, content, place))
    return found


def with_meaning(said: Sequence[str], language: str) -> tuple[str, ...]:
    """Those of the words that carry a meaning."""
    stops = stop_words(language)
    return tuple(word for word in said if word not in stops)


def statements(found: Sequence[Each]) -> list[list[Each]]:
    """The sayings by statement, the most complete one of each first."""
    grouped: list[list[Each]] = []
    for saying in sorted(found, key=_longest_first):
        for group in grouped:
            if may_join(saying, group) and same_statement(group[0], saying):
                group.append(saying)
                break
        else:
            grouped.append([saying])
    return grouped


def wordings(statement: Sequence[Each]) -> list[list[Each]]:
    """One statement's sayings by wording, the most complete one of each first. A quotation cut short
    is the same wording."""
    grouped: list[list[Each]] = []
    for saying in sorted(statement, key=_longest_first):
        for group in grouped:
            if _stands_in(saying.said, group[0].said):
                group.append(saying)
                break
        else:
            grouped.append([saying])
    return grouped


def same_statement(one: Said, other: Said) -> bool:
    """Whether both print what was said once: the same words, nearly, of one speaker as far as is known."""
    shorter, longer = sorted((one, other), key=lambda saying: len(saying.said))
    if _two_people(one.speaker, other.speaker):
        enough = len(shorter.said) >= _LEAST_WORDS_TWO_NAMES
        return enough and in_order(one.said, other.said) >= _NEARLY_ALL * len(longer.said)
    if one.said == other.said:
        by_name = one.speaker is not None and one.speaker == other.speaker
        return by_name or len(one.content) >= _LEAST_CONTENT_CUT
    if _stands_in(shorter.said, longer.said):
        return len(shorter.said) >= _LEAST_WORDS_CUT and len(shorter.content) >= _LEAST_CONTENT_CUT
    return (
        len(longer.said) <= _MOST_TIMES_LONGER * len(shorter.said)
        and _same_content(one.content, other.content)
        and in_order(one.said, other.said) >= _WORDS_SHARED * len(shorter.said)
    )


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: "Reyes", "T. Reyes", "Tomas Reyes"."""
    fewer, more = sorted((words(one), words(other)), key=len)
    return all(any(_part_matches(part, whole) for whole in more) for part in fewer)


def in_order(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence. Bit-parallel: Hyyrö, Bit-Parallel LCS-length
    Computation Revisited, 2004."""
    places: dict[str, int] = {}
    for i, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << i
    every = row = (1 << len(one)) - 1
    for word in other:
        matched = row & places.get(word, 0)
        row = ((row + matched) | (row - matched)) & every
    return len(one) - row.bit_count()


def _longest_first(saying: Said) -> tuple[int, int, int]:
    return -len(saying.said), saying.place, saying.start


def may_join(saying: Said, group: Sequence[Said]) -> bool:
    """Two quotations of one article are two statements, unless one repeats part of the other."""
    own = [other for other in group if other.article == saying.article]
    return all(_stands_in(saying.said, other.said) for other in own)


def _stands_in(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the words stand side by side in the other ones."""
    size = len(part)
    return size <= len(whole) and any(
        whole[i] == part[0] and whole[i : i + size] == part for i in range(len(whole) - size + 1)
    )


def _same_content(one: Sequence[str], other: Sequence[str]) -> bool:
    """All of it where it is little, most of it where it is more."""
    fewer = min(len(one), len(other))
    if fewer < _LEAST_CONTENT:
        return fewer >= _LEAST_CONTENT_CUT and one == other
    return in_order(one, other) >= _CONTENT_SHARED * fewer


def _two_people(one: str | None, other: str | None) -> bool:
    """Both are named, and by different names; "the harbour office" is no name."""
    named = [name for name in (one, other) if name is not None and not name[:1].islower()]
    return len(named) == 2 and not same_person(*named)


def _part_matches(part: str, whole: str) -> bool:
    return (
        part == whole
        or (len(part) == 1 and whole.startswith(part))
        or (len(whole) == 1 and part.startswith(whole))
    )


def complete(span: Span, said: str) -> Span:
    """Without the comma that led on to who said it: in a digest the quotation stands alone."""
    return Span(span.start, span.start + len(said.rstrip(" ,，、")))
