"""`pullquote run` in webhook mode: killed, stopped, and changed over to polling, with nothing lost."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.faults import Failure
from bot.playground.shown import ShownMessage
from tests.e2e.processes import environment, program, until
from tests.stage import READER

pytestmark = pytest.mark.timeout(180)

PATIENCE = 40.0


@pytest.fixture
def webhook() -> dict[str, str]:
    """The settings of a webhook on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    return {"PULLQUOTE_WEBHOOK__URL": f"http://{address}/telegram", "PULLQUOTE_WEBHOOK__LISTEN": address}


def help_texts(playground: Playground) -> list[ShownMessage]:
    return [each for each in playground.messages(READER) if each.from_bot and "/search" in each.text]


async def test_killed_with_a_command_in_hand_and_started_again_in_either_mode(
    playground: Playground, folder: Path, webhook: dict[str, str]
) -> None:
    polled = environment(folder, playground.url)
    hooked = polled | webhook
    async with program(folder, "run", env=hooked, name="first") as running:
        await playground.say(READER, "/timezone Lisbon")
        await playground.wait_for(READER, timeout=PATIENCE)
        playground.fail_next(Failure.DROPPED, times=100, methods=frozenset({"sendMessage"}))
        tried = sum(call.method == "sendMessage" for call in playground.calls)
        await playground.say(READER, "/help")
        await playground.wait_for_call("sendMessage", count=tried + 1, timeout=PATIENCE)
        assert not len(playground.desk.updates), "stored, so acknowledged"
        await running.kill()
    assert help_texts(playground) == []
    playground.heal()
    await playground.say(READER, "/timezone Oslo")
    async with program(folder, "run", env=hooked, name="second") as running:
        await until(lambda: any("Oslo" in each.text for each in playground.messages(READER) if each.from_bot))
        assert len(help_texts(playground)) == 1
        assert await running.stop() == 0
    assert playground.desk.courier.webhook is not None, "Telegram keeps what comes for it"
    await playground.say(READER, "/timezone Tokyo")
    async with program(folder, "run", env=polled, name="third") as running:
        await until(
            lambda: any("Tokyo" in each.text for each in playground.messages(READER) if each.from_bot)
        )
        assert playground.desk.courier.webhook is None
        assert await running.stop() == 0
    assert len(help_texts(playground)) == 1
