"""Editions as letters: claimed deliveries in, messages ready to be sent out.

What the same line-up says in one language, size, zone and minute is set once, however many chats get it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from bot.letters import Letter, letter
from bot.render.breaking import breaking as breaking_screen
from bot.render.editions import Style
from bot.render.editions import edition as edition_screen
from bot.words import Words
from bot.words.catalog import chosen
from digests.model import ChatKind, Edition, Lineup, Size
from digests.newsroom import sending
from digests.newsroom.following import BREAKING
from digests.newsroom.sending import Parcel
from digests.store.engine import Store

Key = TypeVar("Key")
Value = TypeVar("Value")

_KEPT = 200
"""Letters and line-ups that are remembered: far more than one broadcast needs."""


class _Kind(NamedTuple):
    """All that the text of an edition depends on."""

    told: str
    """Kind of the delivery: an edition, or a story that is told at once."""
    lineup: int
    local_date: date
    due_at: datetime
    language: str
    size: Size
    is_channel: bool
    timezone: str
    minute: datetime
    """It says how long ago things were, and how late it is itself."""


class Typesetter:
    """Reads line-ups from `store`; `words` are the catalogs by language. `style` is asked when a letter
    is set: by then the bot knows its name."""

    def __init__(self, store: Store, words: Mapping[str, Words], style: Callable[[], Style] = Style) -> None:
        self._store = store
        self._words = words
        self._style = style
        self._letters: dict[_Kind, Letter] = {}
        self._lineups: dict[int, Lineup] = {}

    async def letter(self, parcel: Parcel, now: datetime) -> Letter:
        """The parcel's edition as it is sent at `now`. Raises StoreError; any other error is a line-up that
        is not there or cannot be rendered."""
        delivery, chat = parcel.delivery, parcel.chat
        kind = _Kind(
            delivery.key.kind,
            delivery.lineup,
            delivery.key.local_date,
            delivery.due_at,
            chat.speaks,
            chat.size,
            chat.kind is ChatKind.CHANNEL,
            chat.timezone,
            now.replace(second=0, microsecond=0),
        )
        if kind not in self._letters:
            made = Edition(
                chat=chat.id,
                local_date=kind.local_date,
                due_at=kind.due_at,
                lineup=await self._told(kind.lineup),
            )
            words = chosen(self._words, chat.speaks)
            style = self._style()
            if kind.told == BREAKING:
                screen = breaking_screen(words, made, chat, now, bot=style.bot)
            else:
                screen = edition_screen(words, made, chat, now, style=style)
            _make_room(self._letters)
            self._letters[kind] = letter(screen)
        return self._letters[kind]

    async def _told(self, lineup: int) -> Lineup:
        if lineup not in self._lineups:
            told = await sending.told(self._store, lineup)
            _make_room(self._lineups)
            self._lineups[lineup] = told
        return self._lineups[lineup]


def _make_room(kept: dict[Key, Value]) -> None:
    """Forgets the older half of what is too much."""
    if len(kept) >= _KEPT:
        for key in list(kept)[: _KEPT // 2]:
            del kept[key]
