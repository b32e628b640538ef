"""The real program, with a clock that can be moved and a lease that a trial can outlast.

    python -m tests.benchmarks.nemesis.launcher CLOCK_FILE LEASE_SECONDS

All else is as in `pullquote run`: settings from the environment, the composition root, its logs, its end.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.opening import opened
from bot.running import serve
from config import logs
from config.load import load
from config.settings import Settings, secrets
from digests.errors import OperatorMistake
from tests.benchmarks.nemesis.clock import MovedClock


async def run(settings: Settings, clock: MovedClock, lease: timedelta) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await serve(settings, stop, opening=partial(opened, clock=clock, lease=lease))


def main(clock: str, lease: str) -> int:
    settings = load(None, os.environ, cwd=Path.cwd(), need_token=True)
    logs.configure(settings.log, secrets(settings))
    try:
        asyncio.run(run(settings, MovedClock(Path(clock)), timedelta(seconds=float(lease))))
    except OperatorMistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
