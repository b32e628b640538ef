"""What an article is found by besides its words, as marked tokens of the search index. Pure.

    topic·world topic·cup       the topic "World Cup", and whole: topic··world·cup
    by·mara by·oduya            somebody it quotes
    lang·en                     its language
    source··coastal·post        its outlet, whole (the words of its source stand in the index unmarked)

The marks stand in no token of a text. Names are kept apart by a gap, so that no phrase runs across two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from digests.model import EditedArticle, outlet_of
from digests.text.words import indexed, words

WHOLE_LENGTH = 200
"""Characters of a name as a single token. PostgreSQL takes no word beyond 2,046 bytes."""


class Kind(StrEnum):
    """What a label says, as it is marked in the index."""

    TOPIC = "topic"
    SPEAKER = "by"
    LANGUAGE = "lang"
    OUTLET = "source"


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels of one article."""

    outlet: str | None
    language: str
    topics: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()

    @classmethod
    def of(cls, edited: EditedArticle) -> Labels:
        clean = edited.article
        spoken = dict.fromkeys(quote.speaker for quote in edited.quotes if quote.speaker)
        return cls(outlet_of(clean.source, clean.url), clean.language, clean.topics, tuple(spoken))

    def names(self) -> list[Sequence[str]]:
        """Each name's tokens, to stand side by side in the index, with a gap behind. Topics come first: with
        more topics an article's others stay where they were."""
        spoken = (marked(Kind.SPEAKER, _tokens(speaker)) for speaker in self.speakers)
        others = [
            marked(Kind.LANGUAGE, language_tokens(self.language)),
            _whole(Kind.OUTLET, self.outlet or ""),
        ]
        return [name for name in (*topic_names(self.topics), *spoken, *others) if name]


def topic_names(topics: Iterable[str]) -> list[Sequence[str]]:
    """The names of topics as they stand in the index, in words and whole."""
    names = []
    for topic in topics:
        names += [marked(Kind.TOPIC, _tokens(topic)), _whole(Kind.TOPIC, topic)]
    return [name for name in names if name]


def marked(kind: Kind, tokens: Iterable[str]) -> list[str]:
    return [f"{kind}·{token}" for token in tokens]


def whole(kind: Kind, name: str) -> str | None:
    """The single token that stands for a name and no longer one; None where there is no word in it."""
    if kind is Kind.LANGUAGE:
        return next(iter(marked(kind, language_tokens(name))), None)
    tokens = _tokens(name)
    return f"{kind}··{'·'.join(tokens)}"[:WHOLE_LENGTH] if tokens else None


def language_tokens(language: str) -> list[str]:
    return _tokens(language)[:1]


def _whole(kind: Kind, name: str) -> list[str]:
    token = whole(kind, name)
    return [token] if token else []


def _tokens(name: str) -> list[str]:
    return list(indexed(words(name)))
