"""The pictures of the README, taken from the demo: `python -m tests.e2e.screenshots` renews them in .github/.

What they show depends on the day and the hour, as any digest does. Needs Chromium, as the browser tests do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, FloatRect, Locator, Page, async_playwright, expect

from bot.demo import staged
from bot.playground import Playground
from tests.e2e.browsing import ARGUMENTS, CHROMIUM, move_clock
from tests.e2e.pictures import Darkroom
from tests.e2e.reading import Reader, Seen

FOLDER = Path(__file__).parent.parent.parent / ".github"
WIDTH, TALL = 440, 3000
SCALE = 2
MARGIN = 6
PLAIN = "document.querySelector('.conversation').style.background = '#dbe4ea'"
"""One colour behind the messages: a gradient would take most of the palette."""
ADA, BRUNO, CHIYO, DILEK = 1001, 1002, 1003, 1004


async def main() -> None:
    async with staged(port=0) as stage, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        darkroom = Darkroom(await browser.new_page())
        await save(darkroom, "page", await whole_page(browser, stage.playground))
        for name, scene in SCENES.items():
            page = await browser.new_page(device_scale_factor=SCALE, color_scheme="light")
            await page.goto(stage.playground.url)
            reader = await Reader.arriving(page, stage.playground)
            await page.set_viewport_size({"width": WIDTH, "height": TALL})
            await page.evaluate(PLAIN)
            first, last = await scene(reader)
            await save(darkroom, name, await shot(page, await around(first, last)))
            await page.close()
        await browser.close()


Scene = Callable[[Reader], Awaitable[tuple[Seen, Seen]]]
"""Its first and its last message."""


async def first_minute(reader: Reader) -> tuple[Seen, Seen]:
    message = await reader.starts()
    await _ticked(message, "Climate", "Science", "World", "English")
    return message, message


async def edition(reader: Reader) -> tuple[Seen, Seen]:
    message = await reader.starts()
    await _ticked(message, "Sport", "English")
    await reader.says("/follow from:lindqvist")
    await move_clock(reader.page, "Next edition")
    come = await reader.newest(3)
    return come, come


async def card(reader: Reader) -> tuple[Seen, Seen]:
    await reader.starts()
    message = await reader.says("/search bearings")
    await message.press("1")
    await message.says("Who said what")
    return message, message


async def search(reader: Reader) -> tuple[Seen, Seen]:
    await reader.starts()
    found = await reader.says("/search night")
    return Seen(reader.page, found.number - 1), found


async def settings(reader: Reader) -> tuple[Seen, Seen]:
    message = await reader.starts()
    await _ticked(message, "Science", "World", "English")
    for wish in ("/timezone Lisbon", "/follow bridge", "/mute cup"):
        await reader.says(wish)
    shown = await reader.says("/settings")
    return shown, shown


SCENES: dict[str, Scene] = {
    "first-minute": first_minute,
    "card": card,
    "search": search,
    "settings": settings,
    "edition": edition,
}
"""The one that moves the clock is the last."""


async def _ticked(message: Seen, *labels: str) -> None:
    for label in labels:
        await message.press(label)
        await expect(message.key(label)).to_contain_text("✓")


async def whole_page(browser: Browser, playground: Playground) -> bytes:
    """Several readers, each with their first message, and the menu of the clock."""
    page = await browser.new_page(
        viewport={"width": 1180, "height": 760}, device_scale_factor=SCALE, color_scheme="light"
    )
    await page.goto(playground.url)
    await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    for person in (BRUNO, CHIYO, DILEK):
        await playground.say(person, "/start")
    for chat in (BRUNO, CHIYO, DILEK):
        await playground.wait_for(chat, timeout=30)
    reader = Reader(page, ADA)
    await reader.starts()
    await reader.says("/quotes lindqvist")
    await page.get_by_role("button", name="Move the clock forward").click()
    await page.evaluate(PLAIN)
    picture = await shot(page)
    await page.close()
    return picture


async def around(first: Seen, last: Seen) -> FloatRect:
    """The place of these messages with their buttons, once nothing moves any more."""
    bubbles = [seen.whole.locator(".bubble") for seen in (first, last)]
    place: list[FloatRect] = []
    while True:
        found = [await _place(each) for each in (first.whole, last.whole, *bubbles)]
        if found == place:
            break
        place = found
        await asyncio.sleep(0.3)
    left = min(each["x"] for each in place[2:]) - MARGIN
    right = max(each["x"] + each["width"] for each in place[2:]) + MARGIN
    top, bottom = place[0]["y"] - MARGIN, place[1]["y"] + place[1]["height"] + MARGIN
    return {"x": max(left, 0), "y": top, "width": right - max(left, 0), "height": bottom - top}


async def _place(shown: Locator) -> FloatRect:
    found = await shown.bounding_box()
    assert found is not None
    return found


async def shot(page: Page, place: FloatRect | None = None) -> bytes:
    await page.mouse.move(0, 0)
    return await page.screenshot(clip=place, animations="disabled", caret="hide")


async def save(darkroom: Darkroom, name: str, picture: bytes) -> None:
    (FOLDER / f"{name}.png").write_bytes(await darkroom.reduced(picture))


if __name__ == "__main__":
    asyncio.run(main())
