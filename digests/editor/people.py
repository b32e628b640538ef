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

from digests.editor.speech import Speech, capital_pattern
from digests.model import Span
from digests.text.tables import stop_words
from digests.text.words import fold

_LONGEST_NAME = 5
_LONGEST_GAP = 12
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
    not_names = speech.never_names | stop_words(language)
    found: list[_Name] = []
    run: list[Span] = []
    for match in capital_pattern(language).finditer(text):
        if run and not _joined(text[run[-1].end : match.start()], speech):
            found.extend(_of_run(text, run, speech))
            run = []
        word = match[0]
        if word.lower() not in not_names:
            run.append(Span(*match.span()))
        if run and (run[-1].end != match.end() or word.endswith(("'s", "’s"))):
            found.extend(_of_run(text, run, speech))
            run = []
    found.extend(_of_run(text, run, speech))
    return found


def _joined(gap: str, speech: Speech) -> bool:
    """Whether what stands between two capitalised words leaves them one name: a space, or "van der"."""
    return gap == " " or (
        len(gap) <= _LONGEST_GAP
        and gap.isprintable()
        and gap[:1] == gap[-1:] == " "
        and all(word in speech.particles for word in gap.split())
    )


def _of_run(text: str, run: Sequence[Span], speech: Speech) -> Sequence[_Name]:
    """The person's name at the end of a run of capitals, without the roles before it."""
    roles = [_plain(span.of(text)) in speech.roles for span in run]
    first = max((i + 1 for i in range(len(run) - 1) if roles[i]), default=0)
    name = run[first:]
    if not name or roles[-1] or len(name) > _LONGEST_NAME:
        return ()
    whole = Span(name[0].start, name[-1].end)
    words = _bare(tuple(whole.of(text).split()))
    if any(word.lower() in speech.groups for word in words):
        return ()
    return (_Name(whole, words, titled=first > 0),)


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without the possessive at its end."""
    return (*words[:-1], re.sub("['’]s?$", "", words[-1]) or words[-1])


_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def _surname(words: tuple[str, ...]) -> str:
    last = [word for word in words if _plain(word) not in _SUFFIXES] or list(words)
    return _plain(last[-1])


def _plain(word: str) -> str:
    return fold(word.rstrip(".,"))
