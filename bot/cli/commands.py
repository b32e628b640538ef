"""The commands but those of feeds: their options, and what runs. Each imports what it needs when it runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

from bot.cli.feeds import FEEDS
from bot.cli.parsing import Command, Given, Group, at_least, config_option
from bot.cli.status import run_status, status_options
from digests.editor.options import SUMMARIZERS, EditOptions


def _articles(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files, folders, or - for standard input")
    add(
        "--json",
        dest="as_json",
        action="store_true",
        help="one JSON object a line, in the order of the input",
    )
    told = "processes; 0 for one on each core, 1 (as if not given) for none but this"
    add("--jobs", metavar="N", type=at_least(0), default=1, help=told)
    told = "what standard input carries: an article a line (as if not given), or one plain text"
    add("--format", dest="stdin_format", choices=("jsonl", "txt"), default="jsonl", help=told)


def _named(paths: list[str]) -> list[str]:
    """The paths; none of them means standard input, unless a person sits there."""
    if not paths and sys.stdin.isatty():
        sys.stderr.write("pullquote: name files or folders, or pipe articles into standard input\n")
        raise SystemExit(2)
    return paths or ["-"]


def _bot(given: Given) -> int:
    from bot.running import main_run

    return main_run(given.config)


def _check(given: Given) -> int:
    from config.check import main_check

    return main_check(given.config)


def _demo_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--once", action="store_true", help="print what a new reader gets, and end")
    add("--port", metavar="N", type=at_least(0), default=8099, help="of the chat page (8099); 0 for any")
    told = "open the chat page in the browser, which is done without being asked"
    add("--open", dest="open_browser", action=argparse.BooleanOptionalAction, default=True, help=told)


def _demo(given: Given) -> int:
    from bot.demo import main_demo

    return main_demo(once=given.once, port=given.port, open_browser=given.open_browser)


def _digest_options(parser: argparse.ArgumentParser) -> None:
    _articles(parser)
    usual = EditOptions()
    told = f"sentences of a summary ({usual.sentences})"
    parser.add_argument("--sentences", metavar="N", type=at_least(1), default=usual.sentences, help=told)
    told = "remove junk, or take the text exactly as given"
    parser.add_argument("--clean", action=argparse.BooleanOptionalAction, default=usual.clean, help=told)
    told = f"how sentences are chosen: {', '.join(SUMMARIZERS)}"
    add = parser.add_argument
    add("--summarizer", metavar="NAME", choices=SUMMARIZERS, default=usual.summarizer, help=told)


def _digest(given: Given) -> int:
    import gc

    from bot.batch.digest import run_digest

    # Articles come and go without cycles; looking for some takes a fiftieth of the time.
    gc.set_threshold(20_000)
    return run_digest(
        _named(given.paths),
        options=EditOptions(clean=given.clean, sentences=given.sentences, summarizer=given.summarizer),
        as_json=given.as_json,
        jobs=given.jobs,
        stdin_format=given.stdin_format,
    )


def _stories(given: Given) -> int:
    from datetime import UTC, datetime

    from bot.batch.stories import run_stories

    return run_stories(
        _named(given.paths),
        now=datetime.now(UTC),
        as_json=given.as_json,
        jobs=given.jobs,
        stdin_format=given.stdin_format,
    )


COMMANDS: Mapping[str, Command | Group] = {
    "run": Command("Run the bot, until SIGINT or SIGTERM.", config_option, _bot),
    "demo": Command(
        "Show the whole product with sample articles: no token, no network.", _demo_options, _demo
    ),
    "digest": Command(
        "Clean, summarise and quote articles; with several jobs, each within a time limit.",
        _digest_options,
        _digest,
    ),
    "stories": Command("Group articles into stories.", _articles, _stories),
    "feeds": Group("See, add, remove, import, export and try feeds, also while the bot runs.", FEEDS),
    "status": Command("Show how the bot does, also while it runs.", status_options, run_status),
    "check": Command("Validate the configuration, and report every mistake at once.", config_option, _check),
}
