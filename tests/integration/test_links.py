"""A link sent to the bot, and the digest of its page that comes back: real HTTP, real workers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.playground import Playground
from config.settings import AccessSettings
from digests.store.engine import Store
from digests.store.schema import article, story
from tests.builders import clean
from tests.feed_documents import page
from tests.hostile_server import HostileServer, endless, head, reply
from tests.stage import READER, TOKEN, Clock, Stage, playing

PARAGRAPHS = (
    "The ferry Corriemhor ran aground off the harbour of Port Linnet on Sunday with 212 people on board.",
    "All of them were brought ashore within two hours, the coast guard said, and nobody was hurt.",
    '"We heard a noise like a door being shut, and then nothing moved," said Mara Oduya, a passenger.',
    "The operator has cancelled all crossings until divers have looked at the hull, perhaps until Friday.",
)
FERRY = page("Ferry runs aground off Port Linnet", *PARAGRAPHS)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    async with HostileServer.serving() as server:
        server.at("/ferry", reply(FERRY, Content_Type="text/html"))
        yield server


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path, private_links=True) as stage:
        yield stage


async def filed(store: Store) -> tuple[int, int]:
    async with store.reading() as conn:
        articles = (await conn.execute(select(func.count()).select_from(article))).scalar_one()
        stories = (await conn.execute(select(func.count()).select_from(story))).scalar_one()
    return int(articles), int(stories)


async def test_a_link_is_answered_with_the_digest_of_its_page(stage: Stage, server: HostileServer) -> None:
    asked = await stage.playground.say(READER, f"what is this? {server.url('/ferry')}")
    (told,) = await stage.playground.wait_for(READER, after=asked, timeout=30)
    title, body, *quoted = told.text.splitlines()
    assert title == "Ferry runs aground off Port Linnet"
    assert f'<a href="{server.url("/ferry")}">' in told.html
    assert all(sentence in " ".join(PARAGRAPHS) for sentence in body.split(". ")[:1])
    assert "“We heard a noise like a door being shut, and then nothing moved”" in quoted[0]
    assert quoted[1].startswith("— Mara Oduya")
    assert told.text.endswith("Read for you just now. Nobody else sees it.")
    assert await filed(stage.app.store) == (0, 0)
    assert "No news has come in yet." in (await stage.ask("/latest")).text


async def test_reading_is_seen_as_typing(stage: Stage, server: HostileServer) -> None:
    server.at("/slow", endless(head(content_type="text/html"), b"<p>", pause=0.1))
    await stage.playground.say(READER, server.url("/slow"))
    (shown,) = await stage.playground.wait_for_call("sendChatAction")
    assert (shown.chat_id, shown.parameters["action"]) == (READER, "typing")


async def test_the_link_of_a_story_opens_the_story(stage: Stage) -> None:
    await stage.file(clean(title="Bridge to close for eleven weeks", url="https://news.example/harbour"))
    told = await stage.ask("http://news.example/harbour/?utm_source=friend")
    assert "Bridge to close for eleven weeks" in told.text
    assert "Nobody else" not in told.text


async def test_a_forwarded_post_of_a_strange_channel_is_read_by_its_link(
    stage: Stage, server: HostileServer
) -> None:
    channel = stage.playground.add_channel("Harbour Watch", with_bot=False)
    text = f"Aground! {server.url('/ferry')} · more: https://t.me/harbourwatch"
    asked = await stage.playground.say(READER, text, forwarded_from=channel)
    (told,) = await stage.playground.wait_for(READER, after=asked, timeout=30)
    assert told.text.startswith("Ferry runs aground")


async def test_the_operator_can_switch_it_off(
    playground: Playground, server: HostileServer, tmp_path: Path
) -> None:
    access = AccessSettings(links=False)
    async with playing(playground, tmp_path, access=access, private_links=True) as stage:
        assert (await stage.ask(server.url("/ferry"))).text.startswith("I do not read links here.")
    assert server.requests == []


async def test_so_many_a_day_and_again_tomorrow(
    playground: Playground, server: HostileServer, tmp_path: Path
) -> None:
    clock = Clock()
    access = AccessSettings(links_per_day=2)
    async with playing(playground, tmp_path, clock=clock, access=access, private_links=True) as stage:
        for _ in range(2):
            assert "does not show me" in (await stage.ask(server.url("/nothing"))).text
        assert (await stage.ask(server.url("/nothing"))).text == (
            "I read 2 links a day, and that is done. Send me this one again tomorrow."
        )
        assert server.asked("/nothing") == 2
        clock.pass_(hours=24)
        assert "does not show me" in (await stage.ask(server.url("/nothing"))).text


async def test_whatever_the_operators_feeds_may_reach_a_readers_link_does_not(
    playground: Playground, server: HostileServer, tmp_path: Path
) -> None:
    async with playing(playground, tmp_path) as stage:
        told = await stage.ask(server.url("/ferry"))
        assert told.text == "I do not read this address: it is not on the public internet."
    assert server.requests == []
