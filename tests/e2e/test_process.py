"""`pullquote run` as a process: started, fed, stopped, killed, and fed nonsense."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.faults import Failure
from bot.playground.shown import ShownMessage
from digests.newsroom import subscribing
from digests.store.engine import Store
from tests.e2e.processes import environment, program, until
from tests.stage import READER, TOKEN

pytestmark = pytest.mark.timeout(180)

PATIENCE = 40.0


def drop(folder: Path, name: str, title: str, text: str) -> None:
    content = {"title": title, "text": text, "source": "Coastal Post", "language": "en"}
    (folder / "inbox" / name).write_text(json.dumps(content), encoding="utf-8")


async def ask(playground: Playground, text: str, chat: int = READER) -> ShownMessage:
    asked = await playground.say(chat, text)
    return (await playground.wait_for(chat, after=asked, timeout=PATIENCE))[-1]


async def ask_until(playground: Playground, text: str, found: Callable[[ShownMessage], bool]) -> ShownMessage:
    """Asks again until the answer is as hoped: what was dropped a moment ago takes a moment."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await ask(playground, text)
            if found(answer):
                return answer
            await asyncio.sleep(0.3)


async def test_a_dropped_file_arrives_and_the_process_stops_cleanly(
    playground: Playground, folder: Path
) -> None:
    async with program(folder, "run", env=environment(folder, playground.url)) as running:
        await ask(playground, "/start")
        drop(
            folder,
            "bridge.json",
            "Bridge to close",
            'The bridge closes to lorries on Monday. "At last," said Mara Oduya.',
        )
        latest = await ask_until(playground, "/latest", lambda m: "Bridge to close" in m.text)
        assert "The bridge closes to lorries on Monday." in latest.text
        assert await running.stop() == 0
        assert TOKEN not in running.said
        assert TOKEN.partition(":")[2] not in running.said
    assert sorted(path.name for path in (folder / "inbox").iterdir()) == ["bridge.json"]


async def test_nonsense_in_the_inbox_is_rejected_once_and_the_rest_arrives(
    playground: Playground, folder: Path
) -> None:
    inbox = folder / "inbox"
    (inbox / "broken.txt").write_bytes(b"Title\n\xff\xfe\x00\x81 half a character \xe2\x82")
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "word.docx").write_bytes(b"PK")
    (inbox / "long.jsonl").write_text('{"text": "' + "x" * 20_000_000 + '"}')
    (inbox / "half.json").write_text('{"text": "never closed')
    (inbox / "link.txt").symlink_to("/etc/hostname")
    drop(folder, "html.json", "<script>alert(1)</script> & <b>bold", "It stands there as text. Nothing runs.")
    drop(folder, "name.json", "N" * 500, "A very long headline was printed. Nobody read it to the end.")
    async with program(folder, "run", env=environment(folder, playground.url)) as running:
        latest = await ask_until(playground, "/latest", lambda m: "2 ·" in m.text)
        assert "<script>alert(1)</script> & <b>bold" in latest.text
        assert await running.stop() == 0
        said = running.said
    for name in ("empty.txt", "word.docx", "long.jsonl", "half.json", "link.txt"):
        assert said.count(name) == 1, f"{name} has its one line in the log"
    async with program(folder, "run", env=environment(folder, playground.url), name="again") as again:
        await ask(playground, "/latest")
        await again.stop()
        assert "word.docx" not in again.said


async def test_a_wrong_token_ends_the_process_with_a_word_on_it(playground: Playground, folder: Path) -> None:
    env = environment(folder, playground.url) | {"TELEGRAM_BOT_TOKEN": "1:" + "wrong" * 8}
    async with program(folder, "run", env=env) as running:
        assert await running.ended() == 2
        assert "refuses the bot token" in running.said
        assert "wrongwrong" not in running.said


async def test_two_processes_do_not_share_a_store(playground: Playground, folder: Path) -> None:
    async with program(folder, "run", env=environment(folder, playground.url)):
        await ask(playground, "/start")
        async with program(folder, "run", env=environment(folder, playground.url), name="second") as second:
            assert await second.ended() == 2
            assert "another pullquote process" in second.said


async def test_mistakes_in_the_configuration_are_told_all_at_once(folder: Path) -> None:
    env = environment(folder, "nonsense") | {"PULLQUOTE_SCHEDULE__DEFAULT_TIME": "25:00"}
    async with program(folder, "run", env=env) as running:
        assert await running.ended() == 2
        assert "25:00" in running.said
        assert "nonsense" in running.said


async def test_telegram_out_of_reach_does_not_end_the_process(folder: Path) -> None:
    drop(folder, "bridge.json", "Bridge to close", "It closes on Monday. Nobody is glad of it.")
    env = environment(folder, "http://127.0.0.1:9")
    async with program(folder, "run", env=env) as running:
        await until(lambda: '"articles": 1' in running.said)
        assert "cannot be reached" in running.said
        assert await running.stop() == 0


async def test_kill_nine_loses_nothing_and_repeats_at_most_what_was_in_flight(
    playground: Playground, folder: Path
) -> None:
    """Thirty readers, one edition each, and a process that is killed again and again while it sends."""
    readers = range(5000, 5030)
    for chat in readers:
        playground.add_private_chat(chat, f"Reader {chat}")
    for i in range(3):
        drop(folder, f"{i}.json", f"Story {i}", f"Something of kind {i} happened on Monday. It was noted.")
    env = environment(folder, playground.url, PULLQUOTE_DELIVERY__RATE="20")
    async with program(folder, "run", env=env) as running:
        await ask_until(playground, "/search noted", lambda m: "1 story" in m.text)
        for chat in readers:
            await ask(playground, "/subscribe", chat)
        await running.kill()
    await make_due(folder, readers)
    playground.fail_next(Failure.SILENT)  # one send is surely in flight when the first kill comes
    kills = 0
    for name in ("first", "second", "third"):
        async with program(folder, "run", env=env, name=name) as running:
            await arrived(playground, readers, at_least=7 * (kills + 1))
            await running.kill()
            kills += 1
    async with program(folder, "run", env=env, name="last") as running:
        await arrived(playground, readers, at_least=len(readers))
        await until(lambda: open_deliveries(folder / "pullquote.db") == 0)
        assert await running.stop() == 0
    copies = Counter(chat for chat in readers for _ in editions_in(playground, chat))
    assert set(copies) == set(readers), "nobody was left out"
    assert sum(copies.values()) - len(readers) <= kills + 1, "at most what was in flight came twice"


async def arrived(playground: Playground, readers: range, at_least: int) -> None:
    await until(lambda: sum(1 for chat in readers if editions_in(playground, chat)) >= at_least)


def editions_in(playground: Playground, chat: int) -> list[ShownMessage]:
    return [m for m in playground.messages(chat) if m.from_bot and "edition ·" in m.text]


async def make_due(folder: Path, chats: range) -> None:
    """Sets the slots to this very minute while no process runs."""
    async with await Store.open(f"sqlite:///{folder / 'pullquote.db'}") as store:
        for chat in chats:
            await subscribing.hasten(store, chat, datetime.now(UTC))


def open_deliveries(database: Path) -> int:
    conn = sqlite3.connect(database)
    try:
        query = "SELECT count(*) FROM delivery WHERE state IN ('planned', 'sending')"
        return int(conn.execute(query).fetchone()[0])
    finally:
        conn.close()
