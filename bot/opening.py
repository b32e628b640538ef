"""The composition root: builds everything from the settings, opens it in order, closes it in reverse."""

from __future__ import annotations

import os
import random
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from pydantic import SecretStr
from telegram import Bot
from telegram.ext import ApplicationBuilder

from bot.app import App
from bot.beating import Beat
from bot.commands.answers import BLINK
from bot.commands.dispatch import UPDATES, BotApplication
from bot.commands.reception import Newcomers
from bot.editing import edit_options
from bot.feed_troubles import FeedTroubles
from bot.feeds import user_agent, wanted_feeds
from bot.flood import BUDGETS, Budget, Deed
from bot.gateway import Gateway
from bot.keepers import Keepers
from bot.notices import Notifier
from bot.outbox import Outbox
from bot.pacing import Pace
from bot.polling import Polling
from bot.receiving import Receiver
from bot.render.editions import Style
from bot.settling import GATHERING, GATHERING_PAID, Settling
from bot.transport import AiohttpRequest
from bot.typesetting import Typesetter
from bot.updates import Updates
from bot.webhook import Hook, Webhook
from bot.words import Words, catalogs
from config.settings import Settings, WebhookSettings
from digests.delivery import LEASE, Ambiguous, Policy
from digests.errors import ConfigError, Mistake
from digests.newsroom import admins
from digests.newsroom.adding import FeedAdder
from digests.newsroom.editions import EditionRules
from digests.newsroom.feeds import FeedDesk
from digests.newsroom.filing import Filing
from digests.newsroom.intake import Intake
from digests.newsroom.linking import LinkReader
from digests.newsroom.visits import Visitor
from digests.newsroom.web import Web
from digests.sources.fetching.courtesy import PAUSE
from digests.store import feeds
from digests.store.engine import Store
from digests.workshop import Workshop
from digests.zones.releases import tz_release


def utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    stopwatch: Callable[[], float] = time.monotonic,
    feed_pause: float = PAUSE,
    lease: timedelta = LEASE,
    budgets: Mapping[Deed, Budget] = BUDGETS,
    private_links: bool = False,
    blink: float = BLINK,
) -> AsyncIterator[App]:
    """Builds the whole program from its settings. Raises OperatorMistake.

    `clock` says what time it is, `stopwatch` how much of it has passed; `feed_pause` is the time in seconds
    between two requests to one host, `lease` how long a send may take at most, `budgets` how fast one person
    may be. With `private_links` what readers send may lead into private networks: for tests. After `blink`
    seconds a pressed button is answered, though nothing has come of it yet.
    """
    token = settings.telegram.token
    if token is None:
        raise ConfigError((Mistake("settings", "telegram.token", "is missing"),))
    # python-telegram-bot 22 warns on every flood wait unless told that a timedelta is welcome.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    policy = Policy(Ambiguous(settings.delivery.ambiguous), settings.schedule.catch_up, lease=lease)
    options = edit_options(settings)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(await Store.open(settings.store.url.get_secret_value()))
        async with store.writing() as conn:
            await feeds.sync(conn, wanted_feeds(settings.feeds), clock())
        workshop = Workshop(jobs=settings.digest.workers or 1)
        stack.push_async_callback(workshop.close)
        reach = partial(
            Web.opened, user_agent(settings.feeds), clock=clock, stopwatch=stopwatch, pause=feed_pause
        )
        own_network = settings.feeds.allow_private_addresses
        web = await stack.enter_async_context(reach(allow_private=own_network))
        # Whatever the operator's own feeds may reach, readers do not reach it by links and feeds of theirs.
        readers_web = await stack.enter_async_context(reach(allow_private=private_links))
        filing = Filing(store)
        visitor = Visitor(
            store, web, readers_web, workshop, filing, options, clock=clock, jitter=random.random
        )
        desk = FeedDesk(store, visitor.visit, clock=clock)
        stack.push_async_callback(desk.close)
        telegram = _application(token, settings.telegram.api_url)
        paid = settings.delivery.paid_broadcast
        pace = Pace(settings.delivery.messages_per_second, stopwatch, paid=paid)
        gateway = Gateway(telegram.bot, pace, protect=settings.delivery.protect_content, paid=paid)
        words = catalogs()
        updates = Updates(telegram.bot, store, clock=clock, until_open=pace.until_open, budgets=budgets)
        receiver = _receiver(telegram.bot, updates, settings.webhook, stopwatch)
        sentences = settings.digest.sentences
        typesetter = Typesetter(store, words, lambda: Style(sentences, telegram.bot.username))
        yield App(
            store=store,
            telegram=telegram,
            pace=pace,
            gateway=gateway,
            intake=Intake(store, workshop, filing, settings.inbox.path, options, clock=clock),
            filing=filing,
            desk=desk,
            links=LinkReader(store, readers_web, workshop, options, clock=clock),
            adder=FeedAdder(store, readers_web, workshop, options, desk.collect, clock=clock),
            outbox=_outbox(store, gateway, pace, typesetter, words, policy, paid=paid, clock=clock),
            updates=updates,
            receiver=receiver,
            beat=Beat(store, pace, lambda: receiver.state, clock=clock),
            notifier=Notifier(store, gateway, words, catch_up=policy.catch_up, clock=clock),
            feed_troubles=FeedTroubles(store, gateway, words),
            access=settings.access,
            sentences=sentences,
            admission=await admins.first_claim(store),
            rules=EditionRules(settings.digest.stories, settings.schedule.catch_up),
            newcomers=Newcomers(settings.schedule.default_time, settings.schedule.default_timezone),
            tz_release=tz_release(),
            words=words,
            inbox=settings.inbox.path,
            clock=clock,
            blink=blink,
        )


def _outbox(
    store: Store,
    gateway: Gateway,
    pace: Pace,
    typesetter: Typesetter,
    words: Mapping[str, Words],
    policy: Policy,
    *,
    paid: bool,
    clock: Callable[[], datetime],
) -> Outbox:
    tell_keeper = Keepers(store, gateway, words).tell
    gathering = GATHERING_PAID if paid else GATHERING
    settling = Settling(store, policy, tell_keeper, clock=clock, gathering=gathering)
    owner = uuid.uuid4().hex
    return Outbox(store, gateway, pace, typesetter, settling, policy, owner=owner, clock=clock)


def _receiver(
    bot: Bot, updates: Updates, webhook: WebhookSettings, stopwatch: Callable[[], float]
) -> Receiver:
    if webhook.url is None:
        return Polling(bot, updates, kinds=UPDATES, stopwatch=stopwatch)
    host, port = webhook.address
    hook = Hook(
        url=webhook.url,
        host=host,
        port=port,
        secret=webhook.secret.get_secret_value() if webhook.secret else None,
        certificate=webhook.certificate,
        key=webhook.key,
        max_connections=webhook.max_connections,
    )
    return Webhook(bot, updates, hook, kinds=UPDATES, stopwatch=stopwatch)


def _application(token: SecretStr, api_url: str) -> BotApplication:
    """python-telegram-bot's, with our transport and without its own polling and jobs."""
    return (
        ApplicationBuilder()
        .token(token.get_secret_value())
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest(connections=1))
        .updater(None)
        .job_queue(None)
        .build()
    )
