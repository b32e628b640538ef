"""What readers do of their own accord while the enemy is at work: ask, leave and come back, change times.

`wishes` draws it from the seed (pure); `Readers` says it to the bot, and notes from the bot's answers what
it surely knows from then on.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.playground import Playground
from bot.playground.shown import ShownMessage
from tests.benchmarks.nemesis.enemy import Plan, Targets, lasting
from tests.benchmarks.nemesis.evidence import Occurrence, Reason, Shut, Span
from tests.benchmarks.nemesis.log import is_edition

_PATIENCE = 45.0
"""Seconds in which an answer may come, whatever the enemy does."""
_ASKING, _MOVING, _RESTING = (1, 3), (5,), (7, 9)
"""Who does what, by the last digit: an answer must belong to one question. The even ones are attacked."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A command that changes nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Rest:
    """No editions from one command to the other."""

    reason: Reason
    seconds: float

    @property
    def words(self) -> tuple[str, str]:
        return ("/unsubscribe", "/subscribe") if self.reason is Reason.LEFT else ("/pause 3 days", "/resume")


@dataclass(frozen=True, slots=True)
class Retime:
    """Another time for the daily edition: `minute` of the trial."""

    minute: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader does, when; `who` counts through the people of the town."""

    at: float
    who: int
    what: Ask | Rest | Retime


def movers(targets: Targets) -> frozenset[int]:
    """Who will choose another time: they have no slots of the trial's before."""
    return frozenset(_those(targets, _MOVING))


def wishes(plan: Plan, targets: Targets) -> tuple[Wish, ...]:
    """Of every other person: the enemy attacks the rest."""
    rng = random.Random(f"readers {plan.seed}")
    return tuple(sorted(_wishes(rng, plan, targets), key=lambda wish: wish.at))


def _those(targets: Targets, digits: Sequence[int]) -> list[int]:
    return [who for who in range(targets.people) if who % 10 in digits]


def _wishes(rng: random.Random, plan: Plan, targets: Targets) -> Iterator[Wish]:
    asking, moving, resting = (_those(targets, digits) for digits in (_ASKING, _MOVING, _RESTING))
    rng.shuffle(moving)
    rng.shuffle(resting)
    for number, each in enumerate(plan.rounds):
        for _ in range(rng.randint(1, 4)):
            text = rng.choice(("/latest", "/settings", "/help", "/search harbour", "/time noon o'clock"))
            yield Wish(each.at + rng.uniform(-1.0, 9.0), rng.choice(asking), Ask(text))
        for reason in (Reason.LEFT, Reason.PAUSED):
            if resting:
                # While editions are on their way to others: the reader's own may be planned already.
                rest = Rest(reason, rng.uniform(1.0, lasting(each, plan.rounds)))
                yield Wish(each.at + rng.triangular(-1.0, 4.0, 0.2), resting.pop(), rest)
        ahead = [later.minute for later in plan.rounds[number + 1 : number + 3]]
        if ahead and moving:
            yield Wish(each.at + rng.uniform(1.0, 6.0), moving.pop(), Retime(rng.choice(ahead)))


class Readers:
    """`first` is minute 0 of the trial, `numbers` are the people's, `zones` theirs by number."""

    def __init__(
        self,
        playground: Playground,
        *,
        numbers: Sequence[int],
        zones: Mapping[int, str],
        first: datetime,
        seconds: Callable[[], float],
    ) -> None:
        self._playground = playground
        self._numbers = numbers
        self._zones = zones
        self._first = first
        self._seconds = seconds
        self.shut: list[Shut] = []
        self.asked: list[Occurrence] = []
        self.done: Counter[str] = Counter()

    async def fulfil(self, wish: Wish) -> None:
        chat = self._numbers[wish.who]
        match wish.what:
            case Ask(text):
                self.done["reader: asked"] += 1
                await self._say(chat, text)
            case Rest(reason):
                self.done[f"reader: {reason}"] += 1
                await self._rest(chat, wish.what)
            case Retime(minute):
                self.done["reader: another time"] += 1
                await self._retime(chat, minute)
            case _:
                assert_never(wish.what)

    async def _rest(self, chat: int, rest: Rest) -> None:
        start, (away, back) = self._seconds(), rest.words
        told = await self._say(chat, away)
        await asyncio.sleep(rest.seconds)
        returned = self._seconds()
        heard = await self._say(chat, back) or await self._say(chat, back)
        self.shut.append(
            Shut(
                chat=chat,
                reason=rest.reason,
                span=Span(start, math.inf if heard is None else heard),
                rest=None if told is None else Span(told, returned),
            )
        )

    async def _retime(self, chat: int, minute: int) -> None:
        due = self._first + timedelta(minutes=minute)
        local = due.astimezone(ZoneInfo(self._zones[chat]))
        heard = await self._say(chat, f"/time {local:%H:%M}")
        at = self._seconds() if heard is None else heard
        self.asked.append(
            Occurrence(
                chat=chat,
                slot=1,
                local_date=local.date(),
                due=due,
                asked_at=at + 1.0,
                certain=heard is not None,
            )
        )

    async def _say(self, chat: int, text: str) -> float | None:
        """When the answer stood in the chat; None if none came in time."""
        asked = await self._playground.say(chat, text)
        try:
            await self._playground.wait_for(chat, after=asked, where=_is_answer, timeout=_PATIENCE)
        except TimeoutError:
            self.done["reader: no answer"] += 1
            return None
        return self._seconds()


def _is_answer(message: ShownMessage) -> bool:
    return message.from_bot and not is_edition(message.text)
