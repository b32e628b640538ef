"""Which topics an article belongs to. That the matcher finds what search finds: `test_store_search.py`'s
neighbour, `integration/test_topics_search.py`."""

from __future__ import annotations

import pytest

from digests.editor.topics import Searched, TopicRule, topics_of
from digests.text.query import Query, parse
from tests.builders import clean, edited

BRIDGE = clean(
    title="Harbour bridge closes",
    text="The ferries run all night. Nobody was asked.",
    source="Coastal Post",
    topics=("Local",),
)


def query(typed: str) -> Query:
    parsed = parse(typed)
    assert isinstance(parsed, Query), typed
    return parsed


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bridge", True),
        ("BRIDGE ferries", True),
        ("bridge tunnel", False),
        ("bridge OR tunnel", True),
        ("tunnel OR viaduct", False),
        ("bridge -ferries", False),
        ("bridge -ferry", True),  # only what is wanted is found in other forms too
        ("ferry", True),
        ("bridges", True),
        ('"harbour bridge"', True),
        ('"bridge harbour"', False),
        ('"closes the ferries"', False),  # from the title into the text
        ('"harbour bridges"', False),  # a phrase is meant as it stands
        ("source:coastal", True),
        ('source:"coastal post"', True),
        ("source:tide", False),
        ("coastal", False),  # in the source's name only
        ("bridge source:coastal -tunnel", True),
        ("topic:local", True),
        ("topic:loc", False),
        ("from:oduya", True),
        ('from:"mara oduya"', True),
        ('from:"reyes mara"', False),  # from one name into the next
        ("from:bridge", False),
        ("lang:en", True),
        ("lang:de", False),
        ("bridge -from:reyes", False),
        ("bridge since:1h", True),  # what has just come is new
    ],
)
def test_a_query_finds_an_article_or_does_not(typed: str, found: bool) -> None:
    assert Searched(BRIDGE, ["Tomas Reyes", "Mara Oduya"]).matches(query(typed)) is found


def test_whoever_an_article_quotes_can_be_asked_for() -> None:
    item = edited(clean(text='"Yes," she said.'), speaker="Mara Oduya")
    assert Searched.of(item).matches(query("from:oduya"))
    assert not Searched.of(edited(clean(text='"Yes," she said.'), speaker=None)).matches(query("from:oduya"))


def test_a_rule_can_be_about_who_is_quoted() -> None:
    rules = [TopicRule("Harbour office", query=query("from:oduya"))]
    assert topics_of(BRIDGE, rules, ["Mara Oduya"]) == ("Local", "Harbour office")
    assert topics_of(BRIDGE, rules) == ("Local",)


@pytest.mark.parametrize(
    ("typed", "found"), [("橋", True), ("東京", True), ("京東", False), ("港の橋", True)]
)
def test_scripts_without_spaces_are_found_by_pairs(typed: str, found: bool) -> None:
    item = clean(title="港の橋", text="東京の橋は閉鎖される。", language="ja")
    assert Searched(item).matches(query(typed)) is found


def test_stems_are_those_of_the_articles_language() -> None:
    german = clean(title="Hafen", text="Die Brücken bleiben offen.", language="de")
    unknown = clean(title="Hafen", text="Die Brücken bleiben offen.", language="und")
    assert Searched(german).matches(query("brücke"))
    assert not Searched(unknown).matches(query("brücke"))


@pytest.mark.parametrize(
    ("rules", "topics"),
    [
        ((), ("Local",)),
        ((TopicRule("Coast", sources=("coastal post",)),), ("Local", "Coast")),
        ((TopicRule("Coast", sources=(" Coastal Post ", "Tide")),), ("Local", "Coast")),
        ((TopicRule("Coast", sources=("Coastal",)),), ("Local",)),
        ((TopicRule("Transport", query=query("bridge OR ferry")),), ("Local", "Transport")),
        ((TopicRule("Transport", query=query("tunnel")),), ("Local",)),
        ((TopicRule("Transport", sources=("Tide",), query=query("bridge")),), ("Local", "Transport")),
        ((TopicRule("local", query=query("bridge")),), ("Local",)),
        ((TopicRule("Nothing"),), ("Local",)),
        (
            (TopicRule("B", query=query("bridge")), TopicRule("A", query=query("bridge"))),
            ("Local", "B", "A"),
        ),
    ],
)
def test_an_article_has_its_own_topics_and_those_of_the_rules(
    rules: tuple[TopicRule, ...], topics: tuple[str, ...]
) -> None:
    assert topics_of(BRIDGE, rules) == topics


def test_a_source_without_a_name_is_known_by_its_host() -> None:
    item = clean(source=None, url="https://www.tide.example/a", topics=())
    assert topics_of(item, [TopicRule("Coast", sources=("tide.example",))]) == ("Coast",)


def test_an_article_of_nobody_belongs_to_no_source() -> None:
    item = clean(source=None, url=None, topics=())
    assert topics_of(item, [TopicRule("Coast", sources=("Tide",))]) == ()
