"""/help [about]: all commands in groups; more about searching, quotations and groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.commands.request import Command, Request
from bot.render import helping
from bot.screens import Screen
from bot.words import Words
from digests.store.engine import Store
from digests.wishes import shortened

_TOPICS = ("search", "quotes", "groups")


def command(others: Sequence[Command]) -> Command:
    """The command, which lists the others and itself."""

    async def show_help(store: Store, request: Request) -> Screen:
        words, asked = request.words, request.argument.casefold().removeprefix("/")
        names = {words.plain(f"help.topic.{topic}").casefold(): topic for topic in _TOPICS}
        topic = names.get(asked) or (asked if asked in _TOPICS else None)
        if topic is not None:
            return _ABOUT[topic](request)
        if asked:
            return helping.unknown(words, shortened(request.argument), _TOPICS)
        listed = [each for each in (*others, itself) if each.is_listed(request.house.access)]
        return helping.commands(words, _listed(words, listed), _TOPICS)

    itself = Command("help", show_help, takes_argument=True)
    return itself


def _listed(words: Words, commands: Sequence[Command]) -> dict[str, tuple[str, str]]:
    return {each.name: (each.usage(words), each.does(words)) for each in commands}


_ABOUT: Mapping[str, Callable[[Request], Screen]] = {
    "search": lambda request: helping.searching(request.words),
    "quotes": lambda request: helping.quotations(request.words),
    "groups": lambda request: helping.groups(
        request.words, request.house.name, inline=request.house.access.inline
    ),
}
