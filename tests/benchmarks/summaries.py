"""How good summaries are, beside the first sentences and sumy's methods, all on the same sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from digests.editor.edit import edit_article
from digests.editor.options import EditOptions
from digests.editor.summaries.sumy_rankers import SUMY, ratings
from digests.editor.summaries.terms import terms
from digests.model import Article
from digests.text.sentences import sentences
from digests.text.words import words
from tests.benchmarks.figures import Figure
from tests.benchmarks.summary_sets import Labelled, LabelledSet, halves, load, picked_f1, rouge

_MOST_FOR_KL = 60
"""sumy's KL compares each sentence with each in every round; longer articles are cut for it."""

_HALVES = 50
_KINDS = ("ROUGE-1", "ROUGE-2", "ROUGE-Lsum")

Picker = Callable[[Labelled, int], list[str]]
"""The sentences picked from an article, so many."""


def figures(data: Path) -> Iterator[Figure]:
    sets = load(data)
    yield from _headlines(sets["cnndm_frank"])
    yield from _against(sets["xsum_frank"], over_lead=2.2, over_sumy=True)
    yield from _against(sets["bbc_news_summary"], over_lead=5)
    yield from _raw(sets["cnndm_train_sample"])
    yield from _korean(sets["kr_scinews"])


def ours(article: Labelled, count: int) -> list[str]:
    """What `pullquote digest` shows."""
    edited = edit_article(
        Article(id=article.id, title=article.title or None, text=article.delivered),
        EditOptions(sentences=count),
    )
    return [span.of(edited.article.text) for span in sorted(edited.summary)]


def lead(article: Labelled, count: int) -> list[str]:
    return article.shown(range(min(count, len(article.spans))))


def uncleaned_lead(article: Labelled, count: int) -> list[str]:
    spans = sentences(article.delivered, article.language)[:count]
    return [span.of(article.delivered) for span in spans]


def sumy(name: str) -> Picker:
    """sumy's choice from all sentences, without any rule of ours but stop words and stems."""

    def pick(article: Labelled, count: int) -> list[str]:
        return article.shown(_best(name, article, count))

    return pick


def _best(name: str, article: Labelled, count: int) -> list[int]:
    known = terms(article.language)
    topical = [known.of(words(sentence)) for sentence in article.shown(range(len(article.spans)))]
    usable = [i for i, each in enumerate(topical) if each][: _MOST_FOR_KL if name == "kl" else None]
    rated = dict(zip(usable, ratings(name, [topical[i] for i in usable]), strict=True))
    return sorted(sorted(usable, key=lambda i: (-rated[i], i))[:count])


PEERS: Mapping[str, Picker] = {"lead": lead, **{name: sumy(name) for name in SUMY}}


def _headlines(labelled: LabelledSet) -> Iterator[Figure]:
    """CNN and Daily Mail: better than the first three, which hardly anything is; and not by luck."""
    what = "summary, 3 sentences"
    on = f"{labelled.name}, {len(labelled.articles)}"
    own, peers = _scores(ours, labelled), {name: _scores(pick, labelled) for name, pick in PEERS.items()}
    # The first sentences as the set itself splits them, where its split serves them better.
    split = [rouge(article.split[:3], article.reference) for article in labelled.articles]
    for i, (kind, margin) in enumerate(zip(_KINDS, (0.4, 0.3, 0.3), strict=True)):
        first = max(_mean(peers["lead"], i), _mean(split, i))
        beside = {"lead": first, **{name: _mean(peers[name], i) for name in SUMY}}
        yield Figure(f"{what}, {kind}", on, _mean(own, i), first + margin, beside)
    gains = sorted(fmean(own[i][0] - peers["lead"][i][0] for i in half) for half in halves(len(own), _HALVES))
    yield Figure(
        "gain over lead on random halves, lowest in 20",
        on,
        gains[_HALVES // 20],
        None,
        {"median": gains[_HALVES // 2]},
    )
    yield _words(labelled)


def _against(labelled: LabelledSet, *, over_lead: float, over_sumy: bool = False) -> Iterator[Figure]:
    """ROUGE-1 beside all; with `over_sumy` better than every method of sumy that is no longer."""
    on = f"{labelled.name}, {len(labelled.articles)}"
    scores = {name: _mean(_scores(pick, labelled), 0) for name, pick in PEERS.items()}
    goal = scores["lead"] + over_lead
    if over_sumy:
        length = _length(ours, labelled)
        fair = [name for name in SUMY if _length(PEERS[name], labelled) <= length]
        goal = max([goal, *(scores[name] + 0.01 for name in fair)])
    what = f"summary, {labelled.count} sentence{'s' if labelled.count > 1 else ''}, ROUGE-1"
    yield Figure(what, on, _mean(_scores(ours, labelled), 0), goal, scores)
    yield _words(labelled)


def _raw(labelled: LabelledSet) -> Iterator[Figure]:
    """Raw web text: cleaning and choosing together against the first three sentences as they come."""
    on = f"{labelled.name}, {len(labelled.articles)}"
    first, cleaned = (_mean(_scores(pick, labelled), 0) for pick in (uncleaned_lead, lead))
    beside = {"uncleaned lead": first, "cleaned lead": cleaned}
    yield Figure("raw text, 3 sentences, ROUGE-1", on, _mean(_scores(ours, labelled), 0), first + 8, beside)


def _korean(labelled: LabelledSet) -> Iterator[Figure]:
    """Lines that people picked: three of ours, and as many as they picked."""
    on = f"{labelled.name}, {len(labelled.articles)}"
    for what, goal in (("3 picked sentences, F1", 58.0), ("as many as people picked, F1", None)):
        counts = [3 if goal else len(article.lines) for article in labelled.articles]
        pairs = list(zip(labelled.articles, counts, strict=True))
        own = fmean(picked_f1(article, _ours_uncleaned(article, count)) for article, count in pairs)
        beside = {"lead": fmean(picked_f1(article, article.spans[:count]) for article, count in pairs)}
        for name in SUMY:
            beside[name] = fmean(
                picked_f1(article, [article.spans[i] for i in _best(name, article, count)])
                for article, count in pairs
            )
        yield Figure(what, on, own, goal, beside)


def _ours_uncleaned(article: Labelled, count: int) -> Sequence[object]:
    options = EditOptions(sentences=count, clean=False)
    return edit_article(Article(id=article.id, title=article.title, text=article.text), options).summary


def _words(labelled: LabelledSet) -> Figure:
    lengths = {name: _length(pick, labelled) for name, pick in PEERS.items()}
    return Figure("words of it", labelled.name, _length(ours, labelled), None, lengths)


def _scores(pick: Picker, labelled: LabelledSet) -> list[tuple[float, float, float]]:
    return [rouge(pick(article, labelled.count), article.reference) for article in labelled.articles]


def _length(pick: Picker, labelled: LabelledSet) -> float:
    return fmean(len(" ".join(pick(article, labelled.count)).split()) for article in labelled.articles)


def _mean(scores: Sequence[tuple[float, float, float]], kind: int) -> float:
    return fmean(score[kind] for score in scores)
