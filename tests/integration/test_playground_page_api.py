"""What the page and other processes can ask of the playground over HTTP, and who may not."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.playground import Playground

TOKEN = "42:TEST"
ADA = 1001


@pytest_asyncio.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(ADA)
        yield playground


@pytest_asyncio.fixture
async def client(playground: Playground) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=playground.url, timeout=5, trust_env=False) as client:
        yield client


async def bot_sends(playground: Playground, client: httpx.AsyncClient, **parameters: object) -> int:
    answer = await client.post(
        f"{playground.bot_url}/sendMessage", json={"chat_id": ADA, "text": "x", **parameters}
    )
    identifier: int = answer.json()["result"]["message_id"]
    return identifier


# --- the page ---------------------------------------------------------------------------------


async def test_the_page_comes_with_everything_it_names_and_nothing_from_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "//" not in page.text.replace("<!doctype html>", "")
    for name in (
        "page.css",
        "page.js",
        "talk.js",
        "text.js",
        "message.js",
        "commands.js",
        "notices.js",
        "chats.js",
        "composer.js",
        "conversation.js",
        "header.js",
        "inline.js",
        "actions.js",
        "clock.js",
        "times.js",
        "panels.css",
        "icon.svg",
    ):
        part = await client.get(f"/page/{name}")
        assert part.status_code == 200
        assert "https://" not in part.text
    assert (await client.get("/page/server.py")).status_code == 404
    assert (await client.get("/page/..%2Fserver.py")).status_code == 404


async def test_the_page_sees_chats_messages_and_commands(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    await client.post(
        f"{playground.bot_url}/setMyCommands", json={"commands": [{"command": "help", "description": "Help"}]}
    )
    await bot_sends(playground, client, text="<b>hi</b>", parse_mode="HTML")
    state = (await client.get("/playground/state")).json()
    assert [chat["title"] for chat in state["chats"]] == ["Ada"]
    chat = (await client.get(f"/playground/chats/{ADA}")).json()
    assert chat["commands"] == [{"command": "help", "description": "Help"}]
    [message] = chat["messages"]
    assert (message["text"], message["entities"]) == ("hi", [{"type": "bold", "offset": 0, "length": 2}])
    assert (await client.get("/playground/chats/7")).status_code == 404


async def test_a_long_chat_comes_in_pages(playground: Playground, client: httpx.AsyncClient) -> None:
    for number in range(150):
        await playground.say(ADA, f"message {number}")
    newest = (await client.get(f"/playground/chats/{ADA}")).json()
    assert (len(newest["messages"]), newest["more"]) == (100, True)
    older = (
        await client.get(f"/playground/chats/{ADA}", params={"before": newest["messages"][0]["id"]})
    ).json()
    assert (len(older["messages"]), older["more"]) == (50, False)


async def test_a_person_writes_and_presses_over_http(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    said = await client.post("/playground/say", json={"chat_id": ADA, "text": "/start"})
    assert said.status_code == 200
    keyboard = {"inline_keyboard": [[{"text": "Next", "callback_data": "next"}]]}
    identifier = await bot_sends(playground, client, reply_markup=keyboard)
    pressed = await client.post(
        "/playground/press", json={"chat_id": ADA, "message_id": identifier, "button": "Next"}
    )
    updates = (await client.get(f"{playground.bot_url}/getUpdates")).json()["result"]
    assert updates[0]["message"]["text"] == "/start"
    assert updates[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert updates[1]["callback_query"]["id"] == pressed.json()["query_id"]


async def test_mistakes_are_told_in_words(client: httpx.AsyncClient) -> None:
    for path, fields, reason in (
        ("say", {"chat_id": 7, "text": "x"}, "there is no chat 7"),
        ("say", {"chat_id": ADA}, "text must be text"),
        ("fail", {"failure": "boredom"}, "'boredom' is not a valid Failure"),
    ):
        answer = await client.post(f"/playground/{path}", json=fields)
        assert answer.status_code == 400
        assert reason in answer.json()["error"]


async def test_trouble_can_be_ordered_over_http(playground: Playground, client: httpx.AsyncClient) -> None:
    url = f"{playground.bot_url}/sendMessage"
    await client.post("/playground/fail", json={"failure": "too_many", "retry_after": 2})
    assert (await client.post(url, json={"chat_id": ADA, "text": "x"})).status_code == 429
    await client.post("/playground/refuse", json={"chat_id": ADA, "refusal": "deactivated"})
    assert (await client.post(url, json={"chat_id": ADA, "text": "x"})).status_code == 403
    await client.post("/playground/refuse", json={"chat_id": ADA})
    assert (await client.post(url, json={"chat_id": ADA, "text": "x"})).status_code == 200
    calls = (await client.get("/playground/calls")).json()["calls"]
    assert [call["status"] for call in calls] == [429, 403, 200]


async def test_a_file_is_downloaded_and_never_shown(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    await client.post(
        f"{playground.bot_url}/sendDocument",
        data={"chat_id": str(ADA)},
        files={"document": ("x.html", b"<script>", "text/html")},
    )
    [message] = playground.messages(ADA)
    assert message.document is not None
    answer = await client.get(f"/playground/files/{message.document.id}")
    assert answer.content == b"<script>"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["content-type"] == "application/octet-stream"


# --- events -----------------------------------------------------------------------------------


class Stream:
    """The event stream as a browser reads it."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()

    async def next(self) -> tuple[str, str, dict[str, Any]]:
        """Number, kind and content of the next event."""
        found: dict[str, str] = {}
        async with asyncio.timeout(5):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name:
                    found[name] = value
                elif "event" in found:
                    return found["id"], found["event"], json.loads(found["data"])
        raise AssertionError("the stream ended")


async def test_the_page_is_told_what_happens_and_can_ask_for_what_it_missed(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    await playground.say(ADA, "one")
    seen = playground.world.feed.last
    async with client.stream("GET", f"/playground/events?since={seen}") as answer:
        stream = Stream(answer)
        await playground.say(ADA, "two")
        number, kind, message = await stream.next()
        assert (kind, message["text"], message["mine"]) == ("message", "two", True)
    await playground.say(ADA, "three")
    async with client.stream("GET", "/playground/events", headers={"last-event-id": number}) as answer:
        _, kind, message = await Stream(answer).next()
        assert (kind, message["text"]) == ("message", "three")


async def test_a_page_that_was_away_too_long_is_told_to_load_again(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    async with client.stream("GET", "/playground/events?since=999999") as answer:
        _, kind, _ = await Stream(answer).next()
    assert kind == "reload"


async def test_open_streams_do_not_hold_up_the_end(playground: Playground, client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/playground/events?since=1") as answer:
        async with asyncio.timeout(1):
            await playground.stop()
        assert (await answer.aread()).startswith(b"retry: ")


# --- the guard --------------------------------------------------------------------------------

FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"host": "evil.example"},
    {"host": "127.0.0.1.evil.example"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_other_web_sites_are_kept_out(
    playground: Playground, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answers = [
        await client.post("/playground/say", json={"chat_id": ADA, "text": "x"}, headers=headers),
        await client.get("/playground/state", headers=headers),
        await client.get(f"{playground.bot_url}/sendMessage?chat_id={ADA}&text=x", headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert playground.messages(ADA) == []


async def test_the_pages_own_requests_pass_and_so_does_a_link_to_the_page(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    own = {"origin": playground.url, "sec-fetch-site": "same-origin"}
    said = await client.post("/playground/say", json={"chat_id": ADA, "text": "x"}, headers=own)
    assert said.status_code == 200
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert (await client.get("/", headers=link)).status_code == 200
    assert (await client.get("/playground/state", headers=link)).status_code == 403


async def test_a_form_of_another_site_cannot_pass_for_json(client: httpx.AsyncClient) -> None:
    body = json.dumps({"chat_id": ADA, "text": "x"})
    answer = await client.post("/playground/say", content=body, headers={"content-type": "text/plain"})
    assert answer.status_code == 415


# --- alone ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_runs_alone_until_it_is_told_to_stop(number: signal.Signals) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.playground", "--port", "0", "--token", TOKEN),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            url, bot_url = (await process.stdout.readline()).decode().split()
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{bot_url}/getMe")).json()["result"]["id"] == 42
            assert (await client.get(url)).status_code == 200
        process.send_signal(number)
        async with asyncio.timeout(10):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_alone_with_a_token_that_is_none_it_says_so() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.playground", "--token", "nonsense"), stderr=asyncio.subprocess.PIPE
    )
    _, complaint = await process.communicate()
    assert (process.returncode, complaint) == (2, b"a bot token is a number, a colon and a secret\n")
