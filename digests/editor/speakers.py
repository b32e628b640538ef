"""What a speaker is called and what they are: name and role for a mention beside a quotation.

Attributions (`attribution.py`) come in; `quotes.py` shows what comes out. Names are looked up (`people.py`,
`pronouns.py`) only when asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from digests.editor.attribution import Attribution
from digests.editor.marks import Quoted
from digests.editor.people import People
from digests.editor.phrases import Kind
from digests.editor.pronouns import meant
from digests.editor.roles import role_beside
from digests.editor.speech import Is, Speech, tokens
from digests.model import Span

_LONGEST_DESCRIPTION = 80


class Speakers:
    """Names and roles for the mentions in one article."""

    def __init__(self, text: str, speech: Speech, found: Sequence[Quoted]) -> None:
        self._text, self._speech = text, speech
        self._outers = [q.outer for q in found]
        self._people = People(text, speech)
        self._roles: dict[str, Span | None] = {}

    def name(self, told: Attribution) -> str | None:
        """The fullest name known; of an office or an organisation, the words that stand there."""
        mention = told.mention.of(self._text)
        if self._speech.kinds.get(mention.lower(), 0) & Is.GROUP:
            return self._description(told.whole)
        if told.kind is Kind.NAME:
            return self._people.full_name(mention)
        if told.kind is Kind.OTHER:
            return self._description(told.mention)
        if self._speech.kinds.get(mention.lower(), 0) & Is.PERSON:
            return meant(self._text, told.mention, self._outers, self._people, self._speech)
        return None

    def _description(self, mention: Span) -> str | None:
        """ "the foreign ministry", but nothing that only its place explains: "her lawyer", "officials"."""
        words = tokens(self._text, mention.start, mention.end, self._speech)
        opens = words[0].kind if words else 0
        if len(words) < 2 or mention.end - mention.start > _LONGEST_DESCRIPTION:
            return None
        if words[0].low in self._speech.possessives or not opens & (Is.DETERMINER | Is.CAPITAL):
            return None
        return " ".join(mention.of(self._text).split())

    def role(self, told: Attribution, name: str | None) -> Span | None:
        """What the speaker is, beside the mention or else where the full name first stands."""
        if told.kind is not Kind.NAME or name is None:
            return None
        beside = role_beside(self._text, told.mention, self._speech)
        if beside is not None:
            return beside
        if name not in self._roles:
            place = self._text.find(name)
            span = Span(place, place + len(name))
            self._roles[name] = role_beside(self._text, span, self._speech) if place >= 0 else None
        return self._roles[name]
