"""Who speaks for itself in a story: outlets, and which of them only print another one's text.

Stored articles come in. Articles with one text (`StoredArticle.copy_of`) are one voice, that of the outlet
that had it first, however many print it.
"""

from __future__ import annotations

from collections.abc import Sequence

from digests.model import StoredArticle, outlet_of


def outlet_name(stored: StoredArticle) -> str:
    """Who published it, or that it is unknown."""
    return outlet_called(stored.article.source, stored.article.url)


def outlet_called(source: str | None, url: str | None) -> str:
    return outlet_of(source, url) or "unknown source"


def voices(articles: Sequence[StoredArticle]) -> dict[int, str]:
    """For each article's key the outlet whose words it prints, casefolded."""
    owners = {stored.key: _folded(stored) for stored in articles if stored.copy_of is None}
    spoken: dict[int, str] = {}
    for stored in sorted(articles, key=lambda stored: (stored.time, stored.key)):
        # Where the original is not among the articles, the first copy stands for it.
        text = stored.key if stored.copy_of is None else stored.copy_of
        spoken[stored.key] = owners.setdefault(text, _folded(stored))
    return spoken


def _folded(stored: StoredArticle) -> str:
    return outlet_name(stored).casefold()
