"""All commands in the order in which they are listed: in Telegram's menu, in /help, in the README."""

from __future__ import annotations

from bot.commands import latest, search, settings, start, subscribe, time, timezone, unsubscribe
from bot.commands.request import Command, Request
from bot.render.settings import help_text
from bot.screens import Screen
from bot.words import Words
from digests.store.engine import Store


async def show_help(store: Store, request: Request) -> Screen:
    """/help: every command and how to search, from this very list."""
    listed = tuple((command.usage(request.words), command.does(request.words)) for command in COMMANDS)
    return help_text(request.words, listed)


COMMANDS: tuple[Command, ...] = (
    latest.COMMAND,
    search.COMMAND,
    settings.COMMAND,
    time.COMMAND,
    timezone.COMMAND,
    subscribe.COMMAND,
    unsubscribe.COMMAND,
    start.COMMAND,
    Command("help", show_help),
)


def menu(words: Words) -> tuple[tuple[str, str], ...]:
    """Telegram's command list: (name, what it does)."""
    return tuple((command.name, command.does(words)) for command in COMMANDS)
