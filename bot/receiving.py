"""How updates come in, and when that is left to another process that uses the same token.

Telegram gives updates to one receiver: a second process that polls ends the first one's request with a 409,
and one that sets or deletes a webhook takes them without a word. A restart overlaps for the length of a long
poll, so a few such conflicts are borne; more of them mean that two will go on to take turns, half of the
commands each, until one gives way.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Receiving(StrEnum):
    """What Polling or Webhook is doing right now; kept in the store as it stands here (16 characters)."""

    WAITING = "waiting"
    """Not begun yet, or a pause after trouble."""
    POLLING = "polling"
    LISTENING = "listening"
    STOPPED_CONFLICT = "stopped"
    """Another process uses the token."""


class Receiver(Protocol):
    """Polling or Webhook."""

    state: Receiving

    async def run(self) -> None:
        """Until cancelled, or until another process has the updates for good. Raises OperatorMistake."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many conflicts within how many seconds are borne, and the seconds between two attempts."""

    times: int = 5
    within: float = 300.0
    pause: float = 30.0


GIVEN_UP = (
    "another process uses this token: no commands are answered any more, editions go on; "
    "stop the other one, then start this one again"
)
OF_POLLING = Patience()
OF_WEBHOOK = Patience(within=900.0, pause=60.0)
"""A webhook that was taken away is noticed only by looking."""

Conflicts = tuple[float, ...]
"""When each of them was, in seconds of a clock that only runs forward."""


def after_conflict(earlier: Conflicts, now: float, patience: Patience) -> Conflicts:
    """Those that still count, with one more."""
    return (*(at for at in earlier if now - at < patience.within), now)


def is_over(conflicts: Conflicts, patience: Patience) -> bool:
    """Whether to leave the updates to the other process."""
    return len(conflicts) >= patience.times
