"""/timezone and a shared location, answered with buttons by the real program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.shown import ShownMessage
from digests.newsroom import subscribing
from tests.stage import READER, TOKEN, Stage, playing


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        async with playing(playground, tmp_path) as stage:
            yield stage


async def test_a_name_of_several_places_is_asked_about(stage: Stage) -> None:
    asked = await stage.ask("/timezone Portland")
    assert asked.text.startswith("Portland may mean more than one place.")
    oregon, maine, texas = asked.buttons
    assert oregon.startswith("Portland, Oregon, United States · ")
    assert texas.startswith("Portland, Texas, United States · ")
    assert "Your zone is now America/New York" in (await stage.press(asked, maine)).text


async def test_a_country_is_asked_about_by_its_cities(stage: Stage) -> None:
    asked = await stage.ask("/timezone USA")
    assert asked.buttons[0].startswith("United States (New York) · ")


async def test_an_offset_is_answered_with_places_and_itself(stage: Stage) -> None:
    asked = await stage.ask("/timezone UTC-3")
    assert asked.buttons[0].startswith("São Paulo, Brazil · ")
    assert asked.buttons[-1].startswith("UTC-3 · ")
    await stage.press(asked, asked.buttons[-1])
    subscription = await subscribing.find(stage.app.store, READER)
    assert subscription is not None and subscription.chat.timezone == "Etc/GMT+3"


async def test_a_shared_location_is_answered_with_its_zone(stage: Stage) -> None:
    shared = await share(stage, latitude=41.15, longitude=-8.61)
    assert shared.text.startswith("There the zone is Europe/Lisbon, where it is ")
    assert "Your zone is now Europe/Lisbon" in (await stage.press(shared, "Europe/Lisbon")).text


async def test_coordinates_that_are_none_are_an_unknown_place(stage: Stage) -> None:
    assert "I do not know 95.5, 200.5." in (await stage.ask("/timezone 95.5, 200.5")).text


async def test_coordinates_can_be_typed_too(stage: Stage) -> None:
    assert (await stage.ask("/timezone 35.68, 139.69")).text.startswith("There the zone is Asia/Tokyo, ")


async def share(stage: Stage, *, latitude: float, longitude: float) -> ShownMessage:
    person = {"id": READER, "is_bot": False, "first_name": "Ada"}
    message = {
        "message_id": 1,
        "date": int(stage.clock().timestamp()),
        "chat": {"id": READER, "type": "private", "first_name": "Ada"},
        "from": person,
        "location": {"latitude": latitude, "longitude": longitude},
    }
    stage.playground.desk.updates.push("message", message, READER)
    return (await stage.playground.wait_for(READER))[-1]
