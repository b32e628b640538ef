"""What Telegram's answers mean for a message: status and body in, an Outcome out. Pure.

Read from the answer itself and not from the library's exceptions: there a refused message (BadRequest) and a
time-out are both a NetworkError, and a proxy's page with a 403 looks like a reader who blocked the bot. What
was not said by Telegram says nothing about the chat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.transport import Held, InDoubt, NotSent, telling
from digests.delivery import (
    Barred,
    Gone,
    Missing,
    Moved,
    Outcome,
    Rejected,
    RetryAt,
    Sent,
    TopicLost,
    Unknown,
)

NOT_SENT_WAIT = timedelta(seconds=2)
_STRANGE_WAIT = timedelta(seconds=30)
_UNNAMED_WAIT = timedelta(seconds=5)
"""After a 429 that names no time: not Telegram's own."""
_LONGEST_WAIT = 7 * 24 * 3600
_NO_STARS_WAIT = timedelta(minutes=5)

_BROKEN_MARKUP = "can't parse entities"
_TOPIC_CLOSED = ("topic_closed",)
_TOPIC_DELETED = ("message thread not found", "topic_deleted", "topic_id_invalid")
_MISSING = ("chat not found", "peer_id_invalid", "chat_id_invalid")
_GONE = (
    "group chat was deactivated",
    "channel_private",
    "user_is_blocked",
    "input_user_deactivated",
)
"""Said with 400, though the chat is lost and not the message."""
_BARRED = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "user_banned_in_channel",
)
_NO_STARS = ("balance_too_low", "payment_required", "paid broadcast", "paid_broadcast", " stars")
"""Telegram documents none of them."""

_SENT = re.compile(rb'\{"ok":true,"result":\{"message_id":(\d{1,18})[,}]')
"""How the answer to a message begins. Telegram repeats all of the message in it, and of a thousand answers a
second nobody wants to read that."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read. `by_telegram`: it has the Bot API's form."""

    status: int
    by_telegram: bool = False
    result: object = None
    description: str = ""
    retry_after: int | None = None
    moved_to: int | None = None

    @property
    def refuses_token(self) -> bool:
        return self.status == 401 and self.by_telegram

    @property
    def refuses_markup(self) -> bool:
        return self.status == 400 and self.says(_BROKEN_MARKUP)

    @property
    def lacks_stars(self) -> bool:
        return self.status == 400 and self.says(*_NO_STARS)

    @property
    def asks_to_wait(self) -> timedelta | None:
        if self.status != 429:
            return None
        if self.retry_after is None:
            return _UNNAMED_WAIT
        return timedelta(seconds=max(0, min(self.retry_after, _LONGEST_WAIT)))

    @property
    def decides(self) -> bool:
        """Whether it says what became of the call; else Telegram as good as did not answer."""
        return self.by_telegram and (self.status == 200 or self.status in (400, 401, 403, 413, 429))

    def says(self, *signs: str) -> bool:
        told = self.description.lower()
        return any(sign in told for sign in signs)


def read(status: int, body: bytes) -> Reply:
    """Total: whatever comes is an answer of some kind."""
    if status == 200 and (sent := _SENT.match(body)):
        return Reply(status, by_telegram=True, result={"message_id": int(sent[1])})
    told = telling(body)
    if told is None:
        return Reply(status)
    parameters = told.get("parameters")
    named = parameters if isinstance(parameters, dict) else {}
    return Reply(
        status,
        by_telegram=True,
        result=told.get("result"),
        description=_without_status(told.get("description")),
        retry_after=_whole(named.get("retry_after")),
        moved_to=_whole(named.get("migrate_to_chat_id")),
    )


def outcome_of(reply: Reply) -> Outcome:
    """What an answer to sendMessage means. A refused token (401) is no outcome: it is seen before."""
    if (wait := reply.asks_to_wait) is not None:
        return RetryAt(wait, "429 too many requests")
    if reply.status >= 500:
        return Unknown(f"{reply.status} {reply.description}".strip())
    if reply.status == 413:
        return Rejected(reply.description or "413 request entity too large")
    if not reply.by_telegram:
        # A proxy's page. With 200 it may stand for an answer that was lost on the way.
        reason = f"{reply.status} and no answer of Telegram's"
        return Unknown(reason) if reply.status == 200 else RetryAt(_STRANGE_WAIT, reason)
    match reply.status:
        case 200:
            return _sent(reply.result)
        case 400:
            return _refused(reply)
        case 403:
            return Barred(reply.description) if reply.says(*_BARRED) else Gone(reply.description)
        case 409:
            return RetryAt(NOT_SENT_WAIT, f"409 {reply.description}")
        case status:
            # 404: the token was good at start, so it is the method that is not there (now).
            return RetryAt(_STRANGE_WAIT, f"{status} {reply.description}")


def outcome_of_failure(error: NotSent | InDoubt) -> Outcome:
    """What it means that there was no answer."""
    match error:
        case Held():
            return RetryAt(timedelta(seconds=error.wait), error.message)
        case NotSent():
            return RetryAt(NOT_SENT_WAIT, f"not sent: {error.message}")
        case InDoubt():
            return Unknown(error.message)


def _sent(result: object) -> Outcome:
    message_id = _whole(result.get("message_id")) if isinstance(result, dict) else None
    return Unknown("an answer without a message") if message_id is None else Sent(message_id)


def _refused(reply: Reply) -> Outcome:
    """400: the chat, its topic, the bot's rights, or the message itself."""
    if reply.moved_to is not None:
        return Moved(reply.moved_to)
    if reply.says(*_TOPIC_CLOSED):
        return TopicLost(closed=True)
    if reply.says(*_TOPIC_DELETED):
        return TopicLost(closed=False)
    if reply.says(*_MISSING):
        return Missing(reply.description)
    if reply.says(*_BARRED):
        return Barred(reply.description)
    if reply.says(*_GONE):
        return Gone(reply.description)
    if reply.lacks_stars:
        return RetryAt(_NO_STARS_WAIT, f"no Stars for paid broadcasts: {reply.description}")
    return Rejected(reply.description)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _without_status(description: object) -> str:
    """ "Bad Request: chat not found" without its first part, which the status says already."""
    if not isinstance(description, str):
        return ""
    return description.removeprefix("Bad Request: ").removeprefix("Forbidden: ")
