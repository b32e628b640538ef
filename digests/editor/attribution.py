"""Who said it: the speaker of every quotation, from the words around it.

The order of trust: a verb of speech behind the quotation ("...," Smith said), one before it in the same
sentence (Smith said, "..."), the quotation beside it in the paragraph, the paragraph before. A quotation
that ends with a full stop closes its sentence, so what follows speaks of something else. The rules follow
the project's measurements on PolNeAR (Newell, Margolin and Ruths 2018); the words are in `data/cues`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from digests.editor.marks import Quoted
from digests.editor.phrases import (
    Phrase,
    around_verb,
    first_phrase,
    is_name_word,
    phrase_beginning,
)
from digests.editor.speech import Speech, Token, tokens
from digests.model import Span

_REACH = 45
"""Tokens to either side of a quotation that are looked at."""

_SENTENCE_ENDS = frozenset(".!?…")

# How far each kind of place is to be believed; measured on the development half of PolNeAR.
BEHIND = 0.95
BEFORE = 0.85
AFAR = 0.7
SAME_PARAGRAPH = 0.75
PARAGRAPH_BEFORE = 0.5


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody is said to have said it."""

    phrase: Phrase
    cue: Span | None
    confidence: float


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One paragraph's words outside its quotations, a token for each quotation, and which those are."""

    words: tuple[Token, ...]
    at: tuple[int, ...]
    """Where each quotation's token is in `words`."""
    quotes: tuple[int, ...]
    """Numbers of the quotations among all of the article."""
    span: Span


def attribute(
    text: str, quotations: Sequence[Quoted], speech: Speech, language: str
) -> list[Attribution | None]:
    """The speaker of each quotation, None where the text does not say."""
    found: list[Attribution | None] = [None] * len(quotations)
    before: _Paragraph | None = None
    for paragraph in _paragraphs(text, quotations, language):
        for place in range(len(paragraph.quotes)):
            number = paragraph.quotes[place]
            found[number] = _beside(text, quotations[number], paragraph, place, speech)
        _share_within(text, paragraph, quotations, found, speech)
        _take_from_before(text, paragraph, before, quotations, found, speech, language)
        before = paragraph
    return found


def _paragraphs(text: str, quotations: Sequence[Quoted], language: str) -> Iterator[_Paragraph]:
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
        yield _Paragraph(tuple(words), tuple(at), tuple(numbers), span)


def _beside(
    text: str, quotation: Quoted, paragraph: _Paragraph, place: int, speech: Speech
) -> Attribution | None:
    """The speaker named in the quotation's own sentence."""
    at = paragraph.at[place]
    last = text[quotation.span.end - 1]
    behind, ahead = _behind(paragraph.words, at), _ahead(paragraph.words, at)
    closes = _closes_sentence(last, paragraph.words[at + 1 : at + 3], speech)
    if closes:
        return _from_before(ahead, speech)
    if last in ",，?!—–-":
        return _from_behind(behind, speech, close=True) or _from_before(ahead, speech)
    return _from_before(ahead, speech) or _from_behind(behind, speech, close=False)


def _closes_sentence(last: str, following: Sequence[Token], speech: Speech) -> bool:
    """Whether the quotation's last mark ends the sentence around it as well."""
    if last == "." or last == "…":
        return not following or following[0].is_capital or following[0].quote is not None
    if last in "?!":
        if not following:
            return True
        named = is_name_word(following[0], speech) or following[0].low in speech.pronouns
        return following[0].is_capital and not named and following[0].low not in speech.determiners
    return False


def _behind(words: Sequence[Token], at: int) -> list[Token]:
    """The words from a quotation to the end of its sentence or the next quotation."""
    stretch: list[Token] = []
    for i in range(at + 1, min(len(words), at + 1 + _REACH)):
        if words[i].quote is not None or _is_end(words, i):
            break
        stretch.append(words[i])
    return stretch


def _ahead(words: Sequence[Token], at: int) -> list[Token]:
    """The words from the beginning of a quotation's sentence, or the quotation before, up to it."""
    stretch: list[Token] = []
    for i in range(at - 1, max(-1, at - 1 - _REACH), -1):
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
        or (following.text[0] not in ",;)" and not (following.is_word and following.text[0].islower()))
    )


def _from_behind(stretch: Sequence[Token], speech: Speech, *, close: bool) -> Attribution | None:
    """The speaker in what follows a quotation: "said Smith", "Smith said", "according to Smith"."""
    start = 0
    while start < len(stretch) and (not stretch[start].is_word or stretch[start].low in speech.joints):
        start += 1
    told = _according(stretch, start, speech)
    if told is not None:
        return told
    verb = _first_verb(stretch, start, speech, close=close)
    if verb is None:
        return None
    cue = Span(stretch[verb].start, stretch[verb].end)
    if all(token.low in speech.fillers for token in stretch[start:verb]):
        phrase = phrase_beginning(stretch, verb + 1, speech)
        if phrase is not None:
            return Attribution(phrase, cue, BEHIND)
    phrase = phrase_beginning(stretch[:verb], start, speech) if close else None
    phrase = phrase or around_verb(stretch, verb, speech)
    if phrase is None:
        return None
    return Attribution(phrase, cue, BEHIND if close else AFAR)


def _first_verb(stretch: Sequence[Token], start: int, speech: Speech, *, close: bool) -> int | None:
    for i in range(start, len(stretch)):
        low = stretch[i].low
        if low in speech.verbs and not (low in speech.weak and i > start + 4):
            return i
    if close and speech.ending:
        for i in range(start + 1, min(len(stretch), start + 5)):
            token, left = stretch[i], stretch[i - 1]
            named = left.low in speech.pronouns or is_name_word(left, speech)
            if named and not token.is_capital and token.low.endswith(speech.ending):
                return i
    return None


def _according(stretch: Sequence[Token], start: int, speech: Speech) -> Attribution | None:
    for words in speech.according:
        end = start + len(words)
        if tuple(token.low for token in stretch[start:end]) == words:
            phrase = phrase_beginning(stretch, end, speech)
            if phrase is not None:
                return Attribution(phrase, Span(stretch[start].start, stretch[end - 1].end), BEHIND)
    return None


def _from_before(stretch: Sequence[Token], speech: Speech) -> Attribution | None:
    """The speaker in what leads to a quotation: "Smith told reporters that"."""
    verb = _last_verb(stretch, speech)
    if verb is None:
        return _according(stretch, 0, speech)
    cue = Span(stretch[verb].start, stretch[verb].end)
    near = len(stretch) - verb <= 12
    phrase = around_verb(stretch, verb, speech)
    if phrase is None and verb <= 1:
        phrase = phrase_beginning(stretch, verb + 1, speech)
    return Attribution(phrase, cue, BEFORE if near else AFAR) if phrase else None


def _last_verb(stretch: Sequence[Token], speech: Speech) -> int | None:
    for i in range(len(stretch) - 1, -1, -1):
        low = stretch[i].low
        if low in speech.verbs and not (low in speech.weak and len(stretch) - i > 6):
            return i
    return None


def _share_within(
    text: str,
    paragraph: _Paragraph,
    quotations: Sequence[Quoted],
    found: list[Attribution | None],
    speech: Speech,
) -> None:
    """Quotations without a speaker of their own belong to the one beside them in the paragraph."""
    numbers = paragraph.quotes
    for i, number in enumerate(numbers):
        if found[number] is None and i > 0:
            found[number] = _carried(found[numbers[i - 1]])
    for i in range(len(numbers) - 2, -1, -1):
        following = found[numbers[i + 1]]
        if found[numbers[i]] is None and following is not None:
            between = paragraph.words[paragraph.at[i] + 1 : paragraph.at[i + 1]]
            if not any(token.is_word for token in between):
                found[numbers[i]] = _carried(following)


def _carried(attribution: Attribution | None) -> Attribution | None:
    if attribution is None:
        return None
    return replace(attribution, confidence=min(attribution.confidence, SAME_PARAGRAPH))


def _take_from_before(
    text: str,
    paragraph: _Paragraph,
    before: _Paragraph | None,
    quotations: Sequence[Quoted],
    found: list[Attribution | None],
    speech: Speech,
    language: str,
) -> None:
    """A paragraph whose quotations have no speaker: one is announced, or the speech of another goes on."""
    numbers = paragraph.quotes
    if any(found[number] is not None for number in numbers):
        return
    source, confidence = _subject_before(paragraph, speech), PARAGRAPH_BEFORE
    if before is not None and quotations[before.quotes[-1]].goes_on:
        source, confidence = found[before.quotes[-1]], SAME_PARAGRAPH
    elif source is None:
        line = _line_above(text, paragraph.span.start)
        if before is None or line != before.span:
            source = _announced(list(tokens(text, line.start, line.end, language)), speech)
            confidence = AFAR if text[line.start : line.end].endswith((":", ",")) else PARAGRAPH_BEFORE
        if source is None and before is not None:
            source, confidence = found[before.quotes[-1]], PARAGRAPH_BEFORE
    if source is None:
        return
    for number in numbers:
        found[number] = replace(source, confidence=min(source.confidence, confidence))


_LONGEST_LINE = 1_500


def _line_above(text: str, start: int) -> Span:
    """The end of the last line above that is not blank."""
    end = start
    while end > 0 and text[end - 1].isspace():
        end -= 1
    least = max(0, end - _LONGEST_LINE)
    return Span(max(least, text.rfind("\n", least, end) + 1), end)


def _announced(words: Sequence[Token], speech: Speech) -> Attribution | None:
    """Who the last sentence of a line says is going to speak: "Smith put it this way:"."""
    ends = [i for i in range(len(words) - 1) if _is_end(words, i)]
    sentence = words[ends[-1] + 1 if ends else 0 :][-_REACH:]
    if sentence and sentence[-1].text in ":,":
        told = _from_before(sentence[:-1], speech)
        if told is not None:
            return told
    phrase = first_phrase(sentence, speech)
    return Attribution(phrase, None, AFAR) if phrase else None


def _subject_before(paragraph: _Paragraph, speech: Speech) -> Attribution | None:
    """The subject of the words in front of the paragraph's first quotation."""
    words = paragraph.words[: paragraph.at[0]]
    ends = [i for i in range(len(words)) if _is_end(words, i)]
    if ends and ends[-1] == len(words) - 1:
        ends.pop()
    sentence = words[ends[-1] + 1 if ends else 0 :]
    phrase = first_phrase(sentence[:_REACH], speech)
    return Attribution(phrase, None, PARAGRAPH_BEFORE) if phrase else None
