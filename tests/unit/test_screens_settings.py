"""The settings and their pages, what is stored of a chat, and times in words: golden files, and what must
hold for any chat in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from babel import Locale
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.callbacks import ForChat
from bot.callbacks.settings import Wanted
from bot.render import data, times
from bot.render import settings as render
from bot.render import settings_pages as pages
from bot.render.settings import Tally, Vantage
from bot.render.settings_pages import Desk
from bot.screens import Screen
from bot.words import Words, catalogs
from bot.words.catalog import own_names
from digests.model import EVERY_DAY, Chat, ChatKind, QuietHours, Size, Slot, Standing
from digests.newsroom.belongings import Belongings
from digests.newsroom.crowding import Crowding
from digests.newsroom.picking import Mark, Source, Topic
from digests.newsroom.subscribing import Subscription
from digests.wishes import wished_times
from tests.builders import at, chat, slot
from tests.golden import assert_golden
from tests.wild import WILD, accepted

CATALOGS = catalogs()
WORDS = CATALOGS["en"]
NOW = at("2026-11-24 08:00")
MOST_ROWS = 6
SEVERAL = (
    slot(number=1, local=time(7, 30), days=0b11111, next_due_at="2026-12-24 07:30"),
    slot(number=2, local=time(18), days=0b11111, next_due_at="2026-12-24 18:00"),
    slot(number=4, local=time(10), days=0b1000000, next_due_at="2026-12-27 10:00"),
)
FORUM = chat(-1007, kind=ChatKind.SUPERGROUP, name="Forum")
TOPICS = (Topic("Business", False), Topic("Science & sea", True), Topic("World", False), Topic("Sport", True))
SOURCES = tuple(
    Source(name, mark)
    for name, mark in zip(
        ("Coastal Post", "Daily Tide", "Radio <Nord>", "The Ledger of all that floats", *map(str, range(6))),
        (Mark.NONE, Mark.FOLLOWED, Mark.MUTED, *[Mark.NONE] * 7),
        strict=True,
    )
)


def reader(timezone: str = "Europe/Lisbon", standing: Standing = Standing.SUBSCRIBED) -> Subscription:
    due = "2026-11-25 08:00" if standing is Standing.SUBSCRIBED else None
    return Subscription(chat(timezone=timezone, standing=standing), (slot(next_due_at=due),))


def everything_set() -> Subscription:
    return Subscription(
        replace(
            reader().chat,
            paused_until=at("2026-12-24 00:00"),
            previews=True,
            quiet=QuietHours(time(22), time(7)),
            size=Size.FULL,
            reads=("en", "pt"),
            chosen_language="en",
        ),
        SEVERAL,
    )


def desk(subscription: Subscription | None = None, vantage: Vantage | None = None) -> Desk:
    return Desk(WORDS, subscription or everything_set(), vantage or Vantage())


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.keyboard for button in row]


# --- the first page ---------------------------------------------------------------------------


def test_the_settings() -> None:
    assert_golden("settings", render.settings(WORDS, reader(), NOW))
    stopped = reader("America/New_York", Standing.UNSUBSCRIBED)
    assert_golden("settings_stopped", render.settings(WORDS, stopped, NOW))
    gone = reader(standing=Standing.GONE)
    assert "could not be delivered. Kept for later: 08:00" in render.settings(WORDS, gone, NOW).html.text


def test_the_settings_of_a_chat_with_everything_set() -> None:
    screen = render.settings(
        WORDS, everything_set(), NOW, WORDS("settings.silent"), tally=Tally(topics=4, follows=3, mutes=2)
    )
    assert_golden("settings_everything", screen)


def test_the_settings_when_somebody_is_done_with_them() -> None:
    screen = render.closed(WORDS, everything_set(), NOW, Vantage(), Tally(topics=1))
    assert_golden("settings_closed", screen)


def test_the_settings_of_a_crowded_minute_offer_a_calmer_one() -> None:
    crowding = Crowding(slot(), timedelta(minutes=12), time(8, 4))
    screen = render.settings(WORDS, reader(), NOW, crowding=crowding)
    assert_golden("settings_crowded", screen)
    assert len(screen.keyboard) == MOST_ROWS
    nowhere = render.settings(WORDS, reader(), NOW, crowding=replace(crowding, calmer=None))
    assert "Many editions go out at 08:00: yours may take up to 12 minutes." in nowhere.html.text
    assert not [label for label in labels(nowhere) if "calmer" in label]


def test_the_settings_of_a_channel_seen_from_the_private_chat() -> None:
    coastal = chat(-1001, kind=ChatKind.CHANNEL, name="Coastal <News>", standing=Standing.UNSUBSCRIBED)
    subscription = Subscription(coastal, (slot(chat=-1001, next_due_at=None),))
    ready = WORDS("channel.ready", chat=coastal.name)
    screen = render.settings(WORDS, subscription, NOW, ready, vantage=Vantage(afar=True))
    assert_golden("settings_channel", screen)
    about = screen.about(-1001)
    assert {type(button.target) for row in about.keyboard for button in row} == {ForChat}


def test_the_settings_of_a_forum_topic() -> None:
    own = Subscription(FORUM, (slot(thread=5),), (slot(number=2, local=time(18)),))
    assert_golden("settings_topic", render.settings(WORDS, own, NOW, vantage=Vantage(thread=5)))
    none = Subscription(FORUM, (), (slot(number=2), slot(number=3, thread=5)))
    assert_golden("settings_topic_none", render.settings(WORDS, none, NOW, vantage=Vantage(thread=6)))
    afar = Subscription(FORUM, (slot(thread=5), slot(number=2, local=time(18))))
    assert_golden("settings_forum_afar", render.settings(WORDS, afar, NOW, vantage=Vantage(afar=True)))


@pytest.mark.parametrize(
    ("threads", "vantage", "said"),
    [
        ([None], Vantage(), None),
        ([None], Vantage(thread=5), "No edition comes to this topic; 1 other topic has one."),
        ([5], Vantage(thread=5), "this forum topic alone. All else is the whole group's."),
        ([5, None], Vantage(), "this forum topic alone."),
        ([5, 6], Vantage(thread=7), "No edition comes to this topic; 2 other topics have one."),
        ([5], Vantage(afar=True, thread=5), "Editions come to one of its topics."),
        ([5, None], Vantage(afar=True), "2 topics, each at its own times"),
        ([None], Vantage(afar=True), None),
    ],
)
def test_what_a_topic_of_a_forum_is_told(
    threads: list[int | None], vantage: Vantage, said: str | None
) -> None:
    whole = Subscription(FORUM, tuple(slot(number=i, thread=each) for i, each in enumerate(threads, 1)))
    seen = whole if vantage.afar else whole.within(vantage.thread)
    text = render.settings(WORDS, seen, NOW, vantage=vantage).html.text
    assert (said in text) if said else ("topic" not in text.replace("all topics", ""))


def test_the_times_of_several_topics_are_not_set_at_once() -> None:
    forum = Subscription(FORUM, (slot(thread=5), slot(number=2)))
    shown = labels(render.settings(WORDS, forum, NOW, vantage=Vantage(afar=True)))
    assert not {"Time", "Days"} & set(shown)
    assert {"Zone", "Size", "Topics", "Follows", "Pause", "Stop editions"} <= set(shown)


def test_the_chats_that_somebody_keeps() -> None:
    kept = [chat(-i, name=f"Chat {i}") for i in range(1, 33)]
    assert_golden("channels", render.kept_chats(WORDS, kept[:2]))
    assert_golden("channels_none", render.kept_chats(WORDS, []))
    many = render.kept_chats(WORDS, kept)
    assert len(many.keyboard) == 30
    assert "There are 2 more" in many.html.text


# --- the other pages --------------------------------------------------------------------------


def test_the_pages_of_the_settings() -> None:
    now_here = replace(desk(), notice=WORDS("settings.silent"))
    assert_golden("settings_hours", pages.hours(now_here))
    assert_golden("settings_days", pages.days(desk(reader())))
    assert_golden("settings_days_which", pages.days(desk()))
    assert_golden("settings_days_one", pages.days(desk(), 4))
    zones = ("Europe/Lisbon", "Atlantic/Azores", "America/Sao_Paulo", "Africa/Luanda")
    assert_golden("settings_zone", pages.zone(desk(), zones, NOW))
    assert_golden("settings_size", pages.size(desk()))
    assert_golden("settings_reading", pages.reading(desk(), ("pt", "en", "de", "ja")))
    assert_golden("settings_speaking", pages.speaking(desk(), [("de", "Deutsch"), ("en", "English")]))
    assert_golden("settings_quiet", pages.quiet(desk()))
    assert_golden("settings_topics", pages.topics(desk(), TOPICS))
    assert_golden("settings_sources", pages.sources(desk(), SOURCES, 0))
    assert_golden("settings_pause", pages.pauses(desk()))
    assert_golden("settings_data", pages.data(desk()))
    assert_golden("settings_type_times", pages.ask(desk(), Wanted.TIMES))


def test_pages_with_nothing_to_choose_say_so() -> None:
    assert "No article has a topic yet." in pages.topics(desk(), ()).html.text
    assert "No news has come in yet." in pages.sources(desk(), (), 0).html.text


def test_a_page_beyond_the_last_is_the_last() -> None:
    assert pages.sources(desk(), SOURCES, 99) == pages.sources(desk(), SOURCES, 1)
    assert labels(pages.sources(desk(), SOURCES, 1)) == ["4", "5", "◂ Previous", "◂ Back"]


def test_in_a_group_nothing_is_asked_that_plain_words_would_answer() -> None:
    forum = Subscription(FORUM, (slot(),))
    assert not [label for label in labels(pages.hours(desk(forum))) if label.startswith("Type")]
    from_afar = labels(pages.hours(desk(forum, vantage=Vantage(afar=True))))
    assert [label for label in from_afar if label.startswith("Type")]


def test_before_everything_is_deleted_and_after() -> None:
    stored = Belongings({"follow": [{}] * 3, "mute": [{}], "chat": [{}]})
    asking = data.before_forgetting(WORDS, reader().chat, stored, afar=False, by_invitation=False)
    assert_golden("forget", asking)
    assert_golden("forgotten", data.goodbye(WORDS, by_invitation=False))
    assert data.everything(WORDS, stored, NOW).caption.text.endswith("as JSON: 5 records.")


# --- times in words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ([(8, EVERY_DAY)], "08:00 every day"),
        ([(18, EVERY_DAY), (7, EVERY_DAY)], "07:00 and 18:00 every day"),
        ([(7, 0b11111), (10, 0b1100000)], "07:00 on weekdays, 10:00 at weekends"),
        ([(10, 0b1000000), (7, 0b10101)], "07:00 on Monday, Wednesday, and Friday, 10:00 on Sunday"),
    ],
)
def test_times_in_words(slots: list[tuple[int, int]], said: str) -> None:
    numbered = [slot(number=i, local=time(hour), days=days) for i, (hour, days) in enumerate(slots, 1)]
    assert times.times(WORDS, numbered) == said


@given(st.dictionaries(st.times(), st.integers(1, EVERY_DAY), min_size=1, max_size=6))
def test_times_in_words_can_be_typed_as_they_stand(days_at: dict[time, int]) -> None:
    minutes = {at.replace(second=0, microsecond=0): days for at, days in days_at.items()}
    slots = [slot(number=i, local=at, days=days) for i, (at, days) in enumerate(minutes.items(), 1)]
    said = times.times(WORDS, slots)
    assume(len(said) <= 200)  # as much as is read
    understood = wished_times(said, "en")
    assert {wish.at: wish.days for wish in understood} == minutes


def test_days_are_named_in_the_readers_language() -> None:
    german = replace(WORDS, locale=Locale.parse("de"))
    assert times.times(german, [slot(days=0b1000001)]) == "08:00 on Montag und Sonntag"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-24 18:00", "today 18:00"),
        ("2026-11-25 08:00", "tomorrow 08:00"),
        ("2026-11-28 08:00", "Saturday 28 November 08:00"),
        (None, "not at all"),
    ],
)
def test_when_the_next_edition_comes(due: str | None, said: str) -> None:
    subscription = Subscription(chat(timezone="UTC"), (slot(next_due_at=due),))
    assert times.when(WORDS, subscription, NOW) == said


# --- for any chat, in every language ------------------------------------------------------------

CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
ZONES = st.sampled_from(sorted(available_timezones()))
LANGUAGES = st.sampled_from(["en", "de", "pt-br", "zh-hant", "xx", "und"])


@st.composite
def subscriptions(draw: st.DrawFn) -> Subscription:
    numbers = range(1, draw(st.integers(1, 6)) + 1)
    number = draw(st.integers(-(2**52), -1))
    return Subscription(
        Chat(
            id=number,
            kind=draw(st.sampled_from(ChatKind)),
            name=draw(WILD)[:200],
            language="en",
            timezone=draw(ZONES),
            standing=draw(st.sampled_from(Standing)),
            gone_reason=None,
            created_at=NOW,
            paused_until=draw(st.none() | MOMENTS),
            quiet=draw(st.none() | st.builds(QuietHours, CLOCKS, CLOCKS)),
            silent=draw(st.booleans()),
            previews=draw(st.booleans()),
            chosen_language=draw(st.none() | LANGUAGES),
            size=draw(st.sampled_from(Size)),
            reads=tuple(draw(st.lists(LANGUAGES, max_size=4, unique=True))),
        ),
        tuple(
            Slot(
                chat=number,
                number=each,
                at=draw(CLOCKS),
                days=draw(st.integers(1, EVERY_DAY)),
                thread=draw(st.none() | st.integers(1, 9)),
                next_due_at=draw(st.none() | MOMENTS),
            )
            for each in numbers
        ),
    )


def all_screens(
    words: Words,
    subscription: Subscription,
    vantage: Vantage,
    crowding: Crowding,
    topics: list[str],
    sources: list[str],
) -> list[Screen]:
    at_desk = Desk(words, subscription, vantage, words("settings.silent"))
    offered = [Topic(name, i % 2 == 0) for i, name in enumerate(topics)]
    found = [Source(name, list(Mark)[i % 3]) for i, name in enumerate(sources)]
    stored = Belongings({"follow": [{}] * len(topics), "saved": [{}] * len(sources)})
    told = Tally(len(topics), len(sources), len(topics))
    return [
        render.settings(words, subscription, NOW, vantage=vantage, crowding=crowding, tally=told),
        render.closed(words, subscription, NOW, vantage, told),
        pages.hours(at_desk),
        *(pages.days(at_desk, each.number) for each in subscription.slots),
        pages.zone(at_desk, ("UTC", "Asia/Kathmandu"), NOW),
        pages.size(at_desk),
        pages.reading(at_desk, ("en", "de", "xx", *subscription.chat.reads)),
        pages.speaking(at_desk, own_names(CATALOGS)),
        pages.quiet(at_desk),
        pages.topics(at_desk, offered),
        pages.sources(at_desk, found, 0),
        pages.pauses(at_desk),
        pages.data(at_desk),
        pages.ask(at_desk, Wanted.PLACE),
        data.before_forgetting(words, subscription.chat, stored, afar=vantage.afar, by_invitation=True),
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(sorted(CATALOGS)),
    subscriptions(),
    st.booleans(),
    st.builds(Crowding, st.just(slot()), st.timedeltas(timedelta(0), timedelta(days=30)), st.none() | CLOCKS),
    st.lists(WILD, max_size=15, unique=True),
    st.lists(WILD, max_size=20, unique=True),
)
def test_any_settings_make_messages_that_telegram_takes(
    language: str,
    subscription: Subscription,
    afar: bool,
    crowding: Crowding,
    topics: list[str],
    sources: list[str],
) -> None:
    seen = subscription if afar else subscription.within(3)
    vantage = Vantage(afar=afar, thread=3)
    for screen in all_screens(CATALOGS[language], seen, vantage, crowding, topics, sources):
        assert accepted(screen)
        assert accepted(screen.about(subscription.chat.id))
        assert len(screen.keyboard) <= MOST_ROWS, labels(screen)
    assert accepted(render.kept_chats(CATALOGS[language], [subscription.chat] * 40))
