"""A playground alone: `python -m bot.playground --port 8099 --token 42:TEST`, until SIGINT or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from bot.playground.server import DEFAULT_TOKEN, Playground
from digests.errors import OperatorMistake


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.playground", description=__doc__)
    parser.add_argument("--port", type=int, default=8099, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="what the bot must call itself with")
    parser.add_argument("--person", default="Ada", help="first name of the person with an open chat")
    arguments = parser.parse_args()
    try:
        asyncio.run(_serve(arguments.port, arguments.token, arguments.person))
    except (OperatorMistake, ValueError) as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    return 0


async def _serve(port: int, token: str, person: str) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with Playground.serving(token, port) as playground:
        playground.add_private_chat(1001, person)
        # One line, so that a program that started us can read where we are.
        sys.stdout.write(f"{playground.url} {playground.bot_url}\n")
        sys.stdout.flush()
        await stopped.wait()


if __name__ == "__main__":
    sys.exit(main())
