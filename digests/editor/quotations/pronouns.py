"""Who "she" is: the one person named shortly before who can be meant, or nobody.

Asked with the place of a pronoun. Names within quotations do not count, and people whom the pronoun cannot
mean ("she" is not Tom) are ruled out by `data/given_names.toml` and by titles. More than one left means
that nobody is named: a name is never guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from digests.editor.quotations.given_names import sex_of
from digests.editor.quotations.people import People
from digests.editor.quotations.phrases import Kind, name_of, phrases
from digests.editor.quotations.speech import Is, Speech, Token, tokens
from digests.model import Span

_MOST_PARAGRAPHS = 2
_LONGEST = 600
"""Characters of one paragraph that are looked at."""


def meant(text: str, pronoun: Span, outers: Sequence[Span], people: People, speech: Speech) -> str | None:
    """The person whom the pronoun stands for, if only one can be meant."""
    sex = _sex_of_word(pronoun.of(text).lower(), speech)
    end = pronoun.start
    for _ in range(_MOST_PARAGRAPHS):
        start = max(text.rfind("\n", 0, end) + 1, end - _LONGEST)
        found = _people(text, start, end, outers, people, speech, sex)
        if len(found) > 1:
            return None
        if found:
            only = found.pop()
            return only if " " in only else None
        end = start
        while end > 0 and text[end - 1].isspace():
            end -= 1
        if end == 0:
            return None
    return None


def _people(
    text: str, start: int, end: int, outers: Sequence[Span], people: People, speech: Speech, sex: str
) -> set[str]:
    """The full names of everybody named between two places, but for quotations and the other sex."""
    found: set[str] = set()
    words = [
        word for begin, stop in _outside(start, end, outers) for word in _words(text, begin, stop, speech)
    ]
    for phrase in phrases(words, 0, len(words)):
        if phrase.kind is not Kind.NAME:
            continue
        first, last = name_of(words, phrase, speech.longest_name)
        if any(words[i].kind & Is.GROUP for i in range(phrase.first, last + 1)):
            continue
        name = people.full_name(text[words[first].start : words[last].end])
        titles = [words[i].low for i in range(phrase.first, first)]
        sexes = {_sex_of_word(title, speech) for title in titles} | {sex_of(name)} - {""}
        sexes.discard("")
        if not sex or not sexes or sex in sexes:
            found.add(name)
    return found


def _outside(start: int, end: int, outers: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The stretches between two places that are no quotations."""
    for outer in outers[bisect_right(outers, start, key=lambda outer: outer.end) :]:
        if outer.start >= end:
            break
        if outer.start > start:
            yield start, outer.start
        start = outer.end
    if start < end:
        yield start, end


def _words(text: str, start: int, end: int, speech: Speech) -> list[Token]:
    """The words of a stretch, with a mark behind them that keeps names of two stretches apart."""
    return [*tokens(text, start, end, speech), Token("\n", end, end, Is.END)]


def _sex_of_word(word: str, speech: Speech) -> str:
    return "he" if word in speech.he else "she" if word in speech.she else ""
