"""The playground as a whole: world, people, trouble, record, and the server on the loopback interface.

uvicorn runs inside the loop it finds; it neither takes over signals nor configures logging.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.types import Scope

from bot.playground import botapi
from bot.playground.api import BotApiEndpoint
from bot.playground.asking import Asking
from bot.playground.checks import Checker
from bot.playground.clock import Clockwork
from bot.playground.control import Control
from bot.playground.desk import Desk
from bot.playground.faults import SENDS, Failure, Fault, Faults, Meter, Rates, Refusal
from bot.playground.guard import Guard
from bot.playground.record import Call, Record
from bot.playground.talking import Talking
from bot.playground.updates import UpdateQueue
from bot.playground.watching import Watching
from bot.playground.webhook import FIRST_DELAY, Courier
from bot.playground.world import Person, World
from bot.serving import QuietServer, bound

HOST = "127.0.0.1"
DEFAULT_TOKEN = "4200000042:PLAYGROUND-token-that-opens-nothing"  # noqa: S105 - opens nothing
GRACE = 2
"""Seconds that open requests get when the server stops."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Playground(Talking, Asking, Watching):
    """A Bot API server with people in it. See the package for how to use it."""

    def __init__(
        self,
        token: str = DEFAULT_TOKEN,
        port: int = 0,
        *,
        bot_name: str = "Pullquote",
        bot_username: str = "pullquote_bot",
        query_lifetime: float = 15.0,
        webhook_delay: float = FIRST_DELAY,
        keep_messages: bool = True,
        keep_parameters: bool = True,
        inline_mode: bool = True,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """`token` must begin with the bot's number and a colon. `port` 0 takes a free one. `clock` dates
        what is said; `inline_mode` is what @BotFather's /setinline would be.

        `query_lifetime` and `webhook_delay` (before a failed delivery is repeated) are seconds. The `keep_`
        switches save memory in benchmarks: messages are answered but forgotten, calls lose their parameters.
        """
        bot = Person(id=_bot_id(token), first_name=bot_name, username=bot_username, is_bot=True)
        world = World(
            bot,
            keep_messages=keep_messages,
            clock=lambda: clock().timestamp(),
            inline_mode=inline_mode,
        )
        updates = UpdateQueue(first_id=world.now())
        desk = Desk(world, updates, Courier(updates, webhook_delay), Faults(), query_lifetime)
        super().__init__(desk)
        self.token = token
        self.record = Record(keep_parameters)
        self.closing = asyncio.Event()
        self.clockwork: Clockwork | None = None
        """With it the page can move the clock forward."""
        self._port = port
        self._server: QuietServer | None = None
        self._serving: asyncio.Task[None] | None = None

    # --- serving ------------------------------------------------------------------------------

    @classmethod
    @contextlib.asynccontextmanager
    async def serving(
        cls,
        token: str = DEFAULT_TOKEN,
        port: int = 0,
        *,
        query_lifetime: float = 15.0,
        webhook_delay: float = FIRST_DELAY,
        keep_messages: bool = True,
        keep_parameters: bool = True,
        inline_mode: bool = True,
        clock: Callable[[], datetime] = _utc_now,
    ) -> AsyncIterator[Playground]:
        """A playground that answers as long as the block lasts."""
        playground = cls(
            token,
            port,
            query_lifetime=query_lifetime,
            webhook_delay=webhook_delay,
            keep_messages=keep_messages,
            keep_parameters=keep_parameters,
            inline_mode=inline_mode,
            clock=clock,
        )
        await playground.start()
        try:
            yield playground
        finally:
            await playground.stop()

    async def start(self) -> None:
        """Binds and serves. Raises OperatorMistake when the port is taken."""
        listener = bound(HOST, self._port, "the playground")
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app(),
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
        self._server = QuietServer(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))

    async def stop(self) -> None:
        """Ends open polls and streams, then the server."""
        self.closing.set()
        self.desk.updates.close()
        self.world.feed.bell.ring()
        await self.desk.courier.stop()
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving
            self._server = self._serving = None

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def bot_url(self) -> str:
        """Where methods are called: `<bot_url>/<method>`."""
        return f"{self.url}/bot{self.token}"

    def _app(self) -> Guard:
        endpoint = BotApiEndpoint(
            token=self.token,
            desk=self.desk,
            checker=Checker(botapi.load()),
            record=self.record,
            closing=self.closing,
            hang_up=self._hang_up,
        )
        return Guard(bot_api=endpoint, pages=Starlette(routes=Control(self).routes()))

    def _hang_up(self, scope: Scope) -> None:
        """Closes the connection a request came by, as a broken network would."""
        connections = self._server.server_state.connections if self._server else set()
        for connection in connections:
            transport = connection.transport
            if transport is not None and transport.get_extra_info("peername") == scope["client"]:
                transport.abort()

    # --- trouble ------------------------------------------------------------------------------

    def refuse(self, chat_id: int, refusal: Refusal | None) -> None:
        """Sends into this chat fail from now on; None ends it. No update tells the bot (see `block`)."""
        self._chat(chat_id).refusal = refusal

    def fail_next(
        self,
        failure: Failure,
        *,
        times: int = 1,
        chat_id: int | None = None,
        methods: Collection[str] = SENDS,
        retry_after: int = 1,
    ) -> None:
        """The next `times` calls of `methods` (into one chat, or any) go wrong."""
        self.desk.faults.add(
            Fault(
                failure=failure,
                times=times,
                chat_id=chat_id,
                methods=frozenset(methods),
                retry_after=retry_after,
            )
        )

    def delay(self, low: float, high: float | None = None) -> None:
        """Seconds before each answer from now on, evenly spread from `low` to `high`."""
        self.desk.faults.latency = (low, low if high is None else high)

    def limit_rates(self, rates: Rates | None) -> None:
        """Enforces Telegram's rates from now on, or no longer."""
        self.desk.faults.meter = Meter(rates) if rates else None

    def heal(self) -> None:
        """Ends pending failures, delays and rates; chats that refuse go on refusing."""
        self.desk.faults.clear()

    # --- the record ---------------------------------------------------------------------------

    @property
    def calls(self) -> list[Call]:
        """Every call so far, in order; may be cleared."""
        return self.record.calls

    def sends(self, chat_id: int | None = None) -> list[Call]:
        """The calls that made or changed a message, answered or not."""
        return self.record.sends(chat_id)

    async def wait_for_call(self, method: str, *, count: int = 1, timeout: float = 5.0) -> list[Call]:
        """The calls of a method, as soon as `count` have come in. Raises TimeoutError."""
        return await self.record.wait_for(method, count, timeout)


def _bot_id(token: str) -> int:
    number, colon, secret = token.partition(":")
    if not (number.isascii() and number.isdigit() and colon and secret):
        raise ValueError("a bot token is a number, a colon and a secret")
    return int(number)
