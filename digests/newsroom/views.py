"""How a reader looks at a list: of which time, in which order, narrowed to what. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from digests.store.labels import Kind, whole
from digests.text.query import Query
from digests.text.since import DaysAgo, instant

_WEEK = timedelta(days=7)


class Period(StrEnum):
    TODAY = "d"
    WEEK = "w"
    ALL = "a"


class Order(StrEnum):
    BEST = "b"
    NEWEST = "n"


class Facet(StrEnum):
    """What a list can be narrowed by."""

    SOURCE = "s"
    TOPIC = "t"
    LANGUAGE = "l"


_KINDS = {Facet.SOURCE: Kind.OUTLET, Facet.TOPIC: Kind.TOPIC, Facet.LANGUAGE: Kind.LANGUAGE}


@dataclass(frozen=True, slots=True)
class View:
    """`chosen`: at most one name of each facet, in the facets' order."""

    period: Period = Period.ALL
    order: Order = Order.NEWEST
    chosen: tuple[tuple[Facet, str], ...] = ()

    @classmethod
    def first(cls, query: Query | None) -> View:
        """How a list is shown before anybody has pressed a button."""
        if query is None or not query.terms:
            return cls()
        return cls(Period.ALL if query.since else Period.WEEK, Order.BEST)

    @classmethod
    def read(cls, written: str) -> View:
        """The view that `written` wrote; what cannot be read is as if nothing had been chosen."""
        try:
            told = json.loads(written)
            chosen = tuple((Facet(facet), str(name)) for facet, name in told["chosen"])
            return cls(Period(told["period"]), Order(told["order"]), chosen)
        except (ValueError, TypeError, KeyError):
            return cls()

    def written(self) -> str:
        told = {"period": self.period, "order": self.order, "chosen": self.chosen}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def of(self, facet: Facet) -> str | None:
        """The name that is chosen of the facet."""
        return dict(self.chosen).get(facet)

    def choosing(self, facet: Facet, name: str | None) -> View:
        """With this name of the facet, or none."""
        others = {each: other for each, other in self.chosen if each is not facet}
        if name is not None:
            others[facet] = name
        return replace(self, chosen=tuple((each, others[each]) for each in Facet if each in others))

    def since(self, now: datetime, zone: tzinfo) -> datetime | None:
        match self.period:
            case Period.TODAY:
                return instant(DaysAgo(0), now, zone)
            case Period.WEEK:
                return now - _WEEK
            case Period.ALL:
                return None

    def labels(self) -> tuple[str, ...]:
        """What the index has of the articles that are left."""
        return tuple(_labels(self.chosen))


def _labels(chosen: Iterable[tuple[Facet, str]]) -> Iterable[str]:
    for facet, name in chosen:
        label = whole(_KINDS[facet], name)
        if label is not None:
            yield label
