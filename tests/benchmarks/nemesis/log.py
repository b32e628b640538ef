"""The independent log: what the playground took, in the trial's own time. Written by the playground alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator

from bot.playground import Playground
from bot.playground.record import Call
from tests.benchmarks.nemesis.evidence import Arrival, Span

_SENDS = frozenset({"sendMessage", "sendDocument"})
_EDITION = re.compile(r"edition(</b>)? ·")
"""In the first line of every edition, and of nothing else."""
_RETRY_AFTER = re.compile(r"retry after (\d+)")
_BEAT, _LATE, _STARVED = 0.01, 0.03, 0.005
"""Seconds: how often we look, and what is too long."""


def arrivals(calls: Iterable[Call], seconds: Callable[[float], float]) -> Iterator[Arrival]:
    """Every attempt to send; `seconds` turns the record's times into the trial's."""
    for call in calls:
        if call.method not in _SENDS or call.chat_id is None:
            continue
        retry = _RETRY_AFTER.search(call.outcome) if call.status == 429 else None
        yield Arrival(
            at=seconds(call.received_at),
            answered_at=None if call.answered_at is None else seconds(call.answered_at),
            chat=call.chat_id,
            outcome=call.outcome,
            status=call.status,
            done=call.done,
            message=call.message_id,
            edition=is_edition(str(call.parameters.get("text", ""))),
            silent=str(call.parameters.get("disable_notification", "")).lower() == "true",
            retry_after=float(retry[1]) if retry else None,
        )


def is_edition(text: str) -> bool:
    return _EDITION.search(text.partition("\n")[0]) is not None


def asked_since(playground: Playground, monotonic: float) -> bool:
    """Whether the bot has asked for updates since then."""
    for call in reversed(playground.calls):
        if call.received_at < monotonic:
            return False
        if call.method == "getUpdates":
            return True
    return False


async def watch_processors(
    late: list[Span], seconds: Callable[[], float], waited: Callable[[], float]
) -> None:
    """Notes when this process came late itself, or the program had to wait for a processor, of which
    `waited` tells the seconds in all. Until cancelled."""
    last, waited_before = seconds(), waited()
    while True:
        await asyncio.sleep(_BEAT)
        now, waited_now = seconds(), waited()
        if now - last > _LATE or waited_now - waited_before > _STARVED:
            late.append(Span(last, now))
        last, waited_before = now, waited_now
