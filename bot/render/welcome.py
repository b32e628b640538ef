"""The first minute as screens: what this is, what it shall be about, when and where, done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from bot.callbacks.settings import Menu, ShowMenu
from bot.callbacks.start import ComeAt, GoTo, LiveIn, Step, TickLanguage, TickTopic
from bot.markup import Html, bold, clipped, link, paragraphs
from bot.render.keyboards import rows, ticked
from bot.render.stories import Detail, capital, fitting, one_line, story
from bot.render.times import city, times, when
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.model import EVERY_DAY, Digest
from digests.newsroom.picking import Topic
from digests.newsroom.subscribing import Subscription
from digests.schedule import zone_of

_TIMES = (time(6, 30), time(7, 30), time(8, 0), time(12, 0), time(18, 0), time(21, 0))
_MOST_ZONES = 6
_LABEL = 40
_SHORT_LABEL = 11
"""Three of them stand side by side on a small screen."""


def about(
    words: Words,
    subscription: Subscription,
    topics: Sequence[Topic],
    languages: Sequence[tuple[str, bool]],
    digest: Digest | None,
    now: datetime,
    notice: Html | None = None,
) -> Screen:
    """What this is in two lines, one real digest, when the next edition comes, and topics to choose from;
    languages too, by (code, chosen), where there are articles in several."""
    asked = _asked(words, topics, languages)
    coming = _coming(words, subscription, now)

    def build(detail: Detail) -> Html:
        sample = story(words, digest, now, detail) if digest else words("welcome.no_news")
        title, what = bold(words("welcome.title")), words("welcome.what")
        return paragraphs(notice or "", title, what, sample, coming, bold(asked))

    buttons = [Button(_topic_label(topic), TickTopic(topic.code, not topic.chosen)) for topic in topics]
    short = all(len(button.label) <= _SHORT_LABEL for button in buttons)
    topical = rows(buttons, 3 if short else 2)
    tongues = [
        Button(ticked(capital(words.language(code)), chosen), TickLanguage(code, not chosen))
        for code, chosen in languages
    ]
    return Screen(fitting(build), (*topical, *rows(tongues, 3), (_next(words, Step.WHEN),)))


def _asked(words: Words, topics: Sequence[Topic], languages: Sequence[tuple[str, bool]]) -> Html | str:
    if topics:
        return words("welcome.topics_and_languages" if languages else "welcome.topics")
    return words("welcome.languages") if languages else ""


def when_and_where(
    words: Words, subscription: Subscription, now: datetime, notice: Html | None = None
) -> Screen:
    """At which hour, and by which clocks."""
    zone = subscription.chat.timezone
    state = words(
        "welcome.when_set",
        times=times(words, subscription.slots),
        zone=city(zone),
        now=_clock(words, zone, now),
    )
    html = paragraphs(notice or "", bold(words("welcome.when")), state, words("welcome.elsewhere"))
    elsewhere = Button(words.plain("button.other_zone"), GoTo(Step.WHERE))
    back = Button(words.plain("button.back"), GoTo(Step.TOPICS))
    done = Button(words.plain("button.done"), GoTo(Step.DONE))
    return Screen(html, (*_hours(words, subscription), (elsewhere,), (back, done)))


def where(words: Words, zones: Iterable[tuple[str, str]], now: datetime, asked: Html | None = None) -> Screen:
    """Some zones by (label, IANA name), each with its clock, and that a city can be typed."""
    buttons = [
        Button(f"{clipped(one_line(label), _LABEL)} · {_clock(words, zone, now)}", LiveIn(zone))
        for label, zone in zones
    ][:_MOST_ZONES]
    back = Button(words.plain("button.back"), GoTo(Step.WHEN))
    html = paragraphs(bold(words("welcome.where")), asked or words("welcome.where_how"))
    return Screen(html, (*((button,) for button in buttons), (back,)))


def done(words: Words, subscription: Subscription, now: datetime, *, first: bool) -> Screen:
    """When the first edition comes, or the next one; or that none does by now."""
    settings = Button(words.plain("button.settings"), ShowMenu(Menu.SETTINGS))
    latest = Button(words.plain("button.latest"), GoTo(Step.LATEST))
    if subscription.next_due_at is None:
        html = words("settings.unsubscribed")
    else:
        key = "welcome.done" if first else "welcome.done_again"
        html = words(key, when=when(words, subscription, now), zone=city(subscription.chat.timezone))
    return Screen(html, ((settings, latest),))


def in_a_group(words: Words, subscription: Subscription, now: datetime) -> Screen:
    """The short text for all who read there."""
    coming = words(
        "welcome.group", when=when(words, subscription, now), zone=city(subscription.chat.timezone)
    )
    return Screen(paragraphs(bold(words("welcome.title")), words("welcome.what"), coming))


def invitation(words: Words, address: str, uses: int) -> Screen:
    """A link to hand on."""
    return Screen(paragraphs(words("invite.made", count=uses), link(address, address), words("invite.how")))


def _coming(words: Words, subscription: Subscription, now: datetime) -> Html | str:
    """When the next edition comes; nothing for who has stopped them meanwhile."""
    if subscription.next_due_at is None:
        return ""
    return words("welcome.next", when=when(words, subscription, now), zone=city(subscription.chat.timezone))


def _hours(words: Words, subscription: Subscription) -> Keyboard:
    """Several times, or a choice of days, are not replaced by one slip of a finger."""
    slots = subscription.slots
    if len(slots) != 1 or slots[0].days != EVERY_DAY:
        return ()
    chosen = slots[0].at
    hours = sorted({*_TIMES, chosen})
    return rows([Button(ticked(words.clock(at), at == chosen), ComeAt(at)) for at in hours], 3)


def _topic_label(topic: Topic) -> str:
    return ticked(clipped(capital(one_line(topic.name)), _LABEL) or "·", topic.chosen)


def _next(words: Words, step: Step) -> Button:
    return Button(words.plain("button.next"), GoTo(step))


def _clock(words: Words, zone: str, now: datetime) -> str:
    return words.clock(now.astimezone(zone_of(zone)))
