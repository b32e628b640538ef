"""Editions, and the ledger of their deliveries, on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Delivery, DeliveryState, Span, StoredArticle, Wording
from digests.store import articles, changes, chats, deliveries, editions, schema, stories
from digests.store.engine import Store
from tests.builders import Moment, at, chat, clean, correction, delivery, digest, edition, prepared

NOW = at("2026-11-24 08:00")
LEASE = at("2026-11-24 08:01")


async def file(conn: AsyncConnection, title: str, text: str, story: int) -> StoredArticle:
    article = clean(title=title, text=text, source=f"{title} Herald", url=f"https://{title}.example/")
    key = await articles.add(conn, prepared(article), origin="x", seen_at=NOW, story=story)
    assert key is not None
    return (await articles.fetch(conn, [key]))[key]


async def recorded(conn: AsyncConnection, chat_id: int = 7, **given: int) -> int:
    """The key of an edition without stories, for a chat that is made if need be."""
    await chats.save(conn, chat(chat_id))
    key = await editions.record(conn, edition(chat=chat_id, **given))
    assert key is not None
    return key


async def planned(conn: AsyncConnection, chat_id: int, due_at: Moment = NOW, **given: Moment) -> Delivery:
    item = delivery(chat=chat_id, edition=await recorded(conn, chat_id), due_at=due_at, **given)
    assert await deliveries.plan(conn, item)
    return item


async def claim(
    conn: AsyncConnection, owner: str = "a", now: Moment = NOW, limit: int = 10
) -> tuple[Delivery, ...]:
    return await deliveries.claim(conn, owner=owner, now=at(now), lease_until=LEASE, limit=limit)


# --- editions ---------------------------------------------------------------------------------


async def test_an_edition_is_cut_from_the_stored_articles_again(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        one, two = await stories.create(conn, NOW), await stories.create(conn, NOW)
        first = digest(
            await file(conn, "one", 'Opening words. "So it goes," said Ada.', one),
            await file(conn, "uno", "Other words.", one),
        )
        second = digest(await file(conn, "two", "Second story.", two))
        (said,) = first.quotes
        role = replace(said.passage, span=Span(0, 7), text="Opening")
        uno = first.sentences[1]
        printed = (Wording(said.passage, ("one Herald", "two Herald")), Wording(uno, ("uno Herald",)))
        one_herald, uno_herald = first.outlets
        first = replace(
            first,
            quotes=(replace(said, role=role, wordings=printed),),
            outlets=(one_herald, replace(uno_herald, is_copy=True)),
            topics=("World", "Harbours"),
        )
        item = await file(conn, "corrected", "It was about forty. It was exactly forty.", two)
        made = edition(
            first,
            second,
            articles=42,
            sources=17,
            elsewhere=3,
            updates=[two],
            silent=["Radio Süd", "The Ledger"],
            corrections=[
                correction(item, "about forty", item, "exactly forty", number=3, place=2),
                correction(item, "It was", told_on=date(2026, 11, 20)),
            ],
        )
        key = await editions.record(conn, made)
        assert key is not None
    async with store.reading() as conn:
        found = await editions.fetch(conn, key)
        assert found == made
        assert found is not None
        assert found.key == key
        assert await editions.fetch(conn, key + 1) is None


async def test_an_edition_of_before_wordings_and_topics_were_kept_is_read(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        story = await stories.create(conn, NOW)
        made = edition(digest(await file(conn, "one", 'Opening words. "So it goes," said Ada.', story)))
        key = await editions.record(conn, made)
        assert key is not None
        (row,) = (await conn.execute(select(schema.edition))).all()
        old = [
            {name: kept for name, kept in body.items() if name not in ("copies", "topics", "is_update")}
            | {"quotes": [{name: quote[name] for name in ("place", "speaker")} for quote in body["quotes"]]}
            for body in row.body
        ]
        await conn.execute(update(schema.edition).values(body=old))
        assert await editions.fetch(conn, key) == made


async def test_no_words_of_an_article_are_copied_into_an_edition(store: Store) -> None:
    async with store.writing() as conn:
        await chats.save(conn, chat(7))
        story = await stories.create(conn, NOW)
        item = await file(conn, "A title", 'Opening words. "So it goes," said Ada.', story)
        corrected = correction(item, "Opening words", item, "So it goes")
        await editions.record(conn, edition(digest(item), corrections=[corrected]))
        (row,) = (await conn.execute(select(schema.edition.c.body, schema.edition.c.corrections))).all()
        body = json.dumps([*row])
    assert "Opening" not in body
    assert "goes" not in body
    assert "Ada" not in body or "Mara" in body  # the speaker's name is ours to keep
    assert "https" not in body


async def test_a_chat_gets_one_edition_for_a_slot_of_a_day(store: Store) -> None:
    async with store.writing() as conn:
        await recorded(conn)
        assert await editions.record(conn, edition(articles=99)) is None
        assert await editions.record(conn, edition(slot=2)) is not None
        assert await editions.record(conn, edition(kind="weekly")) is not None
        assert await editions.record(conn, edition(local_date=date(2026, 11, 25))) is not None


async def test_what_a_chat_was_told_is_remembered_for_as_long_as_asked(store: Store) -> None:
    async with store.writing() as conn:
        for number in (7, 8):
            await chats.save(conn, chat(number))
        told = []
        for day in (22, 23, 24):
            story = await stories.create(conn, NOW)
            item = await file(conn, f"day {day}", f"Text {day}.", story)
            made = edition(digest(item), local_date=date(2026, 11, day), made_at=f"2026-11-{day} 08:00")
            await editions.record(conn, made)
            told.append(story)
        since = at("2026-11-23 08:00")
        days = at("2026-11-23 08:00"), at("2026-11-24 08:00")
        assert await editions.told(conn, 7, since) == dict(zip(told[1:], days, strict=True))
        assert await editions.told(conn, 8, since) == {}
        again = edition(digest(item), local_date=date(2026, 11, 25), made_at="2026-11-25 08:00")
        await editions.record(conn, again)
        assert (await editions.told(conn, 7, since))[told[2]] == at("2026-11-25 08:00")


async def test_the_latest_edition_of_a_chat_is_known(store: Store) -> None:
    async with store.writing() as conn:
        assert await editions.latest(conn, 7) is None
        await chats.save(conn, chat(7))
        newest = edition(local_date=date(2026, 11, 25), made_at="2026-11-25 08:00")
        for made in (newest, edition(made_at="2026-11-24 08:00")):
            await editions.record(conn, made)
        assert await editions.latest(conn, 7) == newest


async def test_stories_with_news_come_by_how_many_texts_of_their_own_they_have(store: Store) -> None:
    async with store.writing() as conn:
        few, many, old = [await stories.create(conn, NOW) for _ in range(3)]
        for number in range(4):
            await file(conn, f"few {number}", f"Text {number} of few.", few)
        for number in range(3):
            await file(conn, f"many {number}", f"Text {number} of many.", many)
        await file(conn, "old", "Old text.", old)
        ids = list((await conn.execute(select(schema.article.c.id).order_by(schema.article.c.id))).scalars())
        copied = update(schema.article).where(schema.article.c.id.in_(ids[1:3])).values(copy_of=ids[0])
        await conn.execute(copied)
        later = at("2026-11-24 09:00")
        await conn.execute(
            update(schema.article).where(schema.article.c.id.in_([ids[0], ids[6]])).values(seen_at=later)
        )
        assert await changes.newest_since(conn, at("2026-11-24 07:59")) == {
            many: later,
            few: later,
            old: NOW,
        }
        assert list(await changes.newest_since(conn, at("2026-11-24 07:59"))) == [many, few, old]
        assert set(await changes.newest_since(conn, NOW)) == {few, many}
        await conn.execute(update(schema.article).where(schema.article.c.id == ids[7]).values(replaced_by=1))
        assert old not in await changes.newest_since(conn, at("2026-11-24 07:59"))
        assert await changes.replaced_in(conn, [few, old]) == (ids[7],)
        assert await changes.replaced_in(conn, [few, many]) == ()


# --- the ledger -------------------------------------------------------------------------------


async def test_nothing_is_planned_twice(store: Store) -> None:
    async with store.writing() as conn:
        item = await planned(conn, 7)
        assert not await deliveries.plan(conn, item)
        await deliveries.settle(conn, (await claim(conn))[0], replace(item, state=DeliveryState.SENT))
        assert not await deliveries.plan(conn, item), "not even after it was sent"


async def test_a_claimed_delivery_is_being_sent_by_its_owner(store: Store) -> None:
    async with store.writing() as conn:
        item = await planned(conn, 7)
        claimed = replace(item, state=DeliveryState.SENDING, attempt=1, owner="a", lease_until=LEASE)
        assert await claim(conn, "a") == (claimed,)
        assert await claim(conn, "b") == ()
        assert await deliveries.of_edition(conn, item.edition) == (claimed,)


async def test_what_is_longest_due_is_claimed_first_and_never_before_its_time(store: Store) -> None:
    async with store.writing() as conn:
        await planned(conn, 3, "2026-11-24 07:30")
        await planned(conn, 1, "2026-11-24 07:50")
        await planned(conn, 2, "2026-11-24 07:30", not_before="2026-11-24 08:00")
        await planned(conn, 4, "2026-11-24 07:00", not_before="2026-11-24 08:00:01")
        assert [each.key.chat for each in await claim(conn, limit=2)] == [2, 3]
        assert [each.key.chat for each in await claim(conn)] == [1]
        assert await claim(conn) == ()


@pytest.mark.parametrize(
    "after",
    [
        {"state": DeliveryState.SENT, "message_id": 5_000_000_000, "owner": None, "lease_until": None},
        {
            "state": DeliveryState.PLANNED,
            "attempt": 0,
            "not_before": LEASE,
            "owner": None,
            "lease_until": None,
        },
        {"state": DeliveryState.PLANNED, "doubtful": True, "reason": "no answer", "owner": None},
        {"state": DeliveryState.REJECTED, "reason": "can't parse \x00 entities".replace("\x00", "")},
    ],
)
async def test_what_became_of_a_delivery_is_written(store: Store, after: dict[str, object]) -> None:
    async with store.writing() as conn:
        await planned(conn, 7)
        (claimed,) = await claim(conn)
        settled = replace(claimed, **after)
        assert await deliveries.settle(conn, claimed, settled)
        assert await deliveries.of_edition(conn, claimed.edition) == (settled,)


async def test_who_slept_beyond_the_lease_does_not_have_the_last_word(store: Store) -> None:
    async with store.writing() as conn:
        await planned(conn, 7)
        (sleeper,) = await claim(conn, "a")
        (left,) = await deliveries.abandoned(conn, at("2026-11-24 08:02"))
        assert left == sleeper
        again = replace(
            left, state=DeliveryState.PLANNED, doubtful=True, not_before=LEASE, owner=None, lease_until=None
        )
        assert await deliveries.settle(conn, left, again)
        (second,) = await claim(conn, "b", "2026-11-24 08:03")
        assert second.attempt == 2
        assert not await deliveries.settle(conn, sleeper, replace(sleeper, state=DeliveryState.REJECTED))
        assert await deliveries.settle(conn, second, replace(second, state=DeliveryState.SENT))
        assert not await deliveries.settle(conn, second, replace(second, state=DeliveryState.UNKNOWN))


async def test_a_lease_that_runs_is_not_abandoned(store: Store) -> None:
    async with store.writing() as conn:
        await planned(conn, 7)
        await claim(conn)
        assert await deliveries.abandoned(conn, LEASE) == ()
        assert len(await deliveries.abandoned(conn, at("2026-11-24 08:01:00.000001"))) == 1


async def test_deliveries_are_counted_by_state(store: Store) -> None:
    async with store.writing() as conn:
        assert set((await deliveries.counts(conn)).values()) == {0}
        for number in (1, 2, 3):
            await planned(conn, number)
        await claim(conn, limit=1)
        counted = await deliveries.counts(conn)
        assert counted[DeliveryState.PLANNED] == 2
        assert counted[DeliveryState.SENDING] == 1
        assert counted[DeliveryState.SENT] == 0


async def test_the_plans_of_a_chat_that_is_gone_are_ended(store: Store) -> None:
    async with store.writing() as conn:
        gone, other = await planned(conn, 7), await planned(conn, 8)
        await deliveries.drop_open(conn, 7, DeliveryState.GONE, "blocked")
        (ended,) = await deliveries.of_edition(conn, gone.edition)
        assert (ended.state, ended.reason) == (DeliveryState.GONE, "blocked")
        assert [each.key for each in await claim(conn)] == [other.key]


async def test_claims_of_workers_at_the_same_time_share_nothing(postgres_url: str) -> None:
    async with (
        await Store.open(postgres_url, exclusive=False) as one,
        await Store.open(postgres_url, exclusive=False) as other,
    ):
        async with one.writing() as conn:
            for number in range(1, 41):
                await planned(conn, number)
        async with one.writing() as mine_conn, other.writing() as theirs_conn:
            mine = await claim(mine_conn, "a", limit=20)
            theirs = await claim(theirs_conn, "b", limit=30)
    assert (len(mine), len(theirs)) == (20, 20)
    assert not {each.key for each in mine} & {each.key for each in theirs}
