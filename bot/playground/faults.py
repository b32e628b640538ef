"""Trouble on demand: chats that refuse, calls that fail, answers that come late, rates that are enforced.

A *refusal* is a lasting state of a chat. A *fault* hits the next calls and is used up. *Rates* are Telegram's
limits, off unless asked for.
"""

from __future__ import annotations

import math
import random
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from bot.playground.replies import Refused, bad_request, conflict, forbidden, too_many_requests
from digests.model import ChatKind

SENDS = frozenset({"sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup"})
"""Calls that make or change a message."""


class Refusal(StrEnum):
    """Why nothing can be sent to a chat."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NOT_STARTED = "not_started"
    KICKED = "kicked"
    NOT_A_MEMBER = "not_a_member"
    DELETED = "deleted"
    NOT_FOUND = "not_found"
    NO_RIGHTS = "no_rights"
    CLOSED_TOPIC = "closed_topic"

    def error(self, kind: ChatKind) -> Refused:
        """Telegram's answer to a send."""
        match self:
            case Refusal.BLOCKED:
                return forbidden("bot was blocked by the user")
            case Refusal.DEACTIVATED:
                return forbidden("user is deactivated")
            case Refusal.NOT_STARTED:
                return forbidden("bot can't initiate conversation with a user")
            case Refusal.KICKED:
                return forbidden(f"bot was kicked from the {kind} chat")
            case Refusal.NOT_A_MEMBER:
                return forbidden(f"bot is not a member of the {kind} chat")
            case Refusal.DELETED:
                return forbidden("the group chat was deleted")
            case Refusal.NOT_FOUND:
                return bad_request("chat not found")
            case Refusal.NO_RIGHTS:
                return bad_request("not enough rights to send text messages to the chat")
            case Refusal.CLOSED_TOPIC:
                return bad_request("TOPIC_CLOSED")


class Failure(StrEnum):
    """How a call goes wrong on the way."""

    TOO_MANY = "too_many"
    """429 with retry_after; nothing was done."""
    CONFLICT = "conflict"
    """409, as where another process uses the token; nothing was done."""
    TOO_LARGE = "too_large"
    """413; nothing was done."""
    UNAUTHORIZED = "unauthorized"
    """401, as after the token was revoked; nothing was done."""
    NO_METHOD = "no_method"
    """404, as from a Bot API server that does not know the method; nothing was done."""
    FORBIDDEN_PAGE = "forbidden_page"
    """403 with a firewall's HTML page, which says nothing about the chat; nothing was done."""
    INTERNAL = "internal"
    """500 with a body that is not JSON; nothing was done."""
    BAD_GATEWAY = "bad_gateway"
    """502 with a proxy's HTML page; nothing was done."""
    DROPPED = "dropped"
    """The connection closes before anything was done."""
    HUNG_UP = "hung_up"
    """Done, then the connection closes without an answer: the bot cannot know."""
    SILENT = "silent"
    """Done, but the answer never comes: the bot runs into its own timeout."""

    @property
    def is_done(self) -> bool:
        """Whether the call is carried out all the same."""
        return self in (Failure.HUNG_UP, Failure.SILENT)


@dataclass(slots=True, kw_only=True)
class Fault:
    """A failure for the next calls that match."""

    failure: Failure
    times: int
    chat_id: int | None
    methods: frozenset[str]
    retry_after: int

    @property
    def refusal(self) -> Refused | None:
        """The Bot API's answer, where the failure is one."""
        match self.failure:
            case Failure.TOO_MANY:
                return too_many_requests(self.retry_after)
            case Failure.CONFLICT:
                return conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
            case Failure.TOO_LARGE:
                return Refused(413, "Request Entity Too Large")
            case Failure.UNAUTHORIZED:
                return Refused(401, "Unauthorized")
            case Failure.NO_METHOD:
                return Refused(404, "Not Found")
            case _:
                return None

    def fits(self, method: str, chat_id: int | None) -> bool:
        return method in self.methods and self.chat_id in (None, chat_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Telegram's limits as far as known. Short bursts into one chat are tolerated."""

    overall: int = 30
    """Messages a second to all chats together."""
    paid: int = 1000
    """The same with allow_paid_broadcast."""
    per_chat: float = 1.0
    """Messages a second into one chat, in the long run."""
    burst: int = 3
    """How many into one chat may come at once."""
    per_group: int = 20
    """Messages a minute into one group."""
    retry_after: int = 3
    """Seconds named when the overall limit is exceeded; sends before that extend nothing and fail too."""
    stars: bool = True
    """Whether the bot can pay for paid broadcasts."""


@dataclass(slots=True)
class Meter:
    """Counts sends against rates. Times are monotonic seconds."""

    rates: Rates
    _recent: deque[float] = field(default_factory=deque)
    _paid: deque[float] = field(default_factory=deque)
    _chats: dict[int, float] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _closed_until: float = 0.0

    def check(self, chat_id: int, is_group: bool, paid: bool, now: float) -> None:
        """Counts a send. Raises Refused (429) when it exceeds a limit; then it is not counted."""
        if paid and not self.rates.stars:
            raise bad_request("BALANCE_TOO_LOW")
        if now < self._closed_until:
            raise too_many_requests(_seconds(self._closed_until - now))
        window = self._paid if paid else self._recent
        _forget(window, now - 1.0)
        if len(window) >= (self.rates.paid if paid else self.rates.overall):
            self._closed_until = now + self.rates.retry_after
            raise too_many_requests(self.rates.retry_after)
        spacing = 1.0 / self.rates.per_chat
        due = max(self._chats.get(chat_id, now), now)
        ahead = due - now - (self.rates.burst - 1) * spacing
        if ahead > 1e-9:
            raise too_many_requests(_seconds(ahead))
        if is_group:
            self._check_group(chat_id, now)
        window.append(now)
        self._chats[chat_id] = due + spacing

    def _check_group(self, chat_id: int, now: float) -> None:
        minute = self._groups.setdefault(chat_id, deque())
        _forget(minute, now - 60.0)
        if len(minute) >= self.rates.per_group:
            raise too_many_requests(_seconds(minute[0] + 60.0 - now))
        minute.append(now)


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] <= before:
        times.popleft()


def _seconds(wait: float) -> int:
    return max(1, math.ceil(wait))


@dataclass(slots=True)
class Faults:
    """What is wrong right now with the way between bot and Telegram."""

    latency: tuple[float, float] | None = None
    """Seconds, from and to, before each answer."""
    meter: Meter | None = None
    _faults: list[Fault] = field(default_factory=list)
    _random: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - latency, no secret

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that hits this call, used up by one."""
        for fault in self._faults:
            if fault.fits(method, chat_id):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    def discard(self, fault: Fault) -> None:
        """Ends a fault that may not be used up yet."""
        if fault in self._faults:
            self._faults.remove(fault)

    def clear(self) -> None:
        self._faults.clear()
        self.latency, self.meter = None, None

    def delay(self) -> float:
        return self._random.uniform(*self.latency) if self.latency else 0.0
