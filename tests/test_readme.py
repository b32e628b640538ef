"""README and program say the same: commands, settings, and the lines a newcomer types."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import COMMANDS as VERBS
from bot.commands.registry import COMMANDS
from config.layers import keys

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    match = re.search(rf"<!-- command: {name} -->\n```sh\n(.*?)\n```", README, re.DOTALL)
    assert match, f"README has no {name} command"
    return match[1]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_bot_command_is_in_the_readme(command: object) -> None:
    assert f"`/{command.name}" in README  # type: ignore[attr-defined]


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_command_of_the_program_is_in_the_readme(verb: str) -> None:
    assert f"`pullquote {verb}" in README


@pytest.mark.parametrize("place", keys(), ids=".".join)
def test_every_setting_is_in_the_readme_and_in_the_example(place: tuple[str, ...]) -> None:
    assert f"`{'.'.join(place)}`" in README
    assert place[-1] in (ROOT / "config" / "pullquote.example.toml").read_text(encoding="utf-8")


def test_the_two_commands_are_one_line_each_and_make_their_environment() -> None:
    for name in ("demo", "test"):
        assert "\n" not in block(name)
        assert block(name).startswith("python3 -m venv .venv && .venv/bin/pip install -q ")


def test_ci_runs_the_readmes_own_test_command() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "readme_command test" in ci
    assert "<!-- command: $1 -->" in ci
    assert block("test") not in ci, "it is read from the README, not written twice"


def test_the_pictures_and_files_it_shows_are_there() -> None:
    for path in re.findall(r'(?:src="|\]\()([^"):]+)[")]', README):
        assert (ROOT / path).is_file(), path


def test_no_promise_is_without_its_figure() -> None:
    assert "FIGURE" not in README
