"""What admins are told: how a feed's standing changed, and whose; what goes wrong with deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class BeganFailing:
    """It has not been read for a while now."""

    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """A feed that counted as failing, or stopped, can be read again after `lasted`."""

    lasted: timedelta


@dataclass(frozen=True, slots=True)
class Ended:
    """The feed is not asked again by itself."""

    reason: str


@dataclass(frozen=True, slots=True)
class MovedAddress:
    """Its server has said often enough that it is elsewhere now."""

    old: str
    new: str


StandingChange: TypeAlias = BeganFailing | Recovered | Ended | MovedAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedNotice:
    """One change, told to each admin once."""

    outlet: str
    url: str
    """Of the feed, as it was asked for."""
    change: StandingChange


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTrouble:
    """Deliveries that ended in a way that somebody should know of."""

    since: datetime
    unknown: int
    rejected: int
    remarks: int
    """Sent as plain text, for Telegram refused our markup."""
    newest: str
    """What was said of the last one."""


@dataclass(frozen=True, slots=True)
class UpdatesTaken:
    """Another process uses the token and gets what readers write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun:
    """So much is to be sent that its end comes too late for some."""

    waiting: int
    ends_at: datetime
    late_by: timedelta
    """What has waited this long is dropped."""


BotNotice: TypeAlias = DeliveryTrouble | UpdatesTaken | Overrun
Notice: TypeAlias = FeedNotice | BotNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNotice:
    """A notice on its way. Keys grow with time."""

    key: int
    at: datetime
    notice: Notice
