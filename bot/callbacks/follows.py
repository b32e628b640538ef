"""Buttons of follows and mutes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Kept(StrEnum):
    """Which of a chat's lists, by the letter that names it in a button."""

    FOLLOW = "f"
    MUTE = "m"


@dataclass(frozen=True, slots=True)
class ShowFollowing:
    """Page `page` (from 0) of what the chat follows and mutes."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class OpenKept:
    """One follow or mute, by its row number."""

    kept: Kept
    key: int


@dataclass(frozen=True, slots=True)
class RemoveKept:
    kept: Kept
    key: int


@dataclass(frozen=True, slots=True)
class SetBreaking:
    """Whether a follow is told within minutes, and how often a day at most."""

    key: int
    breaking: bool
    most: int


@dataclass(frozen=True, slots=True)
class TakeOffer:
    """Follow or mute what stands at `number` (from 0) among the offers kept under `listing`: what words may
    mean, or what was removed just now."""

    listing: int
    number: int


@dataclass(frozen=True, slots=True)
class FollowSearch:
    """Follow the words of a list of /search or /latest."""

    listing: int


@dataclass(frozen=True, slots=True)
class FollowPerson:
    """Follow the person of a list of /quotes."""

    listing: int


FollowAction: TypeAlias = (
    ShowFollowing | OpenKept | RemoveKept | SetBreaking | TakeOffer | FollowSearch | FollowPerson
)

FOLLOW_ACTIONS: dict[str, type[FollowAction]] = {
    "f": ShowFollowing,
    "fo": OpenKept,
    "fx": RemoveKept,
    "fb": SetBreaking,
    "fk": TakeOffer,
    "fs": FollowSearch,
    "fp": FollowPerson,
}
