"""What somebody is, as the text says beside their name: "Foreign Minister", "the mayor of Leeds".

Asked with the place of a name; a span of the text comes back that reads well behind the name and a comma,
or None where nothing is clear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from digests.editor.quotations.given_names import is_given
from digests.editor.quotations.speech import Is, Speech, Token, tokens
from digests.model import Span
from digests.text.tables import table, words_of

_LONGEST = 80
"""Characters of a role that is shown beside a name."""
_MOST_INSIDE = 8
"""Words of a role that holds a name of its own: "ministre de la | Pêche"."""
_CLOSES = frozenset(",.;(:")
_NO_ROLE = Is.VERB | Is.LIKELY | Is.PRONOUN | Is.JOINT | Is.RELATIVE | Is.MONTH | Is.FILLER
_ASIDE_ENDS = Is.VERB | Is.PRONOUN | Is.RELATIVE | Is.QUOTE | Is.END | Is.MONTH
_CONTRACTED = re.compile(r"(?:it|he|she|that|there|who|what|they|we|you|i)['’](?:s|re|ve|ll|d|m)|\w+n['’]t")
_AGE = re.compile(r", \d{1,3}, ")
_BROKEN = re.compile('[\n"“”„«»]')
_TIES = frozenset({"en"})
"""Languages without a case that says "of": there only such a word holds a role together."""
_OF = frozenset({"of"})


@lru_cache
def listed(language: str, key: str) -> frozenset[str]:
    """The words of a list in `data/cues`."""
    return words_of(table("digests.editor", "cues", language), key)


def role_beside(text: str, name: Span, speech: Speech, *, alone: bool = False) -> Span | None:
    """The role right before the name, or in the aside behind it, or before a comma.

    A name that is one word, `alone`, may be no person's: only a role right before it counts.
    """
    if alone:
        return _before(text, name, speech) or _behind(text, name, speech, alone=True)
    return _before(text, name, speech) or _behind(text, name, speech) or _before_comma(text, name, speech)


def role_within(text: str, words: Span, speech: Speech) -> Span | None:
    """The role that all the words before a name are: "HMV manager", "Harris County DA"."""
    if words.end - words.start < 2:
        return None
    run = tokens(text, words.start, words.end, speech)
    while run and run[0].kind & Is.DETERMINER:
        run.pop(0)
    while run and run[-1].low == ",":
        run.pop()
    says = any(word.kind & Is.ROLE or text[word.start : word.end].isupper() for word in run)
    return _shown(text, run, speech) if says and all(_is_plain(word) for word in run) else None


def _is_plain(word: Token) -> bool:
    return (
        bool(word.kind & Is.WORD)
        and not word.kind & (_NO_ROLE & ~Is.JOINT)
        and (not word.kind & (Is.JOINT | Is.PREPOSITION) or bool(word.kind & Is.TIE) or word.low == "and")
    )


def _shown(text: str, run: Sequence[Token], speech: Speech, *, before: bool = True) -> Span | None:
    """The run without what a reader would stumble over, if anything is left: "Sen." alone is not."""
    words = list(run)
    if before and words and words[-1].low in listed(speech.language, "qualifiers"):
        return None
    if not words or words[-1].kind & (Is.POSSESSIVE | Is.TIE | Is.DETERMINER):
        return None
    if len(words) == 1 and text[words[0].end - 1] == ".":
        return None
    if words[0].low in speech.possessives or _CONTRACTED.fullmatch(words[0].low):
        return None
    span = Span(words[0].start, words[-1].end)
    fits = span.end - span.start <= _LONGEST and not _BROKEN.search(text, span.start, span.end)
    return span if fits else None


def _before(text: str, name: Span, speech: Speech) -> Span | None:
    """ "Foreign Minister" in "Foreign Minister Ann Smith", "longtime aide" in "a longtime aide Ann Smith"."""
    if not _kind_of_last_word(text[max(0, name.start - _LONGEST) : name.start], speech) & Is.ROLE:
        return _before_its_name(text, name, speech)
    start = max(0, name.start - _LONGEST)
    start = max(start, text.rfind("\n", start, name.start) + 1, text.rfind(",", start, name.start) + 1)
    words = tokens(text, start, name.start, speech)
    first = len(words)
    while first > 0 and _goes_before(text, words, first, name.start):
        first -= 1
    while first < len(words) and words[first].kind & (Is.DETERMINER | Is.TIE):
        first += 1
    titles = speech.courtesies | listed(speech.language, "ranks")
    run = words[first:]
    while run and (run[-1].low in titles or (len(run) > 1 and text[run[-1].end - 1] == ".")):
        run.pop()
    if not run or not run[-1].kind & Is.ROLE:
        return None
    if start > 0 and first == 0 and text[start - 1].isalnum():
        return None
    if run[0].kind & Is.POSSESSIVE and first > 0 and words[first - 1].kind & Is.DETERMINER:
        run = words[first - 1 :]  # "The magazine's editor"
    return _shown(text, run, speech)


def _before_its_name(text: str, name: Span, speech: Speech) -> Span | None:
    """ "ministre de la Pêche" before a name, "Minister of State for Foreign Affairs"."""
    if not text[max(0, name.start - 2) : name.start - 1].isalpha() or text[name.start - 1] != " ":
        return None
    if not any(map(str.isupper, text[text.rfind(" ", 0, name.start - 1) + 1 : name.start])):
        return None
    start = max(text.rfind("\n", 0, name.start) + 1, name.start - _LONGEST)
    words = tokens(text, start, name.start, speech)
    if not words or not words[-1].kind & Is.CAPITAL or is_given(words[-1].low):
        return None
    found = _reaching_back(text, words, speech)
    tied = found is not None and any(w.kind & Is.TIE and w.start > found.start for w in words)
    return found if tied or speech.language not in _TIES else None


def _before_comma(text: str, name: Span, speech: Speech) -> Span | None:
    """ "le maire de Brume" in "le maire de Brume, Tom Brandt, a dit"."""
    if text[name.start - 2 : name.start] != ", " or text[name.end : name.end + 1] not in (",", "."):
        return None
    start = max(text.rfind("\n", 0, name.start) + 1, name.start - _LONGEST - 2)
    return _reaching_back(text, tokens(text, start, name.start - 2, speech), speech)


def _reaching_back(text: str, words: Sequence[Token], speech: Speech) -> Span | None:
    """From the last words back to a role behind an article, if all between ties nouns together."""
    first = None
    for i in range(len(words) - 1, max(-1, len(words) - 1 - _MOST_INSIDE), -1):
        word = words[i]
        if not word.kind & Is.WORD or word.kind & (Is.VERB | Is.PRONOUN | Is.RELATIVE | Is.MONTH | Is.FILLER):
            break
        if word.kind & (Is.PREPOSITION | Is.JOINT) and not word.kind & Is.TIE and not word.kind & Is.PARTICLE:
            break
        if i + 1 < len(words) and text[word.end : words[i + 1].start] not in (" ", "'", "’", ""):
            break
        if word.kind & Is.ROLE:
            first = i
        elif word.kind & Is.DETERMINER and first == i + 1:
            break
    if first is None or words[first].low in speech.courtesies:
        return None
    if first > 0 and words[first - 1].kind & Is.DETERMINER and not words[first - 1].kind & Is.OWNED:
        return None
    return _shown(text, words[first:], speech)


def _kind_of_last_word(before: str, speech: Speech) -> int:
    word = before[before.rfind("\n") + 1 :].rstrip(" .").rpartition(" ")[2]
    return speech.kinds.get(word.lower(), 0)


def _goes_before(text: str, words: Sequence[Token], first: int, end: int) -> bool:
    """Whether the word before `words[first]` is of the same role."""
    left = words[first - 1]
    following = words[first].start if first < len(words) else end
    if text[left.end : following] != " " or not left.kind & Is.WORD or _CONTRACTED.fullmatch(left.low):
        return False
    if left.kind & Is.TIE:
        return first > 1 and bool(words[first - 2].kind & Is.ROLE)
    named = left.kind & Is.CAPITAL and first > 1 and words[first - 2].kind & Is.CAPITAL  # "Iowa State"
    named = named or (left.kind & Is.CAPITAL and left.kind & Is.GROUP)
    return not left.kind & ((_NO_ROLE | Is.PREPOSITION | Is.DETERMINER) & ~(Is.VERB if named else 0))


def _behind(text: str, name: Span, speech: Speech, *, alone: bool = False) -> Span | None:
    """ "the mayor of Leeds" in "Ann Smith, the mayor of Leeds, said", also behind an age."""
    aged = _AGE.match(text, name.end)
    begin = aged.end() if aged else name.end + 2
    if text[name.end : name.end + 2] != ", ":
        return None
    opens = text[begin : begin + _LONGEST].partition(" ")[0]
    kind = speech.kinds.get(opens.lower(), 0)
    if alone and (not kind & Is.DETERMINER or name.of(text).isupper()):
        return None
    if not kind & (Is.DETERMINER | Is.ROLE) and not (opens.islower() and not kind):
        return None
    most = min(len(text), begin + _LONGEST + 2)
    words = tokens(text, begin, text.find(",", begin, most) + 1 or most, speech)
    closing = next(
        (i for i, token in enumerate(words) if token.low in _CLOSES and not _is_short(words, i)), 0
    )
    aside = words[: closing or _last_tie(words)]
    if len(aside) < 2 or any(token.kind & _ASIDE_ENDS for token in aside) or aside[0].kind & Is.OBJECT:
        return None
    return _shown(text, aside, speech, before=False) if _is_title(aside, speech) else None


def _is_short(words: Sequence[Token], at: int) -> bool:
    return (
        words[at].low == "."
        and at > 0
        and words[at - 1].end == words[at].start
        and len(words[at - 1].low) < 3
    )


def _last_tie(words: Sequence[Token]) -> int:
    """Where an aside that is too long can end: before its last "at", "for" or "in"."""
    ties = [i for i, word in enumerate(words) if word.kind & Is.TIE and word.low not in _OF and i > 1]
    return ties[-1] if ties else 0


def _is_title(aside: Sequence[Token], speech: Speech) -> bool:
    """Whether it says what somebody is: it holds a role, or is an article and a noun, but no clause."""
    head = next((i for i, word in enumerate(aside) if i > 0 and word.kind & Is.PREPOSITION), len(aside))
    if any(word.kind & Is.ROLE for word in aside[:head]):
        return True
    if not aside[0].kind & Is.DETERMINER:
        return False
    last = aside[head - 1].low
    return not (last.endswith("s") and not last.endswith("ss"))  # "Tom Brand, the thinking goes, won"
