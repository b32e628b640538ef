"""The migrations make the tables that the code expects, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from digests.store import migrate
from digests.store.engine import Store
from digests.store.schema import metadata


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
