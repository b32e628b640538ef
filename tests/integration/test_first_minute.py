"""From /start to "Done" in one message; links to the bot; a bot by invitation; help."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from bot.payloads import ToSearch, ToTopic, written
from bot.playground import Playground
from digests.newsroom import following, subscribing
from digests.newsroom.subscribing import Subscription
from tests.builders import clean
from tests.stage import READER, TOKEN, Stage, playing

HARBOUR = clean(
    title="Bridge to close for eleven weeks",
    text=(
        "The harbour bridge will be closed from Monday while its bearings are replaced. "
        '"We waited as long as the steel allowed," said Mara Oduya. Ferries run all night.'
    ),
    source="Coastal Post",
    topics=("World",),
)
BEES = clean(
    title="Bees remember faces",
    text="Bees know the keeper who feeds them, a new study says. They were shown forty faces.",
    source="Meridian Science",
    topics=("Science",),
)
BRAZILIAN = 1003


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(BRAZILIAN, "Bia", language="pt-br")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path) as stage:
        await stage.file(HARBOUR, BEES)
        yield stage


async def known(stage: Stage, chat: int = READER) -> Subscription:
    found = await subscribing.find(stage.app.store, chat)
    assert found is not None
    return found


async def topics(stage: Stage, chat: int = READER) -> tuple[str, ...]:
    return (await following.of_chat(stage.app.store, chat, None)).topics


async def test_from_start_to_done_in_one_message_with_a_typed_city(stage: Stage) -> None:
    first = await stage.ask("/start")
    assert "The news in its own words." in first.text
    assert "Bridge to close for eleven weeks" in first.text or "Bees remember faces" in first.text
    assert "What shall it be about?" in first.text
    assert {"World", "Science", "Next ▸"} <= set(first.buttons)

    ticked = await stage.press(first, "Science")
    assert "✓ Science" in ticked.buttons
    assert await topics(stage) == ("Science",)

    when = await stage.press(ticked, "Next ▸")
    assert "When?" in when.text and "✓ 08:00" in when.buttons
    at_seven = await stage.press(when, "07:30")
    assert "✓ 07:30" in at_seven.buttons

    said = await stage.playground.say(READER, "Lisbon")
    await stage.playground.wait_until_quiet() if hasattr(stage.playground, "wait_until_quiet") else None
    del said
