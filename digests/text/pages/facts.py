"""The facts about an article that its page's metadata give, judged: only what can be true comes out.

`digests.text.pages.metadata` comes in. Everything may be missing; no clock is read, so a date in the future
is left to those who know what time it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import urlsplit

from digests.text.pages.metadata import Metadata
from digests.text.tables import strings, table

_EARLIEST, _LATEST = 1990, 2100
_LONGEST_URL = 2000
_LONGEST_NAME = 80
_MOST_WORDS_OF_NAME = 12
_MOST_AUTHORS = 8

_SEPARATOR = re.compile(r"\s+[-–—|·•:»«/]+\s+|\s*[|｜»«_]\s*|\s+::\s+")
_LETTERS = re.compile(r"[^\W_]+")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NOT_A_NAME = re.compile(r"https?:|www\.|@|\d|[<>{}|/\\]|\.(?:com|net|org|de|uk)\b", re.IGNORECASE)


def title_of(said: Metadata) -> str | None:
    """The headline without the publisher's name at its ends."""
    given = said.first("og:title") or said.ld.headline or said.first("twitter:title")
    heading = said.headings[0] if len(said.headings) == 1 else None
    found = given or heading or said.page_title
    return _without_publisher(found, said) if found else None


def _without_publisher(title: str, said: Metadata) -> str:
    """`title` up to where the publisher's name, and what stands behind the page's heading, begins."""
    for heading in said.headings:
        rest = (
            title[len(heading) :] if title.startswith(heading) and len(heading) >= _SHORTEST_HEADLINE else ""
        )
        if _SEPARATOR.match(rest):
            return heading
    publishers = _publishers(said)
    for _ in range(3):
        cut = _cut(title, publishers)
        if cut is None:
            break
        title = cut
    return title


_SHORTEST_HEADLINE = 15


def _cut(title: str, publishers: frozenset[str]) -> str | None:
    """`title` without the publisher at its end or beginning; None where neither is one."""
    borders = list(_SEPARATOR.finditer(title))
    if not borders:
        return None
    first, last = borders[0], borders[-1]
    if _squeezed(title[last.end() :]) in publishers and title[: last.start()].strip():
        return title[: last.start()].strip()
    if _squeezed(title[: first.start()]) in publishers and title[first.end() :].strip():
        return title[first.end() :].strip()
    return None


def _publishers(said: Metadata) -> frozenset[str]:
    """How the publisher is called: by itself, and by its host with and without the ending."""
    names = [
        said.first("og:site_name"),
        said.ld.publisher,
        said.first("application-name"),
        said.first("twitter:site"),
    ]
    host = _host(url_of(said)) or ""
    labels = host.split(".")
    names += [host, labels[0] if len(labels) > 1 else None]
    names += [".".join(labels[-2:]), labels[-2]] if len(labels) > 1 else []
    found = {_squeezed(name) for name in names if name}
    return frozenset(found | {name.removeprefix("the") for name in found}) - {""}


def _squeezed(text: str) -> str:
    return "".join(_LETTERS.findall(text.lower()))


def author_of(said: Metadata) -> str | None:
    """The people who wrote it, as their page spells them, joined by commas; never an organisation."""
    publishers = _publishers(said)
    for names in _claims(said):
        people = list(dict.fromkeys(_people(names, publishers)))
        if people:
            return ", ".join(people[:_MOST_AUTHORS])
    return None


def _claims(said: Metadata) -> Iterator[Iterable[str]]:
    yield said.ld.authors
    for name in ("author", "article:author", "parsely-author", "byl", "dc.creator", "sailthru.author"):
        found = said.first(name)
        if found:
            yield [found]
    yield said.bylines


def _people(names: Iterable[str], publishers: frozenset[str]) -> Iterator[str]:
    by, organisations = _author_words()
    for name in names:
        bare = by.sub("", " ".join(name.split())).strip(" ,;:")
        squeezed = _squeezed(bare)
        if not squeezed or len(bare) > _LONGEST_NAME or len(bare.split()) > _MOST_WORDS_OF_NAME:
            continue
        if squeezed not in publishers and not _NOT_A_NAME.search(bare) and not organisations.search(bare):
            yield bare


@lru_cache
def _author_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    listed = table("digests.text", "page_authors")
    by = "|".join(map(re.escape, strings(listed, "by")))
    organisations = "|".join(map(re.escape, strings(listed, "organisations")))
    return (
        re.compile(rf"^(?:(?:{by})(?:\s*[:：／]\s*|\s+))+", re.IGNORECASE),
        re.compile(rf"(?<![^\W_])(?:{organisations})(?![^\W_])", re.IGNORECASE),
    )


def url_of(said: Metadata) -> str | None:
    """The page's canonical address. A front page's is believed only where nothing else is said."""
    claims = (said.canonical, said.first("og:url"), said.ld.url)
    found = [url for claim in claims if (url := _absolute(claim))]
    return next((url for url in found if urlsplit(url).path.strip("/")), found[0] if found else None)


def image_of(said: Metadata) -> str | None:
    claims = (
        said.first("og:image:secure_url", "og:image", "og:image:url"),
        said.ld.image,
        said.first("twitter:image"),
    )
    return next((url for claim in claims if (url := _absolute(claim))), None)


def _absolute(url: str | None) -> str | None:
    """`url` if it is one that may be shown: absolute, http or https, with a host and no password."""
    spelt = (url or "").strip()
    spelt = f"https:{spelt}" if spelt.startswith("//") else spelt
    if not spelt or len(spelt) > _LONGEST_URL or any(c.isspace() or not c.isprintable() for c in spelt):
        return None
    host = _host(spelt)
    return spelt if host and "." in host else None


def _host(url: str | None) -> str | None:
    try:
        parts = urlsplit(url or "")
        if parts.scheme.lower() not in ("http", "https") or parts.username is not None:
            return None
        return (parts.hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def site_of(said: Metadata) -> str | None:
    """The publisher's name, else the host of the page's address."""
    return (
        said.first("og:site_name")
        or said.ld.publisher
        or said.first("application-name")
        or _host(url_of(said))
    )


def language_of_page(said: Metadata) -> str | None:
    """What the page claims; a hint only, the text decides."""
    return said.language or said.ld.language or said.first("og:locale", "content-language", "language")


def published_of(said: Metadata) -> datetime | None:
    """When it was published, in UTC; a day alone is its midnight, a time without a zone is taken for UTC."""
    claims = (
        said.ld.published,
        said.first(
            "article:published_time", "og:article:published_time", "og:published_time", "datepublished"
        ),
        said.first("parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date"),
        said.first("pubdate", "publishdate", "publish-date", "date", "article.published"),
        *said.times,
    )
    return next((moment for claim in claims if (moment := moment_of(claim))), None)


def moment_of(claim: str | None) -> datetime | None:
    """The instant that `claim` names: ISO 8601, as in a mail's head, or seconds. None if it cannot be."""
    found = _parsed((claim or "").strip())
    if found is None:
        return None
    try:
        moment = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if _EARLIEST <= moment.year < _LATEST else None


def _parsed(claim: str) -> datetime | None:
    if not claim or len(claim) > 60:
        return None
    if _EPOCH.fullmatch(claim):
        return datetime.fromtimestamp(int(claim[:10]), UTC)
    for reading in (datetime.fromisoformat, parsedate_to_datetime, _leading_day):
        try:
            return reading(claim)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _leading_day(claim: str) -> datetime:
    """The day that an otherwise unknown spelling begins with. ValueError where it does not."""
    match = _DAY.match(claim)
    if match is None:
        raise ValueError("no date")
    return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
