"""Same-event stories, against labelled sets, beside what copies alone would find; how fast, and how steady.

B-cubed (Bagga and Baldwin 1998) and pairs of articles, precision, recall and F. Articles go in one by one, in
the order of the file, all at one time unless the set is about time. "Left out": what was learnt from labelled
stories, thresholds apart, comes from the events of the other half.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import comb
from pathlib import Path
from random import Random

from digests.editor.copies import likeness, signature
from digests.editor.edit import skim_article
from digests.editor.options import EditOptions
from digests.editor.stories import WINDOW, Background, Backgrounds, StoryIndex, pack
from digests.model import Article
from tests.benchmarks.figures import Figure, records
from tests.benchmarks.learn_background import background, by_event, stories_of
from tests.benchmarks.story_sets import Pair, Told, english, halves, pairs, vietnamese
from tests.benchmarks.story_streams import Drawn, drifting_topic, month, vocabulary

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SHUFFLES = 20
_PLAIN_MINHASH = 0.5
_EXPIRED_EVERY = 50


def figures(data: Path) -> Iterator[Figure]:
    yield from _english(data)
    yield from _vietnamese(data)
    yield from _pairs(data)
    yield from _streams(data)


# --- labelled sets ------------------------------------------------------------------------------


def _english(data: Path) -> Iterator[Figure]:
    told = english(data)
    on = f"news_clusters, {len(told)}"
    found, minhash = placed(told), _by_minhash(told)
    yield Figure("B-cubed F", on, b_cubed(told, found), 0.95, {"plain MinHash": b_cubed(told, minhash)})
    yield Figure("pair F", on, pair_f(told, found), 0.90, {"plain MinHash": pair_f(told, minhash)})
    yield _shuffled(told, on)


def _vietnamese(data: Path) -> Iterator[Figure]:
    told = vietnamese(data)
    on = f"vi_clusters, {len(told)}"
    found, minhash = placed(told), _by_minhash(told)
    beside = {"plain MinHash": b_cubed(told, minhash)}
    yield Figure("B-cubed F", on, b_cubed(told, found), 0.945, beside)
    left_out = []
    for others, half in halves(told):
        learnt = background(by_event((each.event, each.article) for each in others))
        left_out.append(b_cubed(half, placed(half, {"vi": learnt})))
    yield Figure("B-cubed F, words left out, halves", on, statistics.mean(left_out), None)
    yield _shuffled(told, on)


def _shuffled(told: Sequence[Told], on: str) -> Figure:
    """How far the result moves with the order in which the articles come."""
    results = []
    for seed in range(SHUFFLES):
        mixed = list(told)
        Random(seed).shuffle(mixed)
        results.append(b_cubed(mixed, placed(mixed)))
    here = b_cubed(told, placed(told))
    beside = {"file order": here, "lowest": min(results), "mean": statistics.mean(results)}
    return Figure(
        f"B-cubed F, {SHUFFLES} orders, deviation", on, statistics.stdev(results), 0.02, beside, True
    )


def _pairs(data: Path) -> Iterator[Figure]:
    """Words of the Russian pairs make Russian's table, so they are left out here, fold by fold."""
    labelled = pairs(data)
    folds = 4
    said: dict[int, bool] = {}
    for fold in range(folds):
        russian = [p for i, p in enumerate(labelled) if i % folds != fold and p.language == "ru"]
        learnt = background([story for pair in russian for story in stories_of(pair)])
        for number in range(fold, len(labelled), folds):
            said[number] = is_same(labelled[number], {"ru": learnt})
    copies = {i: _alike(pair.first, pair.second) for i, pair in enumerate(labelled)}
    beside = {"plain MinHash": _f1(labelled, copies)}
    yield Figure("F1, words left out", f"tg_news_pairs, {len(labelled)}", _f1(labelled, said), 0.80, beside)


def is_same(pair: Pair, kept: Mapping[str, Background]) -> bool:
    """Whether the second article joins the story of the first."""
    index = StoryIndex(backgrounds=Backgrounds(kept))
    index.add(1, pair.first.vector, NOW)
    return index.place(pair.second.vector, NOW) == 1


def placed(told: Sequence[Told], kept: Mapping[str, Background] | None = None) -> list[int]:
    """The story of each article, as the bot places them."""
    copied = {language: Background(b.stories, b.counts[:]) for language, b in (kept or {}).items()}
    return _placed([Drawn(NOW, 0, each.vector) for each in told], Backgrounds(copied))


def _placed(drawn: Sequence[Drawn], backgrounds: Backgrounds) -> list[int]:
    index = StoryIndex(backgrounds=backgrounds)
    found: list[int] = []
    stories = 0
    for number, each in enumerate(drawn):
        story = index.place(each.vector, each.at)
        if story is None:
            story, stories = stories, stories + 1
            backgrounds.learn(each.vector)
        index.add(story, each.vector, each.at)
        found.append(story)
        if number % _EXPIRED_EVERY == 0:
            index.expire(each.at - WINDOW)
    return found


# --- streams ------------------------------------------------------------------------------------


def _streams(data: Path) -> Iterator[Figure]:
    known = vocabulary(data)
    few, many = month(1_000, known), month(100_000, known)
    small = min(_seconds_each(few) for _ in range(5))
    large = _seconds_each(many)
    packing = _seconds_to_pack(data)
    on = "a month of 100,000, made up"
    yield Figure("articles a second: pack, place, add", on, 1 / (large + packing), 2_000)
    beside = {"1,000 in the month, µs": (small + packing) * 1e6, "100,000, µs": (large + packing) * 1e6}
    yield Figure("growth of the time for one", on, (large + packing) / (small + packing), 1.3, beside, True)
    beside = {"1,000 in the month, µs": small * 1e6, "100,000, µs": large * 1e6}
    yield Figure("... of placing alone", on, large / small, None, beside, True)
    drift = _placed(drifting_topic(known), Backgrounds())
    biggest = max(Counter(drift).values()) / len(drift)
    yield Figure(
        "biggest story of a topic that drifts for a month, share", f"{len(drift)}", biggest, 0.3, {}, True
    )
    yield from _scraped(data)


def _seconds_each(drawn: Sequence[Drawn]) -> float:
    backgrounds = Backgrounds()
    backgrounds.of("en")  # reading the table is no part of it
    begin = time.process_time()
    _placed(drawn, backgrounds)
    return (time.process_time() - begin) / len(drawn)


def _seconds_to_pack(data: Path) -> float:
    articles = [each.article for each in english(data)]
    begin = time.process_time()
    for article in articles:
        pack(article)
    return (time.process_time() - begin) / len(articles)


def _scraped(data: Path) -> Iterator[Figure]:
    """Articles of several years: a story that swallows them would show."""
    drawn = []
    for number, record in enumerate(records(data / "scraped_news" / "articles.jsonl")):
        article = Article(id=str(number), title=str(record.get("title") or ""), text=str(record["text"]))
        vector = pack(skim_article(replace(article, language="en"), EditOptions()))
        drawn.append(Drawn(NOW - timedelta(minutes=number), 0, vector))
    found = Counter(_placed(drawn, Backgrounds()))
    yield Figure("articles of the biggest story", f"scraped_news, {len(drawn)}", max(found.values()), None)


# --- measures -----------------------------------------------------------------------------------


def b_cubed(told: Sequence[Told], found: Sequence[int]) -> float:
    events = [each.event for each in told]
    both = Counter(zip(events, found, strict=True))
    of_event, of_story = Counter(events), Counter(found)
    together = [both[pair] for pair in zip(events, found, strict=True)]
    precision = statistics.mean(n / of_story[story] for n, story in zip(together, found, strict=True))
    recall = statistics.mean(n / of_event[event] for n, event in zip(together, events, strict=True))
    return 2 * precision * recall / (precision + recall)


def pair_f(told: Sequence[Told], found: Sequence[int]) -> float:
    events = [each.event for each in told]
    right = sum(comb(n, 2) for n in Counter(zip(events, found, strict=True)).values())
    placed_together = sum(comb(n, 2) for n in Counter(found).values())
    told_together = sum(comb(n, 2) for n in Counter(events).values())
    return 2 * right / (placed_together + told_together)


def _f1(labelled: Sequence[Pair], said: Mapping[int, bool]) -> float:
    right = sum(said[i] and pair.same for i, pair in enumerate(labelled))
    return 2 * right / (sum(said.values()) + sum(pair.same for pair in labelled))


def _by_minhash(told: Sequence[Told]) -> list[int]:
    """Stories as copies alone make them: whatever is linked by a text that is half the same."""
    story = list(range(len(told)))
    signatures = [signature(each.article.text) for each in told]
    for one, other in combinations(range(len(told)), 2):
        if likeness(signatures[one], signatures[other]) >= _PLAIN_MINHASH:
            old, new = story[other], story[one]
            story = [new if each == old else each for each in story]
    names: defaultdict[int, int] = defaultdict(lambda: len(names))
    return [names[each] for each in story]


def _alike(one: Told, other: Told) -> bool:
    return likeness(signature(one.article.text), signature(other.article.text)) >= _PLAIN_MINHASH
