"""Buttons of editions and story cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.callbacks.places import Place


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


StoryAction: TypeAlias = ShowEdition | OpenStory | ShowWordings

STORY_ACTIONS: dict[str, type[StoryAction]] = {"e": ShowEdition, "s": OpenStory, "w": ShowWordings}
