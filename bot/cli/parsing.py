"""How a command line is taken apart: verbs, their options, and what is said about mistakes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


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
    url: str
    name: str | None
    topic: str | None
    full_text: str | None
    weight: float
    file: str


@dataclass(frozen=True, slots=True)
class Command:
    """One verb: its options, and what it does with them. The exit status comes back."""

    about: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Given], int]


@dataclass(frozen=True, slots=True)
class Group:
    """A verb that has verbs of its own."""

    about: str
    commands: Mapping[str, Command]


def dispatch(
    program: str, about: str, commands: Mapping[str, Command | Group], arguments: Sequence[str]
) -> int:
    """Runs the command that the first argument names: its exit status. SystemExit after help, or on what
    makes no sense."""
    if not arguments:
        _overview(program, about, commands).print_help(sys.stderr)
        return 2
    name, *rest = arguments
    match commands.get(name):
        case None:
            overview = _overview(program, about, commands)
            overview.parse_args(arguments)  # ends it with help, with the version, or with a complaint
            overview.error("the command comes first")
        case Group() as group:
            return dispatch(f"{program} {name}", group.about, group.commands, rest)
        case Command() as command:
            return _run(f"{program} {name}", command, rest)


def _run(program: str, command: Command, arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog=program, description=command.about, allow_abbrev=False)
    command.options(parser)
    split = arguments.index("--") if "--" in arguments else len(arguments)
    given = parser.parse_intermixed_args(arguments[:split], namespace=Given())
    # argparse loses its way with "--" among files and options.
    if files := arguments[split + 1 :]:
        if not hasattr(given, "paths"):
            parser.error(f"unrecognized arguments: {' '.join(files)}")
        given.paths.extend(files)
    return command.run(given)


def _overview(program: str, about: str, commands: Mapping[str, Command | Group]) -> argparse.ArgumentParser:
    width = max(map(len, commands))
    told = "\n".join(f"  {name:{width}}  {command.about}" for name, command in commands.items())
    parser = argparse.ArgumentParser(
        prog=program,
        description=f"{about}\n\ncommands, each with --help of its own:\n{told}",
        usage="%(prog)s [-h] [--version] COMMAND ...",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    parser.add_argument("command", choices=commands, metavar="COMMAND", help=argparse.SUPPRESS)
    return parser


class _Version(argparse.Action):
    def __call__(self, *_: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"pullquote {version('pullquote')}\n")
        raise SystemExit


# --- options that several commands have -------------------------------------------------------


def config_option(parser: argparse.ArgumentParser) -> None:
    told = "settings; else PULLQUOTE_CONFIG, else pullquote.toml"
    parser.add_argument("--config", metavar="FILE", type=Path, help=told)


def at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if int(text) < least:
            raise argparse.ArgumentTypeError(f"{text} is less than {least}")
        return int(text)

    return number
