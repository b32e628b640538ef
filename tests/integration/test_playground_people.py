"""What people do beside writing: react, edit, forward, send files and places, open links to the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageOriginChannel,
    MessageOriginUser,
    ReactionTypeEmoji,
)
from telegram.error import BadRequest

from bot.playground import Playground

TOKEN = "42:TEST"
ADA, BEN = 1001, 1002
WITH_REACTIONS = ["message", "message_reaction", "message_reaction_count"]


@pytest_asyncio.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(ADA, "Ada", language_code="pt-br")
        playground.add_private_chat(BEN, "Ben")
        yield playground


@pytest_asyncio.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    base, files = f"{playground.url}/bot", f"{playground.url}/file/bot"
    async with Bot(TOKEN, base_url=base, base_file_url=files) as bot:
        yield bot


# --- reactions --------------------------------------------------------------------------------


async def test_a_reaction_tells_what_was_there_before(playground: Playground, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=WITH_REACTIONS)
    sent = await bot.send_message(ADA, "news")
    for emoji in ("👍", "👎", "👎", None):
        await playground.react(ADA, sent.message_id, emoji)
    changes = [update.message_reaction for update in await bot.get_updates() if update.message_reaction]
    like, dislike = (ReactionTypeEmoji(emoji) for emoji in "👍👎")
    seen = [(change.old_reaction, change.new_reaction) for change in changes]
    assert seen == [((), (like,)), ((like,), (dislike,)), ((dislike,), ())]
    assert changes[0].user is not None
    assert (changes[0].chat.id, changes[0].message_id, changes[0].user.id) == (ADA, sent.message_id, ADA)
    assert playground.reactions(ADA, sent.message_id) == {}


async def test_a_bot_that_did_not_ask_hears_of_no_reaction(playground: Playground, bot: Bot) -> None:
    sent = await bot.send_message(ADA, "news")
    await playground.react(ADA, sent.message_id, "❤")
    assert await bot.get_updates() == ()
    (seen,) = playground.messages(ADA)
    assert seen.reactions == ("❤",)


async def test_in_a_group_only_an_administrator_hears_of_reactions(playground: Playground, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=WITH_REACTIONS)
    group = playground.add_group("Readers", members=(ADA, BEN))
    sent = await bot.send_message(group, "news")
    await playground.react(group, sent.message_id, "👍", user=BEN)
    await playground.promote_bot(group)
    await playground.react(group, sent.message_id, "👍", user=ADA)
    (update,) = await bot.get_updates()
    assert update.message_reaction is not None
    assert update.message_reaction.user is not None
    assert update.message_reaction.user.id == ADA
    assert playground.reactions(group, sent.message_id) == {BEN: "👍", ADA: "👍"}


async def test_in_a_channel_reactions_are_counted_not_named(playground: Playground, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=WITH_REACTIONS)
    channel = playground.add_channel("News", admins=(ADA, BEN))
    sent = await bot.send_message(channel, "news")
    await playground.react(channel, sent.message_id, "👍", user=ADA)
    await playground.react(channel, sent.message_id, "👍", user=BEN)
    counts = [update.message_reaction_count for update in await bot.get_updates()]
    assert [count.reactions[0].total_count for count in counts if count] == [1, 2]


# --- edits ------------------------------------------------------------------------------------


async def test_an_edited_message_comes_as_an_update_of_its_own(playground: Playground, bot: Bot) -> None:
    said = await playground.say(ADA, "/serch bridge")
    await playground.edit_said(ADA, said, "/search bridge")
    _, update = await bot.get_updates()
    edited = update.edited_message
    assert edited is not None
    assert (edited.message_id, edited.text) == (said, "/search bridge")
    assert edited.edit_date is not None
    (seen,) = playground.messages(ADA)
    assert (seen.text, seen.edited) == ("/search bridge", True)


async def test_a_corrected_post_is_an_edited_channel_post(playground: Playground, bot: Bot) -> None:
    channel = playground.add_channel("News", admins=(ADA,))
    said = await playground.say(channel, "one")
    await playground.edit_said(channel, said, "two")
    _, update = await bot.get_updates()
    assert update.edited_channel_post is not None
    assert update.edited_channel_post.text == "two"


# --- files and places -------------------------------------------------------------------------


async def test_a_file_reaches_the_bot_byte_for_byte(playground: Playground, bot: Bot) -> None:
    content = b'<opml version="2.0">\x00\xff</opml>'
    await playground.send_document(ADA, "feeds.opml", content, caption="/add all of these")
    (update,) = await bot.get_updates()
    message = update.message
    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.document.file_size) == ("feeds.opml", len(content))
    assert (message.caption, message.text) == ("/add all of these", None)
    file = await bot.get_file(message.document.file_id)
    assert bytes(await file.download_as_bytearray()) == content


async def test_files_have_limits(playground: Playground, bot: Bot) -> None:
    await playground.send_document(ADA, "big.bin", bytes(20 * 1024 * 1024 + 1))
    (seen,) = playground.messages(ADA)
    assert seen.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(seen.document.id)
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nonsense")


async def test_only_the_token_opens_the_files(playground: Playground) -> None:
    await playground.send_document(ADA, "a.txt", b"a")
    (seen,) = playground.messages(ADA)
    assert seen.document is not None
    async with httpx.AsyncClient(base_url=playground.url, trust_env=False) as client:
        path = f"documents/{seen.document.id}.txt"
        found = [
            (await client.get(f"/file/bot{token}/{name}")).status_code
            for token, name in ((TOKEN, path), ("42:WRONG", path), (TOKEN, "documents/none.txt"), (TOKEN, ""))
        ]
    assert found == [200, 401, 404, 404]


async def test_a_place_is_shared(playground: Playground, bot: Bot) -> None:
    await playground.send_location(ADA, 38.72, -9.14)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.location is not None
    assert (update.message.location.latitude, update.message.location.longitude) == (38.72, -9.14)


# --- forwarding and links ---------------------------------------------------------------------


async def test_a_forwarded_message_keeps_its_words_and_links(playground: Playground, bot: Bot) -> None:
    source = InlineKeyboardMarkup([[InlineKeyboardButton("Coastal Post", url="https://coast.example/1")]])
    sent = await bot.send_message(
        ADA, '<b>Bridge</b> <a href="https://coast.example/1">closes</a>', "HTML", reply_markup=source
    )
    group = playground.add_group("Readers", members=(ADA, BEN), admins=(BEN,))
    await playground.forward(ADA, sent.message_id, group, user=ADA)
    (seen,) = playground.messages(group)
    assert seen.html == '<b>Bridge</b> <a href="https://coast.example/1">closes</a>'
    assert (seen.sender, seen.forwarded_from, seen.buttons) == ("Ada", "Pullquote", ["Coastal Post"])
    await playground.forward(group, seen.message_id, BEN)
    (update,) = await bot.get_updates()
    assert update.message is not None
    origin = update.message.forward_origin
    assert isinstance(origin, MessageOriginUser)
    assert origin.sender_user.id == bot.id, "who said it first, not who passed it on"


async def test_a_forwarded_message_leaves_the_bots_buttons_behind(playground: Playground, bot: Bot) -> None:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])
    sent = await bot.send_message(ADA, "news", reply_markup=keys)
    await playground.forward(ADA, sent.message_id, BEN)
    (seen,) = playground.messages(BEN)
    assert seen.buttons == []


async def test_a_forwarded_post_of_a_channel_names_the_channel(playground: Playground, bot: Bot) -> None:
    channel = playground.add_channel("News", admins=(ADA,))
    post = await bot.send_message(channel, "news")
    await playground.forward(channel, post.message_id, ADA)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert isinstance(update.message.forward_origin, MessageOriginChannel)
    assert update.message.forward_origin.chat.id == channel


async def test_a_deep_link_says_start_with_its_payload(playground: Playground, bot: Bot) -> None:
    await playground.open_link(ADA, "story_12")
    await playground.open_link(ADA)
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == ["/start story_12", "/start"]


# --- the clock, and what is wrong -------------------------------------------------------------


async def test_the_playground_dates_by_the_clock_it_is_given() -> None:
    moment = datetime(2031, 5, 4, 7, 30, tzinfo=UTC)
    async with Playground.serving(TOKEN, clock=lambda: moment) as playground:
        ada = playground.add_private_chat(ADA)
        await playground.say(ada, "x")
        (seen,) = playground.messages(ada)
        assert seen.date == moment.timestamp()


WRONG_DEEDS: list[tuple[Callable[[Playground], Awaitable[object]], str]] = [
    (lambda playground: playground.open_link(ADA, "no spaces"), "a deep link carries at most 64"),
    (lambda playground: playground.open_link(ADA, "x" * 65), "a deep link carries at most 64"),
    (lambda playground: playground.react(ADA, 1, "🪿"), "none of Telegram's reactions"),
    (lambda playground: playground.edit_said(ADA, 1, "hello"), "reads like this already"),
    (lambda playground: playground.edit_said(ADA, 2, "hello"), "only one's own messages"),
    (lambda playground: playground.forward(ADA, 2, BEN), "is protected"),
    (lambda playground: playground.send_location(ADA, 91, 0), "no such place"),
    (lambda playground: playground.send_document(ADA, "x", b""), "not empty"),
]


@pytest.mark.parametrize(("deed", "reason"), WRONG_DEEDS)
async def test_what_no_app_would_do_is_a_mistake_of_the_test(
    playground: Playground, bot: Bot, deed: Callable[[Playground], Awaitable[object]], reason: str
) -> None:
    await playground.say(ADA, "hello")
    await bot.send_message(ADA, "secret", protect_content=True)
    with pytest.raises(ValueError, match=reason):
        await deed(playground)
