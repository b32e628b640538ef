"""The store: SQL tables on SQLite or PostgreSQL, one file for each noun.

`engine.Store` opens the database and hands out connections; every function of the other modules takes
such a connection, so that the caller decides what belongs into one transaction:

    async with store.writing() as conn:
        story = await stories.create(conn, now)
        await articles.add(conn, prepared, origin="inbox/a.txt", seen_at=now, story=story)

Values of `digests.model` go in and come out; rows, SQL and drivers stay in here.
"""
