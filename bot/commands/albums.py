"""Albums: Telegram sends each picture as a message of its own, and one answer is enough for them all."""

from __future__ import annotations

from collections import OrderedDict

from telegram import Message

_KEPT = 1_000


class Albums:
    """The latest albums, by what came first of each. In memory only: a restart forgives."""

    def __init__(self) -> None:
        self._first: OrderedDict[tuple[int, str], int] = OrderedDict()

    def is_said_already(self, message: Message) -> bool:
        """Whether it is one more picture, without words of its own, of an album that came before."""
        if message.media_group_id is None:
            return False
        first = self._first.setdefault((message.chat.id, message.media_group_id), message.message_id)
        if len(self._first) > _KEPT:
            self._first.popitem(last=False)
        return first != message.message_id and not message.caption
