"""Which stories are told at once to who follows something, and which are left to the next edition. Pure.

A story is breaking news for a follow when something has just come in by which it is found, and nothing before
that was. It is told once, in a message of its own: there are only so many of them a day for a follow, and for
a chat. In quiet hours a few wait for their end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from digests.editor.tasting import Sought, concerns
from digests.editor.topics import Searched
from digests.model import Follow, StoredArticle

MOST_A_DAY = 10
"""Messages to one chat, whatever it follows."""
MOST_WAITING = 3
"""Of them for the end of the quiet hours: more at once would be a burst."""

_NUMBERS = 2**31
"""The ledger has 31 bits for a slot."""


class Developing:
    """A story that something has just come in for, with its articles' tokens made once for all follows."""

    def __init__(self, articles: Sequence[StoredArticle], since: datetime) -> None:
        both = [(stored, Searched.of(stored.edited)) for stored in articles]
        self.articles = tuple(articles)
        self.since = since
        self._new = [pair for pair in both if pair[0].seen_at > since]
        self._known = [pair for pair in both if pair[0].seen_at <= since]

    def is_new_to(self, sought: Sought) -> bool:
        """Whether it is found by this from now on."""
        return any(concerns(sought, *pair) for pair in self._new) and not any(
            concerns(sought, *pair) for pair in self._known
        )

    def concerns(self, sought: Sought) -> bool:
        return any(concerns(sought, *pair) for pair in (*self._new, *self._known))


@dataclass(frozen=True, slots=True)
class Message:
    """What a chat had, or is about to have, between its editions."""

    number: int
    """Of the follow that brought it, as the ledger has it."""
    part: int
    """Of that follow's messages of the day, from 1."""
    local_date: date
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A story to be told at once."""

    story: int
    message: Message
    words: tuple[str, ...]
    """Of all follows that found it."""


def number_of(follow: Follow) -> int:
    """Names the follow in the ledger."""
    return follow.key % _NUMBERS


def alerts(
    found: Mapping[int, Sequence[Follow]], had: Sequence[Message], day: date, *, quiet: bool
) -> tuple[Alert, ...]:
    """What of the stories `found`, each with its follows, is told on this local day, beside what the chat
    `had` already. In `quiet` hours it would wait for their end."""
    today = [message for message in had if message.local_date == day]
    room = MOST_A_DAY - len(today)
    if quiet:
        room = min(room, MOST_WAITING - sum(message.waits for message in had))
    used = Counter(message.number for message in today)
    last = Counter[int]()
    for message in today:
        last[message.number] = max(last[message.number], message.part)
    told: list[Alert] = []
    for story in sorted(found):
        follow = next((each for each in found[story] if used[number_of(each)] < each.most_a_day), None)
        if follow is None or len(told) >= room:
            continue
        number = number_of(follow)
        used[number] += 1
        last[number] += 1
        words = tuple(dict.fromkeys(each.words for each in found[story]))
        told.append(Alert(story, Message(number, last[number], day, quiet), words))
    return tuple(told)
