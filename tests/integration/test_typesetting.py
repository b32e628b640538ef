"""Letters: the same text is set once for all who get it, and anew for those who get another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.render.editions import Style
from bot.typesetting import Typesetter
from bot.words import catalogs
from digests.model import ChatKind, Size
from digests.newsroom.sending import Parcel
from digests.store import articles, lineups, stories
from digests.store.engine import Store
from tests.builders import at, chat, clean, delivery, digest, lineup, prepared

NOW = at("2026-11-24 08:00:20")


async def test_chats_that_get_the_same_share_one_letter(store: Store) -> None:
    async with store.writing() as conn:
        story = await stories.create(conn, NOW)
        item = prepared(clean(title="Bridge to close"))
        key = await articles.add(conn, item, origin="x", seen_at=NOW, story=story)
        assert key is not None
        told = lineup(digest((await articles.fetch(conn, [key]))[key], story=story))
        first = await lineups.record(conn, told)
        other = await lineups.record(conn, lineup())
    typesetter = Typesetter(store, catalogs(), lambda: Style(bot="linnet_bot"))
    ada = Parcel(delivery(chat=7, lineup=first), chat(7))
    letter = await typesetter.letter(ada, NOW)
    assert b"Bridge to close" in letter.markup

    ben = Parcel(delivery(chat=8, lineup=first), chat(8, name="Ben"))
    assert await typesetter.letter(ben, NOW + timedelta(seconds=30)) is letter

    tokyo = Parcel(ben.delivery, replace(ben.chat, timezone="Asia/Tokyo"))
    brief = Parcel(ben.delivery, replace(ben.chat, size=Size.BRIEF))
    channel = Parcel(ben.delivery, replace(ben.chat, kind=ChatKind.CHANNEL))
    late = NOW + timedelta(hours=1)
    for parcel, now in (
        (tokyo, NOW),
        (brief, NOW),
        (channel, NOW),
        (ada, late),
        (replace(ada, delivery=delivery(chat=7, lineup=other)), NOW),
    ):
        assert (await typesetter.letter(parcel, now)).markup != letter.markup
