"""The demo's news: what a newcomer sees in the first minute has to be complete, fresh, varied and clean."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path, PurePath

import pytest

from bot.playground.library import MANIFEST, later_articles, sample_articles, write_samples
from digests.model import Article
from digests.sources.formats import read
from digests.text.clean import clean
from digests.text.extract import extract
from digests.text.language import language_of

NOW = datetime(2031, 5, 4, 7, 30, tzinfo=UTC)
ARTICLES = sample_articles(NOW)
LATER = later_articles(NOW)
TOPICS = {"world", "local", "science", "business", "sport", "culture", "technology", "climate", "health"}

# A direct quotation of at least two words, in each language's marks.
QUOTATION = re.compile(r"[“\"][^”\"]+\s[^”\"]+[”\"]|„[^“]+\s[^“]+“|«[^»]+\s[^»]+»|「[^」]{8,}」", re.DOTALL)
SPEECH = re.compile(
    r"\b(said|told|admitted|sagte|dijo|afirmó|explicó|reconoció|advirtió|a déclaré|a dit|disse|dedi)\b|"
    r"と(述べ|語|話|評価|振り返)"
)
JUNK = re.compile(
    r"\[ad_|Related|Read More|Read also|Comments are|Advertisement|newsletter|Newsletter|Anzeige|Lesen Sie|"
    r"Mehr zum Thema|Publicidad|Lea también|boletín|Publicité|Lire aussi|【関連記事】|広告|続きを読む|写真|"
    r"Harbour Press|cookies|All rights reserved|Most read|Privacy",
)


def by_id(article: Article) -> str:
    return article.id


each_article = pytest.mark.parametrize("article", ARTICLES + LATER, ids=by_id)


def words_of(article: Article) -> str:
    """The article as the newsroom sees it before cleaning."""
    return article.text or extract(article.html or "").text


def title_of(article: Article) -> str:
    return article.title or extract(article.html or "").title or ""


def test_the_manifest_and_the_folder_agree() -> None:
    folder = files("bot.playground") / "samples"
    listed = set(tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    assert listed == {file.name for file in folder.iterdir()} - {MANIFEST}
    assert {PurePath(name).suffix for name in listed} == {".txt", ".md", ".html", ".json"}


def test_there_is_enough_of_everything() -> None:
    languages = Counter(article.language for article in ARTICLES)
    assert len(ARTICLES) >= 36
    assert languages["en"] >= 24
    assert languages["de"] >= 4
    assert all(languages[code] >= 3 for code in ("es", "ja", "fr"))
    assert all(languages[code] >= 2 for code in ("pt", "tr"))
    assert len({article.source for article in ARTICLES}) >= 8
    assert {topic for article in ARTICLES for topic in article.topics} == TOPICS
    assert (
        len({article.id for article in ARTICLES})
        == len({article.url for article in ARTICLES})
        == len(ARTICLES)
    )


@each_article
def test_each_article_says_who_published_it_where_and_about_what(article: Article) -> None:
    assert article.source
    assert article.topics
    assert re.fullmatch(r"https://[a-z-]+\.example/[a-z0-9/-]+", article.url or "")


@each_article
def test_each_article_has_a_headline_and_the_length_of_a_short_news_item(article: Article) -> None:
    text = words_of(article)
    assert 15 <= len(title_of(article)) <= 90
    assert (250 <= len(text) <= 600) if article.language == "ja" else (120 <= len(text.split()) <= 400)


@each_article
def test_each_article_is_in_the_language_it_claims(article: Article) -> None:
    assert language_of(words_of(article)) == article.language


@each_article
def test_each_article_quotes_somebody(article: Article) -> None:
    text = words_of(article)
    assert QUOTATION.search(text)
    assert SPEECH.search(text)


@each_article
def test_cleaning_leaves_no_junk_for_the_newcomer_to_see(article: Article) -> None:
    cleaned = clean(words_of(article), article.language or "", title_of(article))
    assert JUNK.search(cleaned.text) is None


def test_much_of_it_comes_with_the_usual_junk() -> None:
    assert sum(JUNK.search(article.text or article.html or "") is not None for article in ARTICLES) >= 30


@pytest.mark.parametrize(
    ("prefix", "shared"),
    [
        ("bridge", {"bridge", "eleven", "Monday", "Lindqvist"}),
        ("flood", {"Isken", "Lower Aster", "11,000", "7.42", "polder"}),
        ("cup-final", {"Ekström", "Rovers", "Velmar Athletic", "Cup"}),
        ("saliva", {"Castellane", "2,140", "saliva"}),
        ("night-train", {"Isken Night Express", "Caspar Wendell", "Norhaven"}),
        ("lost-score", {"Hedvall", "214 pages", "Matthis Kroll"}),
        ("seilbahn", {"Hohkarnbahn", "412", "Annelie Rothaupt"}),
        ("tranvia", {"Puerto Almena", "Galdácano", "Belmar"}),
        ("todai", {"鳴瀬灯台", "鴨志田", "三百十二"}),
    ],
)
def test_a_story_of_several_publishers_is_told_in_different_words(prefix: str, shared: set[str]) -> None:
    members = [article for article in ARTICLES if article.id.startswith(prefix + "-")]
    assert len(members) >= 2
    assert len({title_of(article) for article in members}) == len(members)
    assert len({article.source for article in members}) == len(members)
    for article in members:
        assert all(word.lower() in words_of(article).lower() for word in shared)


def test_the_news_is_fresh_whenever_the_demo_starts() -> None:
    ages = [NOW - article.published for article in ARTICLES if article.published]
    assert len(ages) == len(ARTICLES)
    assert all(timedelta(minutes=30) <= age <= timedelta(hours=30) for age in ages)
    assert ages == sorted(ages, reverse=True)
    later = sample_articles(NOW + timedelta(days=400))
    assert [article.published for article in later] == [NOW + timedelta(days=400) - age for age in ages]


def test_the_written_samples_are_article_files_that_say_the_same(tmp_path: Path) -> None:
    assert write_samples(tmp_path, NOW) == len(ARTICLES)
    written = [article for path in tmp_path.iterdir() for article in read(path)]
    assert sorted(written, key=lambda article: str(article.id)) == sorted(ARTICLES, key=by_id)


def test_there_is_news_for_two_days_to_come() -> None:
    ahead = [article.published - NOW for article in LATER if article.published]
    assert ahead == sorted(ahead)
    assert all(timedelta(hours=1) <= each <= timedelta(hours=48) for each in ahead)
    assert sum(each <= timedelta(hours=24) for each in ahead) >= 10, "most of it by tomorrow"
    assert {"en", "de", "es", "ja", "pt", "tr"} <= {article.language for article in LATER}
    known = {article.id for article in ARTICLES} | {article.url for article in ARTICLES}
    new = {article.id for article in LATER} | {article.url for article in LATER}
    assert len(new) == 2 * len(LATER)
    assert not new & known
