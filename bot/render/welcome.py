"""The first minute, and help, as screens."""

from __future__ import annotations

from datetime import datetime

from bot.markup import Html, bold, lines, paragraphs
from bot.render.stories import Detail, fitting, story
from bot.render.times import place, when
from bot.screens import Screen
from bot.words import Words
from digests.model import Digest
from digests.newsroom.subscribing import Subscription


def welcome(words: Words, subscription: Subscription, digest: Digest | None, now: datetime) -> Screen:
    """What this is in two lines, one real digest, and when the first edition comes."""
    closing = words(
        "welcome.next", when=when(words, subscription, now), zone=place(subscription.chat.timezone)
    )

    def build(detail: Detail) -> Html:
        sample = story(words, digest, now, detail) if digest else words("welcome.no_news")
        return paragraphs(bold(words("welcome.title")), words("welcome.what"), sample, closing)

    return Screen(fitting(build))


def help_text(words: Words, commands: tuple[tuple[str, str], ...]) -> Screen:
    """All commands as (usage, what it does), and how to search."""
    listed = lines(*(words("help.line", usage=bold(usage), does=does) for usage, does in commands))
    return Screen(paragraphs(words("help.title"), listed, words("help.search")))
