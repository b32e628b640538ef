"""Where words stand in a text: the sentences around them, as one span. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from digests.model import Span

LONGEST = 900
"""Characters before the words, and as many behind them; a text without sentences has an end this way."""


def passage(text: str, sentences: Sequence[Span], words: Span, longest: int = LONGEST) -> Span:
    """The sentences that hold the words, with the one before and the one behind them. `sentences` are in text
    order; what is longer than `longest` on either side is cut between two words."""
    first = bisect_right([sentence.end for sentence in sentences], words.start)
    last = bisect_left([sentence.start for sentence in sentences], words.end)
    around = sentences[max(0, first - 1) : last + 1]
    start = min([words.start, *(sentence.start for sentence in around)])
    end = max([words.end, *(sentence.end for sentence in around)])
    if words.start - start > longest:
        cut = text.find(" ", words.start - longest, words.start)
        start = cut + 1 if cut >= 0 else words.start - longest
    if end - words.end > longest:
        cut = text.rfind(" ", words.end, words.end + longest)
        end = cut if cut >= 0 else words.end + longest
    return Span(start, end)
