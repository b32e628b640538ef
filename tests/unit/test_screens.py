"""What readers see, compared with golden files; and what must hold for any news whatever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from babel import Locale
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.callbacks import ForChat
from bot.callbacks.places import EditionPlace
from bot.callbacks.settings import Menu
from bot.commands.registry import COMMANDS
from bot.markup import plain
from bot.render import editions, times
from bot.render import settings as render
from bot.render.settings import Vantage
from bot.render.stories import Detail, key_quote, story
from bot.render.welcome import help_text, welcome
from bot.render.wordings import different, wordings
from bot.screens import Screen
from bot.words import catalogs
from digests.model import (
    EVERY_DAY,
    Chat,
    ChatKind,
    Correction,
    Digest,
    Passage,
    QuietHours,
    Slot,
    Span,
    Standing,
    StoredArticle,
    Wording,
)
from digests.newsroom.crowding import Crowding
from digests.newsroom.subscribing import Subscription
from digests.wishes import wished_times
from tests.builders import DAY, at, chat, clean, correction, digest, edition, lineup, passage, slot, stored
from tests.golden import assert_golden
from tests.wild import WILD, accepted, digests

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:00")

BRIDGE = (
    "The bridge over the Linnet will be closed to lorries from Monday while its bearings are replaced. "
    '"We waited as long as the steel allowed, and not a day longer," said Mara Oduya. '
    "Buses go by the old ferry road."
)


def bridge_story(story: int = 1) -> Digest:
    papers = ("Coastal Post", "Daily Tide", "Radio Nord", "The Ledger", "Evening Bell", "Green Column")
    told = digest(
        *(
            stored(
                clean(
                    title="Bridge to close for eleven weeks",
                    text=BRIDGE,
                    source=paper,
                    url=f"https://{paper.split()[-1].lower()}.example/bridge",
                    published="2026-11-24 05:00",
                ),
                key=10 * story + i,
                story=story,
                seen_at="2026-11-24 06:00",
            )
            for i, paper in enumerate(papers)
        )
    )
    return replace(told, sentences=told.sentences[:1], quotes=told.quotes[:1])


def quiet_story(story: int = 2) -> Digest:
    text = "A seal came up the canal on Sunday & stayed for the market. Nobody <minded>."
    item = clean(title="Seal at the market", text=text, source=None, url=None, published="2026-11-23 20:00")
    return digest(stored(item, key=20, story=story, speaker=None))


def disputed_story(story: int = 3, outlets: tuple[str, ...] = ("Coastal Post", "Radio Nord")) -> Digest:
    """Two outlets print what was said in one wording, a third one in another."""
    told = bridge_story(story)
    (said,) = told.quotes
    otherwise = BRIDGE.replace(
        "We waited as long as the steel allowed,", "We waited longer than steel allows"
    )
    tide = stored(clean(text=otherwise, source="Daily Tide"), key=10 * story + 1, story=story)
    other = Wording(passage(tide, "We waited longer than steel allows and not a day longer"), ("Daily Tide",))
    role = passage(stored(clean(text="Mara Oduya, harbour director", source="Tide")), "harbour director")
    quote = replace(said, role=role, wordings=(Wording(said.passage, outlets), other))
    return replace(told, quotes=(quote,))


def forty(number: int, told_on: date, *, gone: bool = False) -> Correction:
    was = stored(clean(text="It was “exactly forty” then."))
    now = None if gone else stored(clean(text="It was “about forty” then."))
    return correction(
        was,
        "exactly forty",
        now,
        "about forty",
        number=number,
        outlet="Coastal Post",
        told_on=told_on,
        place=4,
    )


def reader(timezone: str = "Europe/Lisbon", standing: Standing = Standing.SUBSCRIBED) -> Subscription:
    due = "2026-11-25 08:00" if standing is Standing.SUBSCRIBED else None
    return Subscription(chat(timezone=timezone, standing=standing), (slot(next_due_at=due),))


def test_an_edition() -> None:
    made = edition(lineup(bridge_story(), quiet_story(), articles=42, sources=17, elsewhere=5))
    assert_golden("edition", editions.edition(WORDS, made, chat(), NOW))


def test_an_edition_with_updates_wordings_corrections_and_silent_sources() -> None:
    told = lineup(
        bridge_story(),
        disputed_story(),
        quiet_story(),
        articles=42,
        sources=17,
        elsewhere=1,
        updates=[1, 2],
        silent=("Radio Süd", "The Ledger", "Evening Bell", "Green Column", "Wire", "Tide"),
        corrections=(forty(1, date(2026, 11, 23)), forty(2, date(2026, 11, 20), gone=True)),
        key=12,
    )
    assert_golden("edition_full", editions.edition(WORDS, edition(told), chat(), NOW))


def test_a_quiet_day_with_a_correction_carries_it() -> None:
    made = edition(lineup(silent=("Radio Süd",), corrections=[forty(1, date(2026, 11, 23))]))
    assert_golden("edition_quiet_correction", editions.edition(WORDS, made, chat(), NOW))


def test_many_corrections_are_told_in_three_lines_and_counted() -> None:
    made = edition(lineup(corrections=[forty(i, DAY) for i in range(5)]))
    text = editions.edition(WORDS, made, chat(), NOW).html.text
    assert text.count("Correction to today's story 4") == 3
    assert "And 2 more corrections." in text


def test_an_edition_shown_again_is_as_late_as_it_was() -> None:
    made = edition(lineup(quiet_story()))
    tomorrow, punctual, late = NOW + timedelta(hours=24), NOW, NOW + timedelta(hours=3)
    assert "due" not in editions.edition(WORDS, made, chat(), tomorrow, punctual).html.text
    assert "due 08:00, sent 11:00" in editions.edition(WORDS, made, chat(), tomorrow, late).html.text


def test_the_wordings_of_a_statement_stand_side_by_side() -> None:
    assert_golden("wordings", wordings(WORDS, disputed_story(), EditionPlace(12)))


def test_what_all_print_alike_has_no_wordings_to_show() -> None:
    assert wordings(WORDS, bridge_story(), EditionPlace(12)) is None
    assert wordings(WORDS, quiet_story(), EditionPlace(12)) is None


@pytest.mark.parametrize(
    ("one", "other", "marked"),
    [
        ("about forty people", "exactly forty people", ["about"]),
        ("forty people", "exactly forty people", []),
        ("we will not raise it this year", "we will raise it this year", ["not"]),
        ("all of this is new", "nothing there is alike", []),
        ("橋は十一週間閉鎖されます", "橋は十週間閉鎖されます", ["十一週"]),
    ],
)
def test_the_words_that_differ_are_marked(one: str, other: str, marked: list[str]) -> None:
    passages = [Passage.cut(item, Span(0, len(item.article.text))) for item in (said(one), said(other))]
    assert [one[mark.start : mark.end] for mark in different(*passages)] == marked


def said(text: str) -> StoredArticle:
    return stored(clean(text=text))


def test_a_late_edition_says_so_in_local_time() -> None:
    made = edition(lineup(quiet_story()), due_at="2026-11-24 06:30")
    assert_golden("edition_late", editions.edition(WORDS, made, chat(timezone="Europe/Berlin"), NOW))


def test_an_edition_sent_on_another_day_names_that_day() -> None:
    made = edition(lineup(quiet_story()), due_at="2026-11-24 23:30")
    late = editions.edition(WORDS, made, chat(), NOW + timedelta(hours=17))
    assert "due 23:30, sent Wednesday 25 November 01:00" in late.html.text


def test_a_quiet_day_says_so_in_one_line() -> None:
    assert_golden(
        "edition_quiet", editions.edition(WORDS, edition(lineup(articles=0, sources=0)), chat(), NOW)
    )


SEVERAL = (
    slot(number=1, local=time(7, 30), days=0b11111, next_due_at="2026-12-24 07:30"),
    slot(number=2, local=time(18), days=0b11111, next_due_at="2026-12-24 18:00"),
    slot(number=4, local=time(10), days=0b1000000, next_due_at="2026-12-27 10:00"),
)


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.keyboard for button in row]


def test_the_first_minute() -> None:
    assert_golden("welcome", welcome(WORDS, reader(), bridge_story(), NOW))
    assert_golden("welcome_no_news", welcome(WORDS, reader("UTC"), None, NOW))


def test_the_settings() -> None:
    assert_golden("settings", render.settings(WORDS, reader(), NOW))
    stopped = reader("America/New_York", Standing.UNSUBSCRIBED)
    assert_golden("settings_stopped", render.settings(WORDS, stopped, NOW))


def test_the_settings_of_a_chat_with_everything_set() -> None:
    chat = replace(
        reader().chat,
        paused_until=at("2026-12-24 00:00"),
        silent=True,
        previews=True,
        quiet=QuietHours(time(22), time(7)),
    )
    assert_golden(
        "settings_everything",
        render.settings(WORDS, Subscription(chat, SEVERAL), NOW, WORDS("settings.silent")),
    )


def test_the_settings_of_a_crowded_minute_offer_a_calmer_one() -> None:
    crowding = Crowding(slot(), timedelta(minutes=12), time(8, 4))
    assert_golden("settings_crowded", render.settings(WORDS, reader(), NOW, crowding=crowding))
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


@pytest.mark.parametrize("page", [Menu.HOURS, Menu.QUIET, Menu.PAUSE])
def test_the_pages_of_the_settings(page: Menu) -> None:
    subscription = replace(reader(), chat=replace(reader().chat, quiet=QuietHours(time(22), time(7))))
    screen = render.menu(WORDS, subscription, page, Vantage())
    assert screen is not None
    assert_golden(f"settings_{page.name.lower()}", screen)


def test_the_chats_that_somebody_keeps() -> None:
    kept = [chat(-i, name=f"Chat {i}") for i in range(1, 33)]
    assert_golden("channels", render.kept_chats(WORDS, kept[:2]))
    assert_golden("channels_none", render.kept_chats(WORDS, []))
    many = render.kept_chats(WORDS, kept)
    assert len(many.keyboard) == 30
    assert "There are 2 more" in many.html.text


@pytest.mark.parametrize(
    ("thread", "vantage", "said"),
    [
        (None, Vantage(), None),
        (None, Vantage(thread=5), "Editions come to the general topic."),
        (5, Vantage(thread=5), "Editions come to this topic."),
        (5, Vantage(thread=6), "Editions come to another topic."),
        (5, Vantage(), "Editions come to another topic."),
        (5, Vantage(afar=True, thread=5), "Editions come to one of its topics."),
        (None, Vantage(afar=True), None),
    ],
)
def test_which_topic_editions_go_to(thread: int | None, vantage: Vantage, said: str | None) -> None:
    forum = Subscription(chat(-1007, kind=ChatKind.SUPERGROUP), (slot(thread=thread),))
    text = render.settings(WORDS, forum, NOW, vantage=vantage).html.text
    assert (said in text) if said else ("Editions come to" not in text)


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


def test_the_help() -> None:
    listed = tuple((command.usage(WORDS), command.does(WORDS)) for command in COMMANDS)
    assert_golden("help", help_text(WORDS, listed))


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


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "“We waited"), ("de", "„We waited"), ("fr", "«\u202fWe"), ("ja", "「We waited"), ("und", "“We")],
)
def test_quotes_wear_the_marks_of_their_language(language: str, said: str) -> None:
    told = replace(bridge_story(), language=language)
    assert said in story(WORDS, told, NOW, Detail.FULL).text


def test_where_a_quote_stands_is_said_from_two_outlets_on() -> None:
    (quote,) = disputed_story().quotes
    assert "— Mara Oduya, harbour director · in 3 outlets" in key_quote(WORDS, quote, "en").text
    once = replace(quote, wordings=(Wording(quote.passage, ("Tide",)),))
    assert "outlet" not in key_quote(WORDS, once, "en").text
    nobody = replace(quote, speaker=None)
    assert key_quote(WORDS, nobody, "en").text.splitlines()[-1] == "in 3 outlets"


def test_a_quote_without_a_known_speaker_names_nobody() -> None:
    item = clean(text=BRIDGE)
    assert "—" not in story(WORDS, digest(stored(item, speaker=None)), NOW, Detail.FULL).text


# --- for any news -----------------------------------------------------------------------------


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    item, reads = stored(clean(text=draw(WILD))), stored(clean(text=draw(WILD)))
    return correction(
        item,
        item.article.text,
        draw(st.none() | st.just(reads)),
        reads.article.text,
        outlet=draw(WILD),
        told_on=DAY - timedelta(days=draw(st.integers(0, 20))),
        place=draw(st.integers(1, 12)),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(digests(), max_size=12), st.lists(corrections(), max_size=5), st.lists(WILD, max_size=6))
def test_any_news_makes_a_message_that_telegram_takes(
    told: list[Digest], corrected: list[Correction], silent: list[str]
) -> None:
    updates = [digest.story for digest in told]
    made = edition(
        lineup(*told, corrections=corrected, silent=silent, updates=updates, key=2**62, elsewhere=999)
    )
    screen = editions.edition(WORDS, made, chat(), NOW + timedelta(hours=9))
    assert screen.html.fits
    assert accepted(screen)


CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


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
            timezone=draw(st.sampled_from(sorted(available_timezones()))),
            standing=draw(st.sampled_from(Standing)),
            gone_reason=None,
            created_at=NOW,
            paused_until=draw(st.none() | MOMENTS),
            quiet=draw(st.none() | st.builds(QuietHours, CLOCKS, CLOCKS)),
            silent=draw(st.booleans()),
            previews=draw(st.booleans()),
        ),
        tuple(
            Slot(
                chat=number,
                number=each,
                at=draw(CLOCKS),
                days=draw(st.integers(1, EVERY_DAY)),
                thread=draw(st.none() | st.integers(1, 99)),
                next_due_at=draw(st.none() | MOMENTS),
            )
            for each in numbers
        ),
    )


@settings(max_examples=100, deadline=None)
@given(subscriptions(), st.booleans(), st.none() | CLOCKS, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_any_settings_make_messages_that_telegram_takes(
    subscription: Subscription, afar: bool, calmer: time | None, wait: timedelta
) -> None:
    vantage = Vantage(afar=afar, thread=3)
    crowding = Crowding(subscription.slot, wait, calmer)
    screens = [
        render.settings(WORDS, subscription, NOW, vantage=vantage, crowding=crowding),
        *(render.menu(WORDS, subscription, page, vantage) for page in Menu),
        render.kept_chats(WORDS, [subscription.chat] * 40),
    ]
    for screen in filter(None, screens):
        assert accepted(screen)
        assert accepted(screen.about(subscription.chat.id))


@settings(max_examples=60, deadline=None)
@given(digests(), st.lists(st.tuples(WILD, st.lists(WILD, min_size=1, max_size=9)), min_size=2, max_size=4))
def test_any_wordings_make_a_message_that_telegram_takes(
    told: Digest, printed: list[tuple[str, list[str]]]
) -> None:
    items = [(stored(clean(text=text)), outlets) for text, outlets in printed]
    found = tuple(
        Wording(Passage.cut(item, Span(0, len(item.article.text))), tuple(outlets)) for item, outlets in items
    )
    quotes = tuple(replace(quote, wordings=found) for quote in told.quotes)
    screen = wordings(WORDS, replace(told, quotes=quotes), EditionPlace(12))
    assert screen is not None or not quotes
    if screen is not None:
        assert screen.html.fits
        assert accepted(screen)


def test_the_longest_edition_fits_as_titles() -> None:
    """Twelve stories, three corrections, four silent sources, all of letters that count double."""
    wide = "\U0001d49c" * 500
    item = stored(clean(title=wide, text=wide, source=wide, url="https://a.example/"), speaker=None)
    stories = [digest(item, story=i) for i in range(12)]
    corrected = [correction(item, wide, item, wide, outlet=wide, told_on=DAY - timedelta(days=30))] * 9
    told = lineup(
        *stories, corrections=corrected, silent=[wide] * 9, updates=range(12), key=1, elsewhere=99999
    )
    assert editions.edition(WORDS, edition(told), chat(), NOW + timedelta(days=9)).html.fits


@settings(max_examples=60, deadline=None)
@given(digests())
def test_every_sentence_and_quote_shown_stands_in_the_article(told: Digest) -> None:
    shown = even(story(WORDS, told, NOW, Detail.FULL).text)
    for part in (*(quote.passage for quote in told.quotes), *told.sentences[:2]):
        assert even(part.text) in shown


def even(text: str) -> str:
    """Without what Telegram cannot show: control characters, and blanks beyond one."""
    return " ".join(plain(text).text.split())
