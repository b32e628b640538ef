"""`pullquote check`: everything that is wrong with the settings, or what they come to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path

from pydantic import SecretStr

from config.layers import DATABASE, TOKEN, Place, keys
from config.load import Loaded, load_with_origins
from config.settings import Settings, shown_url
from digests.errors import ConfigError

GOOD, WRONG = 0, 2


def main_check(config_path: Path | None) -> int:
    """Prints the effective settings and returns 0, or every mistake, to standard error, and returns 2."""
    status, report = check(config_path, os.environ, Path.cwd())
    stream = sys.stderr if status == WRONG else sys.stdout
    stream.write(report + "\n")
    return status


def check(path: Path | None, environ: Mapping[str, str], cwd: Path) -> tuple[int, str]:
    """Exit status and report for these settings; a missing bot token is a mistake."""
    try:
        loaded = load_with_origins(path, environ, cwd=cwd, need_token=True)
    except ConfigError as error:
        count = len(error.mistakes)
        return WRONG, f"{error}\n{count} {'mistake' if count == 1 else 'mistakes'} found"
    lines = [*summary(loaded), *(f"Warning: {warning}" for warning in warnings(loaded.settings, cwd))]
    return GOOD, "\n".join([*lines, "The configuration is valid"])


def summary(loaded: Loaded) -> Iterator[str]:
    """A line for each key: its value, and where it was set unless it is the default. Secrets are `***`."""
    shown = {key: shown_value(loaded.settings, key) for key in keys()}
    for key, value in shown.items():
        assignment = f"{'.'.join(map(str, key))} = {value}"
        origin = loaded.origins.get(key)
        yield f"{assignment:<52}  # {origin}" if origin else assignment


def shown_value(settings: Settings, key: Place) -> str:
    """A key's value as it would stand in the file, fit to be shown to anybody."""
    value: object = settings
    for part in key:
        value = getattr(value, str(part))
    if key == DATABASE and isinstance(value, SecretStr):
        return _toml(shown_url(value.get_secret_value()))
    if key == TOKEN:
        return '"***"' if value else "not set"
    return _toml(value)


def _toml(value: object) -> str:
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    if isinstance(value, timedelta):
        hours, minutes = divmod(int(value.total_seconds()) // 60, 60)
        return f'"{hours}h{minutes:02}m"' if minutes else f'"{hours}h"'
    if isinstance(value, tuple):
        return f"{len(value)} in the list" if value else "[]"
    return str(value) if isinstance(value, int | float) else f'"{value}"'


def warnings(settings: Settings, cwd: Path) -> Iterator[str]:
    """What is allowed, but hardly what the operator wants."""
    if settings.feeds:
        yield "feeds are listed, but this version does not fetch feeds yet: articles come from the inbox"
    token = settings.telegram.token
    if token and not token.get_secret_value().partition(":")[0].isdigit():
        yield "telegram.token does not look like a token from @BotFather (123456:ABC-DEF...)"
    inbox = cwd / settings.inbox.path
    if inbox.exists() and not inbox.is_dir():
        yield f"inbox.path: {settings.inbox.path} is not a folder"
