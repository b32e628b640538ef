"""What a chat, or one topic of a forum, wants to read and what not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FollowKind(StrEnum):
    """What a follow is a query for."""

    TOPIC = "topic"
    """A chat with follows of this kind is told of these topics, and of what else it follows."""
    SOURCE = "source"
    PERSON = "person"
    """Somebody is quoted."""
    WORDS = "words"
    """In the query language of /search."""


class MuteKind(StrEnum):
    """What a mute keeps away."""

    STORY = "story"
    """By its number."""
    TOPIC = "topic"
    SOURCE = "source"
    PERSON = "person"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A saved query of a chat for what it wants to hear of."""

    key: int
    """Row number."""
    chat: int
    thread: int | None
    """Of one topic of a forum; None: of the whole chat."""
    kind: FollowKind
    words: str
    created_at: datetime
    breaking: bool = False
    """Told within minutes, not only in the next edition."""
    most_a_day: int = 3
    """Of such messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A saved query of a chat for what it does not want to hear of."""

    key: int
    chat: int
    thread: int | None
    kind: MuteKind
    words: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """All that makes one chat's choice of stories differ from another's. Two chats with the same are told
    the same."""

    follows: tuple[tuple[FollowKind, str], ...] = ()
    """Sorted; the words as typed."""
    mutes: tuple[tuple[MuteKind, str], ...] = ()
    reads: tuple[str, ...] = ()
    """Languages of articles; none: all."""
    audiences: tuple[int, ...] = ()
    """Feeds that only some readers see, and this chat among them."""
    leanings: tuple[tuple[str, int], ...] = ()
    """Topics that it liked (above zero) or disliked editions for, in steps from -2 to 2."""

    def __bool__(self) -> bool:
        """Whether it differs from everybody's at all."""
        return self != _EVERYTHING


_EVERYTHING = Taste()
