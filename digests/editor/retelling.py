"""A story opened from an edition: told as it is now, with what the edition showed of it still there. Pure.

The digest of now and the one of then come in, and the story's articles as they read now. Quotations that
were shown, and that the digest of now does not have, are kept behind its own. Each is of whoever the article
names that it is cut from: a later version may have corrected just that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from digests.editor.key_quotes import role_of, says_the_same
from digests.editor.statements import Saying, same_person, sayings
from digests.editor.voices import outlet_name
from digests.model import Digest, KeyQuote, Passage, Span, StoredArticle, Wording


class Retold(NamedTuple):
    """`withdrawn`: passages of quotations that no article of the story prints any more."""

    digest: Digest
    withdrawn: frozenset[Passage]


def retold(now: Digest, then: Digest, articles: Sequence[StoredArticle]) -> Retold:
    """The story of now with the quotations of then. One that stands in another wording now is there already;
    where its article was replaced by a later version that prints it too, it is cut from that."""
    there, printed = {stored.key for stored in articles}, sayings(articles)
    kept: list[KeyQuote] = []
    withdrawn = set()
    for quote in then.quotes:
        if any(says_the_same(quote.passage, other) for other in _passages([*now.quotes, *kept])):
            continue
        current = quote if quote.passage.article in there else _as_printed_now(quote, printed)
        if current is None:
            withdrawn.add(quote.passage)
        kept.append(current or quote)
    return Retold(replace(now, quotes=(*now.quotes, *kept)), frozenset(withdrawn))


def _passages(quotes: Iterable[KeyQuote]) -> Iterable[Passage]:
    for quote in quotes:
        yield quote.passage
        yield from (wording.passage for wording in quote.wordings)


def _as_printed_now(quote: KeyQuote, printed: Sequence[Saying]) -> KeyQuote | None:
    """The same words as other articles print them between marks, of the speaker whom they name; of nobody
    where they do not agree about that."""
    same = [saying for saying in printed if _place_in(saying, quote.passage.text) >= 0]
    if not same:
        return None
    shown = next((saying for saying in same if saying.speaker == quote.speaker), same[0])
    start = shown.start + _place_in(shown, quote.passage.text)
    passage = Passage.cut(shown.stored, Span(start, start + len(quote.passage.text)))
    agreed = all(_agree(shown.speaker, other.speaker) for other in same)
    speaker = shown.speaker if agreed else None
    role = role_of(shown, printed) if agreed else None
    # Outlets that print it under another name are no witnesses for this one.
    known = quote.wordings if speaker == quote.speaker else (Wording(passage, (outlet_name(shown.stored),)),)
    return KeyQuote(passage, speaker, role, known)


def _place_in(saying: Saying, said: str) -> int:
    return saying.quote.span.of(saying.stored.article.text).find(said)


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or same_person(one, other)
