"""A reader of the demo in front of the chat page: what they say, and the one message that answers.

An answer is held by its message id, so whoever looks at it after a press sees the same message, changed in
place, or fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from bot.playground import Playground
from tests.e2e.browsing import open_chat, write


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the bot."""

    page: Page
    number: int

    @property
    def whole(self) -> Locator:
        return self.page.locator(f"#message-{self.number}")

    @property
    def text(self) -> Locator:
        return self.whole.locator(".text")

    def key(self, label: str | re.Pattern[str]) -> Locator:
        """A button by its label, whole but for case; a tick before it does not matter."""
        if isinstance(label, str):
            label = re.compile(rf"^(✓ )?{re.escape(label)}$", re.IGNORECASE)
        return self.whole.locator(".key", has_text=label)

    async def press(self, label: str | re.Pattern[str]) -> None:
        await self.key(label).click()

    async def says(self, *words: str | re.Pattern[str]) -> None:
        for each in words:
            await expect(self.text).to_contain_text(each, ignore_case=isinstance(each, str))


@dataclass(frozen=True, slots=True)
class Reader:
    """A person at the page, in a private chat of their own."""

    page: Page
    chat: int

    @classmethod
    async def arriving(cls, page: Page, playground: Playground, language: str = "en") -> Reader:
        chat = 2001 + len(playground.world.chats)
        name = f"Reader {chat}"
        playground.add_private_chat(chat, name, language_code=language)
        await open_chat(page, chat)
        await expect(page.locator("#status")).to_contain_text(f"with {name}")
        return cls(page, chat)

    async def starts(self) -> Seen:
        await self.page.get_by_role("button", name="Start", exact=True).click()
        return await self.newest(1)

    async def says(self, words: str) -> Seen:
        """The answer to these words: one message."""
        before = await self.answers.count()
        await write(self.page, words)
        return await self.newest(before + 1)

    async def newest(self, count: int) -> Seen:
        """The last of so many messages of the bot, once they are there."""
        await expect(self.answers).to_have_count(count, timeout=30_000)
        identifier = await self.answers.last.get_attribute("data-message")
        assert identifier is not None
        return Seen(self.page, int(identifier))

    @property
    def answers(self) -> Locator:
        return self.page.locator(".theirs")
