"""Speakers without a personal name, in the article's words: "the foreign ministry", "a Google spokesman".

Shown only where the words say who it is without their place: "officials", "her lawyer" and "the report" do
not. Used by `speakers.py`; pure.
"""

from __future__ import annotations

from digests.editor.quotations.mentions import word_before
from digests.editor.quotations.roles import listed
from digests.editor.quotations.speech import Is, Speech, Token, tokens
from digests.model import Span

_LONGEST = 80
_FULL = 3
"""Words of a description that can do without a name: "the foreign ministry"."""
_ENGLISH = frozenset({"en"})
_NOUNS_HAVE_CAPITALS = frozenset({"de"})
_SHORTEST_GROUP = 3
_POINTING = frozenset({"this", "that", "these", "those", "another", "any", "some"})
_APART = Is.PRONOUN | Is.RELATIVE | Is.MONTH | Is.QUOTE | Is.END | Is.CITES


def described(text: str, span: Span, speech: Speech) -> str | None:
    """The words as they stand, on one line; None where they name nobody."""
    words = tokens(text, span.start, span.end, speech)
    if not words or span.end - span.start > _LONGEST or any(_is_apart(text, word) for word in words):
        return None
    first = words[0]
    if first.low in speech.possessives or first.low in _POINTING or first.kind & Is.OBJECT:
        return None
    if not first.kind & (Is.DETERMINER | Is.CAPITAL):
        return None
    if len(words) == 1 or _is_piece(text, span, first, speech):
        return None
    content = words[1:] if first.kind & Is.DETERMINER else words
    names = [
        word
        for word in content
        if word.kind & Is.CAPITAL and (not word.kind & Is.NEVER or _is_acronym(text, word))
    ]
    if speech.language in _NOUNS_HAVE_CAPITALS:
        names = [word for word in names if _says_which(text, word, speech)]
    if not names:
        full = len(words) >= _FULL and words[-1].kind & Is.GROUP and speech.language in _ENGLISH
        full = full or words[-1].low in listed(speech.language, "documents")
        return " ".join(span.of(text).split()) if full else None
    if speech.language not in _ENGLISH and not names[-1].kind & Is.CAPITAL:
        return None
    if speech.language not in _ENGLISH and any(_is_loose(word.kind) for word in content):
        return None
    return " ".join(span.of(text).split())


def _is_apart(text: str, word: Token) -> bool:
    return bool(word.kind & _APART) and not word.kind & Is.DETERMINER and not _is_acronym(text, word)


def _is_acronym(text: str, word: Token) -> bool:
    """ "US" is no pronoun."""
    return word.end - word.start > 1 and text[word.start : word.end].isupper()


def _is_piece(text: str, span: Span, first: Token, speech: Speech) -> bool:
    """Whether the words go on: "a Department | of Energy spokesman", "Media and | Sport spokesman"."""
    if text.startswith(" of ", span.end):
        return True
    before = speech.kinds.get(word_before(text, span.start).lower(), 0)
    return not first.kind & Is.DETERMINER and bool(before & (Is.JOINT | Is.TIE))


def _says_which(text: str, word: Token, speech: Speech) -> bool:
    """ "SPD" and "Hafenamt", where "Mann" and "Amt" do not say which."""
    if sum(map(str.isupper, text[word.start : word.end])) > 1:
        return True
    ends = (word.low[-length:] for length in range(_SHORTEST_GROUP, len(word.low)))
    return any(speech.kinds.get(end, 0) & Is.GROUP for end in ends)


def _is_loose(kind: int) -> bool:
    """A preposition that does not tie nouns: what follows is where or to whom it was said."""
    return kind & (Is.PREPOSITION | Is.PARTICLE) == Is.PREPOSITION
