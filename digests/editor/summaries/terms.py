"""The words of sentences that carry a topic, as stems: what likeness is counted in.

Folded words come in (`text/words.py`), terms go out. News repeats its words, so each language keeps the
term of every word it has met: an article costs a look-up a word instead of a run of the stemmer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from digests.text.tables import stop_words
from digests.text.words import stemmer

_MOST_KEPT = 50_000
"""Words of one language, some megabytes; dumps of random letters must not fill the memory."""


class Terms(dict[str, str]):
    """Words to terms, each worked out when first met; the term of a word without topic is empty."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._stops = stop_words(language)
        self._stem = stemmer(language)

    def __missing__(self, word: str) -> str:
        if len(self) > _MOST_KEPT:
            self.clear()
        term = self[word] = "" if word in self._stops else self._stem(word)
        return term

    def of(self, words: Iterable[str]) -> tuple[str, ...]:
        """The terms of `words`, in order."""
        return tuple(filter(None, map(self.__getitem__, words)))

    def among(self, words: Iterable[str]) -> frozenset[str]:
        """The terms of `words`, the empty one among them where a word has none: the quickest way to them."""
        return frozenset(map(self.__getitem__, words))


@lru_cache
def terms(language: str) -> Terms:
    """What is known of the words of `language`."""
    return Terms(language)
