"""Line-ups, cut from the stored articles again when they are read, on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from digests.model import Shown, ShownQuote, Span, StoredArticle, Wording
from digests.store import articles, changes, lineups, schema, stories
from digests.store.engine import Store
from tests.builders import at, clean, correction, digest, lineup, prepared

NOW = at("2026-11-24 08:00")


async def file(conn: AsyncConnection, title: str, text: str, story: int) -> StoredArticle:
    article = clean(title=title, text=text, source=f"{title} Herald", url=f"https://{title}.example/")
    key = await articles.add(conn, prepared(article), origin="x", seen_at=NOW, story=story)
    assert key is not None
    return (await articles.fetch(conn, [key]))[key]


async def test_an_edition_is_cut_from_the_stored_articles_again(store: Store) -> None:
    async with store.writing() as conn:
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
        made = lineup(
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
        key = await lineups.record(conn, made)
    async with store.reading() as conn:
        found = await lineups.fetch(conn, key)
        assert found == made
        assert found is not None
        assert found.key == key
        assert await lineups.fetch(conn, key + 1) is None


async def test_an_edition_of_before_wordings_and_topics_were_kept_is_read(store: Store) -> None:
    async with store.writing() as conn:
        story = await stories.create(conn, NOW)
        made = lineup(digest(await file(conn, "one", 'Opening words. "So it goes," said Ada.', story)))
        key = await lineups.record(conn, made)
        (row,) = (await conn.execute(select(schema.lineup))).all()
        old = [
            {name: kept for name, kept in body.items() if name not in ("copies", "topics", "is_update")}
            | {"quotes": [{name: quote[name] for name in ("place", "speaker")} for quote in body["quotes"]]}
            for body in row.body
        ]
        await conn.execute(update(schema.lineup).values(body=old))
        assert await lineups.fetch(conn, key) == made


async def test_no_words_of_an_article_are_copied_into_an_edition(store: Store) -> None:
    async with store.writing() as conn:
        story = await stories.create(conn, NOW)
        item = await file(conn, "A title", 'Opening words. "So it goes," said Ada.', story)
        corrected = correction(item, "Opening words", item, "So it goes")
        await lineups.record(conn, lineup(digest(item), corrections=[corrected]))
        (row,) = (await conn.execute(select(schema.lineup.c.body, schema.lineup.c.corrections))).all()
        body = json.dumps([*row])
    assert "Opening" not in body
    assert "goes" not in body
    assert "Ada" not in body or "Mara" in body  # the speaker's name is ours to keep
    assert "https" not in body


async def test_what_stood_in_a_line_up_is_known_without_its_texts(store: Store) -> None:
    async with store.writing() as conn:
        story = await stories.create(conn, NOW)
        item = await file(conn, "one", 'Opening words. "So it goes," said Ada.', story)
        told = digest(item, story=story)
        put_right = [correction(item, "Opening", number=3), correction(item, "words", number=9)]
        key = await lineups.record(conn, lineup(told, corrections=put_right))
        (said,) = told.quotes
        quote = ShownQuote(1, item.key, said.passage.span)
        shown = Shown(
            since=at("2026-11-23 08:00"),
            made_at=NOW,
            stories=(story,),
            quotes=(quote,),
            corrections=frozenset({3, 9}),
        )
        assert await lineups.shown(conn, [key, key + 1]) == {key: shown}


async def test_old_line_ups_are_forgotten(store: Store) -> None:
    async with store.writing() as conn:
        old = await lineups.record(conn, lineup(made_at="2026-08-24 08:00"))
        new = await lineups.record(conn, lineup())
        await lineups.forget_before(conn, at("2026-11-01 00:00"))
        assert await lineups.fetch(conn, old) is None
        assert await lineups.fetch(conn, new) == lineup()


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
