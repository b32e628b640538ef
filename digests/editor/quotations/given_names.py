"""First names that one sex bears far more often than the other, from `data/given_names.toml`."""

from __future__ import annotations

from functools import lru_cache

from digests.text.tables import table, words_of
from digests.text.words import fold


def sex_of(name: str) -> str:
    """ "he", "she", or "" where the first name does not say."""
    men, women, _ = _given_names()
    first = fold(name.split()[0])
    return "he" if first in men else "she" if first in women else ""


def is_given(word: str) -> bool:
    """Whether the word is a first name that we know."""
    return fold(word) in _given_names()[2]


@lru_cache
def _given_names() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    lists = table("digests.editor", "given_names")
    men, women = (frozenset(map(fold, words_of(lists, key))) for key in ("he", "she"))
    return men - women, women - men, men | women
