"""A story in short: its best article's title and key sentences, and the key quotes of all its articles.

The story's stored articles come in; the digest that goes out holds only passages cut from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from digests.editor.key_quotes import key_quotes, says_the_same
from digests.editor.voices import outlet_name as outlet_name
from digests.editor.voices import voices
from digests.model import Digest, EditedArticle, KeyQuote, Outlet, Passage, StoredArticle
from digests.text.words import words

USUAL_WEIGHT = 1.0
USUAL_SENTENCES = 2
FULL_SENTENCES, FULL_QUOTES = 3, 2
"""Of a story where much is told of it."""
MOST_SENTENCES = 5
"""Of a story: as many as the operator may have told (`digest.sentences`)."""

_ALIKE: Mapping[str, float] = MappingProxyType({})

_ENOUGH_WORDS = 120
"""An article this long tells the story; longer ones are not better leads."""


def tell(
    story: int,
    articles: Sequence[StoredArticle],
    *,
    sentences: int = USUAL_SENTENCES,
    quotes: int = 1,
    weights: Mapping[str, float] = _ALIKE,
) -> Digest:
    """The digest of a story. `weights` has casefolded outlets that are not of the usual weight 1. Raises
    ValueError for no articles.

    The same articles give the same digest, in whatever order they come.
    """
    if not articles:
        raise ValueError(f"story {story} has no articles")
    voice = voices(articles)
    ordered = sorted(articles, key=lambda stored: _merit(stored, voice, weights))
    lead = ordered[0]
    best = tuple(Passage.cut(lead, span) for span in lead.edited.summary[:sentences])
    said = key_quotes(ordered, best[:USUAL_SENTENCES], quotes)
    times = sorted(stored.time for stored in articles)
    return Digest(
        story=story,
        title=lead.article.title,
        url=lead.article.url,
        language=lead.article.language,
        sentences=tuple(_beside(best, said)),
        quotes=said,
        outlets=_outlets(ordered, voice, weights),
        first_time=times[0],
        last_time=times[-1],
        topics=_topics(articles),
    )


def _beside(best: Sequence[Passage], said: Sequence[KeyQuote]) -> Iterator[Passage]:
    """The usual sentences, and of the others those that a quotation does not say already: nobody loses the
    key quote to a sentence that only few are shown."""
    yield from best[:USUAL_SENTENCES]
    for passage in best[USUAL_SENTENCES:]:
        if not any(says_the_same(quote.passage, passage) for quote in said):
            yield passage


def tell_alone(edited: EditedArticle, now: datetime, *, sentences: int = 2, quotes: int = 1) -> Digest:
    """The digest of an article that is not stored: its story and itself have no number."""
    alone = StoredArticle(key=0, story=0, seen_at=now, edited=edited)
    return tell(0, [alone], sentences=sentences, quotes=quotes)


def _merit(
    stored: StoredArticle, voice: Mapping[int, str], weights: Mapping[str, float]
) -> tuple[object, ...]:
    """Sorts the article that should lead first: complete, linked, no copy, of the weightiest source, then
    the earliest."""
    article = stored.article
    length = len(words(article.text[: _ENOUGH_WORDS * 20]))
    outlet = outlet_name(stored).casefold()
    return (
        not stored.edited.summary,
        not article.url,
        length < _ENOUGH_WORDS,
        voice[stored.key] != outlet,
        -weights.get(outlet, USUAL_WEIGHT),
        stored.time,
        stored.key,
    )


def _outlets(
    ordered: Sequence[StoredArticle], voice: Mapping[int, str], weights: Mapping[str, float]
) -> tuple[Outlet, ...]:
    """One for each publisher: the lead article's first, then those with words of their own, by weight
    and by when they told it."""
    best: dict[str, StoredArticle] = {}
    since: dict[str, tuple[object, int]] = {}
    for stored in ordered:
        name = outlet_name(stored).casefold()
        best.setdefault(name, stored)
        since[name] = min(since.get(name, (stored.time, stored.key)), (stored.time, stored.key))
    own = set(voice.values())
    first, *others = best
    others.sort(key=lambda name: (name not in own, -weights.get(name, USUAL_WEIGHT), since[name]))
    return tuple(
        Outlet(outlet_name(best[name]), best[name].article.url, best[name].key, name not in own)
        for name in (first, *others)
    )


def _topics(articles: Sequence[StoredArticle]) -> tuple[str, ...]:
    """Those of most articles first."""
    counts = Counter(topic for stored in articles for topic in dict.fromkeys(stored.article.topics))
    return tuple(sorted(counts, key=lambda topic: (-counts[topic], topic)))
