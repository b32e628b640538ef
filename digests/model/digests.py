"""What a story comes to, and what a search finds: nothing in either was written by us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digests.model.articles import Span, StoredArticle


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that stand in an article. Made by `Passage.cut` only, so the text is the article's."""

    article: int
    span: Span
    text: str

    @classmethod
    def cut(cls, stored: StoredArticle, span: Span) -> Passage:
        return cls(stored.key, span, span.of(stored.article.text))


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement as some outlets print it."""

    passage: Passage
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyQuote:
    """A quotation as a digest shows it: the passage, and who said it, or no name at all."""

    passage: Passage
    speaker: str | None
    role: Passage | None = None
    """What the speaker is, in the article's words: "harbour director"."""
    wordings: tuple[Wording, ...] = ()
    """How the story's outlets print it, the shown wording first; more than one where they differ."""

    @property
    def outlets(self) -> tuple[str, ...]:
        """Who prints it, in whatever wording."""
        return tuple(dict.fromkeys(outlet for wording in self.wordings for outlet in wording.outlets))


@dataclass(frozen=True, slots=True)
class Outlet:
    """One publisher's article in a story."""

    name: str
    url: str | None
    article: int
    is_copy: bool = False
    """All that it prints of the story is the text of another outlet: it is no voice of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A story's short form: nothing in it was written by us."""

    story: int
    title: str
    url: str | None
    language: str
    sentences: tuple[Passage, ...]
    """Best first."""
    quotes: tuple[KeyQuote, ...]
    outlets: tuple[Outlet, ...]
    """The one the title comes from first."""
    first_time: datetime
    last_time: datetime
    topics: tuple[str, ...] = ()
    """Of its articles, those of most articles first."""

    @property
    def voices(self) -> tuple[Outlet, ...]:
        """The outlets that tell it in words of their own."""
        return tuple(outlet for outlet in self.outlets if not outlet.is_copy)

    def told_in(self, count: int) -> tuple[Passage, ...]:
        """The best `count` sentences as the article has them one after the other."""
        return tuple(sorted(self.sentences[:count], key=lambda passage: (passage.article, passage.span)))


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, with the passage that shows why."""

    stored: StoredArticle
    passage: Span
    marks: tuple[Span, ...]
    """The found words, within `stored.article.text`, inside `passage`."""
