"""A story opened from an edition: told as it is now, with what the edition showed of it still there. Pure.

The digest of now and the one of then come in, and the story's articles as they read now. Quotations that
were shown, and that the digest of now does not have, are kept behind its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from digests.editor.key_quotes import says_the_same
from digests.model import Digest, KeyQuote, Passage, Span, StoredArticle


class Retold(NamedTuple):
    """`withdrawn`: passages of quotations that no article of the story prints any more."""

    digest: Digest
    withdrawn: frozenset[Passage]


def retold(now: Digest, then: Digest, articles: Sequence[StoredArticle]) -> Retold:
    """The story of now with the quotations of then. One that stands in another wording now is there already;
    where its article was replaced by a later version that prints it too, it is cut from that."""
    kept: list[KeyQuote] = []
    withdrawn = set()
    for quote in then.quotes:
        if any(says_the_same(quote.passage, other) for other in _passages([*now.quotes, *kept])):
            continue
        current = _as_printed_now(quote.passage, articles)
        if current is None:
            withdrawn.add(quote.passage)
        kept.append(quote if current is None else replace(quote, passage=current))
    return Retold(replace(now, quotes=(*now.quotes, *kept)), frozenset(withdrawn))


def _passages(quotes: Iterable[KeyQuote]) -> Iterable[Passage]:
    for quote in quotes:
        yield quote.passage
        yield from (wording.passage for wording in quote.wordings)


def _as_printed_now(passage: Passage, articles: Sequence[StoredArticle]) -> Passage | None:
    if any(stored.key == passage.article for stored in articles):
        return passage
    for stored in articles:
        start = stored.article.text.find(passage.text)
        if start >= 0:
            return Passage.cut(stored, Span(start, start + len(passage.text)))
    return None
