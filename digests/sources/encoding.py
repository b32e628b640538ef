"""Bytes from a file or a pipe -> text that every store and every screen can carry.

UTF-8 is tried first, then a UTF-16 byte order mark, then charset-normalizer's guess if it is sure of
itself. A wrong guess would be printed as somebody's words, so anything doubtful is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from digests.errors import ArticleRejected

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
GUESS_SAMPLE = 100_000
MOST_CHAOS = 0.1
"""Share of improbable characters, charset-normalizer's measure; legacy news pages stay below 0.02."""

WESTERN = "English French German Spanish Portuguese Italian Dutch Swedish Danish Norwegian Finnish Indonesian"
CENTRAL = "Polish Czech Slovak Hungarian Croatian Slovene Romanian"
CYRILLIC = "Russian Ukrainian Bulgarian Serbian"
HOMES = {
    "cp1252": WESTERN,
    "cp1250": CENTRAL,
    "iso8859_2": CENTRAL,
    "cp1251": CYRILLIC,
    "koi8_r": CYRILLIC,
    "cp1253": "Greek",
    "cp1254": "Turkish",
    "cp1255": "Hebrew",
    "cp1256": "Arabic Farsi",
    "cp1257": "Lithuanian Estonian",
    "cp932": "Japanese",
    "euc_jp": "Japanese",
    "cp949": "Korean",
    "gb18030": "Chinese",
    "big5": "Chinese",
}
"""Encodings that news is still found in, with the languages written in them (charset-normalizer's
names for both). French in an encoding of Poland is a wrong guess, however well the letters look."""
SEVERAL_BYTES = {"cp932", "euc_jp", "cp949", "gb18030", "big5"}

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def decode(data: bytes) -> str:
    """The text of `data`. Raises ArticleRejected when no encoding fits or it is not text at all."""
    if data.startswith(UTF16_MARKS):
        text = _strictly(data, "utf-16", "damaged UTF-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text = _guess(data, error)
    if text.count("\0") * 100 > len(text):
        raise ArticleRejected("looks like binary data, not text")
    return storable(text)


def decode_page(data: bytes, content_type: str | None) -> str:
    """The text of a page as a browser reads it: by its own word on its encoding, if it is not UTF-8.

    Bytes that are damaged in an encoding that it names become U+FFFD. Raises ArticleRejected as `decode`.
    """
    if not data.startswith(UTF16_MARKS) and not is_utf8(data):
        for said in _encodings_said(data, content_type):
            # It may name no encoding, or one that is not of texts.
            with suppress(LookupError, UnicodeError):
                return storable(data.decode(said, "replace"))
    return decode(data)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encodings_said(data: bytes, content_type: str | None) -> Iterator[str]:
    head = data[:4_096].decode("latin-1")
    for text in (content_type or "", head):
        if match := _CHARSET.search(text):
            # Pages that say Latin 1 mean Windows 1252, as the HTML standard has it.
            yield "cp1252" if match[1].lower() in ("iso-8859-1", "latin1", "us-ascii") else match[1]


def storable(text: str) -> str:
    """`text` with each NUL and lone surrogate replaced by U+FFFD, one for one: all offsets hold.

    PostgreSQL takes no NUL, and a lone surrogate (JSON can smuggle one in) has no UTF-8 form.
    """
    try:
        text.encode()  # a fraction of the time that a search for surrogates takes
    except UnicodeEncodeError:
        return _UNSTORABLE.sub("\ufffd", text)
    return text.replace("\0", "\ufffd")


def storable_name(name: str) -> str:
    """A file name as text: bytes that are not UTF-8 become \\x.. escapes, so that names stay distinct."""
    return storable(name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))


def _guess(data: bytes, problem: UnicodeDecodeError) -> str:
    if _mostly_utf8(data):
        raise ArticleRejected(f"damaged UTF-8 at byte {problem.start}") from problem
    from charset_normalizer import from_bytes  # rarely needed, and not light

    sample = _whole_lines(data)
    foreign = len(sample.translate(None, bytes(range(0x80)))) / len(sample)
    guesses = from_bytes(sample, cp_isolation=list(HOMES))
    likely = [guess for guess in guesses if guess.chaos <= MOST_CHAOS and _at_home(guess, foreign)]
    likely.sort(key=lambda guess: (guess.coherence == 0, guess.chaos, -guess.coherence))
    if not likely:
        raise ArticleRejected("not UTF-8 text, and no other encoding fits") from problem
    best, *others = likely
    if any(_as_good(other, best) for other in others):
        raise ArticleRejected("not UTF-8 text, and more than one other encoding fits") from problem
    return _strictly(data, best.encoding, f"not UTF-8 text, and not all of it is {best.encoding}")


def _at_home(guess: CharsetMatch, foreign: float) -> bool:
    """Whether the language is written in an encoding that gives this text.

    The letters have to look like the language's. Korean never does by charset-normalizer's measure, so
    encodings of several bytes pass without, unless the text is all but ASCII: dashes are not Korean.
    """
    homes = [name for name in guess.could_be_from_charset if guess.language in HOMES.get(name, "").split()]
    return bool(homes) and (guess.coherence > 0 or (foreign > 0.05 and not SEVERAL_BYTES.isdisjoint(homes)))


def _as_good(other: CharsetMatch, best: CharsetMatch) -> bool:
    """A tie, but for the text: Czech looks the same to the measure in either of two encodings."""
    return (
        (other.coherence > 0) == (best.coherence > 0)
        and other.chaos - best.chaos < 0.005
        and str(other) != str(best)
    )


def _mostly_utf8(data: bytes) -> bool:
    """Whether more of the non-ASCII stretches are good UTF-8 than not: then it is damaged, not foreign."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = sum(not stretch.isascii() for stretch in re.findall(r"[^\x00-\x7f\ufffd]+", text))
    return foreign >= broken


def _whole_lines(data: bytes) -> bytes:
    """A sample for guessing that is not cut within a character of several bytes."""
    if len(data) <= GUESS_SAMPLE:
        return data
    return data[: data.rfind(b"\n", 0, GUESS_SAMPLE) + 1] or data


def _strictly(data: bytes, encoding: str, reason: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleRejected(reason) from error
