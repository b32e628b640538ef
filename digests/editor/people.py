"""The people an article names, and the fullest name of each.

Built from a clean text, asked with what stands beside a quotation: "Kishida" is "Fumio Kishida" where the
article calls one person so and only one. A name is never guessed: what is not certain stays as it stands
in the text, and a pronoun nobody can be meant by alone stays without a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from digests.editor.phrases import is_name_word
from digests.editor.speech import Speech, Token, capitals
from digests.model import Span
from digests.text.tables import stop_words
from digests.text.words import fold

_LONGEST_NAME = 5
_MOST_TEXT = 60_000
"""Characters in which names are looked for; who speaks is named in an article's first part."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name where it stands."""

    span: Span
    words: tuple[str, ...]
    titled: bool
    """A role stands before it: "President Yoon Suk Yeol"."""


class People:
    """Who is named in one article."""

    def __init__(self, text: str, speech: Speech, language: str) -> None:
        self._text = text
        self._names = _names(text[:_MOST_TEXT], speech, language)
        self._starts = [name.span.start for name in self._names]
        self._by_last: dict[str, set[tuple[str, ...]]] = {}
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        for name in self._names:
            if len(name.words) > 1:
                self._by_last.setdefault(_surname(name.words), set()).add(name.words)
                if name.titled:
                    self._by_first.setdefault(_plain(name.words[0]), set()).add(name.words)

    def full_name(self, mention: str) -> str:
        """The fullest name of whoever is mentioned by name; the mention itself where that is not certain."""
        words = tuple(mention.split())
        if len(words) > 1:
            return " ".join(_bare(words))
        key = _plain(_bare(words)[0])
        full = self._by_last.get(key) or self._by_first.get(key) or set()
        known = _one_person(full)
        return " ".join(known) if known else " ".join(_bare(words))

    def meant_by_pronoun(self, place: int, quoted: Sequence[Span], speakers: Sequence[Span]) -> str | None:
        """The one person named before the pronoun in its paragraph, if they spoke there already.

        Looking further back names the wrong one in a third of the cases.

        `place` is the pronoun's; names within `quoted` do not count; `speakers` are the mentions of speakers.
        """
        start = self._text.rfind("\n", 0, place) + 1
        if not any(start <= speaker.start < place for speaker in speakers):
            return None
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, place)
        found = set()
        for name in self._names[first:last]:
            if not any(span.start <= name.span.start < span.end for span in quoted):
                full = self.full_name(" ".join(name.words))
                if " " in full:
                    found.add(full)
        return found.pop() if len(found) == 1 else None


def _one_person(names: set[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The longest of the names if all can be of one person: "Joe Biden" and "Joe R. Biden"."""
    longest = max(names, key=lambda words: (len(words), words), default=None)
    if longest is None:
        return None
    parts = {_plain(word) for word in longest}
    return longest if all({_plain(word) for word in words} <= parts for words in names) else None


def _names(text: str, speech: Speech, language: str) -> list[_Name]:
    stops = stop_words(language)
    found: list[_Name] = []
    run: list[Token] = []
    for token in capitals(text, speech, language):
        joined = bool(run) and text[run[-1].end : token.start] == " "
        belongs = is_name_word(token, speech) and fold(token.low) not in stops
        if not joined and run:
            found.extend(_of_run(run, speech))
            run = []
        if belongs or (run and joined and token.low in speech.particles):
            run.append(token)
            if token.low.endswith(("'s", "’s")):
                found.extend(_of_run(run, speech))
                run = []
        elif run:
            found.extend(_of_run(run, speech))
            run = []
    found.extend(_of_run(run, speech))
    return found


def _of_run(run: Sequence[Token], speech: Speech) -> Sequence[_Name]:
    """The person's name at the end of a run of capitals, without the roles before it."""
    words = list(run)
    while words and not words[-1].is_capital:
        words.pop()
    first = 0
    for i, token in enumerate(words[:-1]):
        if token.low.rstrip(".") in speech.roles:
            first = i + 1
    name = words[first:]
    if not name or len(name) > _LONGEST_NAME or any(token.low in speech.groups for token in name):
        return ()
    if name[-1].low.rstrip(".") in speech.roles or not name[0].is_capital:
        return ()
    spoken = _bare(tuple(token.text for token in name))
    return (_Name(Span(name[0].start, name[-1].end), spoken, titled=first > 0),)


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without the possessive at its end."""
    return (*words[:-1], re.sub("['’]s?$", "", words[-1]) or words[-1])


_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def _surname(words: tuple[str, ...]) -> str:
    last = [word for word in words if _plain(word) not in _SUFFIXES] or list(words)
    return _plain(last[-1])


def _plain(word: str) -> str:
    return fold(word.rstrip(".,"))
