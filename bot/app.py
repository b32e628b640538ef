"""The composition root: the only place that builds things and wires them together.

Opened in order, closed in reverse. The newsroom's side works from the first moment on, whether or not
Telegram can be reached; Telegram's side begins as soon as it answers.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder

from bot.commands.dispatch import UPDATES, BotApplication, attach
from bot.commands.reception import Newcomers, Reception
from bot.commands.registry import menu
from bot.gateway import REFUSAL, Gateway, TokenRefused
from bot.outbox import Outbox
from bot.pacing import Pace
from bot.polling import Poller
from bot.ticks import Errand, scheduler
from bot.transport import AiohttpRequest
from bot.words import Words, catalogs
from bot.words.catalog import DEFAULT
from config import logs
from config.load import load
from config.settings import Settings, secrets
from digests.delivery import Ambiguous, Policy
from digests.editor.options import EditOptions
from digests.errors import ConfigError, Mistake, OperatorMistake
from digests.newsroom import editions, housekeeping
from digests.newsroom.editions import EditionRules
from digests.newsroom.intake import Intake
from digests.sources.watching import changes
from digests.store.engine import Store
from digests.workshop import Workshop

log = structlog.get_logger()

LOOK_AGAIN = timedelta(seconds=1.1)
"""After the inbox's own measure of "has stopped growing"."""
_UNREACHABLE = 15.0
"""Seconds between attempts to reach Telegram at start."""
_FAREWELL = 45.0
"""Seconds that sends under way get to end in; longer than one of them takes."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class App:
    """Everything, built and opened."""

    store: Store
    telegram: BotApplication
    pace: Pace
    gateway: Gateway
    intake: Intake
    outbox: Outbox
    rules: EditionRules
    newcomers: Newcomers
    words: Mapping[str, Words]
    inbox: Path
    clock: Callable[[], datetime]

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; then ends what is under way. Raises OperatorMistake."""
        collect = Errand("collect", lambda: self._collect(collect))
        deliver = Errand("deliver", self.outbox.drain)
        plan = Errand("plan", lambda: self._plan(deliver))
        housekeep = Errand("housekeep", lambda: housekeeping.tidy(self.store, self.clock()))
        ticking = scheduler({each.name: each for each in (collect, plan, deliver, housekeep)})
        await self.outbox.take_over()
        async with AsyncExitStack() as stack:
            ticking.start()
            stack.callback(ticking.shutdown, wait=False)
            group = await stack.enter_async_context(asyncio.TaskGroup())
            newsroom = [group.create_task(each.run()) for each in (collect, plan, housekeep)]
            newsroom.append(group.create_task(self._watch(collect, stop)))
            telegram = group.create_task(self._telegram(deliver))
            await stop.wait()
            log.info("stopping")
            for task in newsroom:
                task.cancel()
            await self.outbox.rest(_FAREWELL)
            telegram.cancel()

    async def _collect(self, again: Errand) -> None:
        collected = await self.intake.collect()
        if collected.filed:
            filed = collected.filed
            log.info("collected", articles=filed.articles, copies=filed.copies, rejected=filed.rejected)
        if collected.waiting:
            again.wake_in(LOOK_AGAIN)

    async def _plan(self, deliver: Errand) -> None:
        while planned := await editions.plan_due(self.store, self.rules, self.clock()):
            log.info("planned", on_time=planned.on_time, late=planned.late, dropped=planned.dropped)
            deliver.wake()

    async def _watch(self, collect: Errand, stop: asyncio.Event) -> None:
        async for _ in changes(self.inbox, stop):
            collect.wake()

    async def _telegram(self, deliver: Errand) -> None:
        async with introduced(self.telegram):
            name = self.telegram.bot.username
            log.info("telegram answers", bot=name)
            reception = Reception(
                self.store, self.gateway, self.words, self.newcomers, name=name, clock=self.clock
            )
            handle = attach(self.telegram, reception)
            await self._announce_commands()
            poller = Poller(
                self.telegram.bot,
                self.store,
                handle,
                kinds=UPDATES,
                clock=self.clock,
                until_open=self.pace.until_open,
            )
            async with asyncio.TaskGroup() as group:
                group.create_task(deliver.run())
                group.create_task(poller.run())

    async def _announce_commands(self) -> None:
        listed = {language: menu(words) for language, words in self.words.items()}
        try:
            await self.gateway.set_commands(listed, DEFAULT)
        except TelegramError as error:
            log.warning("command list not set; readers see the old one", error=error.message)


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    stopwatch: Callable[[], float] = time.monotonic,
) -> AsyncIterator[App]:
    """Builds the whole program from its settings. Raises OperatorMistake.

    `clock` says what time it is, `stopwatch` how much of it has passed.
    """
    token = settings.telegram.token
    if token is None:
        raise ConfigError((Mistake("settings", "telegram.token", "is missing"),))
    # python-telegram-bot 22 warns on every flood wait unless told that a timedelta is welcome.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    policy = Policy(Ambiguous(settings.delivery.ambiguous), settings.schedule.catch_up)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(await Store.open(settings.store.url.get_secret_value()))
        workshop = Workshop(jobs=settings.digest.workers or 1)
        stack.push_async_callback(workshop.close)
        telegram = (
            ApplicationBuilder()
            .token(token.get_secret_value())
            .base_url(f"{settings.telegram.api_url}/bot")
            .request(AiohttpRequest())
            .get_updates_request(AiohttpRequest(connections=1))
            .updater(None)
            .job_queue(None)
            .build()
        )
        pace = Pace(settings.delivery.rate, stopwatch)
        gateway = Gateway(telegram.bot, pace)
        words = catalogs()
        outbox = Outbox(store, gateway, pace, words, policy, owner=uuid.uuid4().hex, clock=clock)
        options = EditOptions(sentences=settings.digest.sentences, summarizer=settings.digest.summarizer)
        yield App(
            store=store,
            telegram=telegram,
            pace=pace,
            gateway=gateway,
            intake=Intake(store, workshop, settings.inbox.path, options, clock=clock),
            outbox=outbox,
            rules=EditionRules(settings.digest.stories, settings.schedule.catch_up),
            newcomers=Newcomers(settings.schedule.default_time, settings.schedule.default_timezone),
            words=words,
            inbox=settings.inbox.path,
            clock=clock,
        )


@asynccontextmanager
async def introduced(telegram: BotApplication) -> AsyncIterator[None]:
    """The bot, once Telegram has said who it is; tries until it answers. Raises TokenRefused."""
    try:
        while True:
            if await _answers(telegram):
                break
            await asyncio.sleep(_UNREACHABLE)
        yield
    finally:
        await telegram.shutdown()
        await telegram.bot.shutdown()  # the application's own does nothing before it was initialized


async def _answers(telegram: BotApplication) -> bool:
    try:
        await telegram.initialize()
        # A webhook left from elsewhere would keep all updates from being polled.
        await telegram.bot.delete_webhook()
    except InvalidToken as error:
        raise TokenRefused(REFUSAL) from error
    except TelegramError as error:
        log.warning("telegram cannot be reached yet", error=error.message)
        return False
    return True


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Runs the program until `stop` is set. Raises OperatorMistake."""
    try:
        async with opened(settings) as app:
            log.info("started", inbox=str(settings.inbox.path))
            await app.run(stop)
    except BaseExceptionGroup as group:
        raise _told(group) from group


def main_run(config: Path | None) -> int:
    """`pullquote run`: until SIGINT or SIGTERM; exit status 0 after a clean stop."""
    settings = load(config, os.environ, cwd=Path.cwd(), need_token=True)
    logs.configure(settings.log, secrets(settings))
    if settings.feeds.list:
        log.warning("feeds are configured, but this version does not fetch them", feeds=len(settings.feeds.list))
    asyncio.run(_until_signalled(settings))
    return 0


async def _until_signalled(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await serve(settings, stop)


def _told(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The operator's mistake in a group of failures, if there is one, else the group."""
    mistakes = group.subgroup(OperatorMistake)
    first: BaseException = mistakes if mistakes is not None else group
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first
