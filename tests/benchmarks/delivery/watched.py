"""`pullquote run` with a watch on its loop: `python -m tests.benchmarks.delivery.watched REPORT`.

The program is put together and run as `bot.running` does it. When it has ended, REPORT holds the moments at
which its loop was blocked, and for how long, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from bot.running import serve
from config import logs
from config.load import load
from config.settings import Settings, secrets
from tests.benchmarks.delivery.watching import Watch, watching


async def run(settings: Settings) -> Watch:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with watching() as watch:
        await serve(settings, stop)
    return watch


def main(report: Path) -> None:
    settings = load(None, os.environ, cwd=Path.cwd(), need_token=True)
    logs.configure(settings.log, secrets(settings))
    watch = asyncio.run(run(settings))
    report.write_text(json.dumps(watch.blocks), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
