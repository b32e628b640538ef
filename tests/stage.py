"""The real program in this process, against the playground: real store, real PTB application, real HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.app import App
from bot.flood import Budget, Deed
from bot.opening import opened
from bot.playground import Playground
from bot.playground.shown import ShownMessage
from config.feeds import FeedsSettings
from config.settings import (
    AccessSettings,
    DeliverySettings,
    InboxSettings,
    Settings,
    StoreSettings,
    TelegramSettings,
)
from digests.editor.copies import signature
from digests.editor.stories import pack
from digests.model import CleanArticle, PreparedArticle
from digests.newsroom import editions, subscribing
from digests.newsroom.editions import Planned
from digests.newsroom.filing import Filing
from digests.newsroom.pieces import File, FromFile, Piece
from digests.store import updates
from digests.text.words import index_text
from tests.builders import edited

TOKEN = "4242424242:a-token-for-tests-that-opens-nothing_x"
READER = 1001
NO_LIMIT = {deed: Budget(burst=10**9, every=1e-9, most=10**9) for deed in Deed}


@dataclass
class Clock:
    """Tells the time, plus what a test has let pass."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def stopwatch(self) -> float:
        return time.monotonic() + self.ahead.total_seconds()

    def pass_(self, **span: float) -> None:
        self.ahead += timedelta(**span)


@dataclass
class Stage:
    """The program running, and one person in front of it."""

    playground: Playground
    app: App
    clock: Clock
    reader: int

    async def ask(
        self,
        text: str,
        *,
        chat: int | None = None,
        user: int | None = None,
        thread: int | None = None,
        reply_to: ShownMessage | None = None,
    ) -> ShownMessage:
        """Says something and waits for the answer."""
        chat = self.reader if chat is None else chat
        replied = reply_to.message_id if reply_to else None
        asked = await self.playground.say(chat, text, user=user, thread=thread, reply_to=replied)
        return (await self.playground.wait_for(chat, after=asked))[-1]

    async def press(self, message: ShownMessage, button: str, *, user: int | None = None) -> ShownMessage:
        """Presses a button, waits for the edit, and returns the message as it is then."""
        query = await self.playground.press(message.chat_id, message.message_id, button, user=user)
        await self.playground.answer_to(query)
        await self.quiet()
        return self.shown(message)

    async def quiet(self, timeout: float = 5.0) -> None:
        """Waits until everything that people did so far is dealt with."""
        async with asyncio.timeout(timeout):
            while True:
                fetched = not len(self.playground.desk.updates)
                async with self.app.store.reading() as conn:
                    if fetched and not await updates.waiting(conn, after=-1, limit=1):
                        return
                await asyncio.sleep(0.005)

    def shown(self, message: ShownMessage) -> ShownMessage:
        all_shown = self.playground.messages(message.chat_id)
        return next(each for each in all_shown if each.message_id == message.message_id)

    async def file(self, *articles: CleanArticle, identity: str | None = None) -> None:
        """Puts articles into the store the way intake does, without files and workers."""
        pieces = [replace(_piece(article), identity=identity) for article in articles]
        await Filing(self.app.store).file(pieces, self.clock)

    async def subscribed(self, chat: int | None = None) -> None:
        await self.ask("/subscribe", chat=chat)

    async def plan(self, chat: int | None = None, place: int = 0) -> Planned:
        """Makes the chat's edition of its first slot, or that at `place`, due this minute, plans it, and has
        it sent."""
        chat = self.reader if chat is None else chat
        await subscribing.hasten(self.app.store, chat, self.clock(), place)
        planned = await editions.plan_due(self.app.store, self.app.rules, self.clock())
        await self.app.outbox.drain()
        return planned

    async def knows(self, chat: int, timeout: float = 5.0) -> None:
        """Waits until the program knows the chat: nothing in the conversation tells."""
        async with asyncio.timeout(timeout):
            while True:
                if await subscribing.find(self.app.store, chat) is not None:
                    return
                await asyncio.sleep(0.01)

    async def edition(self) -> ShownMessage:
        """The reader's next edition, as it arrives."""
        last = max(message.message_id for message in self.playground.messages(self.reader))
        await self.plan()
        return (await self.playground.wait_for(self.reader, after=last))[-1]


def stage_settings(
    folder: Path,
    api_url: str,
    store_url: str | None = None,
    delivery: DeliverySettings = DeliverySettings(),  # noqa: B008 - frozen
    access: AccessSettings = AccessSettings(),  # noqa: B008 - frozen
    feeds: FeedsSettings = FeedsSettings(),  # noqa: B008 - frozen
) -> Settings:
    (folder / "inbox").mkdir(exist_ok=True)
    return Settings(
        telegram=TelegramSettings(token=SecretStr(TOKEN), api_url=api_url),
        store=StoreSettings(url=SecretStr(store_url or f"sqlite:///{folder / 'pullquote.db'}")),
        inbox=InboxSettings(path=folder / "inbox"),
        delivery=delivery,
        access=access,
        feeds=feeds,
    )


@asynccontextmanager
async def playing(
    playground: Playground,
    folder: Path,
    *,
    clock: Clock | None = None,
    store_url: str | None = None,
    delivery: DeliverySettings = DeliverySettings(),  # noqa: B008 - frozen
    access: AccessSettings = AccessSettings(),  # noqa: B008 - frozen
    feeds: FeedsSettings = FeedsSettings(),  # noqa: B008 - frozen
    budgets: Mapping[Deed, Budget] = NO_LIMIT,
    private_links: bool = False,
    blink: float = 3.0,
) -> AsyncIterator[Stage]:
    """The program running against a playground; leave the block and enter again for a restart. A test may be
    faster than any person, and a busy machine slower than any server, unless it says otherwise."""
    clock = clock or Clock()
    stop = asyncio.Event()
    settings = stage_settings(folder, playground.url, store_url, delivery, access, feeds)
    async with opened(
        settings,
        clock=clock,
        stopwatch=clock.stopwatch,
        feed_pause=0.0,
        budgets=budgets,
        private_links=private_links,
        blink=blink,
    ) as app:
        clock.pass_(seconds=1)  # in which a fresh process does not broadcast yet
        running = asyncio.create_task(app.run(stop))
        try:
            yield Stage(playground, app, clock, READER)
        finally:
            stop.set()
            await running


def texts(messages: Sequence[ShownMessage]) -> list[str]:
    return [message.text for message in messages if message.from_bot]


def _piece(article: CleanArticle) -> Piece:
    prepared = PreparedArticle(
        edited=edited(article),
        index=index_text(article.title, article.text, article.language),
        vector=pack(article),
        signature=signature(article.text),
    )
    return Piece(FromFile(File(f"{article.fingerprint}.json", 1, 1), 1, last=True), prepared)
