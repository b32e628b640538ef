"""Whatever somebody writes is answered, once, with what Telegram takes; and no update stops the bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.commands.registry import COMMANDS
from bot.playground import Playground
from bot.playground.entities import utf16_length
from bot.playground.replies import Json
from tests.builders import clean
from tests.scribble import scribble
from tests.stage import READER, TOKEN, Stage, playing

NEVER_GIVEN_ALONE = ("forget",)
"""After it there is nobody to be answered."""
NAMES = [command.name for command in COMMANDS if command.name not in NEVER_GIVEN_ALONE]

commands = st.builds(lambda name, said: f"/{name} {said}", st.sampled_from([*NAMES, "serach", "x"]), scribble)
links = st.builds(lambda path: f"https://127.0.0.1:1/{path}", st.text("abc/?&=<>%é", max_size=30))
# As an app lets somebody write it: not empty, no half characters, not too long.
said = (
    st.one_of(scribble, commands, links)
    .map(lambda text: text.encode("utf-8", "ignore").decode().strip())
    .filter(lambda text: text.replace("\x00", "").strip() and utf16_length(text) < 4000)
)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada <b>&")
        async with playing(playground, folder) as stage:
            await stage.file(clean(title="Bridge & <b>storm</b>", text="The storm runs. It was 京東 in é."))
            yield stage


def test_any_words_are_answered_once_with_what_telegram_takes(runner: asyncio.Runner, tmp_path: Path) -> None:
    acting = staged(tmp_path)
    stage = runner.run(acting.__aenter__())

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(said)
    def answered(text: str) -> None:
        runner.run(_is_answered(stage, text))

    try:
        with capture_logs() as logs:
            answered()
    finally:
        runner.run(acting.__aexit__(None, None, None))
    assert [entry for entry in logs if entry["log_level"] in ("error", "critical")] == []


async def _is_answered(stage: Stage, text: str) -> None:
    calls = len(stage.playground.calls)
    try:
        asked = await stage.playground.say(READER, text)
    except ValueError:
        return  # no app sends this
    await stage.quiet(timeout=20)
    answers = [message for message in stage.playground.messages(READER) if message.message_id > asked]
    assert len(answers) == 1, text
    assert "Something went wrong here" not in answers[0].text, text
    refused = [call for call in stage.playground.calls[calls:] if call.status == 400]
    assert refused == [], text


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["chat", "from", "message", "id", "type", "text", "data", "date", "message_id"]),
            inner,
        )
    ),
    max_leaves=10,
)
person = st.fixed_dictionaries(
    {"id": st.just(READER) | st.integers(1, 99), "is_bot": st.booleans(), "first_name": st.text(max_size=5)}
)
chat = st.fixed_dictionaries(
    {
        "id": st.just(READER) | st.integers(-(2**40), 99),
        "type": st.sampled_from(["private", "group", "channel"]),
    }
)
message = st.fixed_dictionaries(
    {"message_id": st.integers(1, 9), "date": st.integers(0, 2**31), "chat": chat},
    optional={
        "from": person,
        "text": st.text(max_size=20),
        "caption": st.text(max_size=9),
        "sender_chat": chat,
        "edit_date": st.integers(0, 2**31),
        "migrate_to_chat_id": st.integers(-(2**40), -1),
    },
)
query = st.fixed_dictionaries(
    {"id": st.text(min_size=1, max_size=9), "from": person, "chat_instance": st.just("1")},
    optional={"message": message, "data": st.text(max_size=64), "inline_message_id": st.text(max_size=9)},
)
updates = st.one_of(
    st.tuples(st.sampled_from(["message", "edited_message"]), message | odd),
    st.tuples(st.just("callback_query"), query | odd),
    st.tuples(st.sampled_from(["my_chat_member", "inline_query", "message_reaction", "new_kind"]), odd),
)


def test_no_update_stops_the_bot(runner: asyncio.Runner, tmp_path: Path) -> None:
    acting = staged(tmp_path)
    stage = runner.run(acting.__aenter__())
    numbers = count(10**9)

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(updates)
    def survived(update: tuple[str, Json]) -> None:
        kind, told = update
        runner.run(stage.app.updates.take([{"update_id": next(numbers), kind: told}]))
        runner.run(stage.quiet(timeout=20))

    try:
        survived()
        assert "No news" not in runner.run(stage.ask("/latest")).text
    finally:
        runner.run(acting.__aexit__(None, None, None))
