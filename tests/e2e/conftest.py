"""A reader in front of the playground, a folder with an inbox, and a browser for the chat page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from bot.playground import Playground
from tests.e2e.browsing import ARGUMENTS, CHROMIUM
from tests.stage import READER, TOKEN


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN, webhook_delay=0.2) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, playground: Playground) -> AsyncIterator[Page]:
    """The open page. Anything it complains about, or asks of another host, fails the test."""
    page = await browser.new_page(viewport={"width": 1000, "height": 800})
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on(
        "request",
        lambda request: complaints.append(request.url) if playground.url not in request.url else None,
    )
    await page.goto(playground.url)
    yield page
    await page.close()
    assert complaints == []
