"""What the enemy will do in a trial, drawn from its seed: the plan of the attacks. Pure.

A trial runs in rounds. Each is a minute of the program's clock, of which the last part is skipped, and
begins with editions falling due in most chats: that is when the enemy strikes. It goes through all it knows
before it repeats itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.playground.faults import Failure

OPENING = 2.0
"""Seconds before the first round, with the program at work."""
ROUND = 12.0
"""Seconds from one round to the next."""
SKIP = 1.5
"""Seconds before a round at which the rest of the minute before is skipped."""
CATCH_UP = timedelta(minutes=30)
LEASE = timedelta(seconds=4)


@dataclass(frozen=True, slots=True)
class Kill:
    """Ends the process as a power cut would; it is started again after `down` seconds."""

    down: float


@dataclass(frozen=True, slots=True)
class Freeze:
    """Stops the process for longer than a lease, then lets it go on."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refuse:
    """Telegram says 429: to everybody, or to one group."""

    retry_after: int
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Fail:
    """The next sends, or the next polls for updates, go wrong on the way."""

    failure: Failure
    times: int
    polls: bool = False


@dataclass(frozen=True, slots=True)
class Stall:
    """Answers take their time."""

    seconds: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Lock:
    """Another program holds the database for longer than ours is ready to wait."""

    seconds: float


@dataclass(frozen=True, slots=True)
class FillDisk:
    """No file of the process can grow."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SetClock:
    """The program's clock shows `to` after the first round's minute; then, perhaps, what it would have
    shown."""

    to: timedelta
    back_after: float | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A reader blocks the bot for a while; `who` counts through the people of the town."""

    who: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Kick:
    """A group removes the bot, and lets it in again; `group` counts through the groups."""

    group: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Migrate:
    group: int


@dataclass(frozen=True, slots=True)
class CloseTopic:
    group: int
    seconds: float


@dataclass(frozen=True, slots=True)
class DeleteTopic:
    group: int


Attack = (
    Kill
    | Freeze
    | Refuse
    | Fail
    | Stall
    | Lock
    | FillDisk
    | SetClock
    | Block
    | Kick
    | Migrate
    | CloseTopic
    | DeleteTopic
)


@dataclass(frozen=True, slots=True)
class Strike:
    """An attack and its time, in seconds."""

    at: float
    attack: Attack


@dataclass(frozen=True, slots=True)
class Round:
    """When it begins, and which minute of the program's clock that is, from 0."""

    at: float
    minute: int
    leaps_to: int
    """The minute after the one that the next round is: more than one ahead where the clock is set forward."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`seconds` long, without the quiet that follows."""

    seed: int
    seconds: float
    rounds: tuple[Round, ...]
    strikes: tuple[Strike, ...]


@dataclass(frozen=True, slots=True)
class Targets:
    """How many of each there are to attack. Nobody is attacked twice."""

    people: int
    """Every other one is left to what readers do of their own accord (`readers.py`)."""
    groups: int
    forums: int
    """Of the groups, the last; they have topics and are supergroups already."""
    channels: int = 0
    """Left alone."""


def plan(seed: int, seconds: float, targets: Targets) -> Plan:
    rng = random.Random(seed)
    count = max(1, int((seconds - OPENING) // ROUND))
    rounds = tuple(_rounds(rng, count))
    strikes = [*_clock(rng, rounds), *_blows(rng, rounds), *_deeds(rng, rounds, targets)]
    return Plan(seed, OPENING + count * ROUND, rounds, tuple(sorted(strikes, key=lambda each: each.at)))


def _rounds(rng: random.Random, count: int) -> Iterator[Round]:
    """Every third round or so the clock is set forward, by minutes or by hours, 15 hours in all at most."""
    minute = 0
    for number in range(count):
        leap = 0
        if number % 3 == 1 and minute < 13 * 60:
            near, far = rng.randint(2, 28), rng.randint(60, 150)
            leap = rng.choice((near, near, near, far))
        yield Round(OPENING + number * ROUND, minute, minute + leap)
        minute += leap + 1


def _clock(rng: random.Random, rounds: tuple[Round, ...]) -> Iterator[Strike]:
    yield Strike(0.0, SetClock(timedelta(seconds=-OPENING)))
    for number, each in enumerate(rounds):
        if number:
            yield Strike(each.at - SKIP, SetClock(timedelta(minutes=each.minute, seconds=-SKIP)))
        into = rng.uniform(6.5, 9.0)
        if each.leaps_to > each.minute:
            yield Strike(each.at + into, SetClock(timedelta(minutes=each.leaps_to, seconds=into)))
        elif number % 3 == 2:
            back = timedelta(seconds=rng.choice((2, 20, 120, 3000)))
            shown = timedelta(minutes=each.minute, seconds=into / 4)
            yield Strike(each.at + into / 4, SetClock(shown - back, back_after=rng.uniform(2.0, 6.0)))


_POLL_FAILURES = (Failure.INTERNAL, Failure.BAD_GATEWAY, Failure.HUNG_UP, Failure.DROPPED)
_BLOWS: Mapping[str, Callable[[random.Random], Attack]] = {
    "kill": lambda rng: Kill(rng.uniform(0.0, 2.0)),
    "freeze": lambda rng: Freeze(LEASE.total_seconds() + rng.uniform(1.0, 3.0)),
    "flood": lambda rng: Refuse(rng.randint(2, 6)),
    "group flood": lambda rng: Refuse(rng.randint(4, 9), group=rng.randrange(1000)),
    "500": lambda rng: Fail(Failure.INTERNAL, rng.randint(1, 6)),
    "502": lambda rng: Fail(Failure.BAD_GATEWAY, rng.randint(1, 6)),
    "dropped": lambda rng: Fail(Failure.DROPPED, rng.randint(1, 6)),
    "hung up": lambda rng: Fail(Failure.HUNG_UP, rng.randint(1, 6)),
    "silent": lambda rng: Fail(Failure.SILENT, rng.randint(1, 3)),
    "polls": lambda rng: Fail(rng.choice(_POLL_FAILURES), rng.randint(1, 3), polls=True),
    "slow": lambda rng: Stall(rng.uniform(2.0, 6.0), 0.5, rng.uniform(1.0, 5.0)),
    "lock": lambda rng: Lock(rng.uniform(5.5, 8.0)),
    "disk": lambda rng: FillDisk(rng.uniform(1.0, 5.0)),
    "kill twice": lambda rng: Kill(rng.uniform(0.0, 0.5)),
}


def _blows(rng: random.Random, rounds: tuple[Round, ...]) -> Iterator[Strike]:
    """Two or three in each round, while most of its editions are on their way; the last ones not so late
    that they would reach into the quiet."""
    deck: list[str] = []
    for each in rounds:
        for _ in range(rng.choice((2, 2, 3))):
            if not deck:
                deck = rng.sample(sorted(_BLOWS), len(_BLOWS))
            at = each.at + rng.triangular(-0.5, 6.0, 1.0)
            yield Strike(at, _BLOWS[deck.pop()](rng))


def _deeds(rng: random.Random, rounds: tuple[Round, ...], targets: Targets) -> Iterator[Strike]:
    """What befalls single chats, each at most once."""
    people = iter(rng.sample(range(0, targets.people, 2), len(range(0, targets.people, 2))))
    plain = iter(rng.sample(range(targets.groups - targets.forums), targets.groups - targets.forums))
    forums = iter(rng.sample(range(targets.groups - targets.forums, targets.groups), targets.forums))
    for number, each in enumerate(rounds):
        longest = lasting(each, rounds)
        for _ in range(2):
            yield from _deed(rng, each, longest, next(people, None), Block)
        if number % 2:
            yield from _deed(rng, each, longest, next(plain, None), Kick)
        else:
            yield from _deed(rng, each, longest, next(plain, None), lambda group, _: Migrate(group))
        if number % 3 == 1:
            yield from _deed(rng, each, longest, next(forums, None), lambda group, _: DeleteTopic(group))
        else:
            yield from _deed(rng, each, longest, next(forums, None), CloseTopic)


def lasting(each: Round, rounds: tuple[Round, ...]) -> float:
    """Seconds that something begun in a round may last: into the next one, but not into the quiet."""
    return 14.0 if each is not rounds[-1] else 6.0


def _deed(
    rng: random.Random,
    each: Round,
    longest: float,
    target: int | None,
    make: Callable[[int, float], Attack],
) -> Iterator[Strike]:
    if target is not None:
        yield Strike(each.at + rng.uniform(-1.0, 8.0), make(target, rng.uniform(1.0, longest)))
