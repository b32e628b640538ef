"""The town in the playground and in the store: everybody moves in before the program starts, and the ledger
is read after it has ended. No two processes hold the store at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.playground import Playground
from digests.model import ChatKind, DeliveryState
from digests.newsroom.status import status
from digests.store import chats, slots, sqlite
from digests.store.engine import Store
from digests.store.schema import delivery
from tests.benchmarks.nemesis import readers, town
from tests.benchmarks.nemesis.enemy import Plan, Targets
from tests.benchmarks.nemesis.evidence import Occurrence, Row

_FIRST_PERSON = 5001
_OPEN = "SELECT 1 FROM delivery WHERE state IN ('planned', 'sending') LIMIT 1"
_TOPIC = "News"


class Settlement:
    """The chats of a trial by their numbers. `first` is minute 0 of the trial."""

    def __init__(self, folder: Path, first: datetime) -> None:
        self.database = folder / "pullquote.db"
        self._inbox = folder / "inbox"
        self._inbox.mkdir()
        self._first = first
        self._houses: dict[int, town.House] = {}
        self.threads: dict[int, int] = {}
        """The topic that a group's editions go to."""

    async def found(self, plan: Plan, targets: Targets, playground: Playground) -> None:
        """Everybody moves in, and the store knows them."""
        moving = readers.movers(targets)
        for place, house in enumerate(town.houses(plan, targets)):
            number = self._move_in(house, place, playground)
            self._houses[number] = replace(house, minutes=(town.FAR,)) if place in moving else house
        async with await self._store() as store, store.writing() as conn:
            for number, house in self._houses.items():
                await chats.save(conn, town.chat(house, number, self._first))
                for slot in town.slots(house, number, self._first, self.threads.get(number)):
                    await slots.save(conn, slot)

    @property
    def people(self) -> Sequence[int]:
        """As the plan counts them."""
        return [number for number in self._houses if number > 0]

    @property
    def groups(self) -> Sequence[int]:
        return [number for number, house in self._houses.items() if house.is_group]

    @property
    def zones(self) -> Mapping[int, str]:
        return {number: house.zone for number, house in self._houses.items()}

    def occurrences(self) -> Iterator[Occurrence]:
        """What was asked for from the start."""
        for number, house in self._houses.items():
            for slot in town.slots(house, number, self._first, None):
                if slot.next_due_at is not None and slot.next_date is not None:
                    yield Occurrence(
                        chat=number, slot=slot.number, local_date=slot.next_date, due=slot.next_due_at
                    )

    def drop(self, name: str) -> None:
        """An article for the program to take in."""
        title = f"Harbour of {name.title()} reopens"
        text = f"{title} after a storm of nine days. Boats left {name} before dawn. Nobody was hurt there."
        article = {"title": title, "text": text, "source": "Linnet Herald", "language": "en"}
        (self._inbox / f"{name}.json").write_text(json.dumps(article), encoding="utf-8")

    def is_anything_open(self) -> bool:
        """Whether the ledger, as the program has it now, has rows that are not at their end."""
        connection = sqlite.driver().connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            found = connection.execute(_OPEN).fetchone()
        finally:
            connection.close()
        return found is not None

    async def counted_unknown(self, now: datetime) -> int:
        """What the operator is told at `now`."""
        async with await Store.look_at(self._url) as store:
            return (await status(store, now)).tally.unknown

    async def ledger(self) -> tuple[Row, ...]:
        columns = [delivery.c[field.name] for field in fields(Row)]
        async with await self._store() as store, store.reading() as conn:
            found = (await conn.execute(select(*columns))).mappings().all()
        return tuple(Row(**{**row, "state": DeliveryState(row["state"])}) for row in found)

    def _move_in(self, house: town.House, place: int, playground: Playground) -> int:
        if house.is_private:
            return playground.add_private_chat(_FIRST_PERSON + place, f"Reader {place}")
        if house.kind is ChatKind.CHANNEL:
            return playground.add_channel(f"Channel {place}")
        number = playground.add_group(f"Group {place}", topics=(_TOPIC, "Talk") if house.forum else ())
        if house.forum:
            self.threads[number] = playground.topics(number)[_TOPIC]
        return number

    @property
    def _url(self) -> str:
        return f"sqlite:///{self.database}"

    async def _store(self) -> Store:
        return await Store.open(self._url)
