"""The well-known feeds of `sources.toml`, and how `feeds.starter` picks among them.

"world" is the world news in English, "world:de" that in German: a topic, and after a colon a language.
"""

from __future__ import annotations

import difflib
import importlib.resources
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

USUAL_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class StarterFeed:
    """A line of `sources.toml`."""

    url: str
    name: str
    topic: str
    language: str

    @property
    def choice(self) -> str:
        """What stands in `feeds.starter` to get it, among others."""
        return self.topic if self.language == USUAL_LANGUAGE else f"{self.topic}:{self.language}"


@cache
def catalogue() -> tuple[StarterFeed, ...]:
    """Every feed there is to choose, in the order of the file."""
    return read(importlib.resources.files("config").joinpath("sources.toml").read_text(encoding="utf-8"))


def read(text: str) -> tuple[StarterFeed, ...]:
    """Tables by topic and language, in them a line for each feed: name = address. ValueError for all else."""
    feeds = tuple(
        StarterFeed(_address(url), name, topic, language)
        for topic, languages in tomllib.loads(text).items()
        for language, lines in _table(languages).items()
        for name, url in _table(lines).items()
    )
    addresses = [feed.url for feed in feeds]
    if len(set(addresses)) < len(addresses):
        raise ValueError(f"{max(addresses, key=addresses.count)} stands there twice")
    return feeds


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{value!r} stands where a table belongs")
    return value


def _address(value: object) -> str:
    if not isinstance(value, str) or urlsplit(value).scheme not in ("http", "https"):
        raise ValueError(f"{value!r} is not a web address")
    return value


def chosen(starter: Sequence[str]) -> tuple[StarterFeed, ...]:
    """The feeds that these choices stand for, in the order of the file."""
    wanted = set(map(checked, starter))
    return tuple(feed for feed in catalogue() if feed.choice in wanted)


def checked(choice: str) -> str:
    """The choice as it is written: "World:EN" is "world". ValueError with what is wrong."""
    topic, _, language = choice.strip().lower().partition(":")
    written = topic if language in ("", USUAL_LANGUAGE) else f"{topic}:{language}"
    known = choices()
    if written in known:
        return written
    by_topic = [each for each in known if each.partition(":")[0] == topic]
    if by_topic:
        raise ValueError(f"there are no feeds for {written}, only for {', '.join(by_topic)}")
    topics = tuple(dict.fromkeys(each.partition(":")[0] for each in known))
    near = difflib.get_close_matches(topic, topics, n=1)
    hint = f", did you mean {near[0]}?" if near else f"; there are {', '.join(topics)}"
    raise ValueError(f"{choice} is no topic" + hint)


@cache
def choices() -> tuple[str, ...]:
    """Everything that `feeds.starter` may name."""
    return tuple(dict.fromkeys(feed.choice for feed in catalogue()))
