"""Article files and streams -> Articles, in the formats of the command line and of the inbox.

A file that cannot be read raises ArticleRejected with a reason for people; one broken record among
others is a Flaw in its place. Nothing here holds more of a .jsonl than one line, and packed files are
counted while they unpack, so that a bomb stops at the limit.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from digests.errors import ArticleRejected
from digests.model import Article
from digests.sources.encoding import UTF16_MARKS, decode, storable_name
from digests.sources.records import Flaw, article, megabytes, parse

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Items = Iterator[Article | Flaw]

PACKED = ".gz"
FORMATS = ("txt", "md", "html", "json", "jsonl")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is taken, in bytes. The defaults are those of the inbox."""

    file_bytes: int = 5_000_000
    """On the disk."""
    unpacked_bytes: int = 20_000_000
    """After decompression."""
    whole_bytes: int = 20_000_000
    """A .json file, which has to be held as a whole."""
    article_bytes: int = 5_000_000
    """One article: a .txt, .md or .html file, or a line of a .jsonl."""


INBOX = Limits()


@dataclass(frozen=True, slots=True)
class Format:
    """What a file's name says of its content."""

    name: str
    """One of FORMATS."""
    packed: bool
    stem: str
    """The file name without its suffixes."""

    @classmethod
    def of(cls, file_name: str) -> Format:
        """Raises ArticleRejected when the suffix is none that is read here."""
        path = PurePath(file_name)
        packed = path.suffix.lower() == PACKED
        inner = PurePath(path.stem) if packed else path
        if inner.suffix[1:].lower() not in FORMATS:
            suffix = inner.suffix + (path.suffix if packed else "")
            known = ", ".join(f".{name}" for name in FORMATS)
            found = f"unknown suffix {storable_name(suffix)}" if suffix else "no suffix"
            raise ArticleRejected(f"{found}; known are {known}, each also with {PACKED}")
        return cls(inner.suffix[1:].lower(), packed, storable_name(inner.stem))


def read(path: Path, *, limits: Limits = INBOX) -> Items:
    """The articles of one file, one at a time, in the order of the file.

    A symbolic link is followed (a person named it); a device or a pipe is not waited for. Raises
    ArticleRejected at the first step for what shows at once, or later where the damage is met.
    """
    form = Format.of(path.name)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise unreadable(error) from error
    yield from read_descriptor(descriptor, path.name, form, limits=limits)


def read_descriptor(descriptor: int, file_name: str, form: Format, *, limits: Limits = INBOX) -> Items:
    """As `read`, from an open file, which is closed at the end."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise ArticleRejected("not a regular file")
    with open(descriptor, "rb") as file:
        if status.st_size > limits.file_bytes:
            raise ArticleRejected(f"over {megabytes(limits.file_bytes)}")
        yield from _read(file, storable_name(file_name), form, limits)


def read_stream(
    stream: io.BufferedReader, name: str, format_name: str = "jsonl", *, limits: Limits = INBOX
) -> Items:
    """As `read`, from a stream that is open already, such as standard input; it is not closed."""
    yield from _read(stream, name, Format(format_name, packed=False, stem=name), limits)


def unreadable(error: OSError | ValueError) -> ArticleRejected:
    """The system's word on why a file cannot be opened or read, as a reason."""
    words = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return ArticleRejected(f"cannot be read: {words}")


# --- one format each --------------------------------------------------------------------------


def _read(source: io.BufferedReader, name: str, form: Format, limits: Limits) -> Items:
    if form.packed:
        measured = _Measured(gzip.GzipFile(fileobj=source), limits.unpacked_bytes, " when unpacked")
    else:
        measured = _Measured(source, limits.file_bytes, "")
    stream = io.BufferedReader(measured, 1 << 16)
    match form.name:
        case "jsonl":
            yield from _lines(stream, name, limits)
        case "json":
            yield from _document(parse(decode(_whole(stream, limits.whole_bytes))), name, form.stem, limits)
        case "html":
            yield _page(decode(_whole(stream, limits.article_bytes)), form.stem)
        case _:
            text = decode(_whole(stream, limits.article_bytes))
            yield _plain(text, form.stem, markdown=form.name == "md")


def _lines(stream: io.BufferedReader[_Measured], name: str, limits: Limits) -> Items:
    for number, line in _numbered(_as_utf8(stream, limits), limits.article_bytes):
        default_id = f"{name}:{number}"
        if line is None:
            reason = f"a line of over {megabytes(limits.article_bytes)}"
            yield Flaw(number=number, id=default_id, reason=reason)
            continue
        try:
            text = decode(line).rstrip()
            if not text:
                continue
            value = parse(text)
        except ArticleRejected as rejected:
            yield Flaw(number=number, id=default_id, reason=str(rejected))
        else:
            yield article(value, number=number, default_id=default_id, most=limits.article_bytes)


def _numbered(stream: io.BufferedIOBase, most: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers; None stands for one too long to hold."""
    number = 0
    while line := stream.readline(most + 1):
        number += 1
        if len(line) > most and not line.endswith(b"\n"):
            while (rest := stream.readline(1 << 16)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line


def _as_utf8(stream: io.BufferedReader[_Measured], limits: Limits) -> io.BufferedIOBase:
    """UTF-16 cannot be split at newline bytes; such a file is turned as a whole."""
    if not stream.peek(2).startswith(UTF16_MARKS):
        return stream
    return io.BytesIO(decode(_whole(stream, limits.whole_bytes)).encode())


def _document(value: object, name: str, stem: str, limits: Limits) -> Items:
    if isinstance(value, list):
        for number, entry in enumerate(value, 1):
            yield article(entry, number=number, default_id=f"{name}:{number}", most=limits.article_bytes)
    elif isinstance(value, dict):
        yield article(value, number=1, default_id=stem, most=limits.article_bytes)
    else:
        raise ArticleRejected("holds neither an article nor a list of articles")


def _page(html: str, stem: str) -> Article:
    if not html.strip():
        raise ArticleRejected("is empty")
    return Article(id=stem, html=html)


def _plain(text: str, stem: str, *, markdown: bool) -> Article:
    """The first line that is not blank is the title, all that follows it the text, to the last blank."""
    title, rest = _split_title(text)
    if not title:
        raise ArticleRejected("is empty")
    if not rest.strip():
        raise ArticleRejected("has no text after the title line")
    return Article(id=stem, title=re.sub(r"^#{1,6}\s+", "", title) if markdown else title, text=rest)


def _split_title(text: str) -> tuple[str, str]:
    start = len(text) - len(text.lstrip())
    line_end = re.compile(r"\r\n|\r|\n").search(text, start)
    if line_end is None:
        return text[start:].strip(), ""
    return text[start : line_end.start()].strip(), text[line_end.end() :]


# --- bytes ------------------------------------------------------------------------------------


def _whole(stream: io.BufferedReader[_Measured], most: int) -> bytes:
    data = stream.read(most + 1)
    if len(data) > most:
        raise ArticleRejected(f"over {megabytes(most)}")
    return data


class _Measured(io.RawIOBase):
    """The bytes of `source`, counted: ends with a reason where there are too many, or damaged ones."""

    def __init__(self, source: io.BufferedReader | gzip.GzipFile, most: int, when: str) -> None:
        self._source, self._most, self._when, self._count = source, most, when, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        try:
            data = self._source.read1(len(view))  # read() would wait until the buffer is full
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ArticleRejected("gzip damaged or cut off") from error
        except OSError as error:
            raise unreadable(error) from error
        self._count += len(data)
        if self._count > self._most:
            raise ArticleRejected(f"over {megabytes(self._most)}{self._when}")
        view[: len(data)] = data
        return len(data)
