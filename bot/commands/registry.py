"""All commands in the order in which they are listed: in Telegram's menu, in /help, in the README."""

from __future__ import annotations

from bot.commands import (
    add,
    channel,
    feeds,
    follow,
    following,
    forget,
    help,
    invite,
    language,
    latest,
    mute,
    mydata,
    pause,
    quiet,
    quotes,
    saved,
    search,
    settings,
    start,
    status,
    subscribe,
    time,
    timezone,
    unsubscribe,
)
from bot.commands.request import Command

_OF_A_CHAT = (
    follow.COMMAND,
    mute.COMMAND,
    following.COMMAND,
    add.COMMAND,
    feeds.COMMAND,
    settings.COMMAND,
    time.COMMAND,
    timezone.COMMAND,
    quiet.COMMAND,
    pause.PAUSE,
    pause.RESUME,
    subscribe.COMMAND,
    unsubscribe.COMMAND,
    unsubscribe.STOP,
    language.COMMAND,
    mydata.COMMAND,
    forget.COMMAND,
)

_OTHERS: tuple[Command, ...] = (
    latest.COMMAND,
    search.COMMAND,
    quotes.COMMAND,
    saved.COMMAND,
    *_OF_A_CHAT,
    channel.command(_OF_A_CHAT),
    start.COMMAND,
)
COMMANDS: tuple[Command, ...] = (*_OTHERS, help.command(_OTHERS))

FOR_ADMINS: tuple[Command, ...] = (status.COMMAND, invite.COMMAND)
"""In no list: to everybody else they are unknown."""
