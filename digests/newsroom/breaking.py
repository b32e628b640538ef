"""News that somebody wants to be told at once: looked for as articles come in, planned beside the editions.

The same ledger takes them to their chats. What is told here counts as told for the next edition, but that one
still looks back to the edition before it. A watermark says how far was looked, so that a restart goes on from
there, an hour back at most: what is older is not breaking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.breaking import Alert, Message, alerts
from digests.model import Chat, Delivery, DeliveryKey, Follow, Lineup, Shown, Taste
from digests.newsroom.developing import Latest, look
from digests.newsroom.following import BREAKING
from digests.newsroom.history import OVERLAP, REMEMBERED, credible, stories_told
from digests.newsroom.subscribing import DAILY
from digests.schedule import quiet_until, zone_of
from digests.store import alerts as ledger
from digests.store import chats, follows, lineups, slots, watermarks
from digests.store.engine import Store
from digests.store.slots import Remembered, Whose

_TOLD = "breaking told"
"""Name of the watermark that says when somebody was last told something."""
_LATE = timedelta(hours=1)
_AT_ONCE = 100
"""Chats planned for in one transaction: others want to write too."""


async def told_lately(conn: AsyncConnection, now: datetime) -> str | None:
    """The kind of deliveries by which chats were told something between their editions; None where nobody
    was, for as long as it matters: then planning need not look for them."""
    told_at = await watermarks.find(conn, _TOLD)
    return BREAKING if told_at is not None and told_at > now - REMEMBERED else None


async def plan_breaking(store: Store, now: datetime) -> int:
    """Plans what has come in since the last look, for all who want to be told of it at once; how many
    messages that is. Where nobody does, this costs nothing."""
    async with store.reading() as conn:
        looked_at = await watermarks.find(conn, BREAKING)
        # A watermark in days to come was written by a clock that ran ahead.
        since = max(min(looked_at or now, now) - OVERLAP, now - _LATE)
        latest = await look(conn, since)
        if latest is None:
            return 0
        concerned = iter(await follows.breaking_chats(conn, {words for _, words in latest.found}))
    planning = _Planning(store, latest, now)
    planned = 0
    while page := tuple(islice(concerned, _AT_ONCE)):
        planned += await planning.plan(page)
    async with store.writing() as conn:
        # Last: after a crash before it the same is found again, and what is in the ledger is not told twice.
        await watermarks.move(conn, BREAKING, now)
    return planned


class _Planning:
    """One look's messages on their way into the ledger."""

    def __init__(self, store: Store, latest: Latest, now: datetime) -> None:
        self._store = store
        self._latest = latest
        self._now = now
        self._remembered = Remembered(DAILY, (now - REMEMBERED).date(), BREAKING)
        self._shown: dict[int, Shown] = {}
        self._lineups: dict[object, int] = {}

    async def plan(self, chats_concerned: Sequence[int]) -> int:
        """Enters what these are told; how many messages that is. Whoever removes a follow meanwhile waits
        for its turn, and finds what is planned here."""
        rows: list[Delivery] = []
        async with self._store.writing() as conn:
            known = await chats.of(conn, chats_concerned)
            there = [chat for chat in known.values() if not chat.is_paused(self._now)]
            wanted = await self._latest.wanted_by(conn, [chat.id for chat in there])
            first_day = (self._now - timedelta(days=1)).date()
            had = await ledger.had(conn, known, BREAKING, first_day, self._now)
            for (chat, thread), found in wanted.found.items():
                untold = await self._untold(conn, (chat, thread), found)
                taste = wanted.tastes[chat, thread]
                told = await self._planned(conn, known[chat], thread, taste, untold, had[chat])
                had[chat] += [_message(row, self._now) for row in told]
                rows += told
            if rows:
                await ledger.enter(conn, rows)
                await watermarks.move(conn, _TOLD, self._now)
        return len(rows)

    async def _untold(
        self, conn: AsyncConnection, whose: Whose, found: Mapping[int, Sequence[Follow]]
    ) -> dict[int, Sequence[Follow]]:
        """What of it the chat has not been told, in whatever state the story was then."""
        history = await slots.history(conn, *whose, self._remembered)
        unknown = {each.lineup for each in history} - self._shown.keys()
        if unknown:
            self._shown |= await lineups.shown(conn, unknown)
        told = stories_told(credible(history, self._shown, self._now), self._shown)
        return {story: brought for story, brought in found.items() if story not in told}

    async def _planned(
        self,
        conn: AsyncConnection,
        chat: Chat,
        thread: int | None,
        taste: Taste,
        found: Mapping[int, Sequence[Follow]],
        had: Sequence[Message],
    ) -> list[Delivery]:
        zone = zone_of(chat.timezone)
        quiet_end = quiet_until(chat.quiet, zone, self._now)
        due_at = quiet_end or self._now
        day = due_at.astimezone(zone).date()
        return [
            _delivery(chat.id, thread, each, await self._lineup_of(conn, taste, each), due_at)
            for each in alerts(found, had, day, quiet=quiet_end is not None)
        ]

    async def _lineup_of(self, conn: AsyncConnection, taste: Taste, alert: Alert) -> int:
        """The line-up of this story alone, the same for all who are told it by the same articles and for
        the same words."""
        told = self._latest.told(taste, alert.story)
        same = alert.story, tuple(outlet.article for outlet in told.outlets), alert.words
        if same not in self._lineups:
            made = Lineup(
                since=self._latest.since,
                made_at=self._now,
                digests=(told,),
                articles=len(told.outlets),
                sources=len(told.outlets),
                followed={alert.story: alert.words},
            )
            self._lineups[same] = await lineups.record(conn, made)
        return self._lineups[same]


def _delivery(chat: int, thread: int | None, alert: Alert, lineup: int, due_at: datetime) -> Delivery:
    message = alert.message
    key = DeliveryKey(
        chat=chat, kind=BREAKING, local_date=message.local_date, slot=message.number, part=message.part
    )
    return Delivery.planned(key, lineup, due_at, thread)


def _message(row: Delivery, now: datetime) -> Message:
    return Message(row.key.slot, row.key.part, row.key.local_date, waits=row.not_before > now)
