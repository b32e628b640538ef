"""A story in short: its best article's title and key sentences, and the key quotes of all its articles.

The story's stored articles come in; the digest that goes out holds only passages cut from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from digests.model import Digest, KeyQuote, Outlet, Passage, Quote, Span, StoredArticle
from digests.text.words import words

_ENOUGH_WORDS = 120
"""An article this long tells the story; longer ones are not better leads."""

_SAME_QUOTE = 0.7
"""Share of the shorter quotation's words in the longer one that makes them one quotation."""


def tell(story: int, articles: Sequence[StoredArticle], *, sentences: int = 2, quotes: int = 1) -> Digest:
    """The digest of a story. Raises ValueError for no articles.

    The same articles give the same digest, in whatever order they come.
    """
    if not articles:
        raise ValueError(f"story {story} has no articles")
    ordered = sorted(articles, key=_merit)
    lead = ordered[0]
    shown = tuple(Passage.cut(lead, span) for span in lead.edited.summary[:sentences])
    times = sorted(stored.time for stored in articles)
    return Digest(
        story=story,
        title=lead.article.title,
        url=lead.article.url,
        language=lead.article.language,
        sentences=shown,
        quotes=_key_quotes(ordered, shown, quotes),
        outlets=_outlets(ordered),
        first_time=times[0],
        last_time=times[-1],
    )


def _merit(stored: StoredArticle) -> tuple[object, ...]:
    """Sorts the article that should lead first: complete, linked, then the earliest."""
    article = stored.article
    length = len(words(article.text[: _ENOUGH_WORDS * 20]))
    return (
        not stored.edited.summary,
        not article.url,
        length < _ENOUGH_WORDS,
        stored.time,
        stored.key,
    )


def _key_quotes(
    ordered: Sequence[StoredArticle], shown: Sequence[Passage], most: int
) -> tuple[KeyQuote, ...]:
    """The best quotations: the lead article's first, none twice and none that a sentence already shows."""
    taken: list[frozenset[str]] = [frozenset(words(passage.text)) for passage in shown]
    chosen: list[KeyQuote] = []
    for stored, quote in _by_worth(ordered):
        if len(chosen) >= most:
            break
        passage = Passage.cut(stored, _complete(stored, quote.span))
        said = frozenset(words(passage.text))
        if said and not any(_same(said, other) for other in taken):
            taken.append(said)
            chosen.append(KeyQuote(passage, quote.speaker))
    return tuple(chosen)


def _complete(stored: StoredArticle, span: Span) -> Span:
    """Without the comma that led on to who said it: in a digest the quotation stands alone."""
    said = span.of(stored.article.text)
    return Span(span.start, span.start + len(said.rstrip(" ,，、")))


def _by_worth(ordered: Sequence[StoredArticle]) -> Iterator[tuple[StoredArticle, Quote]]:
    key = [
        (place, stored, quote)
        for place, stored in enumerate(ordered)
        for quote in stored.edited.quotes
        if quote.key
    ]
    key.sort(key=lambda item: (item[2].speaker is None, item[0], -item[2].confidence, item[2].span))
    for _, stored, quote in key:
        yield stored, quote


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME_QUOTE * min(len(one), len(other))


def _outlets(ordered: Sequence[StoredArticle]) -> tuple[Outlet, ...]:
    """One for each publisher, the lead article's first."""
    outlets: dict[str, Outlet] = {}
    for stored in ordered:
        name = outlet_name(stored)
        outlets.setdefault(name.casefold(), Outlet(name, stored.article.url, stored.key))
    return tuple(outlets.values())


def outlet_name(stored: StoredArticle) -> str:
    """Who published it: the source's name, else the host of its link, else that it is unknown."""
    article = stored.article
    if article.source and article.source.strip():
        return article.source.strip()
    try:
        host = urlsplit(article.url or "").hostname or ""
    except ValueError:
        host = ""
    return host.removeprefix("www.") or "unknown source"
