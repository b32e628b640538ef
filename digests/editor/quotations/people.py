"""The people an article names, and the fullest name of each.

Asked with what stands beside a quotation: "Kishida" is "Fumio Kishida" where the article calls one person
so and only one. A name is never guessed: what is not certain stays as it stands in the text. Only the
places where the asked name stands are looked at, because most names of an article are never asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from digests.editor.quotations.phrases import is_of_name
from digests.editor.quotations.speech import Is, Speech, Words, words
from digests.text.words import fold

_MOST_TEXT = 60_000
"""Characters in which names are looked for; who speaks is named in an article's first part."""
_MOST_PLACES = 40
_LEFT, _RIGHT = 60, 30
"""Characters around a place that a name is made of."""
_HEADLINE = 0.6
"""Share of capitals that makes a line a headline, where names run into other words."""
_LONGEST_HEADLINE = 200

_SENTENCE_ENDS = frozenset('.!?"”’')
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_POSSESSIVE = re.compile("['’]s?$")


class _Found(NamedTuple):
    """A name where it stands."""

    words: tuple[str, ...]
    at: int
    """Which of its words was asked for."""
    titled: bool
    """A role stands before it: "President Yoon Suk Yeol"."""


class People:
    """Who is named in one article."""

    def __init__(self, text: str, speech: Speech) -> None:
        self._text, self._speech = text, speech
        self._known: dict[str, str] = {}

    def full_name(self, mention: str) -> str:
        """The fullest name of whoever is mentioned by name; the mention itself where that is not certain."""
        words = bare(tuple(mention.split()))
        if _surname_at(words) > 0:
            return " ".join(words)
        if words[0] not in self._known:
            self._known[words[0]] = self._looked_up(words[0])
        return self._known[words[0]]

    def _looked_up(self, word: str) -> str:
        last: set[tuple[str, ...]] = set()
        first: set[tuple[str, ...]] = set()
        for found in self._places(word):
            if found.at > 0 and found.at == _surname_at(found.words):
                last.add(found.words)
            elif found.at == 0 and found.titled and len(found.words) > 1:
                first.add(found.words)
        known = _one_person(last or first)
        return " ".join(known) if known else word

    def _places(self, word: str) -> Iterator[_Found]:
        text, place = self._text, -1
        seen = {""}
        for _ in range(_MOST_PLACES):
            place = text.find(word, place + 1, _MOST_TEXT)
            if place < 0:
                return
            neighbours = self._neighbours(place, place + len(word))
            if neighbours not in seen:
                seen.add(neighbours)
                found = self._name_at(place, len(word))
                if found is not None:
                    yield found

    def _neighbours(self, start: int, end: int) -> str:
        """The words beside a name that may be of it: a quick look before it is read, or not read again."""
        text = self._text
        before = after = ""
        if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():
            after = text[end : end + _RIGHT].split()[0]
        if start > 1 and text[start - 1] == " ":
            before = text[max(0, text.rfind(" ", 0, start - 1) + 1) : start - 1].rpartition("\n")[2]
            if not before[:1].isupper() and not self._speech.kinds.get(before, 0) & Is.PARTICLE:
                before = ""
        return f"{before} {after}" if before or after else ""

    def _name_at(self, place: int, length: int) -> _Found | None:
        """The name that the word at `place` is part of, if there is more of it."""
        text = self._text
        if text[place + length : place + length + 1].isalnum():
            return None
        near = words(text, self._left(place), self._right(place + length), self._speech)
        if place not in near.starts:
            return None
        kinds, at = near.kinds, near.starts.index(place)
        first, last = at, at
        while first > 0 and is_of_name(kinds[first - 1], kinds[first]) and _joined(near, first):
            first -= 1
        while (
            last + 1 < len(kinds)
            and not kinds[last] & Is.POSSESSIVE
            and kinds[last + 1] & (Is.CAPITAL | Is.NEVER) == Is.CAPITAL
            and _joined(near, last + 1)
        ):
            last += 1
        return self._without_roles(near, first, last, at)

    def _left(self, place: int) -> int:
        """Where to begin to read: one word before those that can be of the name."""
        text = self._text
        least = max(0, text.rfind("\n", 0, place) + 1, place - _LEFT)
        if least == place - _LEFT:
            least = text.find(" ", least, place) + 1 or place
        start = place
        while start > least:
            end = start - 1
            start = max(least, text.rfind(" ", least, end) + 1)
            word = text[start:end]
            if not word[:1].isupper() and not self._speech.kinds.get(word.lower(), 0) & Is.PARTICLE:
                break
        return start

    def _right(self, end: int) -> int:
        """Where to stop reading: behind the last of the words with capitals."""
        text = self._text
        most = min(len(text), end + _RIGHT)
        while end < most:
            end = text.find(" ", end, most)
            if end < 0:
                return most
            if not text[end + 1 : end + 2].isupper():
                return end
            end += 1
        return most

    def _without_roles(self, near: Words, first: int, last: int, at: int) -> _Found | None:
        kinds = near.kinds
        roles = [i for i in range(first, min(last, at)) if kinds[i] & Is.ROLE]
        begin = roles[-1] + 1 if roles else first
        longest = self._speech.longest_name
        while begin < at and sum(1 for kind in kinds[begin : last + 1] if kind & Is.CAPITAL) > longest:
            begin += 1
        while begin < at and not kinds[begin] & Is.CAPITAL:
            begin += 1
        if begin == last or any(kind & Is.GROUP for kind in kinds[begin : last + 1]):
            return None
        name = bare(tuple(piece.rstrip() for piece in near.pieces[begin : last + 1]))
        if len(name) > 2 and _is_headline(self._text, near.starts[at]):
            return None
        return _Found(name, at - begin, bool(roles))


def _joined(near: Words, at: int) -> bool:
    """Whether only a space stands before the word."""
    piece = near.pieces[at - 1]
    end = near.starts[at - 1] + len(piece)
    return end == near.starts[at] and piece[-1] == " " and not piece[-2].isspace()


def _is_headline(text: str, place: int) -> bool:
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    line = text[start : end if end >= 0 else len(text)]
    if len(line) > _LONGEST_HEADLINE or line.rstrip()[-1:] in _SENTENCE_ENDS:
        return False
    words = [word for word in line.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > _HEADLINE * len(words)


def _one_person(names: set[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The longest of the names if all can be of one person: "Joe Biden" and "Joe R. Biden"."""
    longest = max(names, key=lambda words: (len(words), words), default=None)
    if longest is None:
        return None
    parts = {_plain(word) for word in longest}
    return longest if all({_plain(word) for word in words} <= parts for words in names) else None


def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without the possessive at its end."""
    return (*words[:-1], _POSSESSIVE.sub("", words[-1]) or words[-1])


def _surname_at(words: Sequence[str]) -> int:
    """Which of the words is the surname: the last that is no "Jr."."""
    return next((i for i in range(len(words) - 1, 0, -1) if _plain(words[i]) not in _SUFFIXES), 0)


def _plain(word: str) -> str:
    return fold(word.rstrip(".,"))
