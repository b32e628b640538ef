"""The chats of a trial, and which editions they ask for: drawn from the plan. Pure.

Most have a slot in most rounds, each with a number of its own, and some in the minutes that the clock will
leap over.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from digests.model import EVERY_DAY, Chat, ChatKind, Slot, Standing
from tests.benchmarks.nemesis.enemy import Plan, Targets

ZONES = ("UTC", "Asia/Kolkata", "America/Lima", "Asia/Tokyo", "Asia/Kathmandu", "Pacific/Honolulu")
"""None of them changes its clocks."""
_TAKES_PART = 0.75
"""Of a chat's having a slot in a round."""
FAR = 17 * 60
"""Minutes after the start: no trial lasts so long."""


@dataclass(frozen=True, slots=True)
class House:
    """One chat of the town, before it has a number: `minutes` of the trial are its slots."""

    kind: ChatKind
    zone: str
    minutes: tuple[int, ...]

    @property
    def is_private(self) -> bool:
        return self.kind is ChatKind.PRIVATE

    @property
    def is_group(self) -> bool:
        return self.kind in (ChatKind.GROUP, ChatKind.SUPERGROUP)

    @property
    def forum(self) -> bool:
        """Its editions go to a topic."""
        return self.kind is ChatKind.SUPERGROUP


def houses(plan: Plan, targets: Targets) -> tuple[House, ...]:
    """The people, then the groups, as the plan counts them, then the channels."""
    rng = random.Random(f"town {plan.seed}")
    kinds = [ChatKind.PRIVATE] * targets.people
    kinds += [ChatKind.GROUP] * (targets.groups - targets.forums) + [ChatKind.SUPERGROUP] * targets.forums
    kinds += [ChatKind.CHANNEL] * targets.channels
    return tuple(House(kind, rng.choice(ZONES), tuple(_minutes(rng, plan))) for kind in kinds)


def _minutes(rng: random.Random, plan: Plan) -> Iterator[int]:
    taken = False
    for each in plan.rounds:
        if rng.random() < _TAKES_PART:
            taken = True
            yield each.minute
        if each.leaps_to > each.minute and rng.random() < 0.3:
            yield rng.randint(each.minute + 1, each.leaps_to)
    if not taken:
        yield FAR


def chat(house: House, number: int, now: datetime) -> Chat:
    return Chat(
        id=number,
        kind=house.kind,
        name=f"House {number}",
        language="en",
        timezone=house.zone,
        standing=Standing.SUBSCRIBED,
        gone_reason=None,
        created_at=now,
    )


def slots(house: House, number: int, first: datetime, thread: int | None) -> Iterator[Slot]:
    """`first` is minute 0 of the trial."""
    for place, minute in enumerate(house.minutes, 1):
        due = first + timedelta(minutes=minute)
        local = due.astimezone(ZoneInfo(house.zone))
        yield Slot(
            chat=number,
            number=place,
            at=local.time(),
            days=EVERY_DAY,
            thread=thread,
            next_due_at=due,
            next_date=local.date(),
        )
