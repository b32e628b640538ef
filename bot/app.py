"""The program at work: errands, ticks, and the two sides of it.

The newsroom's side works from the first moment on, whether or not Telegram can be reached; Telegram's side
begins as soon as it answers. `opening.py` builds what is used here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.announcing import announce
from bot.beating import Beat
from bot.commands.answers import Answers
from bot.commands.dispatch import BotApplication, attach, telling_off
from bot.commands.reception import Newcomers, Reception
from bot.commands.request import House
from bot.commands.start import claim_link
from bot.feed_troubles import FeedTroubles
from bot.gateway import REFUSAL, Gateway, TokenRefused
from bot.notices import Notifier
from bot.outbox import Outbox
from bot.pacing import Pace
from bot.receiving import Receiver
from bot.ticks import Errand, keep_ticking, scheduler
from bot.updates import Updates
from bot.words import Words
from config.settings import AccessSettings
from digests.errors import StoreError
from digests.newsroom import breaking, editions, housekeeping, reckoning
from digests.newsroom.adding import FeedAdder
from digests.newsroom.admins import AdminClaim
from digests.newsroom.editions import EditionRules
from digests.newsroom.feeds import FeedDesk
from digests.newsroom.filing import Filing
from digests.newsroom.intake import Intake
from digests.newsroom.linking import LinkReader
from digests.sources.watching import changes
from digests.store.engine import Store

log = structlog.get_logger()

LOOK_AGAIN = timedelta(seconds=1.1)
"""After the inbox's own measure of "has stopped growing"."""
_UNREACHABLE = 15.0
"""Seconds between attempts to reach Telegram at start."""
_FAREWELL = 2.0
"""Seconds that sends under way get to end in; what has not is taken up as in doubt at the next start."""


@dataclass(frozen=True, slots=True)
class App:
    """Everything, built and opened."""

    store: Store
    telegram: BotApplication
    pace: Pace
    gateway: Gateway
    intake: Intake
    filing: Filing
    desk: FeedDesk
    links: LinkReader
    adder: FeedAdder
    outbox: Outbox
    updates: Updates
    receiver: Receiver
    beat: Beat
    notifier: Notifier
    feed_troubles: FeedTroubles
    access: AccessSettings
    sentences: int
    admission: AdminClaim | None
    rules: EditionRules
    newcomers: Newcomers
    tz_release: str
    words: Mapping[str, Words]
    inbox: Path
    clock: Callable[[], datetime]
    blink: float

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; then ends what is under way. Raises OperatorMistake."""
        alert = Errand("break news", lambda: self._alert(deliver))
        collect = Errand("collect", lambda: self._collect(collect, alert))
        visit = Errand("visit feeds", self.desk.collect)
        notify = Errand("tell of troubles", self._notify)
        beat = Errand("beat", self.beat.write)
        deliver = Errand("deliver", self.outbox.drain)
        plan = Errand("plan", lambda: self._plan(deliver))
        housekeep = Errand("housekeep", self._housekeep)
        reckon = Errand("reckon anew", self._reckon)
        ticking = scheduler(
            {
                "collect": (collect, visit, notify),
                "plan": (plan,),
                "break": (alert,),
                "deliver": (deliver,),
                "beat": (beat,),
                "housekeep": (housekeep, reckon),
            }
        )
        await self.beat.restore()
        await self.outbox.take_over()
        reckon.wake()
        async with AsyncExitStack() as stack:
            ticking.start()
            stack.callback(ticking.shutdown, wait=False)
            group = await stack.enter_async_context(asyncio.TaskGroup())
            newsroom = [group.create_task(each.run()) for each in (collect, visit, housekeep, reckon)]
            ending = [group.create_task(each.run()) for each in (plan, alert, beat)]
            newsroom.append(group.create_task(self._watch(collect, stop)))
            newsroom.append(group.create_task(self._note_refusals(beat)))
            newsroom.append(group.create_task(keep_ticking(ticking, reckon)))
            telegram = group.create_task(self._telegram(deliver, notify))
            await stop.wait()
            log.info("stopping")
            for task in newsroom:
                task.cancel()
            for errand in (plan, alert, beat):
                errand.end()
            await asyncio.gather(
                self.outbox.rest(_FAREWELL), asyncio.wait(ending, timeout=_FAREWELL), self.desk.close()
            )
            for task in ending:
                task.cancel()
            await self._say_goodbye()
            telegram.cancel()

    async def _collect(self, again: Errand, alert: Errand) -> None:
        collected = await self.intake.collect()
        if collected.filed:
            filed = collected.filed
            log.info("collected", articles=filed.articles, copies=filed.copies, rejected=filed.rejected)
            alert.wake()
        if collected.waiting:
            again.wake_in(LOOK_AGAIN)

    async def _say_goodbye(self) -> None:
        """At the end: a database that is away must not keep the rest from ending well."""
        try:
            await self.filing.keep_learnt(self.clock())
            await self.beat.end()
        except StoreError as error:
            log.warning("what was learnt of words, and that this is the end, is lost", error=str(error))

    async def _notify(self) -> None:
        await self.notifier.tell()
        await self.feed_troubles.tell()

    async def _housekeep(self) -> None:
        await self.filing.keep_learnt(self.clock())
        await housekeeping.tidy(self.store, self.clock())

    async def _reckon(self) -> None:
        moved = await reckoning.reckon_anew(self.store, self.tz_release, self.clock)
        if moved is not None:
            log.info("reckoned anew when slots are due", release=self.tz_release, moved=moved)

    async def _plan(self, deliver: Errand) -> None:
        while planned := await editions.plan_due(self.store, self.rules, self.clock()):
            log.info("planned", on_time=planned.on_time, late=planned.late, dropped=planned.dropped)
            deliver.wake()

    async def _alert(self, deliver: Errand) -> None:
        if planned := await breaking.plan_breaking(self.store, self.clock()):
            log.info("news broken", messages=planned)
            deliver.wake()

    async def _note_refusals(self, beat: Errand) -> None:
        """A pause is written down at once: it has to hold after a crash too."""
        while True:
            await self.pace.next_429()
            beat.wake()

    async def _watch(self, collect: Errand, stop: asyncio.Event) -> None:
        async for _ in changes(self.inbox, stop):
            collect.wake()

    async def _telegram(self, deliver: Errand, notify: Errand) -> None:
        async with introduced(self.telegram):
            name = self.telegram.bot.username
            log.info("telegram answers", bot=name)
            reception = self.reception()
            if self.admission is not None:
                # Printed on purpose: whoever reads the log of a fresh bot is its operator.
                log.warning("no admin yet: open this link", link=claim_link(name, self.admission))
            handle = attach(self.telegram, reception)
            async with aclosing(reception.answers), asyncio.TaskGroup() as group:
                group.create_task(announce(self.gateway, self.store, self.words, name, self.access))
                group.create_task(deliver.run())
                group.create_task(notify.run())
                group.create_task(
                    self.updates.run(
                        handle, telling_off(reception), pressed=reception.answers.pressed, name=name
                    )
                )
                group.create_task(self.receiver.run())

    def reception(self) -> Reception:
        """Who receives what readers do, once Telegram has said how the bot is called."""
        house = House(
            name=self.telegram.bot.username,
            look_at=self.gateway.look_at,
            rate=self.gateway.rate,
            access=self.access,
            sentences=self.sentences,
            languages=self.words,
            read_link=self.links.read,
            download=self.gateway.download,
            feeds=self.adder,
            admission=self.admission,
        )
        return Reception(
            self.store,
            self.gateway,
            self.words,
            self.newcomers,
            house=house,
            clock=self.clock,
            answers=Answers(self.gateway, self.blink),
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
    except InvalidToken as error:
        raise TokenRefused(REFUSAL) from error
    except TelegramError as error:
        log.warning("telegram cannot be reached yet", error=error.message)
        return False
    return True
