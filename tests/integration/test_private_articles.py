"""A private article is seen by its readers, and by nobody else: on no screen, by no command, by no button."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from itertools import product
from pathlib import Path
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest
from sqlalchemy import select

from bot.callbacks import ACTIONS, Action, encode
from bot.callbacks.places import Alone, EditionPlace, ListingPlace
from bot.callbacks.stories import OpenStory
from bot.commands.registry import COMMANDS
from bot.playground import Playground
from config.settings import AccessSettings
from digests.editor.stories import pack
from digests.model import Feed, FeedOrigin, PreparedArticle
from digests.newsroom import own_feeds
from digests.newsroom.filing import Filing
from digests.newsroom.pieces import FromFeed, Piece
from digests.sources.feeds import FoundFeed
from digests.store import articles, feeds, reader_feeds, stories, tastes
from digests.store.schema import listing
from tests.builders import clean, prepared
from tests.stage import READER, TOKEN, Stage, playing

OTHER = 1002
URL = "https://members.example/feed?token=sesame"
TITLE = "Quartzmouth lighthouse goes dark"
TEXT = (
    "The lighthouse of Quartzmouth goes dark on Friday after a hundred years of Vexholm lamps. "
    '"We shall miss its slow beam," said Orla Vexholm. Ships are told of it by Brindlewick radio.'
)
PAGE = "https://members.example/lighthouse"
SECRETS = ("quartzmouth", "vexholm", "slow beam", "brindlewick", "members gazette", "sesame")
PUBLIC = clean(title="Bridge to close", published="2026-11-24 05:00")


@dataclass(frozen=True, slots=True)
class Traces:
    """The numbers by which a private article could be asked for."""

    feed: int
    article: int
    story: int
    listing: int
    offer: int
    lineup: int = 1


@dataclass
class House:
    stage: Stage
    traces: Traces


def private_article() -> PreparedArticle:
    topics = ["lamps of brindlewick"]
    said = clean(title=TITLE, text=TEXT, url=PAGE, source="Members Gazette", topics=topics)
    return prepared(said, speaker="Orla Vexholm", vector=pack(said))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A reader with a feed of their own, of which an edition has told; another chat; a public article."""
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(OTHER, "Ben")
        async with playing(playground, tmp_path, access=AccessSettings(reader_feeds=True)) as stage:
            await stage.subscribed()
            await stage.subscribed(OTHER)
            yield House(stage, await _filled(stage))


async def _filled(stage: Stage) -> Traces:
    now = stage.clock()
    await stage.file(replace(PUBLIC, published=now))
    async with stage.app.store.writing() as conn:
        await feeds.add(conn, Feed(url=URL, name="Members Gazette", origin=FeedOrigin.READER), now)
        known = await feeds.find(conn, URL)
        assert known is not None
        await feeds.save_state(conn, known.key, replace(known.state, next_check_at=None))
        await reader_feeds.add(conn, READER, known.key, now)
        await tastes.refresh(conn, READER)
        offer = await own_feeds.offer(conn, READER, [FoundFeed(URL, "Members Gazette")], now)
    piece = Piece(FromFeed(known.key, URL, PAGE, "1"), private_article(), "Members Gazette", PAGE)
    await Filing(stage.app.store).file([piece], stage.clock)
    shown = await stage.ask("/latest quartzmouth")
    assert TITLE in shown.text
    assert TITLE in (await stage.edition()).text
    async with stage.app.store.reading() as conn:
        seen = await stories.newest(conn, limit=9, audiences=[known.key])
        members = await articles.by_story(conn, seen, audiences=[known.key])
        asked_for = (
            await conn.execute(select(listing.c.id).where(listing.c.kind != own_feeds.OFFER))
        ).scalars()
        private = next(group[0] for group in members.values() if group[0].audience == known.key)
        return Traces(known.key, private.key, private.story, asked_for.first() or 0, offer)


def telling(*texts: str) -> list[str]:
    return [secret for secret in SECRETS if any(secret in text.casefold() for text in texts)]


ARGUMENTS = ("", "lighthouse OR source:members", "Orla", "from:orla", "topic:lamps")
"""None of them is a secret itself: an answer may repeat what was asked."""


async def test_no_command_shows_it_to_another_chat(house: House) -> None:
    """All in one conversation: a program for each of them would take minutes."""
    for command, argument in product(COMMANDS, ARGUMENTS):
        answer = await house.stage.ask(f"/{command.name} {argument}".strip(), chat=OTHER)
        assert telling(answer.text, *answer.buttons) == [], (command.name, argument)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/latest", "quartzmouth"),
        ("/search lighthouse", "quartzmouth"),
        ("/quotes Orla", "slow beam"),
        ("/feeds", "members gazette"),
        ("/search topic:lamps", "quartzmouth"),
    ],
)
async def test_its_reader_finds_it_everywhere(house: House, asked: str, told: str) -> None:
    assert told in telling((await house.stage.ask(asked)).text)
    assert telling((await house.stage.ask(asked, chat=OTHER)).text) == []


async def test_editions_of_others_neither_tell_nor_count_it(house: House) -> None:
    before = len(house.stage.playground.messages(OTHER))
    await house.stage.plan(OTHER)
    (edition,) = house.stage.playground.messages(OTHER)[before:]
    assert "Bridge to close" in edition.text
    assert "1 story from 1 article by 1 source" in edition.text
    assert telling(edition.text) == []


async def test_a_link_to_it_and_a_deep_link_lead_others_nowhere(house: House) -> None:
    for asked in (f"/start story_{house.traces.story}", "/start search_bGlnaHRob3VzZQ"):
        assert telling((await house.stage.ask(asked, chat=OTHER)).text) == [], asked
    assert telling((await house.stage.ask(f"/start story_{house.traces.story}")).text)
    linked = await house.stage.ask(PAGE, chat=OTHER)
    assert telling(linked.text) == []


async def test_it_is_not_offered_to_be_shared(house: House) -> None:
    for words in ("", "lighthouse", "Orla"):
        query = await house.stage.playground.query_inline(OTHER, words)
        answer = await house.stage.playground.inline_answer(query)
        assert telling(*(f"{each.title} {each.text}" for each in answer.results)) == []


async def test_no_forged_button_shows_it_to_another_chat(house: House) -> None:
    stage = house.stage
    opened = await stage.ask("/help", chat=OTHER)
    for kind in ACTIONS.values():
        for action in forged(kind, house.traces):
            query = await stage.playground.forge_callback(OTHER, opened.message_id, encode(action))
            told = await stage.playground.answer_to(query)
            said = stage.playground.messages(OTHER)
            assert telling(told.text or "", *(f"{each.text} {each.buttons}" for each in said)) == [], action
    async with stage.app.store.reading() as conn:
        assert await reader_feeds.audiences_of(conn, OTHER) == ()


async def test_the_same_button_shows_it_to_its_reader(house: House) -> None:
    stage, opened = house.stage, await house.stage.ask("/help")
    card = encode(OpenStory(Alone(), house.traces.story))
    await stage.playground.answer_to(await stage.playground.forge_callback(READER, opened.message_id, card))
    await stage.quiet()
    assert "slow beam" in stage.shown(opened).text


def forged(kind: type[Action], traces: Traces) -> Iterator[Action]:
    """The action in every way in which it could name what is private."""
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind)]
    for values in product(*(tuple(_values(name, hints[name], traces)) for name in names)):
        try:
            action = kind(**dict(zip(names, values, strict=True)))
            encode(action)
        except (ValueError, KeyError):
            continue  # no such button
        yield action


def _values(name: str, hint: object, traces: Traces) -> Iterator[object]:
    if get_origin(hint) in (Union, UnionType):
        inner = get_args(hint)
        if set(inner) == {EditionPlace, ListingPlace, Alone}:
            yield from (EditionPlace(traces.lineup), ListingPlace(traces.listing), Alone())
            return
        hint = next(each for each in inner if each is not type(None))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        yield from hint
    elif hint is bool:
        yield from (False, True)
    elif hint is int:
        named = {each.name: getattr(traces, each.name) for each in fields(traces)}
        yield from {named.get(name, 0), TEXT.index("We shall")} if name == "begins" else {named.get(name, 0)}
    elif hint is str:
        yield from ("aaaaa", "0a1b2c3d", "UTC", "en")
