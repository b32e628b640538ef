"""The pages of the settings: each a question and its choices, with what was just changed above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.callbacks.data import ForgetAll, SendAll
from bot.callbacks.settings import (
    AskFor,
    ChooseDays,
    ChoosePause,
    ChoosePreviews,
    ChooseQuiet,
    ChooseSilent,
    ChooseSize,
    ChooseTopic,
    ChooseZone,
    MarkSource,
    Menu,
    ReadLanguage,
    ShowDays,
    ShowMenu,
    ShowSources,
    SpeakLanguage,
    SwitchTime,
    Wanted,
)
from bot.markup import Html, clipped, lines, paragraphs, plain
from bot.render.keyboards import rows, ticked
from bot.render.settings import Vantage, hours_of, title
from bot.render.stories import one_line
from bot.render.times import city, days_in_words, place, times
from bot.screens import Button, Screen
from bot.words import Words
from digests.model import EVERY_DAY, Chat, ChatKind, QuietHours, Size, Slot
from digests.newsroom.picking import Mark, Source, Topic
from digests.newsroom.subscribing import Subscription
from digests.schedule import zone_of

_TIMES = (time(6, 30), time(7, 30), time(8, 0), time(12, 0), time(18, 0), time(21, 0))
_QUIET = (
    QuietHours(time(21), time(7)),
    QuietHours(time(22), time(7)),
    QuietHours(time(22), time(8)),
    QuietHours(time(23), time(8)),
)
_PAUSES = (3, 7, 14, 30)
"""Days."""
_NAMED_DAYS = ((EVERY_DAY, "days.every"), (0b0011111, "days.weekdays"), (0b1100000, "days.weekend"))
SOURCES_PAGE = 8
_LABEL = 20
_MOST_LANGUAGES = 12
_MARKS = {Mark.NONE: "", Mark.FOLLOWED: "✓ ", Mark.MUTED: "− "}
_NEXT = {Mark.NONE: Mark.FOLLOWED, Mark.FOLLOWED: Mark.MUTED, Mark.MUTED: Mark.NONE}


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page has: whose it is, how it is looked at, and what was just changed."""

    words: Words
    subscription: Subscription
    vantage: Vantage
    notice: Html | None = None

    @property
    def chat(self) -> Chat:
        return self.subscription.chat

    @property
    def can_ask(self) -> bool:
        """Whether plain words reach the bot: in groups and channels they do not."""
        return self.vantage.afar or self.chat.kind is ChatKind.PRIVATE

    def page(self, question: Html, rows: Iterable[Sequence[Button]], back: Menu = Menu.SETTINGS) -> Screen:
        to = Button(self.words.plain("button.back"), ShowMenu(back))
        html = paragraphs(self.notice or "", title(self.words, self.chat, self.vantage), question)
        return Screen(html, (*(tuple(row) for row in rows if row), (to,)))


def hours(desk: Desk) -> Screen:
    """Ticks at the times that editions come at."""
    words, chosen = desk.words, {slot.at for slot in desk.subscription.slots}
    offered = tuple(
        Button(ticked(words.clock(at), at in chosen), SwitchTime(at, at not in chosen))
        for at in sorted(chosen | set(_TIMES))
    )
    typed = (Button(words.plain("button.type_times"), AskFor(Wanted.TIMES)),) if desk.can_ask else ()
    set_now = words("settings.hours", times=times(words, desk.subscription.slots))
    return desk.page(set_now, (*rows(offered, 3 if len(offered) < 10 else 4), typed))


def days(desk: Desk, number: int = 0) -> Screen:
    """Ticks at the days of one slot, or of all where they have the same; else the slots to choose from."""
    words, slots = desk.words, desk.subscription.slots
    meant = [slot for slot in slots if number in (0, slot.number)] or list(slots)
    if len({slot.days for slot in meant}) > 1:
        return desk.page(words("settings.days_which"), rows([_days_of(words, slot) for slot in meant], 2))
    on, several = meant[0].days, len({slot.days for slot in slots}) > 1
    named = tuple(
        Button(ticked(words.plain(key), on == each), ChooseDays(number, each)) for each, key in _NAMED_DAYS
    )
    names = words.locale.days["stand-alone"]["abbreviated"]
    single = tuple(
        Button(ticked(names[day], bool(on >> day & 1)), ChooseDays(number, on ^ 1 << day)) for day in range(7)
    )
    question = words("settings.days", times=times(words, meant))
    back = Menu.DAYS if several and number else Menu.SETTINGS
    return desk.page(question, (named, single[:4], single[4:]), back)


def zone(desk: Desk, likely: Sequence[str], now: datetime) -> Screen:
    """The likely places, each with what its clocks show."""
    words = desk.words
    here = desk.chat.timezone
    offered = tuple(
        Button(
            ticked(f"{city(each)} {words.clock(now.astimezone(zone_of(each)))}", each == here),
            ChooseZone(each),
        )
        for each in dict.fromkeys((here, *likely))
    )
    typed = (Button(words.plain("button.type_place"), AskFor(Wanted.PLACE)),) if desk.can_ask else ()
    clock = words.clock(now.astimezone(zone_of(here)))
    return desk.page(words("settings.zone", zone=place(here), now=clock), (*rows(offered[:8], 2), typed))


def ask(desk: Desk, wanted: Wanted) -> Screen:
    """Says what the next plain words will be taken for."""
    match wanted:
        case Wanted.TIMES:
            return desk.page(desk.words("settings.type_times"), (), Menu.HOURS)
        case Wanted.PLACE:
            return desk.page(desk.words("settings.type_place"), (), Menu.ZONE)


def size(desk: Desk) -> Screen:
    words, previews = desk.words, desk.chat.previews
    offered = tuple(
        Button(ticked(words.plain(f"size.{each}"), each is desk.chat.size), ChooseSize(each)) for each in Size
    )
    shown = Button(ticked(words.plain("button.previews"), previews), ChoosePreviews(not previews))
    what = lines(*(words(f"settings.what_{each}") for each in Size))
    return desk.page(paragraphs(words("settings.size"), what), (offered, (shown,)))


def reading(desk: Desk, offered: Sequence[str]) -> Screen:
    """Ticks at the languages of articles; and the way to the bot's own."""
    words, chosen = desk.words, desk.chat.reads
    buttons = [
        Button(ticked(_short(words.language(each)), each in chosen), ReadLanguage(each, each not in chosen))
        for each in sorted(offered[:_MOST_LANGUAGES], key=words.language)
    ]
    everything = Button(ticked(words.plain("button.all_languages"), not chosen), ReadLanguage(None, True))
    own = Button(words.plain("button.speaking", language=words.own_name), ShowMenu(Menu.SPEAKING))
    return desk.page(words("settings.reading"), (*rows(buttons, 3), (everything,), (own,)))


def speaking(desk: Desk, names: Sequence[tuple[str, str]]) -> Screen:
    """The languages of the bot as (code, what it calls itself)."""
    words, chosen = desk.words, desk.chat.chosen_language
    buttons = [Button(ticked(name, code == chosen), SpeakLanguage(code)) for code, name in names]
    is_private = desk.chat.kind is ChatKind.PRIVATE
    label = words.plain("button.telegrams" if is_private else "button.usual_language")
    usual = Button(ticked(label, chosen is None), SpeakLanguage(None))
    return desk.page(words("settings.speaking"), ((usual,), *rows(buttons, 3)), Menu.READING)


def quiet(desk: Desk) -> Screen:
    words, chat = desk.words, desk.chat
    silent = Button(ticked(words.plain("button.silent"), chat.silent), ChooseSilent(not chat.silent))
    buttons = tuple(
        Button(
            ticked(words.plain("quiet.between", **hours_of(words, each)), each == chat.quiet),
            ChooseQuiet(each),
        )
        for each in dict.fromkeys((*_QUIET, *((chat.quiet,) if chat.quiet else ())))
    )
    off = Button(ticked(words.plain("button.quiet_off"), chat.quiet is None), ChooseQuiet(None))
    return desk.page(words("settings.quiet"), ((silent,), *rows(buttons, 2), (off,)))


def pauses(desk: Desk) -> Screen:
    words = desk.words
    buttons = tuple(Button(words.plain("count.days", count=days), ChoosePause(days)) for days in _PAUSES)
    return desk.page(words("settings.pause"), rows(buttons, 2))


def topics(desk: Desk, offered: Sequence[Topic]) -> Screen:
    if not offered:
        return desk.page(desk.words("settings.topics_none"), ())
    buttons = [
        Button(ticked(_short(each.name), each.chosen), ChooseTopic(each.code, not each.chosen))
        for each in offered
    ]
    return desk.page(desk.words("settings.topics"), rows(buttons, 3))


def sources(desk: Desk, found: Sequence[Source], number: int) -> Screen:
    """A page of sources: one tap follows, a second one mutes, a third one does neither."""
    words = desk.words
    if not found:
        return desk.page(words("settings.sources_none"), ())
    pages = -(-len(found) // SOURCES_PAGE)
    number = min(number, pages - 1)
    buttons = [
        Button(_MARKS[each.mark] + _short(each.name), MarkSource(each.code, _NEXT[each.mark], number))
        for each in found[number * SOURCES_PAGE : (number + 1) * SOURCES_PAGE]
    ]
    turn = []
    if number > 0:
        turn.append(Button(words.plain("button.previous"), ShowSources(number - 1)))
    if number < pages - 1:
        turn.append(Button(words.plain("button.next"), ShowSources(number + 1)))
    return desk.page(words("settings.sources"), (*rows(buttons, 2), turn))


def data(desk: Desk) -> Screen:
    words = desk.words
    return desk.page(
        words("data.what"),
        (
            (Button(words.plain("button.send_data"), SendAll()),),
            (Button(words.plain("button.forget"), ForgetAll(False)),),
        ),
    )


def _days_of(words: Words, slot: Slot) -> Button:
    return Button(f"{words.clock(slot.at)} · {days_in_words(words, slot.days)}", ShowDays(slot.number))


def _short(name: str) -> str:
    return clipped(one_line(plain(name).text), _LABEL) or "?"
