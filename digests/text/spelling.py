"""Words that somebody may have meant who typed another one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "αβγδεζηθικλμνξοπρσςτυφχψω",
)
_SHORTEST, _SHORTEST_TWICE = 3, 6
"""Letters of a word that one slip may be in, and two."""


def one_slip_away(word: str) -> frozenset[str]:
    """Every word that differs by one letter more, less or other, or by two that changed places."""
    letters = next((each for each in _ALPHABETS if word[:1] in each), "")
    if len(word) < _SHORTEST or not letters:
        return frozenset()
    return frozenset(_one_slip(word, letters)) - {word}


def _one_slip(word: str, letters: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in letters:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def likely(word: str, known: Mapping[str, int]) -> list[str]:
    """Of the words known, each with how common it is, those at most two slips away: fewer slips first, then
    the more common."""
    allowed = 0 if len(word) < _SHORTEST else 1 if len(word) < _SHORTEST_TWICE else 2
    letters = set(word)
    near = []
    for other, count in known.items():
        if len(letters.symmetric_difference(other)) > 2 * allowed:
            continue  # a slip changes two letters at most
        slips = distance(word, other, allowed)
        if 0 < slips <= allowed:
            near.append((slips, -count, other))
    return [other for _, _, other in sorted(near)]


def distance(one: str, other: str, limit: int) -> int:
    """How many slips lead from one word to the other (Damerau-Levenshtein, where no letter is changed
    twice); more than `limit` where that is more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        previous, row = row, [i, *([0] * len(other))]
        for j, opposite in enumerate(other, start=1):
            slips = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                slips = min(slips, before[j - 2] + 1)
            row[j] = slips
        if min(row) > limit:
            return limit + 1
        before = previous
    return row[-1]
