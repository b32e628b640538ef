"""Command lists and descriptions: for each language and kind of chat, and set only where they are new."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from babel import Locale

from bot.announcing import announce, announcements
from bot.playground import Failure, Playground
from bot.words import Words, catalogs
from config.settings import AccessSettings
from digests.store import watermarks
from tests.stage import READER, TOKEN, Stage, playing

OLU = 3003
ENGLISH = catalogs()["en"]
WORDS: Mapping[str, Words] = {"en": ENGLISH, "sv": replace(ENGLISH, locale=Locale.parse("sv"))}
"""Two languages, whatever catalogs there are."""


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada", language_code="en")
        playground.add_private_chat(OLU, "Olu", language_code="sv-se")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path, store_url: str) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path, store_url=store_url) as stage:
        await announced(stage)
        yield stage


def calls(playground: Playground) -> list[str]:
    return [call.method for call in playground.calls if call.method.startswith("setMy")]


async def announced(stage: Stage) -> None:
    """Waits until the program has said all, and has noted it."""
    for _ in range(500):
        if await is_noted(stage):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nothing was announced")


async def is_noted(stage: Stage) -> bool:
    async with stage.app.store.reading() as conn:
        return bool(await watermarks.said(conn, "announced"))


async def tell(stage: Stage, words: Mapping[str, Words] = WORDS, bot: str = "pullquote_bot") -> int:
    """Announces; how many calls that took."""
    before = len(calls(stage.playground))
    await announce(stage.app.gateway, stage.app.store, words, bot, stage.app.access)
    return len(calls(stage.playground)) - before


async def test_readers_are_shown_what_they_can_do_where_they_are(stage: Stage) -> None:
    group = stage.playground.add_group("Readers", members=(OLU,), admins=(READER,), supergroup=True)
    private = dict(stage.playground.commands(READER))
    assert {"latest", "settings", "channel", "forget"} <= private.keys()
    assert "stop" not in private, "another name of /unsubscribe"
    members = dict(stage.playground.commands(group, OLU))
    assert {"latest", "search", "help"} <= members.keys()
    assert not {"time", "forget", "channel"} & members.keys()
    admins = dict(stage.playground.commands(group, READER))
    assert {"time", "forget"} <= admins.keys()
    assert "channel" not in admins


@pytest.mark.parametrize("offered", [False, True])
async def test_feeds_of_readers_are_named_where_there_are_any(
    playground: Playground, tmp_path: Path, offered: bool
) -> None:
    async with playing(playground, tmp_path, access=AccessSettings(reader_feeds=offered)) as stage:
        await announced(stage)
        told = (await stage.ask("/help")).text
        shown = dict(playground.commands(READER)).keys()
        for command in ("add", "feeds"):
            assert (command in shown) is offered
            assert (f"/{command}" in told) is offered


async def test_every_language_has_lists_of_its_own(stage: Stage) -> None:
    other = replace(ENGLISH, locale=Locale.parse("sv"), messages=Shouting(ENGLISH))
    await tell(stage, {"en": ENGLISH, "sv": other})
    assert dict(stage.playground.commands(READER))["help"] == ENGLISH.plain("command.help")
    assert dict(stage.playground.commands(OLU))["help"] == ENGLISH.plain("command.help").upper()
    told = stage.playground.world.profile.descriptions
    assert told["sv"] == told[""].upper()


class Shouting:
    """English messages, so that one can tell them from English ones."""

    def __init__(self, words: Words) -> None:
        self._messages = words.messages

    def gettext(self, key: str) -> str:
        return self._messages.gettext(key).upper()

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self._messages.ngettext(one, many, count).upper()


async def test_what_was_announced_is_not_said_again(stage: Stage) -> None:
    assert await tell(stage, stage.app.words) == 0
    assert await tell(stage) == 6 * len(WORDS.keys() - stage.app.words.keys())
    assert await tell(stage) == 0


async def test_a_restart_makes_no_call(playground: Playground, tmp_path: Path) -> None:
    async with playing(playground, tmp_path) as stage:
        await announced(stage)
        await stage.ask("/help")
    before = len(calls(playground))
    async with playing(playground, tmp_path) as stage:
        await stage.ask("/help")
    assert len(calls(playground)) == before


async def test_another_bot_with_the_same_database_is_told_everything(stage: Stage) -> None:
    assert await tell(stage, stage.app.words, bot="another_bot") == 6 * len(stage.app.words)


async def test_what_telegram_refuses_is_tried_again(stage: Stage) -> None:
    stage.playground.fail_next(Failure.INTERNAL, methods=("setMyCommands",))
    assert await tell(stage, bot="another_bot") == 1, "it does not go on against a closed door"
    assert await tell(stage, bot="another_bot") == 6 * len(WORDS)


def test_what_is_announced_is_as_long_as_telegram_lets_it_be() -> None:
    for each in announcements(catalogs(), AccessSettings(reader_feeds=True)):
        description, short = each.fields.get("description"), each.fields.get("short_description")
        assert not isinstance(description, str) or len(description) <= 512
        assert not isinstance(short, str) or len(short) <= 120
        listed = each.fields.get("commands", [])
        assert isinstance(listed, list)
        assert len(listed) <= 100
        assert all(0 < len(command["description"]) <= 256 for command in listed)
