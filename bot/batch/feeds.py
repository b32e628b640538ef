"""What `pullquote feeds list | add | remove | import | export` do: to the database, also while the bot runs.

The bot looks there for what is due, so it need not be told. Feeds of the settings are put into the database
by the bot when it starts; here they are shown, but taken out only where they are written.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from bot.batch.feed_listing import Listed, record, summed_up, table
from bot.batch.output import (
    ALL_WELL,
    SOME_TROUBLE,
    complain,
    counted,
    plain,
    screen,
    unbroken_pipe,
    write_json,
)
from bot.feeds import wanted_feeds
from config.layers import FEED_LIST
from config.load import Loaded, load_with_origins
from config.settings import Settings
from config.urls import shown_url, url_secrets
from digests.errors import OperatorMistake
from digests.model import Feed, FeedOrigin
from digests.sources import opml
from digests.store import feeds
from digests.store.engine import Store
from digests.store.feeds import KnownFeed

_WIDE = 140
"""Characters of a table that no screen bounds."""
_AT_ONCE = 200
"""Feeds in one transaction."""


def loaded(config: Path | None) -> Loaded:
    """The settings; no token is needed to see to feeds. Raises ConfigError."""
    return load_with_origins(config, os.environ, cwd=Path.cwd())


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Store]:
    """The database, beside a bot that may be running."""
    async with await Store.open(settings.store.url.get_secret_value(), exclusive=False) as store:
        yield store


async def _all(settings: Settings) -> tuple[Listed, ...]:
    """Every feed: those in the database, then those that wait for the bot's next start."""
    async with _opened(settings) as store, store.reading() as conn:
        known = await feeds.all_feeds(conn)
    urls = {each.feed.url for each in known}
    waiting = (feed for feed in wanted_feeds(settings.feeds) if feed.url not in urls)
    return (*map(Listed.known, known), *map(Listed, waiting))


def _tell(words: str) -> None:
    sys.stdout.write(f"{plain(words)}\n")


# --- list -------------------------------------------------------------------------------------


def list_feeds(config: Path | None, *, as_json: bool) -> int:
    listed = asyncio.run(_all(loaded(config).settings))
    with unbroken_pipe():
        if as_json:
            for each in listed:
                write_json(record(each))
        elif listed:
            console = screen()
            if not console.is_terminal:
                console.width = max(console.width, _WIDE)
            console.print(table(listed, datetime.now(UTC)), "", summed_up(listed), sep="\n")
        else:
            _tell(
                'No feeds. Add one (pullquote feeds add URL), or well-known ones: feeds.starter = ["world"]'
            )
    return ALL_WELL


# --- add and remove ---------------------------------------------------------------------------


def add_feed(config: Path | None, feed: Feed) -> int:
    """Exit status 1 if the feed is there already, and is wanted in another way."""
    before, changed = asyncio.run(_add(loaded(config).settings, feed))
    shown = shown_url(feed.url)
    if before is None:
        _tell(f"Added: {shown}")
        return ALL_WELL
    if before.is_private:
        _tell(
            f"Added: {before.outlet} ({shown}); readers had it for themselves, now its news is for everybody"
        )
        return ALL_WELL
    if changed:
        _tell(f"Started again: {before.outlet} ({shown})")
        return ALL_WELL
    _tell(f"Known already: {before.outlet} ({shown})")
    if replace(before.feed, origin=feed.origin) == feed or feed == Feed(url=feed.url):
        return ALL_WELL
    complain(shown, "its name, topic, full text and weight stay as they are; remove it first to change them")
    return SOME_TROUBLE


async def _add(settings: Settings, feed: Feed) -> tuple[KnownFeed | None, bool]:
    async with _opened(settings) as store, store.writing() as conn:
        before = await feeds.find(conn, feed.url)
        return before, await feeds.add(conn, feed, datetime.now(UTC))


def remove_feed(config: Path | None, url: str) -> int:
    """Exit status 1 if there is no such feed, or if it is wanted by the settings."""
    now = loaded(config)
    problem = asyncio.run(_remove(now, url))
    if problem is None:
        _tell(f"Removed: {shown_url(url)}")
        return ALL_WELL
    complain(shown_url(url), problem)
    return SOME_TROUBLE


async def _remove(loaded: Loaded, url: str) -> str | None:
    """None, or why the feed is still there."""
    async with _opened(loaded.settings) as store, store.writing() as conn:
        known = await feeds.all_feeds(conn)
        # As it was printed will do as well: without its password.
        match = next((each.feed for each in known if url in (each.feed.url, shown_url(each.feed.url))), None)
        wanted = {feed.url: feed for feed in wanted_feeds(loaded.settings.feeds)}
        if match is None and url not in wanted:
            return _unknown(url, [shown_url(each.feed.url) for each in known])
        if match is None or match.origin not in (FeedOrigin.ADDED, FeedOrigin.READER):
            return _where(loaded, match.url if match else url)
        await feeds.remove(conn, match.url)
        return None


def _unknown(url: str, known: Sequence[str]) -> str:
    near = get_close_matches(shown_url(url), known, n=1)
    return "no such feed" + (f", did you mean {near[0]}?" if near else "; `pullquote feeds list` shows them")


def _where(loaded: Loaded, url: str) -> str:
    """In which place of the settings the feed is asked for."""
    settings = loaded.settings.feeds
    for index, feed in enumerate(settings.list):
        if feed.url == url:
            return f"it is listed in {loaded.origins[(*FEED_LIST, index)]}; take it out there and start anew"
    if any(feed.url == url for feed in wanted_feeds(settings)):
        origin = loaded.origins["feeds", "starter"]
        return f"it is one of the well-known feeds of feeds.starter in {origin}; choose other topics there"
    return "it is in the bot's settings, which are others than these; take it out there and start anew"


# --- import and export ------------------------------------------------------------------------


def import_feeds(config: Path | None, file: str) -> int:
    """Exit status 1 if the file cannot be read, or not every entry of it is a feed."""
    settings = loaded(config).settings
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        read = opml.read(body)
    except (OSError, OperatorMistake) as error:
        complain(file, getattr(error, "strerror", None) or str(error))
        return SOME_TROUBLE
    added = asyncio.run(_import(settings, read.feeds))
    _tell(f"{counted(added, 'feed')} added, {len(read.feeds) - added} known already")
    if read.left_out:
        entries = counted(read.left_out, "entry", "entries")
        complain(file, f"{entries} left out: no address that can be fetched")
        return SOME_TROUBLE
    return ALL_WELL


async def _import(settings: Settings, wanted: Sequence[Feed]) -> int:
    """How many came in, or were started again. A few at a time, so that a running bot gets its turn."""
    added = 0
    async with _opened(settings) as store:
        for start in range(0, len(wanted), _AT_ONCE):
            async with store.writing() as conn:
                for feed in wanted[start : start + _AT_ONCE]:
                    added += await feeds.add(conn, feed, datetime.now(UTC))
    return added


def export_feeds(config: Path | None, file: str) -> int:
    """Exit status 1 if the file cannot be written."""
    all_listed = asyncio.run(_all(loaded(config).settings))
    # What readers have for themselves is theirs to pass on.
    listed = [each for each in all_listed if each.feed.origin is not FeedOrigin.READER]
    document = opml.write([replace(each.feed, name=each.outlet) for each in listed], datetime.now(UTC))
    if secret := sum(any(url_secrets(each.feed.url)) for each in listed):
        addresses = counted(secret, "address", "addresses")
        complain(file, f"{addresses} with a password or token in it: this list is for nobody else")
    if file == "-":
        with unbroken_pipe():
            sys.stdout.buffer.write(document)
        return ALL_WELL
    try:
        Path(file).write_bytes(document)
    except OSError as error:
        complain(file, error.strerror or str(error))
        return SOME_TROUBLE
    _tell(f"{counted(len(listed), 'feed')} written to {file}")
    return ALL_WELL
