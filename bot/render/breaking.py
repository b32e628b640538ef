"""A story that is told at once to who follows something, as a short message of its own."""

from __future__ import annotations

from datetime import datetime

from bot.callbacks.places import Alone
from bot.callbacks.stories import OpenStory, SaveStory, ShowLess
from bot.markup import Html, bold, clipped, paragraphs
from bot.payloads import ToStory
from bot.payloads import link as link_to
from bot.render.stories import Detail, fitting, one_line, story
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.model import Chat, ChatKind, Digest, Edition

_FOLLOWED = 80
"""Characters of what somebody follows."""


def breaking(words: Words, made: Edition, chat: Chat, now: datetime, *, bot: str = "") -> Screen:
    """The only story of the line-up. `bot` is its username: in a channel a button leads to it, for what is
    opened there would be opened for all. Raises LookupError where the story is not there any more."""
    told = made.lineup
    if not told.digests:
        raise LookupError(f"the story of line-up {told.key} is not there any more")
    digest = told.digests[0]
    followed = clipped(", ".join(map(one_line, told.followed.get(digest.story, ()))), _FOLLOWED)
    heading = bold(words("breaking.heading", words=followed))

    def build(detail: Detail) -> Html:
        return paragraphs(heading, story(words, digest, now, detail))

    return Screen(fitting(build), _keyboard(words, digest, chat, bot))


def _keyboard(words: Words, digest: Digest, chat: Chat, bot: str) -> Keyboard:
    place, number = Alone(), digest.story
    whole = words.plain("button.whole_story")
    if chat.kind is ChatKind.CHANNEL:
        address = link_to(bot, ToStory(number)) if bot else None
        return ((Button(whole, address),),) if address else ()
    return (
        (Button(whole, OpenStory(place, number)),),
        (
            Button(words.plain("button.save"), SaveStory(place, number, kept=True)),
            Button(words.plain("button.less"), ShowLess(place, number)),
        ),
    )
