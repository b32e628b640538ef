"""A chat's settings as one message, and the way to those of other chats. `settings_pages.py` has the pages
that its buttons lead to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.callbacks import ForChat
from bot.callbacks.follows import ShowFollowing
from bot.callbacks.settings import ChoosePause, ChooseStanding, Menu, MoveSlot, ShowMenu, ShowSources
from bot.markup import Html, bold, clipped, join, lines, paragraphs, plain
from bot.render.stories import one_line
from bot.render.times import city, times, when
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.model import Chat, ChatKind, QuietHours, Standing
from digests.newsroom.crowding import Crowding
from digests.newsroom.subscribing import Subscription

_MOST_CHATS = 30
"""Buttons in one message."""
_LABEL = 60


@dataclass(frozen=True, slots=True)
class Vantage:
    """Where the settings are looked at from."""

    afar: bool = False
    """From a private chat; else from the chat itself."""
    thread: int | None = None
    """In this forum topic of the chat."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much a chat has chosen of what it is told."""

    topics: int = 0
    follows: int = 0
    mutes: int = 0


_WITHIN = Vantage()
_NOTHING = Tally()


def settings(
    words: Words,
    subscription: Subscription,
    now: datetime,
    notice: Html | None = None,
    *,
    vantage: Vantage = _WITHIN,
    crowding: Crowding | None = None,
    tally: Tally = _NOTHING,
) -> Screen:
    """The chat's settings in one message, with what was just changed above them."""
    state = _what_is_set(words, subscription, now, vantage, tally)
    crowd = _crowd(words, crowding) if crowding else ""
    by_command = vantage.afar and len(subscription.threads) == 1
    how = words("settings.how_afar" if by_command else "settings.how")
    calmer = _calmer(words, crowding) if crowding else ()
    keyboard = (*calmer, *_choices(words, subscription, now, vantage))
    return Screen(paragraphs(notice or "", state, crowd, how), keyboard)


def closed(
    words: Words, subscription: Subscription, now: datetime, vantage: Vantage, tally: Tally = _NOTHING
) -> Screen:
    """What is set, when somebody is done with it: no button is left to be touched by mistake."""
    return Screen(
        paragraphs(_what_is_set(words, subscription, now, vantage, tally), words("settings.closed"))
    )


def kept_chats(words: Words, kept: Sequence[Chat]) -> Screen:
    """The groups and channels that somebody keeps, each a button to its settings."""
    how = words("channel.how")
    if not kept:
        return Screen(how)
    more = words("channel.more", count=len(kept) - _MOST_CHATS) if len(kept) > _MOST_CHATS else ""
    buttons = tuple((_settings_of(chat),) for chat in kept[:_MOST_CHATS])
    return Screen(paragraphs(words("channel.which"), more, how), buttons)


def title(words: Words, chat: Chat, vantage: Vantage) -> Html:
    told = bold(words("settings.title"))
    return join((told, chat.name), " · ") if vantage.afar else told


def hours_of(words: Words, quiet: QuietHours) -> dict[str, str]:
    return {"start": words.clock(quiet.start), "end": words.clock(quiet.end)}


# --- what is set ------------------------------------------------------------------------------


def _what_is_set(
    words: Words, subscription: Subscription, now: datetime, vantage: Vantage, tally: Tally
) -> Html:
    return lines(
        title(words, subscription.chat, vantage),
        _state(words, subscription, now, vantage),
        join(_manner(words, subscription.chat), " · "),
        join(_taste(words, tally), " · "),
        _topic(words, subscription, vantage),
    )


def _state(words: Words, subscription: Subscription, now: datetime, vantage: Vantage) -> Html:
    """When editions come, or why none do."""
    chat, zone = subscription.chat, city(subscription.chat.timezone)
    if chat.standing is not Standing.UNSUBSCRIBED and not subscription.slots:
        return words("topic.none", count=len(subscription.threads))
    if vantage.afar and len(subscription.threads) > 1:
        at = words.plain("topic.several", count=len(subscription.threads))
    else:
        at = times(words, subscription.slots)
    match chat.standing:
        case Standing.UNSUBSCRIBED:
            return words("settings.stopped", times=at, zone=zone)
        case Standing.GONE:
            return words("settings.gone", times=at, zone=zone)
        case Standing.SUBSCRIBED:
            key = "settings.paused" if chat.is_paused(now) else "settings.active"
            return words(key, when=when(words, subscription, now), times=at, zone=zone)


def _manner(words: Words, chat: Chat) -> Iterator[Html]:
    """How editions come: how long, in which languages, and what is not the usual way."""
    yield words(f"settings.is_{chat.size}")
    if chat.reads:
        named = words.listing(tuple(words.language(each) for each in chat.reads))
        yield words("settings.reads", languages=named)
    if chat.silent:
        yield words("settings.is_silent")
    elif chat.quiet is not None:
        yield words("settings.is_quiet", **hours_of(words, chat.quiet))
    if chat.previews:
        yield words("settings.has_previews")


def _taste(words: Words, tally: Tally) -> Iterator[Html]:
    yield words("count.topics", count=tally.topics) if tally.topics else words("settings.all_topics")
    if tally.follows:
        yield words("count.follows", count=tally.follows)
    if tally.mutes:
        yield words("count.mutes", count=tally.mutes)


def _topic(words: Words, subscription: Subscription, vantage: Vantage) -> Html | str:
    """Where what is set holds, in a forum. Topics have no names for a bot."""
    if subscription.chat.kind is not ChatKind.SUPERGROUP:
        return ""
    several = len(subscription.threads) > 1
    if vantage.afar:
        return words("topic.some") if not several and subscription.thread is not None else ""
    if vantage.thread is not None:
        return words("topic.own")
    return words("topic.general") if several else ""


def _crowd(words: Words, crowding: Crowding) -> Html:
    at, span = words.clock(crowding.slot.at), words.span(crowding.wait)
    key = "settings.crowd" if crowding.calmer is None else "settings.crowd_calmer"
    return words(key, time=at, span=span)


# --- what can be chosen -----------------------------------------------------------------------


def _calmer(words: Words, crowding: Crowding) -> Keyboard:
    if crowding.calmer is None:
        return ()
    label = words.plain("button.calmer", time=words.clock(crowding.calmer))
    return ((Button(label, MoveSlot(crowding.slot.number, crowding.calmer)),),)


def _choices(words: Words, subscription: Subscription, now: datetime, vantage: Vantage) -> Keyboard:
    """The times of several topics are not set at once."""
    one_place = not vantage.afar or len(subscription.threads) == 1
    zone = Button(words.plain("button.zone"), ShowMenu(Menu.ZONE))
    hours = Button(words.plain("button.times"), ShowMenu(Menu.HOURS))
    days = Button(words.plain("button.days"), ShowMenu(Menu.DAYS))
    size = Button(words.plain("button.size"), ShowMenu(Menu.SIZE))
    languages = Button(words.plain("button.languages"), ShowMenu(Menu.READING))
    sound = Button(words.plain("button.sound"), ShowMenu(Menu.QUIET))
    taste = (
        Button(words.plain("button.topics"), ShowMenu(Menu.TOPICS)),
        Button(words.plain("button.sources"), ShowSources(0)),
        Button(words.plain("button.follows"), ShowFollowing(0)),
    )
    mine = Button(words.plain("button.data"), ShowMenu(Menu.DATA))
    done = Button(words.plain("button.done"), ShowMenu(Menu.DONE))
    when_and_where = (hours, days, zone) if one_place and subscription.slots else (zone,)
    return tuple(
        row
        for row in (
            when_and_where,
            (size, languages, sound),
            taste,
            _begin_or_end(words, subscription, now),
            (mine, done),
        )
        if row
    )


def _begin_or_end(words: Words, subscription: Subscription, now: datetime) -> tuple[Button, ...]:
    if not subscription.active:
        return (Button(words.plain("button.subscribe"), ChooseStanding(True)),)
    stop = Button(words.plain("button.unsubscribe"), ChooseStanding(False))
    if subscription.chat.is_paused(now):
        return Button(words.plain("button.resume"), ChoosePause(0)), stop
    return Button(words.plain("button.pause"), ShowMenu(Menu.PAUSE)), stop


def _settings_of(chat: Chat) -> Button:
    label = clipped(one_line(plain(chat.name).text), _LABEL) or str(chat.id)
    return Button(label, ForChat(chat.id, ShowMenu(Menu.SETTINGS)))
