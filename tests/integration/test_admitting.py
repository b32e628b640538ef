"""Invitations and questions, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from digests.newsroom import admitting, asking
from digests.newsroom.admitting import may_enter
from digests.store import chats
from digests.store.engine import Store
from digests.store.questions import Question
from tests.builders import at, chat

NOW = at("2026-11-24 08:00")
STRANGER = chat(7)
READER = replace(chat(8), admitted_at=NOW)
GROUP = chat(-9)


@pytest.fixture
async def store(store: Store) -> Store:
    async with store.writing() as conn:
        for each in (STRANGER, READER, GROUP):
            await chats.save(conn, each)
    return store


@pytest.mark.parametrize(
    ("known", "invited_only", "enters"),
    [(STRANGER, False, True), (STRANGER, True, False), (READER, False, True), (READER, True, True)],
)
def test_who_may_enter(known: object, invited_only: bool, enters: bool) -> None:
    assert may_enter(known, invited_only=invited_only) is enters  # type: ignore[arg-type]


async def test_an_invitation_counts_as_often_as_it_says(store: Store) -> None:
    code = await admitting.invite(store, 1, 2, NOW)
    first = await admitting.come_in(store, 7, code, NOW)
    assert first is not None and first.admitted_at == NOW
    assert await admitting.come_in(store, -9, code, NOW) is not None
    assert await admitting.come_in(store, 8, code, NOW) is None
    assert await admitting.come_in(store, 8, "another", NOW) is None


async def test_two_who_come_at_once_with_one_invitation(store: Store) -> None:
    code = await admitting.invite(store, 1, 1, NOW)
    came = await asyncio.gather(*(admitting.come_in(store, each, code, NOW) for each in (7, 8)))
    assert sum(each is not None for each in came) == 1


async def test_a_code_stands_nowhere_in_the_store(store: Store) -> None:
    code = await admitting.invite(store, 1, 1, NOW)
    async with store.reading() as conn:
        kept = (await conn.exec_driver_sql("SELECT code FROM invite")).scalar_one()
    assert code not in kept and len(kept) == 64


async def test_a_group_comes_in_with_who_is_in(store: Store) -> None:
    assert await admitting.bring_in(store, -9, 7, NOW) is None
    assert await admitting.bring_in(store, -9, 99, NOW) is None
    brought = await admitting.bring_in(store, -9, 8, NOW)
    assert brought is not None and brought.admitted_at == NOW
    assert await admitting.is_in(store, 8) and not await admitting.is_in(store, 7)


async def test_a_question_is_open_for_an_hour_and_gives_way_to_the_next(store: Store) -> None:
    await asking.ask(store, 7, 7, "city", NOW, message=5)
    await asking.ask(store, 7, 8, "city", NOW)
    asked = await asking.pending(store, 7, 7, at("2026-11-24 09:00"))
    assert asked == Question(chat=7, person=7, kind="city", message=5, about="", asked_at=NOW)
    assert await asking.pending(store, 7, 7, at("2026-11-24 09:01")) is None

    later = at("2026-11-24 08:30")
    await asking.ask(store, 7, 7, "times", later, about="-9")
    await asking.close(store, asked)  # answered a moment too late: the newer question stays
    newer = await asking.pending(store, 7, 7, later)
    assert newer is not None and (newer.kind, newer.about) == ("times", "-9")
    await asking.drop(store, 7, 7)
    assert await asking.pending(store, 7, 7, later) is None
    assert await asking.pending(store, 7, 8, later) is not None
