"""From files in a folder to articles in stories: real files, real workers, real store."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from digests.editor.options import EditOptions
from digests.editor.stories import pack
from digests.newsroom.filing import Filing
from digests.newsroom.intake import Intake
from digests.newsroom.pieces import File, Filed, FromFile, Piece
from digests.store import articles, intake, stories
from digests.store.engine import Store
from digests.workshop import Workshop
from tests.builders import clean, prepared
from tests.workbench import InProcess

BRIDGE = (
    "The harbour bridge will be closed to lorries from Monday while its bearings are replaced. "
    "Ferries will run all night between the two banks of the Linnet."
)
SEAL = (
    "A grey seal came up the canal on Sunday and stayed at the fish market until the evening. Nobody minded."
)


class Desk:
    """An inbox with its intake; time stands still unless told to pass."""

    def __init__(self, store: Store, inbox: Path, workshop: Workshop) -> None:
        self.store, self.inbox, self.workshop = store, inbox, workshop
        self.now = datetime.now(UTC) + timedelta(minutes=1)  # so that files are old enough to be read at once
        self.intake = self.restarted()

    def restarted(self) -> Intake:
        options = EditOptions(sentences=2)
        filing = Filing(self.store)
        return Intake(self.store, self.workshop, filing, self.inbox, options, clock=lambda: self.now)

    def drop(self, name: str, text: str, **fields: object) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"text": text, **fields}), encoding="utf-8")
        return path

    async def collect(self) -> Filed:
        return (await self.intake.collect()).filed

    async def count(self) -> tuple[int, int]:
        """Stored articles and stories."""
        async with self.store.reading() as conn:
            return await articles.count(conn), await stories.count(conn)

    async def reasons(self) -> dict[str, str | None]:
        async with self.store.reading() as conn:
            return {row.origin: row.reason for row in await intake.rejected(conn, 100)}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
async def desk(store: Store, inbox: Path) -> AsyncIterator[Desk]:
    workshop = InProcess()
    yield Desk(store, inbox, workshop)
    await workshop.close()


async def test_files_become_articles_and_the_same_event_one_story(desk: Desk) -> None:
    desk.drop("tide/bridge.json", BRIDGE, title="Harbour bridge to close on Monday", source="Daily Tide")
    desk.drop(
        "post/bridge.json",
        "From Monday the harbour bridge is closed to lorries. Its bearings are replaced. " + BRIDGE[90:],
        title="Bridge closes to lorries from Monday",
        source="Coastal Post",
    )
    desk.drop("seal.json", SEAL, title="Seal visits the fish market", source="Daily Tide")
    assert await desk.collect() == Filed(articles=3)
    assert await desk.count() == (3, 2)


async def test_the_same_content_twice_is_one_article(desk: Desk) -> None:
    first = desk.drop("a.json", BRIDGE, title="Bridge")
    shutil.copy(first, desk.inbox / "b.json")
    assert await desk.collect() == Filed(articles=1, copies=1)
    assert await desk.count() == (1, 1)
    assert not await desk.collect(), "a round that finds nothing has nothing to report"


async def test_what_was_taken_in_is_not_read_again_also_after_a_restart(desk: Desk) -> None:
    desk.drop("a.json", BRIDGE)
    await desk.collect()
    assert await desk.collect() == Filed()
    desk.intake = desk.restarted()
    assert await desk.collect() == Filed()


async def test_a_changed_file_is_read_again(desk: Desk) -> None:
    desk.drop("a.json", BRIDGE)
    await desk.collect()
    desk.drop("a.json", SEAL)
    assert await desk.collect() == Filed(articles=1)


async def test_a_growing_file_waits_until_it_stands_still(desk: Desk) -> None:
    path = desk.drop("a.json", BRIDGE)
    desk.now = datetime.now(UTC)
    collected = await desk.intake.collect()
    assert (collected.filed, collected.waiting) == (Filed(), True)
    path.write_text(path.read_text() + " ")
    desk.now += timedelta(seconds=1.1)
    assert (await desk.intake.collect()).waiting
    desk.now += timedelta(seconds=1.1)
    assert await desk.collect() == Filed(articles=1)


async def test_bad_files_get_a_reason_once_and_block_nobody(desk: Desk) -> None:
    (desk.inbox / "word.docx").write_bytes(b"PK")
    (desk.inbox / "broken.json").write_text('{"text": "never closed')
    (desk.inbox / "big.txt").write_bytes(b"x" * 5_000_001)
    (desk.inbox / "out.txt").symlink_to("/etc/hostname")
    os.mkfifo(desk.inbox / "pipe.txt")
    desk.drop("junk.json", "[ad_1]\n[ad_2]", title="Nothing but junk")
    desk.drop("good.json", BRIDGE)
    with capture_logs() as logged:
        assert await desk.collect() == Filed(articles=1, rejected=6)
        assert await desk.collect() == Filed()
    reasons = await desk.reasons()
    assert set(reasons) == {"word.docx", "broken.json", "big.txt", "out.txt", "pipe.txt", "junk.json"}
    assert "unknown suffix .docx" in str(reasons["word.docx"])
    assert "leads out of the inbox" in str(reasons["out.txt"])
    rejections = [entry["origin"] for entry in logged if entry["log_level"] == "warning"]
    assert sorted(rejections) == sorted(reasons)


async def test_a_rejected_file_is_tried_again_when_it_changes(desk: Desk) -> None:
    (desk.inbox / "a.json").write_text("{")
    assert await desk.collect() == Filed(rejected=1)
    desk.drop("a.json", BRIDGE)
    assert await desk.collect() == Filed(articles=1)
    assert await desk.reasons() == {}


async def test_a_mended_line_is_no_longer_among_the_rejected(desk: Desk) -> None:
    (desk.inbox / "a.jsonl").write_text(json.dumps({"text": BRIDGE}) + "\n7\n")
    assert await desk.collect() == Filed(articles=1, rejected=1)
    (desk.inbox / "a.jsonl").write_text(json.dumps({"text": BRIDGE}) + "\n" + json.dumps({"text": SEAL}))
    assert await desk.collect() == Filed(articles=1, copies=1)
    assert await desk.reasons() == {}


async def test_one_broken_line_among_many_is_named_and_the_rest_taken(desk: Desk) -> None:
    lines = [
        json.dumps({"text": BRIDGE}),
        "not json",
        json.dumps({"text": SEAL}),
        json.dumps({"title": "no text"}),
    ]
    (desk.inbox / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert await desk.collect() == Filed(articles=2, rejected=2)


@pytest.mark.parametrize("character", ["\x00", "\ud800", "\u202e", "\ufffe"])
async def test_characters_that_no_database_holds_do_not_stop_the_others(desk: Desk, character: str) -> None:
    desk.drop(
        "odd.json", f"{BRIDGE} {character} {SEAL}", title=f"Odd {character} title", source=f"P{character}"
    )
    desk.drop("good.json", SEAL)
    filed = await desk.collect()
    assert filed.articles + filed.rejected == 2
    assert filed.articles >= 1


async def test_an_article_keeps_its_story_after_a_restart(desk: Desk) -> None:
    desk.drop("one.json", BRIDGE, title="Harbour bridge to close on Monday", source="Daily Tide")
    await desk.collect()
    desk.intake = desk.restarted()
    desk.drop("two.json", BRIDGE + " Buses go round.", title="Harbour bridge closes on Monday", source="Post")
    assert await desk.collect() == Filed(articles=1)
    assert await desk.count() == (2, 1)


async def test_real_workers_take_in_many_files(store: Store, inbox: Path) -> None:
    workshop = Workshop()
    desk = Desk(store, inbox, workshop)
    try:
        for i in range(60):
            desk.drop(
                f"{i % 7}/{i}.json",
                f"Lantern number {i} was lit at the quay by hand on Monday. {SEAL} Word{i}.",
            )
        assert await desk.collect() == Filed(articles=60)
        assert (await desk.count())[0] == 60
    finally:
        await workshop.close()


async def test_an_article_that_no_database_can_hold_is_rejected_among_others(store: Store) -> None:
    """The readers of files and the editor see to it; should one ever slip through, the batch goes on."""
    both = (clean(text="A quarter\x00 of it is missing."), clean())
    pieces = [
        Piece(FromFile(File(f"{i}.json", 1, 1), 1, last=True), prepared(each, vector=pack(each)))
        for i, each in enumerate(both)
    ]
    assert await Filing(store).file(pieces, lambda: datetime.now(UTC)) == Filed(articles=1, rejected=1)
    async with store.reading() as conn:
        assert (await articles.count(conn), await stories.count(conn)) == (1, 1)


# --- lines that a source repeats --------------------------------------------------------------

BELL = "Morning bell and evening bell, from the tower"


async def removed(desk: Desk) -> list[tuple[str, str]]:
    """What was taken out of the article that came in last."""
    async with desk.store.reading() as conn:
        newest = await articles.count(conn)
        article = (await articles.fetch(conn, [newest]))[newest].article
    return [(removal.text, removal.rule) for removal in article.removed]


async def drop_one(desk: Desk, number: int, **fields: object) -> None:
    first = f"On day {number} of the storm the harbour office counted {number * 7} boats."
    text = f"{first}\n{BELL}\n{BRIDGE} {number}."
    desk.drop(f"{number}.json", text, title=f"Day {number} of the storm", **fields)
    await desk.collect()


async def test_a_line_that_three_articles_of_a_source_have_had_goes_from_the_fourth(desk: Desk) -> None:
    for number in (1, 2, 3):
        await drop_one(desk, number, source="Coastal Post")
        assert await removed(desk) == []
    desk.intake = desk.restarted()  # what was learnt stands in the store
    await drop_one(desk, 4, source="Coastal Post")
    assert await removed(desk) == [(BELL, "repeated-by-source")]


async def test_what_one_source_repeats_is_news_at_another(desk: Desk) -> None:
    for number in (1, 2, 3):
        await drop_one(desk, number, url=f"https://www.tide.example/{number}")
    await drop_one(desk, 4, source="Coastal Post")
    assert await removed(desk) == []


async def test_versions_of_one_article_teach_nothing(desk: Desk) -> None:
    for number in (1, 2, 3, 4):
        await drop_one(desk, number, url="https://www.tide.example/storm")
    assert await removed(desk) == []


async def test_versions_that_come_at_once_teach_nothing_either(desk: Desk) -> None:
    for number in (1, 2, 3):
        text = (
            f"On day {number} of the storm the office counted {number * 7} boats.\n{BELL}\n{BRIDGE} {number}."
        )
        desk.drop(f"{number}.json", text, title=f"Day {number}", url="https://www.tide.example/storm")
    assert await desk.collect() == Filed(articles=1, versions=2)
    await drop_one(desk, 4, url="https://www.tide.example/storm-2")
    assert await removed(desk) == []
