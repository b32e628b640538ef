"""The command line: says what there is, and hands over. Each command imports what it needs when it runs.

argparse, because `digest` is often run for a handful of articles: it is there in a tenth of the time that
friendlier libraries take.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digests.editor.options import SUMMARIZERS, EditOptions

ABOUT = "A self-hosted Telegram bot that sends people the news in its own words."


class Given(argparse.Namespace):
    """What stood on the command line, of all commands; each sets its own."""

    config: Path | None
    once: bool
    port: int
    open_browser: bool
    paths: list[str]
    as_json: bool
    sentences: int
    clean: bool
    summarizer: str
    jobs: int
    stdin_format: str


@dataclass(frozen=True, slots=True)
class Command:
    """One verb: its options, and what it does with them. The exit status comes back."""

    about: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Given], int]


def main(arguments: Sequence[str]) -> int:
    """Runs one command: its exit status. SystemExit after help, or on what makes no sense."""
    if not arguments:
        _overview().print_help(sys.stderr)
        return 2
    name, *rest = arguments
    if name not in COMMANDS:
        overview = _overview()
        overview.parse_args(arguments)  # ends it with help, with the version, or with a complaint
        overview.error("the command comes first")
    return _run(name, rest)


def _run(name: str, arguments: Sequence[str]) -> int:
    command = COMMANDS[name]
    parser = argparse.ArgumentParser(prog=f"pullquote {name}", description=command.about, allow_abbrev=False)
    command.options(parser)
    split = arguments.index("--") if "--" in arguments else len(arguments)
    given = parser.parse_intermixed_args(arguments[:split], namespace=Given())
    # argparse loses its way with "--" among files and options.
    if files := arguments[split + 1 :]:
        if not hasattr(given, "paths"):
            parser.error(f"unrecognized arguments: {' '.join(files)}")
        given.paths.extend(files)
    return command.run(given)


def _overview() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    told = "\n".join(f"  {name:{width}}  {command.about}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="pullquote",
        description=f"{ABOUT}\n\ncommands, each with --help of its own:\n{told}",
        usage="%(prog)s [-h] [--version] COMMAND ...",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help=argparse.SUPPRESS)
    return parser


# --- options that several commands have -------------------------------------------------------


def _config(parser: argparse.ArgumentParser) -> None:
    told = "settings; else PULLQUOTE_CONFIG, else pullquote.toml"
    parser.add_argument("--config", metavar="FILE", type=Path, help=told)


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
    add("--jobs", metavar="N", type=_at_least(0), default=1, help=told)
    told = "what standard input carries: an article a line (as if not given), or one plain text"
    add("--format", dest="stdin_format", choices=("jsonl", "txt"), default="jsonl", help=told)


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if int(text) < least:
            raise argparse.ArgumentTypeError(f"{text} is less than {least}")
        return int(text)

    return number


def _named(paths: list[str]) -> list[str]:
    """The paths; none of them means standard input, unless a person sits there."""
    if not paths and sys.stdin.isatty():
        sys.stderr.write("pullquote: name files or folders, or pipe articles into standard input\n")
        raise SystemExit(2)
    return paths or ["-"]


class _Version(argparse.Action):
    def __call__(self, *_: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"pullquote {version('pullquote')}\n")
        raise SystemExit


# --- one command each -------------------------------------------------------------------------


def _bot(given: Given) -> int:
    from bot.app import main_run

    return main_run(given.config)


def _check(given: Given) -> int:
    from config.check import main_check

    return main_check(given.config)


def _demo_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--once", action="store_true", help="print what a new reader gets, and end")
    add("--port", metavar="N", type=_at_least(0), default=8099, help="of the chat page (8099); 0 for any")
    told = "open the chat page in the browser, which is done without being asked"
    add("--open", dest="open_browser", action=argparse.BooleanOptionalAction, default=True, help=told)


def _demo(given: Given) -> int:
    from bot.demo import main_demo

    return main_demo(once=given.once, port=given.port, open_browser=given.open_browser)


def _digest_options(parser: argparse.ArgumentParser) -> None:
    _articles(parser)
    usual = EditOptions()
    told = f"sentences of a summary ({usual.sentences})"
    parser.add_argument("--sentences", metavar="N", type=_at_least(1), default=usual.sentences, help=told)
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


COMMANDS: Mapping[str, Command] = {
    "run": Command("Run the bot, until SIGINT or SIGTERM.", _config, _bot),
    "demo": Command(
        "Show the whole product with sample articles: no token, no network.", _demo_options, _demo
    ),
    "digest": Command(
        "Clean, summarise and quote articles; with several jobs, each within a time limit.",
        _digest_options,
        _digest,
    ),
    "stories": Command("Group articles into stories.", _articles, _stories),
    "check": Command("Validate the configuration, and report every mistake at once.", _config, _check),
}
