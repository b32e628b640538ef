"""The chat page with several people in it: who speaks, what they do with messages, the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)

from bot.playground import Playground
from bot.playground.clock import ClockFace
from tests.e2e.browsing import IN_BROWSER, do_with, move_clock, open_chat, write

TOKEN = "42:TEST"
ADA, BRUNO = 1001, 1002
pytestmark = IN_BROWSER


@dataclass
class Works:
    """A clock in Lisbon that is moved, and rings at half past seven."""

    ahead: timedelta = field(default_factory=timedelta)
    zone: str = "Europe/Lisbon"

    def __call__(self) -> datetime:
        return datetime(2031, 5, 4, 17, 20, tzinfo=UTC) + self.ahead

    async def look(self, chat_id: int) -> ClockFace:
        due = datetime(2031, 5, 5, 6, 30, tzinfo=UTC)
        return ClockFace(self(), self.zone, due if self() < due else due + timedelta(days=1))

    async def move(self, moment: datetime) -> None:
        self.ahead += moment - self()


@pytest_asyncio.fixture(loop_scope="module")
async def playground() -> AsyncIterator[Playground]:
    works = Works()
    async with Playground.serving(TOKEN, clock=works) as playground:
        playground.clockwork = works
        playground.add_private_chat(ADA, "Ada", language_code="en")
        playground.add_private_chat(BRUNO, "Bruno", language_code="pt-br")
        await playground.say(ADA, "/start")
        yield playground


@pytest_asyncio.fixture(loop_scope="module")
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{playground.url}/bot") as bot:
        [start] = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
        await bot.get_updates(offset=start.update_id + 1)
        yield bot


async def heard(bot: Bot) -> Update:
    """The next thing the bot hears."""
    [update] = await bot.get_updates(timeout=5)
    await bot.get_updates(offset=update.update_id + 1)
    return update


async def speaker(bot: Bot) -> int:
    user = (await heard(bot)).effective_user
    assert user is not None
    return user.id


async def test_chats_say_whose_they_are_and_what_is_unread(
    playground: Playground, bot: Bot, page: Page
) -> None:
    row = page.locator(f'[data-chat="{BRUNO}"]')
    await expect(row).to_contain_text("português")
    await bot.send_message(BRUNO, "Bom dia")
    await bot.send_message(BRUNO, "As notícias")
    await expect(row.locator(".badge")).to_have_text("2")
    await expect(row.locator(".last")).to_have_text("As notícias")
    await row.click()
    await expect(page.locator(".text")).to_have_text(["Bom dia", "As notícias"])
    await expect(row.locator(".badge")).to_have_count(0)
    await expect(page.locator("#status")).to_have_text("with Bruno · português")


async def test_in_a_group_one_chooses_who_speaks(playground: Playground, bot: Bot, page: Page) -> None:
    group = playground.add_group("Readers", members=(ADA, BRUNO), admins=(ADA,))
    await open_chat(page, group)
    await write(page, "/settings")
    assert await speaker(bot) == ADA
    await page.get_by_label("Speak as").select_option("Bruno")
    await expect(page.locator(".theirs .sender")).to_have_text("Ada")
    await write(page, "/settings")
    assert await speaker(bot) == BRUNO
    await expect(page.locator(".mine .text")).to_have_text("/settings")


async def test_the_topics_of_a_forum_are_tabs(playground: Playground, bot: Bot, page: Page) -> None:
    forum = playground.add_group("Forum", members=(ADA,), topics=("World", "Sport"), bot_is_admin=True)
    sport = playground.topics(forum)["Sport"]
    await open_chat(page, forum)
    await bot.send_message(forum, "The cup is won", message_thread_id=sport)
    tab = page.get_by_role("tab", name="Sport")
    await expect(tab).to_have_class("tab fresh")
    await expect(page.locator(".text")).to_have_count(0)
    await tab.click()
    await expect(page.locator(".text")).to_have_text("The cup is won")
    await write(page, "/latest")
    update = await heard(bot)
    assert update.message is not None
    assert update.message.message_thread_id == sport


async def test_a_reaction_is_given_and_taken_back(playground: Playground, bot: Bot, page: Page) -> None:
    sent = await bot.send_message(ADA, "news")
    await expect(page.locator(".theirs")).to_have_count(1)
    await do_with(page, sent.message_id, "React with 👍")
    given = page.get_by_role("button", name="👍 1")
    await expect(given).to_have_attribute("aria-pressed", "true")
    await given.click()
    await expect(given).to_have_count(0)
    changes = [update.message_reaction for update in await bot.get_updates() if update.message_reaction]
    assert [len(change.new_reaction) for change in changes] == [1, 0]


async def test_the_last_words_are_edited_with_the_arrow_key(
    playground: Playground, bot: Bot, page: Page
) -> None:
    box = page.get_by_label("Message", exact=True)
    await write(page, "/serch bridge")
    await expect(page.locator(".mine .text").last).to_have_text("/serch bridge")
    await box.press("ArrowUp")
    await expect(box).to_have_value("/serch bridge")
    await expect(page.locator("#about-kind")).to_have_text("Edit message")
    await write(page, "/search bridge")
    await expect(page.locator(".mine .text").last).to_have_text("/search bridge")
    await expect(page.locator(".mine .edited")).to_have_text("edited")
    edited = [update.edited_message for update in await bot.get_updates() if update.edited_message]
    assert [message.text for message in edited] == ["/search bridge"]


async def test_a_reply_shows_what_it_answers(playground: Playground, bot: Bot, page: Page) -> None:
    sent = await bot.send_message(ADA, "Which city?")
    await expect(page.locator(".theirs")).to_have_count(1)
    await do_with(page, sent.message_id, "Reply")
    box = page.get_by_label("Message", exact=True)
    await expect(box).to_be_focused()
    await write(page, "Lisbon")
    await expect(page.locator(".mine .reply")).to_contain_text("Which city?")
    update = await heard(bot)
    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.message_id == sent.message_id


async def test_a_message_is_forwarded_to_another_chat(playground: Playground, bot: Bot, page: Page) -> None:
    group = playground.add_group("Readers", members=(ADA, BRUNO))
    sent = await bot.send_message(ADA, '<a href="https://coast.example/1">Bridge</a>', parse_mode="HTML")
    await expect(page.locator(".theirs")).to_have_count(1)
    await do_with(page, sent.message_id, "Forward")
    await page.get_by_role("dialog").get_by_role("button", name="Readers").click()
    await expect(page.get_by_role("heading", name="Readers")).to_be_visible()
    await expect(page.locator(".origin")).to_have_text("Forwarded from Pullquote")
    await expect(page.locator(".text a")).to_have_attribute("href", "https://coast.example/1")
    assert playground.messages(group)[-1].forwarded_from == "Pullquote"


def article(number: int, title: str) -> InlineQueryResultArticle:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])
    content = InputTextMessageContent(f"<b>{title}</b>", parse_mode="HTML")
    return InlineQueryResultArticle(
        str(number), title, content, description="Coastal Post", reply_markup=keys
    )


async def test_words_behind_the_bots_name_bring_results_to_post(
    playground: Playground, bot: Bot, page: Page
) -> None:
    box = page.get_by_label("Message", exact=True)
    await box.press_sequentially("@pullquote_bot bridge")
    update = await heard(bot)
    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.chat_type) == ("bridge", "sender")
    button = InlineQueryResultsButton("Follow bridge", start_parameter="search_bridge")
    await update.inline_query.answer(
        [article(1, "Bridge closes"), article(2, "Ferries run")], next_offset="2", button=button
    )
    panel = page.get_by_role("listbox", name="Inline results")
    await expect(panel.get_by_role("option")).to_have_count(2)
    await expect(panel.get_by_role("button", name="Follow bridge")).to_be_visible()
    await panel.get_by_role("button", name="More results").click()
    update = await heard(bot)
    assert update.inline_query is not None
    assert update.inline_query.offset == "2"
    await update.inline_query.answer([article(3, "Tolls rise")])
    await expect(panel.get_by_role("option")).to_have_count(3)
    await box.press("ArrowDown")
    await box.press("ArrowDown")
    await box.press("Enter")
    await expect(page.locator(".mine .text").last).to_have_text("Ferries run")
    await expect(page.locator(".via")).to_have_text("via @pullquote_bot")
    await expect(box).to_have_value("")
    update = await heard(bot)
    assert update.message is not None
    await page.get_by_role("button", name="More", exact=True).last.click()
    update = await heard(bot)
    assert update.callback_query is not None
    assert update.callback_query.inline_message_id is not None


async def test_a_link_to_the_bot_opens_in_the_page(playground: Playground, bot: Bot, page: Page) -> None:
    group = playground.add_group("Readers", members=(ADA, BRUNO))
    await open_chat(page, group)
    link = '<a href="https://t.me/pullquote_bot?start=story_12">the story</a>'
    await bot.send_message(group, link, parse_mode="HTML")
    await page.get_by_role("link", name="the story").click()
    await expect(page.locator(".mine .text").last).to_have_text("/start story_12")
    await expect(page.locator("#status")).to_have_text("with Ada · English")


async def test_a_file_and_a_place_are_sent(playground: Playground, bot: Bot, page: Page) -> None:
    await expect(page.get_by_role("button", name="Attach")).to_be_visible()  # the chat is there
    await page.get_by_label("File to send").set_input_files(
        {"name": "feeds.opml", "mimeType": "text/xml", "buffer": b"<opml/>"}
    )
    await expect(page.locator(".mine .file .name")).to_have_text("feeds.opml")
    update = await heard(bot)
    assert update.message is not None
    assert update.message.document is not None
    assert update.message.document.file_name == "feeds.opml"
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Tokyo").click()
    await expect(page.locator(".mine .file .name").last).to_have_text("Location")
    update = await heard(bot)
    assert update.message is not None
    assert update.message.location is not None
    assert update.message.location.longitude == 139.69


async def test_a_draft_is_seen_while_the_bot_still_writes(
    playground: Playground, bot: Bot, page: Page
) -> None:
    await bot.send_message_draft(ADA, 1, "Looking through 41 articles")
    await expect(page.locator(".drafted .text")).to_have_text("Looking through 41 articles")
    await bot.send_message(ADA, "Here it is")
    await expect(page.locator(".drafted")).to_have_count(0)
    await expect(page.locator(".theirs .text")).to_have_text("Here it is")


async def test_the_clock_moves_on_to_the_next_edition(playground: Playground, bot: Bot, page: Page) -> None:
    chip = page.get_by_role("button", name="Move the clock forward")
    await expect(chip).to_have_text("Sun 18:20")
    await chip.click()
    await expect(page.locator("#clock-place")).to_have_text("Sun 4 May, 18:20 in Lisbon")
    await page.get_by_role("menuitem", name="+1 hour").click()
    await expect(chip).to_have_text("Sun 19:20")
    await move_clock(page, "Next edition tomorrow 07:30")
    await expect(chip).to_have_text("Mon 07:30")
    await bot.send_message(ADA, "Morning edition")
    await expect(page.locator(".theirs time")).to_have_text("07:30")
    await expect(page.locator(".pill")).to_have_text(["Yesterday", "Today"])
    await move_clock(page, "To the morning today 08:00")
    await expect(chip).to_have_text("Mon 08:00")


async def test_the_clock_goes_along_when_the_chat_gets_another_zone(
    playground: Playground, bot: Bot, page: Page
) -> None:
    chip = page.get_by_role("button", name="Move the clock forward")
    await expect(chip).to_have_text("Sun 18:20")
    works = playground.clockwork
    assert isinstance(works, Works)
    works.zone = "Asia/Tokyo"
    await bot.send_message(ADA, "By the clocks of Tokyo")
    await expect(chip).to_have_text("Mon 02:20")
    await expect(page.locator(".theirs time")).to_have_text("02:20")


async def test_without_a_clock_to_move_there_is_none(browser: Browser) -> None:
    async with Playground.serving(TOKEN) as plain:
        plain.add_private_chat(ADA)
        page = await browser.new_page()
        await page.goto(plain.url)
        await expect(page.locator("#status")).to_have_text("bot")
        await expect(page.get_by_role("button", name="Move the clock forward")).to_be_hidden()
        await page.close()
