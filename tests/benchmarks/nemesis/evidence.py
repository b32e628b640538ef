"""What a trial leaves behind, as values: what the playground took, what the ledger says, what was done to
the program. `trial.py` gathers it, `verdict.py` and `tempo.py` judge it.

Times are seconds since the trial began, by a clock nobody moves. What the program's own clock showed at
such a time, `History` knows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from digests.model import DeliveryState


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one moment to another; `math.inf` where nothing ended it."""

    start: float
    end: float

    def overlaps(self, start: float, end: float) -> bool:
        return self.start < end and start < self.end

    def within(self, start: float, end: float) -> float:
        """Seconds of it that lie between `start` and `end`."""
        return max(0.0, min(self.end, end) - max(self.start, start))


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One attempt to send a message, as the playground saw it."""

    at: float
    answered_at: float | None
    """None where no answer was given."""
    chat: int
    outcome: str
    """ "ok", Telegram's description of the error, or the name of the failure."""
    status: int | None = 200
    done: bool = True
    """The message stands in the chat."""
    message: int | None = None
    edition: bool = True
    """An edition, not a reply."""
    silent: bool = False
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the ledger, as it stands at the end."""

    chat: int
    slot: int
    local_date: date
    due_at: datetime
    state: DeliveryState
    attempt: int = 0
    doubtful: bool = False
    message_id: int | None = None
    reason: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An edition that somebody asked for."""

    chat: int
    slot: int
    local_date: date
    due: datetime
    """By the program's clock."""
    asked_at: float = 0.0
    certain: bool = True
    """False where the program may not have heard of the wish in time."""


class Reason(StrEnum):
    """Why a chat cannot, or does not want to, get editions for a while."""

    BLOCKED = "blocked"
    KICKED = "kicked"
    LEFT = "unsubscribed"
    PAUSED = "paused"

    @property
    def is_wish(self) -> bool:
        """Whether the reader asked for it, so that nothing may be sent meanwhile."""
        return self in (Reason.LEFT, Reason.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """A chat between a reader's deed and the moment when the program surely knows that it is over."""

    chat: int
    reason: Reason
    span: Span
    rest: Span | None = None
    """Of a wish: from the program's answer to the reader's next word."""


@dataclass(frozen=True, slots=True)
class Flood:
    """A time in which Telegram answers 429 to everybody, or to one chat."""

    span: Span
    chat: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """A line of the program's log about a delivery."""

    at: float
    chat: int
    state: str


@dataclass(frozen=True, slots=True)
class Exit:
    """An end of the process that nobody had ordered."""

    at: float
    status: int
    at_work: bool
    """False where it had not come so far as to ask for updates."""
    last_words: str


@dataclass(frozen=True, slots=True)
class Move:
    """From `at` on, the program's clock is `ahead` of the real one."""

    at: float
    ahead: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the program went through."""

    began: datetime
    """The real time at second 0."""
    end: float
    moves: tuple[Move, ...] = (Move(-math.inf, timedelta(0)),)
    dead: tuple[Span, ...] = ()
    """Killed, until it asks for updates again."""
    frozen: tuple[Span, ...] = ()
    hampered: tuple[Span, ...] = ()
    """The database locked, or its disk full."""
    late: tuple[Span, ...] = ()
    """The playground or the program waited for a processor: what is stamped right after was due in it."""

    def clock(self, at: float) -> datetime:
        """What the program's clock showed."""
        ahead = max((move for move in self.moves if move.at <= at), key=lambda move: move.at)
        return self.began + timedelta(seconds=at) + ahead.ahead

    def latest_clock(self, start: float, end: float) -> datetime:
        """The highest that the program's clock showed in a span: it may have been set back since."""
        turns = [move.at for move in self.moves if start < move.at <= end]
        before = [self.began + timedelta(seconds=turn) + self._ahead_before(turn) for turn in turns]
        return max([self.clock(start), self.clock(end), *before, *map(self.clock, turns)])

    def earliest_clock(self, start: float, end: float) -> datetime:
        turns = [move.at for move in self.moves if start < move.at <= end]
        return min([self.clock(start), self.clock(end), *map(self.clock, turns)])

    def reached(self, moment: datetime) -> float | None:
        """When the program's clock first showed `moment` or more; None where it never did."""
        for move, following in pairwise((*self.moves, Move(self.end, timedelta(0)))):
            at = max(move.at, (moment - self.began - move.ahead).total_seconds())
            if at < following.at:
                return at
        return None

    def well_after(self, at: float, seconds: float) -> float:
        """The first moment after `at` by which nothing had hindered the program for `seconds` on end."""
        start = at
        for span in sorted((*self.dead, *self.frozen, *self.hampered)):
            if span.end <= start:
                continue
            if span.start >= start + seconds:
                break
            start = span.end
        return start + seconds

    def awake_before(self, at: float, seconds: float) -> float:
        """The moment that lies `seconds` before `at`, not counting those in which it could not run."""
        start = at - seconds
        for span in sorted((*self.frozen, *self.late), reverse=True):
            if span.overlaps(start, at):
                start -= min(span.end, at) - span.start
        return start

    def death_after(self, at: float) -> float:
        return min((span.start for span in self.dead if span.start >= at), default=math.inf)

    def _ahead_before(self, turn: float) -> timedelta:
        return max((move for move in self.moves if move.at < turn), key=lambda move: move.at).ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All there is to judge."""

    history: History
    catch_up: timedelta
    rate: int
    """Messages that Telegram takes in a second."""
    asked: tuple[Occurrence, ...]
    rows: tuple[Row, ...]
    arrivals: tuple[Arrival, ...]
    """In the order in which they came."""
    shut: tuple[Shut, ...] = ()
    floods: tuple[Flood, ...] = ()
    reports: tuple[Report, ...] = ()
    counted_unknown: int = 0
    """As `pullquote status` tells the operator."""
    exits: tuple[Exit, ...] = ()
    moved: Mapping[int, int] = field(default_factory=dict)
    """Groups that became supergroups: new numbers by the old ones."""
    farewell: tuple[int, float] = (0, 0.0)
    """Exit status after SIGTERM at the end, and the seconds that it took."""

    def home(self, chat: int) -> int:
        """The number under which a chat is known at the end."""
        while chat in self.moved:
            chat = self.moved[chat]
        return chat


class Promise(StrEnum):
    """What must hold whatever the enemy does."""

    LOST = "no active chat without its edition"
    TRUE = "the ledger says what happened"
    ONCE = "copies at most of sends in doubt"
    TIMELY = "nothing before its time or long after it"
    FLOOD = "nothing sent inside a pause of Telegram's"
    REST = "nothing sent against a reader's wish"
    RATE = "no rolling second over the limit"
    TOLD = "every unknown reported"
    ALIVE = "the program ends only when it is told to"


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that was not kept."""

    promise: Promise
    what: str
    chat: int | None = None
    at: float | None = None
