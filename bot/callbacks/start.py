"""Buttons of the first minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TypeAlias


class Step(StrEnum):
    """What the first minute shows, by the letter that names it in a button."""

    TOPICS = "t"
    WHEN = "w"
    WHERE = "z"
    DONE = "d"
    LATEST = "l"
    """What there is now, in place of all that."""


@dataclass(frozen=True, slots=True)
class GoTo:
    step: Step


@dataclass(frozen=True, slots=True)
class TickTopic:
    """Choose the topic of this code (`picking.Topic`), or let it go."""

    topic: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TickLanguage:
    """Have articles in this language, or no longer."""

    language: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ComeAt:
    """The edition of the day comes at this time."""

    at: time


@dataclass(frozen=True, slots=True)
class LiveIn:
    zone: str


StartAction: TypeAlias = GoTo | TickTopic | TickLanguage | ComeAt | LiveIn

START_ACTIONS: dict[str, type[StartAction]] = {
    "n": GoTo,
    "nt": TickTopic,
    "nl": TickLanguage,
    "nh": ComeAt,
    "nz": LiveIn,
}
