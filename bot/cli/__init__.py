"""The command line: says what there is, and hands over. Each command imports what it needs when it runs.

argparse, because `digest` is often run for a handful of articles: it is there in a tenth of the time that
friendlier libraries take.

    parsing    verbs and options -> which command runs
    commands   run, demo, digest, stories, check
    status     status
    feeds      feeds list, add, remove, import, export, test
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.cli.commands import COMMANDS
from bot.cli.parsing import dispatch

__all__ = ["COMMANDS", "main"]

ABOUT = "A self-hosted Telegram bot that sends people the news in its own words."


def main(arguments: Sequence[str]) -> int:
    """Runs one command: its exit status. SystemExit after help, or on what makes no sense."""
    return dispatch("pullquote", ABOUT, COMMANDS, arguments)
