"""Buttons of the settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TypeAlias

from digests.model import EVERY_DAY, QuietHours, Size
from digests.newsroom.picking import Mark

LONGEST_PAUSE = 366
"""Days."""


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,8})?")


class Menu(StrEnum):
    """The pages of the settings, by the letter that names them in a button."""

    SETTINGS = "s"
    HOURS = "t"
    DAYS = "d"
    ZONE = "z"
    SIZE = "n"
    READING = "l"
    """Languages of articles."""
    SPEAKING = "b"
    """Language of the bot."""
    QUIET = "q"
    TOPICS = "o"
    PAUSE = "p"
    DATA = "a"
    DONE = "x"
    """No page: the settings are closed."""


class Wanted(StrEnum):
    """What can be typed instead of tapped."""

    TIMES = "t"
    PLACE = "z"


@dataclass(frozen=True, slots=True)
class ShowMenu:
    menu: Menu


@dataclass(frozen=True, slots=True)
class AskFor:
    """Ask for it: the next plain words are the answer."""

    wanted: Wanted


@dataclass(frozen=True, slots=True)
class SwitchTime:
    """Have an edition at this minute too, or no more."""

    at: time
    wanted: bool


@dataclass(frozen=True, slots=True)
class MoveSlot:
    """Have the slot of this number at another minute, on the same days."""

    number: int
    at: time


@dataclass(frozen=True, slots=True)
class ShowDays:
    """Show the days of the slot of this number."""

    number: int


@dataclass(frozen=True, slots=True)
class ChooseDays:
    """Have the slot of this number on these days, as bits; 0: all slots."""

    number: int
    days: int

    def __post_init__(self) -> None:
        if not 0 <= self.days <= EVERY_DAY:
            raise ValueError(self.days)


@dataclass(frozen=True, slots=True)
class ChooseZone:
    zone: str


@dataclass(frozen=True, slots=True)
class ChooseSize:
    size: Size


@dataclass(frozen=True, slots=True)
class ReadLanguage:
    """Be told of articles in this language too, or no more; of none in particular: of all."""

    language: str | None
    wanted: bool

    def __post_init__(self) -> None:
        _check_language(self.language)


@dataclass(frozen=True, slots=True)
class SpeakLanguage:
    """Have the bot speak it; None: the one that Telegram speaks."""

    language: str | None

    def __post_init__(self) -> None:
        _check_language(self.language)


@dataclass(frozen=True, slots=True)
class ChooseTopic:
    """Be told of the topic of this code, or no more."""

    code: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class ShowSources:
    page: int


@dataclass(frozen=True, slots=True)
class MarkSource:
    """Follow or mute the source of this code, or neither, and show this page again."""

    code: str
    mark: Mark
    page: int


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


def _check_language(code: str | None) -> None:
    if code is not None and not _LANGUAGE.fullmatch(code):
        raise ValueError(code)


SettingsAction: TypeAlias = (
    ShowMenu
    | AskFor
    | SwitchTime
    | MoveSlot
    | ShowDays
    | ChooseDays
    | ChooseZone
    | ChooseSize
    | ReadLanguage
    | SpeakLanguage
    | ChooseTopic
    | ShowSources
    | MarkSource
    | ChooseStanding
    | ChooseSilent
    | ChoosePreviews
    | ChooseQuiet
    | ChoosePause
)

SETTINGS_ACTIONS: dict[str, type[SettingsAction]] = {
    "o": ShowMenu,
    "ga": AskFor,
    "gt": SwitchTime,
    "m": MoveSlot,
    "gw": ShowDays,
    "gd": ChooseDays,
    "z": ChooseZone,
    "gs": ChooseSize,
    "gr": ReadLanguage,
    "gl": SpeakLanguage,
    "go": ChooseTopic,
    "gu": ShowSources,
    "gm": MarkSource,
    "b": ChooseStanding,
    "l": ChooseSilent,
    "k": ChoosePreviews,
    "q": ChooseQuiet,
    "r": ChoosePause,
}
