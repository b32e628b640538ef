"""Editions in their sizes and pages, story cards and what leads from them: golden files, and what must hold
for any news whatever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.callbacks.places import Alone, EditionPlace, ListingPlace, Place
from bot.callbacks.stories import OpenStory, ShowEdition, ShowPassage
from bot.markup import plain
from bot.render import cards, editions, passages, reasons, saved, subjects
from bot.render.editions import Style
from bot.screens import Button, Screen
from bot.words import catalogs
from digests.editor import reasons as why
from digests.editor.subjects import Subject
from digests.editor.subjects import subjects as subjects_of
from digests.model import ChatKind, Digest, FollowKind, MuteKind, Page, Passage, Size, Span, Wording
from digests.newsroom.cards import Card, Cited, Telling
from digests.newsroom.saving import Saved
from tests.builders import at, chat, clean, digest, edition, lineup, passage, stored
from tests.golden import assert_golden
from tests.wild import WILD, accepted

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:00")
BRIDGE = (
    "The bridge over the Linnet will be closed to lorries from Monday while its bearings are replaced. "
    '"We waited as long as the steel allowed, and not a day longer," said Mara Oduya. '
    "Buses go by the old ferry road. "
    "The works cost two million crowns and end in February. "
    '"Nobody asked the people who cross it every night," said Tomas Reyes of the ferry workers\' union.'
)
PAPERS = ("Coastal Post", "Daily Tide", "Radio Nord", "The Ledger", "Evening Bell")


def bridge(story: int = 1, title: str = "Bridge to close for eleven weeks") -> Digest:
    """Five outlets tell it; two people are quoted."""
    articles = [
        stored(
            clean(
                title=title,
                text=BRIDGE,
                source=paper,
                url=f"https://{paper.split()[-1].lower()}.example/bridge",
                published=f"2026-11-23 2{i}:05",
            ),
            key=10 * story + i,
            story=story,
            seen_at="2026-11-24 06:00",
        )
        for i, paper in enumerate(PAPERS[:4])
    ]
    told = digest(*articles)
    lead = articles[0]
    spans = lead.article.sentences
    waited, asked = told.quotes[:2]
    in_three = (Wording(waited.passage, ("Coastal Post", "Radio Nord", "The Ledger")),)
    role = passage(lead, "the ferry workers' union")
    return replace(
        told,
        sentences=tuple(Passage.cut(lead, spans[i]) for i in (0, 3, 2)),
        quotes=(
            replace(waited, wordings=in_three),
            replace(
                asked, speaker="Tomas Reyes", role=role, wordings=(Wording(asked.passage, ("Daily Tide",)),)
            ),
        ),
        topics=("Transport", "Business"),
    )


def seal(story: int = 2) -> Digest:
    text = "A seal came up the canal on Sunday & stayed for the market. Nobody <minded>."
    item = clean(title="Seal at the market", text=text, source="Daily Tide", url=None)
    return digest(stored(item, key=20, story=story, speaker=None))


def opened(told: Digest, **more: object) -> Card:
    tellings = tuple(
        Telling(outlet.name, told.title, outlet.url, told.first_time + timedelta(hours=i), i == 3)
        for i, outlet in enumerate(told.outlets)
    )
    return replace(Card(digest=told, first=told.outlets[0].name, tellings=tellings), **more)  # type: ignore[arg-type]


def buttons(screen: Screen) -> Iterator[Button]:
    return (button for row in screen.keyboard for button in row)


def labelled(screen: Screen, label: str) -> Button:
    return next(button for button in buttons(screen) if button.label == label)


MORNING = replace(
    lineup(bridge(), seal(), articles=42, sources=17, elsewhere=5, updates=[2], key=12),
    followed={1: ("bridge -ferry", "Linnet"), 2: ("seal",)},
)
HERE = EditionPlace(12)


# --- what readers see ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", Size)
def test_an_edition_in_each_size(size: Size) -> None:
    screen = editions.edition(WORDS, edition(MORNING), replace(chat(), size=size), NOW)
    assert_golden(f"edition_size_{size}", screen)


def test_what_does_not_fit_is_on_the_next_page() -> None:
    many = lineup(*(bridge(i, f"Bridge number {i} to close") for i in range(1, 11)), key=12, elsewhere=3)
    full = replace(chat(), size=Size.FULL)
    first = editions.edition(WORDS, edition(many), full, NOW)
    last = editions.edition(WORDS, edition(many), full, NOW, page=99)
    assert labelled(first, "More ▸").target == ShowEdition(12, 1)
    assert_golden("edition_last_page", last)
    assert "3 more stories" in last.html.text
    assert "3 more stories" not in first.html.text


def test_in_a_channel_all_stands_on_one_page_and_numbers_lead_to_the_private_chat() -> None:
    many = lineup(*(bridge(i, f"Bridge number {i} to close") for i in range(1, 11)), key=12)
    channel = chat(-1001, kind=ChatKind.CHANNEL)
    screen = editions.edition(WORDS, edition(many), channel, NOW, style=Style(bot="linnet_bot"))
    assert labelled(screen, "7").target == "https://t.me/linnet_bot?start=story_7"
    assert [button.label for button in buttons(screen)] == [str(i) for i in range(1, 11)]


def test_the_operator_says_how_many_sentences_are_usual() -> None:
    made = edition(lineup(bridge(), key=12))
    for count in (1, 2, 3):
        text = editions.edition(WORDS, made, chat(), NOW, style=Style(count)).html.text
        assert [passage.text in text for passage in bridge().sentences] == [i < count for i in range(3)]


def test_sentences_stand_in_the_order_of_the_article() -> None:
    text = editions.edition(WORDS, edition(lineup(bridge(), key=1)), replace(chat(), size=Size.FULL), NOW)
    first, best, third = bridge().sentences
    assert text.html.text.index(third.text) < text.html.text.index(best.text)
    assert text.html.text.index(first.text) < text.html.text.index(third.text)


def test_a_quiet_day_where_topics_were_chosen_says_that_there_is_more() -> None:
    screen = editions.edition(WORDS, edition(lineup(elsewhere=3, key=12)), chat(), NOW)
    assert "Nothing new on your topics since yesterday. 3 stories elsewhere: /latest" in screen.html.text
    assert [button.label for button in buttons(screen)] == ["Settings"]


def test_a_card() -> None:
    assert_golden("card", cards.card(WORDS, opened(bridge()), HERE, chat(timezone="Europe/Berlin"), NOW))


def test_a_card_that_stands_alone_and_is_saved() -> None:
    screen = cards.card(WORDS, opened(seal(), saved=True), Alone(), chat(), NOW)
    assert_golden("card_alone", screen)


def test_a_card_with_two_wordings_and_a_quotation_that_is_printed_no_more() -> None:
    told = bridge()
    first, second = told.quotes
    otherwise = Wording(passage(stored(), "We waited long enough,"), ("Evening Bell",))
    told = replace(told, quotes=(replace(first, wordings=(*first.wordings, otherwise)), second))
    screen = cards.card(WORDS, opened(told, withdrawn=frozenset([second.passage])), HERE, chat(), NOW)
    assert "Tomas Reyes, the ferry workers' union · no longer printed" in screen.html.text
    assert labelled(screen, "2 wordings")


def test_all_outlets_of_a_story() -> None:
    assert_golden("outlets", cards.outlets(WORDS, opened(bridge()), HERE, chat(), NOW))


def cited(told: Digest | None = None, begins: str = "We waited") -> Cited:
    item = stored(
        clean(title="Bridge to close", text=BRIDGE, source="Coastal Post", published="2026-11-24 05:00")
    )
    quote = next(q for q in item.edited.quotes if q.span.of(BRIDGE).startswith(begins))
    return Cited(item, quote, told or bridge())


def test_a_passage() -> None:
    assert_golden("passage", passages.passage(WORDS, cited(), HERE, chat(timezone="Europe/Berlin"), NOW))


def test_a_passage_from_a_list_leads_back_to_it() -> None:
    screen = passages.passage(WORDS, cited(), ListingPlace(3, 1), chat(), NOW, listed=True)
    assert [button.label for button in buttons(screen)] == ["◂ Back", "Story", "Coastal Post"]


def test_what_shall_come_less() -> None:
    told = bridge()
    offered = subjects_of(told)
    assert_golden("less", subjects.less(WORDS, told, offered, (), HERE))
    muted = {Subject(MuteKind.TOPIC, "Transport"), Subject(MuteKind.STORY, "1")}
    assert_golden("less_muted", subjects.less(WORDS, told, offered, muted, HERE))


def test_what_can_be_followed() -> None:
    told = bridge()
    offered = [each for each in subjects_of(told) if each.kind is not MuteKind.STORY]
    followed = {Subject(MuteKind.PERSON, "Tomas Reyes")}
    assert_golden("more_followed", subjects.more(WORDS, told, offered, followed, HERE))


def test_why_a_story_is_shown() -> None:
    told = [
        why.Followed(FollowKind.TOPIC, "Transport"),
        why.Followed(FollowKind.WORDS, "bridge -ferry"),
        why.MovedOn(),
        why.ToldBy(5),
        why.Quotes(("Mara Oduya", "Tomas Reyes")),
        why.Leaning("Transport", liked=True),
        why.Leaning("Business", liked=False),
        why.Reads(("en", "pt")),
    ]
    assert_golden("why", reasons.why(WORDS, bridge(), told, HERE))
    everybody = [why.New(), why.ToldBy(1), why.NothingChosen()]
    assert_golden("why_nothing_chosen", reasons.why(WORDS, seal(), everybody, HERE))


def test_saved_stories() -> None:
    found = Saved(4, Page((bridge(), seal()), 1, 2, 7))
    assert_golden("saved", saved.saved(WORDS, found, NOW))
    assert_golden("saved_none", saved.saved(WORDS, Saved(4, Page((), 0, 1, 0)), NOW))


def test_the_exported_file() -> None:
    file = saved.export(WORDS, [bridge(), seal()], chat(timezone="Europe/Berlin"), NOW)
    assert file.name == "saved-2026-11-24.md"
    assert_golden("saved_export", Screen(file.caption), more=file.content.decode())


# --- for any news -----------------------------------------------------------------------------

PLACES: st.SearchStrategy[Place] = st.sampled_from([Alone(), EditionPlace(2**62, 3), ListingPlace(2**62, 9)])


@st.composite
def stories(draw: st.DrawFn, story: int | None = None) -> Digest:
    """Of one article or two, with up to two quotations and three sentences of each."""
    number = draw(st.integers(1, 2**62)) if story is None else story
    items = [
        stored(
            clean(
                title=draw(WILD),
                text=f'{draw(WILD)}. "{draw(WILD)}" she said. {draw(WILD)}. "{draw(WILD)}", he said.',
                source=draw(st.none() | WILD),
                url=draw(st.none() | st.just("https://a.example/?q=<&>\"'()")),
                language=draw(st.sampled_from(["en", "de", "ja", "und"])),
            ),
            key=draw(st.integers(1, 2**62)),
            story=number,
            speaker=draw(st.none() | WILD),
        )
        for _ in range(draw(st.integers(1, 2)))
    ]
    made = digest(*items)
    lead = items[0]
    return replace(
        made,
        sentences=tuple(Passage.cut(lead, span) for span in lead.article.sentences[:3]),
        quotes=made.quotes[:4],
        topics=tuple(draw(st.lists(WILD, max_size=4))),
    )


@st.composite
def morning(draw: st.DrawFn) -> tuple[Digest, ...]:
    return tuple(draw(stories(number)) for number in range(1, draw(st.integers(1, 12)) + 1))


@settings(max_examples=60, deadline=None)
@given(morning(), st.sampled_from(Size), st.integers(1, 5), st.timedeltas(timedelta(0), timedelta(days=80)))
def test_the_pages_of_any_edition_show_each_story_once_whenever_they_are_turned(
    told: tuple[Digest, ...], size: Size, sentences: int, later: timedelta
) -> None:
    made = edition(lineup(*told, key=2**62, updates=[1, 3], elsewhere=99_999, silent=["Wire"] * 6))
    reader, style = replace(chat(), size=size), Style(sentences)
    shown: list[int] = []
    page = 0
    while True:
        # Each page is turned at another time than the one before it.
        now = NOW + later * (page % 2)
        screen = editions.edition(WORDS, made, reader, now, NOW, page=page, style=style)
        assert accepted(screen)
        numbers = [button for button in buttons(screen) if isinstance(button.target, OpenStory)]
        assert numbers
        for button in numbers:
            story = told[int(button.label) - 1]
            assert button.target == OpenStory(EditionPlace(2**62, page), story.story)
            assert f"{button.label} · " in screen.html.text
        shown += [int(button.label) for button in numbers]
        if not any(button.label == "More ▸" for button in buttons(screen)):
            break
        page += 1
    assert shown == list(range(1, len(told) + 1))


@settings(max_examples=60, deadline=None)
@given(morning())
def test_a_channel_has_any_edition_in_one_message(told: tuple[Digest, ...]) -> None:
    made = edition(lineup(*told, key=2**62, silent=["Wire"] * 6))
    screen = editions.edition(
        WORDS, made, chat(-1001, kind=ChatKind.CHANNEL), NOW, style=Style(bot="linnet_bot")
    )
    assert accepted(screen)
    assert len(list(buttons(screen))) == len(told)


@settings(max_examples=80, deadline=None)
@given(stories(), PLACES, st.booleans(), st.sets(st.integers(0, 12)))
def test_whatever_a_card_leads_to_is_a_message_that_telegram_takes(
    told: Digest, place: Place, is_saved: bool, chosen: set[int]
) -> None:
    made = opened(told, saved=is_saved, withdrawn=frozenset(quote.passage for quote in told.quotes[1:]))
    offered = subjects_of(told)
    done = {each for i, each in enumerate(offered) if i in chosen}
    given = [why.Followed(FollowKind.WORDS, each.words) for each in offered] + [why.ToldBy(2)]
    for screen in (
        cards.card(WORDS, made, place, chat(), NOW),
        cards.outlets(WORDS, made, place, chat(), NOW),
        subjects.less(WORDS, told, offered, done, place),
        subjects.more(WORDS, told, offered, done, place),
        reasons.why(WORDS, told, given, place),
        saved.saved(WORDS, Saved(2**62, Page((told,) * 5, 0, 9, 41)), NOW),
    ):
        assert accepted(screen)


@settings(max_examples=60, deadline=None)
@given(WILD, WILD, WILD, WILD.filter(lambda said: said.strip()))
def test_a_passage_of_any_article_is_a_stretch_of_it_with_the_quotation(
    before: str, title: str, after: str, said: str
) -> None:
    before, said = before.replace('"', "'"), said.replace('"', "'")
    text = f'First of all. {before}. "{said}" she said. {after}. Last of all.'
    item = stored(clean(title=title, text=text, source=None, url=None))
    quote = next(q for q in item.edited.quotes if q.span.of(text) == said)
    screen = passages.passage(WORDS, Cited(item, quote, bridge()), HERE, chat(), NOW)
    accepted(screen)
    block = screen.html.markup.split("<blockquote>")[1].split("</blockquote>")[0]
    shown = block.replace("<b>", "").replace("</b>", "").removeprefix("… ").removesuffix(" …")
    assert shown
    assert shown in plain(text).markup
    assert plain(said).markup in shown


def test_a_quotation_that_fills_the_message_is_cut() -> None:
    text = f'"{"word " * 4000}" she said.'
    item = stored(clean(text=text))
    screen = passages.passage(WORDS, Cited(item, item.edited.quotes[0], bridge()), HERE, chat(), NOW)
    assert accepted(screen)


def test_the_buttons_of_passages_lead_to_the_quotations() -> None:
    told = bridge()
    screen = cards.card(WORDS, opened(told), HERE, chat(), NOW)
    for number, quote in enumerate(told.quotes, 1):
        said = quote.passage
        button = labelled(screen, f"Passage {number}")
        assert button.target == ShowPassage(HERE, said.article, said.span.start)


def test_a_span_of_the_test_is_a_span() -> None:
    assert cited().quote.span == Span(BRIDGE.index("We waited"), BRIDGE.index(',"') + 1)
