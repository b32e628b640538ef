"""Which quotations of a story a digest shows: the best few of all its articles.

Quotations that may be shown (`Quote.key`) come in with their articles; passages go out, best first, each with
all outlets that print it and with their wordings. Worth is a sum of named parts; none is shown twice, none
that a shown sentence says already, and a second voice goes before a second word of the first.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from digests.editor.statements import Saying, sayings, statements, wordings
from digests.editor.voices import outlet_name, voices
from digests.model import KeyQuote, Passage, StoredArticle, Wording
from digests.text.words import words

_MOST_ARTICLES = 40
"""Articles of one story whose quotations are weighed, the lead first."""

_MOST_WORDINGS = 4

_SAME_QUOTE = 0.7
"""Share of the shorter quotation's words in the longer one that makes a second one needless."""

_BEST_FEWEST, _BEST_MOST = 8, 30
"""Words of a quotation that is read at a glance and says something."""

# What a quotation is worth, each part between 0 and 1.
_NAMED = 1.0
_DESCRIBED = 0.5
"""Instead of a name: "the harbour office"."""
_WHOLE = 0.8
_SURE = 1.0
_LENGTH = 0.4
_SALIENT = 0.5
_SPEAKER = 0.3
_LEAD = 0.2
_PRINTED = 0.4
"""By four who do not copy each other."""
_SAME_VOICE = 0.6
"""Taken off for a speaker who has been shown already."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    saying: Saying
    wordings: tuple[Wording, ...]
    role: Passage | None
    worth: float


def key_quotes(ordered: Sequence[StoredArticle], shown: Sequence[Passage], most: int) -> tuple[KeyQuote, ...]:
    """At most `most` quotations, best first. `ordered` has the lead article first."""
    taken = [frozenset(words(passage.text)) for passage in shown]
    left = list(_candidates(ordered, shown)) if most > 0 else []
    heard: set[str | None] = set()
    chosen: list[KeyQuote] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda each: _rank(each, heard))
        left.remove(best)
        said = frozenset(best.saying.said)
        if not any(_same(said, other) for other in taken):
            taken.append(said)
            heard.add(best.saying.speaker)
            chosen.append(KeyQuote(best.saying.passage, best.saying.speaker, best.role, best.wordings))
    return tuple(chosen)


def _rank(candidate: _Candidate, heard: set[str | None]) -> tuple[float, int, int]:
    saying = candidate.saying
    again = saying.speaker is not None and saying.speaker in heard
    # Rounded, so that the order is the same on every machine; ties go to the article filed first.
    worth = round(candidate.worth - (_SAME_VOICE if again else 0), 6)
    return worth, -saying.passage.article, -saying.passage.span.start


def _candidates(ordered: Sequence[StoredArticle], shown: Sequence[Passage]) -> Iterator[_Candidate]:
    weighed = ordered[:_MOST_ARTICLES]
    topic = frozenset(
        word
        for text in (*(each.article.title for each in weighed), *(p.text for p in shown))
        for word in words(text)
    )
    speakers = Counter(quote.speaker for stored in weighed for quote in stored.edited.quotes)
    voice = voices(weighed)
    every = sayings(weighed)
    for statement in statements(every):
        printed = _most_printed_first(wordings(statement), voice)
        if best := next(filter(None, map(_presentable, printed)), None):
            spread = len({voice[saying.stored.key] for saying in statement})
            worth = _worth(best, topic) + _voice(best.speaker, speakers) + _PRINTED * _breadth(spread)
            yield _Candidate(best, _shown_first(best, printed), role_of(best, every), worth)


def _most_printed_first(
    found: Sequence[Sequence[Saying]], voice: Mapping[int, str]
) -> list[Sequence[Saying]]:
    """Wordings that name who said it before those that do not, then those of most outlets of their own."""

    def merit(wording: Sequence[Saying]) -> tuple[bool, int, bool, int]:
        printed = len({voice[saying.stored.key] for saying in wording})
        named = any(saying.quote.key and saying.speaker for saying in wording)
        return (
            not named,
            -printed,
            not wording[0].begins_a_sentence,
            min(saying.place for saying in wording),
        )

    return sorted(found, key=merit)


def _presentable(wording: Sequence[Saying]) -> Saying | None:
    """The fullest quotation of this wording that may be shown. Part of a sentence by nobody says nothing."""
    may_be_shown = [s for s in wording if s.quote.key and (s.speaker is not None or s.begins_a_sentence)]
    return min(may_be_shown, key=_fullness, default=None)


def _fullness(saying: Saying) -> tuple[bool, bool, int, int]:
    return saying.speaker is None, not saying.begins_a_sentence, -len(saying.said), saying.place


def _shown_first(best: Saying, printed: Sequence[Sequence[Saying]]) -> tuple[Wording, ...]:
    mine = next(wording for wording in printed if best in wording)
    others = [wording for wording in printed if wording is not mine]
    return (
        Wording(best.passage, _outlets(mine)),
        *(Wording(wording[0].passage, _outlets(wording)) for wording in others[: _MOST_WORDINGS - 1]),
    )


def _outlets(wording: Sequence[Saying]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for saying in sorted(wording, key=lambda saying: saying.place):
        name = outlet_name(saying.stored)
        names.setdefault(name.casefold(), name)
    return tuple(names.values())


def role_of(best: Saying, every: Sequence[Saying]) -> Passage | None:
    """What the speaker is, as it stands beside the quotation, else beside another one under the same name."""
    for saying in (best, *every):
        if saying.quote.role and saying.speaker and saying.speaker == best.speaker:
            return Passage.cut(saying.stored, saying.quote.role)
    return None


def _worth(saying: Saying, topic: frozenset[str]) -> float:
    content = set(saying.content)
    return (
        _SURE * saying.quote.confidence
        + _WHOLE * saying.begins_a_sentence
        + _LENGTH * _length_fit(len(saying.said))
        + _SALIENT * (len(content & topic) / len(content) if content else 0)
        + _LEAD * (saying.place == 0)
    )


def _voice(speaker: str | None, speakers: Counter[str | None]) -> float:
    """A name counts for more than a description, and for more the more its owner says in the story."""
    if speaker is None:
        return 0.0
    known = _DESCRIBED if speaker[:1].islower() else _NAMED
    return known + _SPEAKER * speakers[speaker] / max(speakers.values())


def _breadth(outlets: int) -> float:
    return min(1.0, math.log2(outlets) / 2)


def _length_fit(length: int) -> float:
    if length < _BEST_FEWEST:
        return length / _BEST_FEWEST
    return min(1.0, _BEST_MOST / length)


def says_the_same(one: Passage, other: Passage) -> bool:
    """Whether beside the one the other is needless."""
    return _same(frozenset(words(one.text)), frozenset(words(other.text)))


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME_QUOTE * min(len(one), len(other))
