"""A file on its way to a chat: as sturdy as any answer, over real HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram.ext import ApplicationBuilder

from bot.gateway import Gateway
from bot.markup import bold, plain
from bot.pacing import Pace
from bot.parcels import FILE_LIMIT
from bot.playground import Failure, Playground, Refusal, ShownMessage
from bot.screens import Attachment
from bot.transport import AiohttpRequest
from digests.delivery import Gone, Missing, Moved, Rejected, RetryAt, Sent
from tests.stage import READER, TOKEN

FILE = Attachment("saved.md", b"# Saved\n" + bytes(range(256)), bold("What you keep"))


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(READER)
        yield playground


@pytest.fixture
def pace() -> Pace:
    return Pace(960, time.monotonic, paid=True)


@pytest.fixture
async def gateway(playground: Playground, pace: Pace) -> AsyncIterator[Gateway]:
    transport = AiohttpRequest()
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{playground.url}/bot").request(transport)
    builder = builder.base_file_url(f"{playground.url}/file/bot")
    await transport.initialize()
    try:
        yield Gateway(builder.updater(None).job_queue(None).build().bot, pace)
    finally:
        await transport.shutdown()


def arrived(playground: Playground, chat: int = READER) -> list[ShownMessage]:
    return playground.messages(chat)


async def test_a_file_arrives_as_it_was(playground: Playground, gateway: Gateway) -> None:
    outcome = await gateway.attach(READER, FILE)
    (message,) = arrived(playground)
    assert outcome == Sent(message.message_id)
    assert message.document is not None
    assert (message.document.name, message.document.content) == ("saved.md", FILE.content)
    assert message.html == "<b>What you keep</b>"


async def test_a_large_file_arrives_whole(playground: Playground, gateway: Gateway) -> None:
    content = bytes(range(256)) * 20_000
    assert isinstance(await gateway.attach(READER, Attachment("mydata.json", content, plain(""))), Sent)
    (message,) = arrived(playground)
    assert message.document is not None
    assert message.document.content == content


async def test_a_file_that_telegram_would_not_take_does_not_leave(
    playground: Playground, gateway: Gateway
) -> None:
    outcome = await gateway.attach(READER, Attachment("x", bytes(FILE_LIMIT + 1), plain("")))
    assert isinstance(outcome, Rejected)
    assert playground.calls == []


async def test_a_429_is_waited_out(playground: Playground, gateway: Gateway) -> None:
    playground.fail_next(Failure.TOO_MANY, retry_after=1)
    assert isinstance(await gateway.attach(READER, FILE), Sent)
    refused, sent = playground.calls
    assert refused.answered_at is not None
    assert sent.received_at - refused.answered_at >= 0.9
    assert len(arrived(playground)) == 1


async def test_inside_a_long_pause_nothing_is_waited_for(gateway: Gateway, pace: Pace) -> None:
    pace.pause(timedelta(minutes=10))
    assert isinstance(await gateway.attach(READER, FILE), RetryAt)


@pytest.mark.parametrize("failure", [Failure.DROPPED, Failure.INTERNAL])
async def test_a_lost_connection_is_tried_again(
    playground: Playground, gateway: Gateway, failure: Failure
) -> None:
    playground.fail_next(failure)
    assert isinstance(await gateway.attach(READER, FILE), Sent)
    assert len(arrived(playground)) == 1


async def test_too_large_for_this_telegram_is_said_by_it(playground: Playground, gateway: Gateway) -> None:
    playground.fail_next(Failure.TOO_LARGE)
    assert isinstance(await gateway.attach(READER, FILE), Rejected)


@pytest.mark.parametrize(
    ("refusal", "outcome"), [(Refusal.BLOCKED, Gone), (Refusal.NOT_FOUND, Missing)], ids=str
)
async def test_a_chat_that_refuses(
    playground: Playground, gateway: Gateway, refusal: Refusal, outcome: type[Gone] | type[Missing]
) -> None:
    playground.refuse(READER, refusal)
    assert isinstance(await gateway.attach(READER, FILE), outcome)


async def test_a_group_that_moved_says_where(playground: Playground, gateway: Gateway) -> None:
    group = playground.add_group()
    new = await playground.migrate(group)
    assert await gateway.attach(group, FILE) == Moved(new)


async def test_a_topic_that_is_gone_costs_not_the_file(playground: Playground, gateway: Gateway) -> None:
    group = playground.add_group(supergroup=True, topics=("News",))
    assert isinstance(await gateway.attach(group, FILE, thread=777), Sent)
    assert [message.thread_id for message in arrived(playground, group)][-1] is None


async def test_a_caption_whose_markup_is_refused_goes_plain(playground: Playground, gateway: Gateway) -> None:
    broken = type(FILE.caption)("<p>What you keep</p>", "What you keep", 1)
    assert isinstance(await gateway.attach(READER, Attachment("a.md", b"x", broken)), Sent)
    (message,) = arrived(playground)
    assert message.html == "What you keep"


async def test_what_somebody_sent_is_downloaded(playground: Playground, gateway: Gateway) -> None:
    await playground.send_document(READER, "feeds.opml", b"<opml/>")
    document = playground.messages(READER)[-1].document
    assert document is not None
    assert await gateway.download(document.id) == b"<opml/>"
    assert await gateway.download("nothing of the kind") is None
