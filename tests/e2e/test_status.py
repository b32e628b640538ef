"""`pullquote status` beside the running bot, and what a crash must not make the bot forget."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.faults import SENDS, Failure
from bot.playground.record import Call
from digests.newsroom import subscribing
from digests.store.engine import Store
from tests.e2e.processes import environment, program, until
from tests.stage import READER

pytestmark = pytest.mark.timeout(180)

WAIT = 5


async def asked(folder: Path, env: dict[str, str], *options: str) -> tuple[int, str]:
    """`pullquote status`: its exit status, and what it printed."""
    async with program(folder, "status", *options, env=env, name="status") as status:
        ended = await status.ended()
    said = status.output.read_text(encoding="utf-8")
    status.output.unlink()
    return ended, said


async def subscribe(playground: Playground, chat: int) -> None:
    said = await playground.say(chat, "/subscribe")
    await playground.wait_for(chat, after=said, timeout=40)


async def test_the_status_is_told_beside_the_bot_and_after_it(playground: Playground, folder: Path) -> None:
    env = environment(folder, playground.url)
    code, said = await asked(folder, env)
    assert (code, "there is no database at" in said) == (2, True)
    async with program(folder, "run", env=env) as running:
        await subscribe(playground, READER)
        code, said = await asked(folder, env)
        assert code == 0, said
        assert "Bot         running for" in said
        assert "Chats       1 subscribed, 0 not, 0 gone" in said
        code, said = await asked(folder, env, "--json")
        found = json.loads(said)
        assert (code, found["running"], found["needs"], found["rate"]) == (0, True, [], 28.0)
        assert await running.stop() == 0
    assert not (folder / "pullquote.db-wal").exists()
    before = (folder / "pullquote.db").read_bytes()
    assert "last_sign" in (await asked(folder, env, "--json"))[1]
    assert (folder / "pullquote.db").read_bytes() == before, "who asks changes nothing"


async def test_killed_inside_a_pause_the_bot_sends_nothing_before_its_end(
    playground: Playground, folder: Path
) -> None:
    readers = range(5000, 5006)
    for chat in readers:
        playground.add_private_chat(chat, f"Reader {chat}")
    env = environment(folder, playground.url, PULLQUOTE_DELIVERY__RATE="4")
    async with program(folder, "run", env=env) as running:
        for chat in readers:
            await subscribe(playground, chat)
        await running.kill()
    async with await Store.open(env["PULLQUOTE_STORE__URL"]) as store:
        for chat in readers:
            await subscribing.hasten(store, chat, datetime.now(UTC))
    begun = len(playground.calls)
    async with program(folder, "run", env=env, name="refused") as running:
        await until(lambda: any(call.done for call in sends(playground, begun)))
        playground.fail_next(Failure.TOO_MANY, retry_after=WAIT)
        await until(lambda: any(call.status == 429 for call in sends(playground, begun)))
        await asyncio.sleep(0.2)
        await running.kill()
    async with program(folder, "run", env=env, name="again"):
        await until(lambda: sum(call.done for call in sends(playground, begun)) >= len(readers))
    refused = next(call for call in sends(playground, begun) if call.status == 429)
    later = [call for call in sends(playground, begun) if call.received_at > refused.received_at]
    assert refused.answered_at is not None
    assert min(call.received_at for call in later) >= refused.answered_at + WAIT
    _, said = await asked(folder, env, "--json")
    assert json.loads(said)["last_429"]["seconds"] == WAIT


def sends(playground: Playground, begun: int) -> list[Call]:
    return [call for call in playground.calls[begun:] if call.method in SENDS]
