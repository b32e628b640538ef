"""A JSON value as somebody wrote it -> an Article, or a Flaw that says what is wrong with it.

Only `text` or `html` has to be right. An optional field of the wrong kind is dropped: the article is
worth more than its label. Fields not known here are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from digests.errors import ArticleRejected
from digests.model import Article, as_utc
from digests.sources.encoding import storable


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One broken record of a file; the records around it are read all the same."""

    number: int
    """Line of a .jsonl, or place in a list; from 1."""
    id: str
    title: str | None = None
    reason: str


def parse(text: str) -> object:
    """The JSON value in `text`. Raises ArticleRejected with the place of the mistake."""
    try:
        value: object = json.loads(text)
    except RecursionError as error:
        raise ArticleRejected("JSON nested too deeply") from error
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise ArticleRejected(f"not JSON: {error.msg} ({line}column {error.colno})") from error
    except ValueError as error:  # a number of more than 4,300 digits
        raise ArticleRejected("a number too long to read") from error
    return value


def article(value: object, *, number: int, default_id: str, most: int) -> Article | Flaw:
    """The article that `value` describes; `most` is the longest text taken, in code points."""
    if not isinstance(value, dict):
        return Flaw(number=number, id=default_id, reason=f"is {_kind(value)}, not an object")
    fields: Mapping[str, object] = value
    identity, title = _identity(fields.get("id")) or default_id, _words(fields.get("title"))
    text, html = _body(fields.get("text")), _body(fields.get("html"))
    if text is None and html is None:
        return Flaw(number=number, id=identity, title=title, reason=_why_no_body(fields))
    if len(text or html or "") > most:
        return Flaw(number=number, id=identity, title=title, reason=f"an article of over {megabytes(most)}")
    return Article(
        id=identity,
        title=title,
        text=text,
        html=html if text is None else None,
        url=_words(fields.get("url")),
        source=_words(fields.get("source")),
        language=_words(fields.get("language")),
        published=_moment(fields.get("published")),
        topics=_topics(fields.get("topics")),
    )


def megabytes(count: int) -> str:
    """A size as a person says it: "5 MB"."""
    return f"{count / 1_000_000:g} MB"


def _identity(value: object) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _words(value)


def _words(value: object) -> str | None:
    return storable(value).strip() or None if isinstance(value, str) else None


def _body(value: object) -> str | None:
    """Kept to the last blank, because offsets count from its first character."""
    return storable(value) if isinstance(value, str) and value.strip() else None


def _why_no_body(fields: Mapping[str, object]) -> str:
    for name in ("text", "html"):
        value = fields.get(name)
        if value is not None:
            return f"{name} is empty" if isinstance(value, str) else f"{name} is {_kind(value)}, not a string"
    return "has neither text nor html"


def _moment(value: object) -> datetime | None:
    """An ISO 8601 date or time in UTC; one without a zone is taken as UTC, nonsense as not given."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return as_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _topics(value: object) -> tuple[str, ...]:
    found = map(_words, value) if isinstance(value, list) else ()
    return tuple(dict.fromkeys(topic for topic in found if topic))


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"
