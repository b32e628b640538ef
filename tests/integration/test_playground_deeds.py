"""What a person can do over HTTP beside writing: all that the page offers, and the clock."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio
from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent, Update

from bot.playground import Playground
from bot.playground.clock import ClockFace, after_hours, at_edition, at_next

TOKEN = "42:TEST"
ADA, BEN = 1001, 1002
SUNDAY = datetime(2031, 5, 4, 17, 20, tzinfo=UTC)
"""18:20 in Lisbon."""
DUE = datetime(2031, 5, 5, 6, 30, tzinfo=UTC)


@pytest_asyncio.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(ADA, "Ada", language_code="pt-br")
        playground.add_private_chat(BEN, "Ben")
        yield playground


@pytest_asyncio.fixture
async def client(playground: Playground) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=playground.url, timeout=10, trust_env=False) as client:
        yield client


@pytest_asyncio.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{playground.url}/bot") as bot:
        await bot.get_updates(allowed_updates=Update.ALL_TYPES)
        yield bot


async def do(client: httpx.AsyncClient, deed: str, **fields: object) -> dict[str, object]:
    answer = await client.post(f"/playground/{deed}", json=fields)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_every_deed_of_the_page_becomes_its_update(client: httpx.AsyncClient, bot: Bot) -> None:
    sent = await bot.send_message(ADA, "news")
    said = await do(client, "say", chat_id=ADA, text="/serch")
    await do(client, "edit", chat_id=ADA, message_id=said["message_id"], text="/search")
    await do(client, "react", chat_id=ADA, message_id=sent.message_id, emoji="👍")
    await do(client, "react", chat_id=ADA, message_id=sent.message_id)
    await do(client, "forward", chat_id=ADA, message_id=sent.message_id, to_chat=BEN)
    opml = base64.b64encode(b"<opml/>").decode()
    await do(client, "document", chat_id=ADA, name="a.opml", content=opml, caption="/add")
    await do(client, "location", chat_id=ADA, latitude=38.72, longitude=-9)
    await do(client, "link", user=BEN, payload="topic_world")
    updates = await bot.get_updates()
    kinds = [
        "edit" if update.edited_message else "reaction" if update.message_reaction else "message"
        for update in updates
    ]
    assert kinds == ["message", "edit", "reaction", "reaction", "message", "message", "message", "message"]
    messages = [update.message for update in updates if update.message]
    assert messages[1].forward_origin is not None
    assert messages[2].document is not None
    assert messages[3].location is not None
    assert (messages[4].chat.id, messages[4].text) == (BEN, "/start topic_world")


async def test_inline_results_come_with_the_question(client: httpx.AsyncClient, bot: Bot) -> None:
    async def answer() -> None:
        [update] = await bot.get_updates(timeout=5)
        assert update.inline_query is not None
        content = InputTextMessageContent("Bridge")
        result = InlineQueryResultArticle("1", "Bridge", content, description="Post")
        await update.inline_query.answer([result], next_offset="9")

    answering = asyncio.create_task(answer())
    found = await do(client, "inline", user=ADA, text="bridge", chat_type="sender")
    await answering
    assert found["results"] == [{"id": "1", "title": "Bridge", "description": "Post", "url": None}]
    assert (found["next_offset"], found["button"]) == ("9", None)
    await do(client, "choose", query_id=found["query_id"], result_id="1", chat_id=ADA)
    chat = (await client.get(f"/playground/chats/{ADA}")).json()
    assert (chat["messages"][-1]["text"], chat["messages"][-1]["via"]) == ("Bridge", "pullquote_bot")


async def test_the_page_knows_who_can_speak_and_in_which_topic(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    forum = playground.add_group("Forum", members=(ADA, BEN), admins=(BEN,), topics=("World",))
    await playground.close_topic(forum, playground.topics(forum)["World"])
    state = (await client.get("/playground/state")).json()
    shown = {chat["title"]: chat for chat in state["chats"]}
    assert shown["Ada"]["language"] == "pt-br"
    assert shown["Forum"]["people"] == [
        {"id": BEN, "name": "Ben", "status": "creator"},
        {"id": ADA, "name": "Ada", "status": "member"},
    ]
    assert [(topic["name"], topic["closed"]) for topic in shown["Forum"]["topics"]] == [("World", True)]
    assert shown["Forum"]["last"]["service"] == "This topic was closed"


async def test_commands_are_those_of_who_speaks(playground: Playground, client: httpx.AsyncClient) -> None:
    group = playground.add_group("Readers", members=(ADA, BEN), admins=(BEN,))
    for scope, name in (
        ({"type": "all_group_chats"}, "latest"),
        ({"type": "all_chat_administrators"}, "settings"),
    ):
        commands = [{"command": name, "description": "x"}]
        await client.post(f"{playground.bot_url}/setMyCommands", json={"commands": commands, "scope": scope})
    seen = [
        (await client.get(f"/playground/chats/{group}", params={"user": user})).json()["commands"][0][
            "command"
        ]
        for user in (ADA, BEN)
    ]
    assert seen == ["latest", "settings"]


# --- the clock --------------------------------------------------------------------------------


@dataclass
class Works:
    """A clock in Lisbon with one edition ahead."""

    now: datetime = SUNDAY
    moves: list[datetime] = field(default_factory=list)

    async def look(self, chat_id: int) -> ClockFace:
        return ClockFace(self.now, "Europe/Lisbon", DUE if chat_id == ADA else None)

    async def move(self, moment: datetime) -> None:
        self.moves.append(moment)
        self.now = moment


async def test_the_clock_is_moved_by_hours_to_a_time_and_to_an_edition(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    assert (await client.get(f"/playground/clock?chat={ADA}")).json() is None
    playground.clockwork = works = Works()
    assert (await client.get(f"/playground/clock?chat={ADA}")).json() == {
        "now": SUNDAY.timestamp(),
        "zone": "Europe/Lisbon",
        "due": DUE.timestamp(),
    }
    await do(client, "clock", chat_id=ADA, hours=1)
    await do(client, "clock", chat_id=ADA)
    face = await do(client, "clock", chat_id=ADA, to="08:00")
    assert works.moves == [SUNDAY + timedelta(hours=1), DUE, datetime(2031, 5, 5, 7, 0, tzinfo=UTC)]
    assert face["now"] == works.now.timestamp()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"hours": 0}, "the clock goes forward"),
        ({"hours": 337}, "at most 336 hours"),
        ({"to": "25:00"}, "hour must be in 0..23"),
        ({"chat_id": BEN}, "no edition is planned"),
    ],
)
async def test_the_clock_does_not_go_everywhere(
    playground: Playground, client: httpx.AsyncClient, fields: dict[str, object], reason: str
) -> None:
    playground.clockwork = works = Works()
    answer = await client.post("/playground/clock", json=fields)
    assert answer.status_code == 400
    assert reason in answer.json()["error"]
    assert works.moves == []


async def test_without_a_clockwork_nobody_moves_the_clock(client: httpx.AsyncClient) -> None:
    answer = await client.post("/playground/clock", json={"hours": 1})
    assert (answer.status_code, answer.json()["error"]) == (400, "nobody can move the clock here")


def face(now: datetime, zone: str = "Europe/Lisbon") -> ClockFace:
    return ClockFace(now, zone, None)


def test_a_time_of_day_is_the_next_one_where_the_chat_lives() -> None:
    assert at_next(face(SUNDAY), "18:20") == SUNDAY + timedelta(days=1), "now is not next"
    assert at_next(face(SUNDAY), "18:21") == SUNDAY + timedelta(minutes=1)
    assert at_next(face(SUNDAY, "Asia/Tokyo"), "08:00") == datetime(2031, 5, 4, 23, 0, tzinfo=UTC)
    before_summer_time = datetime(2031, 3, 29, 12, 0, tzinfo=UTC)
    assert at_next(face(before_summer_time), "08:00") == datetime(2031, 3, 30, 7, 0, tzinfo=UTC)


def test_an_edition_that_is_overdue_comes_at_once() -> None:
    late = ClockFace(DUE + timedelta(minutes=5), "UTC", DUE)
    assert at_edition(late) == late.now
    assert after_hours(late, 336) == late.now + timedelta(days=14)
