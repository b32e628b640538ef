"""Reactions to editions: a like or a dislike of what it told, and none of it once it is taken back."""

from __future__ import annotations

from collections.abc import Iterable

from telegram import MessageReactionUpdated, ReactionTypeEmoji
from telegram.constants import ChatType

from bot.commands.reception import Reception
from digests.newsroom import liking
from digests.text.tables import strings, table

_VARIATION = "\ufe0f"
"""Behind a sign that is meant as an emoji; some clients send it, some do not."""


async def handle(reception: Reception, change: MessageReactionUpdated) -> None:
    """What somebody thinks of a message; only editions count, and a channel does not say who reacts."""
    person = change.user or change.actor_chat
    if person is None or change.chat.type == ChatType.CHANNEL:
        return
    emoji = (each.emoji for each in change.new_reaction if isinstance(each, ReactionTypeEmoji))
    await liking.react(
        reception.store, change.chat.id, change.message_id, person.id, opinion(emoji), reception.clock()
    )


def opinion(emoji: Iterable[str]) -> bool | None:
    """Whether these say that it is liked, or the contrary; None where they say neither, or both."""
    known = table("bot.commands", "reactions")
    shown = [each.replace(_VARIATION, "") for each in emoji]
    balance = sum((each in strings(known, "like")) - (each in strings(known, "dislike")) for each in shown)
    return None if balance == 0 else balance > 0
