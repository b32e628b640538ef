"""What a button carries: typed, at most 64 bytes, and total to read: anything forged is `None`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TypeAlias, assert_never

from digests.model import QuietHours

DATA_LIMIT = 64
LONGEST_PAUSE = 366
"""Days."""


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


class Menu(StrEnum):
    """The pages of the settings, by the letter that names them in a button."""

    SETTINGS = "s"
    HOURS = "t"
    QUIET = "q"
    PAUSE = "p"


@dataclass(frozen=True, slots=True)
class ShowMenu:
    menu: Menu


@dataclass(frozen=True, slots=True)
class ChooseTime:
    at: time


@dataclass(frozen=True, slots=True)
class MoveSlot:
    """Have the slot of this number at another minute, on the same days."""

    number: int
    at: time


@dataclass(frozen=True, slots=True)
class ChooseZone:
    zone: str


@dataclass(frozen=True, slots=True)
class ChooseStanding:
    subscribed: bool


@dataclass(frozen=True, slots=True)
class ChooseSilent:
    silent: bool


@dataclass(frozen=True, slots=True)
class ChoosePreviews:
    previews: bool


@dataclass(frozen=True, slots=True)
class ChooseQuiet:
    quiet: QuietHours | None


@dataclass(frozen=True, slots=True)
class ChoosePause:
    """No editions for so many days; none ends a pause."""

    days: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """A button that only shows something, such as "2/5"."""


Action: TypeAlias = (
    TurnPage
    | ShowEdition
    | EditionWordings
    | ListWordings
    | ShowMenu
    | ChooseTime
    | MoveSlot
    | ChooseZone
    | ChooseStanding
    | ChooseSilent
    | ChoosePreviews
    | ChooseQuiet
    | ChoosePause
    | Nothing
)


@dataclass(frozen=True, slots=True)
class ForChat:
    """Do it for another chat than the one the button stands in."""

    chat: int
    action: Action


Pressed: TypeAlias = Action | ForChat


def encode(pressed: Pressed) -> str:
    data = f"c:{pressed.chat}:{_data(pressed.action)}" if isinstance(pressed, ForChat) else _data(pressed)
    if len(data.encode()) > DATA_LIMIT:
        raise ValueError(f"callback data over {DATA_LIMIT} bytes: {data}")
    return data


def _data(action: Action) -> str:
    match action:
        case TurnPage(listing, page):
            return f"p:{listing}:{page}"
        case ShowEdition(lineup):
            return f"e:{lineup}"
        case EditionWordings(lineup, story):
            return f"w:{lineup}:{story}"
        case ListWordings(listing, page, story):
            return f"v:{listing}:{page}:{story}"
        case ShowMenu(menu):
            return f"o:{menu}"
        case ChooseTime(at):
            return f"t:{at:%H%M}"
        case MoveSlot(number, at):
            return f"m:{number}:{at:%H%M}"
        case ChooseZone(zone):
            return f"z:{zone}"
        case ChooseStanding(subscribed):
            return f"s:{subscribed:d}"
        case ChooseSilent(silent):
            return f"l:{silent:d}"
        case ChoosePreviews(previews):
            return f"k:{previews:d}"
        case ChooseQuiet(quiet):
            return f"q:{quiet.start:%H%M}:{quiet.end:%H%M}" if quiet else "q"
        case ChoosePause(days):
            return f"r:{days}"
        case Nothing():
            return "-"
        case _:
            assert_never(action)


def decode(data: str) -> Pressed | None:
    """The action that `encode` wrote; None for everything else."""
    kind, *fields = data.split(":", 2)
    try:
        if kind == "c" and len(fields) == 2:
            action = _action(fields[1])
            pressed: Pressed | None = ForChat(_chat(fields[0]), action) if action else None
        else:
            pressed = _action(data)
        return pressed if pressed is not None and encode(pressed) == data else None
    except ValueError:
        return None


def _action(data: str) -> Action | None:
    kind, *fields = data.split(":")
    reader = _READERS.get((kind, len(fields)))
    return reader(*fields) if reader else None


def _key(digits: str) -> int:
    return int(digits) % 2**63  # where SQLite's and PostgreSQL's integers end


def _number(digits: str) -> int:
    return int(digits) % 2**31


def _chat(digits: str) -> int:
    chat = int(digits)
    if abs(chat) >= 2**63:
        raise ValueError(digits)
    return chat


def _days(digits: str) -> int:
    return max(0, min(int(digits), LONGEST_PAUSE))


def _time(digits: str) -> time:
    return time(int(digits[:2]), int(digits[2:]))


def _quiet(start: str, end: str) -> QuietHours:
    if start == end:
        raise ValueError(start)
    return QuietHours(_time(start), _time(end))


_READERS: dict[tuple[str, int], Callable[..., Action]] = {
    ("p", 2): lambda listing, page: TurnPage(_key(listing), _number(page)),
    ("e", 1): lambda lineup: ShowEdition(_key(lineup)),
    ("w", 2): lambda lineup, story: EditionWordings(_key(lineup), _key(story)),
    ("v", 3): lambda listing, page, story: ListWordings(_key(listing), _number(page), _key(story)),
    ("o", 1): lambda menu: ShowMenu(Menu(menu)),
    ("t", 1): lambda at: ChooseTime(_time(at)),
    ("m", 2): lambda number, at: MoveSlot(_number(number), _time(at)),
    ("z", 1): ChooseZone,
    ("s", 1): lambda flag: ChooseStanding(flag == "1"),
    ("l", 1): lambda flag: ChooseSilent(flag == "1"),
    ("k", 1): lambda flag: ChoosePreviews(flag == "1"),
    ("q", 0): lambda: ChooseQuiet(None),
    ("q", 2): lambda start, end: ChooseQuiet(_quiet(start, end)),
    ("r", 1): lambda days: ChoosePause(_days(days)),
    ("-", 0): Nothing,
}
