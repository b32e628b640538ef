"""The whole product as a reader has it: the demo in a real browser, from Start to settings."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Page, expect

from bot.demo import staged
from bot.playground import Playground
from tests.e2e.browsing import IN_BROWSER, do_with, move_clock, open_chat
from tests.e2e.reading import Reader

pytestmark = IN_BROWSER
FIRST = re.compile(r"^1 · ", re.MULTILINE)
SIXTH = re.compile(r"^6 · ", re.MULTILINE)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def playground() -> AsyncIterator[Playground]:
    """Of the demo, which takes some seconds to read its articles: one for the module, a reader for a test."""
    async with staged(port=0) as stage:
        yield stage.playground


@pytest_asyncio.fixture(loop_scope="module")
async def reader(playground: Playground, page: Page) -> Reader:
    return await Reader.arriving(page, playground)


async def test_the_first_minute_ends_with_when_the_first_edition_comes(reader: Reader) -> None:
    message = await reader.starts()
    await message.says("The news in its own words.", "What shall it be about")
    await expect(message.text.locator("blockquote")).to_contain_text("— ")
    await message.press("science")
    await expect(message.key("science")).to_have_text("✓ science", ignore_case=True)
    await message.press("sport")
    await expect(message.key("sport")).to_have_text("✓ sport", ignore_case=True)
    await message.press("sport")
    await expect(message.key("sport")).to_have_text("sport", ignore_case=True)
    await message.press("Next ▸")
    await message.says("When?")
    await message.press("07:30")
    await message.says("07:30 every day")
    await reader.page.get_by_label("Message", exact=True).fill("Lissabon")
    await reader.page.keyboard.press("Enter")
    await message.says("Lisbon")
    await message.press("Done")
    await message.says("Done.", re.compile(r"first edition comes (today|tomorrow) \d\d:\d\d"), "Lisbon")
    await expect(reader.answers).to_have_count(1)


async def test_an_edition_brings_what_is_followed_and_its_pages_turn_in_place(reader: Reader) -> None:
    await reader.starts()
    settings = await reader.says("/settings")
    await settings.press("Size")
    await settings.press("Full")
    await (await reader.says("/follow bridge")).says("bridge", re.compile(r"\d stories this week"))
    await (await reader.says("/following")).says("1 follow", "bridge")
    await move_clock(reader.page, "Next edition")
    edition = await reader.newest(5)
    await edition.says("edition · ", re.compile(r"\d+ stories from \d+ articles by \d+ sources"))
    await edition.says(FIRST, "follow: bridge", "Harbour bridge")
    await expect(edition.text.locator("blockquote").first).to_contain_text("— ")
    await edition.press("More ▸")
    await edition.says("2/2")
    await expect(edition.text).not_to_contain_text(FIRST)
    await edition.press("◂ Previous")
    await edition.says(FIRST, "follow: bridge")
    await expect(reader.answers).to_have_count(5)


async def test_a_reaction_to_an_edition_is_kept(reader: Reader) -> None:
    await reader.starts()
    await move_clock(reader.page, "Next edition")
    edition = await reader.newest(2)
    await edition.says("edition · ", FIRST)
    await do_with(reader.page, edition.number, "React with 👎")
    await expect(edition.whole.get_by_role("button", name="👎 1")).to_be_visible()
    stored = await reader.says("/mydata")
    async with reader.page.expect_download() as downloading:
        await stored.whole.locator("a.file").click()
    kept = json.loads((await (await downloading.value).path()).read_text())
    assert [(each["message"], each["liked"]) for each in kept["reactions"]] == [(edition.number, False)]


async def test_a_story_is_opened_saved_and_found_among_the_saved(reader: Reader) -> None:
    await reader.starts()
    found = await reader.says("/search kornhus")
    await found.says("kornhus · 1 story")
    await found.press("1")
    await found.says("Bakery chain sells itself to its bakers", "Who said what", "Agnes Kornhus")
    await found.press("★ Save")
    await expect(reader.page.locator("#toast")).to_contain_text("Saved")
    await expect(found.key("★ Saved")).to_be_visible()
    await found.press("◂ Back")
    await found.says("kornhus · 1 story")
    saved = await reader.says("/saved")
    await saved.says("1 saved story", "Bakery chain sells itself to its bakers")
    await saved.press("1")
    await saved.says("Who said what")
    await saved.press("★ Saved")
    await expect(saved.key("★ Save")).to_be_visible()
    await saved.press("◂ Back")
    await expect(saved.text).not_to_contain_text("Bakery chain")
    await expect(reader.answers).to_have_count(3)


async def test_less_like_this_asks_what_and_takes_it_back(reader: Reader) -> None:
    await reader.starts()
    message = await reader.says("/search kornhus")
    await message.press("1")
    await message.press(re.compile("^− Less"))
    await message.says("What do you want to see less of?")
    await message.press("This story")
    await message.says("Muted: this story.")
    await message.press(re.compile("Undo"))
    await expect(message.text).not_to_contain_text("Muted")
    await expect(message.key("This story")).to_be_visible()
    await expect((await reader.says("/following")).text).not_to_contain_text("Bakery")


async def test_a_search_is_turned_and_narrowed_in_place(reader: Reader) -> None:
    await reader.starts()
    message = await reader.says("/search harbour OR city OR river")
    await message.says("best first", FIRST)
    await message.press("▸")
    await message.says(SIXTH)
    await message.press("6")
    await message.press("◂ Back")
    await message.says(SIXTH)
    await message.press("Source")
    await message.says("From which source?")
    await message.press(re.compile(r"^Coastal Post \(\d+\)$"))
    await message.says("· Coastal Post ·", FIRST)
    await message.press("✕ Coastal Post")
    await expect(message.text).not_to_contain_text("· Coastal Post · ")
    await expect(reader.answers).to_have_count(2)


async def test_a_misspelt_search_is_one_tap_from_the_right_one(reader: Reader) -> None:
    await reader.starts()
    message = await reader.says("/search brigde")
    await message.says("Nothing with brigde this week.")
    label = await message.key(re.compile(r"^bridge \(\d+\)$")).inner_text()
    await message.press(label)
    await message.says(f"bridge · {label.removeprefix('bridge (').removesuffix(')')} stories")


async def test_settings_change_in_place(reader: Reader) -> None:
    await reader.starts()
    message = await reader.says("/settings")
    await message.says("standard size")
    await message.press("Size")
    await message.press("Full")
    await message.says("full size")
    await message.press("Languages")
    await message.press(re.compile("^Bot speaks"))
    await message.says("Which language shall I speak here?")
    await message.press("Deutsch")
    await message.says("Ich spreche hier jetzt Deutsch.", "Einstellungen")
    await (await reader.says("/latest")).says("Das Neueste")
    await expect(reader.answers).to_have_count(3)


async def test_a_quote_leads_to_its_passage(reader: Reader) -> None:
    await reader.starts()
    message = await reader.says("/quotes lindqvist")
    await message.says("Mara Lindqvist · harbour director", "“Half a bridge is not half as safe.")
    quote = await message.text.locator("blockquote").first.inner_text()
    await message.press("1")
    await expect(message.text.locator("blockquote b")).to_contain_text(quote.strip("“”\n"))
    await message.says("— Mara Lindqvist", "Coastal Post")
    await message.press("◂ Back")
    await expect(message.key("+ Follow Mara Lindqvist")).to_be_visible()
    await expect(reader.answers).to_have_count(2)


async def test_a_story_is_shared_in_a_group(reader: Reader, playground: Playground) -> None:
    group = next(chat for chat, room in playground.world.chats.items() if room.title == "Harbour Watch")
    await open_chat(reader.page, group)
    await expect(reader.page.locator("#title")).to_have_text("Harbour Watch")
    box = reader.page.get_by_label("Message", exact=True)
    await box.press_sequentially("@pullquote_bot bridge")
    await reader.page.locator("#inline .option", has_text="Harbour bridge").first.click()
    shared = reader.page.locator(".mine").last
    await expect(shared.locator(".via")).to_have_text("via @pullquote_bot")
    await expect(shared.locator(".text a")).to_contain_text("Harbour bridge")
    await expect(shared.locator(".key")).to_have_text("Read more")
