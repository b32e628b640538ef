"""A story in short: its best article's title and key sentences, and the key quotes of all its articles.

The story's stored articles come in; the digest that goes out holds only passages cut from them.
"""

from __future__ import annotations

from collections.abc import Sequence

from digests.editor.key_quotes import key_quotes
from digests.model import Digest, Outlet, Passage, StoredArticle, outlet_of
from digests.text.words import words

_ENOUGH_WORDS = 120
"""An article this long tells the story; longer ones are not better leads."""


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
        quotes=key_quotes(ordered, shown, quotes),
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


def _outlets(ordered: Sequence[StoredArticle]) -> tuple[Outlet, ...]:
    """One for each publisher, the lead article's first."""
    outlets: dict[str, Outlet] = {}
    for stored in ordered:
        name = outlet_name(stored)
        outlets.setdefault(name.casefold(), Outlet(name, stored.article.url, stored.key))
    return tuple(outlets.values())


def outlet_name(stored: StoredArticle) -> str:
    """Who published it, or that it is unknown."""
    return outlet_of(stored.article.source, stored.article.url) or "unknown source"
