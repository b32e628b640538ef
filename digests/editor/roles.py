"""What somebody is, as the text says beside their name: "Foreign Minister", "the mayor of Leeds".

Asked with the place of a name; a span of the text comes back, or None where nothing is clear.
"""

from __future__ import annotations

from collections.abc import Sequence

from digests.editor.speech import Is, Speech, Token, tokens
from digests.model import Span

_LONGEST = 80
"""Characters of a role that is shown beside a name."""
_CLOSES = frozenset(",.;")
_NO_ROLE = Is.VERB | Is.LIKELY | Is.PRONOUN | Is.JOINT | Is.RELATIVE | Is.MONTH | Is.FILLER
_ASIDE_ENDS = Is.VERB | Is.PRONOUN | Is.RELATIVE | Is.QUOTE | Is.END


def role_beside(text: str, name: Span, speech: Speech) -> Span | None:
    """The role right before the name, or in the aside behind it."""
    return _before(text, name, speech) or _behind(text, name, speech)


def _before(text: str, name: Span, speech: Speech) -> Span | None:
    """ "Foreign Minister" in "Foreign Minister Ann Smith", "longtime aide" in "a longtime aide Ann Smith"."""
    if not _kind_of_last_word(text[max(0, name.start - _LONGEST) : name.start], speech) & Is.ROLE:
        return None
    start = max(text.rfind("\n", 0, name.start) + 1, name.start - _LONGEST)
    words = tokens(text, start, name.start, speech)
    first = len(words)
    while first > 0 and _goes_before(text, words, first, name.start):
        first -= 1
    while first < len(words) and words[first].kind & (Is.DETERMINER | Is.TIE):
        first += 1
    run = words[first:]
    while run and run[-1].low in speech.courtesies:
        run.pop()
    if not run or not run[-1].kind & Is.ROLE:
        return None
    if start > 0 and first == 0 and text[start - 1].isalnum():
        return None
    return Span(run[0].start, run[-1].end)


def _kind_of_last_word(before: str, speech: Speech) -> int:
    word = before.rstrip(" .").rpartition(" ")[2]
    return speech.kinds.get(word.lower(), 0)


def _goes_before(text: str, words: Sequence[Token], first: int, end: int) -> bool:
    """Whether the word before `words[first]` is of the same role."""
    left = words[first - 1]
    following = words[first].start if first < len(words) else end
    if text[left.end : following] != " " or not left.kind & Is.WORD:
        return False
    if left.kind & Is.TIE:
        return first > 1 and bool(words[first - 2].kind & Is.ROLE)
    return not left.kind & (_NO_ROLE | Is.PREPOSITION | Is.DETERMINER)


def _behind(text: str, name: Span, speech: Speech) -> Span | None:
    """ "the mayor of Leeds" in "Ann Smith, the mayor of Leeds, said"."""
    if text[name.end : name.end + 2] != ", ":
        return None
    opens = text[name.end + 2 : name.end + _LONGEST].partition(" ")[0].lower()
    if not speech.kinds.get(opens, 0) & (Is.DETERMINER | Is.ROLE):
        return None
    words = tokens(text, name.end + 2, min(len(text), name.end + _LONGEST + 4), speech)
    closing = next((i for i, token in enumerate(words) if token.low in _CLOSES), 0)
    aside = words[:closing]
    if len(aside) < 2 or any(token.kind & _ASIDE_ENDS for token in aside):
        return None
    if not aside[0].kind & (Is.DETERMINER | Is.ROLE) or aside[0].kind & Is.OBJECT:
        return None
    if not any(token.kind & Is.ROLE for token in aside) and not aside[0].kind & Is.DETERMINER:
        return None
    return Span(aside[0].start, aside[-1].end)
