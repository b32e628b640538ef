"""`pullquote status`: its options, and what runs."""

from __future__ import annotations

import argparse

from bot.cli.parsing import Given, config_option


def status_options(parser: argparse.ArgumentParser) -> None:
    config_option(parser)
    parser.add_argument("--json", dest="as_json", action="store_true", help="one JSON object on one line")
    parser.epilog = (
        "Exit status 1 if somebody should have a look: the bot does not run, another process uses its token, "
        "Telegram does not answer, or in the last 24 hours a message was refused, went out as plain text, or "
        "may not have arrived."
    )


def run_status(given: Given) -> int:
    from bot.batch.status import show_status

    return show_status(given.config, as_json=given.as_json)
