"""Inline mode: "@bot words" in any chat, and what Telegram demands of the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResult,
    InlineQueryResultArticle,
    InlineQueryResultGif,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.error import BadRequest

from bot.playground import Playground

TOKEN = "42:TEST"
ADA, BEN = 1001, 1002


@pytest_asyncio.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(ADA, "Ada")
        yield playground


@pytest_asyncio.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{playground.url}/bot") as bot:
        yield bot


def article(
    identifier: str = "1",
    title: str = "Bridge closes",
    text: str = "<b>Bridge closes</b>",
    *,
    keys: InlineKeyboardMarkup | None = None,
    url: str | None = None,
) -> InlineQueryResultArticle:
    content = InputTextMessageContent(text, "HTML", link_preview_options=LinkPreviewOptions(is_disabled=True))
    return InlineQueryResultArticle(
        identifier, title, content, reply_markup=keys, url=url, description="Coastal Post"
    )


def keyboard(data: str = "more") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data=data)]])


async def test_words_beside_the_bots_name_become_a_message_in_the_chat(
    playground: Playground, bot: Bot
) -> None:
    group = playground.add_group("Friends", members=(ADA, BEN), with_bot=False)
    query_id = await playground.query_inline(ADA, "bridge", chat_type="group")
    (update,) = await bot.get_updates()
    query = update.inline_query
    assert query is not None
    assert (query.query, query.offset, query.chat_type, query.from_user.id) == ("bridge", "", "group", ADA)
    start = InlineQueryResultsButton("All of it", start_parameter="search_bridge")
    await query.answer(
        [article(url="https://coast.example/1")], next_offset="50", button=start, cache_time=10
    )
    answer = await playground.inline_answer(query_id)
    assert (answer.next_offset, answer.button, answer.cache_time) == (
        "50",
        ("All of it", "search_bridge"),
        10,
    )
    (result,) = answer.results
    assert (result.title, result.description, result.url) == (
        "Bridge closes",
        "Coastal Post",
        "https://coast.example/1",
    )
    await playground.choose_inline(query_id, "1", group)
    (seen,) = playground.messages(group)
    assert (seen.sender, seen.via_bot, seen.html) == ("Ada", True, "<b>Bridge closes</b>")
    assert await bot.get_updates(update.update_id + 1) == (), (
        "a group without the bot is none of its business"
    )


async def test_a_button_under_a_shared_message_names_the_message_by_its_inline_id(
    playground: Playground, bot: Bot
) -> None:
    query_id = await playground.query_inline(ADA, "bridge", chat_type="sender")
    await bot.answer_inline_query(query_id, [article(keys=keyboard())])
    chosen = await playground.choose_inline(query_id, "1", ADA)
    await playground.press(ADA, chosen, "More")
    _, sent, pressed = await bot.get_updates()
    assert sent.message is not None
    assert sent.message.via_bot is not None
    query = pressed.callback_query
    assert query is not None
    assert query.message is None
    assert query.inline_message_id is not None
    edited = await bot.edit_message_text(
        "<i>more</i>", inline_message_id=query.inline_message_id, parse_mode="HTML"
    )
    assert edited is True
    (seen,) = playground.messages(ADA)
    assert (seen.html, seen.buttons) == ("<i>more</i>", [])
    with pytest.raises(BadRequest, match="Message_id_invalid"):
        await bot.edit_message_text("x", inline_message_id="inline-nonsense")


@dataclass(frozen=True)
class Wrong:
    """An answer that Telegram refuses, and its words."""

    reason: str
    results: tuple[InlineQueryResult, ...] = (article(),)
    next_offset: str | None = None
    button: InlineQueryResultsButton | None = field(default=None)


def start_button(parameter: str, text: str = "More") -> InlineQueryResultsButton:
    return InlineQueryResultsButton(text, start_parameter=parameter)


REFUSED = [
    Wrong("too many inline query results specified", tuple(article(str(n)) for n in range(51))),
    Wrong("RESULT_ID_DUPLICATE", (article("1"), article("1"))),
    Wrong("RESULT_ID_EMPTY", (article(""),)),
    Wrong("RESULT_ID_INVALID", (article("ü" * 33),)),
    Wrong("ARTICLE_TITLE_EMPTY", (article(title=" "),)),
    Wrong("message text is empty", (article(text=""),)),
    Wrong("text must be non-empty", (article(text="<b> </b>"),)),
    Wrong("message is too long", (article(text="x" * 4097),)),
    Wrong("can't parse entities: unsupported start tag", (article(text="<p>x</p>"),)),
    Wrong("BUTTON_DATA_INVALID", (article(keys=keyboard("x" * 65)),)),
    Wrong("WEBDOCUMENT_URL_INVALID", (article(url="ftp://x.example"),)),
    Wrong(
        "not available in the playground",
        (InlineQueryResultGif("1", "https://x.example/g", "https://x.example/t"),),
    ),
    Wrong("NEXT_OFFSET_INVALID", next_offset="x" * 65),
    Wrong("SWITCH_PM_TEXT_EMPTY", button=start_button("x", " ")),
    Wrong("can't use empty start_parameter", button=start_button("")),
    Wrong("too long start_parameter specified", button=start_button("x" * 65)),
    Wrong("unallowed characters in start_parameter are used", button=start_button("a b")),
]


@pytest.mark.parametrize("wrong", REFUSED, ids=lambda wrong: wrong.reason)
async def test_answers_are_refused_as_telegram_refuses_them(
    playground: Playground, bot: Bot, wrong: Wrong
) -> None:
    query_id = await playground.query_inline(ADA, "bridge")
    with pytest.raises(BadRequest) as refused:
        await bot.answer_inline_query(
            query_id, wrong.results, next_offset=wrong.next_offset, button=wrong.button
        )
    assert wrong.reason.lower() in refused.value.message.lower()
    await bot.answer_inline_query(query_id, [article("ü" * 32)], next_offset="x" * 64)


async def test_fifty_results_pass(playground: Playground, bot: Bot) -> None:
    query_id = await playground.query_inline(ADA, "x" * 256)
    await bot.answer_inline_query(query_id, [article(str(number)) for number in range(50)])
    assert len((await playground.inline_answer(query_id)).results) == 50


async def test_a_query_is_answered_once_and_in_time(playground: Playground, bot: Bot) -> None:
    query_id = await playground.query_inline(ADA, "bridge")
    await bot.answer_inline_query(query_id, [])
    for spent in (query_id, "123"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is"):
            await bot.answer_inline_query(spent, [])


async def test_a_bot_without_inline_mode_is_asked_nothing() -> None:
    async with (
        Playground.serving(TOKEN, inline_mode=False) as playground,
        Bot(TOKEN, base_url=f"{playground.url}/bot") as bot,
    ):
        ada = playground.add_private_chat(ADA)
        assert (await bot.get_me()).supports_inline_queries is False
        with pytest.raises(ValueError, match="no inline mode"):
            await playground.query_inline(ada, "bridge")


async def test_words_beside_the_name_have_a_limit(playground: Playground) -> None:
    with pytest.raises(ValueError, match="at most 256 characters"):
        await playground.query_inline(ADA, "x" * 257)
