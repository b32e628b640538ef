"""What a speaker is called and what they are: name and role for a mention beside a quotation.

Attributions (`attribution.py`) come in; `quotes.py` shows what comes out. Names are looked up (`people.py`,
`pronouns.py`) only when asked for, and none is given where the words are a piece of something
(`mentions.py`), no name (`proper.py`) or a description that only its place explains (`descriptions.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digests.editor.quotations.attribution import Attribution
from digests.editor.quotations.descriptions import described
from digests.editor.quotations.given_names import is_given
from digests.editor.quotations.marks import Quoted
from digests.editor.quotations.mentions import meant_by, word_before
from digests.editor.quotations.people import People
from digests.editor.quotations.phrases import Kind
from digests.editor.quotations.pronouns import Pronouns
from digests.editor.quotations.proper import is_name, is_person, name_begins
from digests.editor.quotations.roles import listed, role_beside, role_within
from digests.editor.quotations.speech import Is, Speech
from digests.model import Span

_ANY = frozenset({"a", "an", "one", "another"})
"""Before two words with capitals these say that they are no name: "a New Hampshire Democrat"."""
_CONTINUES = 80
"""Characters between a verb and the quotation that it leads on to."""


class _Known(NamedTuple):
    """Who is meant: what they are called, and the person's name where it stands."""

    name: str | None
    person: Span | None = None


class Speakers:
    """Names and roles for the mentions in one article."""

    def __init__(self, text: str, speech: Speech, found: Sequence[Quoted]) -> None:
        self._text, self._speech = text, speech
        self._people = People(text, speech)
        self._pronouns = Pronouns(text, [q.outer for q in found], self._people, speech)
        self._known: dict[tuple[Span, Kind], _Known] = {}
        self._roles: dict[tuple[str, Span, int], Span | None] = {}
        self._first_roles: dict[str, Span | None] = {}

    def name(self, told: Attribution) -> str | None:
        """The fullest name known; of an organisation, the words that stand there."""
        return None if self._leads_on(told) else self._who(told).name

    def role(self, told: Attribution, name: str | None) -> Span | None:
        """What the speaker is, beside the mention or else where the full name first stands."""
        person = None if name is None else self._who(told).person
        if name is None or person is None:
            return None
        start = person.start
        if start > told.mention.start:
            start = min(told.whole.start, told.mention.start)
        key = name, person, start
        if key not in self._roles:
            self._roles[key] = self._role(name, person, start)
        return self._roles[key]

    def _role(self, name: str, person: Span, start: int) -> Span | None:
        beside = role_beside(self._text, person, self._speech, alone=" " not in name)
        if beside is None:
            beside = role_within(self._text, Span(start, person.start), self._speech)
        if beside is not None or " " not in name:
            return beside
        if name not in self._first_roles:
            place = self._text.find(name)
            span = Span(place, place + len(name))
            self._first_roles[name] = role_beside(self._text, span, self._speech) if place >= 0 else None
        return self._first_roles[name]

    def _who(self, told: Attribution) -> _Known:
        key = told.mention, told.kind
        if key not in self._known:
            self._known[key] = self._looked_up(told)
        return self._known[key]

    def _looked_up(self, told: Attribution) -> _Known:
        found = meant_by(self._text, told, self._speech)
        if found is None:
            return _Known(None)
        if found.kind is Kind.NAME:
            return self._named(found.span, told)
        if found.kind is Kind.PRONOUN:
            return _Known(self._by_pronoun(told.mention))
        return self._described(found.span)

    def _named(self, span: Span, told: Attribution) -> _Known:
        text = self._text
        begin = name_begins(text, span, self._speech)
        whole = told.whole if told.whole.start <= span.start and told.whole.end >= span.end else span
        opens = whole.of(text).partition(" ")[0].lower()
        one_of_many = opens in _ANY and " " in span.of(text)
        if begin == span.start and (one_of_many or self._is_group(span)):
            return _Known(described(text, whole, self._speech))
        span = Span(begin, span.end)
        name = self._people.full_name(span.of(text))
        if " " in name:
            return _Known(name, span)
        if not is_name(text, span, self._speech, told.cue):
            return _Known(None)
        title = word_before(text, span.start)
        if title.lower() in listed(self._speech.language, "ranks"):
            name = f"{title} {name}"
        return _Known(name, span)

    def _described(self, span: Span) -> _Known:
        """A description; of one that ends in a name, "der Arzt Hilary Jones", the name."""
        words = span.of(self._text).rsplit(" ", 2)
        named = len(words) == 3 and words[1][:1].isupper() and words[2][:1].isupper() and is_given(words[1])
        if named and words[0].lower() not in _ANY:
            person = Span(span.end - len(words[1]) - len(words[2]) - 1, span.end)
            if not self._is_owned(words[0]) and not self._is_group(person):
                return _Known(person.of(self._text), person)
        return _Known(described(self._text, span, self._speech))

    def _by_pronoun(self, pronoun: Span) -> str | None:
        if not self._speech.kinds.get(pronoun.of(self._text).lower(), 0) & Is.PERSON:
            return None
        name = self._pronouns.meant(pronoun)
        return name if name is not None and is_person(self._text, name, self._speech) else None

    def _is_owned(self, words: str) -> bool:
        """Whether a name behind these words is not whom they mean: "portavoz del presidente", "letter to"."""
        _, _, rest = words.partition(" ")
        if not self._holds(rest, Is.PREPOSITION | Is.TIE):
            return False
        last = words.rpartition(" ")[2]
        return not last[0].isupper() or self._holds(last, Is.ROLE) or not self._holds(words, Is.ROLE)

    def _is_group(self, span: Span) -> bool:
        return self._holds(span.of(self._text), Is.GROUP)

    def _holds(self, words: str, kind: int) -> bool:
        return any(self._speech.kinds.get(word.lower(), 0) & kind for word in words.split())

    def _leads_on(self, told: Attribution) -> bool:
        """Whether the clause behind a quotation is that of the next: '"Why?" Lee answers: "Because."'"""
        if told.side != "behind" or told.cue is None or told.cue.start < told.mention.start:
            return False
        text, end = self._text, told.cue.end
        colon = text.find(":", end, end + _CONTINUES)
        if colon < 0 or any(mark in text[end:colon] for mark in '.!?\n"“”„«»'):
            return False
        return text[: told.whole.start].rstrip(" \"“”„«»’'")[-1:] in ".?!"
