"""The daily edition as one message: its stories, who is silent, and what has to be put right."""

from __future__ import annotations

from datetime import date, datetime

from bot.callbacks.places import EditionPlace
from bot.markup import Html, bold, clipped, join, lines, paragraphs
from bot.render.stories import NAME, Detail, fitting, one_line, story
from bot.render.wordings import wordings_buttons
from bot.screens import Keyboard, Screen
from bot.words import Words
from digests.model import Chat, Correction, Edition, Lineup
from digests.schedule import ON_TIME, zone_of

_CORRECTIONS, _SILENT = 3, 4
"""Told in a line each, and by name; how many more there are is said."""
_CHANGED_WORDS = 160
_FEWER_CHANGED_WORDS = 60
"""Characters of each wording of a correction."""


def edition(
    words: Words, made: Edition, chat: Chat, now: datetime, sent_at: datetime | None = None
) -> Screen:
    """An edition as it is sent at `now`, or as it is shown again after it was sent at `sent_at`: marked as
    late where it came late, and honest on a quiet day."""
    zone = zone_of(chat.timezone)
    due, sent = made.due_at.astimezone(zone), (sent_at or now).astimezone(zone)
    title = join((bold(words(f"edition.{_part_of_day(due)}")), words.day(made.local_date)), " · ")
    late = Html()
    if sent - due > ON_TIME:
        late = words("edition.late", due=words.clock(due), sent=_sent(words, due, sent))
    told = made.lineup
    heading = lines(title, late, _counts(words, told) if told.digests else words("edition.nothing"))
    rest = words("edition.elsewhere", count=told.elsewhere) if told.elsewhere and told.digests else Html()
    silent = _silent(words, told, made.local_date, told.since.astimezone(zone).date())

    def build(detail: Detail) -> Html:
        blocks = (
            story(words, digest, now, detail, number, is_update=digest.story in told.updates)
            for number, digest in enumerate(told.digests, 1)
        )
        return paragraphs(heading, *blocks, rest, silent, _corrections(words, made, detail))

    return Screen(fitting(build), _buttons(words, told))


def _buttons(words: Words, told: Lineup) -> Keyboard:
    if told.key is None:
        return ()
    return wordings_buttons(
        words,
        ((number, digest, EditionPlace(told.key)) for number, digest in enumerate(told.digests, 1)),
    )


def _corrections(words: Words, made: Edition, detail: Detail) -> Html:
    length = _CHANGED_WORDS if detail > Detail.TITLE else _FEWER_CHANGED_WORDS
    corrections = made.lineup.corrections
    put_right = [_correction(words, each, made.local_date, length) for each in corrections[:_CORRECTIONS]]
    left = len(corrections) - len(put_right)
    return lines(*put_right, words("correction.more", count=left) if left else "")


def _correction(words: Words, correction: Correction, today: date, length: int) -> Html:
    days = (today - correction.told_on).days
    when = {0: "today", 1: "yesterday"}.get(days, "day")
    what = words(f"correction.{when}", place=correction.place, day=words.day(correction.told_on))
    outlet = clipped(one_line(correction.outlet), NAME)
    was = f"“{clipped(one_line(correction.was.text), length)}”"
    if correction.now is None:
        return words("correction.gone", what=what, outlet=outlet, was=was)
    now = f"“{clipped(one_line(correction.now.text), length)}”"
    return words("correction.changed", what=what, outlet=outlet, now=now, was=was)


def _silent(words: Words, told: Lineup, today: date, since: date) -> Html:
    if not told.silent:
        return Html()
    day = words.plain("when.yesterday") if (today - since).days == 1 else words.day(since)
    named = tuple(clipped(one_line(name), NAME) for name in told.silent[:_SILENT])
    left = len(told.silent) - len(named)
    if left:
        return words("edition.silent_more", day=day, sources=", ".join(named), count=left)
    return words("edition.silent", day=day, sources=", ".join(named))


def _counts(words: Words, told: Lineup) -> Html:
    return words(
        "edition.counts",
        stories=words("count.stories", count=len(told.digests)),
        articles=words("count.articles", count=told.articles),
        sources=words("count.sources", count=told.sources),
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
