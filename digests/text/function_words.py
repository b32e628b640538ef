"""The languages that a text's little words give away, for a hundredth of what the language model costs.

A sample of a text comes in; out goes a language only if it leaves no doubt: enough of its words stand
there, and hardly any that its neighbours have and it has not. The lists are `data/function_words.toml`;
some are of languages never told, so that Galician is not taken for Portuguese.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from digests.text.tables import table, words_of

FEWEST = 8
"""Different words of the language that must stand in the sample."""
LEAST_SHARE = 1 / 8
"""Of the sample's different words; news has a fifth to a half."""
_LEAD, _HEADSTART = 3, 3
"""Words that speak for the language against another: three for each the other way, and three more."""


@dataclass(frozen=True, slots=True)
class Lists:
    """All languages, and for each listed word a ballot: a byte for each language, 1 where it has the word.

    Ballots are whole numbers, so that a sum of them counts the words of all languages at once.
    """

    languages: tuple[str, ...]
    told: Mapping[str, frozenset[str]]
    """The languages that may be the answer, with their words."""
    ballots: Mapping[str, int]
    words: frozenset[str]

    def counted(self, words: frozenset[str] | set[str]) -> bytes:
        """How many of the words each language has, in the order of `languages`."""
        return sum([self.ballots[word] for word in words]).to_bytes(len(self.languages), "little")


def told_language(sample: str) -> str | None:
    """The language that the words of `sample` give away, None where a closer look is needed."""
    lists = _lists()
    found = set(sample.lower().split())
    listed = found & lists.words
    votes = lists.counted(listed)
    most = max(votes)
    place = votes.index(most)
    best = lists.languages[place]
    if best not in lists.told or most < FEWEST or most < len(found) * LEAST_SHARE:
        return None
    against = lists.counted(listed - lists.told[best])
    for other, (shared_and_own, own) in enumerate(zip(votes, against, strict=True)):
        if other != place and most - (shared_and_own - own) < own * _LEAD + _HEADSTART:
            return None
    return best


@lru_cache
def _lists() -> Lists:
    source = table("digests.text", "function_words")
    by_language: dict[str, frozenset[str]] = {}
    told: dict[str, frozenset[str]] = {}
    for group in ("told", "rivals"):
        languages = source[group]
        if not isinstance(languages, Mapping):
            raise TypeError(f"{group} is not a table of languages")
        by_language |= {language: words_of(source, group, language) for language in languages}
        told = told or dict(by_language)
    ballots: dict[str, int] = {}
    for place, words in enumerate(by_language.values()):
        for word in words:
            ballots[word] = ballots.get(word, 0) + (1 << 8 * place)
    return Lists(tuple(by_language), told, ballots, frozenset(ballots))
