"""What the readers of Japanese, Korean and Chinese share: subjects of sentences, and the names of an article.

Used by `east_asian.py` and the reader of each language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from digests.model import Span
from digests.text.tables import strings, table


class Told(NamedTuple):
    """Somebody is said to have said it."""

    mention: Span
    """What names the speaker; a name without title or honorific, else the whole phrase."""
    speaker: str | None
    """The fullest name that the article gives, None for somebody without a name."""
    role: Span | None
    """The title beside the mention."""
    cue: Span
    confidence: float


class Subject(NamedTuple):
    """Whom a clause is about."""

    mention: Span
    name: str | None
    role: Span | None = None
    is_pronoun: bool = False


class Names:
    """The people that one article names with a title or honorific."""

    def __init__(self, found: Iterable[str]) -> None:
        self._names = sorted(set(found))

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def fullest(self, name: str) -> str:
        """The one longer name that `name` is the surname of; `name` itself where there is no one such.

        Surnames come first where names have no mark between their parts, last where they do.
        """
        longer = {
            other
            for other in self._names
            if len(other) > len(name)
            and (
                (
                    not _is_parted(other)
                    and other.startswith(name)
                    and len(other) - len(name) <= _LONGEST_GIVEN
                )
                or (_is_parted(other) and _last_part(other) == name)
            )
        }
        return longer.pop() if len(longer) == 1 else name

    def others_in(self, text: str, speaker: str) -> bool:
        """Whether `text` names somebody else than the speaker."""
        return any(name in text and self.fullest(name) != speaker for name in self._names)


_LONGEST_GIVEN = 3
_PARTS = "・·•‧＝ "


def _is_parted(name: str) -> bool:
    return any(mark in name for mark in _PARTS)


def _last_part(name: str) -> str:
    return name[max(name.rfind(mark) for mark in _PARTS) + 1 :]


@dataclass(frozen=True, slots=True)
class Reader:
    """What one language knows of its sentences. Spans are the words before and behind a quotation."""

    cue: Callable[[str, Span, Span], Span | None]
    """The verb of speech that belongs to the quotation."""
    subject: Callable[[str, Span, Span, Span, Names], Subject | None]
    """The subject of that verb, in the same sentence."""
    topic: Callable[[str, Span, Names], Subject | None]
    """Whom a sentence without a quotation is about."""
    names: Callable[[str], Names]


@lru_cache
def listed(language: str, key: str) -> tuple[str, ...]:
    """The words of a list in `data/cues`, the longest first, so that alternatives are tried in that order."""
    lines = strings(table("digests.editor", "cues", language), key)
    return tuple(sorted({word for line in lines for word in line.split()}, key=lambda w: (-len(w), w)))
