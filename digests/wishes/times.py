"""Times of day and the weekdays they are wanted on: "07:30", "7:30 pm", "weekdays 07:30 sunday 10:00"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from typing import TypeAlias

from digests.errors import ReaderMistake
from digests.model import EVERY_DAY
from digests.wishes.days import Names, day_names, folded

MOST_TIMES = 6
"""Times that one chat may have."""
_LONGEST = 200
_PIECES_OF_A_NAME = 3
"""Two words and a hyphen between them: segunda-feira."""

TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?![:.h]?\d)\s*(?:(?P<half>[ap])\.?m\b\.?)?", re.IGNORECASE
)
_DASH = re.compile("[-–—]")
_WORD = re.compile(r"[^\s\d,;&+:.\-–—]+")
_BETWEEN = re.compile(r"[\s,;&+.]*")
_FILLING = {"at", "on", "and", "every", "each"}


@dataclass(frozen=True, slots=True)
class Wish:
    """A time of day at which editions are wanted, and the days: a bit for each weekday, Monday lowest."""

    at: time
    days: int


@dataclass(frozen=True, slots=True)
class _Days:
    days: int


_Said: TypeAlias = time | _Days
_Piece: TypeAlias = time | str


def shortened(words: str, limit: int = 60) -> str:
    """A reader's words as we repeat them: the beginning, if they are long."""
    return words if len(words) <= limit else words[: limit - 1] + "…"


def time_of_day(words: str) -> time:
    """ "7:30", "07.30", "7:30 pm", "7 pm" as a local time. Raises ReaderMistake."""
    wish = words.strip()
    if not wish:
        raise ReaderMistake("mistake.time.missing")
    match = TIME.fullmatch(wish)
    if match is None:
        raise ReaderMistake("mistake.time", words=shortened(wish))
    return clock_of(match)


def clock_of(match: re.Match[str]) -> time:
    """The time that was matched. Raises ReaderMistake where no clock shows it, or it may mean two."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    refusal = ReaderMistake("mistake.time", words=shortened(match[0].strip()))
    if match["minute"] is None and match["half"] is None:
        raise refusal
    if match["half"]:
        if not 1 <= hour <= 12:
            raise refusal
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    if hour > 23 or minute > 59:
        raise refusal
    return time(hour, minute)


def wished_times(words: str, language: str) -> tuple[Wish, ...]:
    """The times in "07:30 18:00", "mon wed fri 07:30", "mon-fri 8:00", "weekdays 07:30 sunday 10:00", in the
    order of their first mention. Days are named before their times, or always after them. Raises
    ReaderMistake."""
    wish = " ".join(words.split())
    if not wish:
        raise ReaderMistake("mistake.time.missing")
    if len(wish) > _LONGEST:
        raise ReaderMistake("mistake.time", words=shortened(wish))
    days_of: dict[time, int] = {}
    for at, days in _paired(list(_said(_pieces(wish), day_names(language))), wish):
        days_of[at] = days_of.get(at, 0) | days
    if len(days_of) > MOST_TIMES:
        raise ReaderMistake("mistake.time.many", limit=MOST_TIMES)
    return tuple(Wish(at, days) for at, days in days_of.items())


def _paired(said: Sequence[_Said], wish: str) -> Iterator[tuple[time, int]]:
    """Each time with its days. "07:30 mon 18:00" is refused: Monday may belong to either."""
    times = [each for each in said if isinstance(each, time)]
    if not times:
        raise ReaderMistake("mistake.time.days_only", words=shortened(wish))
    if len(times) == len(said):
        yield from ((at, EVERY_DAY) for at in times)
        return
    days_first = isinstance(said[0], _Days)
    if days_first is isinstance(said[-1], _Days):
        raise ReaderMistake("mistake.time.order", words=shortened(wish))
    pairs = list(_with_days_before(said if days_first else reversed(said)))
    yield from pairs if days_first else reversed(pairs)


def _with_days_before(said: Iterable[_Said]) -> Iterator[tuple[time, int]]:
    days, complete = 0, True
    for each in said:
        if isinstance(each, time):
            complete = True
            yield each, days
        else:
            days = each.days if complete else days | each.days
            complete = False


def _said(pieces: Sequence[_Piece], names: Names) -> Iterator[_Said]:
    """The times and days among the pieces, one after the other. Raises ReaderMistake at what is neither."""
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if isinstance(piece, time):
            yield piece
            at += 1
        elif found := _day(pieces, at, names):
            days, at = found
            if at + 1 < len(pieces) and pieces[at] == "-" and (last := _day(pieces, at + 1, names)):
                days, at = _range(days, last[0]), last[1]
            yield _Days(days)
        elif folded(piece) in _FILLING:
            at += 1
        else:
            raise ReaderMistake("mistake.time.word", words=shortened(piece))


def _day(pieces: Sequence[_Piece], at: int, names: Names) -> tuple[int, int] | None:
    """The days that the pieces from `at` on name, the longest name there is, and where it ends."""
    for end in range(min(at + _PIECES_OF_A_NAME, len(pieces)), at, -1):
        name = [piece for piece in pieces[at:end] if isinstance(piece, str)]
        is_whole = len(name) == end - at and "-" not in (name[0], name[-1])
        if is_whole and (days := names.get(folded(" ".join(name)))):
            return days, end
    return None


def _range(first: int, last: int) -> int:
    """The days from one to another; over the end of the week where the other comes before."""
    if first.bit_count() > 1 or last.bit_count() > 1:
        return first | last
    days, day = first, first
    while day != last:
        day = day << 1 if day << 1 <= EVERY_DAY else 1
        days |= day
    return days


def _pieces(wish: str) -> list[_Piece]:
    """A wish cut into times, words and dashes. Raises ReaderMistake at what is none of them."""
    pieces: list[_Piece] = []
    at = 0
    while True:
        at += len(_BETWEEN.match(wish, at)[0])  # type: ignore[index]  # it matches nothing, too
        if at == len(wish):
            return pieces
        if match := TIME.match(wish, at):
            pieces.append(clock_of(match))
        elif match := _DASH.match(wish, at):
            pieces.append("-")
        elif match := _WORD.match(wish, at):
            pieces.append(match[0])
        else:
            raise ReaderMistake("mistake.time", words=shortened(wish[at:].split()[0]))
        at = match.end()
