"""`pullquote feeds ...`: the options of its commands, and what runs."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from bot.cli.parsing import Command, Given, config_option


def _url(parser: argparse.ArgumentParser) -> None:
    config_option(parser)
    parser.add_argument("url", metavar="URL", type=_web_address, help="the feed's address")


def _remove_options(parser: argparse.ArgumentParser) -> None:
    config_option(parser)
    parser.add_argument("url", metavar="URL", help="its address, as `feeds list` shows it")


def _web_address(text: str) -> str:
    from config.urls import shown_url
    from digests.sources.fetching.answers import Unfetchable
    from digests.sources.fetching.locations import locate

    try:
        locate(text)
    except Unfetchable as problem:
        raise argparse.ArgumentTypeError(f"{shown_url(text)}: {problem}") from None
    return text.strip()


def _weight(text: str) -> float:
    weight = float(text)
    if not 0.1 <= weight <= 10:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 0.1 to 10")
    return weight


def _words(text: str) -> str | None:
    return " ".join(text.split()) or None


def _wishes(parser: argparse.ArgumentParser) -> None:
    _url(parser)
    add = parser.add_argument
    add("--name", metavar="NAME", type=_words, help="of the outlet; else what the feed calls itself")
    add("--topic", metavar="TOPIC", type=_words, help="of its articles")
    told = (
        "where its articles are read: on their pages where the feed gives only a teaser (auto), always, never"
    )
    add("--full-text", choices=("auto", "always", "never"), default="auto", help=told)
    told = "how much it counts in ranking, from 0.1 to 10 (1)"
    add("--weight", metavar="N", type=_weight, default=1.0, help=told)


def _list_options(parser: argparse.ArgumentParser) -> None:
    config_option(parser)
    parser.add_argument("--json", dest="as_json", action="store_true", help="one JSON object a line")


def _import_options(parser: argparse.ArgumentParser) -> None:
    config_option(parser)
    parser.add_argument("file", metavar="FILE", help="an OPML file, or - for standard input")


def _export_options(parser: argparse.ArgumentParser) -> None:
    config_option(parser)
    told = "where to; - or nothing for standard output"
    parser.add_argument("file", metavar="FILE", nargs="?", default="-", help=told)


def _test_options(parser: argparse.ArgumentParser) -> None:
    _url(parser)
    told = "as in `feeds add`; else as the settings have it"
    parser.add_argument("--full-text", choices=("auto", "always", "never"), help=told)


def _list(given: Given) -> int:
    from bot.batch.feeds import list_feeds

    return list_feeds(given.config, as_json=given.as_json)


def _add(given: Given) -> int:
    from bot.batch.feeds import add_feed
    from digests.model import Feed, FullText

    feed = Feed(
        url=given.url,
        name=given.name,
        topic=given.topic,
        full_text=FullText(given.full_text or FullText.AUTO),
        weight=given.weight,
    )
    return add_feed(given.config, feed)


def _remove(given: Given) -> int:
    from bot.batch.feeds import remove_feed

    return remove_feed(given.config, given.url)


def _import(given: Given) -> int:
    from bot.batch.feeds import import_feeds

    return import_feeds(given.config, given.file)


def _export(given: Given) -> int:
    from bot.batch.feeds import export_feeds

    return export_feeds(given.config, given.file)


def _test(given: Given) -> int:
    from bot.batch.feed_trial import try_feed
    from digests.model import FullText

    full_text = FullText(given.full_text) if given.full_text else None
    return try_feed(given.config, given.url, full_text)


FEEDS: Mapping[str, Command] = {
    "list": Command("Show every feed and how it is doing.", _list_options, _list),
    "add": Command("Add a feed, or start one again that was stopped.", _wishes, _add),
    "remove": Command("Take a feed out; its articles stay.", _remove_options, _remove),
    "import": Command("Add the feeds of an OPML file, from another program.", _import_options, _import),
    "export": Command("Write all feeds as OPML, for another program.", _export_options, _export),
    "test": Command("Fetch a feed and show what would be taken; nothing is kept.", _test_options, _test),
}
