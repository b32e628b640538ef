"""Failures on demand, the record of calls, and the strictness about parameters."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.playground import SENDS, Failure, Playground, Rates
from bot.playground.faults import Fault, Meter
from bot.playground.replies import Refused
from digests.errors import OperatorMistake

TOKEN = "42:TEST"
ADA, BEN = 1001, 1002


@pytest_asyncio.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(ADA)
        playground.add_private_chat(BEN, "Ben")
        yield playground


@pytest_asyncio.fixture
async def client(playground: Playground) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{playground.bot_url}/", timeout=5, trust_env=False) as client:
        yield client


async def send(
    client: httpx.AsyncClient, chat_id: int = ADA, text: str = "x", **more: object
) -> httpx.Response:
    return await client.post("sendMessage", json={"chat_id": chat_id, "text": text, **more})


# --- failures ---------------------------------------------------------------------------------


async def test_too_many_requests_names_the_seconds_in_body_and_header(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    playground.fail_next(Failure.TOO_MANY, times=2, retry_after=7)
    for _ in range(2):
        answer = await send(client)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
        assert answer.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        }
    assert (await send(client)).status_code == 200
    assert len(playground.messages(ADA)) == 1


@pytest.mark.parametrize(("failure", "status"), [(Failure.INTERNAL, 500), (Failure.BAD_GATEWAY, 502)])
async def test_a_broken_server_answers_with_something_else_than_json(
    playground: Playground, client: httpx.AsyncClient, failure: Failure, status: int
) -> None:
    playground.fail_next(failure)
    answer = await send(client)
    assert answer.status_code == status
    assert not answer.text.startswith("{")
    assert playground.messages(ADA) == []


@pytest.mark.parametrize(("failure", "arrived"), [(Failure.DROPPED, 0), (Failure.HUNG_UP, 1)])
async def test_a_lost_connection_leaves_the_bot_in_doubt(
    playground: Playground, client: httpx.AsyncClient, failure: Failure, arrived: int
) -> None:
    playground.fail_next(failure)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        await send(client)
    assert len(playground.messages(ADA)) == arrived
    [call] = playground.calls
    assert (call.outcome, call.done, call.answered_at) == (failure, bool(arrived), None)
    assert len(playground.sends()) == arrived
    assert (await send(client)).status_code == 200


async def test_an_answer_that_never_comes_runs_into_the_bots_own_timeout(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    playground.fail_next(Failure.SILENT)
    with pytest.raises(httpx.ReadTimeout):
        await client.post("sendMessage", json={"chat_id": ADA, "text": "x"}, timeout=0.1)
    assert len(playground.messages(ADA)) == 1


async def test_stopping_does_not_wait_for_an_answer_that_never_comes() -> None:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(ADA)
        playground.fail_next(Failure.SILENT)
        playground.delay(30)
        async with httpx.AsyncClient(base_url=f"{playground.bot_url}/", trust_env=False) as client:
            sending = asyncio.create_task(send(client))
            await playground.wait_for_call("sendMessage")
            async with asyncio.timeout(3):
                await playground.stop()
            assert isinstance((await asyncio.gather(sending, return_exceptions=True))[0], httpx.HTTPError)


async def test_a_failure_can_be_meant_for_one_chat_and_one_method(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    playground.fail_next(Failure.INTERNAL, chat_id=BEN)
    playground.fail_next(Failure.INTERNAL, methods={"getMe"})
    assert (await send(client, ADA)).status_code == 200
    assert (await send(client, BEN)).status_code == 500
    assert (await client.get("getMe")).status_code == 500
    assert (await client.get("getMe")).status_code == 200


async def test_every_answer_can_take_its_time(playground: Playground, client: httpx.AsyncClient) -> None:
    playground.delay(0.05, 0.06)
    await send(client)
    [call] = playground.calls
    assert call.answered_at is not None
    assert 0.05 <= call.answered_at - call.received_at < 1
    playground.heal()
    await send(client)
    last = playground.calls[-1]
    assert last.answered_at is not None
    assert last.answered_at - last.received_at < 0.05


async def test_a_slow_answer_is_told_after_the_message_stands_in_the_chat(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    """The rates count what arrives, not what has been answered."""
    playground.delay(30)
    sending = asyncio.create_task(send(client))
    await playground.wait_for(ADA)
    [call] = playground.calls
    assert (call.done, call.answered_at, call.message_id) == (True, None, 1)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


async def test_a_fault_can_be_taken_back_before_it_is_used_up(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    fault = Fault(failure=Failure.TOO_MANY, times=9, chat_id=ADA, methods=SENDS, retry_after=2)
    playground.desk.faults.add(fault)
    assert (await send(client, ADA)).status_code == 429
    assert (await send(client, BEN)).status_code == 200
    playground.desk.faults.discard(fault)
    playground.desk.faults.discard(fault)
    assert (await send(client, ADA)).status_code == 200


async def test_it_can_be_seen_when_the_bot_has_confirmed_an_update(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    await playground.say(ADA, "/start")
    updates = playground.desk.updates
    last = updates.last_id
    await client.post("getUpdates", json={"timeout": 0})
    assert updates.waits(last)
    await client.post("getUpdates", json={"timeout": 0, "offset": last + 1})
    assert not updates.waits(last)


async def test_enforced_rates_answer_429_and_paid_broadcasts_have_their_own(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    playground.limit_rates(Rates(overall=2, burst=100))
    statuses = [(await send(client)).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    playground.limit_rates(Rates(overall=2, burst=100))
    paid = [(await send(client, allow_paid_broadcast=True)).status_code for _ in range(4)]
    assert paid == [200] * 4


def allowed(meter: Meter, moments: list[float], *, is_group: bool = False, chats: int = 1) -> list[bool]:
    """Which of the sends at these moments pass."""
    passed = []
    for number, moment in enumerate(moments):
        try:
            meter.check(number % chats, is_group, False, moment)
        except Refused:
            passed.append(False)
        else:
            passed.append(True)
    return passed


def test_one_chat_takes_a_short_burst_and_then_one_a_second() -> None:
    assert allowed(Meter(Rates(burst=3)), [0.0] * 4 + [1.0, 1.0, 2.0]) == [True] * 3 + [
        False,
        True,
        False,
        True,
    ]


def test_a_group_takes_twenty_a_minute() -> None:
    moments = [2.0 * step for step in range(21)] + [60.5]
    assert allowed(Meter(Rates()), moments, is_group=True) == [True] * 20 + [False, True]


def test_all_chats_together_take_thirty_a_second_and_then_the_door_is_shut() -> None:
    meter = Meter(Rates(retry_after=3))
    assert allowed(meter, [0.01 * step for step in range(31)], chats=100) == [True] * 30 + [False]
    assert allowed(meter, [1.5, 3.2, 3.31], chats=100) == [False, False, True]


# --- the record -------------------------------------------------------------------------------


async def test_every_call_is_recorded_with_its_outcome(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    await send(client)
    await send(client, chat_id=7)
    await client.get("getMe")
    outcomes = [(call.method, call.chat_id, call.status, call.outcome) for call in playground.calls]
    assert outcomes == [
        ("sendMessage", ADA, 200, "ok"),
        ("sendMessage", 7, 400, "Bad Request: chat not found"),
        ("getMe", None, 200, "ok"),
    ]
    assert playground.calls[0].parameters == {"chat_id": ADA, "text": "x"}
    assert playground.calls[0].received_at <= playground.calls[1].received_at
    assert [call.chat_id for call in playground.sends()] == [ADA]
    assert playground.sends(BEN) == []


async def test_benchmarks_can_do_without_memory() -> None:
    async with Playground.serving(TOKEN, keep_messages=False, keep_parameters=False) as playground:
        playground.add_private_chat(ADA)
        async with httpx.AsyncClient(base_url=f"{playground.bot_url}/", trust_env=False) as client:
            first, second = await send(client), await send(client)
    assert [answer.json()["result"]["message_id"] for answer in (first, second)] == [1, 2]
    assert playground.messages(ADA) == []
    assert [(call.parameters, call.done) for call in playground.calls] == [({}, True)] * 2


# --- parameters -------------------------------------------------------------------------------

STRICT: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": "", "text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": ADA}, "message text is empty"),
    ("sendMessage", {"chat_id": ADA, "text": ""}, "message text is empty"),
    ("sendMessage", {"chat_id": ADA, "text": 7}, 'parameter "text" must be of type String'),
    ("sendMessage", {"chat_id": True, "text": "x"}, 'parameter "chat_id" must be of type Integer or String'),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "silent": True},
        'method sendMessage has no parameter "silent"',
    ),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "disable_notification": "maybe"},
        'parameter "disable_notification" must be of type Boolean',
    ),
    ("sendMessage", {"chat_id": ADA, "text": "x", "parse_mode": "html5"}, "unsupported parse_mode"),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "parse_mode": "MarkdownV2"},
        "parse_mode MarkdownV2 is not available in the playground",
    ),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "reply_markup": "{not json"},
        "can't parse reply keyboard markup JSON object",
    ),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}},
        "can't parse reply keyboard markup: can't find field \"text\" in reply_markup.inline_keyboard[0][0]",
    ),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "data": "x"}]]}},
        'can\'t parse reply keyboard markup: there is no field "data" in reply_markup.inline_keyboard[0][0]',
    ),
    (
        "sendMessage",
        {
            "chat_id": ADA,
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": 1, "callback_data": "x"}]]},
        },
        "can't parse reply keyboard markup: "
        'field "reply_markup.inline_keyboard[0][0].text" must be of type String',
    ),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "reply_markup": {"keyboard": [[{"text": "x"}]]}},
        "the playground shows inline keyboards only",
    ),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "link_preview_options": {"disabled": True}},
        'can\'t parse link preview options: there is no field "disabled" in link_preview_options',
    ),
    (
        "sendMessage",
        {
            "chat_id": ADA,
            "text": "read",
            "entities": [{"type": "text_link", "offset": 0, "length": 4, "url": "here"}],
        },
        "entity URL 'here' is invalid: Wrong HTTP URL",
    ),
    ("editMessageText", {"text": "x"}, "message identifier is not specified"),
    ("editMessageText", {"chat_id": ADA, "text": "x"}, "message identifier is not specified"),
    ("getChatMember", {"chat_id": ADA}, 'parameter "user_id" is required'),
    ("sendPhoto", {"chat_id": ADA, "photo": "x"}, "method sendPhoto is not available in the playground"),
    ("sendDocument", {"chat_id": ADA}, "there is no document in the request"),
    ("setMyCommands", {"commands": [], "language_code": "english"}, "invalid language code specified"),
]


@pytest.mark.parametrize(("method", "parameters", "reason"), STRICT)
async def test_mistakes_in_parameters_are_named(
    playground: Playground, client: httpx.AsyncClient, method: str, parameters: dict[str, Any], reason: str
) -> None:
    answer = await client.post(method, json=parameters)
    assert answer.json() == {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"}
    assert answer.status_code == 400
    assert playground.messages(ADA) == []


async def test_parameters_come_in_any_form_a_bot_may_use(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    markup = '{"inline_keyboard": [[{"text": "Next", "callback_data": "next"}]]}'
    fields = {
        "chat_id": str(ADA),
        "text": "Grüße & <3",
        "disable_notification": "True",
        "reply_markup": markup,
    }
    answers = [
        await client.get("sendMessage", params=fields),
        await client.post("sendMessage", data=fields),
        await client.post("SENDMESSAGE", json=fields),
        await client.post("sendMessage", files={name: (None, value) for name, value in fields.items()}),
        await client.post("sendMessage", params={"chat_id": str(ADA)}, data=fields),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    seen = playground.messages(ADA)
    assert {message.text for message in seen} == {"Grüße & <3"}
    assert [message.buttons for message in seen] == [["Next"]] * 5
    assert all(message.silent for message in seen)


async def test_bodies_that_cannot_be_read_are_refused(client: httpx.AsyncClient) -> None:
    for kind, body, reason in (
        ("application/json", b"{", "can't parse the request body as JSON"),
        ("application/json", b"[]", "the request body must be a JSON object"),
        ("application/json", b'{"chat_id": 1001, "text": "\\ud83d"}', "strings must be encoded in UTF-8"),
        ("application/x-www-form-urlencoded", b"text=\xff", "strings must be encoded in UTF-8"),
        ("multipart/form-data", b"x", "the multipart body names no boundary"),
        ("multipart/form-data; boundary=b", b"--b\r\nx\r\n--b--", "can't parse the multipart body"),
    ):
        answer = await client.post("sendMessage", content=body, headers={"content-type": kind})
        assert answer.json()["description"] == f"Bad Request: {reason}"


async def test_a_wrong_token_and_an_unknown_method_are_told_apart(
    playground: Playground, client: httpx.AsyncClient
) -> None:
    wrong = await client.get(f"{playground.url}/bot42:WRONG/getMe")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    unknown = await client.get("getEverything")
    assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found")


async def test_a_taken_port_is_told_to_the_operator(playground: Playground) -> None:
    with pytest.raises(OperatorMistake, match=f"cannot listen on 127.0.0.1:{playground.port}"):
        await Playground(TOKEN, playground.port).start()


@pytest.mark.parametrize("token", ["", "TEST", "x:TEST", "42:", "42"])
def test_a_token_must_look_like_one(token: str) -> None:
    with pytest.raises(ValueError, match="a bot token is a number, a colon and a secret"):
        Playground(token)
