"""The playground in a process of its own, as a bot's Telegram, and as whoever watches both sees it.

async with telegram(people=20_000) as server:
    ...                                         # start the bot with `server.url` as its Bot API
    await server.say(READER, "/latest")
    calls = await server.calls()
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx

from bot.playground import SENDS, Call
from bot.playground.__main__ import FIRST_PERSON
from tests.e2e.processes import ROOT
from tests.stage import TOKEN

READERS = range(FIRST_PERSON, FIRST_PERSON + 400)
"""They ask, each seldom enough not to be slowed for it; no edition goes to them."""
FIRST_CHAT = READERS.stop
"""From this number on there are those who get editions."""

LATENCY = "40-120"
"""Milliseconds until an answer, as from a data centre on another continent."""
_URGENT = -10


@dataclass(frozen=True, slots=True)
class Telegram:
    url: str
    _client: httpx.AsyncClient

    async def say(self, chat: int, text: str) -> None:
        (await self._client.post("say", json={"chat_id": chat, "text": text})).raise_for_status()

    async def calls(self, since: int = 0) -> list[Call]:
        """What the bot asked for so far, but for the first `since` calls. Their times are those of
        `time.monotonic()`, which all processes of a machine share."""
        answer = await self._client.get("calls", params={"since": since})
        answer.raise_for_status()
        return [Call(parameters={}, **_known(call)) for call in answer.json()["calls"]]


def _known(call: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in call.items() if name in Call.__slots__}


def is_message(call: Call) -> bool:
    """Whether the call made a message, or changed one: that is what Telegram counts."""
    return call.done and call.method in SENDS


@asynccontextmanager
async def telegram(people: int, *, rates: bool = True) -> AsyncIterator[Telegram]:
    """With the READERS and `people` more."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.playground", "--port", "0", "--token", TOKEN, "--forgetful"),
        *("--people", str(len(READERS) + people), "--latency", LATENCY),
        *(("--rates",) if rates else ()),
        cwd=ROOT,
        stdout=PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            url = (await process.stdout.readline()).split()[0].decode()
        with suppress(PermissionError):
            # It is the clock of what is measured: where others want the processor too, it must not be late.
            os.setpriority(os.PRIO_PROCESS, process.pid, _URGENT)
        # Its own machine only: whatever proxy the environment names has no business here.
        async with httpx.AsyncClient(base_url=f"{url}/playground/", timeout=60, trust_env=False) as client:
            yield Telegram(url, client)
    finally:
        process.terminate()
        await process.wait()
