"""A chat's settings as one message, its pages of choices, and the way to those of other chats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.callbacks import ForChat
from bot.callbacks.settings import (
    ChoosePause,
    ChoosePreviews,
    ChooseQuiet,
    ChooseSilent,
    ChooseStanding,
    ChooseTime,
    Menu,
    MoveSlot,
    ShowMenu,
)
from bot.markup import Html, bold, clipped, join, lines, paragraphs, plain
from bot.render.stories import one_line
from bot.render.times import place, times, when
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.model import Chat, ChatKind, QuietHours, Slot, Standing
from digests.newsroom.crowding import Crowding
from digests.newsroom.subscribing import Subscription

_TIMES = (time(6, 30), time(7, 30), time(8, 0), time(12, 0), time(18, 0), time(21, 0))
_QUIET = (
    QuietHours(time(21), time(7)),
    QuietHours(time(22), time(7)),
    QuietHours(time(22), time(8)),
    QuietHours(time(23), time(8)),
)
_PAUSES = (3, 7, 14, 30)
"""Days."""
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


_WITHIN = Vantage()


def settings(
    words: Words,
    subscription: Subscription,
    now: datetime,
    notice: Html | None = None,
    *,
    vantage: Vantage = _WITHIN,
    crowding: Crowding | None = None,
) -> Screen:
    """The chat's settings in one message, with what was just changed above them."""
    chat = subscription.chat
    state = lines(
        _title(words, chat, vantage),
        _state(words, subscription, now),
        join(_manner(words, chat), " · "),
        _topic(words, subscription, vantage),
    )
    crowd = _crowd(words, crowding) if crowding else ""
    how = words("settings.how_afar" if vantage.afar else "settings.how")
    html = paragraphs(notice or "", state, crowd, how)
    calmer = _calmer(words, crowding) if crowding else ()
    return Screen(html, (*calmer, *_hours_or_way_there(words, subscription), *_choices(words, chat, now)))


def menu(words: Words, subscription: Subscription, page: Menu, vantage: Vantage) -> Screen | None:
    """One page of choices; None for the first, which is the settings themselves."""
    chat = subscription.chat
    match page:
        case Menu.SETTINGS:
            return None
        case Menu.HOURS:
            question, buttons = words("settings.hours"), _hours(words, subscription.slots)
        case Menu.QUIET:
            question, buttons = words("settings.quiet"), _quiet(words, chat)
        case Menu.PAUSE:
            question, buttons = words("settings.pause"), _pauses(words)
    back = (Button(words.plain("button.back"), ShowMenu(Menu.SETTINGS)),)
    return Screen(paragraphs(_title(words, chat, vantage), question), (*buttons, back))


def kept_chats(words: Words, kept: Sequence[Chat]) -> Screen:
    """The groups and channels that somebody keeps, each a button to its settings."""
    how = words("channel.how")
    if not kept:
        return Screen(how)
    more = words("channel.more", count=len(kept) - _MOST_CHATS) if len(kept) > _MOST_CHATS else ""
    buttons = tuple((_settings_of(chat),) for chat in kept[:_MOST_CHATS])
    return Screen(paragraphs(words("channel.which"), more, how), buttons)


# --- what is set ------------------------------------------------------------------------------


def _title(words: Words, chat: Chat, vantage: Vantage) -> Html:
    title = bold(words("settings.title"))
    return join((title, chat.name), " · ") if vantage.afar else title


def _state(words: Words, subscription: Subscription, now: datetime) -> Html:
    """When editions come, or why none do."""
    chat = subscription.chat
    set_for = {"times": times(words, subscription.slots), "zone": place(chat.timezone)}
    match chat.standing:
        case Standing.UNSUBSCRIBED:
            return words("settings.stopped", **set_for)
        case Standing.GONE:
            return words("settings.gone", **set_for)
        case Standing.SUBSCRIBED:
            key = "settings.paused" if is_paused(chat, now) else "settings.active"
            return words(key, when=when(words, subscription, now), **set_for)


def is_paused(chat: Chat, now: datetime) -> bool:
    return chat.paused_until is not None and chat.paused_until > now


def _manner(words: Words, chat: Chat) -> list[Html]:
    """How editions come, where that is not the usual way."""
    manner = []
    if chat.silent:
        manner.append(words("settings.is_silent"))
    if chat.quiet is not None:
        manner.append(words("settings.is_quiet", **_hours_of(words, chat.quiet)))
    if chat.previews:
        manner.append(words("settings.has_previews"))
    return manner


def _topic(words: Words, subscription: Subscription, vantage: Vantage) -> Html | str:
    """Which forum topic editions go to, seen from here. Topics have no names for a bot."""
    if not subscription.active or subscription.chat.kind is not ChatKind.SUPERGROUP:
        return ""
    if vantage.afar:
        return words("topic.some") if subscription.thread is not None else ""
    if subscription.thread is None:
        return words("topic.general") if vantage.thread is not None else ""
    return words("topic.here" if subscription.thread == vantage.thread else "topic.elsewhere")


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


def _hours_or_way_there(words: Words, subscription: Subscription) -> Keyboard:
    """Several times are not replaced by one slip of a finger."""
    if len(subscription.slots) == 1:
        return _hours(words, subscription.slots)
    return ((Button(words.plain("button.one_time"), ShowMenu(Menu.HOURS)),),)


def _hours(words: Words, slots: tuple[Slot, ...]) -> Keyboard:
    chosen = slots[0].at if len(slots) == 1 else None
    buttons = tuple(Button(_ticked(words.clock(at), at == chosen), ChooseTime(at)) for at in _TIMES)
    return buttons[:3], buttons[3:]


def _choices(words: Words, chat: Chat, now: datetime) -> Keyboard:
    silent = Button(_ticked(words.plain("button.silent"), chat.silent), ChooseSilent(not chat.silent))
    previews = Button(
        _ticked(words.plain("button.previews"), chat.previews), ChoosePreviews(not chat.previews)
    )
    quiet = Button(_ticked(words.plain("button.quiet"), chat.quiet is not None), ShowMenu(Menu.QUIET))
    if chat.standing is not Standing.SUBSCRIBED:
        start = Button(words.plain("button.subscribe"), ChooseStanding(True))
        return (silent, previews, quiet), (start,)
    stop = Button(words.plain("button.unsubscribe"), ChooseStanding(False))
    if is_paused(chat, now):
        pause = Button(words.plain("button.resume"), ChoosePause(0))
    else:
        pause = Button(words.plain("button.pause"), ShowMenu(Menu.PAUSE))
    return (silent, previews, quiet), (pause, stop)


def _quiet(words: Words, chat: Chat) -> Keyboard:
    buttons = tuple(
        Button(
            _ticked(words.plain("quiet.between", **_hours_of(words, each)), each == chat.quiet),
            ChooseQuiet(each),
        )
        for each in _QUIET
    )
    off = Button(words.plain("button.quiet_off"), ChooseQuiet(None))
    return buttons[:2], buttons[2:], (off,)


def _pauses(words: Words) -> Keyboard:
    buttons = tuple(Button(words.plain("count.days", count=days), ChoosePause(days)) for days in _PAUSES)
    return buttons[:2], buttons[2:]


def _hours_of(words: Words, quiet: QuietHours) -> dict[str, str]:
    return {"start": words.clock(quiet.start), "end": words.clock(quiet.end)}


def _ticked(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def _settings_of(chat: Chat) -> Button:
    label = clipped(one_line(plain(chat.name).text), _LABEL) or str(chat.id)
    return Button(label, ForChat(chat.id, ShowMenu(Menu.SETTINGS)))
