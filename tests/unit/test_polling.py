"""Polite polling as tables: what a visit makes of a feed, and when the next one is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.cadence import interval_of
from digests.model import (
    BeganFailing,
    Ended,
    Feed,
    FeedItem,
    FeedStanding,
    FeedState,
    MovedAddress,
    ParsedFeed,
    Recovered,
)
from digests.polling import (
    Answered,
    Delivered,
    Turn,
    Unchanged,
    Unreadable,
    Unusable,
    Visit,
    after,
    outlet_name,
    silent_since,
    unvisited,
)
from tests.builders import at

NOW = at("2026-11-24 08:00")
HOME = "https://herald.example/feed"
ELSEWHERE = "https://new.herald.example/feed"
WELL, FAILING, STOPPED = FeedStanding.WELL, FeedStanding.FAILING, FeedStanding.STOPPED


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def days(count: float) -> timedelta:
    return timedelta(days=count)


def item(age: timedelta | None) -> FeedItem:
    published = None if age is None else NOW - age
    return FeedItem(
        identity=str(age), content="", url=None, title="x", text=None, is_whole=False, published=published
    )


def parsed(*ages: timedelta | None, ttl: timedelta | None = None, title: str | None = None) -> ParsedFeed:
    items = tuple(item(age) for age in ages)
    return ParsedFeed(title=title, link=None, language=None, ttl=ttl, items=items)


def every(step: timedelta, count: int) -> tuple[timedelta, ...]:
    return tuple(step * place for place in range(1, count + 1))


def state(**changes: object) -> FeedState:
    """A feed that is well, is asked every hour, and was read an hour ago."""
    usual = FeedState(
        address=HOME,
        standing=WELL,
        next_check_at=NOW,
        etag='"a"',
        modified="yesterday",
        interval=hours(1),
        succeeded_at=NOW - hours(1),
        newest_at=NOW - hours(2),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def failing(**changes: object) -> FeedState:
    return state(
        **{
            "standing": FAILING,
            "failures": 5,
            "failing_since": NOW - days(1),
            "reason": "no answer",
            **changes,
        }
    )


def wait(turn: Turn) -> timedelta | None:
    due = turn.state.next_check_at
    return None if due is None else due - NOW


def turn(before: FeedState, visit: Visit, *, now: datetime = NOW, jitter: float = 0.5) -> Turn:
    return after(before, visit, now, jitter, home=HOME)


# --- how often ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "ages", "interval"),
    [
        ("a hundred a day, of which the last fifty are shown", every(minutes(14.4), 50), minutes(15)),
        ("one an hour, of which the last day is shown", every(hours(1), 24), hours(1)),
        ("forty in the last week, older ones shown too", (*every(hours(4), 42), days(9)), hours(4)),
        ("two a day, a fortnight shown", every(hours(12), 28), hours(12)),
        ("one a day, a month shown", every(days(1), 30), hours(24)),
        ("nothing for a month", every(days(31), 5), hours(24)),
        ("an empty feed", (), hours(24)),
        ("no dates at all", (None, None, None), hours(1)),
        ("a document that is dated, not its items", (hours(0), hours(0), hours(0)), hours(1)),
        ("dates on some", (hours(3), None, hours(6)), hours(3)),
        ("only the newest item, of this minute", (minutes(0),), minutes(15)),
        ("only the newest item, of two days ago", (days(2),), hours(24)),
    ],
)
def test_a_feed_is_asked_as_often_as_it_publishes(
    what: str, ages: Sequence[timedelta | None], interval: timedelta
) -> None:
    assert interval_of(parsed(*ages), NOW) == interval, what


@pytest.mark.parametrize(
    ("ttl", "max_age", "least"),
    [
        (None, None, minutes(15)),
        (hours(2), None, hours(2)),
        (None, hours(3), hours(3)),
        (hours(2), minutes(5), hours(2)),
        (days(30), None, hours(24)),
        (None, days(365), hours(24)),
    ],
)
@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_never_more_often_than_the_feed_and_its_server_ask_for(
    ttl: timedelta | None, max_age: timedelta | None, least: timedelta, jitter: float
) -> None:
    busy = parsed(*every(minutes(1), 60), ttl=ttl)
    waited = wait(turn(state(), Delivered(parsed=busy, max_age=max_age), jitter=jitter))
    assert waited is not None
    assert least <= waited <= max(least * 1.1, minutes(17))


def test_a_feeds_own_ttl_is_kept_also_when_it_has_not_changed() -> None:
    asked = turn(state(), Delivered(parsed=parsed(*every(minutes(1), 60), ttl=hours(6)))).state
    assert (wait(turn(asked, Unchanged())) or minutes(0)) >= hours(5)


@pytest.mark.parametrize(("jitter", "waited"), [(0.0, 54), (0.5, 60), (0.999999, 66)])
def test_a_tenth_more_or_less_keeps_feeds_from_marching_in_step(jitter: float, waited: int) -> None:
    due = wait(turn(state(), Unchanged(), jitter=jitter))
    assert due is not None
    assert round(due.total_seconds() / 60) == waited


def test_a_feed_unchanged_for_a_week_is_asked_once_a_day() -> None:
    assert turn(state(newest_at=NOW - days(6)), Unchanged()).state.interval == hours(1)
    assert turn(state(newest_at=NOW - days(8)), Unchanged()).state.interval == hours(24)


# --- success ------------------------------------------------------------------------------------


def test_what_was_delivered_is_noted() -> None:
    came = Delivered(parsed=parsed(hours(1), hours(3), title="The Herald"), etag='W/"b"', modified=None)
    now = turn(state(), came).state
    assert (now.etag, now.modified) == ('W/"b"', None)
    assert (now.title, now.newest_at, now.succeeded_at) == ("The Herald", NOW - hours(1), NOW)


def test_an_item_taken_back_does_not_make_the_feed_older() -> None:
    assert turn(state(), Delivered(parsed=parsed(days(3)))).state.newest_at == NOW - hours(2)
    assert turn(state(title="Old"), Delivered(parsed=parsed())).state.title == "Old"


def test_not_modified_is_a_success_and_keeps_the_validators() -> None:
    now = turn(state(failures=2, failing_since=NOW - hours(2), reason="x"), Unchanged()).state
    assert (now.standing, now.failures, now.failing_since, now.reason) == (WELL, 0, None, None)
    assert (now.etag, now.modified, now.succeeded_at) == ('"a"', "yesterday", NOW)


def test_a_feed_that_failed_is_told_to_be_well_again_once() -> None:
    first = turn(failing(), Unchanged())
    assert first.change == Recovered(days(1))
    assert turn(first.state, Unchanged()).change is None


def test_a_new_feed_that_works_is_nothing_to_tell() -> None:
    first = turn(unvisited(HOME, NOW), Delivered(parsed=parsed(hours(1))))
    assert (first.state.standing, first.change) == (WELL, None)


# --- failure ------------------------------------------------------------------------------------


def test_waits_double_up_to_a_day() -> None:
    now, current, waits = NOW, state(interval=minutes(15)), []
    for _ in range(10):
        current = turn(current, Unusable("no answer"), now=now).state
        assert current.next_check_at is not None
        waits.append(round((current.next_check_at - now).total_seconds() / 60))
        now = current.next_check_at
    assert waits[0] == 16, "a quarter of an hour is the least, so jitter only adds to it"
    assert waits[1:] == [30, 60, 120, 240, 480, 960, 1428, 1428, 1428]


@pytest.mark.parametrize(
    ("status", "retry_after", "waited"),
    [
        (429, minutes(1), hours(1)),
        (429, hours(5), hours(5)),
        (503, hours(5), hours(5)),
        (503, days(9), hours(24)),
        (429, None, hours(4)),
        (503, None, hours(4)),
        (500, hours(5), hours(4)),
        (403, None, hours(4)),
        (401, None, hours(4)),
        (404, None, hours(4)),
    ],
)
def test_a_server_that_says_when_is_obeyed_and_others_are_asked_less_and_less(
    status: int, retry_after: timedelta | None, waited: timedelta
) -> None:
    before = state(failures=2, failing_since=NOW - hours(2), reason="x")
    due = wait(turn(before, Answered(status=status, retry_after=retry_after)))
    assert due is not None
    assert waited * 0.99 <= due <= waited * 1.06
    if status in (429, 503) and retry_after is not None:
        assert due >= min(retry_after, hours(24))


@pytest.mark.parametrize(
    ("failures", "for_so_long", "standing"),
    [
        (0, hours(0), WELL),
        (1, days(1), WELL),
        (2, hours(5.9), WELL),
        (2, hours(6), FAILING),
        (9, hours(3), WELL),
    ],
)
def test_a_blip_is_not_told(failures: int, for_so_long: timedelta, standing: FeedStanding) -> None:
    since = NOW - for_so_long if failures else None
    done = turn(state(failures=failures, failing_since=since, reason="x"), Unusable("no answer"))
    assert done.state.standing is standing
    told = BeganFailing(NOW - for_so_long, "no answer") if standing is FAILING else None
    assert done.change == told


def test_a_failing_feed_is_told_once() -> None:
    done = turn(failing(), Answered(status=500))
    assert (done.state.standing, done.state.failures, done.change) == (FAILING, 6, None)
    assert done.state.failing_since == NOW - days(1)


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "login"), (403, "login"), (404, "nothing at this address"), (418, "the server answers 418")],
)
def test_reasons_say_what_the_server_said(status: int, words: str) -> None:
    reason = turn(state(), Answered(status=status)).state.reason
    assert reason is not None
    assert words in reason
    assert str(status) in reason


def test_a_document_that_cannot_be_read_takes_the_validators_and_no_answer_leaves_them() -> None:
    unread = turn(state(), Unreadable("a web page, not a feed")).state
    assert (unread.etag, unread.modified, unread.failures) == (None, None, 1)
    unheard = turn(state(), Unusable("no answer")).state
    assert (unheard.etag, unheard.modified) == ('"a"', "yesterday")


# --- the end ------------------------------------------------------------------------------------


def test_a_feed_that_is_gone_is_stopped_at_once() -> None:
    done = turn(state(), Answered(status=410))
    assert (done.state.standing, done.state.next_check_at) == (STOPPED, None)
    assert done.change == Ended("the server answers 410: the feed is gone for good")
    again = turn(done.state, Answered(status=410))
    assert (again.state.next_check_at, again.change) == (None, None)


@pytest.mark.parametrize(
    ("for_days", "before", "standing"),
    [
        (13.9, Answered(status=404), FAILING),
        (14, Answered(status=404), STOPPED),
        (20, Answered(status=500), FAILING),
        (20, Unusable("no answer"), FAILING),
    ],
)
def test_a_feed_not_found_for_a_fortnight_is_given_up(
    for_days: float, before: Visit, standing: FeedStanding
) -> None:
    long = turn(failing(failing_since=NOW - days(for_days)), before).state
    done = turn(long, Answered(status=404))
    assert done.state.standing is standing
    assert isinstance(done.change, Ended) is (standing is STOPPED)


def test_a_stopped_feed_stays_stopped_until_it_can_be_read() -> None:
    stopped = failing(standing=STOPPED, next_check_at=None)
    assert turn(stopped, Unusable("no answer")).state.next_check_at is None
    read = turn(stopped, Unchanged())
    assert (read.state.standing, read.change) == (WELL, Recovered(days(1)))
    assert read.state.next_check_at is not None


# --- moving -------------------------------------------------------------------------------------


def test_a_permanent_redirect_is_believed_the_third_time_in_a_row() -> None:
    current = state()
    for times in (1, 2):
        done = turn(current, Unchanged(permanent=ELSEWHERE))
        assert (done.state.address, done.state.moved_times, done.change) == (HOME, times, None)
        current = done.state
    done = turn(current, Delivered(parsed=parsed(hours(1)), etag='"new"', permanent=ELSEWHERE))
    assert done.change == MovedAddress(HOME, ELSEWHERE)
    assert (done.state.address, done.state.moved_to, done.state.moved_times) == (ELSEWHERE, None, 0)
    assert (done.state.etag, done.state.modified) == (None, None)


@pytest.mark.parametrize(
    ("visit", "moved_to", "times"),
    [
        (Unchanged(permanent="https://third.example/"), "https://third.example/", 1),
        (Unchanged(), None, 0),
        (Unchanged(permanent=HOME), None, 0),
        (Unusable("no answer"), None, 0),
        (Answered(status=500, permanent=ELSEWHERE), None, 0),
    ],
)
def test_anything_else_starts_the_count_anew(visit: Visit, moved_to: str | None, times: int) -> None:
    now = turn(state(moved_to=ELSEWHERE, moved_times=2), visit).state
    assert (now.moved_to, now.moved_times, now.address) == (moved_to, times, HOME)


def test_a_feed_that_fails_where_it_moved_to_is_asked_again_where_it_was_asked_for() -> None:
    blip = turn(state(address=ELSEWHERE), Unusable("no answer")).state
    assert (blip.address, blip.etag) == (ELSEWHERE, '"a"')
    trouble = state(address=ELSEWHERE, failures=2, failing_since=NOW - hours(8), reason="x")
    done = turn(trouble, Unusable("no answer"))
    assert (done.state.address, done.state.etag, done.state.standing) == (HOME, None, FAILING)


def test_a_feed_gone_from_where_it_moved_to_is_stopped_only_if_it_is_gone_at_home_too() -> None:
    away = turn(state(address=ELSEWHERE), Answered(status=410))
    assert (away.state.address, away.state.standing, away.change) == (HOME, WELL, None)
    assert turn(away.state, Answered(status=410, permanent=ELSEWHERE)).state.standing is STOPPED


# --- whatever comes -----------------------------------------------------------------------------

spans = st.one_of(st.none(), st.timedeltas(min_value=-days(1), max_value=days(400)))
redirects = st.sampled_from([None, HOME, ELSEWHERE])
documents = st.builds(
    lambda ages, ttl: parsed(*ages, ttl=ttl),
    st.lists(st.one_of(st.none(), st.timedeltas(min_value=days(0), max_value=days(60))), max_size=6),
    spans,
)
visits: st.SearchStrategy[Visit] = st.one_of(
    st.builds(
        Delivered, parsed=documents, etag=st.sampled_from([None, "e"]), max_age=spans, permanent=redirects
    ),
    st.builds(Unchanged, max_age=spans, permanent=redirects),
    st.builds(
        Answered,
        status=st.sampled_from([400, 401, 403, 404, 410, 429, 500, 503]),
        retry_after=spans,
        permanent=redirects,
    ),
    st.builds(Unusable, st.just("no answer")),
    st.builds(Unreadable, st.just("a web page")),
)


@given(st.lists(st.tuples(visits, st.floats(0, 1, exclude_max=True)), max_size=40))
def test_whatever_comes_the_state_makes_sense(history: list[tuple[Visit, float]]) -> None:
    now, current, failures = NOW, unvisited(HOME, NOW), 0
    for visit, jitter in history:
        before, done = current, turn(current, visit, now=now, jitter=jitter)
        current = done.state
        failures = 0 if isinstance(visit, (Delivered, Unchanged)) else failures + 1
        assert current.failures == failures
        assert (current.failing_since is None) == (current.reason is None) == (failures == 0)
        assert (current.next_check_at is None) == (current.standing is STOPPED)
        assert (current.moved_to is None) == (current.moved_times == 0)
        assert current.moved_times < 3
        assert current.address in (HOME, ELSEWHERE)
        _assert_told_once(before, done)
        if current.next_check_at is not None:
            _assert_polite(visit, current.next_check_at - now)
        now = current.next_check_at or now + hours(1)


def _assert_told_once(before: FeedState, done: Turn) -> None:
    changed = before.standing is not done.state.standing
    match done.change:
        case BeganFailing():
            assert changed and done.state.standing is FAILING
        case Ended():
            assert changed and done.state.standing is STOPPED
        case Recovered():
            assert changed and done.state.standing is WELL
        case MovedAddress(old, new):
            assert (before.address, done.state.address) == (old, new)
        case None:
            assert not changed or before.standing is FeedStanding.NEW


def _assert_polite(visit: Visit, waited: timedelta) -> None:
    assert minutes(15) <= waited <= hours(26)
    match visit:
        case (
            Answered(status=429 | 503, retry_after=asked)
            | Delivered(max_age=asked)
            | Unchanged(max_age=asked)
        ):
            assert waited >= min(asked or minutes(0), hours(24))


# --- silent sources -----------------------------------------------------------------------------

SINCE = NOW - days(1)
HERALD = Feed(url=HOME, name="Herald")


@pytest.mark.parametrize(
    ("what", "known", "silent"),
    [
        ("read, and something new", state(), False),
        ("read, and nothing new: a quiet weekend", state(newest_at=NOW - days(9)), False),
        ("a slow feed, not asked since", state(succeeded_at=SINCE - hours(1)), False),
        ("a blip since it was read", state(failures=1), False),
        ("not read since, and the last visit failed", state(failures=1, succeeded_at=SINCE - hours(1)), True),
        ("failing now, though it was read since", failing(succeeded_at=SINCE + hours(1)), True),
        ("failing for a week", failing(succeeded_at=SINCE - days(7)), True),
        ("stopped", failing(standing=STOPPED, next_check_at=None), True),
        ("stopped long ago", failing(standing=STOPPED, succeeded_at=SINCE - days(15)), False),
        ("never read", failing(succeeded_at=None, newest_at=None), False),
        ("not visited yet", unvisited(HOME, NOW), False),
    ],
)
def test_silent_is_what_could_not_be_read(what: str, known: FeedState, silent: bool) -> None:
    assert silent_since([(HERALD, known)], SINCE) == (("Herald",) if silent else ()), what


def test_silent_outlets_are_named_once_and_in_order() -> None:
    known = [
        (Feed(url="https://www.tide.example/rss"), failing()),
        (Feed(url="https://x.example/1"), failing(title="Coastal Post")),
        (Feed(url="https://x.example/2", name="Coastal Post"), failing()),
        (HERALD, state()),
    ]
    assert silent_since(known, SINCE) == ("Coastal Post", "tide.example")


@pytest.mark.parametrize(
    ("feed", "title", "name"),
    [
        (HERALD, "The Herald Online", "Herald"),
        (Feed(url=HOME), "The Herald Online", "The Herald Online"),
        (Feed(url=HOME), None, "herald.example"),
        (Feed(url="https://[broken"), None, "https://[broken"),
    ],
)
def test_an_outlet_is_named_by_the_operator_itself_or_its_host(
    feed: Feed, title: str | None, name: str
) -> None:
    assert outlet_name(feed, state(title=title)) == name
