"""How rare each term is in the news of a language: what makes a shared word tell something.

Counted is in how many *stories* a term stands, not in how many articles: a word does not become common
because one event is told a hundred times. It starts with the tables in `data/background/` and goes on with
every new story; both change slowly, so that two articles are as alike on a quiet day as on a loud one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from math import log
from zlib import compress, decompress, error

from digests.editor.stories.vectors import Vector, hashed
from digests.text.tables import number, table

BUCKETS = 1 << 16
"""Terms of one remainder share a count: memory stays the same however many words there are."""
MOST_STORIES = 20_000
"""With so many counted all counts are halved: the words of last year fade."""
_UNTOLD = 500
"""Stories that a language without a table starts with, as if none of them had any of the words."""


class Background:
    """The counts of one language."""

    __slots__ = ("counts", "stories")

    def __init__(self, stories: int = _UNTOLD, counts: array[int] | None = None) -> None:
        self.stories = stories
        self.counts = counts or array("H", bytes(2 * BUCKETS))

    @classmethod
    def shipped(cls, language: str) -> Background:
        """What the table of the language says; where there is none, every word is as rare as any."""
        source = table("digests.editor.stories", "background", language)
        listed = source.get("counts")
        if not isinstance(listed, Mapping):
            return cls()
        made = cls(int(number(source, "stories")))
        for many, terms in listed.items():
            for term in str(terms).split():
                bucket = hashed(term) % BUCKETS
                made.counts[bucket] = max(made.counts[bucket], int(many))
        return made

    @classmethod
    def unpack(cls, stories: int, packed: bytes) -> Background:
        """The counts that `pack` wrote. Raises ValueError on anything else."""
        counts = array("H")
        try:
            counts.frombytes(decompress(packed))
        except error as broken:
            raise ValueError("these are no counts") from broken
        if len(counts) != BUCKETS:
            raise ValueError(f"{len(counts)} counts instead of {BUCKETS}")
        return cls(stories, counts)

    def pack(self) -> bytes:
        return compress(self.counts.tobytes(), level=1)

    def rarity(self, term: int) -> float:
        """Inverse story frequency of a hashed term; never zero: even two common words can be compared."""
        return log(1 + (self.stories + 1) / (self.counts[term % BUCKETS] + 1))

    def learn(self, vector: Vector) -> None:
        """One more story has the terms of this article."""
        for bucket in {term % BUCKETS for term in vector.terms}:
            self.counts[bucket] += 1
        self.stories += 1
        if self.stories >= MOST_STORIES:
            self.stories //= 2
            self.counts = array("H", [count >> 1 for count in self.counts])


class Backgrounds:
    """The counts of all languages, by their two letters: kept from before, else as shipped."""

    def __init__(self, kept: Mapping[str, Background] | None = None) -> None:
        self._of = dict(kept or {})
        self._changed: set[str] = set()

    def of(self, language: str) -> Background:
        if language not in self._of:
            self._of[language] = Background.shipped(language)
        return self._of[language]

    def learn(self, packed: bytes) -> None:
        """A new story begins with the article of this packed vector."""
        vector = Vector.unpack(packed)
        if vector.terms:
            self.of(vector.language).learn(vector)
            self._changed.add(vector.language)

    def take_changed(self) -> dict[str, Background]:
        """What has changed since it was last asked for, by language: what there is to keep."""
        changed = {language: self._of[language] for language in sorted(self._changed)}
        self._changed.clear()
        return changed

    def still_changed(self, languages: Iterable[str]) -> None:
        """They could not be kept after all."""
        self._changed.update(languages)
