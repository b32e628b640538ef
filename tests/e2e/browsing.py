"""A real browser for the tests of the chat page.

They are skipped where no Chromium is installed; the environment variable CHROMIUM names one that is not on
the PATH. A module of such tests begins with `pytestmark = IN_BROWSER` and gives its fixtures (`playground`
among them) `loop_scope="module"`: a browser takes two seconds to start, so the tests of a module share it.
"""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.async_api import Page, expect

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IN_BROWSER = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no chromium, chromium-browser or google-chrome on the PATH, and CHROMIUM is not set",
    ),
]


async def open_chat(page: Page, chat: int) -> None:
    await page.locator(f'[data-chat="{chat}"]').click()


async def write(page: Page, words: str) -> None:
    """Types and sends."""
    box = page.get_by_label("Message", exact=True)
    await box.fill(words)
    await box.press("Enter")


async def do_with(page: Page, message: int, action: str) -> None:
    """Picks something from the menu of a message: "Reply", "Edit", "Forward", "React with 👍"."""
    await page.locator(f"#message-{message}").hover()
    await page.locator(f"#message-{message}").get_by_role("button", name="Actions for this message").click()
    await page.get_by_role("menuitem", name=action, exact=True).click()


async def move_clock(page: Page, way: str) -> None:
    """ "+1 hour", "Next edition" or "To the morning"; returns when all that was due by then is there."""
    chip = page.get_by_role("button", name="Move the clock forward")
    await chip.click()
    await page.get_by_role("menuitem", name=way).click()
    await expect(chip).to_be_enabled(timeout=60_000)
