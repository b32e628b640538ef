"""All commands in the order in which they are listed: in Telegram's menu, in /help, in the README."""

from __future__ import annotations

from bot.commands import (
    channel,
    latest,
    pause,
    quiet,
    search,
    settings,
    start,
    status,
    subscribe,
    time,
    timezone,
    unsubscribe,
)
from bot.commands.request import Command, Request
from bot.render.welcome import help_text
from bot.screens import Screen
from bot.words import Words
from digests.store.engine import Store


async def show_help(store: Store, request: Request) -> Screen:
    """/help: every command and how to search, from this very list."""
    listed = tuple((command.usage(request.words), command.does(request.words)) for command in COMMANDS)
    return help_text(request.words, listed)


_OF_A_CHAT = (
    settings.COMMAND,
    time.COMMAND,
    timezone.COMMAND,
    quiet.COMMAND,
    pause.PAUSE,
    pause.RESUME,
    subscribe.COMMAND,
    unsubscribe.COMMAND,
)

COMMANDS: tuple[Command, ...] = (
    latest.COMMAND,
    search.COMMAND,
    *_OF_A_CHAT,
    channel.command(_OF_A_CHAT),
    start.COMMAND,
    Command("help", show_help),
)

FOR_ADMINS: tuple[Command, ...] = (status.COMMAND,)
"""In no list: to everybody else they are unknown."""


def menu(words: Words) -> tuple[tuple[str, str], ...]:
    """Telegram's command list: (name, what it does)."""
    return tuple((command.name, command.does(words)) for command in COMMANDS)
