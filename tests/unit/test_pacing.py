"""The pace, in simulated time: what goes out when, whatever wakes late and whatever Telegram says."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import FloodWait, Pace
from bot.pacing.chats import MeantFor, meant_for
from bot.pacing.limits import FREE_LIMIT, PAID_LIMIT
from bot.pacing.trouble import Circuit, Latency
from tests.simulated_time import SimulatedTime

GROUP, OTHER_GROUP, READER = -100, -200, 7


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


class Road:
    """A pace, and when what went out by it. `late`: how much later than asked sleepers wake."""

    def __init__(
        self, rate: float, *, paid: bool = False, late: Callable[[], float] = lambda: 0.0, rested: bool = True
    ) -> None:
        self.time = SimulatedTime()
        self._late = late
        self.pace = Pace(rate, self.time.stopwatch, self._sleep, paid=paid)
        if rested:
            self.time.now += 1
        self.started = self.time.now
        self.broadcasts: list[float] = []
        self.replies: list[float] = []

    async def _sleep(self, wait: float) -> None:
        await self.time.sleep(wait + self._late())

    async def broadcast(self, count: int) -> None:
        """So many that all want to go at once, one after the other; ends where they are held."""
        for _ in range(count):
            if not await self.pace.broadcast_turn():
                return
            self.broadcasts.append(self.time.now)

    async def reply(self, chat: int = READER) -> None:
        await self.pace.reply_turn(chat)
        self.replies.append(self.time.now)


def most_in_one_second(times: list[float]) -> int:
    ordered = sorted(times)
    most = first = 0
    for last, moment in enumerate(ordered):
        while ordered[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def jitter(low: float, high: float, seed: int = 5) -> Callable[[], float]:
    numbers = random.Random(seed)
    return lambda: numbers.uniform(low, high)


# --- the rate ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "late", "least", "most"),
    [
        (28, jitter(0, 0), 27.9, 29),
        (28, jitter(0.0005, 0.0015), 27.9, 29),
        (28, jitter(0, 0.024), 27.5, 30),
        (960, jitter(0.0005, 0.0015), 955, PAID_LIMIT),
        (960, jitter(0, 0.02), 950, PAID_LIMIT),
        (960, jitter(0, 0.05), 650, PAID_LIMIT),
    ],
    ids=["28 on time", "28 a little late", "28 late", "960 a little late", "960 late", "960 very late"],
)
async def test_the_rate_is_held_and_no_second_holds_more_than_telegram_takes(
    rate: float, late: Callable[[], float], least: float, most: int
) -> None:
    road = Road(rate, paid=rate > FREE_LIMIT, late=late)
    await road.time.run(road.broadcast(int(rate * 8)))
    held = (len(road.broadcasts) - 1) / (road.broadcasts[-1] - road.broadcasts[0])
    assert least <= held <= rate * 1.005
    assert most_in_one_second(road.broadcasts) <= most


async def test_no_place_is_taken_early() -> None:
    road = Road(28)
    await road.time.run(road.broadcast(50))
    gaps = [after - before for before, after in zip(road.broadcasts, road.broadcasts[1:], strict=False)]
    assert min(gaps) >= 1 / 28 - 1e-9


async def test_a_sender_a_little_late_keeps_the_schedule_and_one_later_moves_it() -> None:
    road = Road(10)
    for comes in (0.0, 0.11, 0.15, 0.7, 0.7):
        await road.time.until(max(road.time.now, road.started + comes))
        await road.time.run(road.broadcast(1))
    after = [moment - road.started for moment in road.broadcasts]
    assert after == pytest.approx([0.0, 0.11, 0.2, 0.7, 0.774])


async def test_what_a_hiccup_cost_comes_back_little_by_little() -> None:
    road = Road(960, paid=True)
    await road.time.run(road.broadcast(960))
    await road.time.until(road.time.now + 0.15)
    await road.time.run(road.broadcast(960 * 15))
    sent = road.broadcasts
    assert (len(sent) - 1) / (sent[-1] - sent[0]) == pytest.approx(960, rel=0.001)
    assert most_in_one_second(sent) <= PAID_LIMIT


async def test_a_pause_is_not_caught_up_in_a_burst() -> None:
    road = Road(28)
    await road.time.run(road.broadcast(28))
    await road.time.until(road.time.now + 0.9)
    resumed = road.time.now
    await road.time.run(road.broadcast(28))
    assert len([moment for moment in road.broadcasts if resumed <= moment < resumed + 0.1]) <= 4


async def test_the_first_broadcast_waits_a_second_for_what_a_dead_process_may_have_sent() -> None:
    road = Road(28, rested=False)
    await road.time.run(road.broadcast(1))
    assert road.broadcasts == [road.started + 1]


async def test_a_broadcast_begins_with_few_under_way_and_more_with_each_answer() -> None:
    road = Road(960, paid=True)
    await road.time.run(road.broadcast(1))
    assert road.pace.in_flight == 16
    for _ in range(200):
        road.pace.answered(0.08)
    assert 100 < road.pace.in_flight < 200
    await road.time.until(road.time.now + 5)
    await road.time.run(road.broadcast(1))
    assert road.pace.in_flight == 16


async def test_what_was_held_up_after_its_turn_does_not_leave_as_a_flood() -> None:
    road, left = Road(28), list[float]()

    async def leave() -> None:
        await road.pace.leave()
        left.append(road.time.now)

    await road.time.run(*(leave() for _ in range(70)))
    assert len(left) == 70
    assert most_in_one_second(left) <= FREE_LIMIT


# --- two lanes --------------------------------------------------------------------------------


async def test_replies_go_at_once_and_broadcasts_make_room_for_them() -> None:
    road = Road(10)
    await road.time.run(*(road.reply() for _ in range(10)))
    assert road.replies == [road.started] * 10
    await road.time.run(road.broadcast(1))
    assert road.broadcasts[0] - road.started >= 0.99


async def test_replies_in_the_middle_of_a_broadcast_hardly_wait() -> None:
    road = Road(28)
    asked: list[float] = []

    async def ask(at: float) -> None:
        await road.time.sleep(at)
        asked.append(road.time.now)
        await road.reply()

    await road.time.run(road.broadcast(280), *(ask(1 + number * 0.5) for number in range(16)))
    waited = [replied - wanted for replied, wanted in zip(sorted(road.replies), sorted(asked), strict=True)]
    assert max(waited) < 0.1
    assert most_in_one_second(road.broadcasts + road.replies) <= FREE_LIMIT


async def test_a_flood_of_replies_stays_within_what_telegram_takes_and_keeps_its_order() -> None:
    road = Road(28)
    order: list[int] = []

    async def reply(number: int) -> None:
        await road.reply(chat=1000 + number)
        order.append(number)

    await road.time.run(road.broadcast(60), *(reply(number) for number in range(100)))
    assert order == list(range(100))
    assert most_in_one_second(road.broadcasts + road.replies) <= FREE_LIMIT
    assert max(road.replies) - road.started < 4.5
    assert len([moment for moment in road.broadcasts if moment < max(road.replies)]) <= 2


async def test_paid_broadcasts_leave_the_free_limit_to_replies() -> None:
    road = Road(960, paid=True, late=jitter(0.0005, 0.0015))

    async def flood() -> None:
        await road.time.sleep(0.5)
        for number in range(60):
            await road.reply(chat=1000 + number)

    await road.time.run(road.broadcast(2400), flood())
    assert most_in_one_second(road.replies) <= FREE_LIMIT
    assert most_in_one_second(road.broadcasts + road.replies) <= PAID_LIMIT
    assert max(road.replies) - road.started < 2.6


@settings(max_examples=60, deadline=None)
@given(
    wishes=st.lists(st.tuples(st.sampled_from(["reply", "broadcast"]), st.floats(0, 3)), max_size=120),
    lateness=st.floats(0, 0.03),
)
async def test_no_second_is_ever_over_the_limit(wishes: list[tuple[str, float]], lateness: float) -> None:
    road = Road(28, late=jitter(0, lateness))

    async def wish(number: int, lane: str, at: float) -> None:
        await road.time.sleep(at)
        await (road.reply(chat=1000 + number) if lane == "reply" else road.broadcast(2))

    await road.time.run(road.broadcast(60), *(wish(n, lane, at) for n, (lane, at) in enumerate(wishes)))
    assert most_in_one_second(road.broadcasts + road.replies) <= FREE_LIMIT


# --- no Stars to pay with ---------------------------------------------------------------------


async def test_without_stars_broadcasts_go_on_at_the_free_rate() -> None:
    road = Road(960, paid=True, late=jitter(0.0005, 0.0015))
    await road.time.run(road.broadcast(960))
    assert road.pace.pays
    assert road.pace.no_stars()
    assert not road.pace.no_stars(), "it is known"
    assert (road.pace.pays, road.pace.report().no_stars) == (False, True)
    road.broadcasts.clear()
    began = road.time.now
    await road.time.run(road.broadcast(280), *(road.reply(chat=1000 + number) for number in range(20)))
    assert 300 / (road.broadcasts[-1] - began) == pytest.approx(28, abs=0.5)
    assert most_in_one_second(road.broadcasts + road.replies) <= FREE_LIMIT


async def test_without_stars_nothing_leaves_the_wire_as_a_flood() -> None:
    road, left = Road(960, paid=True), list[float]()
    road.pace.no_stars()

    async def leave() -> None:
        await road.pace.leave()
        left.append(road.time.now)

    await road.time.run(*(leave() for _ in range(70)))
    assert most_in_one_second(left) <= FREE_LIMIT


async def test_paying_is_tried_again_after_ten_minutes_beginning_slowly() -> None:
    road = Road(960, paid=True)
    road.pace.no_stars()
    await road.time.until(road.time.now + 599)
    assert not road.pace.pays
    await road.time.until(road.time.now + 1)
    assert road.pace.pays
    await road.time.run(road.broadcast(28))
    assert road.broadcasts[-1] - road.broadcasts[0] > 0.7
    await road.time.run(road.broadcast(60_000))
    assert road.pace.rate == 960


def test_without_stars_a_429_slows_down_what_is_left() -> None:
    road = Road(960, paid=True)
    road.pace.no_stars()
    road.pace.pause(seconds(1))
    assert road.pace.rate == pytest.approx(28 * 0.8)


def test_who_does_not_pay_does_not_run_out_of_stars() -> None:
    assert (Road(28).pace.pays, Road(28).pace.report().no_stars) == (False, False)


# --- one chat ---------------------------------------------------------------------------------


def test_one_chat_gets_one_broadcast_a_second_and_a_group_twenty_a_minute() -> None:
    road = Road(28)
    assert road.pace.chat_wait(READER) == 0
    assert 0 < road.pace.chat_wait(READER) <= 1.05
    assert road.pace.chat_wait(8) == 0
    arrived = []
    for _ in range(42):
        while wait := road.pace.chat_wait(GROUP):
            road.time.now += wait
        arrived.append(road.time.now)
    assert max(sum(at <= each < at + 60 for each in arrived) for at in arrived) == 20


async def test_a_broadcast_lets_a_chat_breathe_after_a_reply_there() -> None:
    road = Road(28)
    await road.reply(READER)
    assert 1 < road.pace.chat_wait(READER) <= 1.05


async def told_and_asked(road: Road, chat: int, editions: int) -> list[float]:
    """When editions went into a chat that wanted them together, after half a minute in which somebody asked
    five times a second, and while that went on."""
    sent: list[float] = []

    async def press() -> None:
        for _ in range(1500):
            await road.reply(chat)
            await road.time.sleep(0.2)

    async def deliver() -> None:
        await road.time.sleep(30)
        while wait := road.pace.chat_wait(chat):
            await road.time.sleep(wait)
        sent.append(road.time.now - road.started - 30)

    await road.time.run(press(), *(deliver() for _ in range(editions)))
    return sent


@pytest.mark.parametrize(("chat", "longest"), [(GROUP, 60), (READER, 5)])
async def test_who_never_stops_asking_puts_an_edition_off_by_a_minute_at_most(
    chat: int, longest: float
) -> None:
    (first, second, third) = await told_and_asked(Road(28), chat, editions=3)
    assert 1 < first <= longest
    assert second <= 2 * longest
    assert third <= 3 * longest


async def test_editions_of_a_busy_group_are_no_closer_than_twenty_a_minute() -> None:
    sent = await told_and_asked(Road(28), GROUP, editions=4)
    assert min(after - before for before, after in pairwise(sent)) >= 3


def test_a_turn_that_nobody_took_is_forgotten() -> None:
    road = Road(28)
    for chat in range(1, 25_000):
        for _ in range(2):
            road.pace.chat_wait(chat)
        road.time.now += 0.01
    assert len(road.pace._chats._promised) <= 20_000


def test_chats_that_are_long_free_are_forgotten() -> None:
    road = Road(28)
    for chat in range(1, 25_000):
        road.pace.chat_wait(chat)
        road.time.now += 0.001
    assert len(road.pace._chats._free_at) <= 10_000


# --- 429 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chat", "flooded", "others_refused", "meant"),
    [
        (GROUP, False, False, MeantFor.CHAT),
        (GROUP, True, False, MeantFor.CHAT),
        (GROUP, False, True, MeantFor.EVERYBODY),
        (GROUP, True, True, MeantFor.EVERYBODY),
        (READER, False, False, MeantFor.EVERYBODY),
        (READER, True, False, MeantFor.CHAT),
        (READER, False, True, MeantFor.EVERYBODY),
        (READER, True, True, MeantFor.EVERYBODY),
        (None, False, False, MeantFor.EVERYBODY),
        (None, False, True, MeantFor.EVERYBODY),
    ],
)
def test_a_429_is_meant_for_one_chat_or_for_everybody(
    chat: int | None, flooded: bool, others_refused: bool, meant: MeantFor
) -> None:
    assert meant_for(chat, flooded=flooded, others_refused=others_refused) is meant


async def test_a_429_holds_replies_and_sends_broadcasts_away() -> None:
    road = Road(28)

    async def refused() -> None:
        await road.time.sleep(0.1)
        road.pace.refused(READER, seconds(3))
        await road.time.run(*(road.reply() for _ in range(5)))

    refused_at = road.time.now + 0.1
    await road.time.run(road.broadcast(30), refused())
    assert 1 <= len(road.broadcasts) < 5
    assert max(road.broadcasts) <= refused_at
    assert min(road.replies) == refused_at + 3
    assert road.pace.held_for(READER) == 0


async def test_replies_that_wait_for_their_second_are_held_by_a_429_that_comes_meanwhile() -> None:
    road = Road(28)

    async def refused() -> None:
        await road.time.sleep(0.5)
        road.pace.refused(READER, seconds(2))

    await road.time.run(*(road.reply(chat=1000 + number) for number in range(40)), refused())
    assert not [moment for moment in road.replies if 0.5 < moment - road.started < 2.5]
    assert most_in_one_second(road.replies) <= FREE_LIMIT


async def test_a_group_that_got_too_much_waits_alone() -> None:
    road = Road(28)
    assert road.pace.refused(GROUP, seconds(20)) is MeantFor.CHAT
    assert (road.pace.paused_for, road.pace.held_for(GROUP), road.pace.chat_wait(GROUP)) == (0, 20, 20)
    assert road.pace.held_for(READER) == road.pace.chat_wait(OTHER_GROUP) == 0
    await road.time.run(road.broadcast(1), road.reply(READER))
    assert road.pace.rate == 28
    road.time.now += 20
    assert road.pace.held_for(GROUP) == 0


@pytest.mark.parametrize(("between", "paused"), [(1, 7), (6, 0)])
def test_a_second_group_refused_soon_after_means_everybody(between: float, paused: float) -> None:
    road = Road(28)
    road.pace.refused(GROUP, seconds(20))
    road.time.now += between
    road.pace.refused(OTHER_GROUP, seconds(7))
    assert road.pace.paused_for == paused
    assert road.pace.held_for(OTHER_GROUP) == 7


async def test_a_reader_who_asks_for_too_much_holds_nobody_else() -> None:
    road = Road(28)
    await road.time.run(*(road.reply(READER) for _ in range(4)))
    assert road.pace.refused(READER, seconds(2)) is MeantFor.CHAT
    assert (road.pace.held_for(READER), road.pace.held_for(8)) == (2, 0)


async def test_after_a_429_the_rate_is_lower_and_recovers_slowly() -> None:
    road = Road(28)
    for _ in range(20):  # what was under way together is refused together, and slows down once
        road.pace.pause(seconds(1))
    assert road.pace.rate == pytest.approx(28 * 0.8)
    road.time.now += 1
    await road.time.run(road.broadcast(100))
    assert 28 * 0.8 < road.pace.rate < 28
    await road.time.run(road.broadcast(600))
    assert road.pace.rate == 28


def test_the_rate_never_falls_below_a_tenth() -> None:
    road = Road(28)
    for _ in range(50):
        road.pace.pause(seconds(1))
        road.time.now += 1.5
    assert road.pace.rate == pytest.approx(2.8)


# --- when Telegram does not answer ------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "latency", "in_flight"),
    [(28, 0.02, 3), (28, 0.08, 6), (28, 1.0, 57), (960, 0.08, 155), (960, 1.0, 256), (0.1, 0.1, 2)],
)
def test_no_more_is_under_way_than_the_pace_needs(rate: float, latency: float, in_flight: int) -> None:
    known = Latency()
    for _ in range(200):
        known.observed(latency)
    assert known.in_flight(rate) == in_flight


async def test_failures_in_a_row_send_broadcasts_to_rest_longer_and_longer_while_replies_try() -> None:
    road = Road(28)
    rests = []
    for _ in range(9):
        while not road.pace.broadcasts_held_for:
            road.pace.failed()
        rests.append(road.pace.broadcasts_held_for)
        assert not await road.pace.broadcast_turn()
        await road.reply(READER)
        road.time.now += rests[-1]
    assert rests == pytest.approx([1, 2, 4, 8, 16, 32, 60, 60, 60])
    assert road.pace.in_flight == 1
    road.pace.answered(0.1)
    assert (road.pace.broadcasts_held_for, road.pace.failures) == (0, 0)
    assert road.pace.in_flight > 1


def test_what_was_under_way_together_fails_together_and_costs_one_rest() -> None:
    circuit = Circuit()
    for _ in range(100):
        circuit.failed(now=50)
    assert circuit.resting_for(50) == 1
    circuit.failed(now=51)
    assert circuit.resting_for(51) == 2


def test_single_failures_between_answers_hold_nothing() -> None:
    pace = Road(28).pace
    for _ in range(20):
        pace.failed()
        pace.failed()
        pace.answered(0.1)
    assert pace.broadcasts_held_for == 0


@pytest.mark.parametrize("timeout", [0.01, 20.0], ids=["Telegram refuses", "Telegram hangs"])
async def test_an_outage_of_ten_minutes_puts_few_messages_in_doubt(timeout: float) -> None:
    road = Road(28)
    for _ in range(100):
        road.pace.answered(0.08)
    over, doubtful, under_way = road.started + 600, 0, 0

    async def send() -> None:
        nonlocal doubtful, under_way
        await road.time.sleep(timeout)
        doubtful, under_way = doubtful + 1, under_way - 1
        road.pace.failed()

    async def outbox() -> None:
        nonlocal under_way
        async with asyncio.TaskGroup() as group:
            while road.time.now < over:
                if under_way < road.pace.in_flight and await road.pace.broadcast_turn():
                    under_way += 1
                    group.create_task(send())
                else:
                    await road.time.sleep(0.05)

    await road.time.run(outbox())
    assert doubtful <= 30


# --- across a restart -------------------------------------------------------------------------


async def test_what_the_next_process_must_know_is_told_and_taken_over() -> None:
    old = Road(28)
    old.pace.refused(READER, seconds(30))
    old.time.now += 10
    told = old.pace.report()
    assert (told.paused_for, told.last_429) == (seconds(20), FloodWait(seconds(10), seconds(30), None))
    assert (told.rate, told.full_rate, told.failures, told.resting_for) == (28 * 0.8, 28, 0, seconds(0))

    new = Road(28)
    new.pace.restore(told.paused_for, told.rate)
    assert (new.pace.paused_for, new.pace.rate) == (20, 28 * 0.8)
    assert not await new.pace.broadcast_turn()
    await new.time.run(new.reply())
    assert new.replies == [new.started + 20]


async def test_each_429_is_told_to_whoever_writes_it_down() -> None:
    pace = Road(28).pace
    pace.refused(READER, seconds(30))
    pace.refused(READER, seconds(30))
    await asyncio.wait_for(pace.next_429(), 1)
    again = asyncio.ensure_future(pace.next_429())
    await asyncio.sleep(0)
    assert not again.done()
    pace.refused(GROUP, seconds(5))
    await asyncio.wait_for(again, 1)


@pytest.mark.parametrize(("stored", "rate"), [(None, 28), (1000.0, 28), (0.001, 2.8), (14.0, 14)])
def test_a_stored_rate_is_kept_within_what_is_configured(stored: float | None, rate: float) -> None:
    pace = Road(28).pace
    pace.restore(seconds(0), stored)
    assert pace.rate == pytest.approx(rate)
    assert pace.paused_for == 0
