"""`pullquote run` with feeds: the real process, the real client, a server on loopback."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground import Playground
from tests.e2e.processes import environment, program, until
from tests.e2e.test_process import ask, ask_until
from tests.feed_documents import BRIDGE, SEAL, Item, rss
from tests.hostile_server import HostileServer, hangs, reply

pytestmark = pytest.mark.timeout(180)


def listing(folder: Path, playground: Playground, *urls: str) -> dict[str, str]:
    """The environment of a program that reads these feeds."""
    feeds = json.dumps([{"url": url} for url in urls])
    allowed = {"PULLQUOTE_FEEDS": feeds, "PULLQUOTE_FEEDS__ALLOW_PRIVATE_ADDRESSES": "true"}
    return environment(folder, playground.url, **allowed)


def item(title: str, text: str) -> Item:
    return Item(title, text, now=datetime.now(UTC))


async def test_a_feeds_article_reaches_the_reader_though_another_feed_hangs(
    playground: Playground, tmp_path: Path
) -> None:
    async with HostileServer.serving() as server:
        server.at("/slow", hangs())
        server.at("/feed", reply(rss(item("Bridge to close", BRIDGE), item("Seal at the market", SEAL))))
        env = listing(tmp_path, playground, server.url("/slow"), server.url("/feed", host="localhost"))
        async with program(tmp_path, "run", env=env) as running:
            await ask(playground, "/start")
            latest = await ask_until(playground, "/latest", lambda m: "Seal at the market" in m.text)
            assert "Bridge to close" in latest.text
            assert "Coastal Post" in latest.text
            assert await running.stop() == 0


async def test_killed_during_a_visit_the_article_comes_in_once_all_the_same(
    playground: Playground, tmp_path: Path
) -> None:
    async with HostileServer.serving() as server:
        server.at("/feed", hangs())
        env = listing(tmp_path, playground, server.url("/feed"))
        async with program(tmp_path, "run", env=env) as running:
            await until(lambda: server.asked("/feed") == 1)
            await running.kill()
        server.at("/feed", reply(rss(item("Bridge to close", BRIDGE))))
        for name in ("second", "third"):
            async with program(tmp_path, "run", env=env, name=name) as running:
                latest = await ask_until(playground, "/latest", lambda m: "Bridge to close" in m.text)
                assert latest.text.count("Bridge to close") == 1
                assert await running.stop() == 0
        assert server.asked("/feed") == 2  # the third start found that it was not due


async def test_without_leave_a_feed_in_the_own_network_is_refused_before_a_byte_is_sent(
    playground: Playground, tmp_path: Path
) -> None:
    async with HostileServer.serving() as server:
        env = listing(tmp_path, playground, server.url("/feed"))
        del env["PULLQUOTE_FEEDS__ALLOW_PRIVATE_ADDRESSES"]
        async with program(tmp_path, "run", env=env | {"PULLQUOTE_LOG__LEVEL": "debug"}) as running:
            await until(lambda: "feed not read" in running.said)
            assert "127.0.0.1" in running.said
            assert await running.stop() == 0
        assert server.connections == 0


async def test_whoever_opens_the_link_in_the_log_is_the_admin(playground: Playground, tmp_path: Path) -> None:
    async with program(tmp_path, "run", env=environment(tmp_path, playground.url)) as running:
        await until(lambda: "no admin yet" in running.said)
        (code,) = re.findall(r"start=(admin_[\w-]+)", running.said)
        assert "admin" in (await ask(playground, f"/start {code}")).text
        assert await running.stop() == 0
    async with program(tmp_path, "run", env=environment(tmp_path, playground.url), name="again") as running:
        await until(lambda: "telegram answers" in running.said)
        await ask(playground, "/help")
        assert "no admin yet" not in running.said
