"""How to search, by examples."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks.lists import TurnPage
from bot.markup import Html, bold, clipped, code, join, lines, paragraphs
from bot.render.stories import one_line
from bot.screens import Button, Screen
from bot.words import Words
from digests.newsroom.finding import Example

_LABEL = 40
# What is typed is the same in every language; what it means stands in the catalog.
_EXAMPLES = (
    ("harbour bridge", "howto.words"),
    ('"harbour bridge"', "howto.phrase"),
    ("bridge OR tunnel", "howto.either"),
    ("bridge -ferry", "howto.without"),
    ("since:7d", "howto.since"),
    ("topic:science", "howto.topic"),
    ("from:oduya", "howto.speaker"),
    ('source:"daily tide"', "howto.source"),
    ("lang:en", "howto.language"),
)


def how_to_search(words: Words) -> Html:
    """The query language, a line for each thing it can say."""
    explained = lines(*(join([code(typed), words(key)], " · ") for typed, key in _EXAMPLES))
    return paragraphs(bold(words("howto.title")), explained, words("howto.together"))


def invitation(words: Words, examples: Sequence[Example]) -> Screen:
    """/search without words: how it is done, and searches to try, each of which finds something."""
    rows = tuple(
        (Button(clipped(one_line(each.words), _LABEL), TurnPage(each.listing, 0)),) for each in examples
    )
    return Screen(paragraphs(how_to_search(words), words("howto.try") if rows else ""), rows)
