"""Cleaning measured: how much junk goes, and how much of the articles with it.

Data as the README tells: `scraped_news` (lines called junk by nineteen patterns, and for some pages the body
as an editor reviewed it), `cnndm_train_sample` (raw web text with summaries), and texts that are all body.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rouge_score import rouge_scorer

from digests.text.clean import Cleaned, clean
from digests.text.language import language_of
from digests.text.sentences import sentences
from tests.benchmarks.figures import Figure, records

_LONG = 120
_DASHED = re.compile(r"^\S.{0,80}?(?:—|–|--| - ).{30,}")
_PROSE = re.compile(r"\w[.!?][\"”’')\]]*$")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article as scraped, cleaned."""

    lines: list[str]
    junk: list[tuple[int, str]]
    """Numbers of lines that the patterns call junk, and the kind."""
    body: str | None
    """Letters and digits of what an editor took for the article."""
    cleaned: Cleaned

    @property
    def kept(self) -> frozenset[str]:
        return frozenset(line.strip() for line in self.cleaned.text.split("\n"))

    def is_body(self, line: str) -> bool:
        return self.body is not None and _squeezed(line) in self.body


def figures(data: Path) -> Iterator[Figure]:
    """The rows for cleaning, in the order of the table."""
    articles = [_labelled(record) for record in records(data / "scraped_news" / "articles.jsonl")]
    yield _silver(articles)
    yield from _gold([article for article in articles if article.body is not None])
    yield _doubtful(articles)
    for name in ("bbc_news_summary", "cnndm_frank"):
        yield _lost(name, data)
    yield _raw(data)
    yield _speed(data)


def _labelled(record: dict[str, object]) -> Labelled:
    text, title = str(record["text"]), str(record["title"] or "")
    gold = record.get("gold")
    language = language_of(text, str(record["lang"]) if record.get("lang") else None)
    labels = record["silver_junk_lines"]
    assert isinstance(labels, list)
    return Labelled(
        lines=text.split("\n"),
        junk=[(int(number), str(kind)) for number, kind in labels],
        body=_squeezed(json.dumps(gold, ensure_ascii=False)) if gold else None,
        cleaned=clean(text, language, title),
    )


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _silver(articles: list[Labelled]) -> Figure:
    """Lines called junk that do not stand as they were. Labels on its own sentences do not count."""
    gone = real = wrong = 0
    for article in articles:
        for number, kind in article.junk:
            line = article.lines[number].strip()
            if _is_mislabelled(article, line, kind):
                wrong += 1
                continue
            real += 1
            gone += line not in article.kept
    return Figure(
        "junk lines removed",
        f"scraped_news, {real} labelled lines",
        gone / real,
        0.95,
        {"labels that are wrong": wrong, "with those": _all_silver(articles)},
    )


def _all_silver(articles: list[Labelled]) -> float:
    lines = [(article, article.lines[number].strip()) for article in articles for number, _ in article.junk]
    return sum(line not in article.kept for article, line in lines) / len(lines)


def _is_mislabelled(article: Labelled, line: str, kind: str) -> bool:
    """A "dateline" without a dash and a sentence behind it; a word of advertising in a long paragraph or in
    the reviewed body, an editor's note."""
    if kind == "dateline":
        return not (line.startswith("(") or (_DASHED.match(line) and _PROSE.search(line)))
    if article.is_body(line) and kind != "dateline":
        return True
    word_in_prose = kind in ("newsletter_cta", "click_here", "video_player", "caption_credit", "correction")
    return word_in_prose and len(line) > _LONG and bool(_PROSE.search(line)) and line.count(" ") > 20


def _gold(articles: list[Labelled]) -> Iterator[Figure]:
    """By the reviewed bodies: characters of lines in them that are gone, and of all other lines."""
    lost = body = gone = junk = 0
    shares = []
    for article in articles:
        before = junk, gone
        cut = sum(len(r.text) for r in article.cleaned.removed if r.rule == "dateline")
        for line in article.lines[1:]:
            if not _squeezed(line):
                continue
            is_gone = line.strip() not in article.kept
            if article.is_body(line):
                body += len(line)
                lost += len(line) if is_gone and not any(k and k in line for k in article.kept) else 0
            else:
                junk += len(line)
                gone += len(line) if is_gone else 0
        lost += cut
        if junk > before[0]:
            shares.append((gone - before[1]) / (junk - before[0]))
    yield Figure(
        "body text lost",
        f"scraped_news, {len(articles)} reviewed pages",
        lost / body,
        0.01,
        lower_is_better=True,
    )
    yield Figure(
        "other text removed",
        f"scraped_news, {len(articles)} reviewed pages",
        gone / junk,
        None,
        {"of the middle page": median(shares)},
    )


def _doubtful(articles: list[Labelled]) -> Figure:
    marked = sum(article.cleaned.doubtful for article in articles)
    return Figure("texts not believed", "scraped_news", marked / len(articles), 0.05, lower_is_better=True)


def _lost(name: str, data: Path) -> Figure:
    """What cleaning takes from texts that are body throughout; datelines are kept elsewhere."""
    lost = every = 0
    for record in records(data / name / "summaries.jsonl"):
        text = str(record["text"])
        result = clean(text, "en", str(record.get("title") or "") or None)
        lost += sum(len(removal.text) for removal in result.removed if removal.rule != "dateline")
        every += len(text)
    return Figure("body text lost", name, lost / every, 0.002, lower_is_better=True)


def _raw(data: Path) -> Figure:
    """ROUGE-1 of the first three sentences, after cleaning and before."""
    scorer = rouge_scorer.RougeScorer(["rouge1"], use_stemmer=True)
    found = list(records(data / "cnndm_train_sample" / "summaries.jsonl"))
    before = after = 0.0
    for record in found:
        text, reference = str(record["text"]), str(record["reference"])
        before += scorer.score(reference, _lead(text))["rouge1"].fmeasure
        after += scorer.score(reference, _lead(clean(text, "en").text))["rouge1"].fmeasure
    before, after = 100 * before / len(found), 100 * after / len(found)
    return Figure(
        "Lead-3 of raw web text",
        f"cnndm_train_sample, {len(found)}",
        after,
        before + 8,
        {"not cleaned": before},
    )


def _lead(text: str) -> str:
    return " ".join(span.of(text) for span in sentences(text, "en")[:3])


def _speed(data: Path) -> Figure:
    """Milliseconds of processor time for an article, patterns compiled on the way."""
    texts = [str(record["text"]) for record in records(data / "bbc_news_summary" / "summaries.jsonl")]
    texts += [str(record["text"]) for record in records(data / "cnndm_frank" / "summaries.jsonl")]
    start = time.process_time()
    for text in texts:
        clean(text, "en")
    spent = (time.process_time() - start) / len(texts) * 1000
    return Figure("ms for an article", f"BBC + CNN/DM, {len(texts)}", spent, None, lower_is_better=True)
