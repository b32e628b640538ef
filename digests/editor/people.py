"""The people an article names, and the fullest name of each.

Built from a clean text, asked with what stands beside a quotation: "Kishida" is "Fumio Kishida" where the
article calls one person so and only one. A name is never guessed: what is not certain stays as it stands
in the text, and a pronoun nobody can be meant by alone stays without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from digests.editor.speech import Speech, capital_pattern
from digests.model import Span
from digests.text.tables import stop_words
from digests.text.words import fold

_LONGEST_GAP = 12
_LONGEST_PARAGRAPH = 2_000
_MOST_TEXT = 60_000
"""Characters in which names are looked for; who speaks is named in an article's first part."""


class _Name(NamedTuple):
    """A name where it stands."""

    start: int
    words: tuple[str, ...]
    titled: bool
    """A role stands before it: "President Yoon Suk Yeol"."""


class People:
    """Who is named in one article."""

    def __init__(self, text: str, speech: Speech, language: str) -> None:
        self._text, self._speech, self._language = text, speech, language
        self._by_last: dict[str, set[tuple[str, ...]]] = {}
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        for name in _names(text, 0, min(len(text), _MOST_TEXT), speech, language, fewest=2):
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

        `place` is the pronoun's; names within `quoted` do not count; `speakers` are the mentions of speakers.
        Looking further back than the paragraph names the wrong person in a third of the cases.
        """
        start = max(self._text.rfind("\n", 0, place) + 1, place - _LONGEST_PARAGRAPH)
        if not any(start <= speaker.start < place for speaker in speakers):
            return None
        found = set()
        for name in _names(self._text, start, place, self._speech, self._language, fewest=1):
            if not any(span.start <= name.start < span.end for span in quoted):
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


def _names(text: str, start: int, end: int, speech: Speech, language: str, *, fewest: int) -> Iterator[_Name]:
    """The people's names between two places, from runs of at least `fewest` capitalised words."""
    not_names = speech.never_names | stop_words(language)
    run: list[tuple[int, int]] = []
    for match in capital_pattern(language).finditer(text, start, end):
        place = match.span()
        if run and not _joined(text[run[-1][1] : place[0]], speech):
            if len(run) >= fewest:
                yield from _of_run(text, run, speech)
            run = []
        word = match[0]
        ends = word.lower() in not_names
        if not ends:
            run.append(place)
        if run and (ends or word.endswith(_POSSESSIVE)):
            if len(run) >= fewest:
                yield from _of_run(text, run, speech)
            run = []
    if len(run) >= fewest:
        yield from _of_run(text, run, speech)


def _joined(gap: str, speech: Speech) -> bool:
    """Whether what stands between two capitalised words leaves them one name: a space, or "van der"."""
    return gap == " " or (
        len(gap) <= _LONGEST_GAP
        and gap.isprintable()
        and gap[:1] == gap[-1:] == " "
        and all(word in speech.particles for word in gap.split())
    )


def _of_run(text: str, run: Sequence[tuple[int, int]], speech: Speech) -> Iterator[_Name]:
    """The person's name at the end of a run of capitals, without the roles before it."""
    roles = [text[start:end].lower().rstrip(".") in speech.roles for start, end in run]
    first = max((i + 1 for i in range(len(run) - 1) if roles[i]), default=0)
    first = max(first, len(run) - speech.longest_name)
    if roles[-1]:
        return
    words = _bare(tuple(text[run[first][0] : run[-1][1]].split()))
    if not any(word.lower() in speech.groups for word in words):
        yield _Name(run[first][0], words, titled=first > 0)


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without the possessive at its end."""
    return (*words[:-1], re.sub("['’]s?$", "", words[-1]) or words[-1])


_POSSESSIVE = ("'s", "’s")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def _surname(words: tuple[str, ...]) -> str:
    last = [word for word in words if _plain(word) not in _SUFFIXES] or list(words)
    return _plain(last[-1])


def _plain(word: str) -> str:
    return fold(word.rstrip(".,"))
