"""/mydata and /forget: all of a chat, and then nothing of it, not even in the database's files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select

from bot.playground import Playground
from config.settings import AccessSettings
from digests.model import Feed, FeedOrigin, FollowKind, MuteKind
from digests.newsroom import admitting, asking, belongings, following, housekeeping, subscribing
from digests.store import belongings as tables
from digests.store import chats, feeds, listings, reader_feeds, slots, tastes
from digests.store.engine import Store
from digests.store.schema import (
    admin,
    allowance,
    exchange,
    feed_reader,
    invite,
    metadata,
    reaction,
    saved,
    update_inbox,
)
from tests.builders import at, chat, clean
from tests.planning import live, planned, publish
from tests.stage import READER, TOKEN, Stage, playing

ADA, BEN, GROUP = 7, 8, -1007
NOW = at("2026-11-24 08:00")
RARE = ("Zyqvorthana", "glimmerwock", "Nebelschnarch", "plonkwhistle")
HARBOUR = clean(title="Bridge to close for eleven weeks", source="Coastal Post")


# --- the tables -------------------------------------------------------------------------------


def test_every_table_that_names_a_chat_is_known() -> None:
    """A column that may hold the number of a chat or person is deleted, or stands here with the reason."""
    named = {"chat", "person", "keeper", "made_by", "user", "reader", "owner_id"}
    deleted = {f"{table.name}.chat" for table in tables.OF_A_CHAT}
    deleted |= {f"{column.table.name}.{column.name}" for column in tables.PERSONS}
    known = deleted | tables.NAMED_ELSEWHERE.keys()
    for table in metadata.sorted_tables:
        for column in table.c:
            refers = any(key.column.table.name == "chat" for key in column.foreign_keys)
            if column.name in named or refers:
                assert f"{table.name}.{column.name}" in known, "delete it, or say why not"


def test_what_a_later_migration_adds_is_told_by_its_own_name() -> None:
    stored = belongings.Belongings({"slot": [{"days": 0b1000001}], "new_table": [{"seen_at": NOW}]})
    told = json.loads(stored.as_json(NOW))
    assert told["times"] == [{"days": ["monday", "sunday"]}]
    assert told["new_table"] == [{"seen at": "2026-11-24T08:00:00+00:00"}]


async def everything(store: Store) -> None:
    """Something of Ada's in every table."""
    await subscribing.meet(store, replace(chat(ADA, name=RARE[0]), language="tlh"), NOW.time())
    await subscribing.meet(store, replace(chat(GROUP, name="Readers"), keeper=ADA), NOW.time())
    await subscribing.subscribe(store, ADA, NOW)
    await following.follow(store, ADA, None, FollowKind.WORDS, RARE[1], NOW)
    await following.mute(store, ADA, None, MuteKind.SOURCE, RARE[2], NOW)
    await asking.ask(store, ADA, ADA, "settings.times", NOW, about=RARE[3])
    async with store.writing() as conn:
        await conn.execute(insert(admin).values(chat=ADA, claimed_at=NOW, told=0))
        await conn.execute(insert(saved).values(chat=ADA, story=5, saved_at=NOW))
        for where in (ADA, GROUP):
            liked = {"chat": where, "message": 3, "person": ADA, "lineup": 1, "liked": True, "at": NOW}
            await conn.execute(insert(reaction).values(liked))
        said = {"chat": ADA, "asked": 1, "answered": 2, "said": "abc", "at": NOW}
        await conn.execute(insert(exchange).values(said))
        await conn.execute(insert(allowance).values(chat=ADA, kind="links", day=date(2026, 11, 24), used=2))
        await conn.execute(insert(invite).values(code="c" * 64, made_by=ADA, made_at=NOW, uses_left=1))
        body = {"message": {"from": {"id": ADA, "first_name": RARE[0]}, "text": f"/follow {RARE[1]}"}}
        await conn.execute(insert(update_inbox).values(id=1, body={"update_id": 1, **body}, at=NOW))
        other = {"message": {"from": {"id": 8, "first_name": "Bo"}}}
        await conn.execute(insert(update_inbox).values(id=2, body={"update_id": 2, **other}, at=NOW))


async def test_everything_is_told(store: Store) -> None:
    await everything(store)
    stored = await belongings.of_chat(store, ADA)
    told = json.loads(stored.as_json(NOW))
    assert told["chat"][0]["name"] == RARE[0]
    assert told["follows"][0]["words"] == RARE[1]
    assert told["mutes"][0]["kind"] == "source"
    assert told["times"][0]["at"] == "08:00"
    assert told["groups and channels kept"][0]["id"] == GROUP
    assert [each["chat"] for each in told["reactions in groups"]] == [GROUP]
    assert told["not handled yet"][0]["body"]["message"]["from"]["first_name"] == RARE[0]
    assert len(told["not handled yet"]) == 1, "not what others said"
    assert told["follows"][0]["created at"].startswith("2026-11-24T08:00:00")


async def test_everything_is_forgotten_and_others_are_not(store: Store) -> None:
    await everything(store)
    await belongings.forget(store, ADA, NOW)
    assert not (await belongings.of_chat(store, ADA)).tables
    group = await subscribing.find(store, GROUP)
    assert group is not None
    assert group.chat.keeper is None
    async with store.reading() as conn:
        waiting = (await conn.execute(select(update_inbox.c.id))).scalars().all()
        assert waiting == [2]
        for table in (saved, reaction, exchange, allowance, invite, feed_reader):
            assert (await conn.execute(select(func.count()).select_from(table))).scalar_one() == 0


def standing_in(folder: Path) -> set[tuple[str, str]]:
    """Which of the rare words stand in which file."""
    contents = {each.name: each.read_bytes() for each in folder.glob("pullquote.db*")}
    return {(name, word) for name, content in contents.items() for word in RARE if word.encode() in content}


async def test_nothing_of_it_stands_in_the_files(tmp_path: Path) -> None:
    """Among two thousand others, whose pages grew and were divided; and what was changed before."""
    async with await Store.open(f"sqlite:///{tmp_path / 'pullquote.db'}") as store:
        await _crowd(store, range(1_000, 3_000, 2), "bridge")
        await everything(store)
        await subscribing.change(store, ADA, lambda known: replace(known, name=RARE[3]), NOW)
        await _crowd(store, range(1_001, 3_001, 2), "ferry")
        assert {word for _, word in standing_in(tmp_path)} == set(RARE), "it was there"
        await belongings.forget(store, ADA, NOW)
        assert standing_in(tmp_path) == set()


async def test_what_could_not_be_scrubbed_by_day_is_at_night(tmp_path: Path) -> None:
    """Somebody reads while the chat is forgotten, so that the write-ahead log cannot be cut off."""
    async with await Store.open(f"sqlite:///{tmp_path / 'pullquote.db'}") as store:
        await everything(store)
        async with store.reading() as conn:
            await conn.execute(select(func.count()).select_from(metadata.tables["chat"]))
            await belongings.forget(store, ADA, NOW)
            assert standing_in(tmp_path)
        await housekeeping.tidy(store, NOW)
        assert standing_in(tmp_path) == set()


async def test_words_of_follows_leave_the_editions_too(tmp_path: Path) -> None:
    """Of others who follow the same, what they were told stays as it is."""
    async with await Store.open(f"sqlite:///{tmp_path / 'pullquote.db'}") as store:
        await publish(store, HARBOUR, seen=NOW)
        await live(store, ADA, BEN)
        await following.follow(store, ADA, None, FollowKind.WORDS, f"eleven OR {RARE[1]}", NOW)
        for whom in (ADA, BEN):
            await following.follow(store, whom, None, FollowKind.WORDS, f"weeks OR {RARE[2]}", NOW)
        await planned(store)
        assert {word for _, word in standing_in(tmp_path)} == {RARE[1], RARE[2]}
        await belongings.forget(store, ADA, NOW)
        assert {word for _, word in standing_in(tmp_path)} == {RARE[2]}
        (told,) = (await planned(store)).values()
        assert list(told.followed.values()) == [(f"weeks OR {RARE[2]}",)]
        assert told.digests


async def read_by(store: Store, reader: int) -> int:
    """A feed of this reader alone, with an article; its key."""
    async with store.writing() as conn:
        await feeds.add(conn, Feed(url="https://own.example/feed", origin=FeedOrigin.READER), NOW)
        own = await feeds.find(conn, "https://own.example/feed")
        assert own is not None
        await reader_feeds.add(conn, reader, own.key, NOW)
        await tastes.refresh(conn, reader)
    await publish(store, replace(HARBOUR, source=RARE[1]), seen=NOW, audience=own.key)
    return own.key


async def test_what_a_feed_of_nobody_brought_leaves_the_editions_too(tmp_path: Path) -> None:
    async with await Store.open(f"sqlite:///{tmp_path / 'pullquote.db'}") as store:
        await live(store, ADA)
        await read_by(store, ADA)
        (told,) = (await planned(store)).values()
        assert told.digests[0].outlets[0].name == RARE[1]
        await belongings.forget(store, ADA, NOW)
        assert standing_in(tmp_path) == set()


async def test_a_feed_that_nobody_reads_leaves_the_files_at_night(tmp_path: Path) -> None:
    async with await Store.open(f"sqlite:///{tmp_path / 'pullquote.db'}") as store:
        await live(store, ADA)
        key = await read_by(store, ADA)
        async with store.writing() as conn:
            await reader_feeds.remove(conn, ADA, key)
        assert standing_in(tmp_path)
        await housekeeping.tidy(store, NOW)
        assert standing_in(tmp_path) == set()


async def test_a_group_is_told_by_the_reactions_that_are_left(store: Store) -> None:
    await publish(store, replace(HARBOUR, topics=("Traffic",)), seen=NOW)
    await live(store, GROUP)
    await subscribing.meet(store, chat(ADA), NOW.time())
    (told,) = (await planned(store)).values()
    async with store.writing() as conn:
        vote = {"chat": GROUP, "message": 3, "person": ADA, "lineup": told.key, "liked": True, "at": NOW}
        await conn.execute(insert(reaction).values(vote))
        await tastes.refresh(conn, GROUP)
        (before,) = await slots.of_chat(conn, GROUP)
    assert before.taste is not None
    await belongings.forget(store, ADA, NOW)
    async with store.reading() as conn:
        (after,) = await slots.of_chat(conn, GROUP)
    assert after.taste is None


async def _crowd(store: Store, numbers: range, words: str) -> None:
    """Many chats, each with a list that it asked for."""
    async with store.writing() as conn:
        for number in numbers:
            await chats.save(conn, chat(number, name=f"Reader {number}" * (number % 5 + 1)))
            await listings.create(conn, number, "search", f"{words} {number} " * 5, NOW)


# --- in the chat ------------------------------------------------------------------------------


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Zyqvorthana", language_code="en")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path, store_url: str) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path, store_url=store_url) as stage:
        await stage.file(HARBOUR)
        yield stage


async def test_a_reader_gets_everything_as_a_file(stage: Stage) -> None:
    await stage.ask("/subscribe")
    await stage.ask("/time 07:30")
    sent = await stage.ask("/mydata")
    assert "Everything that is stored about this chat, as JSON:" in sent.text
    assert sent.document is not None
    assert sent.document.name.endswith(".json")
    told = json.loads(sent.document.content)
    assert told["chat"][0]["name"] == "Zyqvorthana"
    assert told["times"][0]["at"] == "07:30"


async def test_the_file_goes_by_the_day_where_the_reader_lives(stage: Stage) -> None:
    days = set()
    for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati"):
        await stage.ask(f"/timezone {zone}")
        sent = await stage.ask("/mydata")
        assert sent.document is not None
        days.add(sent.document.name)
        local = stage.clock().astimezone(ZoneInfo(zone))
        assert sent.document.name == f"pullquote-{local:%Y-%m-%d}.json"
    assert len(days) == 2, "they are more than a day apart"


async def test_a_reader_is_forgotten_after_one_confirmation(stage: Stage) -> None:
    await stage.ask("/subscribe")
    await stage.ask("/search bridge")
    await stage.edition()
    asking = await stage.ask("/forget")
    assert "It cannot be undone" in asking.text
    assert await subscribing.find(stage.app.store, READER) is not None, "not before it is confirmed"
    goodbye = await stage.press(asking, "Yes, delete everything")
    assert goodbye.text.startswith("Everything about this chat is deleted. Goodbye!")
    assert not goodbye.buttons
    assert await subscribing.find(stage.app.store, READER) is None, "the goodbye does not bring it back"
    assert not (await belongings.of_chat(stage.app.store, READER)).tables
    await stage.ask("/start")
    assert await subscribing.find(stage.app.store, READER) is not None


async def test_by_invitation_there_is_no_way_back_without_a_new_one(
    playground: Playground, tmp_path: Path
) -> None:
    invited = AccessSettings(mode="invite")
    async with playing(playground, tmp_path, access=invited) as stage:
        code = await admitting.invite(stage.app.store, READER, 1, stage.clock())
        await stage.ask(f"/start invite_{code}")
        asking = await stage.ask("/forget")
        assert "to come back you will need a new one" in asking.text
        goodbye = await stage.press(asking, "Yes, delete everything")
        assert goodbye.text.endswith("To come back you will need a new invitation.")


async def test_a_forgotten_reader_leaves_nothing_in_the_files(playground: Playground, tmp_path: Path) -> None:
    async with playing(playground, tmp_path) as stage:
        await stage.ask("/subscribe")
        await stage.ask("/search glimmerwock")
        await stage.ask("/time plonkwhistle")
        asking = await stage.ask("/forget")
        await stage.press(asking, "Yes, delete everything")
        assert standing_in(tmp_path) == set()


async def test_in_a_group_only_administrators_may(stage: Stage) -> None:
    olu = stage.playground.add_private_chat(3003, "Olu")
    group = stage.playground.add_group("Readers", members=(olu,), admins=(READER,), supergroup=True)
    await stage.ask("/subscribe", chat=group, user=READER)
    for command in ("/forget", "/mydata"):
        refused = await stage.ask(command, chat=group, user=olu)
        assert refused.text == "Only the group's administrators can change this."
    asking = await stage.ask("/forget", chat=group, user=READER)
    query = await stage.playground.press(group, asking.message_id, "Yes", user=olu)
    assert "Only the group's administrators" in (await stage.playground.answer_to(query)).text
    await stage.press(asking, "Yes", user=READER)
    assert await subscribing.find(stage.app.store, group) is None


async def test_a_channel_is_forgotten_from_afar(stage: Stage) -> None:
    channel = stage.playground.add_channel("Coastal News", username="coastal", admins=(READER,))
    screen = await stage.press(await stage.ask("/channel @coastal"), "My data")
    asking = await stage.press(screen, "Delete everything")
    assert asking.text.startswith("Coastal News\n")
    await stage.press(asking, "Yes, delete everything")
    assert await subscribing.find(stage.app.store, channel) is None
    assert await subscribing.find(stage.app.store, READER) is not None


async def test_whoever_changes_their_mind_goes_back(stage: Stage) -> None:
    await stage.ask("/subscribe")
    page = await stage.press(await stage.ask("/settings"), "My data")
    asking = await stage.press(page, "Delete everything")
    back = await stage.press(await stage.press(asking, "Back"), "Back")
    assert "Stop editions" in back.buttons
    assert await subscribing.find(stage.app.store, READER) is not None
