"""Which topics an article belongs to: those it came with, and the operator's rules. Pure.

A query (of a rule, or one that a reader follows) is matched here against one article, just as
`store/search.py` matches it against all of them: the same tokens, the same stems, the same limits of what is
indexed. A test keeps the two together. Only `since:` means nothing here: what has just come is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import assert_never

from digests.model import CleanArticle, EditedArticle, outlet_of
from digests.text.query import FromSource, FromSpeaker, InLanguage, Label, Leaf, OfTopic, Query, Term
from digests.text.words import BODY_TOKENS, STEMMERS, TITLE_TOKENS, indexed, stem, stems, words


@dataclass(frozen=True, slots=True)
class TopicRule:
    """A topic of the operator's: every article of these sources, and every one that the query finds."""

    name: str
    sources: tuple[str, ...] = ()
    query: Query | None = None


def topics_of(
    article: CleanArticle, rules: Sequence[TopicRule], speakers: Iterable[str] = ()
) -> tuple[str, ...]:
    """The article's own topics, then those of the rules that take it in, each once whatever its case.
    `speakers` are those whom it quotes."""
    outlet = (outlet_of(article.source, article.url) or "").casefold()
    searched = Searched(article, speakers)
    ruled = (rule.name for rule in rules if _takes_in(rule, outlet, searched))
    named: dict[str, str] = {}
    for topic in (*article.topics, *ruled):
        named.setdefault(topic.casefold(), topic)
    return tuple(named.values())


def _takes_in(rule: TopicRule, outlet: str, searched: Searched) -> bool:
    listed = outlet in (source.strip().casefold() for source in rule.sources)
    return listed or (rule.query is not None and searched.matches(rule.query))


class Searched:
    """An article's tokens, made when a query first asks for them."""

    def __init__(self, article: CleanArticle, speakers: Iterable[str] = ()) -> None:
        self._article = article
        self._speakers = speakers

    @classmethod
    def of(cls, edited: EditedArticle) -> Searched:
        """The article with those whom it quotes."""
        return cls(edited.article, [quote.speaker for quote in edited.quotes if quote.speaker])

    def matches(self, query: Query) -> bool:
        """Whether a search with this query would find the article, whatever time it asks for."""
        return all(any(map(self._has, group)) for group in query.groups) and not any(
            self._has(leaf, other_forms=False) for leaf in query.without
        )

    def _has(self, leaf: Leaf, *, other_forms: bool = True) -> bool:
        sought = list(indexed(leaf.tokens))
        match leaf:
            case _ if not sought:
                return False
            case FromSource():
                return _side_by_side(sought, self._source)
            case OfTopic() | FromSpeaker() | InLanguage():
                return any(_side_by_side(sought, name) for name in self._names(leaf))
            case Term(is_prefix=True):
                return any(token.startswith(sought[0]) for field in self._fields for token in field)
            case Term(has_stems=True) if other_forms and self._has_form(sought[0]):
                return True
            case Term():
                return any(_side_by_side(sought, field) for field in self._fields)

    def _names(self, label: Label) -> Sequence[list[str]]:
        match label:
            case OfTopic():
                return self._topics
            case FromSpeaker():
                return self._voices
            case InLanguage():
                return self._languages
        assert_never(label)

    def _has_form(self, word: str) -> bool:
        language = self._article.language
        return language in STEMMERS and stem(word, language) in self._stems

    @cached_property
    def _fields(self) -> tuple[list[str], list[str]]:
        article = self._article
        return (
            list(islice(indexed(words(article.title)), TITLE_TOKENS)),
            list(islice(indexed(words(article.text)), BODY_TOKENS)),
        )

    @cached_property
    def _stems(self) -> frozenset[str]:
        article = self._article
        both = indexed(stems((*words(article.title), *words(article.text)), article.language))
        return frozenset(islice(both, TITLE_TOKENS + BODY_TOKENS))

    @cached_property
    def _source(self) -> list[str]:
        return list(indexed(words(self._article.source or "")))

    @cached_property
    def _topics(self) -> list[list[str]]:
        return [list(indexed(words(topic))) for topic in self._article.topics]

    @cached_property
    def _voices(self) -> list[list[str]]:
        return [list(indexed(words(speaker))) for speaker in self._speakers]

    @cached_property
    def _languages(self) -> list[list[str]]:
        return [list(indexed(words(self._article.language)))[:1]]


def _side_by_side(sought: Sequence[str], among: Sequence[str]) -> bool:
    size, first = len(sought), sought[0]
    return any(token == first and list(among[i : i + size]) == list(sought) for i, token in enumerate(among))
