"""A playground alone: `python -m bot.playground --port 8099 --token 42:TEST`, until SIGINT or SIGTERM.

For load, with many people and answers that take their time, and nothing kept but the record of the calls:

    python -m bot.playground --port 0 --people 20000 --latency 40-120 --rates --forgetful
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
import sys

from bot.playground.faults import Rates
from bot.playground.server import DEFAULT_TOKEN, Playground
from digests.errors import OperatorMistake

FIRST_PERSON = 1001


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bot.playground",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8099, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="what the bot must call itself with")
    parser.add_argument("--person", default="Ada", help="first name of the person with an open chat")
    parser.add_argument("--people", type=int, default=1, help=f"how many, numbered from {FIRST_PERSON}")
    parser.add_argument("--latency", type=_latency, metavar="LOW-HIGH", help="milliseconds to each answer")
    parser.add_argument("--rates", action="store_true", help="enforce Telegram's rates")
    parser.add_argument("--forgetful", action="store_true", help="keep no messages and no parameters")
    arguments = parser.parse_args()
    try:
        asyncio.run(_serve(arguments))
    except (OperatorMistake, ValueError) as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    return 0


async def _serve(wanted: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    kept = not wanted.forgetful
    async with Playground.serving(
        wanted.token, wanted.port, keep_messages=kept, keep_parameters=kept
    ) as playground:
        for person in range(FIRST_PERSON, FIRST_PERSON + wanted.people):
            playground.add_private_chat(person, wanted.person)
        if wanted.latency is not None:
            playground.delay(*wanted.latency)
        if wanted.rates:
            playground.limit_rates(Rates())
        gc.freeze()  # looking through thousands of people for garbage would delay answers
        # One line, so that a program that started us can read where we are.
        sys.stdout.write(f"{playground.url} {playground.bot_url}\n")
        sys.stdout.flush()
        await stopped.wait()


def _latency(words: str) -> tuple[float, float]:
    low, dash, high = words.partition("-")
    return float(low) / 1000, float(high if dash else low) / 1000


if __name__ == "__main__":
    sys.exit(main())
