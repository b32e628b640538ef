"""`pullquote run`: the program from its settings to its end."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeAlias

import structlog

from bot.app import App
from bot.opening import opened
from config import logs
from config.load import load
from config.settings import Settings, secrets
from digests.errors import foremost

log = structlog.get_logger()


Opening: TypeAlias = Callable[[Settings], AbstractAsyncContextManager[App]]


async def serve(settings: Settings, stop: asyncio.Event, *, opening: Opening = opened) -> None:
    """Runs the program until `stop` is set. Raises OperatorMistake."""
    try:
        async with opening(settings) as app:
            _let_lie()
            log.info("started", inbox=str(settings.inbox.path))
            await app.run(stop)
    except BaseExceptionGroup as group:
        raise foremost(group) from group


def main_run(config: Path | None) -> int:
    """`pullquote run`: until SIGINT or SIGTERM; exit status 0 after a clean stop."""
    settings = load(config, os.environ, cwd=Path.cwd(), need_token=True)
    logs.configure(settings.log, secrets(settings))
    asyncio.run(_until_signalled(settings))
    return 0


async def _until_signalled(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await serve(settings, stop)


def _let_lie() -> None:
    """What is there once all is opened stays: a full collection that looks through all of it again takes a
    tenth of a second, in which nobody is answered."""
    gc.collect()
    gc.freeze()
