"""What readers see, compared with golden files; and what must hold for any news whatever."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.registry import COMMANDS
from bot.markup import plain
from bot.playground.entities import parse_html
from bot.playground.formatting import checked_lengths, formatted
from bot.render import editions, lists
from bot.render import settings as render
from bot.render.stories import Detail, story
from bot.screens import Screen
from bot.words import catalogs
from digests.model import Digest, Hit, Page, Span, Standing
from digests.newsroom.reading import Found, Latest
from digests.newsroom.subscribing import Subscription
from tests.builders import at, chat, clean, digest, edition, slot, stored
from tests.golden import assert_golden

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


def reader(timezone: str = "Europe/Lisbon", standing: Standing = Standing.SUBSCRIBED) -> Subscription:
    due = "2026-11-25 08:00" if standing is Standing.SUBSCRIBED else None
    return Subscription(chat(timezone=timezone, standing=standing), slot(next_due_at=due))


def test_an_edition() -> None:
    made = edition(bridge_story(), quiet_story(), articles=42, sources=17, elsewhere=5)
    assert_golden("edition", editions.edition(WORDS, made, chat(), NOW))


def test_a_late_edition_says_so_in_local_time() -> None:
    made = edition(quiet_story(), due_at="2026-11-24 06:30")
    assert_golden("edition_late", editions.edition(WORDS, made, chat(timezone="Europe/Berlin"), NOW))


def test_an_edition_sent_on_another_day_names_that_day() -> None:
    made = edition(quiet_story(), due_at="2026-11-24 23:30")
    late = editions.edition(WORDS, made, chat(), NOW + timedelta(hours=17))
    assert "due 23:30, sent Wednesday 25 November 01:00" in late.html.text


def test_a_quiet_day_says_so_in_one_line() -> None:
    assert_golden("edition_quiet", editions.edition(WORDS, edition(articles=0, sources=0), chat(), NOW))


def test_a_page_of_the_latest() -> None:
    found = Latest(3, "", Page((bridge_story(), quiet_story()), 1, 4, 14))
    assert_golden("latest", lists.latest(WORDS, found, NOW))


def test_the_latest_with_words_and_without_a_match() -> None:
    found = Latest(3, "bridge <b>", Page((), 0, 1, 0))
    assert_golden("latest_none", lists.latest(WORDS, found, NOW))


def test_a_page_of_hits_shows_the_words_in_their_passage() -> None:
    item = stored(clean(title="Bridge to close", text=BRIDGE, published="2026-11-24 05:00"))
    place = BRIDGE.index('"We waited')
    passage = Span(place, BRIDGE.index(" Buses"))
    mark = Span(BRIDGE.index("steel"), BRIDGE.index("steel") + 5)
    found = Found(3, "steel", Page((Hit(item, passage, (mark,)),), 0, 2, 6))
    assert_golden("search", lists.search(WORDS, found, NOW))


def test_a_search_without_hits() -> None:
    assert_golden("search_none", lists.search(WORDS, Found(3, "brigde", Page((), 0, 1, 0)), NOW))


def test_the_first_minute() -> None:
    assert_golden("welcome", render.welcome(WORDS, reader(), bridge_story(), NOW))
    assert_golden("welcome_no_news", render.welcome(WORDS, reader("UTC"), None, NOW))


def test_the_settings() -> None:
    assert_golden("settings", render.settings(WORDS, reader(), NOW))
    stopped = reader("America/New_York", Standing.UNSUBSCRIBED)
    assert_golden("settings_stopped", render.settings(WORDS, stopped, NOW))


def test_the_help() -> None:
    listed = tuple((command.usage(WORDS), command.does(WORDS)) for command in COMMANDS)
    assert_golden("help", render.help_text(WORDS, listed))


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
    subscription = Subscription(chat(timezone="UTC"), slot(next_due_at=due))
    assert render.when(WORDS, subscription, NOW) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "“We waited"), ("de", "„We waited"), ("fr", "«\u202fWe"), ("ja", "「We waited"), ("und", "“We")],
)
def test_quotes_wear_the_marks_of_their_language(language: str, said: str) -> None:
    told = replace(bridge_story(), language=language)
    assert said in story(WORDS, told, NOW, Detail.FULL).text


def test_a_quote_without_a_known_speaker_names_nobody() -> None:
    item = clean(text=BRIDGE)
    assert "—" not in story(WORDS, digest(stored(item, speaker=None)), NOW, Detail.FULL).text


# --- for any news -----------------------------------------------------------------------------

WILD = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=900)


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    item = clean(
        title=draw(WILD),
        text=f'{draw(WILD)}. "{draw(WILD)}" she said.',
        source=draw(st.none() | WILD),
        url=draw(st.none() | st.just("https://a.example/?q=<&>\"'")),
        language=draw(st.sampled_from(["en", "de", "ja", "und"])),
    )
    return digest(stored(item, key=draw(st.integers(1, 99)), speaker=draw(st.none() | WILD)))


def accepted(screen: Screen) -> str:
    """The text as Telegram's rules leave it; raises where Telegram would refuse."""
    text, entities = formatted(*parse_html(screen.html.markup))
    checked_lengths(text, entities)
    return text


@settings(max_examples=60, deadline=None)
@given(st.lists(digests(), min_size=1, max_size=12))
def test_any_news_makes_a_message_that_telegram_takes(told: list[Digest]) -> None:
    screen = editions.edition(WORDS, edition(*told), chat(), NOW)
    assert screen.html.fits
    assert accepted(screen)
    page = lists.latest(WORDS, Latest(1, "", Page(tuple(told[:4]), 0, 1, 4)), NOW)
    assert accepted(page)


@settings(max_examples=60, deadline=None)
@given(digests())
def test_every_sentence_and_quote_shown_stands_in_the_article(told: Digest) -> None:
    shown = even(story(WORDS, told, NOW, Detail.FULL).text)
    for passage in (*(quote.passage for quote in told.quotes), *told.sentences[:2]):
        assert even(passage.text) in shown


def even(text: str) -> str:
    """Without what Telegram cannot show: control characters, and blanks beyond one."""
    return " ".join(plain(text).text.split())
