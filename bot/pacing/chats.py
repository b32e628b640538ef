"""Turns within one chat, and whom a 429 is meant for.

Telegram names no chat in a 429. It may be the bot that is too fast, or only one chat that got too much:
groups and channels have a limit of their own.
"""

from __future__ import annotations

from enum import Enum, auto

_CHAT_GAP = 1.05
"""Seconds between messages to one private chat (Telegram FAQ: avoid more than one a second)."""
_GROUP_GAP = 3.05
"""Twenty a minute in a group or channel; their ids are negative."""
_CHAT_LONGEST, _GROUP_LONGEST = 5.0, 60.0
"""Seconds by which what a chat got may put its next turn off: Telegram looks back a minute at most."""
_TOLERATED = 3
"""Messages at once that one chat takes without complaint."""
_TOGETHER = 5.0
"""Two chats refused within these seconds are not two chats that got too much: it is the bot."""
_REMEMBERED = 10_000


class MeantFor(Enum):
    """Who has to wait after a 429."""

    CHAT = auto()
    EVERYBODY = auto()


def meant_for(chat: int | None, *, flooded: bool, others_refused: bool) -> MeantFor:
    """`flooded`: this chat just got more than one chat takes. No chat: the refused call had none."""
    if chat is None or others_refused:
        return MeantFor.EVERYBODY
    return MeantFor.CHAT if chat < 0 or flooded else MeantFor.EVERYBODY


class ChatTurns:
    """What each chat got lately, and which were refused."""

    def __init__(self) -> None:
        self._free_at: dict[int, float] = {}
        self._promised: dict[int, float] = {}
        self._paused_until: dict[int, float] = {}
        self._refused_at: dict[int, float] = {}
        self._tidy_at = _REMEMBERED

    def broadcast(self, chat: int, now: float) -> float:
        """Seconds until a broadcast into this chat is polite; 0: it goes now. What was told once holds: else
        replies that come meanwhile would put it off again and again."""
        turn = self._promised.get(chat, self._free_at.get(chat, now))
        wait = max(turn - now, self.paused_for(chat, now))
        if wait > 0:
            self._promised[chat] = turn
            return wait
        self._promised.pop(chat, None)
        self.take(chat, now)
        return 0.0

    def take(self, chat: int, now: float) -> None:
        """A message goes into the chat now, polite or not: a reply does not wait."""
        if len(self._free_at) >= self._tidy_at:
            self._tidy(now)
        gap, longest = (_GROUP_GAP, _GROUP_LONGEST) if chat < 0 else (_CHAT_GAP, _CHAT_LONGEST)
        free_at = max(now, self._free_at.get(chat, now)) + gap
        self._free_at[chat] = min(free_at, now + longest)

    def paused_for(self, chat: int, now: float) -> float:
        """Seconds until anything may go into the chat that was refused."""
        if not self._paused_until:
            return 0.0
        return max(0.0, self._paused_until.get(chat, now) - now)

    def refused(self, chat: int | None, now: float, wait: float) -> MeantFor:
        """A 429. Pauses the chat if it is the chat's alone."""
        self._refused_at = {each: at for each, at in self._refused_at.items() if now - at < _TOGETHER}
        others = any(each != chat for each in self._refused_at)
        if chat is None:
            return meant_for(None, flooded=False, others_refused=others)
        self._refused_at[chat] = now
        meant = meant_for(chat, flooded=self._flooded(chat, now), others_refused=others)
        if meant is MeantFor.CHAT:
            self._paused_until = {each: at for each, at in self._paused_until.items() if at > now}
            self._paused_until[chat] = max(self._paused_until.get(chat, now), now + wait)
        return meant

    def _flooded(self, chat: int, now: float) -> bool:
        gap = _GROUP_GAP if chat < 0 else _CHAT_GAP
        return self._free_at.get(chat, now) - now > (_TOLERATED - 1) * gap

    def _tidy(self, now: float) -> None:
        self._free_at = {each: at for each, at in self._free_at.items() if at > now}
        # A turn that nobody has taken for so long is nobody's.
        self._promised = {each: at for each, at in self._promised.items() if now - at < _GROUP_LONGEST}
        # Twice what is left: with very many busy chats it would be tidied for each message otherwise.
        self._tidy_at = max(_REMEMBERED, 2 * len(self._free_at))
