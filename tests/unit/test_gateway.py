"""What Telegram's errors mean, most specific first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.gateway import TokenRefused, outcome_of
from bot.transport import InDoubt, NotSent
from digests.delivery import Gone, Moved, Outcome, Rejected, RetryAt, Unknown


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RetryAfter(timedelta(seconds=7)), RetryAt(timedelta(seconds=7), "429 too many requests")),
        (Forbidden("bot was blocked by the user"), Gone("bot was blocked by the user")),
        (ChatMigrated(-100123), Moved(-100123)),
        (BadRequest("Chat not found"), Gone("Chat not found")),
        (
            BadRequest("Not enough rights to send text messages"),
            Gone("Not enough rights to send text messages"),
        ),
        (BadRequest("TOPIC_CLOSED"), Gone("TOPIC_CLOSED")),
        (BadRequest("Message is too long"), Rejected("Message is too long")),
        (NotSent("ClientConnectorError"), RetryAt(timedelta(seconds=2), "not sent: ClientConnectorError")),
        (InDoubt("ServerDisconnectedError"), Unknown("ServerDisconnectedError")),
        (TimedOut(), Unknown("Timed out")),
        (NetworkError("Bad Gateway (502)"), Unknown("Bad Gateway (502)")),
        (Conflict("other getUpdates"), Unknown("Conflict: other getUpdates")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_error_has_its_outcome(error: TelegramError, outcome: Outcome) -> None:
    assert outcome_of(error) == outcome


def test_a_refused_token_is_for_the_operator() -> None:
    with pytest.raises(TokenRefused, match="BotFather"):
        outcome_of(InvalidToken("Not Found"))
