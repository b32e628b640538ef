"""What Telegram's answers mean, and what a message looks like on the wire."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import Nothing, encode
from bot.letters import addressed, letter
from bot.markup import bold, paragraphs, plain
from bot.outcomes import outcome_of, outcome_of_failure, read
from bot.screens import Button, Screen
from bot.transport import LONGEST_CALL, Held, InDoubt, NotSent
from digests.delivery import (
    Barred,
    Gone,
    Missing,
    Moved,
    Outcome,
    Policy,
    Rejected,
    RetryAt,
    Sent,
    TopicLost,
    Unknown,
)

TWO, FIVE, THIRTY = (timedelta(seconds=number) for number in (2, 5, 30))
PAGE = b"<html><head><title>403 Forbidden</title></head></html>"


def refusal(description: str, **parameters: int) -> bytes:
    named = {"parameters": parameters} if parameters else {}
    return json.dumps({"ok": False, "error_code": 400, "description": description, **named}).encode()


ANSWERS: list[tuple[int, bytes, Outcome]] = [
    (200, b'{"ok":true,"result":{"message_id":9,"date":1}}', Sent(9)),
    (200, b'{"ok": true, "result": {"date": 1, "message_id": 9}}', Sent(9)),
    (200, b'{"ok":true,"result":{"message_id":9,"text":"cut o', Sent(9)),
    (200, b'{"ok":true,"result":true}', Unknown("an answer without a message")),
    (200, b'{"ok":true,"resu', Unknown("200 and no answer of Telegram's")),
    (200, PAGE, Unknown("200 and no answer of Telegram's")),
    # too much
    (
        429,
        refusal("Too Many Requests: retry after 7", retry_after=7),
        RetryAt(timedelta(seconds=7), "429 too many requests"),
    ),
    (429, PAGE, RetryAt(FIVE, "429 too many requests")),
    (429, refusal("x", retry_after=10**30), RetryAt(timedelta(days=7), "429 too many requests")),
    (429, refusal("x", retry_after=-3), RetryAt(timedelta(0), "429 too many requests")),
    # the chat is lost
    (403, refusal("Forbidden: bot was blocked by the user"), Gone("bot was blocked by the user")),
    (403, refusal("Forbidden: user is deactivated"), Gone("user is deactivated")),
    (
        403,
        refusal("Forbidden: bot was kicked from the group chat"),
        Gone("bot was kicked from the group chat"),
    ),
    (
        403,
        refusal("Forbidden: bot is not a member of the channel chat"),
        Gone("bot is not a member of the channel chat"),
    ),
    (403, refusal("Forbidden: the group chat was deleted"), Gone("the group chat was deleted")),
    (
        403,
        refusal("Forbidden: bot can't initiate conversation with a user"),
        Gone("bot can't initiate conversation with a user"),
    ),
    (400, refusal("Bad Request: group chat was deactivated"), Gone("group chat was deactivated")),
    (400, refusal("Bad Request: CHANNEL_PRIVATE"), Gone("CHANNEL_PRIVATE")),
    (400, refusal("Bad Request: chat not found"), Missing("chat not found")),
    (400, refusal("Bad Request: PEER_ID_INVALID"), Missing("PEER_ID_INVALID")),
    (
        400,
        refusal("Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1001),
        Moved(-1001),
    ),
    # the chat is there, but
    (
        400,
        refusal("Bad Request: not enough rights to send text messages to the chat"),
        Barred("not enough rights to send text messages to the chat"),
    ),
    (400, refusal("Bad Request: CHAT_WRITE_FORBIDDEN"), Barred("CHAT_WRITE_FORBIDDEN")),
    (403, refusal("Forbidden: CHAT_WRITE_FORBIDDEN"), Barred("CHAT_WRITE_FORBIDDEN")),
    (
        400,
        refusal("Bad Request: need administrator rights in the channel chat"),
        Barred("need administrator rights in the channel chat"),
    ),
    (400, refusal("Bad Request: TOPIC_CLOSED"), TopicLost(closed=True)),
    (400, refusal("Bad Request: message thread not found"), TopicLost(closed=False)),
    (400, refusal("Bad Request: TOPIC_DELETED"), TopicLost(closed=False)),
    # the message is ours to mend
    (400, refusal("Bad Request: message is too long"), Rejected("message is too long")),
    (400, refusal("Bad Request: something new"), Rejected("something new")),
    (413, refusal("Request Entity Too Large"), Rejected("Request Entity Too Large")),
    (413, PAGE, Rejected("413 request entity too large")),
    # surely not carried out
    (
        400,
        refusal("Bad Request: BALANCE_TOO_LOW"),
        RetryAt(timedelta(minutes=5), "no Stars for paid broadcasts: BALANCE_TOO_LOW"),
    ),
    (404, refusal("Not Found"), RetryAt(THIRTY, "404 Not Found")),
    (404, PAGE, RetryAt(THIRTY, "404 and no answer of Telegram's")),
    (409, refusal("Conflict: other getUpdates"), RetryAt(TWO, "409 Conflict: other getUpdates")),
    # a firewall's page is no reader who blocked the bot, and no refused token
    (403, PAGE, RetryAt(THIRTY, "403 and no answer of Telegram's")),
    (401, PAGE, RetryAt(THIRTY, "401 and no answer of Telegram's")),
    (400, PAGE, RetryAt(THIRTY, "400 and no answer of Telegram's")),
    (302, b"", RetryAt(THIRTY, "302 and no answer of Telegram's")),
    (407, PAGE, RetryAt(THIRTY, "407 and no answer of Telegram's")),
    # perhaps carried out
    (500, refusal("Internal Server Error: restart"), Unknown("500 Internal Server Error: restart")),
    (502, PAGE, Unknown("502")),
    (504, b"", Unknown("504")),
]


@pytest.mark.parametrize(("status", "body", "outcome"), ANSWERS)
def test_each_answer_has_its_outcome(status: int, body: bytes, outcome: Outcome) -> None:
    assert outcome_of(read(status, body)) == outcome


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (Held(1.5), RetryAt(timedelta(seconds=1.5), "held: Telegram has told to wait")),
        (NotSent("ClientConnectorError"), RetryAt(TWO, "not sent: ClientConnectorError")),
        (InDoubt("ServerDisconnectedError"), Unknown("ServerDisconnectedError")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_way_of_not_being_answered_has_its_outcome(failure: NotSent | InDoubt, outcome: Outcome) -> None:
    assert outcome_of_failure(failure) == outcome


@given(st.integers(0, 600), st.binary(max_size=80) | st.just(b"[" * 100_000))
def test_whatever_comes_back_is_an_answer(status: int, body: bytes) -> None:
    assert outcome_of(read(status, body)) is not None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.sampled_from([200, 400, 401, 403, 404, 409, 413, 429, 500]),
    st.fixed_dictionaries(
        {"ok": st.booleans()},
        optional={
            "result": json_values,
            "description": json_values,
            "parameters": st.fixed_dictionaries(
                {}, optional={"retry_after": json_values, "migrate_to_chat_id": json_values}
            ),
        },
    ),
)
def test_an_answer_of_odd_types_is_read_too(status: int, told: dict[str, object]) -> None:
    assert outcome_of(read(status, json.dumps(told).encode())) is not None


def test_only_telegram_itself_refuses_the_token() -> None:
    assert read(401, refusal("Unauthorized")).refuses_token
    assert not read(401, PAGE).refuses_token
    assert not read(404, refusal("Not Found")).refuses_token


@pytest.mark.parametrize(
    ("described", "lacks"),
    [
        ("Bad Request: BALANCE_TOO_LOW", True),
        ("Bad Request: not enough Stars", True),
        ("Bad Request: PAID_BROADCAST_NOT_ALLOWED", True),
        ('Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0', False),
        ("Bad Request: chat not found", False),
    ],
)
def test_a_bot_that_cannot_pay_is_told_so(described: str, lacks: bool) -> None:
    assert read(400, refusal(described)).lacks_stars is lacks
    assert not read(403, refusal(described)).lacks_stars


@pytest.mark.parametrize("status", [302, 404, 407, 409, 500, 502])
def test_what_decides_nothing_counts_as_silence(status: int) -> None:
    assert not read(status, refusal("x")).decides
    assert read(400, refusal("x")).decides
    assert not read(400, PAGE).decides


def test_a_lease_is_longer_than_any_send_can_take() -> None:
    """A send asks at most whether Telegram is there, posts, and posts again as plain text."""
    probe = 5 + 10 + 5
    assert Policy().lease.total_seconds() >= 2 * LONGEST_CALL + probe


# --- letters ----------------------------------------------------------------------------------

SCREEN = Screen(
    paragraphs(bold("Größe & Maß"), 'He said "no"'),
    ((Button("Weiter", Nothing()), Button("Quelle", "https://news.example/a?b=1&c=2")),),
)


def test_a_letter_holds_all_that_chats_share_and_the_address_all_that_they_do_not() -> None:
    prepared = letter(SCREEN)
    body = json.loads(
        addressed(prepared.markup, chat=-7, previews=False, message_thread_id=5, disable_notification=True)
    )
    assert body == {
        "chat_id": -7,
        "link_preview_options": {"is_disabled": True},
        "message_thread_id": 5,
        "disable_notification": True,
        "text": "<b>Größe &amp; Maß</b>\n\nHe said &quot;no&quot;",
        "parse_mode": "HTML",
        "reply_markup": {
            "inline_keyboard": [
                [
                    {"text": "Weiter", "callback_data": encode(Nothing())},
                    {"text": "Quelle", "url": "https://news.example/a?b=1&c=2"},
                ]
            ]
        },
    }


def test_what_is_not_wanted_is_not_sent() -> None:
    body = json.loads(
        addressed(
            letter(Screen(SCREEN.html)).plain,
            chat=7,
            previews=True,
            message_thread_id=None,
            disable_notification=False,
            allow_paid_broadcast=False,
        )
    )
    assert body == {
        "chat_id": 7,
        "link_preview_options": {"is_disabled": False},
        "text": 'Größe & Maß\n\nHe said "no"',
    }


def test_half_an_emoji_costs_one_character_and_not_the_message() -> None:
    body = json.loads(
        addressed(
            letter(Screen(plain("x"), ((Button("Sea \ud83c", Nothing()),),))).markup, chat=7, previews=False
        )
    )
    assert body["reply_markup"]["inline_keyboard"][0][0]["text"] == "Sea ?"
