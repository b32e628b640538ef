"""Help as screens: all commands in groups, and a few paragraphs about some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.markup import Html, bold, join, lines, paragraphs
from bot.render.searching import how_to_search
from bot.screens import Screen
from bot.words import Words

_GROUPS: Mapping[str, Sequence[str]] = {
    "read": ("latest", "search", "quotes", "saved"),
    "choose": ("follow", "mute", "following", "add", "feeds"),
    "editions": (
        *("settings", "time", "timezone", "quiet", "pause", "resume"),
        *("subscribe", "unsubscribe", "language", "channel"),
    ),
}
"""Commands by the heading they stand under; all others stand at the end."""
_REST = "more"


def commands(words: Words, listed: Mapping[str, tuple[str, str]], topics: Iterable[str]) -> Screen:
    """`listed` has for each command's name how it is used, and what it does."""
    groups = (
        lines(bold(words(f"help.group.{group}")), *(_line(words, *listed[name]) for name in names))
        for group, names in _grouped(listed)
    )
    return Screen(
        paragraphs(words("help.title"), *groups, words("help.topics", topics=_named(words, topics)))
    )


def unknown(words: Words, asked: str, topics: Iterable[str]) -> Screen:
    return Screen(words("help.unknown", words=bold(asked), topics=_named(words, topics)))


def searching(words: Words) -> Screen:
    return Screen(how_to_search(words))


def quotations(words: Words) -> Screen:
    told = ("help.quotes.ask", "help.quotes.told", "help.quotes.from")
    return Screen(paragraphs(*map(words, told)))


def groups(words: Words, bot: str, *, inline: bool) -> Screen:
    share = words("help.groups.share", bot=bot) if inline else ""
    return Screen(paragraphs(words("help.groups.group"), words("help.groups.channel"), share))


def _grouped(listed: Mapping[str, object]) -> Iterator[tuple[str, list[str]]]:
    headed = {name for names in _GROUPS.values() for name in names}
    for group, names in (*_GROUPS.items(), (_REST, [name for name in listed if name not in headed])):
        there = [name for name in names if name in listed]
        if there:
            yield group, there


def _line(words: Words, usage: str, does: str) -> Html:
    return words("help.line", usage=bold(usage), does=does)


def _named(words: Words, topics: Iterable[str]) -> Html:
    return join((f"/help {words.plain(f'help.topic.{topic}')}" for topic in topics), " · ")
