"""Welcome, settings and help as screens."""

from __future__ import annotations

from datetime import datetime, time

from bot.callbacks import ChooseStanding, ChooseTime
from bot.markup import Html, bold, lines, paragraphs
from bot.render.stories import Detail, fitting, story
from bot.screens import Button, Screen
from bot.words import Words
from digests.model import Digest
from digests.newsroom.subscribing import Subscription
from digests.schedule import zone_of

_TIMES = (time(6, 30), time(7, 30), time(8, 0), time(12, 0), time(18, 0), time(21, 0))


def welcome(words: Words, subscription: Subscription, digest: Digest | None, now: datetime) -> Screen:
    """What this is in two lines, one real digest, and when the first edition comes."""
    where = place_and_time(words, subscription)
    closing = words("welcome.next", when=when(words, subscription, now), **where)

    def build(detail: Detail) -> Html:
        sample = story(words, digest, now, detail) if digest else words("welcome.no_news")
        return paragraphs(bold(words("welcome.title")), words("welcome.what"), sample, closing)

    return Screen(fitting(build))


def settings(words: Words, subscription: Subscription, now: datetime, notice: Html | None = None) -> Screen:
    """The chat's settings in one message, with what was just changed above them."""
    where = place_and_time(words, subscription)
    if subscription.active:
        state = words("settings.active", when=when(words, subscription, now), **where)
        toggle = Button(words.plain("button.unsubscribe"), ChooseStanding(False))
    else:
        state = words("settings.stopped", **where)
        toggle = Button(words.plain("button.subscribe"), ChooseStanding(True))
    html = paragraphs(notice or "", lines(bold(words("settings.title")), state), words("settings.how"))
    chosen = subscription.slot.at
    buttons = tuple(
        Button(f"{'✓ ' if at == chosen else ''}{words.clock(at)}", ChooseTime(at)) for at in _TIMES
    )
    return Screen(html, (buttons[:3], buttons[3:], (toggle,)))


def when(words: Words, subscription: Subscription, now: datetime) -> str:
    """ "today 18:00", "tomorrow 08:00", "Thursday 26 November 08:00": the next edition, in local time."""
    due = subscription.next_due_at
    if due is None:
        return words.plain("when.never")
    zone = zone_of(subscription.chat.timezone)
    local, today = due.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    if days <= 1:
        day = words.plain("when.tomorrow" if days == 1 else "when.today")
    else:
        day = words.day(local.date())
    return f"{day} {words.clock(local)}"


def place_and_time(words: Words, subscription: Subscription) -> dict[str, str]:
    return {"time": words.clock(subscription.slot.at), "zone": place(subscription.chat.timezone)}


def place(zone: str) -> str:
    """An IANA zone as people read it."""
    if zone.startswith(("Etc/GMT+", "Etc/GMT-")):  # counted westward there
        return f"UTC{-int(zone.removeprefix('Etc/GMT')):+d}"
    return zone.removeprefix("Etc/").replace("_", " ")


def help_text(words: Words, commands: tuple[tuple[str, str], ...]) -> Screen:
    """All commands as (usage, what it does), and how to search."""
    listed = lines(*(words("help.line", usage=bold(usage), does=does) for usage, does in commands))
    return Screen(paragraphs(words("help.title"), listed, words("help.search")))
