"""The daily edition as one message."""

from __future__ import annotations

from datetime import datetime

from bot.markup import Html, bold, join, lines, paragraphs
from bot.render.stories import Detail, fitting, story
from bot.screens import Screen
from bot.words import Words
from digests.model import Chat, Edition
from digests.schedule import ON_TIME, zone_of


def edition(words: Words, made: Edition, chat: Chat, now: datetime) -> Screen:
    """An edition as it is sent at `now`: marked as late where it is, and honest on a quiet day."""
    zone = zone_of(chat.timezone)
    due = made.due_at.astimezone(zone)
    title = join((bold(words(f"edition.{_part_of_day(due)}")), words.day(made.local_date)), " · ")
    late = ""
    if now - made.due_at > ON_TIME:
        late = words("edition.late", due=words.clock(due), sent=_sent(words, due, now.astimezone(zone))).text
    if not made.digests:
        return Screen(lines(title, late, words("edition.nothing")))
    heading = lines(title, late, _counts(words, made))
    rest = words("edition.elsewhere", count=made.elsewhere) if made.elsewhere else Html()

    def build(detail: Detail) -> Html:
        blocks = (story(words, digest, now, detail, i) for i, digest in enumerate(made.digests, 1))
        return paragraphs(heading, *blocks, rest)

    return Screen(fitting(build))


def _counts(words: Words, made: Edition) -> Html:
    return words(
        "edition.counts",
        stories=words("count.stories", count=len(made.digests)),
        articles=words("count.articles", count=made.articles),
        sources=words("count.sources", count=made.sources),
    )


def _sent(words: Words, due: datetime, sent: datetime) -> str:
    clock = words.clock(sent)
    return clock if sent.date() == due.date() else f"{words.day(sent.date())} {clock}"


def _part_of_day(moment: datetime) -> str:
    if 4 <= moment.hour < 12:
        return "morning"
    if 12 <= moment.hour < 17:
        return "midday"
    return "evening" if 17 <= moment.hour < 23 else "night"
