"""The chat page in a real browser: what a newcomer sees, clicks and types."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from bot.playground import Playground
from tests.e2e.browsing import IN_BROWSER

TOKEN = "42:TEST"
ADA = 1001
pytestmark = IN_BROWSER


@pytest_asyncio.fixture(loop_scope="module")
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(ADA)
        yield playground


@pytest_asyncio.fixture(loop_scope="module")
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{playground.url}/bot") as bot:
        yield bot


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in labels]])


async def started(playground: Playground) -> None:
    """The chat has begun, so there is an input instead of the start button."""
    await playground.say(ADA, "/start")


async def test_a_newcomer_presses_start_and_reads_the_answer(
    playground: Playground, bot: Bot, page: Page
) -> None:
    await bot.set_my_description("The news in its own words.")
    await expect(page.get_by_text("The news in its own words.")).to_be_visible()
    await page.get_by_role("button", name="Start", exact=True).click()
    [update] = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.text == "/start"
    await bot.send_message(ADA, "Welcome, <b>Ada</b>!", parse_mode="HTML")
    await expect(page.locator(".theirs .text")).to_have_text("Welcome, Ada!")
    await expect(page.locator(".theirs .text b")).to_have_text("Ada")
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_a_digest_looks_as_in_telegram(playground: Playground, bot: Bot, page: Page) -> None:
    await bot.send_message(
        ADA,
        '<b>1 · <a href="https://coast.example/1">Bridge closes</a></b>\n'
        "<blockquote>Not a day longer.\n— Mara Lindqvist</blockquote>\n"
        "<blockquote expandable>one\ntwo\nthree\nfour\nfive</blockquote>\n"
        "<i>Coastal Post</i> <tg-spoiler>secret</tg-spoiler> <code>x = 1</code> 🗞 <u>end</u>",
        parse_mode="HTML",
        disable_notification=True,
    )
    bubble = page.locator(".bubble")
    link = bubble.get_by_role("link", name="Bridge closes")
    await expect(link).to_have_attribute("href", "https://coast.example/1")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(bubble.locator("blockquote").first).to_have_text("Not a day longer.\n— Mara Lindqvist")
    await expect(bubble.locator("i")).to_have_text("Coastal Post")
    await expect(bubble.locator("code")).to_have_text("x = 1")
    await expect(bubble.locator("u")).to_have_text("end")
    await expect(bubble.locator(".silent")).to_be_visible()
    folded = bubble.locator(".folded")
    before = await folded.evaluate("node => node.clientHeight")
    await bubble.get_by_role("button", name="Show the whole quotation").click()
    assert await folded.evaluate("node => node.clientHeight") > before
    spoiler = bubble.get_by_role("button", name="Hidden text, press to show")
    await spoiler.press("Enter")
    await expect(bubble.locator(".spoiler.shown")).to_have_text("secret")


async def test_words_are_never_read_as_html(playground: Playground, bot: Bot, page: Page) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    await bot.send_message(ADA, evil, reply_markup=keyboard(evil[:60]))
    await playground.say(ADA, evil)
    await expect(page.locator(".text").first).to_have_text(evil)
    await expect(page.locator(".text").last).to_have_text(evil)
    assert await page.locator("#log img, #log script").count() == 0


async def test_a_button_spins_until_the_bot_answers_and_the_message_changes_in_place(
    playground: Playground, bot: Bot, page: Page
) -> None:
    sent = await bot.send_message(ADA, "Page 1", reply_markup=keyboard("Next ▸"))
    key = page.get_by_role("button", name="Next ▸")
    await key.click()
    await expect(page.locator(".key.waiting")).to_have_count(1)
    [update] = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    await update.callback_query.answer("Turning the page")
    await expect(page.locator(".key.waiting")).to_have_count(0)
    await expect(page.locator("#toast")).to_have_text("Turning the page")
    await bot.edit_message_text("Page 2", ADA, sent.message_id, reply_markup=keyboard("◂ Back"))
    await expect(page.locator(".theirs .text")).to_have_text(["Page 2"])
    await expect(page.locator(".theirs .edited")).to_have_text("edited")
    # The person who pressed with the keyboard is still on the button in that place.
    await expect(page.get_by_role("button", name="◂ Back")).to_be_focused()


async def test_an_alert_waits_for_an_ok(playground: Playground, bot: Bot, page: Page) -> None:
    await bot.send_message(ADA, "Delete everything?", reply_markup=keyboard("Delete"))
    await page.get_by_role("button", name="Delete").click()
    [update] = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    await update.callback_query.answer("Only an admin can do this.", show_alert=True)
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Only an admin can do this.")
    await dialog.get_by_role("button", name="OK").click()
    await expect(dialog).to_be_hidden()


async def test_a_link_button_leads_out(playground: Playground, bot: Bot, page: Page) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Coastal Post", url="https://coast.example")]])
    await bot.send_message(ADA, "Read it", reply_markup=markup)
    link = page.get_by_role("link", name="Coastal Post")
    await expect(link).to_have_attribute("href", "https://coast.example/")
    await expect(link).to_have_attribute("target", "_blank")


async def test_typing_a_slash_offers_commands_and_the_menu_all_of_them(
    playground: Playground, bot: Bot, page: Page
) -> None:
    await started(playground)
    await bot.set_my_commands(
        [BotCommand("latest", "News"), BotCommand("time", "When"), BotCommand("help", "Help")]
    )
    await page.get_by_role("button", name="Menu").click()
    await expect(page.get_by_role("option")).to_have_count(3)
    await page.keyboard.press("Escape")
    box = page.get_by_label("Message", exact=True)
    await box.press_sequentially("/ti")
    await expect(page.get_by_role("option")).to_have_text(["/timeWhen"])
    await box.press("Tab")
    await expect(box).to_have_value("/time ")
    await box.press_sequentially("07:30")
    await box.press("Enter")
    await expect(page.locator(".mine .text").last).to_have_text("/time 07:30")
    await box.press_sequentially("/l")
    await box.press("Enter")
    await expect(page.locator(".mine .text").last).to_have_text("/latest")
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == ["/start", "/time 07:30", "/latest"]


async def test_a_command_in_a_message_can_be_clicked(playground: Playground, bot: Bot, page: Page) -> None:
    await bot.send_message(ADA, "More: /latest")
    await page.get_by_role("button", name="/latest").click()
    [update] = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.text == "/latest"


async def test_the_header_says_that_the_bot_is_typing(playground: Playground, bot: Bot, page: Page) -> None:
    await expect(page.locator("#status")).to_have_text("bot")  # connected: before, nobody would see it
    await bot.send_chat_action(ADA, "typing")
    await expect(page.locator("#status")).to_have_text("is typing")
    await bot.send_message(ADA, "done")
    await expect(page.locator("#status")).to_have_text("bot")


async def test_an_answer_is_in_sight_even_while_the_page_still_scrolls_to_the_question(
    playground: Playground, bot: Bot, page: Page
) -> None:
    for number in range(6):
        await bot.send_message(ADA, f"{number}\n" * 30)
    await expect(page.locator(".theirs")).to_have_count(6)
    await page.locator(".theirs").first.hover()
    await page.mouse.wheel(0, -5000)
    await expect(page.locator("#down")).to_be_visible()
    await playground.say(ADA, "/latest")
    await bot.send_message(ADA, "news\n" * 20)
    await bot.send_message(ADA, "That is all.")
    await expect(page.locator(".theirs")).to_have_count(8)
    await expect(page.locator(".theirs").last).to_be_in_viewport()
    await expect(page.locator("#down")).to_be_hidden()


async def test_blocking_and_restarting_the_bot(playground: Playground, bot: Bot, page: Page) -> None:
    await started(playground)
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Stop and block the bot").click()
    await page.get_by_role("button", name="Restart").click()
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()
    kinds = [
        update.my_chat_member.new_chat_member.status if update.my_chat_member else "message"
        for update in await bot.get_updates()
    ]
    assert kinds == ["message", "kicked", "member", "message"]


async def test_several_chats_stand_side_by_side_on_a_desk_and_one_by_one_on_a_phone(
    playground: Playground, bot: Bot, page: Page
) -> None:
    group = playground.add_group("Harbour watch")
    await bot.send_message(group, "Nothing new.")
    chats = page.get_by_role("navigation", name="Chats")
    await chats.get_by_role("button", name="Harbour watch").click()
    await expect(page.locator(".text")).to_have_text("Nothing new.")
    await page.set_viewport_size({"width": 390, "height": 760})
    await expect(chats).to_be_hidden()
    await page.get_by_role("button", name="Show the list of chats").click()
    await chats.get_by_role("button", name="Ada").click()
    await expect(chats).to_be_hidden()
    await expect(page.get_by_role("heading", name="Pullquote")).to_be_visible()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(overflow) == 0


async def test_the_page_finds_back_when_the_playground_was_away(browser: Browser) -> None:
    first = Playground(TOKEN)
    await first.start()
    first.add_private_chat(ADA)
    await first.say(ADA, "before")
    page = await browser.new_page()
    await page.goto(first.url)
    await expect(page.locator(".text")).to_have_text("before")
    await first.stop()
    await expect(page.get_by_text("The playground does not answer")).to_be_visible()
    async with Playground.serving(TOKEN, first.port) as second:
        second.add_private_chat(ADA)
        await second.say(ADA, "after")
        await expect(page.locator(".text")).to_have_text("after", timeout=15_000)
        await expect(page.get_by_text("The playground does not answer")).to_be_hidden()
        await page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_can_be_told_from_their_ground_in_both_themes(
    browser: Browser, playground: Playground, bot: Bot, scheme: str
) -> None:
    await bot.send_message(ADA, "words", reply_markup=keyboard("Press"))
    page = await browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    await page.goto(playground.url)
    await expect(page.locator(".text")).to_have_text("words")
    contrast = """() => {
        const shine = (colour) => {
            const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => {
                const share = part / 255;
                return share <= .04045 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4;
            });
            return .2126 * r + .7152 * g + .0722 * b;
        };
        const style = getComputedStyle(document.querySelector('.bubble'));
        const [low, high] = [shine(style.color), shine(style.backgroundColor)].sort((a, b) => a - b);
        return (high + .05) / (low + .05);
    }"""
    assert await page.evaluate(contrast) > 7
    await page.close()
