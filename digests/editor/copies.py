"""Which articles are one text in several outlets: an agency's report is one voice, however often told.

    signature   a text -> 128 bytes to compare by, made in a worker and stored with the article
    likeliest   which of a story's articles may have the same text, by their signatures
    is_copy     whether two texts are the same, told by the texts themselves

Signatures are MinHash (Broder 1997) of runs of four words, of which a byte each is kept (Li and König 2010:
b-bit minwise hashing). They only save the exact comparison for where it is likely to say yes.
"""

from __future__ import annotations

from collections.abc import Mapping

from rensa import RMinHash

from digests.text.words import words

_RUN = 4
"""Words that stand side by side; of scripts without spaces, pairs of characters."""
_FEWEST_WORDS = 30
"""Shorter texts are alike by chance."""
_HASHES = 128
_SEED = 11
_BY_CHANCE = 1 / 256
"""Share of bytes that agree in texts that have nothing in common."""

SAME = 0.7
"""Share of the runs of both texts together that both have, from which on they are one text."""
_LIKELY = SAME - 0.2
"""Four standard deviations of what the signatures say below that."""
_MOST = 3


def signature(text: str) -> bytes:
    """One byte for each of 128 hash functions; empty for a text too short to tell."""
    runs = _runs(text)
    if not runs:
        return b""
    hashed = RMinHash(num_perm=_HASHES, seed=_SEED)
    hashed.update(sorted(runs))
    return bytes(value & 0xFF for value in hashed.digest())


def likeliest(of: bytes, others: Mapping[int, bytes]) -> tuple[int, ...]:
    """The few keys whose signatures say that theirs may be the same text, the likeliest first."""
    scored = ((likeness(of, other), key) for key, other in others.items())
    likely = sorted((-score, key) for score, key in scored if score >= _LIKELY)
    return tuple(key for _, key in likely[:_MOST])


def likeness(one: bytes, other: bytes) -> float:
    """What two signatures say of the share of runs that both texts have; 0 where one is empty."""
    if not one or len(one) != len(other):
        return 0.0
    agreeing = sum(map(int.__eq__, one, other)) / len(one)
    return max(0.0, (agreeing - _BY_CHANCE) / (1 - _BY_CHANCE))


def is_copy(one: str, other: str) -> bool:
    """Whether two texts are one: exactly, by their runs."""
    first, second = _runs(one), _runs(other)
    both = len(first & second)
    return both > 0 and both >= SAME * (len(first) + len(second) - both)


def _runs(text: str) -> set[str]:
    found = list(words(text))
    if len(found) < _FEWEST_WORDS:
        return set()
    return {" ".join(found[place : place + _RUN]) for place in range(len(found) - _RUN + 1)}
