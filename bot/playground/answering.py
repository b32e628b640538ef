"""Bot API methods that answer what a person waits for: a pressed button, or words beside "@bot"."""

from __future__ import annotations

import time

from bot.playground.checks import Parameters
from bot.playground.desk import Desk, Handlers
from bot.playground.inline import inline_answer
from bot.playground.replies import Json, bad_request
from bot.playground.world import Answer

MAX_ANSWER = 200
EXPIRED = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(desk: Desk, parameters: Parameters) -> Json:
    text = parameters.text("text") or ""
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = parameters.text("url")
    if url and not url.startswith((f"https://t.me/{desk.world.bot.username}?start=", "tg://")):
        raise bad_request("URL_INVALID")
    query = desk.world.queries.get(parameters.text("callback_query_id") or "")
    if query is None or query.answer is not None or _is_late(desk, query.asked_at):
        raise bad_request(EXPIRED)
    query.answer = Answer(text, parameters.flag("show_alert"), url)
    desk.world.feed.tell("answer", query.chat_id, query.id)
    return True


def answer_inline_query(desk: Desk, parameters: Parameters) -> Json:
    answer = inline_answer(parameters)
    query = desk.world.inline_queries.get(parameters.text("inline_query_id") or "")
    if query is None or query.answer is not None or _is_late(desk, query.asked_at):
        raise bad_request(EXPIRED)
    query.answer = answer
    desk.world.feed.tell("inline", query.user_id, query.id)
    return True


def _is_late(desk: Desk, asked_at: float) -> bool:
    return time.monotonic() - asked_at > desk.query_lifetime


METHODS: Handlers = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}
