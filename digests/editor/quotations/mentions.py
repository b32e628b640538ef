"""The words that really name the speaker, where those beside the verb are only a piece.

An attribution (`attribution.py`) comes in; `speakers.py` shows what comes out. "HMV" in "said HMV manager
Clive Smith" is Clive Smith, "Henri" in "said Henri de Bodinat" is all of that, and "Technology" in "Ann Lee
of the Institute of Technology writes" is nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digests.editor.quotations.attribution import Attribution
from digests.editor.quotations.given_names import is_given
from digests.editor.quotations.phrases import Kind
from digests.editor.quotations.speech import Is, Speech, Token, tokens
from digests.model import Span

_FURTHER = 90
"""Characters behind a mention in which the name may follow."""
_MOST_BETWEEN = 5
"""Words between an organisation and its spokesman's name: "senior researcher and microbiologist"."""
_MOST_NOUNS = 2
"""Words that a description may have been cut short by: "an IMF | official"."""
_BACK = 40

_NO_NOUN = (
    Is.VERB | Is.LIKELY | Is.PRONOUN | Is.DETERMINER | Is.FILLER | Is.PREPOSITION | Is.TIE | Is.JOINT
    | Is.RELATIVE | Is.MONTH | Is.NEVER | Is.CITES | Is.ADVERB
)  # fmt: skip
_NO_NAME = Is.NEVER | Is.POSSESSIVE | Is.GROUP | Is.ROLE | Is.MONTH
_BEGINS_NAME = Is.ROLE | Is.MONTH | Is.PREPOSITION | Is.DETERMINER | Is.JOINT | Is.PRONOUN | Is.POSSESSIVE
_CLOSES = frozenset(",.;:")
_GIVERS = frozenset({"from", "by"})
"""Before whoever a statement or a letter comes from: they are the speaker, not tied to another noun."""
_SUFFIXES = frozenset({"jr", "sr"})


class Meant(NamedTuple):
    """Who is meant: the words, and whether they are a name."""

    span: Span
    kind: Kind


def meant_by(text: str, told: Attribution, speech: Speech) -> Meant | None:
    """The words that name the speaker; None where those found are a piece of something else."""
    if told.kind is Kind.PRONOUN:
        return Meant(told.mention, Kind.PRONOUN)
    further = _further_on(text, told, speech)
    if further is not None:
        return Meant(further, Kind.NAME)
    if _is_tied(text, told, speech):
        return None
    whole = _with_its_noun(text, told, speech)
    if whole is not None:
        return Meant(whole, Kind.OTHER)
    if told.kind is Kind.NAME:
        return Meant(_widened(text, told.mention, speech), Kind.NAME)
    return Meant(told.mention, Kind.OTHER)


def word_before(text: str, place: int) -> str:
    """The word that stands before a place, with one space between them; "" where there is none."""
    if text[place - 1 : place] != " ":
        return ""
    line = text[max(0, place - _BACK) : place - 1]
    word = line[max(line.rfind(" "), line.rfind("\n")) + 1 :]
    return word if word[-1:].isalnum() else ""


def _further_on(text: str, told: Attribution, speech: Speech) -> Span | None:
    """ "Clive Smith" in "said HMV manager Clive Smith", "Tom Brandt" in "le maire de Brume, Tom Brandt,"."""
    end = told.mention.end
    if text[end : end + 1] not in (" ", ",") or _is_cue(told, end + 1) or not _may_go_on(text, end, speech):
        return None
    words = _behind(text, end, speech)
    first = _between(words)
    role = first > 0 and bool(words[first - 1].kind & Is.ROLE)
    comma = first < len(words) and words[first].low == ","
    bare = comma and first == 0
    if comma:
        first += 1
        while first < len(words) and words[first].kind & (Is.DETERMINER | Is.ROLE):
            first += 1
    elif first == 0:
        return None
    last = _name_from(text, words, first)
    if last <= first:
        return None
    span = Span(words[first].start, words[last].end)
    if comma:
        closed = last + 1 == len(words) or words[last + 1].low in _CLOSES
        if not closed and not _is_cue(told, span.end + 1):
            return None
        return span if role or (bare and _has_role(text, told, speech)) else None
    verb_between = told.cue is not None and end <= told.cue.start < span.start
    return span if not verb_between and (role or _is_beside(told, span)) else None


def _may_go_on(text: str, end: int, speech: Speech) -> bool:
    """Whether the next word is a noun or, behind a comma, one of a name: a look that saves most readings."""
    if text[end] == ",":
        kind = _kind_behind(text, end + 1, speech)
        return kind is None or bool(kind & (Is.CAPITAL | Is.DETERMINER | Is.ROLE))
    kind = _kind_behind(text, end, speech)
    return kind is None or _is_noun(kind)


def _kind_behind(text: str, end: int, speech: Speech) -> int | None:
    """What the word behind a space is; None where it is not plain to see."""
    word, space, _ = text[end + 1 : end + _FURTHER].partition(" ")
    return speech.known[f"{word} "] if space and word.isalpha() and text[end] == " " else None


def _behind(text: str, end: int, speech: Speech) -> list[Token]:
    stop = min(len(text), end + _FURTHER)
    line = text.find("\n", end, stop)
    return tokens(text, end, line if line >= 0 else stop, speech)


def _between(words: Sequence[Token]) -> int:
    """How many words at the beginning can be what the named person is, "technology director"."""
    count = 0
    for word in words[:_MOST_BETWEEN]:
        if word.low == "and" and count > 0:
            count += 1
        elif not _is_noun(word.kind):
            break
        else:
            count += 1
    return count


def _is_noun(kind: int) -> bool:
    """Whether it can be of what somebody is, and is not of their name."""
    if not kind & Is.WORD or kind & _NO_NOUN:
        return False
    return not kind & Is.CAPITAL or bool(kind & Is.ROLE)


def _name_from(text: str, words: Sequence[Token], first: int) -> int:
    """The last word of the name that begins with the first."""
    last = first - 1
    while (
        last + 1 < len(words)
        and words[last + 1].kind & Is.CAPITAL
        and not words[last + 1].kind & _NO_NAME
        and (last < first or text[words[last].end : words[last + 1].start] == " ")
    ):
        last += 1
    return last


def _has_role(text: str, told: Attribution, speech: Speech) -> bool:
    """Whether what stands before the comma says what somebody is: "le maire de Brume"."""
    start = max(text.rfind("\n", 0, told.mention.start) + 1, told.mention.start - _BACK)
    words = tokens(text, start, told.mention.end, speech)
    begin = max(
        (i + 1 for i, word in enumerate(words) if not word.kind & Is.WORD or word.kind & Is.VERB), default=0
    )
    return any(word.kind & Is.ROLE for word in words[begin:])


def _is_cue(told: Attribution, place: int) -> bool:
    return told.cue is not None and told.cue.start == place


def _is_beside(told: Attribution, name: Span) -> bool:
    """Whether the verb stands right beside all these words, so that none of them can be another verb."""
    if told.cue is None:
        return False
    return told.cue.end + 1 == told.whole.start or told.cue.start == name.end + 1


def _is_tied(text: str, told: Attribution, speech: Speech) -> bool:
    """Whether another noun stands before: "the Institute of | Technology", "el alcalde de | Lubrín"."""
    start = told.mention.start if told.kind is Kind.NAME else told.whole.start
    if told.cue is not None and told.cue.end <= start <= told.cue.end + 1:
        return False
    word = word_before(text, start).lower()
    kind = speech.kinds.get(word, 0)
    if kind & Is.JOINT or (kind & Is.CITES and not kind & Is.TIE) or word in _GIVERS:
        return False
    return bool(kind & (Is.PREPOSITION | Is.TIE))


def _widened(text: str, name: Span, speech: Speech) -> Span:
    """The name with what was cut off it: "Moon Sang | Gyun", "Henri | de Bodinat", "@ | Nasa"."""
    start, end = name.start, name.end
    if text[start - 1 : start] == "@":
        return Span(start - 1, end)
    single = " " not in name.of(text)
    if single:
        start = _widened_before(text, start, speech)
        if start == name.start:
            end = _widened_behind(text, name, speech)
    return Span(start, end)


def _widened_before(text: str, start: int, speech: Speech) -> int:
    cut = text[start : start + 2].lower() in _SUFFIXES
    for _ in range(3 if cut else 2):
        word = word_before(text, start)
        kind = speech.kinds.get(word.lower(), 0)
        if not word[:1].isupper() or (kind & _BEGINS_NAME and not cut) or not word.isalpha():
            break
        before = word_before(text, start - len(word) - 1)
        if kind & Is.NEVER and not before[:1].isupper() and not is_given(word):
            break
        if not before and not is_given(word):
            break
        start -= len(word) + 1
    return start


def _widened_behind(text: str, name: Span, speech: Speech) -> int:
    if text[name.end : name.end + 1] != " ":
        return name.end
    kind = _kind_behind(text, name.end, speech)
    if kind is not None and not kind & (Is.PARTICLE | Is.MONTH):
        return name.end
    words = _behind(text, name.end, speech)
    last = 0
    while last < len(words) and words[last].kind & Is.PARTICLE and not words[last].kind & Is.CAPITAL:
        last += 1
    given = is_given(name.of(text))
    if not 0 < last < len(words) or not words[last].kind & Is.CAPITAL or words[last].kind & Is.POSSESSIVE:
        is_month = last == 0 < len(words) and words[0].kind & Is.MONTH and words[0].kind & Is.CAPITAL
        return words[0].end if given and is_month else name.end
    # "Brandt van Shell" works for Shell, but "Mara de Haan" is all name.
    tie = words[0].kind & (Is.PREPOSITION | Is.TIE) and last == 1
    return name.end if tie and not given and speech.language != "en" else words[last].end


def _with_its_noun(text: str, told: Attribution, speech: Speech) -> Span | None:
    """A description that was cut short, to its end: "an IMF official", "the ADB report"."""
    start, end = told.whole.start, told.mention.end
    if text[end : end + 1] != " " or _is_cue(told, end + 1):
        return None
    opens = text[start:end].partition(" ")[0].lower()
    if not speech.kinds.get(opens, 0) & Is.DETERMINER or not _may_go_on(text, end, speech):
        return None
    last = end
    for word in _behind(text, end, speech)[:_MOST_NOUNS]:
        if not _is_noun(word.kind) or _is_cue(told, word.start):
            break
        last = word.end
    span = Span(start, last)
    return span if last > end and _is_beside(told, span) else None
