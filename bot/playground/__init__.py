"""The playground: a Telegram Bot API server of our own, as strict as Telegram, with a chat page for a person.

The demo, the tests and the benchmarks talk to it where Telegram cannot be reached. A bot finds it at
`<url>/bot<token>/<method>`; a person finds the chat at `<url>/`. Nothing leaves the loopback interface.

    async with Playground.serving(token="42:TEST", port=0) as playground:
        ada = playground.add_private_chat(1001, "Ada", language_code="en")
        ...                                        # start the bot with base URL f"{playground.url}/bot"
        await playground.say(ada, "/start")
        (welcome,) = await playground.wait_for(ada, count=1, timeout=5)
        await playground.press(ada, welcome.message_id, "Next ▸")

Serving (`server.py`)

    Playground(token=DEFAULT_TOKEN, port=0, *, bot_name, bot_username, query_lifetime=15, webhook_delay=1,
               keep_messages=True, keep_parameters=True, inline_mode=True, clock=utc_now)
        await .start(), await .stop()
    Playground.serving(...)                                   async context manager of the same
    .token .port .url .bot_url (f"{url}/bot{token}"); files are below f"{url}/file/bot{token}/"
    python -m bot.playground --port 8099 --token 42:TEST      alone, until SIGINT or SIGTERM
        --people 20000 --latency 40-120 --rates --forgetful   for load: 1,000 messages a second on one core

Persons and chats (`rooms.py`); `user` is a person's id everywhere, in groups the first admin where left out

    add_person(user_id, first_name="Ada", *, last_name, username, language_code="en") -> Person
    add_private_chat(user_id=1001, first_name="Ada", *, last_name, username, language_code="en") -> chat_id
    add_group(title="Readers", *, members=(1001,), admins=(1001,), supergroup=False, topics=(),
              bot_is_admin=False, with_bot=True) -> chat_id
    add_channel(title="News", *, username=None, admins=(), with_bot=True) -> chat_id
    topics(chat_id) -> {name: message_thread_id}

What people say (`talking.py`); each returns the new message's id

    await say(chat_id, text, *, user=None, thread=None, reply_to=None, anonymous=False, forwarded_from=None)
    await open_link(user, payload="")                         t.me/<bot>?start=payload: says "/start payload"
    await send_document(chat_id, name, content: bytes, *, user=None, caption="", thread=None, reply_to=None)
    await send_location(chat_id, latitude, longitude, *, user=None, thread=None)
    await forward(chat_id, message_id, to_chat, *, user=None, thread=None)
        keeps words, links, file; ValueError where the bot said protect_content
    await edit_said(chat_id, message_id, text, *, user=None)  an edited_message update; returns nothing
    await react(chat_id, message_id, emoji | None, *, user=None)
        a message_reaction update where the bot asked for them (allowed_updates) and may know: in private
        chats, in groups as an administrator; in channels a message_reaction_count; returns nothing

What people ask (`asking.py`)

    await press(chat_id, message_id, button, *, user=None) -> query_id       a label or callback data
    await forge_callback(chat_id, message_id, data, *, user=None) -> query_id
    await answer_to(query_id, *, timeout=5) -> Answer(text, alert, url)
    await query_inline(user, text, *, offset="", chat_type="private") -> query_id       "@bot text"
    await inline_answer(query_id, *, timeout=5) -> InlineAnswer(results, next_offset, button=(text, start),
        cache_time, is_personal); InlineResult: id title description url thumbnail_url text entities html
        keyboard buttons link_preview. Nothing is cached: each query reaches the bot.
    await choose_inline(query_id, result_id, chat_id, *, thread=None) -> message_id
        a message "via @bot" of the person who asked; its buttons carry inline_message_id instead of message

What people do with the bot (`membership.py`)

    await block(chat_id), await unblock(chat_id)              403, and a my_chat_member update
    await remove_bot(chat_id), invite_bot(chat_id)            the same for groups
    await promote_bot(chat_id, may_write=True)                an administrator of a group or channel
    await silence_bot(chat_id)                                400 not enough rights, and an update
    await migrate(chat_id) -> new chat_id                     a group becomes a supergroup
    await close_topic(chat_id, thread), reopen_topic(chat_id, thread)        400 TOPIC_CLOSED meanwhile
    await close_general(chat_id, closed=True)                 the same outside of the topics
    await delete_topic(chat_id, thread)                       400 message thread not found from now on

What people see (`watching.py`)

    messages(chat_id) -> list[ShownMessage]                   what the chat shows now, oldest first
    await wait_for(chat_id, *, count=1, after=0, where=None, timeout=5) -> list[ShownMessage]
        the bot's messages with an id above `after` for which `where(message)` holds, once there are `count`;
        edits count too: `where=lambda message: message.edits == 1`; TimeoutError says what there was
    commands(chat_id, user=None) -> ((name, description), ...)               by scope and language
    draft(chat_id) -> Draft(number, text, entities) | None    the last sendMessageDraft, for half a minute
    reactions(chat_id, message_id) -> {user: emoji}

    ShownMessage: chat_id message_id sender from_bot date text entities html keyboard silent edits edited
                  thread_id reply_to document location via_bot forwarded_from reactions service;
                  .buttons (labels), .button(label) -> Button

The clock (`clock.py`): `clock` dates what is said. With a `playground.clockwork` (look(chat_id) -> ClockFace,
move(moment)) the page can move it forward; `bot/demo_clock.py` has one that lets the bot work on the way.

The page and other processes (`control.py`, `deeds.py`): GET /playground/state, chats/<id>, clock, calls,
events, files/<id>; POST a JSON object to /playground/<deed>: say edit react forward document location link
press inline choose chats block migrate clock ({"hours": 1}, {"to": "08:00"} or neither: to the chat's next
edition), and refuse fail delay rates heal. Mistakes are 400 with {"error": ...}.

Trouble (`faults.py`)

    refuse(chat_id, Refusal.BLOCKED | DEACTIVATED | NOT_STARTED | KICKED | NOT_A_MEMBER | DELETED | NOT_FOUND
                    | NO_RIGHTS | CLOSED_TOPIC | None)
    fail_next(Failure.TOO_MANY | CONFLICT | TOO_LARGE | UNAUTHORIZED | NO_METHOD | FORBIDDEN_PAGE | INTERNAL
              | BAD_GATEWAY | DROPPED | HUNG_UP | SILENT, *, times=1, chat_id=None, methods=SENDS,
              retry_after=1)
    delay(low, high=None)                                     seconds before each answer
    limit_rates(Rates(overall=30, per_chat=1, burst=3, per_group=20) | None)
    heal()                                                    no more failures, delays, rates

The record (`record.py`): `calls` lists Call(method, chat_id, parameters, received_at, answered_at, status,
outcome, done, message_id), times from time.monotonic(); `sends(chat_id=None)` are those that made or changed
a message.
`await wait_for_call(method, *, count=1, timeout=5)` returns the calls of a method once there are enough.
`parameters` are as they came: text, or decoded JSON.

What is stricter than Telegram, on purpose: unknown parameters and unknown fields are errors; a message has at
most 4096 UTF-16 units and 100 entities; a button has exactly one action. What is missing says "... is not
available in the playground".
"""

from bot.playground.entities import Entity
from bot.playground.faults import SENDS, Failure, Rates, Refusal
from bot.playground.inline import InlineAnswer, InlineResult
from bot.playground.record import Call
from bot.playground.server import DEFAULT_TOKEN, Playground
from bot.playground.shown import Button, ShownMessage
from bot.playground.world import Answer, Document, Draft, Location

__all__ = [
    "DEFAULT_TOKEN",
    "SENDS",
    "Answer",
    "Button",
    "Call",
    "Document",
    "Draft",
    "Entity",
    "Failure",
    "InlineAnswer",
    "InlineResult",
    "Location",
    "Playground",
    "Rates",
    "Refusal",
    "ShownMessage",
]
