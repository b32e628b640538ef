"""feedparser's own 1,851 test files through `parse`: nothing raised, and what they expect is what we say.

Each file says in a comment, in Python, what feedparser makes of it. Those expressions are read, never run:
comparisons of a field with a constant, of the fields that a ParsedFeed has. Where we differ it is on purpose,
and `feedparser_suite/differences.toml` says why.
"""

from __future__ import annotations

import ast
import html
import re
import tarfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from digests.errors import FeedRejected
from digests.model import FeedItem, ParsedFeed
from digests.sources.feeds import parse

SUITE = Path(__file__).parent / "feedparser_suite"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)

Step = str | int
Path_ = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    body: bytes

    @property
    def comment(self) -> str:
        encodings = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16"}
        encodings |= {b"\xfe\xff": "utf-16", b"<\0\0\0": "utf-32-le", b"\0\0\0<": "utf-32-be"}
        encodings |= {b"<\0": "utf-16-le", b"\0<": "utf-16-be", b"\x4c\x6f": "cp037"}
        for sign, encoding in encodings.items():
            if self.body.startswith(sign):
                return self.body.decode(encoding, "replace")
        return self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str | None:
        found = re.search(
            rf"^\s*Header:\s*{name}:[ \t]*(.+?)\s*$", self.comment, re.IGNORECASE | re.MULTILINE
        )
        return found[1] if found else None

    def expectations(self) -> Iterator[tuple[Path_, object]]:
        found = re.search(r"Expect:\s*(.*?)\s*-->", self.comment, re.DOTALL)
        try:
            tree = ast.parse(found[1] if found else "True", mode="eval")
        except SyntaxError:
            return
        yield from _comparisons(tree.body)

    def parsed(self) -> ParsedFeed | None:
        """None where it is rejected; nothing else may be raised."""
        asked = f"http://127.0.0.1:8097/{self.name}"
        said = urljoin(asked, self.header("Content-Location") or "")
        address = said if said.startswith("http") else asked
        try:
            return parse(
                self.body,
                address=address,
                now=NOW,
                content_type=self.header("Content-type"),
                content_language=self.header("Content-Language"),
            )
        except FeedRejected as rejected:
            assert str(rejected)
            return None


@cache
def cases() -> tuple[Case, ...]:
    with tarfile.open(SUITE / "suite.tar.xz") as archive:
        files = [(member.name, archive.extractfile(member)) for member in archive if member.isfile()]
        return tuple(Case(name, file.read()) for name, file in files if file)


# --- reading what a file expects ---------------------------------------------------------------


def _comparisons(node: ast.expr) -> Iterator[tuple[Path_, object]]:
    """`a == constant` for every such part of a chain of `and`."""
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            for value in values:
                yield from _comparisons(value)
        case ast.Compare(left=left, ops=ops, comparators=rest) if all(isinstance(op, ast.Eq) for op in ops):
            try:
                expected: object = ast.literal_eval(rest[-1])
            except ValueError:
                return
            for side in (left, *rest[:-1]):
                path = _path(side)
                if path:
                    yield path, expected


def _path(node: ast.expr) -> Path_ | None:
    """entries[0]['title'] -> ("entries", 0, "title"); None for anything else."""
    match node:
        case ast.Name(id="feed" | "entries" as name):
            return (name,)
        case ast.Attribute(value=inner, attr=name):
            path = _path(inner)
            return (*path, name) if path else None
        case ast.Subscript(value=inner, slice=ast.Constant(value=str() | int() as step)):
            path = _path(inner)
            return (*path, step) if path else None
    return None


# --- what we say of the same field -------------------------------------------------------------


def agrees(feed: ParsedFeed, path: Path_, expected: object) -> bool | None:
    """Whether we say the same; None for a field that is not ours."""
    match path:
        case ("feed", "title" | "link" | "language" | "ttl" as name):
            return _feed_agrees(feed, name, expected)
        case ("feed", "title_detail", "value"):
            return _is_title(feed.title, expected)
        case ("entries", int() as place, *steps) if isinstance(expected, str | tuple):
            item = feed.items[place] if len(feed.items) == 1 and place == 0 else None
            return _item_agrees(item, tuple(steps), expected) if item or len(feed.items) == 0 else None
    return None


def _feed_agrees(feed: ParsedFeed, name: str, expected: object) -> bool:
    match name:
        case "title":
            return _is_title(feed.title, expected)
        case "link":
            return _is_link(feed.link, expected)
        case "language":
            return (feed.language or "") == expected
    return str(int(feed.ttl.total_seconds() // 60) if feed.ttl else "") == expected


def _item_agrees(item: FeedItem | None, steps: Path_, expected: str | tuple[int, ...]) -> bool | None:
    match steps:
        case ("title",) | ("title_detail", "value"):
            return _is_title(item and item.title, expected)
        case ("link",) | ("feedburner_origlink",):
            return _is_link(item and item.url, expected)
        case ("published_parsed" | "updated_parsed" | "created_parsed",) if isinstance(expected, tuple):
            return item is not None and item.published == datetime(*expected[:6], tzinfo=UTC)
        case ("author",) | ("author_detail", "name"):
            return _is_name(item and item.author, expected)
        case ("tags", int(), "term") if expected and "://" not in str(expected):
            return item is not None and _plain(str(expected)) in item.topics
        case ("summary" | "description",) | (
            "summary_detail" | "description_detail" | "content",
            *_,
            "value",
        ):
            return _is_text(item and item.text, expected)
    return None


def _is_title(said: str | None, expected: object) -> bool:
    """As it stands, where tags are meant to be read; without tags and entities elsewhere."""
    return (said or "") in (" ".join(str(expected).split()), _plain(str(expected)))


def _is_text(said: str | None, expected: object) -> bool:
    """The words are the same; where lines begin is ours to say."""
    return " ".join((said or "").split()) in (" ".join(str(expected).split()), _plain(str(expected)))


def _is_name(said: str | None, expected: object) -> bool:
    """Without addresses, which feedparser puts behind the name."""
    return (said or "") == re.sub(r"\s*\(?\S+@[^\s)]+\)?", "", str(expected)).strip()


def _is_link(said: str | None, expected: object) -> bool:
    """The same but for what is canonical: a path there at least, no fragment, and pages only."""
    parts = urlsplit(str(expected))
    if parts.scheme not in ("http", "https"):
        return said is None
    return said == parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/", fragment="").geturl()


def _plain(said: str) -> str:
    """Words of HTML, by rules of our own and not by those that are tested."""
    without = re.sub(r"(?s)<!--.*?-->|<(script|style)\b.*?</\1>", "", said)
    bare = re.sub(
        r"(?s)</?[a-zA-Z][^>]*>", lambda tag: " " if tag[0].lower().startswith("<br") else "", without
    )
    return " ".join(html.unescape(html.unescape(bare)).split())


# --- tests -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    path: Path_
    expected: object
    agrees: bool


@cache
def outcomes() -> tuple[Outcome, ...]:
    found = list[Outcome]()
    for case in cases():
        feed = case.parsed()
        for path, expected in case.expectations() if feed else ():
            same = agrees(feed, path, expected) if feed else None
            if same is not None:
                found.append(Outcome(case.name, path, expected, same))
    return tuple(found)


def test_the_suite_is_whole() -> None:
    assert len(cases()) == 1851


def test_no_file_raises_anything_but_a_reason_to_reject_it() -> None:
    rejected = [case.name for case in cases() if case.parsed() is None]
    assert rejected == ["illformed/rss_empty_document.xml"]


def test_what_the_files_expect_of_our_fields_holds_but_where_we_mean_to_differ() -> None:
    reasons = tomllib.loads((SUITE / "differences.toml").read_text(encoding="utf-8"))
    meant = sorted(name for reason in reasons.values() for name in reason["files"])
    differ = sorted({outcome.name for outcome in outcomes() if not outcome.agrees})
    assert differ == meant
    held = [outcome for outcome in outcomes() if outcome.agrees]
    assert (len(outcomes()), len(held)) == (954, 935)
