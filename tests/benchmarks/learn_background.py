"""Counts in how many stories each word stands: the tables that story building starts with.

    python -m tests.benchmarks.learn_background --data DIR --to digests/editor/stories/data/background

Every article of an unlabelled set is a story of its own. Of a labelled story the words count that at least
half of its articles have. Words of a single story are left out: they are as rare as words never seen.
"""

from __future__ import annotations

import argparse
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap

from digests.editor.stories.background import BUCKETS, Background
from digests.editor.stories.vectors import hashed, weighed_terms
from digests.model import CleanArticle
from tests.benchmarks.figures import records
from tests.benchmarks.story_sets import Pair, pairs, skimmed, vietnamese

Story = Sequence[CleanArticle]

_UNLABELLED: Mapping[str, Sequence[str]] = {
    "en": (
        "bbc_news_summary/summaries.jsonl",
        "cnndm_frank/summaries.jsonl",
        "cnndm_train_sample/summaries.jsonl",
        "polnear_quotes/quotes.jsonl",
        "xsum_frank/summaries.jsonl",
    ),
    "de": ("de_wikinews_quotes/quotes.jsonl",),
}
_WIDTH = 100
_HEAD = """# In how many of {stories} stories each word stands, folded and stemmed; those of one are left out.
# Made by tests/benchmarks/learn_background.py.

stories = {stories}

[counts]
"""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True, help="folder that the tables are written to")
    chosen = parser.parse_args(arguments)
    for language, stories in _stories(chosen.data):
        (chosen.to / f"{language}.toml").write_text(written(*counted(stories)), encoding="utf-8")


def counted(stories: Iterable[Story]) -> tuple[int, Counter[str]]:
    """The number of stories, and in how many of them each term is told by half of the articles."""
    number, counts = 0, Counter[str]()
    for articles in stories:
        number += 1
        having = Counter(term for article in articles for term in weighed_terms(article))
        counts.update([term for term, many in having.items() if many * 2 >= len(articles)])
    return number, counts


def background(stories: Iterable[Story]) -> Background:
    """The same as the bot reads from a table that was made of these stories."""
    number, counts = counted(stories)
    buckets = array("H", bytes(2 * BUCKETS))
    for term, many in counts.items():
        if many > 1:
            buckets[hashed(term) % BUCKETS] = max(buckets[hashed(term) % BUCKETS], many)
    return Background(number, buckets)


def written(stories: int, counts: Mapping[str, int]) -> str:
    """The table: a line of words for each count, the commonest first."""
    words: defaultdict[int, list[str]] = defaultdict(list)
    for term, many in sorted(counts.items()):
        if many > 1:
            words[many].append(term)
    lines = [_HEAD.format(stories=stories)]
    for many in sorted(words, reverse=True):
        block = wrap(" ".join(words[many]), _WIDTH, break_long_words=False, break_on_hyphens=False)
        text = f"'{block[0]}'" if len(block) == 1 else "'''\n{}'''".format("\n".join(block))
        lines.append(f"{many} = {text}\n")
    return "".join(lines)


def by_event(articles: Iterable[tuple[str, CleanArticle]]) -> list[Story]:
    stories: defaultdict[str, list[CleanArticle]] = defaultdict(list)
    for event, article in articles:
        stories[event].append(article)
    return list(stories.values())


def stories_of(pair: Pair) -> list[Story]:
    first, second = pair.first.article, pair.second.article
    return [[first, second]] if pair.same else [[first], [second]]


def _stories(data: Path) -> Iterator[tuple[str, list[Story]]]:
    for language, names in _UNLABELLED.items():
        articles = (skimmed(record, language) for name in names for record in records(data / name))
        yield language, [[article] for article in articles if article]
    yield "vi", by_event((each.event, each.article) for each in vietnamese(data))
    russian = [pair for pair in pairs(data) if pair.language == "ru"]
    yield "ru", [story for pair in russian for story in stories_of(pair)]


if __name__ == "__main__":
    main()
