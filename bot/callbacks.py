"""What a button carries: typed, at most 64 bytes, and total to read: anything forged is `None`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import TypeAlias, assert_never

DATA_LIMIT = 64


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Show page `page` (from 0) of a list."""

    listing: int
    page: int


@dataclass(frozen=True, slots=True)
class ShowEdition:
    """Show the edition again, in the message it came in: the one that told this line-up."""

    lineup: int


@dataclass(frozen=True, slots=True)
class EditionWordings:
    """Show how outlets print the key quotes of a story of an edition."""

    lineup: int
    story: int


@dataclass(frozen=True, slots=True)
class ListWordings:
    """The same for a story on page `page` (from 0) of a list."""

    listing: int
    page: int
    story: int


@dataclass(frozen=True, slots=True)
class ChooseTime:
    at: time


@dataclass(frozen=True, slots=True)
class ChooseZone:
    zone: str


@dataclass(frozen=True, slots=True)
class ChooseStanding:
    subscribed: bool


@dataclass(frozen=True, slots=True)
class Nothing:
    """A button that only shows something, such as "2/5"."""


Action: TypeAlias = (
    TurnPage
    | ShowEdition
    | EditionWordings
    | ListWordings
    | ChooseTime
    | ChooseZone
    | ChooseStanding
    | Nothing
)


def encode(action: Action) -> str:
    match action:
        case TurnPage(listing, page):
            data = f"p:{listing}:{page}"
        case ShowEdition(lineup):
            data = f"e:{lineup}"
        case EditionWordings(lineup, story):
            data = f"w:{lineup}:{story}"
        case ListWordings(listing, page, story):
            data = f"v:{listing}:{page}:{story}"
        case ChooseTime(at):
            data = f"t:{at:%H%M}"
        case ChooseZone(zone):
            data = f"z:{zone}"
        case ChooseStanding(subscribed):
            data = f"s:{subscribed:d}"
        case Nothing():
            data = "-"
        case _:
            assert_never(action)
    if len(data.encode()) > DATA_LIMIT:
        raise ValueError(f"callback data over {DATA_LIMIT} bytes: {data}")
    return data


def decode(data: str) -> Action | None:
    """The action that `encode` wrote; None for everything else."""
    kind, *fields = data.split(":")
    reader = _READERS.get((kind, len(fields)))
    if reader is None:
        return None
    try:
        action = reader(*fields)
        return action if encode(action) == data else None
    except ValueError:
        return None


def _key(digits: str) -> int:
    return int(digits) % 2**63  # where SQLite's and PostgreSQL's integers end


def _number(digits: str) -> int:
    return int(digits) % 2**31


def _time(digits: str) -> Action:
    return ChooseTime(time(int(digits[:2]), int(digits[2:])))


_READERS: dict[tuple[str, int], Callable[..., Action]] = {
    ("p", 2): lambda listing, page: TurnPage(_key(listing), _number(page)),
    ("e", 1): lambda lineup: ShowEdition(_key(lineup)),
    ("w", 2): lambda lineup, story: EditionWordings(_key(lineup), _key(story)),
    ("v", 3): lambda listing, page, story: ListWordings(_key(listing), _number(page), _key(story)),
    ("t", 1): _time,
    ("z", 1): ChooseZone,
    ("s", 1): lambda flag: ChooseStanding(flag == "1"),
    ("-", 0): Nothing,
}
