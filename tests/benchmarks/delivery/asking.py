"""Readers who ask for something while a broadcast goes out, and how long they wait for it."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.playground import Call
from tests.benchmarks.delivery.telegram import READERS, Telegram

_COMMANDS = ("/latest", "/search {}", "/latest {}", "/settings", "/help")
"""Each is answered with one message."""


@dataclass(frozen=True, slots=True, order=True)
class Answer:
    asked: float
    waited: float
    """Seconds until the answer had arrived, and the bot knew it."""


@dataclass
class Asking:
    """One question after the other, each from the next reader: nobody waits for an answer first."""

    telegram: Telegram
    words: Sequence[str]
    """To search for."""
    asked: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    """When, by reader."""

    async def ask(self, reader: int, command: str) -> None:
        self.asked[reader].append(time.monotonic())
        await self.telegram.say(reader, command)

    async def go_on(self, pause: float) -> None:
        """Until cancelled, a question every `pause` seconds."""
        commands = itertools.cycle(_COMMANDS)
        words = itertools.cycle(self.words)
        for reader in itertools.cycle(READERS):
            await self.ask(reader, next(commands).format(next(words)))
            await asyncio.sleep(pause)

    async def answers(self, patience: float = 30.0) -> list[Answer]:
        """Of all questions, in their order. Raises TimeoutError when some are never answered."""
        async with asyncio.timeout(patience):
            while True:
                found = sorted(self._answers(await self.telegram.calls()))
                if len(found) == sum(map(len, self.asked.values())):
                    return found
                await asyncio.sleep(0.5)

    def _answers(self, calls: Sequence[Call]) -> Iterator[Answer]:
        """Those to a reader come in the order of the reader's questions."""
        answered: dict[int, list[float]] = defaultdict(list)
        for call in calls:
            if call.chat_id and call.method == "sendMessage" and call.done and call.answered_at:
                answered[call.chat_id].append(call.answered_at)
        for reader, moments in self.asked.items():
            for asked, then in zip(moments, answered[reader], strict=False):
                yield Answer(asked, then - asked)


@asynccontextmanager
async def asking(telegram: Telegram, words: Sequence[str], pause: float) -> AsyncIterator[Asking]:
    """Questions as long as the block lasts."""
    readers = Asking(telegram, words)
    going_on = asyncio.create_task(readers.go_on(pause))
    try:
        yield readers
    finally:
        going_on.cancel()
        await asyncio.gather(going_on, return_exceptions=True)
