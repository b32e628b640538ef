"""Polite polling: what one visit makes of a feed's state, and when the next one is due. Pure.

The fetcher tells what came (a `Visit`), `after` decides (a `Turn`), the store keeps the state, and
admins are told of changes. How often a feed is asked stands in `cadence.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from digests.cadence import UNDATED, interval_of, next_visit, unchanged_interval
from digests.model import (
    BeganFailing,
    Ended,
    Feed,
    FeedStanding,
    FeedState,
    MovedAddress,
    ParsedFeed,
    Recovered,
    StandingChange,
    outlet_of,
)

FAILING_VISITS = 3
FAILING_TIME = timedelta(hours=6)
"""In a row, and for so long: less is a blip that nobody need hear of."""
MOVED_VISITS = 3
NOT_FOUND_TIME = timedelta(days=14)
_MISSED = timedelta(days=14)

_GONE = 410
_NOT_FOUND = 404
_MAY_NAME_A_TIME = (429, 503)
_SAYS = {
    401: "it wants a login",
    403: "it refuses to be read by programs like this one, or wants a login",
    404: "there is nothing at this address",
    410: "the feed is gone for good",
    429: "it is asked too often",
    451: "it may not show this here for legal reasons",
    500: "it has trouble of its own",
    502: "it has trouble of its own",
    503: "it is overloaded or closed for the moment",
    504: "it has trouble of its own",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The feed came, and could be read."""

    parsed: ParsedFeed
    etag: str | None = None
    modified: str | None = None
    max_age: timedelta | None = None
    permanent: str | None = None
    """Where permanent redirects (301, 308) led on the way; None if there were none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """304: as it was when it came last."""

    max_age: timedelta | None = None
    permanent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The server answered, but not with a feed: any status but 200 and 304."""

    status: int
    retry_after: timedelta | None = None
    permanent: str | None = None


@dataclass(frozen=True, slots=True)
class Unusable:
    """No answer at all: network trouble, an address that is refused, too slow or too large."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something came with status 200, but it is no feed."""

    reason: str


Visit: TypeAlias = Delivered | Unchanged | Answered | Unusable | Unreadable


@dataclass(frozen=True, slots=True)
class Turn:
    """The feed's next state, and what admins are told of it: each change once."""

    state: FeedState
    change: StandingChange | None = None


def unvisited(url: str, due_at: datetime) -> FeedState:
    """The state of a feed that is wanted from now on."""
    return FeedState(address=url, next_check_at=due_at)


def after(state: FeedState, visit: Visit, now: datetime, jitter: float, *, home: str) -> Turn:
    """What a visit makes of a feed. `jitter` is in [0, 1); `home` is `Feed.url`."""
    match visit:
        case Delivered(parsed=parsed):
            read = replace(
                state,
                etag=visit.etag,
                modified=visit.modified,
                interval=interval_of(parsed, now),
                newest_at=_newest(state, parsed),
                title=parsed.title or state.title,
            )
            return _succeeded(read, visit, now, jitter, parsed.ttl)
        case Unchanged():
            return _succeeded(replace(state, interval=unchanged_interval(state, now)), visit, now, jitter)
        case Answered():
            return _refused(state, visit, now, jitter, home)
        case Unusable(reason):
            return _failed(state, reason, now, jitter, home)
        case Unreadable(reason):
            # Whatever the validators name, it is not what was delivered when they came.
            return _failed(replace(state, etag=None, modified=None), reason, now, jitter, home)
        case _:
            assert_never(visit)


def _succeeded(
    state: FeedState,
    visit: Delivered | Unchanged,
    now: datetime,
    jitter: float,
    ttl: timedelta | None = None,
) -> Turn:
    troubled = state.standing in (FeedStanding.FAILING, FeedStanding.STOPPED)
    change = Recovered(now - (state.failing_since or now)) if troubled else None
    asked = [span for span in (ttl, visit.max_age) if span is not None]
    well = replace(
        state,
        standing=FeedStanding.WELL,
        next_check_at=next_visit(now, state.interval or UNDATED, jitter, least=max(asked, default=None)),
        failures=0,
        failing_since=None,
        reason=None,
        succeeded_at=now,
    )
    return _redirected(Turn(well, change), visit.permanent)


def _redirected(turn: Turn, permanent: str | None) -> Turn:
    """An address is believed after a few visits in a row that succeeded there: a server that is set up
    wrongly for an hour also says 301. Failures start the count anew, so a move is never told together
    with a recovery."""
    state = turn.state
    if permanent is None or permanent == state.address:
        return replace(turn, state=replace(state, moved_to=None, moved_times=0))
    times = state.moved_times + 1 if permanent == state.moved_to else 1
    if times < MOVED_VISITS:
        return replace(turn, state=replace(state, moved_to=permanent, moved_times=times))
    return Turn(_at(state, permanent), MovedAddress(state.address, permanent))


def _at(state: FeedState, address: str) -> FeedState:
    """At another address; the validators belong to the old one."""
    return replace(state, address=address, etag=None, modified=None, moved_to=None, moved_times=0)


def _refused(state: FeedState, visit: Answered, now: datetime, jitter: float, home: str) -> Turn:
    reason = _explained(visit.status)
    away = state.address != home
    if visit.status == _GONE and not away:
        return _ended(state, reason, now)
    if visit.status == _NOT_FOUND and _not_found_for_good(state, reason, now):
        return _ended(state, reason, now)
    retry_after = visit.retry_after if visit.status in _MAY_NAME_A_TIME else None
    turn = _failed(state, reason, now, jitter, home, retry_after)
    if visit.status == _GONE:
        return replace(turn, state=_at(turn.state, home))
    return turn


def _not_found_for_good(state: FeedState, reason: str, now: datetime) -> bool:
    """Nothing but failures for a fortnight, and the last visit found nothing either."""
    since = state.failing_since
    return since is not None and now - since >= NOT_FOUND_TIME and state.reason == reason


def _failed(
    state: FeedState,
    reason: str,
    now: datetime,
    jitter: float,
    home: str,
    retry_after: timedelta | None = None,
) -> Turn:
    """One more failure. A feed that begins to count as failing where it moved to is asked again where
    it was asked for: if it still redirects, nothing is lost."""
    failures = state.failures + 1
    since = state.failing_since or now
    usual = state.interval or UNDATED
    wait = usual if retry_after is not None else usual * 2 ** min(failures - 1, 7)
    failed = replace(
        state,
        next_check_at=next_visit(now, wait, jitter, least=retry_after),
        failures=failures,
        failing_since=since,
        reason=reason,
        moved_to=None,
        moved_times=0,
    )
    if state.standing is FeedStanding.STOPPED:
        return Turn(replace(failed, next_check_at=None))
    long = failures >= FAILING_VISITS and now - since >= FAILING_TIME
    if state.standing is FeedStanding.FAILING or not long:
        return Turn(failed)
    failing = replace(failed, standing=FeedStanding.FAILING)
    return Turn(_at(failing, home) if state.address != home else failing, BeganFailing(since, reason))


def _ended(state: FeedState, reason: str, now: datetime) -> Turn:
    stopped = replace(
        state,
        standing=FeedStanding.STOPPED,
        next_check_at=None,
        failures=state.failures + 1,
        failing_since=state.failing_since or now,
        reason=reason,
        moved_to=None,
        moved_times=0,
    )
    return Turn(stopped, None if state.standing is FeedStanding.STOPPED else Ended(reason))


def _explained(status: int) -> str:
    said = _SAYS.get(status)
    return f"the server answers {status}: {said}" if said else f"the server answers {status}"


def _newest(state: FeedState, parsed: ParsedFeed) -> datetime | None:
    times = [item.published for item in parsed.items if item.published is not None]
    known = [] if state.newest_at is None else [state.newest_at]
    return max(times + known, default=None)


# --- what readers are told -----------------------------------------------------------------------


def outlet_name(feed: Feed, state: FeedState) -> str:
    """What readers know a feed by: its name, what it calls itself, or its host."""
    return outlet_of(feed.name or state.title, feed.url) or feed.url


def silent_since(feeds: Iterable[tuple[Feed, FeedState]], since: datetime) -> tuple[str, ...]:
    """Names of the outlets that an edition of the time since `since` had to do without, in order.

    A feed is silent if it could be read before, and either counts as failing or stopped, or its last
    visit failed and none succeeded since `since`. One that can be read and has nothing new is quiet,
    not silent; one that never worked is the operator's affair; and one that has not been read for a
    fortnight before `since` is not missed any more.
    """
    names = {outlet_name(feed, state) for feed, state in feeds if _is_silent(state, since)}
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))


def _is_silent(state: FeedState, since: datetime) -> bool:
    if state.succeeded_at is None or state.succeeded_at < since - _MISSED:
        return False
    if state.standing in (FeedStanding.FAILING, FeedStanding.STOPPED):
        return True
    return state.failures > 0 and state.succeeded_at < since
