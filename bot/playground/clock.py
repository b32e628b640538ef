"""A clock that a person can move forward: to tomorrow's edition, without waiting for it.

The playground only asks. Who runs the bot has the clock (`bot/demo.py`) and hands in a `Clockwork`; without
one the page shows no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

FARTHEST = 14 * 24
"""Hours that one move may skip."""


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What time it is where a chat lives."""

    now: datetime
    zone: str
    """As in the IANA database."""
    due: datetime | None
    """When the chat's next edition comes."""


class Clockwork(Protocol):
    """The clock that bot and playground share."""

    async def look(self, chat_id: int) -> ClockFace: ...

    async def move(self, moment: datetime) -> None:
        """Returns when all that is due by then has been planned and sent."""
        ...


def after_hours(face: ClockFace, hours: int) -> datetime:
    """Raises ValueError for what is no step forward."""
    if not 0 < hours <= FARTHEST:
        raise ValueError(f"the clock goes forward, by at most {FARTHEST} hours")
    return face.now + timedelta(hours=hours)


def at_next(face: ClockFace, words: str) -> datetime:
    """When the clock of the chat shows "HH:MM" next. Raises ValueError."""
    wanted = time.fromisoformat(words)
    local = face.now.astimezone(ZoneInfo(face.zone))
    moment = datetime.combine(local.date(), wanted, local.tzinfo)
    if moment <= local:
        moment = datetime.combine(local.date() + timedelta(days=1), wanted, local.tzinfo)
    return moment.astimezone(UTC)


def at_edition(face: ClockFace) -> datetime:
    """When the chat's next edition is due. Raises ValueError where there is none."""
    if face.due is None:
        raise ValueError("no edition is planned for this chat")
    return max(face.due, face.now)
