"""What is asked and told of Telegram without making a message: pressed buttons, rights, files, commands."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog
from telegram.error import TelegramError

from bot.inline_answers import InlineAnswer, fields
from bot.markup import clipped
from bot.rights import Seen, administers, sighting
from bot.wire import Wire

log = structlog.get_logger()

_PROBE_PATIENCE = 5.0
NOTICE_LIMIT = 200
"""Characters of what is said to who pressed a button."""


class Asking(Wire):
    """Calls that may be made inside a pause."""

    async def answer(self, query_id: str, notice: str = "", *, alert: bool = False) -> None:
        """Stops a pressed button's spinner. Too late an answer is no harm: the spinner has ended."""
        told: Mapping[str, object] = {"text": clipped(notice, NOTICE_LIMIT), "show_alert": alert}
        reply = await self._ask(
            "answerCallbackQuery", {"callback_query_id": query_id, **(told if notice else {})}
        )
        if reply.status != 200:
            log.debug("button not answered", reply=reply)

    async def answer_inline(self, query_id: str, answer: InlineAnswer) -> None:
        """Shows what there is to share. Too late an answer is no harm: the person types on."""
        reply = await self._ask("answerInlineQuery", fields(query_id, answer))
        if reply.status != 200:
            log.warning("inline query not answered", reply=reply)

    async def say_typing(self, chat: int, thread: int | None = None) -> None:
        """Shows for some seconds that an answer is being made; not while a 429 holds the chat back."""
        if not self._pace.held_for(chat):
            topic = {} if thread is None else {"message_thread_id": thread}
            await self._ask("sendChatAction", {"chat_id": chat, "action": "typing", **topic}, chat=chat)

    async def is_administrator(self, chat: int, user: int) -> bool | None:
        """Whether this member may change the group's settings; None where Telegram does not say."""
        reply = await self._ask("getChatMember", {"chat_id": chat, "user_id": user})
        if reply.status != 200 or not isinstance(reply.result, dict):
            log.warning("cannot tell whether a member is an administrator", chat=chat, reply=reply)
            return None
        return administers(reply.result)

    async def look_at(self, chat: int | str, user: int) -> Seen | None:
        """What Telegram shows of a chat, by its number or @name, to the bot, and what this person is there;
        None where it does not say."""
        told, own, theirs = await asyncio.gather(
            self._ask("getChat", {"chat_id": chat}),
            self._ask("getChatMember", {"chat_id": chat, "user_id": self._bot.id}),
            self._ask("getChatMember", {"chat_id": chat, "user_id": user}),
        )
        seen = sighting(told, own, theirs)
        if seen is None:
            log.warning("cannot tell who may do what in a chat", chat=chat, replies=(told, own, theirs))
        return seen

    async def download(self, file: str) -> bytes | None:
        """The content of a file that somebody has sent, by its id; None where Telegram does not give it. How
        large it is was said beside the id: ask for none that is too large."""
        try:
            found = await self._bot.get_file(file)
            return bytes(await found.download_as_bytearray())
        except TelegramError as error:
            log.warning("a file was not given to us", error=error.message)
            return None

    async def introduce(self, method: str, fields: Mapping[str, object]) -> bool:
        """Sets what Telegram shows of the bot itself; whether it took that. Raises TokenRefused."""
        reply = await self._ask(method, fields)
        if reply.status != 200:
            log.warning("telegram does not take what the bot says of itself", method=method, reply=reply)
        return reply.status == 200

    @property
    def rate(self) -> float:
        """Messages a second at full pace."""
        return self._pace.full_rate

    async def _is_there(self) -> bool:
        """Whether Telegram answers at all, asked by a call that can be in doubt without harm."""
        reply = await self._ask("getMe", {}, patience=_PROBE_PATIENCE)
        if not reply.decides:
            self._pace.failed()
        return reply.decides
