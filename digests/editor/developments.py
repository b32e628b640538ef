"""Whether a story has moved on since somebody was told it. Pure.

A story's stored articles come in; out goes one moment: whoever was told before it can be told something new.
So the question is asked once for a story, and for a hundred thousand chats answered by a comparison.

New is what several outlets that do not copy each other say and no earlier article says: one outlet's own
choice of words is always new, and no development.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from digests.editor.voices import voices
from digests.model import StoredArticle
from digests.text.tables import stop_words
from digests.text.words import stem, tokens

_WORDS = 150
"""Of each text: news says what happened first, background comes later."""
_MOST_ARTICLES = 60
"""The first half and the last half of them in a story of more."""

_NAME = 2.0
"""What a name or a number counts, beside a word."""

# The share of new things from which a story has moved on, and what is added to it where few articles are
# there to compare with: in labelled news, it parts reports of later days from more of the same day.
_SHARED_NEW, _ALONE_NEW = 0.25, 0.6
_FEW = 0.2


def moved_on_at(articles: Sequence[StoredArticle]) -> datetime | None:
    """A chat that was told the story before this moment is told something new by it. None for a story
    that says the same all the time.

    It has moved on when two voices (or one, of a story that only one had told) came in with new things.
    """
    batches = _batches(articles)
    voice = voices(articles)
    terms = {stored.key: _terms(stored) for batch in batches for stored in batch}
    for first in range(len(batches) - 1, 0, -1):
        earlier = [stored for batch in batches[:first] for stored in batch]
        later = [stored for batch in batches[first:] for stored in batch]
        if _is_new(earlier, later, terms, voice):
            return later[0].seen_at
    return None


def _batches(articles: Sequence[StoredArticle]) -> list[list[StoredArticle]]:
    """The articles in the order they came in, those of one moment together."""
    ordered = sorted(articles, key=lambda stored: (stored.seen_at, stored.key))
    if len(ordered) > _MOST_ARTICLES:
        half = _MOST_ARTICLES // 2
        ordered = ordered[:half] + ordered[-half:]
    return [list(batch) for _, batch in groupby(ordered, key=lambda stored: stored.seen_at)]


def _is_new(
    earlier: Sequence[StoredArticle],
    later: Sequence[StoredArticle],
    terms: Mapping[int, Mapping[str, float]],
    voice: Mapping[int, str],
) -> bool:
    telling = len({voice[stored.key] for stored in later})
    alone = telling == 1
    if alone and len({voice[stored.key] for stored in earlier}) > 1:
        return False
    said = _said_by(later, terms, voice, 1 if alone else max(2, -(-telling // 2)))
    known = set().union(*(terms[stored.key] for stored in earlier))
    new = sum(weight for term, weight in said.items() if term not in known)
    enough = (_ALONE_NEW if alone else _SHARED_NEW) + _FEW / len(earlier)
    return new > 0 and new >= enough * sum(said.values())


def _said_by(
    articles: Iterable[StoredArticle],
    terms: Mapping[int, Mapping[str, float]],
    voice: Mapping[int, str],
    least: int,
) -> dict[str, float]:
    """What at least so many voices say."""
    saying: dict[str, set[str]] = defaultdict(set)
    weights: dict[str, float] = {}
    for stored in articles:
        for term, weight in terms[stored.key].items():
            saying[term].add(voice[stored.key])
            weights[term] = max(weight, weights.get(term, 0.0))
    return {term: weights[term] for term, speaking in saying.items() if len(speaking) >= least}


def _terms(stored: StoredArticle) -> dict[str, float]:
    """Stems of title and beginning with their weights."""
    article = stored.article
    stops = stop_words(article.language)
    found: dict[str, float] = {}
    for text, most in ((article.title, None), (article.text[: _WORDS * 10], _WORDS)):
        for token in list(tokens(text))[:most]:
            if token.text not in stops and len(token.text) > 1:
                begin = text[token.start]
                weight = _NAME if begin.isupper() or begin.isdigit() else 1.0
                term = stem(token.text, article.language)
                found[term] = max(weight, found.get(term, 0.0))
    return found
