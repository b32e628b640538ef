"""/quotes: who said what, asked by a name, and told by the real editor's quotations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.playground import InlineAnswer, Playground
from config.settings import AccessSettings
from digests.editor.edit import prepare_article
from digests.editor.options import EditOptions
from digests.newsroom import quoting
from digests.newsroom.filing import Filing
from digests.newsroom.pieces import File, FromFile, Piece
from digests.store import articles, schema
from digests.store.engine import Store
from tests.builders import article, at, clean
from tests.stage import READER, TOKEN, Stage, playing

BRIDGE = "Harbour bridge to close for eleven weeks"
OPENING = (
    "The harbour bridge of Port Linnet will be closed to lorries from Monday, for its bearings are replaced. "
    "Buses will go by the old ferry road until the work on the bridge has ended. "
)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path) as stage:
        yield stage


async def print_(stage: Stage, source: str, title: str, text: str) -> None:
    """An outlet's article, edited as in life."""
    written = article(id=f"{source} {title}", title=title, text=text, source=source)
    piece = Piece(
        FromFile(File(f"{source}-{title}.txt", 1, 1), 1, last=True), prepare_article(written, EditOptions())
    )
    await Filing(stage.app.store).file([piece], stage.clock)


async def bridge(stage: Stage) -> None:
    """Three outlets print what the harbour director said, one of them in other words."""
    said = (
        '"We waited as long as the steel allowed, and not a day longer," '
        "said Mara Lindqvist, harbour director."
    )
    other = '"We waited longer than the steel allowed, and not a day longer," said Mara Lindqvist.'
    await print_(stage, "Coastal Post", BRIDGE, OPENING + said)
    await print_(stage, "Radio Nord", BRIDGE, OPENING + "It is the third closure in ten years. " + said)
    await print_(stage, "Daily Tide", BRIDGE, OPENING + "The ferry workers are not amused. " + other)


async def test_what_somebody_said_is_shown_once_with_its_story(stage: Stage) -> None:
    await bridge(stage)
    shown = await stage.ask("/quotes lindqvist")
    assert shown.text.startswith("Mara Lindqvist · harbour director · 1 quote")
    assert "“We waited as long as the steel allowed, and not a day longer" in shown.text
    assert BRIDGE in shown.text and "in 3 outlets" in shown.text
    assert "Quote 1: 2 wordings" in shown.buttons
    assert "+ Follow Mara Lindqvist" in shown.buttons


async def test_wordings_and_passage_are_a_tap_away_and_lead_back(stage: Stage) -> None:
    await bridge(stage)
    shown = await stage.ask("/quotes Mara Lindqvist")
    compared = await stage.press(shown, "Quote 1: 2 wordings")
    assert "2 wordings of one statement" in compared.text
    assert "Daily Tide" in compared.text and "Coastal Post" in compared.text
    assert (await stage.press(compared, "◂ Back")).text == shown.text
    passage = await stage.press(shown, "1")
    assert "Buses will go by the old ferry road" in passage.text
    assert (await stage.press(passage, "◂ Back")).text == shown.text


SHIP = (
    "The ferry Tern ran aground off the old lighthouse on Sunday with forty people on board. "
    "Nobody was hurt, and a tug pulled the ship free before the evening tide. "
)
ORCHESTRA = (
    "The city orchestra has found the lost score of a symphony in its own cellar under the stage. "
    "It had lain between old programmes for more than eighty years, dry and complete. "
)


async def two_lindqvists(stage: Stage) -> None:
    await bridge(stage)
    said = '"Nobody dared to open the box before we did it together," said Tomas Lindqvist, the conductor.'
    await print_(stage, "Evening Bell", "Orchestra finds lost score", ORCHESTRA + said)


async def test_two_people_of_one_name_are_told_apart_by_role_and_story(stage: Stage) -> None:
    await two_lindqvists(stage)
    which = await stage.ask("/quotes LINDQVIST")
    assert which.text == "Several people are called LINDQVIST. Whom do you mean?"
    conductor = next(label for label in which.buttons if label.startswith("Tomas Lindqvist"))
    assert "conductor · Orchestra finds" in conductor
    shown = await stage.press(which, conductor)
    assert "Nobody dared to open the box" in shown.text and "steel" not in shown.text
    assert shown.message_id == which.message_id
    assert "Mara Lindqvist · harbour director" in (await stage.ask("/quotes mara lindqvist")).text


async def test_a_name_that_nobody_has_brings_names_near_it_and_a_search(stage: Stage) -> None:
    await bridge(stage)
    nobody = await stage.ask("/quotes Lindqwist")
    assert "Nobody called Lindqwist is quoted" in nobody.text
    near = next(label for label in nobody.buttons if label.startswith("Mara Lindqvist"))
    assert "steel" in (await stage.press(nobody, near)).text
    other = await stage.ask("/quotes bearings")
    found = await stage.press(other, "Search for bearings")
    assert BRIDGE in found.text


async def test_alone_it_names_whom_the_news_quote_most(stage: Stage) -> None:
    assert "Nobody has been quoted these seven days." in (await stage.ask("/quotes")).text
    await two_lindqvists(stage)
    most = await stage.ask("/quotes")
    assert set(most.buttons) == {"Mara Lindqvist · 1 story", "Tomas Lindqvist · 1 story"}
    assert "steel" in (await stage.press(most, "Mara Lindqvist · 1 story")).text


MUSEUM = (
    "A key that opens nothing was found below the clock tower of Kettle Bay by two plumbers.",
    "Forty goats walked through the parliament of the island while its members were at lunch.",
    "The tide gauge at Cape Murrel has run backwards for a week, and nobody can explain it.",
    "Bakers in the old town refuse to fold their loaves by machine, and queues are growing.",
    "A radio telescope heard the same whisper from the dark side of the moon on three nights.",
    "Swimmers crossed the cold strait in the shape of a letter, for a bet made in school.",
)


REMARKS = (
    "Somebody must have locked a garden that is gone",
    "They were the best listeners we have had all year",
    "Even my grandmother's clock agrees with the sea",
    "No blade of steel will ever feel the dough breathe",
    "We heard it first and then we laughed and wept",
    "The water was so cold that nobody could count",
)


async def test_pages_turn_in_place_and_survive_a_restart(playground: Playground, tmp_path: Path) -> None:
    async with playing(playground, tmp_path) as stage:
        for opening, remark in zip(MUSEUM, REMARKS, strict=True):
            said = f'"{remark}," said Ines Çelik, mayor of the town.'
            await print_(stage, f"Paper of {opening[:7]}", opening[:40], f"{opening} {said}")
            stage.clock.pass_(hours=1)
        first = await stage.ask("/quotes celik")
        assert first.text.startswith("Ines Çelik") and "6 quotes since" in first.text
        assert first.text.index(REMARKS[5]) < first.text.index(REMARKS[1])
        assert first.buttons == ["1", "2", "3", "4", "5", "1/2", "▸", "+ Follow Ines Çelik"]
    async with playing(playground, tmp_path) as stage:
        second = await stage.press(first, "▸")
        assert REMARKS[0] in second.text and second.buttons[:1] == ["6"]


async def test_what_a_private_feed_quotes_is_not_for_others(stage: Stage) -> None:
    await bridge(stage)
    async with stage.app.store.writing() as conn:
        await conn.execute(update(schema.article).values(audience=7))
        await conn.execute(update(schema.story).values(audience=7))
    assert "Nobody called lindqvist is quoted" in (await stage.ask("/quotes lindqvist")).text
    assert "Nobody has been quoted" in (await stage.ask("/quotes")).text


@pytest.mark.parametrize(
    "words", ["(((", "“”", "-", "'; drop table quote; --", "x" * 900, "李", "a b c d e f g"]
)
async def test_any_name_is_answered(stage: Stage, words: str) -> None:
    await bridge(stage)
    assert "Nobody called" in (await stage.ask(f"/quotes {words}")).text


# --- inline mode --------------------------------------------------------------------------------


async def offered(stage: Stage, words: str, offset: str = "", user: int = READER) -> InlineAnswer:
    query = await stage.playground.query_inline(user, words, offset=offset)
    return await stage.playground.inline_answer(query)


async def test_stories_and_quotations_are_offered_to_be_shared(stage: Stage) -> None:
    await two_lindqvists(stage)
    answer = await offered(stage, "bearings")
    story, quotation = answer.results
    assert story.title == BRIDGE and story.buttons == ["Read more"]
    assert "https://t.me/pullquote_bot?start=story_1" in str(story.keyboard)
    assert quotation.title.startswith("“We waited as long as the steel allowed")
    assert quotation.description.startswith("Mara Lindqvist, harbour director")
    assert "<blockquote>" in quotation.html
    assert (answer.cache_time, answer.is_personal) == (60, True), "it is in the language of who asked"
    titles = [result.title for result in (await offered(stage, "")).results]
    assert "Orchestra finds lost score" in titles and BRIDGE in titles
    assert (await offered(stage, "-")).results == ()


async def test_who_is_asked_for_is_quoted(stage: Stage) -> None:
    reyes = '"Nobody asked the people who cross it every single night of the year," said Tomas Reyes.'
    await bridge(stage)
    await print_(stage, "Green Column", BRIDGE, f"{OPENING}The union spoke up. {reyes}")
    answer = await offered(stage, "from:reyes")
    assert [result.description for result in answer.results[1:]] == ["Tomas Reyes · Green Column"]
    assert "Nobody asked the people" in answer.results[1].text


async def test_more_is_offered_by_the_page(stage: Stage) -> None:
    for number, opening in enumerate(MUSEUM):
        await stage.file(clean(title=opening[:40], text=opening, source=f"Paper {number}"))
    first = await offered(stage, "")
    second = await offered(stage, "", first.next_offset)
    assert [len(first.results), len(second.results), second.next_offset] == [5, 1, ""]
    assert not {each.id for each in first.results} & {each.id for each in second.results}
    assert len((await offered(stage, "", "nonsense")).results) == 5


async def test_inline_mode_can_be_off_or_by_invitation(playground: Playground, tmp_path: Path) -> None:
    async with playing(playground, tmp_path, access=AccessSettings(inline=False)) as stage:
        await bridge(stage)
        assert (await offered(stage, "bridge")).results == ()
    async with playing(playground, tmp_path, access=AccessSettings(mode="invite")) as stage:
        answer = await offered(stage, "bridge")
        assert answer.results == () and answer.button == ("This bot is by invitation", "inline")
        assert (answer.cache_time, answer.is_personal) == (0, True)


async def test_a_forwarded_edition_keeps_its_links_and_sources(stage: Stage) -> None:
    await bridge(stage)
    await stage.subscribed()
    edition = await stage.edition()
    friends = stage.playground.add_group("Friends")
    passed_on = await stage.playground.forward(edition.chat_id, edition.message_id, friends)
    shown = next(each for each in stage.playground.messages(friends) if each.message_id == passed_on)
    assert "Coastal Post" in shown.text
    assert shown.html == edition.html


# --- on both databases --------------------------------------------------------------------------


async def test_both_databases_tell_who_said_what(store: Store) -> None:
    now = at("2026-11-24 08:00")
    said = (
        '"We waited as long as the steel allowed, and not a day longer 🌉," '
        "said Mara Lindqvist, harbour director."
    )
    for paper in ("Coastal Post", "Radio Nord"):
        text = f"{OPENING}🌉 {paper} was there. {said}"
        written = article(id=paper, title=BRIDGE, text=text, source=paper)
        piece = Piece(FromFile(File(paper, 1, 1), 1, last=True), prepare_article(written, EditOptions()))
        await Filing(store).file([piece], lambda: now)
    told = await quoting.of_person(store, 7, "lindqvist", now)
    assert isinstance(told, quoting.Quoted)
    (remark,) = told.page.items
    assert remark.shown.passage.text == "We waited as long as the steel allowed, and not a day longer 🌉"
    assert remark.outlets == ("Coastal Post", "Radio Nord")
    assert (told.name, told.role) == ("Mara Lindqvist", "harbour director")
    async with store.reading() as conn:
        stored = (await articles.fetch(conn, [remark.shown.passage.article]))[remark.shown.passage.article]
    assert remark.shown.passage.span.of(stored.article.text) == remark.shown.passage.text
    most = await quoting.most_quoted(store, 7, now)
    assert [(each.name, each.stories) for each in most.people] == [("Mara Lindqvist", 1)]
    near = await quoting.of_person(store, 7, "lindqwist", now)
    assert isinstance(near, quoting.Unheard)
    assert [each.name for each in near.near] == ["Mara Lindqvist"]
    assert await quoting.turn(store, 8, told.listing, 0, now) is None, "another chat's list"
