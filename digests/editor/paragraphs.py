"""A paragraph as the words around its quotations, and the stretches of it that may name a speaker.

Quotations (`marks.py`) and the text come in; `attribution.py` and `cues.py` read what comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digests.editor.marks import Quoted
from digests.editor.speech import Token, tokens
from digests.model import Span

REACH = 45
"""Tokens to either side of a quotation that are looked at."""

_SENTENCE_ENDS = frozenset(".!?…")
_LONGEST_LINE = 1_500


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph's words outside its quotations, with one token in the place of each."""

    words: tuple[Token, ...]
    at: tuple[int, ...]
    """Where each quotation's token is in `words`."""
    quotes: tuple[int, ...]
    """Numbers of the quotations among all of the article."""
    span: Span


def paragraphs(text: str, quotations: Sequence[Quoted], language: str) -> Iterator[Paragraph]:
    """The paragraphs that hold quotations, in text order."""
    number = 0
    while number < len(quotations):
        span = quotations[number].paragraph
        words: list[Token] = []
        at: list[int] = []
        numbers: list[int] = []
        reached = span.start
        while number < len(quotations) and quotations[number].paragraph == span:
            outer = quotations[number].outer
            words.extend(tokens(text, reached, outer.start, language))
            at.append(len(words))
            numbers.append(number)
            words.append(Token('"', '"', outer.start, outer.end, number))
            reached = outer.end
            number += 1
        words.extend(tokens(text, reached, span.end, language))
        yield Paragraph(tuple(words), tuple(at), tuple(numbers), span)


def behind(words: Sequence[Token], at: int) -> list[Token]:
    """The words from the quotation at `at` to the end of its sentence or the next quotation."""
    stretch: list[Token] = []
    for i in range(at + 1, min(len(words), at + 1 + REACH)):
        if words[i].quote is not None or _is_end(words, i):
            break
        stretch.append(words[i])
    return stretch


def ahead(words: Sequence[Token], at: int) -> list[Token]:
    """The words from the beginning of the sentence, or the quotation before, up to the one at `at`."""
    stretch: list[Token] = []
    for i in range(at - 1, max(-1, at - 1 - REACH), -1):
        if words[i].quote is not None or _is_end(words, i):
            break
        stretch.append(words[i])
    return stretch[::-1]


def _is_end(words: Sequence[Token], at: int) -> bool:
    """Whether a sentence ends here; the full stop in "(D-Mo.)" or "Jr., said" does not end one."""
    if words[at].text not in _SENTENCE_ENDS:
        return False
    following = words[at + 1] if at + 1 < len(words) else None
    return (
        following is None
        or following.quote is not None
        or (following.text[0] not in ",;)" and not following.text[0].islower())
    )


def announcement(text: str, paragraph: Paragraph, language: str) -> list[Token]:
    """The last sentence of the line above, if that ends with a colon: "Smith put it this way:"."""
    end = paragraph.span.start
    while end > 0 and text[end - 1].isspace():
        end -= 1
    if end == 0 or text[end - 1] not in ":：":
        return []
    least = max(0, end - _LONGEST_LINE)
    start = max(least, text.rfind("\n", least, end) + 1)
    words = list(tokens(text, start, end - 1, language))
    ends = [i for i in range(len(words)) if _is_end(words, i)]
    return words[ends[-1] + 1 if ends else 0 :][-REACH:]
