"""Buttons of editions, story cards and saved stories."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from bot.callbacks.places import Place

_SUBJECT = re.compile(r"[a-z2-7]{5}")


def _checked(subject: str) -> None:
    if not _SUBJECT.fullmatch(subject):
        raise ValueError(subject)


@dataclass(frozen=True, slots=True)
class ShowEdition:
    """Show page `page` (from 0) of the edition that told this line-up, in the message it came in."""

    lineup: int
    page: int


@dataclass(frozen=True, slots=True)
class OpenStory:
    """Show the card of a story in the message that it was opened from."""

    place: Place
    story: int


@dataclass(frozen=True, slots=True)
class ShowWordings:
    """Show how outlets print the key quotes of a story."""

    place: Place
    story: int


@dataclass(frozen=True, slots=True)
class ShowPassage:
    """Show where a quotation of a card stands in its article; Back leads to the card. `begins` is the
    quotation's place in the text: that stays what it is, however the card changes."""

    place: Place
    article: int
    begins: int


@dataclass(frozen=True, slots=True)
class ShowListedPassage:
    """The same for a quotation of a list: Back leads to the list."""

    place: Place
    article: int
    begins: int


@dataclass(frozen=True, slots=True)
class ShowOutlets:
    """Show all outlets of a story, each with its title and link."""

    place: Place
    story: int


@dataclass(frozen=True, slots=True)
class ShowWhy:
    """Say why the story is shown."""

    place: Place
    story: int


@dataclass(frozen=True, slots=True)
class SaveStory:
    """Keep the story, or keep it no more."""

    place: Place
    story: int
    kept: bool


@dataclass(frozen=True, slots=True)
class ShowLess:
    """Ask what of the story shall be muted."""

    place: Place
    story: int


@dataclass(frozen=True, slots=True)
class ChooseLess:
    """Mute a subject of the story, or hear of it again. `subject` is its code (`editor/subjects.py`)."""

    place: Place
    story: int
    subject: str
    muted: bool

    def __post_init__(self) -> None:
        _checked(self.subject)


@dataclass(frozen=True, slots=True)
class ShowMore:
    """Ask what of the story shall be followed."""

    place: Place
    story: int


@dataclass(frozen=True, slots=True)
class ChooseMore:
    """Follow a subject of the story, or no more."""

    place: Place
    story: int
    subject: str
    followed: bool

    def __post_init__(self) -> None:
        _checked(self.subject)


@dataclass(frozen=True, slots=True)
class ExportSaved:
    """Send the saved stories as a file."""


@dataclass(frozen=True, slots=True)
class OpenSettings:
    """Send the settings as a message of their own: an edition stays what it is."""


StoryAction: TypeAlias = (
    ShowEdition
    | OpenStory
    | ShowWordings
    | ShowPassage
    | ShowListedPassage
    | ShowOutlets
    | ShowWhy
    | SaveStory
    | ShowLess
    | ChooseLess
    | ShowMore
    | ChooseMore
    | ExportSaved
    | OpenSettings
)

STORY_ACTIONS: dict[str, type[StoryAction]] = {
    "e": ShowEdition,
    "s": OpenStory,
    "w": ShowWordings,
    "cp": ShowPassage,
    "cq": ShowListedPassage,
    "co": ShowOutlets,
    "cy": ShowWhy,
    "cs": SaveStory,
    "cl": ShowLess,
    "cm": ChooseLess,
    "cf": ShowMore,
    "cg": ChooseMore,
    "cx": ExportSaved,
    "ct": OpenSettings,
}
