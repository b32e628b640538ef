"""Tells admins what has become of feeds and deliveries: all that is pending in one message, then quiet for a
while.

An errand like the others: woken by a tick, it looks into the store for what is untold. What could not
be sent stays untold there and is tried again later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.gateway import Gateway, Message
from bot.render.notices import notices as notices_screen
from bot.words import Words
from bot.words.catalog import chosen
from digests.delivery import (
    Barred,
    Gone,
    Missing,
    Moved,
    Outcome,
    Rejected,
    RetryAt,
    Sent,
    TopicLost,
    Unknown,
    Unwanted,
    Withheld,
)
from digests.newsroom import admins, alarms, subscribing
from digests.newsroom.admins import Untold
from digests.store.engine import Store

log = structlog.get_logger()

QUIET = timedelta(hours=1)
"""Between two messages to one admin: a feed can wait, and ten that fail one by one are one message."""
_TRY_AGAIN = timedelta(minutes=5)


class Notifier:
    """`catch_up` is how late an edition may be; `clock` tells the time in UTC."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        words: Mapping[str, Words],
        *,
        catch_up: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._gateway = gateway
        self._words = words
        self._catch_up = catch_up
        self._clock = clock
        # Forgotten at a restart, which is no harm: what has been told stands in the store.
        self._not_before: dict[int, datetime] = {}

    async def tell(self) -> int:
        """One message to each admin who has not heard of something; returns how many were sent."""
        for alarm in await alarms.raise_alarms(self._store, self._clock(), self._catch_up):
            log.warning("admins have to know", alarm=type(alarm).__name__, **asdict(alarm))
        sent = 0
        for untold in await admins.pending(self._store):
            chat = untold.chat.id
            now = self._clock()
            if now < self._not_before.get(chat, now):
                continue
            screen = notices_screen(chosen(self._words, untold.chat.speaks), untold.notices)
            outcome = await self._gateway.reply(Message(chat, screen))
            self._not_before[chat] = self._clock() + _pause(outcome)
            await self._conclude(untold, outcome)
            sent += isinstance(outcome, Sent)
        return sent

    async def _conclude(self, untold: Untold, outcome: Outcome) -> None:
        chat, newest = untold.chat.id, untold.notices[-1].key
        match outcome:
            case Sent():
                await admins.told(self._store, chat, newest)
                log.info("admin told", chat=chat, notices=len(untold.notices))
            case Rejected(reason):
                # It would be refused again, and hold up what comes after it.
                await admins.told(self._store, chat, newest)
                log.error("telegram refuses the notices", chat=chat, reason=reason)
            case Gone(reason) | Missing(reason) | Barred(reason):
                await subscribing.close(self._store, chat, reason, self._clock())
                log.warning("admin cannot be reached", chat=chat, reason=reason)
            case Moved(new):
                await subscribing.move(self._store, chat, new)
            case RetryAt() | Withheld() | Unwanted() | Unknown() | TopicLost():
                log.warning("admin not told yet", chat=chat, outcome=outcome)
            case _:
                assert_never(outcome)


def _pause(outcome: Outcome) -> timedelta:
    match outcome:
        case RetryAt(wait):
            return max(wait, _TRY_AGAIN)
        case Moved() | Unknown() | Withheld() | Unwanted() | TopicLost():
            return _TRY_AGAIN
        case Sent() | Rejected() | Gone() | Missing() | Barred():
            return QUIET
        case _:
            assert_never(outcome)
