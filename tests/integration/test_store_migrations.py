"""The migrations make the tables that the code expects, on both databases."""

from __future__ import annotations

from dataclasses import replace

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from digests.model import DeliveryState, Feed, FeedOrigin
from digests.store import chats, deliveries, feeds, lineups, migrate, slots
from digests.store.engine import Store
from digests.store.schema import metadata
from tests.builders import at, chat, lineup


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_name": lambda name, kind, _: (
                kind != "table" or not str(name).startswith("article_search")
            ),
        },
    )
    return list(compare_metadata(context, metadata))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def test_the_revisions_known_are_the_files_there_are() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(reversed([script.revision for script in scripts])) == migrate.REVISIONS


async def test_migrated_tables_are_those_of_the_schema(store: Store) -> None:
    async with store.reading() as conn:
        assert await conn.run_sync(differences) == []


async def test_migrations_can_be_undone_and_done_again(store: Store) -> None:
    async with store.writing() as conn:
        await conn.run_sync(migrate.downgrade)
        assert await conn.run_sync(tables) == {"alembic_version"}
        await conn.run_sync(migrate.upgrade)
        assert await conn.run_sync(differences) == []
        assert await conn.run_sync(migrate.condition, store.name) is migrate.Condition.CURRENT


async def test_editions_of_before_line_ups_keep_what_they_told_and_under_which_number(store: Store) -> None:
    """Their numbers stand in the buttons of messages that were sent."""
    is_postgres = "postgres" in store.name
    at_eight = "'2026-11-24 08:00:00+00:00'" if is_postgres else "'2026-11-24 08:00:00.000000'"
    no, day = "false" if is_postgres else "0", "'daily', '2026-11-24', 1"
    async with store.writing() as conn:
        await conn.run_sync(migrate.downgrade, "0003")
        for statement in (
            f"INSERT INTO chat VALUES (7, 'private', 'Ada', 'en', 'UTC', 'subscribed', NULL, {at_eight})",
            f"INSERT INTO slot VALUES (7, 1, '08:00:00.000000', 127, NULL, {at_eight})",
            "INSERT INTO edition (id, chat, kind, local_date, slot, due_at, since, made_at, articles, "
            "sources, elsewhere, body) "
            f"VALUES (41, 7, {day}, {at_eight}, {at_eight}, {at_eight}, 5, 3, 1, '[]')",
            f"INSERT INTO delivery VALUES (7, {day}, 1, 41, NULL, 'sent', 1, {no}, {at_eight}, {at_eight}, "
            "NULL, NULL, 99, NULL)",
        ):
            await conn.execute(text(statement))
        await conn.run_sync(migrate.upgrade)
    async with store.writing() as conn:
        got = await deliveries.find(conn, 7, 41)
        assert got is not None
        assert (got.state, got.message_id, got.due_at) == (DeliveryState.SENT, 99, at("2026-11-24 08:00"))
        told = await lineups.fetch(conn, 41)
        assert told is not None
        assert (told.articles, told.sources, told.elsewhere) == (5, 3, 1)
        assert await lineups.record(conn, lineup()) == 42
        assert [slot.next_date for slot in await slots.of_chat(conn, 7)] == [None]
        known = await chats.find(conn, 7)
        assert known == replace(chat(7, created_at="2026-11-24 08:00"), admitted_at=at("2026-11-24 08:00"))


async def test_feeds_keep_their_items_and_their_keys_are_not_given_again(store: Store) -> None:
    is_postgres = "postgres" in store.name
    moment = "'2026-11-24 08:00:00+00:00'" if is_postgres else "'2026-11-24 08:00:00.000000'"
    url = "https://tide.example/feed"
    wanted = Feed(url="https://post.example/feed", origin=FeedOrigin.READER)
    async with store.writing() as conn:
        await conn.run_sync(migrate.downgrade, "0004")
        for statement in (
            "INSERT INTO feed (id, url, full_text, weight, origin, added_at, address, standing, failures,"
            f" moved_times) VALUES (3, '{url}', 'auto', 1, 'added', {moment}, '{url}', 'well', 0, 0)",
            f"INSERT INTO feed_item (feed, item, content, misses, seen_at) VALUES (3, 'a', 'b', 0, {moment})",
        ):
            await conn.execute(text(statement))
        if is_postgres:
            await conn.execute(text("SELECT setval('feed_id_seq', 3)"))
        await conn.run_sync(migrate.upgrade)
    async with store.writing() as conn:
        assert (await conn.execute(text("SELECT count(*) FROM feed_item WHERE feed = 3"))).scalar() == 1
        known = await feeds.find(conn, url)
        assert known is not None
        assert known.key == 3
        await feeds.remove(conn, url)
        await feeds.add(conn, wanted, at("2026-11-24 08:00"))
        later = await feeds.find(conn, wanted.url)
        assert later is not None
        assert later.key == 4
