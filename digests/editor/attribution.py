"""Who said it: the speaker of every quotation, from the words around it.

The order of trust: a verb of speech behind the quotation, one before it in the same sentence, the
quotation beside it in the paragraph, the line above. A quotation that ends with a full stop closes its
sentence, so what follows speaks of something else. Quotations with nothing of this near them have no
speaker: "whoever spoke last" is wrong too often. Measured on PolNeAR (Newell, Margolin and Ruths 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from digests.editor.cues import AFAR, SAME_PARAGRAPH, Attribution, from_before, from_behind, from_end
from digests.editor.marks import Quoted
from digests.editor.paragraphs import Paragraph, ahead, announcement, behind, paragraphs
from digests.editor.phrases import first_phrase, is_name_word
from digests.editor.speech import Speech, Token


def attribute(
    text: str, quotations: Sequence[Quoted], speech: Speech, language: str
) -> list[Attribution | None]:
    """The speaker of each quotation, None where the text does not say."""
    found: list[Attribution | None] = [None] * len(quotations)
    for paragraph in paragraphs(text, quotations, language):
        for place, number in enumerate(paragraph.quotes):
            found[number] = _beside(text, quotations[number], paragraph, place, speech)
        _share(paragraph, found)
        if all(found[number] is None for number in paragraph.quotes):
            above = _from_above(text, paragraph, quotations, found, speech, language)
            for number in paragraph.quotes:
                found[number] = above
    return found


def _beside(
    text: str, quotation: Quoted, paragraph: Paragraph, place: int, speech: Speech
) -> Attribution | None:
    """The speaker named in the quotation's own sentence."""
    at = paragraph.at[place]
    last = text[quotation.span.end - 1]
    before = ahead(paragraph.words, at)
    if _closes_sentence(last, paragraph.words[at + 1 : at + 2], speech):
        return from_before(before, speech)
    after = behind(paragraph.words, at)
    if last in ",，?!？！—–-":
        return from_behind(after, speech, close=True) or from_before(before, speech)
    return from_end(after, speech) or from_before(before, speech) or from_behind(after, speech, close=False)


def _closes_sentence(last: str, following: Sequence[Token], speech: Speech) -> bool:
    """Whether the quotation's last mark ends the sentence around it as well."""
    if last not in ".…?!":
        return False
    if not following or following[0].quote is not None:
        return True
    token = following[0]
    if last in ".…" or not token.is_capital:
        return token.is_capital
    # "Is it?" Smith asked.
    goes_on = is_name_word(token, speech) or token.low in speech.pronouns or token.low in speech.determiners
    return not goes_on


def _share(paragraph: Paragraph, found: list[Attribution | None]) -> None:
    """Quotations without a speaker of their own belong to the one before them in the paragraph.

    Or to the one behind, if there is nothing in between: "A." "B," said Smith.
    """
    numbers = paragraph.quotes
    for before, number in pairwise(numbers):
        if found[number] is None:
            found[number] = _carried(found[before])
    for i in range(len(numbers) - 2, -1, -1):
        between = paragraph.words[paragraph.at[i] + 1 : paragraph.at[i + 1]]
        if found[numbers[i]] is None and not any(token.is_word for token in between):
            found[numbers[i]] = _carried(found[numbers[i + 1]])


def _carried(attribution: Attribution | None) -> Attribution | None:
    if attribution is None:
        return None
    return replace(attribution, confidence=min(attribution.confidence, SAME_PARAGRAPH))


def _from_above(
    text: str,
    paragraph: Paragraph,
    quotations: Sequence[Quoted],
    found: Sequence[Attribution | None],
    speech: Speech,
    language: str,
) -> Attribution | None:
    """The speech of the paragraph before goes on, or the line above announces one."""
    first = paragraph.quotes[0]
    if first > 0 and quotations[first - 1].goes_on:
        return _carried(found[first - 1])
    if paragraph.at[0] > 0:
        return None
    sentence = announcement(text, paragraph, language)
    told = from_before(sentence, speech)
    if told is not None:
        return replace(told, confidence=AFAR)
    phrase = first_phrase(sentence, speech)
    return Attribution(phrase, None, AFAR) if phrase else None
