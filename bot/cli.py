"""The command line: says what there is, and hands over. Each command imports what it needs when it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from digests.editor.options import SUMMARIZERS, EditOptions

# Typer's own tracebacks print local variables, and among them the bot token.
app = typer.Typer(
    help="A self-hosted Telegram bot that sends people the news in its own words.",
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings; else PULLQUOTE_CONFIG, else pullquote.toml."),
]
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH", help="Files, folders, or - for standard input.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, in the order of the input.")]
Jobs = Annotated[int, typer.Option(min=0, help="Processes; 0 for one on each core, 1 for none but this.")]
StdinFormat = Annotated[
    Literal["jsonl", "txt"],
    typer.Option("--format", help="What standard input carries: an article a line, or one plain text."),
]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"pullquote {version('pullquote')}")
        raise typer.Exit


def _summarizer(name: str) -> str:
    if name not in SUMMARIZERS:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(SUMMARIZERS)}")
    return name


@app.callback()
def pullquote(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def run(config: ConfigFile = None) -> None:
    """Run the bot, until SIGINT or SIGTERM."""
    from bot.app import main_run

    raise typer.Exit(main_run(config))


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Print what a new reader gets, and end.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of the chat page; 0 for any.")] = 8099,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the chat page in the browser.")
    ] = True,
) -> None:
    """Show the whole product with sample articles: no token, no network."""
    from bot.demo import main_demo

    raise typer.Exit(main_demo(once=once, port=port, open_browser=open_browser))


@app.command()
def digest(
    paths: Paths = None,
    as_json: AsJson = False,
    sentences: Annotated[int, typer.Option(min=1, help="Sentences of a summary.")] = 3,
    clean: Annotated[
        bool, typer.Option("--clean/--no-clean", help="Remove junk, or take the text exactly as given.")
    ] = True,
    summarizer: Annotated[
        str, typer.Option(callback=_summarizer, help=f"How sentences are chosen: {', '.join(SUMMARIZERS)}.")
    ] = EditOptions().summarizer,
    jobs: Jobs = 1,
    stdin_format: StdinFormat = "jsonl",
) -> None:
    """Clean, summarise and quote articles; with more than one job, each within a time limit."""
    from bot.batch.digest import run_digest

    options = EditOptions(clean=clean, sentences=sentences, summarizer=summarizer)
    status = run_digest(_named(paths), options=options, as_json=as_json, jobs=jobs, stdin_format=stdin_format)
    raise typer.Exit(status)


@app.command()
def stories(
    paths: Paths = None, as_json: AsJson = False, jobs: Jobs = 1, stdin_format: StdinFormat = "jsonl"
) -> None:
    """Group articles into stories."""
    from datetime import UTC, datetime

    from bot.batch.stories import run_stories

    now = datetime.now(UTC)
    status = run_stories(_named(paths), now=now, as_json=as_json, jobs=jobs, stdin_format=stdin_format)
    raise typer.Exit(status)


@app.command()
def check(config: ConfigFile = None) -> None:
    """Validate the configuration, and report every mistake at once."""
    from config.check import main_check

    raise typer.Exit(main_check(config))


def _named(paths: list[str] | None) -> list[str]:
    """The paths; none of them means standard input, unless a person sits there."""
    if not paths and sys.stdin.isatty():
        raise typer.BadParameter("name files or folders, or pipe articles into standard input")
    return paths or ["-"]
