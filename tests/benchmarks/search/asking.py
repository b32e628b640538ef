"""What is asked of a full database, and how long an answer takes: from the words to what its message shows.

Every question is asked through the use cases that /search and its buttons call, one after the other, in one
process, the list written down as ever. The words of each kind are drawn anew for each question.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from statistics import quantiles

import numpy as np

from digests.newsroom import finding
from digests.newsroom.looking import Reader
from digests.newsroom.views import Facet, Order, Period, View
from digests.store.engine import Store
from tests.benchmarks.search.library import LANGUAGE, NEWEST, printed, speaker

QUESTIONS = 40
"""Of each kind."""

PROPOSALS = "nothing, with proposals"

READER = Reader(7, UTC)
Words = Callable[[np.random.Generator, int], str]


def rare(rng: np.random.Generator, _: int) -> str:
    return LANGUAGE.words[int(rng.integers(20_000, 90_000))]


def common(rng: np.random.Generator, _: int) -> str:
    return LANGUAGE.words[int(rng.integers(0, 200))]


def usual(rng: np.random.Generator, _: int) -> str:
    return LANGUAGE.words[int(rng.integers(200, 5_000))]


def phrase(rng: np.random.Generator, articles: int) -> str:
    words = printed(int(rng.integers(1, articles)), articles).text.replace(".", "").split()
    at = int(rng.integers(0, len(words) - 2))
    return f'"{" ".join(words[at : at + 2])}"'


def misspelt(rng: np.random.Generator, articles: int) -> str:
    word = usual(rng, articles)
    at = int(rng.integers(1, len(word) - 1))
    return word[:at] + "x" + word[at + 1 :]


WORDS: Mapping[str, Words] = {
    "a rare word": rare,
    "a usual word": usual,
    "a common word": common,
    "two common words": lambda rng, n: f"{common(rng, n)} {common(rng, n)}",
    "a phrase": phrase,
    "a common word since:7d": lambda rng, n: f"{common(rng, n)} since:7d",
    "topic: and a word": lambda rng, n: f"topic:science {usual(rng, n)}",
    "from: somebody": lambda rng, n: f'from:"{speaker(int(rng.integers(1, 400)))}"',
    "lang: and two words": lambda rng, n: f"lang:de {usual(rng, n)} {usual(rng, n)}",
    "a common word, not another": lambda rng, n: f"{common(rng, n)} -{common(rng, n)}",
    PROPOSALS: misspelt,
}


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of each question, in the order asked."""

    what: str
    seconds: tuple[float, ...]

    @property
    def p95(self) -> float:
        return quantiles(self.seconds, n=20)[-1]

    @property
    def median(self) -> float:
        return quantiles(self.seconds, n=2)[0]


def quickest(runs: Sequence[Took]) -> Took:
    """Of the same questions asked several times: the quickest answer to each."""
    return Took(runs[0].what, tuple(map(min, zip(*(run.seconds for run in runs), strict=True))))


def all_time(view: View) -> View:
    return replace(view, period=Period.ALL)


def newest_first(view: View) -> View:
    return replace(view, period=Period.ALL, order=Order.NEWEST)


async def measured(store: Store, articles: int, seed: int) -> list[Took]:
    """Of all time, which is slower than the week that a search is of at first."""
    taken = []
    for what, words in WORDS.items():
        rng = np.random.default_rng(seed)
        asked = [await _asked(store, words(rng, articles)) for _ in range(QUESTIONS)]
        taken.append(Took(f"{what}, first of the week", tuple(seconds for _, seconds in asked)))
        keys = [key for key, _ in asked]
        taken.append(Took(what, await _each(keys, lambda key: _changed(store, key, all_time))))
        if what == "a common word":
            taken.extend(await _buttons(store, keys))
    return taken


async def _buttons(store: Store, keys: list[int]) -> list[Took]:
    """What is pressed below a list of all time."""
    shown = [await finding.change(store, READER, key, all_time, NEWEST) for key in keys]
    of_all = [each.listing for each in shown if each is not None]
    pressed: Mapping[str, Callable[[int], Awaitable[object]]] = {
        "page 3": lambda key: finding.turn(store, READER, key, 2, NEWEST),
        "newest first": lambda key: _changed(store, key, newest_first),
        "its sources": lambda key: finding.choices(store, READER, key, Facet.SOURCE, NEWEST),
        "its topics": lambda key: finding.choices(store, READER, key, Facet.TOPIC, NEWEST),
        "one topic": lambda key: _changed(store, key, lambda view: view.choosing(Facet.TOPIC, "Science")),
    }
    return [Took(f"a common word, {what}", await _each(of_all, press)) for what, press in pressed.items()]


async def _asked(store: Store, words: str) -> tuple[int, float]:
    began = time.perf_counter()
    found = await finding.search(store, READER, words, NEWEST)
    return found.listing, time.perf_counter() - began


async def _changed(store: Store, key: int, changed: Callable[[View], View]) -> object:
    return await finding.change(store, READER, key, changed, NEWEST)


async def _each(keys: list[int], press: Callable[[int], Awaitable[object]]) -> tuple[float, ...]:
    taken = []
    for key in keys:
        began = time.perf_counter()
        await press(key)
        taken.append(time.perf_counter() - began)
    return tuple(taken)
