"""What an edition owes its readers: corrections of what was sent, silent sources, one voice for one text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.playground import Playground
from digests.model import Feed, FeedStanding
from digests.store import articles, feeds, stories
from tests.builders import clean
from tests.stage import READER, TOKEN, Stage, playing

LATECOMER = 1002
TEXT = (
    "The harbour of Port Linnet reopened on Monday after a storm. "
    '"We lost exactly forty boats that night and nobody was told of it," said Mara Oduya. '
    "The repairs cost two million crowns."
)
HARBOUR = clean(title="Harbour of Port Linnet reopens", text=TEXT, source="Coastal Post")
CORRECTED = clean(title=HARBOUR.title, text=TEXT.replace("exactly", "about"), source="Coastal Post")
WITHDRAWN = clean(
    title=HARBOUR.title,
    text="The harbour of Port Linnet reopened on Monday after a storm. The repairs cost two million crowns.",
    source="Coastal Post",
)


@pytest.fixture
async def stage(tmp_path: Path, store_url: str) -> AsyncIterator[Stage]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(LATECOMER, "Ben")
        async with playing(playground, tmp_path, store_url=store_url) as stage:
            await stage.subscribed()
            await stage.file(HARBOUR, identity="harbour")
            yield stage


async def tomorrow(stage: Stage) -> str:
    stage.clock.pass_(days=1)
    return (await stage.edition()).text


async def test_the_next_edition_carries_both_wordings_and_the_one_after_it_does_not(stage: Stage) -> None:
    assert "exactly forty" in (await stage.edition()).text
    await stage.file(CORRECTED, identity="harbour")
    text = await tomorrow(stage)
    assert (
        "Correction to yesterday's story 1: Coastal Post now prints “lost about forty” "
        "where it printed “lost exactly forty”." in text
    )
    assert "Correction" not in await tomorrow(stage)


async def test_a_quotation_that_is_gone_is_said_to_be_gone(stage: Stage) -> None:
    await stage.edition()
    await stage.file(WITHDRAWN, identity="harbour")
    text = await tomorrow(stage)
    assert "Coastal Post no longer prints “We lost exactly forty boats that night" in text


async def test_nobody_is_corrected_who_did_not_get_the_quotation(stage: Stage) -> None:
    await stage.subscribed(LATECOMER)
    await stage.edition()
    await stage.file(CORRECTED, identity="harbour")
    stage.clock.pass_(days=1)
    await stage.plan(LATECOMER)
    (edition,) = [m for m in stage.playground.messages(LATECOMER) if "edition ·" in m.text]
    assert "about forty" in edition.text
    assert "Correction" not in edition.text


async def test_old_words_that_come_back_are_no_correction(stage: Stage) -> None:
    await stage.edition()
    await stage.file(CORRECTED, identity="harbour")
    await stage.file(HARBOUR, identity="harbour")
    assert "Correction" not in await tomorrow(stage)


async def test_a_source_that_goes_to_and_fro_is_not_corrected_again_and_again(stage: Stage) -> None:
    await stage.edition()
    await stage.file(CORRECTED, identity="harbour")
    assert "Correction" in await tomorrow(stage)
    await stage.file(HARBOUR, identity="harbour")
    await stage.file(CORRECTED, identity="harbour")
    assert "Correction" not in await tomorrow(stage)


async def test_the_story_is_told_in_its_latest_words(stage: Stage) -> None:
    await stage.file(CORRECTED, identity="harbour")
    latest = await stage.ask("/latest")
    assert "about forty" in latest.text
    assert "exactly" not in latest.text
    assert "exactly" not in (await stage.ask("/search forty boats")).text


async def test_an_edition_names_the_sources_that_it_had_to_do_without(stage: Stage) -> None:
    now = stage.clock()
    async with stage.app.store.writing() as conn:
        for url, name in (
            ("https://south.example/feed", "Radio South"),
            ("https://north.example/feed", "North"),
        ):
            await feeds.add(conn, Feed(url=url, name=name), now)
        south = await feeds.find(conn, "https://south.example/feed")
        assert south is not None
        failed = replace(
            south.state, succeeded_at=now, failures=9, standing=FeedStanding.FAILING, next_check_at=None
        )
        await feeds.save_state(conn, south.key, failed)
    text = (await stage.edition()).text
    assert "Radio South" in text.rsplit("Silent since", 1)[-1]
    assert "North" not in text


async def test_two_outlets_with_one_text_are_one_voice(stage: Stage) -> None:
    words = " ".join(f"Word{n} stood by the quay and counted boat number {n}." for n in range(40))
    agency = clean(title="Boats counted at the quay", text=words, source="Agency", url=None)
    for source in ("Daily Tide", "Radio Nord"):
        await stage.file(
            agency if source == "Daily Tide" else replace(agency, source=source, fingerprint="2")
        )
    async with stage.app.store.reading() as conn:
        told = await articles.by_story(conn, await stories.newest(conn, limit=10))
    (group,) = [group for group in told.values() if group[0].article.title == agency.title]
    assert [stored.copy_of for stored in group] == [None, group[0].key]
