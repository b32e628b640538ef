"""A whole broadcast, as Telegram and the machine see it: `pullquote run`, readers who are due at one minute,
and others who ask for something meanwhile."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.playground import Call
from digests.model import DeliveryState
from tests.benchmarks.delivery.asking import Answer, asking
from tests.benchmarks.delivery.bots import bot, place
from tests.benchmarks.delivery.filling import Town
from tests.benchmarks.delivery.measuring import busiest_second, mean_rate
from tests.benchmarks.delivery.news import search_words
from tests.benchmarks.delivery.telegram import FIRST_CHAT, is_message, telegram
from tests.benchmarks.delivery.usage import Costs, costs_of
from tests.benchmarks.delivery.watching import Block, longest

SETTLING = 8.0
"""Seconds after the start that are not looked at: imports, the first requests."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What was seen of one."""

    calls: Sequence[Call]
    due: float
    """When the editions became due."""
    all_answers: Sequence[Answer]
    states: dict[DeliveryState, int]
    costs: Costs
    """From then until the last edition was settled."""
    blocks: Sequence[Block]

    @property
    def editions(self) -> list[Call]:
        return [call for call in self.calls if is_message(call) and (call.chat_id or 0) >= FIRST_CHAT]

    @property
    def answers(self) -> list[float]:
        """Seconds that each question waited which was asked while editions were planned and sent."""
        last = max(call.received_at for call in self.editions)
        return [answer.waited for answer in self.all_answers if self.due <= answer.asked <= last]

    @property
    def seconds(self) -> float:
        moments = [call.received_at for call in self.editions]
        return max(moments) - min(moments)

    @property
    def messages(self) -> list[float]:
        """When each message came in between the first edition and the last, answers to questions included."""
        moments = [call.received_at for call in self.editions]
        first, last = min(moments), max(moments)
        all_messages = (call.received_at for call in self.calls if is_message(call))
        return [moment for moment in all_messages if first <= moment <= last]

    @property
    def rate(self) -> float:
        return mean_rate(self.messages)

    @property
    def most_in_a_second(self) -> int:
        return busiest_second([call.received_at for call in self.calls if is_message(call)])

    @property
    def core(self) -> float:
        """Percent of one."""
        return 100 * self.costs.cpu / self.seconds

    @property
    def longest_block(self) -> float:
        moments = [call.received_at for call in self.editions]
        return longest(self.blocks, min(moments), max(moments))

    @property
    def not_once(self) -> int:
        """Readers who have the edition not at all, or more than once."""
        had = Counter(call.chat_id for call in self.editions)
        readers = sum(self.states.values())
        return readers - sum(times == 1 for times in had.values())

    @property
    def refused(self) -> int:
        """Messages that Telegram did not take."""
        return sum(call.method == "sendMessage" and not call.done for call in self.calls)


async def broadcast(town: Town, *, pause: float, patience: float, variables: Mapping[str, str]) -> Broadcast:
    """Readers ask every `pause` seconds; `variables` are the program's environment."""
    async with place(town) as at, telegram(town.readers) as server:
        watched, report = "tests.benchmarks.delivery.watched", at.folder / "blocks.json"
        async with bot(at, server, variables, watched, str(report)) as running:
            async with asking(server, search_words(), pause) as questions:
                await asyncio.sleep(SETTLING)
                async with costs_of(running.process.pid) as costs:
                    await at.make_due()
                    due = time.monotonic()
                    await at.until_settled(town.readers, patience)
            answers = await questions.answers()
            assert await running.stop() == 0, running.said[-2000:]
        return Broadcast(
            calls=await server.calls(),
            due=due,
            all_answers=answers,
            states=await at.ledger(),
            costs=costs,
            blocks=[Block(*block) for block in json.loads(report.read_text())],
        )
