"""What operators see: when a broadcast ends, what needs somebody, what is told to whom and how it looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.batch.status import record
from bot.markup import plain
from bot.receiving import Receiving
from bot.render.status import message, page
from bot.screens import Screen
from bot.words import catalogs
from digests.model import (
    EVERY_DAY,
    DeliveryTrouble,
    FeedStanding,
    Overrun,
    Standing,
    UpdatesTaken,
)
from digests.newsroom.alarms import Seen, alarms
from digests.newsroom.reckoning import reckoned
from digests.newsroom.status import Need, Status, expected_end
from digests.schedule import ON_TIME, Due, next_due
from digests.store.pulse import ENDED, TAKEN, Pulse, Told
from digests.store.reckoning import Terms
from digests.store.schema.editions import LATE
from digests.store.status import Queue, Tally, Troubles
from tests.builders import at, maybe
from tests.builders import pulse as running_pulse
from tests.golden import assert_golden

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:05")
LISBON = ZoneInfo("Europe/Lisbon")
HOUR = timedelta(hours=1)
CATCH_UP = timedelta(hours=6)
QUIET_LINE = Queue(open=0, in_line=0, oldest=None, unplanned=0, coming=0)


def pulse(beat_at: datetime = NOW - timedelta(seconds=4), **changes: object) -> Pulse:
    """Of a bot that began at five, and does well."""
    return running_pulse(beat_at=beat_at, **changes)


def tally(**counts: int) -> Tally:
    names = ("due", "late", "remarks", "unknown", "rejected", "gone", "dropped")
    return Tally(**{name: counts.get(name, 0) for name in names})


def line(
    in_line: int = 0, *, open: int | None = None, oldest: str | None = None, unplanned: int = 0
) -> Queue:
    return Queue(
        open=in_line if open is None else open,
        in_line=in_line,
        oldest=maybe(oldest),
        unplanned=unplanned,
        coming=312,
    )


def status(
    beats: Pulse | None = None, counted: Tally | None = None, queue: Queue = QUIET_LINE, *, ever: bool = True
) -> Status:
    return Status(
        at=NOW,
        pulse=(beats or pulse()) if ever else None,
        tally=counted or tally(),
        queue=queue,
        chats={Standing.SUBSCRIBED: 12_000, Standing.UNSUBSCRIBED: 310, Standing.GONE: 44},
        feeds={FeedStanding.WELL: 117, FeedStanding.FAILING: 2},
    )


def page_of(shown: Status) -> str:
    return page(WORDS, shown, ZoneInfo("UTC"))


# --- how it looks -------------------------------------------------------------------------------

IN_A_BROADCAST = status(
    pulse(
        rate=22.4,
        paused_until=NOW + timedelta(seconds=20),
        refused_at=NOW - timedelta(seconds=10),
        refused_seconds=30.0,
    ),
    tally(due=30_000, late=12, remarks=1, unknown=2, gone=5),
    line(1_204, open=1_300, oldest="2026-11-24 08:00", unplanned=40),
)
WELL = status(counted=tally(due=12_000, gone=3), queue=line())
AWAY = status(
    pulse(beat_at=at("2026-11-23 21:00"), refused_at=at("2026-11-23 20:00"), refused_seconds=3.0),
    queue=line(7, oldest="2026-11-23 21:00", unplanned=2_000),
)


@pytest.mark.parametrize(
    ("name", "shown"), [("status_broadcast", IN_A_BROADCAST), ("status_well", WELL), ("status_away", AWAY)]
)
def test_the_message_and_the_page_say_the_same(name: str, shown: Status) -> None:
    assert_golden(name, message(WORDS, shown, LISBON))
    assert_golden(f"{name}_page", Screen(plain(page_of(shown))))


def test_names_and_values_stand_in_two_columns() -> None:
    lines = [line for line in page_of(IN_A_BROADCAST).splitlines() if line and "Editions due" not in line]
    starts = {len(line) - len(line[2:].partition("  ")[2].lstrip()) for line in lines}
    assert len(starts) == 1


@pytest.mark.parametrize("receiving", Receiving)
def test_every_way_of_getting_updates_has_its_words(receiving: Receiving) -> None:
    assert WORDS.plain(f"status.updates.{receiving}") in page_of(status(pulse(updates=receiving.value)))


def test_a_pace_that_rests_says_why() -> None:
    assert "! Pace        resting: Telegram has not answered 1,024 messages in a row" in page_of(
        status(pulse(unanswered=1_024))
    )


def test_a_pace_without_stars_says_so() -> None:
    unpaid = status(pulse(rate=28.0, full_rate=960.0, no_stars=True))
    assert "! Pace        28 messages a second: there are no Stars to pay for 960" in page_of(unpaid)
    assert record(unpaid)["no_stars"] is True


def test_a_store_that_no_bot_has_used_yet_is_told_of_as_such() -> None:
    assert "has not run with this database yet" in page_of(status(ever=False))


def test_programs_get_the_same_as_one_object() -> None:
    found = record(IN_A_BROADCAST)
    assert found["running"] is True
    assert found["needs"] == ["unknown", "remarks"]
    assert found["expected_end"] == "2026-11-24T08:06:15.535714+00:00"
    assert found["last_429"] == {"at": "2026-11-24T08:04:50+00:00", "seconds": 30.0}
    counted = found["last_24_hours"]
    assert isinstance(counted, dict)
    assert counted["sent"] == 30_000 - 1_300 - 2 - 5


# --- rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waiting", "unplanned", "rate", "paused_for", "ends_after"),
    [
        (0, 0, 28.0, 0, None),
        (0, 0, 28.0, 60, None),
        (280, 0, 28.0, 0, 10),
        (0, 280, 28.0, 0, 10),
        (100, 180, 28.0, 30, 40),
        (280, 0, 2.8, -30, 100),
    ],
)
def test_the_end_of_a_broadcast(
    waiting: int, unplanned: int, rate: float, paused_for: int, ends_after: int | None
) -> None:
    paused = pulse(rate=rate, paused_until=NOW + timedelta(seconds=paused_for) if paused_for else None)
    expected = None if ends_after is None else NOW + timedelta(seconds=ends_after)
    assert expected_end(line(waiting, unplanned=unplanned), paused, NOW) == expected


@pytest.mark.parametrize(
    ("shown", "needs"),
    [
        (status(counted=tally(due=9, gone=3, dropped=2, late=1)), ()),
        (status(counted=tally(unknown=1)), (Need.UNKNOWN,)),
        (status(counted=tally(rejected=1, remarks=1)), (Need.REJECTED, Need.REMARKS)),
        (status(pulse(updates=TAKEN)), (Need.TAKEN,)),
        (status(pulse(unanswered=2)), ()),
        (status(pulse(unanswered=3)), (Need.UNANSWERED,)),
        (status(pulse(no_stars=True)), (Need.NO_STARS,)),
        (status(pulse(updates=TAKEN, beat_at=NOW - HOUR)), (Need.NOT_RUNNING,)),
        (status(pulse(beat_at=NOW - timedelta(seconds=29))), ()),
        (status(pulse(beat_at=NOW - timedelta(seconds=30))), (Need.NOT_RUNNING,)),
        (status(pulse(updates=ENDED)), (Need.NOT_RUNNING,)),
        (status(ever=False), (Need.NOT_RUNNING,)),
    ],
)
def test_what_needs_somebody(shown: Status, needs: tuple[Need, ...]) -> None:
    assert shown.needs == needs


def test_nothing_ends_while_nobody_sends() -> None:
    assert AWAY.expected_end is None


def test_words_of_other_modules_are_the_same() -> None:
    assert TAKEN == Receiving.STOPPED_CONFLICT
    assert timedelta(seconds=600) == ON_TIME, "else the ledger's index counts others as late"
    assert all("600.001" in words for words in LATE.values())


# --- alarms -------------------------------------------------------------------------------------

NOTHING_TOLD = Told()
NO_TROUBLE = Troubles(unknown=0, rejected=0, remarks=0, since=None, newest="")
TROUBLE = Troubles(unknown=2, rejected=0, remarks=1, since=NOW - HOUR, newest="no answer")
TOLD_OF_IT = DeliveryTrouble(since=NOW - HOUR, unknown=2, rejected=0, remarks=1, newest="no answer")


def seen(
    troubles: Troubles | None = NO_TROUBLE,
    *,
    told: Told = NOTHING_TOLD,
    beats: Pulse | None = None,
    queue: Queue = QUIET_LINE,
) -> Seen:
    return Seen(pulse=beats or pulse(), queue=queue, troubles=troubles, until=NOW, told=told)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("until", "troubles", "notices", "then_until", "then_told"),
    [
        (None, NO_TROUBLE, (), NOW, None),
        (None, TROUBLE, (TOLD_OF_IT,), NOW, NOW),
        (ago(0.5), NO_TROUBLE, (), ago(0.5), None),
        (ago(1), NO_TROUBLE, (), NOW, None),
        (ago(0.5), TROUBLE, (TOLD_OF_IT,), NOW, NOW),
        (ago(40), None, (), ago(40), None),
        (ago(-600), NO_TROUBLE, (), NOW, None),
        (ago(-600), None, (), NOW, None),
    ],
    ids=["first", "first trouble", "nothing", "a step", "trouble", "quiet", "set back", "set back and quiet"],
)
def test_deliveries_in_trouble_are_told_of_and_looked_at_once(
    until: datetime | None,
    troubles: Troubles | None,
    notices: tuple[DeliveryTrouble, ...],
    then_until: datetime,
    then_told: datetime | None,
) -> None:
    before = Told(troubles_seen_until=until)
    found, after = alarms(seen(troubles, told=before), NOW, CATCH_UP)
    assert found == notices
    assert after == Told(troubles_seen_until=then_until, troubles_told_at=then_told)


def test_that_another_process_has_the_updates_is_told_once_in_the_life_of_each_process() -> None:
    beats = pulse(updates=TAKEN)
    found, told = alarms(seen(beats=beats), NOW, CATCH_UP)
    assert found == (UpdatesTaken(),)
    found, told = alarms(seen(beats=beats, told=told), NOW + HOUR, CATCH_UP)
    assert found == ()
    started_anew = replace(beats, started_at=NOW + 2 * HOUR)
    found, _ = alarms(seen(beats=started_anew, told=told), NOW + 3 * HOUR, CATCH_UP)
    assert found == (UpdatesTaken(),)


SEVEN_HOURS = 7 * 3600 * 28


@pytest.mark.parametrize(
    ("queue", "warned", "overruns"),
    [
        (line(SEVEN_HOURS, oldest="2026-11-24 08:00"), None, True),
        (line(SEVEN_HOURS, oldest="2026-11-24 08:00"), CATCH_UP - HOUR, False),
        (line(SEVEN_HOURS, oldest="2026-11-24 08:00"), CATCH_UP, True),
        (line(5 * 3600 * 28, oldest="2026-11-24 08:00"), None, False),
        (line(5 * 3600 * 28, oldest="2026-11-24 06:00"), None, True),
        (line(100, oldest="2026-11-23 06:00"), None, False),
        (line(), None, False),
    ],
    ids=[
        "too long",
        "told already",
        "the next one",
        "in time",
        "begun late",
        "old ones after downtime",
        "none",
    ],
)
def test_a_broadcast_that_will_not_end_in_time_is_told_of_once(
    queue: Queue, warned: timedelta | None, overruns: bool
) -> None:
    told = Told(overrun_told_at=NOW - warned if warned else None, troubles_seen_until=NOW)
    found, after = alarms(seen(queue=queue, told=told), NOW, CATCH_UP)
    assert bool(found) is overruns
    if overruns:
        (overrun,) = found
        assert isinstance(overrun, Overrun)
        assert overrun.waiting == queue.in_line
        assert after.overrun_told_at == NOW


# --- after a release of the tz database ---------------------------------------------------------


def terms(**changes: object) -> Terms:
    usual = Terms(time(8), EVERY_DAY, date(2026, 11, 25), at("2026-11-25 08:00"), "Europe/Lisbon", None)
    return usual._replace(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "due"),
    [
        (terms(), ("2026-11-25 08:00", date(2026, 11, 25))),
        (terms(next_due_at=at("2026-11-25 07:00")), ("2026-11-25 08:00", date(2026, 11, 25))),
        (terms(next_due_at=at("2026-11-25 09:00")), ("2026-11-25 08:00", date(2026, 11, 25))),
        (terms(next_date=None), ("2026-11-25 08:00", date(2026, 11, 25))),
        (terms(next_date=None, next_due_at=at("2026-11-25 07:00")), ("2026-11-25 08:00", date(2026, 11, 25))),
        # Today's was moved to an hour that is over, and comes at the one before: that stays so.
        (
            terms(at=time(7), next_date=date(2026, 11, 24), next_due_at=at("2026-11-24 18:00")),
            ("2026-11-24 18:00", date(2026, 11, 24)),
        ),
        (
            terms(
                next_date=date(2026, 12, 1),
                next_due_at=at("2026-12-01 07:00"),
                paused_until=at("2026-12-01 00:00"),
            ),
            ("2026-12-01 08:00", date(2026, 12, 1)),
        ),
        (terms(timezone="Nowhere/Gone"), ("2026-11-25 08:00", date(2026, 11, 25))),
    ],
)
def test_the_promised_date_stays_and_gets_its_hour_by_the_new_rules(
    before: Terms, due: tuple[str, date]
) -> None:
    assert reckoned(before, NOW) == Due(due[1], at(due[0]))


zones = st.sampled_from(
    ["Europe/Lisbon", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kolkata", "Africa/Cairo"]
)
moments = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
times = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


@given(times, st.integers(1, EVERY_DAY), zones, moments, st.booleans())
def test_by_the_same_rules_nothing_changes(
    wall: time, days: int, name: str, now: datetime, dated: bool
) -> None:
    due = next_due(wall, days, ZoneInfo(name), now)
    before = Terms(wall, days, due.local_date if dated else None, due.at, name, None)
    assert reckoned(before, now) == due
