"""Who "she" is: the one person named shortly before who can be meant, or nobody.

Asked with the place of a pronoun. Names within quotations do not count, and people whom the pronoun cannot
mean ("she" is not Tom) are ruled out by `data/given_names.toml` and by titles. More than one left means
that nobody is named: a name is never guessed. So the text is read backwards, a sentence at a time, and no
further than to the second person.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from digests.editor.quotations.given_names import sex_of
from digests.editor.quotations.people import People
from digests.editor.quotations.phrases import Kind, name_in, phrases_in
from digests.editor.quotations.speech import Is, Speech, words
from digests.model import Span

_MOST_PARAGRAPHS = 2
_LONGEST = 600
"""Characters of one paragraph that are looked at."""
_SHORTEST_LAST, _LONG_WORD = 4, 20
"""Letters of a sentence's last word: fewer may be an abbreviation."""
_OF_NAME = Is.CAPITAL | Is.NEVER | Is.POSSESSIVE
_OF_OWNER = _OF_NAME | Is.GROUP | Is.ROLE


class Pronouns:
    """Whom the pronouns of one article stand for."""

    def __init__(self, text: str, outers: Sequence[Span], people: People, speech: Speech) -> None:
        self._text, self._outers, self._people, self._speech = text, outers, people, speech

    def meant(self, pronoun: Span) -> str | None:
        """The person whom the pronoun stands for, if only one can be meant."""
        text = self._text
        sex = _sex_of_word(pronoun.of(text).lower(), self._speech)
        end = pronoun.start
        for _ in range(_MOST_PARAGRAPHS):
            start = max(text.rfind("\n", 0, end) + 1, end - _LONGEST)
            found = self._only(start, end, sex)
            if found is not None:
                return found if " " in found else None
            end = start
            while end > 0 and text[end - 1].isspace():
                end -= 1
            if end == 0:
                return None
        return None

    def _only(self, start: int, end: int, sex: str) -> str | None:
        """The full name of everybody named between two places, "" for more than one.

        Without quotations and the other sex. Somebody of whom only something is named ("Castellane's group")
        may be meant or not: alone, that is nobody.
        """
        only, named = None, False
        for begin, stop in self._sentences(start, end):
            for name, owns in self._named_in(begin, stop, sex):
                if only is not None and name != only:
                    return ""
                only, named = name, named or not owns
        return only if named or only is None else ""

    def _sentences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """What is no quotation between two places, last things first."""
        for begin, stop in reversed(list(_outside(start, end, self._outers))):
            place = stop
            while (place := self._text.rfind(". ", begin, place)) > 0:
                if self._ends_sentence(place):
                    yield place + 2, stop
                    stop = place + 2
            yield begin, stop

    def _ends_sentence(self, place: int) -> bool:
        """Whether the words on both sides of a full stop read the same without each other."""
        word = self._text[max(0, place - _LONG_WORD) : place].rpartition(" ")[2].lower()
        if len(word) < _SHORTEST_LAST or not word.isalpha() or word in self._speech.short:
            return False
        return not self._speech.kinds.get(word, 0) & Is.TIE

    def _named_in(self, start: int, end: int, sex: str) -> Iterator[tuple[str, bool]]:
        """Everybody named, and whether only as the owner of something."""
        if self._is_plain(self._text[start:end]):
            return
        read = words(self._text, start, end, self._speech)
        kinds = read.kinds
        for at, kind in enumerate(kinds):
            if kind & _OF_OWNER == Is.CAPITAL | Is.POSSESSIVE:
                owner = self._people.full_name(self._text[read.starts[at] : read.end(at)])
                if " " in owner and _may_be(sex, {sex_of(owner)}):
                    yield owner, True
        if not any(kind & _OF_NAME == Is.CAPITAL for kind in kinds):
            return
        for phrase in phrases_in(kinds, 0, len(kinds)):
            if phrase.kind is not Kind.NAME:
                continue
            first, last = name_in(kinds, phrase, self._speech.longest_name)
            if any(kind & Is.GROUP for kind in kinds[phrase.first : last + 1]):
                continue
            name = self._people.full_name(self._text[read.starts[first] : read.end(last)])
            sexes = {_sex_of_word(read.low(i).rstrip("."), self._speech) for i in range(phrase.first, first)}
            if _may_be(sex, sexes | {sex_of(name)}):
                yield name, False

    def _is_plain(self, sentence: str) -> bool:
        """Whether it holds no capital but that of a first word which begins many sentences."""
        first, _, rest = sentence.lstrip().partition(" ")
        if rest and not rest.islower():
            return False
        return first.islower() or (
            first.isalpha() and bool(self._speech.kinds.get(first.lower(), 0) & Is.NEVER)
        )


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


def _may_be(sex: str, told: set[str]) -> bool:
    """Whether a pronoun of this sex can mean somebody of whom the name and titles tell these."""
    known = told - {""}
    return not sex or not known or sex in known


def _sex_of_word(word: str, speech: Speech) -> str:
    return "he" if word in speech.he else "she" if word in speech.she else ""
