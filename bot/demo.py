"""`pullquote demo`: the whole product with no token and no network.

The real program, against the playground instead of Telegram, with sample articles in a temporary
inbox, several readers, and a clock that they can move forward. Everything is gone when it ends.
"""

from __future__ import annotations

import asyncio
import signal
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import tzlocal
from pydantic import SecretStr
from rich.console import Console

from bot.app import App
from bot.demo_clock import DemoClock, DemoClockwork, take_in
from bot.opening import opened
from bot.playground import Playground
from bot.playground.library import later_articles, write_samples
from bot.playground.shown import ShownMessage
from bot.playground.terminal import print_conversation
from config import logs
from config.settings import (
    InboxSettings,
    LogSettings,
    ScheduleSettings,
    Settings,
    StoreSettings,
    TelegramSettings,
    secrets,
)
from digests.newsroom import editions, subscribing
from digests.wishes import is_zone

_TOKEN = "42:a-token-that-only-the-playground-knows"  # noqa: S105  it opens nothing
_READER, _BRUNO, _CHIYO, _DILEK = 1001, 1002, 1003, 1004
_SEARCH = "/search bridge"
_PATIENCE = 60.0
"""Seconds for one answer, on a slow machine that is just starting its workers."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The program at work, with one reader in front of it."""

    playground: Playground
    app: App
    reader: int

    async def ask(self, text: str) -> ShownMessage:
        """Sends the reader's words and waits for the answer."""
        asked = await self.playground.say(self.reader, text)
        answers = await self.playground.wait_for(self.reader, after=asked, timeout=_PATIENCE)
        return answers[-1]

    async def push_edition(self) -> ShownMessage:
        """Makes the reader's edition due now and waits until it stands in the chat."""
        now = self.app.clock()
        last = max(message.message_id for message in self.playground.messages(self.reader))
        await subscribing.hasten(self.app.store, self.reader, now)
        await editions.plan_due(self.app.store, self.app.rules, now)
        sent = await self.playground.wait_for(self.reader, after=last, timeout=_PATIENCE)
        return sent[-1]


def main_demo(*, once: bool, port: int, open_browser: bool) -> int:
    """Exit status 0. With `once` the conversation is printed and the demo ends by itself."""
    return asyncio.run(_once() if once else _until_signalled(port, open_browser=open_browser))


async def _once() -> int:
    async with staged(port=0) as stage:
        await stage.ask("/start")
        await stage.ask("/latest")
        await stage.ask(_SEARCH)
        await stage.push_edition()
        print_conversation(Console(highlight=False), stage.playground.messages(stage.reader))
    return 0


async def _until_signalled(port: int, *, open_browser: bool) -> int:
    console = Console(highlight=False)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    console.print("Taking in the sample articles …")
    async with staged(port=port) as stage:
        console.print(
            f"The chats are at [bold]{stage.playground.url}[/bold] : press Start, then type /latest, /help."
        )
        console.print("The clock at the top moves on to the next edition, or to tomorrow.")
        console.print(
            f"Drop an article file into [bold]{stage.app.inbox}[/bold] and see it arrive in /latest."
        )
        console.print("Ctrl-C ends the demo; nothing is kept.")
        if open_browser:
            await asyncio.to_thread(webbrowser.open, stage.playground.url)
        await stop.wait()
    return 0


@asynccontextmanager
async def staged(port: int) -> AsyncIterator[Stage]:
    """The program running against a playground, the samples taken in, one reader there."""
    clock = DemoClock()
    with TemporaryDirectory(prefix="pullquote-demo-") as folder:
        async with Playground.serving(token=_TOKEN, port=port, clock=clock) as playground:
            settings = _settings(Path(folder), playground.url)
            logs.configure(settings.log, secrets(settings))
            settings.inbox.path.mkdir()
            start = clock()
            write_samples(settings.inbox.path, start)
            async with opened(settings, clock=clock, stopwatch=clock.stopwatch) as program:
                app = replace(program, admission=None)  # nobody has to operate a demo
                await take_in(app)
                async with _running(app):
                    await _populate(playground)
                    zone = settings.schedule.default_timezone
                    playground.clockwork = DemoClockwork(
                        clock, app, tuple(playground.world.chats), zone, later_articles(start)
                    )
                    yield Stage(playground, app, _READER)


async def _populate(playground: Playground) -> None:
    """Readers of four languages, and the three other kinds of chats, which let the bot in now: it hears of
    it as it would in Telegram."""
    playground.add_private_chat(_READER, "Ada", language_code="en")
    playground.add_private_chat(_BRUNO, "Bruno", language_code="pt-br")
    playground.add_private_chat(_CHIYO, "Chiyo", language_code="ja")
    playground.add_private_chat(_DILEK, "Dilek", language_code="tr")
    everybody = (_READER, _BRUNO, _CHIYO, _DILEK)
    group = playground.add_group("Harbour Watch", members=everybody, admins=(_READER,), with_bot=False)
    forum = playground.add_group(
        "Reading Room",
        members=everybody,
        admins=(_BRUNO,),
        topics=("World", "Science", "Sport"),
        with_bot=False,
    )
    channel = playground.add_channel(
        "Morning in Isken", username="isken_morning", admins=(_DILEK,), with_bot=False
    )
    await playground.invite_bot(group)
    await playground.promote_bot(forum)
    await playground.promote_bot(channel)


@asynccontextmanager
async def _running(app: App) -> AsyncIterator[None]:
    stop = asyncio.Event()
    work = asyncio.create_task(app.run(stop))
    try:
        yield
    finally:
        stop.set()
        await work


def _settings(folder: Path, api_url: str) -> Settings:
    """Of the demo alone: the operator's configuration is neither read nor needed."""
    zone = tzlocal.get_localzone_name()
    return Settings(
        telegram=TelegramSettings(token=SecretStr(_TOKEN), api_url=api_url),
        store=StoreSettings(url=SecretStr(f"sqlite:///{folder / 'demo.db'}")),
        inbox=InboxSettings(path=folder / "inbox"),
        schedule=ScheduleSettings(default_timezone=zone if zone and is_zone(zone) else "UTC"),
        log=LogSettings(level="warning"),
    )
