"""`pullquote check`: everything that is wrong with the settings, or what they come to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from config import starter
from config.feeds import Feed, FeedsSettings, Topic
from config.layers import DATABASE, FEED_LIST, TOPICS, Place, keys, shown_key
from config.load import Loaded, load_with_origins
from config.settings import Settings, TelegramSettings
from config.urls import is_private, shown_url
from digests.errors import ConfigError

GOOD, WRONG = 0, 2

_GOOD_SECRET = 16
"""Characters."""


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
    for key in keys():
        for place, value in shown_values(loaded.settings, key):
            assignment = f"{shown_key(place)} = {value}"
            origin = loaded.origins.get(place)
            yield f"{assignment:<52}  # {origin}" if origin else assignment
    feeds = loaded.settings.feeds
    if feeds.list or feeds.starter:
        listed = {feed.url for feed in feeds.list}
        added = [feed for feed in starter.chosen(feeds.starter) if feed.url not in listed]
        yield f"Feeds to be read: {len(listed)} of the list, {len(added)} well-known ones"


def shown_values(settings: Settings, key: Place) -> Iterator[tuple[Place, str]]:
    """What a key comes to; of a list, each part of it."""
    if key == FEED_LIST and settings.feeds.list:
        for index, feed in enumerate(settings.feeds.list):
            yield (*key, index), f"{{ {', '.join(_assignments(feed))} }}"
    elif key == TOPICS and settings.topics:
        for index, topic in enumerate(settings.topics):
            yield (*key, index), f"{{ {', '.join(_assignments(topic))} }}"
    else:
        yield key, shown_value(settings, key)


def _assignments(part: Feed | Topic) -> Iterator[str]:
    """What was set of a feed or a topic."""
    for name, value in part:
        if name in part.model_fields_set:
            yield f"{name} = {_toml(shown_url(value) if name == 'url' else value)}"


def shown_value(settings: Settings, key: Place) -> str:
    """A key's value as it would stand in the file, fit to be shown to anybody."""
    value: object = settings
    for part in key:
        value = getattr(value, str(part))
    if key == DATABASE and isinstance(value, SecretStr):
        return _toml(shown_url(value.get_secret_value()))
    if value is None:
        return "not set"
    if isinstance(value, SecretStr):
        return '"***"'
    return _toml(value)


def _toml(value: object) -> str:
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    if isinstance(value, timedelta):
        hours, minutes = divmod(int(value.total_seconds()) // 60, 60)
        return f'"{hours}h{minutes:02}m"' if minutes else f'"{hours}h"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    return f"'{value}'" if '"' in str(value) else f'"{value}"'


def warnings(settings: Settings, cwd: Path) -> Iterator[str]:
    """What is allowed, but hardly what the operator wants."""
    yield from _feed_warnings(settings.feeds)
    yield from _webhook_warnings(settings, cwd)
    token = settings.telegram.token
    if token and not token.get_secret_value().partition(":")[0].isdigit():
        yield "telegram.token does not look like a token from @BotFather (123456:ABC-DEF...)"
    inbox = cwd / settings.inbox.path
    if inbox.exists() and not inbox.is_dir():
        yield f"inbox.path: {settings.inbox.path} is not a folder"


def _feed_warnings(feeds: FeedsSettings) -> Iterator[str]:
    if (feeds.list or feeds.starter) and feeds.contact is None:
        yield (
            "feeds.contact is not set: those who run the feeds' servers cannot ask you to be gentler, "
            "and may lock the bot out instead"
        )
    if feeds.allow_private_addresses:
        yield (
            "feeds.allow_private_addresses: what a feed, a redirect or an article's link points to in your "
            "own network is fetched too, this machine included"
        )
    for index, feed in enumerate(feeds.list):
        key, parts = shown_key((*FEED_LIST, index)), urlsplit(feed.url)
        if parts.username is not None:
            yield f"{key}.url has a user name in it: such an address is not fetched"
        if not feeds.allow_private_addresses and is_private(parts.hostname or ""):
            yield (
                f"{key}.url lies in a private network: it is not fetched unless "
                "feeds.allow_private_addresses = true"
            )


def _webhook_warnings(settings: Settings, cwd: Path) -> Iterator[str]:
    webhook = settings.webhook
    if webhook.url is None:
        if webhook.model_fields_set:
            yield "webhook.url is not set: the rest of [webhook] has no effect, the bot polls"
        return
    own_server = settings.telegram.api_url != TelegramSettings().api_url
    if is_private(urlsplit(webhook.url).hostname or "") and not own_server:
        yield (
            "webhook.url lies in a private network: Telegram cannot reach it, only a Bot API server of your "
            "own can (telegram.api_url)"
        )
    if webhook.secret and len(webhook.secret.get_secret_value()) < _GOOD_SECRET:
        yield "webhook.secret is short: who guesses it can speak for any reader"
    for name, path in (("certificate", webhook.certificate), ("key", webhook.key)):
        if path is not None and not (cwd / path).is_file():
            yield f"webhook.{name}: there is no file {path}"
