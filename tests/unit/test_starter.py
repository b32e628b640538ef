"""The well-known feeds of `sources.toml`, and how the operator picks among them."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from config import starter
from config.feeds import Feed

TOPICS = {"world", "business", "technology", "science", "health", "sport", "culture", "politics", "climate"}
LANGUAGES = {"en", "de", "fr", "es", "pt", "it", "nl", "tr", "ru", "ja", "ko", "zh"}


@pytest.mark.parametrize("feed", starter.catalogue(), ids=lambda feed: f"{feed.choice} {feed.name}")
def test_every_feed_is_well_formed(feed: starter.StarterFeed) -> None:
    address = urlsplit(feed.url)
    assert address.scheme == "https"
    assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", address.netloc)
    assert not re.search(r"\s", feed.url)
    assert feed.name == feed.name.strip() != ""
    assert feed.topic in TOPICS
    assert feed.language in LANGUAGES
    assert Feed(url=feed.url, name=feed.name, topic=feed.topic).url == feed.url


def test_there_is_something_for_everybody_and_nothing_twice() -> None:
    feeds = starter.catalogue()
    assert 60 <= len(feeds) <= 120
    assert max(Counter(feed.url for feed in feeds).values()) == 1
    assert {feed.topic for feed in feeds if feed.language == "en"} == TOPICS
    assert {feed.language for feed in feeds if feed.topic == "world"} == LANGUAGES


def test_a_topic_is_in_english_unless_a_language_is_named() -> None:
    assert {feed.language for feed in starter.chosen(["world"])} == {"en"}
    assert {feed.language for feed in starter.chosen(["world:de"])} == {"de"}
    both = starter.chosen(["world:de", "world", " World:EN "])
    assert [feed.url for feed in both] == [
        feed.url for feed in starter.catalogue() if feed.choice in ("world", "world:de")
    ]


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ("wold", "wold is no topic, did you mean world?"),
        ("gardening", "gardening is no topic; there are world, business, "),
        ("climate:ko", "there are no feeds for climate:ko, only for climate, climate:de"),
        ("", " is no topic; there are "),
    ],
)
def test_a_choice_that_means_nothing_says_what_there_is(choice: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        starter.checked(choice)


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ('[world]\n"A" = "https://a.example"', "where a table belongs"),
        ('[world.en]\n"A" = "a.example"', "'a.example' is not a web address"),
        ('[world.en]\n"A" = 3', "3 is not a web address"),
        (
            '[world.en]\n"A" = "https://a.example"\n[world.de]\n"A" = "https://a.example"',
            "https://a.example stands there twice",
        ),
        ("world = 3", "3 stands where a table belongs"),
    ],
)
def test_a_broken_file_is_not_read_half(toml: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        starter.read(toml)
