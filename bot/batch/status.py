"""What `pullquote status` does: asks the database how the bot does, without keeping it from anything."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.batch.feeds import loaded
from bot.batch.output import ALL_WELL, SOME_TROUBLE, unbroken_pipe, write_json
from bot.render.status import page
from bot.words import catalogs
from bot.words.catalog import DEFAULT
from config.settings import Settings
from digests.model import FeedStanding, Standing
from digests.newsroom.status import Status, status
from digests.store.engine import Store
from digests.store.pulse import Pulse


def show_status(config: Path | None, *, as_json: bool) -> int:
    """Exit status 1 if somebody should have a look. Raises OperatorMistake."""
    found = asyncio.run(_status(loaded(config).settings, datetime.now(UTC)))
    with unbroken_pipe():
        if as_json:
            write_json(record(found))
        else:
            sys.stdout.write(page(catalogs()[DEFAULT], found, ZoneInfo("UTC")))
    return SOME_TROUBLE if found.needs else ALL_WELL


async def _status(settings: Settings, now: datetime) -> Status:
    async with await Store.look_at(settings.store.url.get_secret_value()) as store:
        return await status(store, now)


def record(found: Status) -> dict[str, object]:
    """The object for programs. Times are ISO 8601 in UTC."""
    tally, queue = found.tally, found.queue
    return {
        "at": found.at.isoformat(),
        "running": found.running,
        "needs": list(found.needs),
        **_process(found.pulse),
        "paused_until": _iso(found.paused_until),
        "open": queue.open,
        "unplanned": queue.unplanned,
        "oldest_open": _iso(queue.oldest),
        "expected_end": _iso(found.expected_end),
        "due_next_hour": queue.coming,
        "last_24_hours": {
            "due": tally.due,
            "sent": found.sent,
            "late": tally.late,
            "plain_text": tally.remarks,
            "unknown": tally.unknown,
            "rejected": tally.rejected,
            "gone": tally.gone,
            "dropped": tally.dropped,
        },
        "chats": {standing.value: found.chats.get(standing, 0) for standing in Standing},
        "feeds": {standing.value: found.feeds.get(standing, 0) for standing in FeedStanding},
    }


def _process(pulse: Pulse | None) -> dict[str, object]:
    if pulse is None:
        return dict.fromkeys(
            ("started", "last_sign", "updates", "rate", "full_rate", "unanswered", "no_stars", "last_429")
        )
    at, seconds = pulse.refused_at, pulse.refused_seconds
    return {
        "started": pulse.started_at.isoformat(),
        "last_sign": pulse.beat_at.isoformat(),
        "updates": pulse.updates,
        "rate": pulse.rate,
        "full_rate": pulse.full_rate,
        "unanswered": pulse.unanswered,
        "no_stars": pulse.no_stars,
        "last_429": None if at is None else {"at": at.isoformat(), "seconds": seconds},
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
