"""Buttons of the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TypeAlias

from digests.model import QuietHours

LONGEST_PAUSE = 366
"""Days."""


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

    def __post_init__(self) -> None:
        if not 0 <= self.days <= LONGEST_PAUSE:
            raise ValueError(self.days)


SettingsAction: TypeAlias = (
    ShowMenu
    | ChooseTime
    | MoveSlot
    | ChooseZone
    | ChooseStanding
    | ChooseSilent
    | ChoosePreviews
    | ChooseQuiet
    | ChoosePause
)

SETTINGS_ACTIONS: dict[str, type[SettingsAction]] = {
    "o": ShowMenu,
    "t": ChooseTime,
    "m": MoveSlot,
    "z": ChooseZone,
    "b": ChooseStanding,
    "l": ChooseSilent,
    "k": ChoosePreviews,
    "q": ChooseQuiet,
    "r": ChoosePause,
}
