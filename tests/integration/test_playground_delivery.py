"""How the playground hands out updates: long polling with confirmation, or a webhook, never both."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict

from bot.playground import Playground

TOKEN = "42:TEST"
ADA, BEN = 1001, 1002


@pytest_asyncio.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN, webhook_delay=0.01) as playground:
        playground.add_private_chat(ADA)
        playground.add_private_chat(BEN, "Ben")
        yield playground


@pytest_asyncio.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{playground.url}/bot") as bot:
        yield bot


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [update.message.text for update in updates if update.message]


# --- long polling -----------------------------------------------------------------------------


async def test_updates_come_again_until_they_are_confirmed(playground: Playground, bot: Bot) -> None:
    for words in ("one", "two", "three"):
        await playground.say(ADA, words)
    first = await bot.get_updates(limit=2)
    assert texts(first) == ["one", "two"]
    assert texts(await bot.get_updates()) == ["one", "two", "three"]
    assert texts(await bot.get_updates(offset=first[0].update_id + 1)) == ["two", "three"]
    assert texts(await bot.get_updates()) == ["two", "three"]


async def test_update_numbers_grow_by_one(playground: Playground, bot: Bot) -> None:
    for words in ("one", "two"):
        await playground.say(ADA, words)
    one, two = await bot.get_updates()
    assert two.update_id == one.update_id + 1


async def test_a_negative_offset_forgets_all_but_the_last(playground: Playground, bot: Bot) -> None:
    for words in ("one", "two", "three"):
        await playground.say(ADA, words)
    assert texts(await bot.get_updates(offset=-1)) == ["three"]
    assert texts(await bot.get_updates()) == ["three"]


async def test_a_waiting_poll_returns_as_soon_as_something_happens(playground: Playground, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await playground.wait_for_call("getUpdates")
    began = time.monotonic()
    await playground.say(ADA, "hello")
    assert texts(await poll) == ["hello"]
    assert time.monotonic() - began < 5


async def test_an_empty_poll_ends_at_its_timeout(bot: Bot) -> None:
    assert await bot.get_updates(timeout=0) == ()


async def test_a_second_poller_ends_the_first(playground: Playground, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await playground.wait_for_call("getUpdates")
    async with Bot(TOKEN, base_url=f"{playground.url}/bot") as second:
        assert await second.get_updates(timeout=0) == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_unwanted_kinds_are_not_kept_and_the_wish_is_remembered(
    playground: Playground, bot: Bot
) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await playground.say(ADA, "unheard")
    await playground.forge_callback(ADA, 1, "heard")
    [update] = await bot.get_updates()
    assert update.callback_query is not None
    await bot.get_updates(offset=update.update_id + 1, allowed_updates=[])
    await playground.say(ADA, "heard")
    assert texts(await bot.get_updates()) == ["heard"]


async def test_stopping_the_playground_ends_a_waiting_poll(playground: Playground, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await playground.wait_for_call("getUpdates")
    began = time.monotonic()
    await playground.stop()
    assert await poll == ()
    assert time.monotonic() - began < 5


# --- webhooks ---------------------------------------------------------------------------------


@dataclass
class Receiver:
    """A bot's web server: answers with the statuses it is told to, then with 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    retry_after: str | None = None
    received: list[tuple[str, str | None]] = field(default_factory=list)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        async with self.arrived:
            secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
            self.received.append((update["message"]["text"], secret))
            self.arrived.notify_all()
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200, headers=headers)

    async def has(self, count: int) -> list[str]:
        async with asyncio.timeout(10), self.arrived:
            await self.arrived.wait_for(lambda: len(self.received) >= count)
        return [text for text, _ in self.received]


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    [(_, port)] = runner.addresses
    receiver.url = f"http://127.0.0.1:{port}/hook"
    yield receiver
    await runner.cleanup()


async def test_a_webhook_gets_what_waits_and_what_comes_with_its_secret(
    playground: Playground, bot: Bot, receiver: Receiver
) -> None:
    await playground.say(ADA, "before")
    await bot.set_webhook(receiver.url, secret_token="s3cret")
    await playground.say(ADA, "after")
    assert await receiver.has(2) == ["before", "after"]
    assert {secret for _, secret in receiver.received} == {"s3cret"}
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections) == (receiver.url, 40)
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.get_updates() == ()


async def test_a_delivery_is_repeated_until_it_succeeds_and_order_holds_within_a_chat(
    playground: Playground, bot: Bot, receiver: Receiver
) -> None:
    receiver.statuses = [500, 302]
    await bot.set_webhook(receiver.url)
    await playground.say(ADA, "one")
    await playground.say(ADA, "two")
    assert await receiver.has(4) == ["one", "one", "one", "two"]
    assert "302" in ((await bot.get_webhook_info()).last_error_message or "")


async def test_a_bot_that_asks_for_time_gets_it(playground: Playground, bot: Bot, receiver: Receiver) -> None:
    receiver.statuses, receiver.retry_after = [503], "1"
    await bot.set_webhook(receiver.url)
    began = time.monotonic()
    await playground.say(ADA, "one")
    assert await receiver.has(2) == ["one", "one"]
    assert time.monotonic() - began >= 1


async def test_one_chats_trouble_does_not_hold_up_another(
    playground: Playground, bot: Bot, receiver: Receiver
) -> None:
    receiver.statuses = [500] * 3
    await bot.set_webhook(receiver.url)
    await playground.say(ADA, "stuck")
    await receiver.has(1)
    await playground.say(BEN, "free")
    assert "free" in await receiver.has(3)


async def test_polling_and_a_webhook_exclude_each_other(
    playground: Playground, bot: Bot, receiver: Receiver
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await playground.wait_for_call("getUpdates")
    await bot.set_webhook(receiver.url)
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()


async def test_pending_updates_can_be_dropped(playground: Playground, bot: Bot) -> None:
    await playground.say(ADA, "old")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_a_certificate_comes_with_the_webhook(bot: Bot, receiver: Receiver) -> None:
    certificate = (Path(__file__).parent / "loopback-own.pem").read_bytes()
    await bot.set_webhook("https://127.0.0.1:9/hook", certificate=certificate)
    assert (await bot.get_webhook_info()).has_custom_certificate
    await bot.set_webhook(receiver.url)
    assert not (await bot.get_webhook_info()).has_custom_certificate
    with pytest.raises(BadRequest, match="certificate cannot be read"):
        await bot.set_webhook("https://127.0.0.1:9/hook", certificate=b"nonsense")


BAD_WEBHOOKS = [
    ("https://pullquote.example/hook", None, "loopback addresses only"),
    ("ftp://127.0.0.1/hook", None, "invalid url specified"),
    ("http://127.0.0.1/hook", "not secret!", "Secret token contains unallowed characters"),
]


@pytest.mark.parametrize(("url", "secret", "reason"), BAD_WEBHOOKS)
async def test_impossible_webhooks_are_refused(bot: Bot, url: str, secret: str | None, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        await bot.set_webhook(url, secret_token=secret)
    assert (await bot.get_webhook_info()).url == ""
