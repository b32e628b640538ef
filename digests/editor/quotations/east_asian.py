"""Who speaks in Japanese, Korean and Chinese news: 岸田文雄首相は「…」と述べた.

The verb stands behind the quotation (Japanese, Korean) or before it (Chinese), names carry their titles
behind them, and particles or places in the sentence tell who the subject is: nothing that the rules for
European languages know. Quotations from `marks.py` come in, who said each goes out to `quotes.py`. What
one language does is in `japanese.py`, `korean.py` and `chinese.py`, its words in `data/cues`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from digests.editor.quotations import chinese, japanese, korean, turkish
from digests.editor.quotations.marks import Quoted
from digests.editor.quotations.subjects import Names, Reader, Subject, Told
from digests.model import Span

# How far each kind of place is to be believed; no labelled data, so a little below the same for English.
BESIDE = 0.9
SAME_SENTENCE = 0.8
SENTENCE_BEFORE = 0.7

_READERS: dict[str, Reader] = {
    "ja": japanese.READER,
    "ko": korean.READER,
    "zh": chinese.READER,
    "tr": turkish.READER,
}
_SENTENCE_END = re.compile(r"[。！？!?\n\r]+|\.(?=\s|[가-힣]|\Z)")
_REACH = 250
"""Characters to either side of a quotation that are looked at."""
_MOST_TEXT = 60_000
"""Characters in which names are looked for; who speaks is named in an article's first part."""


def spoken(text: str, quotations: Sequence[Quoted], language: str) -> list[Told | None] | None:
    """Who said each of the quotations, None where the text does not say; None for any other language."""
    reader = _READERS.get(language)
    if reader is None:
        return None
    names = reader.names(text[:_MOST_TEXT]) if quotations else Names(())
    found: list[Told | None] = []
    for number, quotation in enumerate(quotations):
        before = quotations[number - 1] if number else None
        last = found[-1] if found else None
        found.append(_told(text, quotation, before, last, quotations[number + 1 : number + 2], reader, names))
    return found


def _told(
    text: str,
    quotation: Quoted,
    before: Quoted | None,
    last: Told | None,
    following: Sequence[Quoted],
    reader: Reader,
    names: Names,
) -> Told | None:
    start, same_sentence = _beginning(text, quotation, before)
    end = _end(text, quotation, following)
    cue = reader.cue(text, Span(start, quotation.outer.start), Span(quotation.outer.end, end))
    if cue is None:
        if before is not None and before.goes_on and last is not None:
            return last._replace(confidence=SENTENCE_BEFORE)
        return None
    subject = reader.subject(
        text, Span(start, quotation.outer.start), Span(quotation.outer.end, end), cue, names
    )
    if subject is not None:
        return _as_told(text, subject, cue, BESIDE, last, names)
    if cue.start == quotation.outer.end:
        # Korean: a mere "..."며 says nothing of other sentences.
        return last._replace(cue=cue, confidence=SAME_SENTENCE) if same_sentence and last else None
    if last is not None and before is not None and _is_near(text, before, quotation):
        # 「A」と謝罪。「B」と説明した: nobody else is named between the two.
        return last._replace(cue=cue, confidence=SAME_SENTENCE if same_sentence else SENTENCE_BEFORE)
    subject = _from_sentence_before(text, start, quotation, before, reader, names)
    return _as_told(text, subject, cue, SENTENCE_BEFORE, last, names) if subject is not None else None


def _is_near(text: str, before: Quoted, quotation: Quoted) -> bool:
    """Whether at most one sentence ends between the two, in one paragraph."""
    if before.paragraph != quotation.paragraph:
        return False
    between = _SENTENCE_END.finditer(text, before.outer.end, quotation.outer.start)
    return len(list(islice(between, 2))) < 2


def _beginning(text: str, quotation: Quoted, before: Quoted | None) -> tuple[int, bool]:
    """Where the words that lead to the quotation begin, and whether another stands before them."""
    least = max(_paragraph(text, quotation), quotation.outer.start - _REACH)
    same = before is not None and before.outer.end >= least
    start = before.outer.end if same and before is not None else least
    # The line's end behind a colon ends no sentence.
    end = start + len(text[start : quotation.outer.start].rstrip())
    for match in _SENTENCE_END.finditer(text, start, end):
        start, same = match.end(), False
    return start, same


def _paragraph(text: str, quotation: Quoted) -> int:
    """Where the paragraph begins; the one above, if that ends with a colon right before the quotation."""
    start = quotation.paragraph.start
    above = text[max(0, start - _REACH) : start].rstrip()
    if above[-1:] not in (":", "：") or text[start : quotation.outer.start].strip():
        return start
    line = max(above.rfind(mark) for mark in "\n\r") + 1
    return max(0, start - _REACH) + line


def _end(text: str, quotation: Quoted, following: Sequence[Quoted]) -> int:
    """Where the sentence ends that the quotation stands in, or the next quotation begins."""
    most = min(quotation.paragraph.end, quotation.outer.end + _REACH)
    if following:
        most = min(most, following[0].outer.start)
    match = _SENTENCE_END.search(text, quotation.outer.end, most)
    return match.start() if match else most


def _from_sentence_before(
    text: str, start: int, quotation: Quoted, before: Quoted | None, reader: Reader, names: Names
) -> Subject | None:
    """Whom the sentence before is about, if that is in the same paragraph and quotes nobody."""
    least = max(quotation.paragraph.start, start - _REACH)
    if before is not None and before.outer.end > least:
        return None
    ends = [match.end() for match in _SENTENCE_END.finditer(text, least, start - 1)] if start > least else []
    begin = ends[-1] if ends else least
    return reader.topic(text, Span(begin, start), names) if begin < start else None


def _as_told(
    text: str, subject: Subject, cue: Span, confidence: float, last: Told | None, names: Names
) -> Told:
    speaker = names.fullest(subject.name) if subject.name else None
    if subject.is_pronoun and last is not None and last.speaker is not None:
        between = text[last.mention.end : subject.mention.start]
        if len(between) <= 2 * _REACH and not names.others_in(between, last.speaker):
            speaker = last.speaker
    return Told(subject.mention, speaker, subject.role, cue, confidence)
