"""The words of sentences that carry a topic, as stems: what likeness is counted in.

Folded words come in (`text/words.py`), terms go out. News repeats its words, so each language keeps the
term of every word it has met: an article costs a look-up a word instead of a run of the stemmer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from digests.text.tables import stop_words
from digests.text.words import stems

_MOST_KEPT = 50_000
"""Words of one language, some megabytes; dumps of random letters must not fill the memory."""


class Terms:
    """Words to terms, each worked out when first met; a word without topic has none."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._stops = stop_words(language)
        self._known: dict[str, str] = {}

    def of(self, words: Sequence[str]) -> tuple[str, ...]:
        """The terms of `words`, in order."""
        found = list(map(self._known.get, words))
        if None in found:
            self._learn({word for word, term in zip(words, found, strict=True) if term is None})
            found = list(map(self._known.get, words))
        return tuple(filter(None, found))

    def _learn(self, words: Collection[str]) -> None:
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
        self._known.update(dict.fromkeys(words, ""))
        topical = [word for word in words if word not in self._stops]
        self._known.update(zip(topical, stems(topical, self._language), strict=True))


@lru_cache
def terms(language: str) -> Terms:
    """What is known of the words of `language`."""
    return Terms(language)
