"""The demo's news: sample articles that come with the program, made fresh.

Reads `samples/` (articles as publishers print them, junk and all) and `samples/samples.toml` (when each
"appeared"), and `tomorrow.toml` (what is yet to appear while the demo's clock moves on). Writes them into an
inbox folder, where they go the way of every other article.
"""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath

from digests.model import Article, as_utc
from digests.sources.formats import Format, read_stream

MANIFEST = "samples.toml"
TOMORROW = "tomorrow.toml"


def sample_articles(now: datetime) -> tuple[Article, ...]:
    """The sample articles as their files hold them, published in the 30 hours before `now`, oldest first."""
    articles = _articles(files(__package__) / "samples", as_utc(now))
    return tuple(sorted(articles, key=lambda article: article.published or now))


def later_articles(start: datetime) -> tuple[Article, ...]:
    """What appears in the two days after `start`, oldest first."""
    found = tomllib.loads((files(__package__) / TOMORROW).read_text(encoding="utf-8"))["article"]
    return tuple(
        sorted((_later(entry, as_utc(start)) for entry in found), key=lambda each: each.published or start)
    )


def write_samples(folder: Path, now: datetime) -> int:
    """Writes each sample as a .json article file into `folder`, which must exist; returns how many."""
    return write_articles(folder, sample_articles(now))


def write_articles(folder: Path, articles: Collection[Article]) -> int:
    """The same for articles of one's own choice."""
    for article in articles:
        path = folder / f"{article.id}.json"
        path.write_text(json.dumps(_fields(article), ensure_ascii=False, indent=1), encoding="utf-8")
    return len(articles)


def _articles(folder: Traversable, now: datetime) -> Iterator[Article]:
    manifest: Mapping[str, dict[str, object]] = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, entry in manifest.items():
        yield _labelled(_read(folder / name, name), entry, now)


def _later(entry: Mapping[str, object], start: datetime) -> Article:
    published = start + timedelta(hours=float(str(entry["hours_ahead"])))
    fields = {name: value for name, value in entry.items() if name != "hours_ahead"}
    content = json.dumps(fields | {"published": published.isoformat()}).encode()
    (article,) = read_stream(io.BufferedReader(io.BytesIO(content)), str(entry["id"]), "json")
    if not isinstance(article, Article):
        raise ValueError(f"{entry['id']}: {article.reason}")
    return article


def _read(file: Traversable, name: str) -> Article:
    """The one article of a sample file. Raises ArticleRejected, or ValueError if it holds another number."""
    form = Format.of(name)
    (article,) = read_stream(io.BufferedReader(io.BytesIO(file.read_bytes())), form.stem, form.name)
    if not isinstance(article, Article):
        raise ValueError(f"{name}: {article.reason}")
    return replace(article, id=PurePath(name).stem)


def _labelled(article: Article, entry: Mapping[str, object], now: datetime) -> Article:
    """The article with what its file's format has no place for."""
    topics = entry.get("topics", article.topics)
    return replace(
        article,
        source=_text(entry, "source") or article.source,
        url=_text(entry, "url") or article.url,
        language=_text(entry, "language") or article.language,
        topics=tuple(map(str, topics)) if isinstance(topics, list | tuple) else (),
        published=now - timedelta(hours=float(str(entry["hours_ago"]))),
    )


def _text(entry: Mapping[str, object], key: str) -> str | None:
    value = entry.get(key)
    return value if isinstance(value, str) else None


def _fields(article: Article) -> dict[str, object]:
    """An article in the words of an article file; what is not known is left out."""
    published = article.published.isoformat() if article.published else None
    fields: dict[str, object] = {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "html": article.html,
        "url": article.url,
        "source": article.source,
        "language": article.language,
        "published": published,
        "topics": list(article.topics),
    }
    return {name: value for name, value in fields.items() if value is not None}
