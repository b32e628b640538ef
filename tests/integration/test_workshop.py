"""The worker pool: articles that hang, crash or fail are rejected, the others are not touched by it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable

import pytest

from digests.errors import ArticleRejected
from digests.model import Article
from digests.workshop import Workshop
from tests.poison import obey


def told(text: str) -> Article:
    return Article(id=text, text=text)


@pytest.fixture
async def shop() -> AsyncIterator[Workshop]:
    shop = Workshop(jobs=2, seconds=1.5)
    yield shop
    await shop.close()


async def reason(shop: Workshop, text: str) -> str:
    with pytest.raises(ArticleRejected) as rejected:
        await shop.do(obey, told(text), "!")
    return str(rejected.value)


async def until(condition: Callable[[], bool]) -> None:
    """Waits for the condition; the test's own time limit ends a wait in vain."""
    while not condition():  # noqa: ASYNC110  # worker processes set no event
        await asyncio.sleep(0.02)


async def test_work_comes_back_from_a_worker(shop: Workshop) -> None:
    assert await shop.do(obey, told("hello"), "world") == "hello world"
    assert int(await shop.do(obey, told("who"), "")) != os.getpid()


async def test_workers_run_at_low_priority(shop: Workshop) -> None:
    assert int(await shop.do(obey, told("priority"), "")) == min(19, os.nice(0) + 10)


async def test_no_worker_is_started_before_there_is_work(shop: Workshop) -> None:
    assert not shop.staffed
    await shop.do(obey, told("hello"), "")
    assert shop.staffed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hang", "took longer than 1.5 s"),
        ("hang in C", "took longer than 1.5 s"),
        ("crash", "crashed the worker (exit code -9)"),
        ("exit", "the editor failed: SystemExit: 3"),
        ("fail", "the editor failed: ValueError: no such thing"),
        ("fail oddly", "the editor failed: Unpicklable: this and that"),
        ("recurse", "the editor failed: RecursionError"),
        ("reject", "not news"),
    ],
)
async def test_a_poisonous_article_is_rejected_with_its_reason_and_the_next_one_is_taken(
    shop: Workshop, text: str, expected: str
) -> None:
    assert (await reason(shop, text)).startswith(expected)
    assert await shop.do(obey, told("next"), "please") == "next please"


async def test_poison_among_many_spoils_nothing_but_itself(shop: Workshop) -> None:
    texts = [f"article {n}" for n in range(60)]
    texts[10], texts[30], texts[50] = "crash", "hang", "fail"
    results = await asyncio.gather(*(shop.do(obey, told(t), "ok") for t in texts), return_exceptions=True)
    for text, result in zip(texts, results, strict=True):
        if text in ("crash", "hang", "fail"):
            assert isinstance(result, ArticleRejected)
        else:
            assert result == f"{text} ok"


async def test_a_worker_killed_while_idle_is_replaced(shop: Workshop) -> None:
    os.kill(int(await shop.do(obey, told("who"), "")), signal.SIGKILL)
    results = await asyncio.gather(*(shop.do(obey, told(str(n)), "ok") for n in range(20)))
    assert results == [f"{n} ok" for n in range(20)]


async def test_workers_go_home_when_idle_and_come_back_for_work() -> None:
    shop = Workshop(idle_seconds=0.2)
    first = int(await shop.do(obey, told("who"), ""))
    await until(lambda: not shop.staffed)
    await until(lambda: not alive(first))
    second = int(await shop.do(obey, told("who"), ""))
    assert second != first
    await shop.close()
    assert not alive(second)


async def test_a_cancelled_caller_stops_its_worker(shop: Workshop) -> None:
    slow = asyncio.create_task(shop.do(obey, told("hang"), ""))
    await shop.do(obey, told("hello"), "")
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    assert await shop.do(obey, told("hello"), "again") == "hello again"


async def test_closing_cancels_what_is_under_way_and_what_waits() -> None:
    shop = Workshop(jobs=1)
    tasks = [asyncio.create_task(shop.do(obey, told("hang"), "")) for _ in range(5)]
    await until(lambda: shop.staffed)
    await shop.close()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in results)


async def test_the_loop_is_free_while_workers_work(shop: Workshop) -> None:
    slow = asyncio.create_task(shop.do(obey, told("hang in C"), ""))
    ticks = 0
    while not slow.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert ticks > 50
    assert isinstance(slow.exception(), ArticleRejected)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
