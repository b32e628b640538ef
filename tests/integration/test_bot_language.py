"""The language of the bot: Telegram's, or the one that a chat chose; with a second catalog that shouts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel import Locale

from bot.playground import Playground
from bot.words import Words
from digests.newsroom import subscribing
from tests.builders import clean
from tests.stage import READER, TOKEN, Stage, playing

OLU = 3003


class Shouting:
    """The English messages in capitals, places and commands left as they are."""

    def __init__(self, words: Words) -> None:
        self._messages = words.messages

    def gettext(self, key: str) -> str:
        return _loud(self._messages.gettext(key), key)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return _loud(self._messages.ngettext(one, many, count), one)


def _loud(text: str, key: str) -> str:
    if key.startswith("format."):
        return text
    return "".join(part if part.startswith(("{", "/")) else part.upper() for part in _parts(text))


def _parts(text: str) -> list[str]:
    return text.replace("{", "\0{").replace("}", "}\0").replace(" /", " \0/").replace(" ", " \0").split("\0")


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada", language_code="en")
        playground.add_private_chat(OLU, "Olu", language_code="pt-br")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path) as stage:
        words = stage.app.words
        assert isinstance(words, dict)
        words["pt"] = replace(words["en"], locale=Locale.parse("pt"), messages=Shouting(words["en"]))
        yield stage


async def chosen(stage: Stage, chat: int) -> str | None:
    found = await subscribing.find(stage.app.store, chat)
    assert found is not None
    return found.chat.chosen_language


async def test_the_bot_speaks_the_language_of_the_readers_telegram(stage: Stage) -> None:
    assert (await stage.ask("/settings")).text.startswith("Settings")
    assert (await stage.ask("/settings", chat=OLU)).text.startswith("SETTINGS")


async def test_a_chosen_language_wins_over_telegrams(stage: Stage) -> None:
    page = await stage.press(await stage.ask("/settings"), "Languages")
    page = await stage.press(page, "Bot speaks: English")
    assert "✓ As in Telegram" in page.buttons
    loud = await stage.press(page, "Português")
    assert loud.text.startswith("I SPEAK Português HERE NOW."), "at once, in the new one"
    assert "TIME" in loud.buttons
    assert (await stage.ask("/time 25:00")).text.startswith("25:00 IS NOT A TIME OF DAY.")
    assert (await stage.ask("/dance")).text.startswith("I DO NOT KNOW /dance.")
    query = await stage.playground.forge_callback(READER, loud.message_id, "x:9")
    assert (await stage.playground.answer_to(query)).text.isupper()
    await stage.file(clean())
    await stage.ask("/subscribe")
    stage.clock.pass_(seconds=30)  # after so many answers a chat breathes
    assert "EDITION" in (await stage.edition()).text
    page = await stage.press(await stage.ask("/language"), "AS IN TELEGRAM")
    assert page.text.startswith("I speak English here now.")
    assert await chosen(stage, READER) is None


@pytest.mark.parametrize(
    ("said", "meant"), [("pt", "pt"), ("Portuguese", "pt"), ("português", "pt"), ("EN", "en")]
)
async def test_a_language_is_chosen_by_name(stage: Stage, said: str, meant: str) -> None:
    await stage.ask(f"/language {said}")
    assert await chosen(stage, READER) == meant


async def test_a_language_that_there_is_not_is_answered_with_those_there_are(stage: Stage) -> None:
    refused = await stage.ask("/language Klingon")
    assert refused.text.startswith("I do not speak Klingon. These I do:")
    assert {"English", "Português"} <= set(refused.text.split(": ")[1].rstrip(".").split(", "))
    query = await stage.playground.forge_callback(READER, refused.message_id, "gl:xx")
    await stage.playground.answer_to(query)
    assert await chosen(stage, READER) is None


async def test_a_channel_speaks_what_was_chosen_for_it_and_its_keeper_what_they_speak(stage: Stage) -> None:
    channel = stage.playground.add_channel("Coastal News", username="coastal", admins=(READER,))
    answered = await stage.ask("/channel @coastal language pt")
    assert answered.text.startswith("I speak Português here now."), "told to the keeper"
    assert await chosen(stage, channel) == "pt"
    assert await chosen(stage, READER) is None
