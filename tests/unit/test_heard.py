"""What a message asks of the bot, read from what Telegram sends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Message

from bot.commands.heard import (
    FeedList,
    Forwarded,
    Linked,
    Meant,
    Ordered,
    Said,
    Wordless,
    gist,
    meant,
)
from bot.commands.request import SentFile

BOT = "pullquote_bot"
PRIVATE = {"id": 7, "type": "private", "first_name": "Ada"}
GROUP = {"id": -5, "type": "supergroup", "title": "Readers"}
ADA = {"id": 7, "is_bot": False, "first_name": "Ada"}
US = {"id": 42, "is_bot": True, "first_name": "Pullquote", "username": "Pullquote_Bot"}
SITE = "https://news.example/a"


def message(chat: dict[str, Any] = PRIVATE, **fields: Any) -> Message:
    told = {"message_id": 1, "date": 1_764_000_000, "chat": chat, "from": ADA, **fields}
    made = Message.de_json(told, None)
    assert made is not None
    return made


def linked(text: str, *links: str, field: str = "text", kind: str = "url") -> dict[str, Any]:
    entities = [{"type": kind, "offset": text.index(each), "length": len(each)} for each in links]
    return {field: text, "entities" if field == "text" else "caption_entities": entities}


def channel_post(**fields: Any) -> dict[str, Any]:
    chat = {"id": -1009, "type": "channel", "title": "Harbour Watch"}
    return {**fields, "forward_origin": {"type": "channel", "date": 1, "chat": chat, "message_id": 3}}


PHOTO = {"photo": [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]}


def document(name: str) -> dict[str, Any]:
    return {"document": {"file_id": "d", "file_unique_id": "u", "file_name": name, "file_size": 9}}


TABLE: list[tuple[Message, Meant | None]] = [
    (message(text="/latest"), Ordered("latest", "")),
    (message(text="/LATEST@Pullquote_Bot  harbour \n bridge "), Ordered("latest", "harbour \n bridge", True)),
    (message(text="/latest@other_bot"), None),
    (message(GROUP, text="/latest"), Ordered("latest", "")),
    (message(text="harbour bridge"), Said("harbour bridge")),
    (message(GROUP, text="harbour bridge"), None),
    (
        message(
            GROUP, text="Lisbon", reply_to_message={"message_id": 2, "date": 1, "chat": GROUP, "from": US}
        ),
        Said("Lisbon"),
    ),
    (
        message(GROUP, text="yes", reply_to_message={"message_id": 2, "date": 1, "chat": GROUP, "from": ADA}),
        None,
    ),
    # links
    (message(**linked(SITE, SITE)), Linked(SITE, SITE)),
    (message(**linked("news.example/a", "news.example/a")), Linked(SITE, "news.example/a")),
    (message(**linked("about news.example", "news.example")), Said("about news.example")),
    (message(**linked("ftp://news.example/a", "ftp://news.example/a")), Said("ftp://news.example/a")),
    (
        message(text="here", entities=[{"type": "text_link", "offset": 0, "length": 4, "url": SITE}]),
        Linked(SITE, "here"),
    ),
    (message(**PHOTO, **linked(f"see {SITE}", SITE, field="caption")), Linked(SITE, f"see {SITE}")),
    (
        message(**linked(f"https://t.me/watch {SITE}", "https://t.me/watch", SITE)),
        Linked(SITE, f"https://t.me/watch {SITE}"),
    ),
    (message(GROUP, **linked(SITE, SITE)), None),
    # what others said
    (message(**channel_post(text="Aground!")), Forwarded(-1009, None)),
    (message(**channel_post(**linked(SITE, SITE))), Forwarded(-1009, SITE)),
    # places, files, pictures
    (message(location={"latitude": 38.72, "longitude": -9.14}), Ordered("timezone", "38.720000, -9.140000")),
    (message(location={"latitude": 38.72, "longitude": -9.14}, edit_date=1_764_000_009), None),
    (message(**document("My Feeds.OPML")), FeedList(SentFile("d", "My Feeds.OPML", 9))),
    (message(**document("paper.pdf")), Wordless()),
    (message(**PHOTO), Wordless()),
    (message(voice={"file_id": "v", "file_unique_id": "u", "duration": 3}), Wordless()),
    (message(dice={"emoji": "🎲", "value": 3}), Wordless()),
    (message(GROUP, **PHOTO), None),
    # what is no talk
    (message(pinned_message={"message_id": 2, "date": 1, "chat": PRIVATE}), None),
    (message(message_auto_delete_timer_changed={"message_auto_delete_time": 60}), None),
    (message(text="a story", via_bot=US), None),
    (message(GROUP, new_chat_title="Writers"), None),
]


@pytest.mark.parametrize(("asked", "found"), TABLE)
def test_what_a_message_asks(asked: Message, found: Meant | None) -> None:
    assert meant(asked, BOT) == found


def test_looks_are_not_what_a_message_says_but_links_are() -> None:
    plain, bold = message(text="here"), {"type": "bold", "offset": 0, "length": 4}
    link = {"type": "text_link", "offset": 0, "length": 4, "url": SITE}
    assert gist(plain) == gist(message(text="here", entities=[bold]))
    assert gist(plain) != gist(message(text="here", entities=[link]))
    assert gist(message(**document("a.opml"))) != gist(message(**PHOTO))


entities = st.builds(
    lambda kind, offset, length: {"type": kind, "offset": offset, "length": length},
    st.sampled_from(["url", "text_link", "bold", "mention", "strange"]),
    st.integers(0, 60),
    st.integers(0, 60),
)
attached = st.sampled_from([{}, PHOTO, document("a.xml"), channel_post()])


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    st.lists(entities, max_size=3),
    attached,
    st.sampled_from([PRIVATE, GROUP]),
    st.sampled_from(["text", "caption"]),
)
def test_any_message_can_be_read(
    words: str, marks: list[dict[str, Any]], more: dict[str, Any], chat: dict[str, Any], field: str
) -> None:
    kind = "entities" if field == "text" else "caption_entities"
    asked = message(chat, **{field: words, kind: marks, **more})
    meant(asked, BOT)
    assert len(gist(asked)) == 32
