"""The inbox: what is taken, what waits, what is refused. Every test has a folder of its own."""

from __future__ import annotations

import asyncio
import gzip
import os
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digests.errors import ArticleRejected
from digests.model import Article
from digests.sources.folder import (
    OLD,
    QUIET,
    Candidate,
    Look,
    Seen,
    look,
    passed_over,
    read,
    scan,
    settle,
)
from digests.sources.formats import Limits
from digests.sources.watching import changes

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=1)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def drop(inbox: Path, name: str, content: str = "Title\nText", at: datetime = LONG_AGO) -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def origins(inbox: Path, known: dict[str, tuple[int, int]] | None = None) -> list[str]:
    return [found.origin for found in scan(inbox, known or {}).candidates]


def refusals(inbox: Path) -> dict[str, str]:
    return {refused.origin: refused.reason for refused in scan(inbox, {}).refused}


def candidate(origin: str = "a.txt", size: int = 10, changed: datetime = NOON) -> Candidate:
    return Candidate(origin=origin, path=Path(origin), size=size, mtime_ns=int(changed.timestamp() * 10**9))


# --- scan -------------------------------------------------------------------------------------


def test_files_are_found_in_folders_too_the_longest_unchanged_first(inbox: Path) -> None:
    drop(inbox, "new.txt", at=NOON)
    drop(inbox, "desk/sport/old.json", at=LONG_AGO)
    drop(inbox, "desk/older.jsonl.gz", at=LONG_AGO - timedelta(days=1))
    assert origins(inbox) == ["desk/older.jsonl.gz", "desk/sport/old.json", "new.txt"]


def test_known_files_are_passed_over_until_they_change(inbox: Path) -> None:
    drop(inbox, "a.txt")
    path = drop(inbox, "b.docx")
    first = scan(inbox, {})
    known = {found.origin: (found.size, found.mtime_ns) for found in (*first.candidates, *first.refused)}
    assert set(known) == {"a.txt", "b.docx"}
    again = scan(inbox, known)
    assert (again.candidates, again.refused) == ((), ())
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))
    drop(inbox, "a.txt", "Title\nOther text")
    changed = scan(inbox, known)
    assert [found.origin for found in (*changed.candidates, *changed.refused)] == ["a.txt", "b.docx"]


@pytest.mark.parametrize(
    "name", [".hidden.txt", "a.txt~", "a.txt.tmp", "a.PART", "a.crdownload", ".git/a.txt"]
)
def test_hidden_and_unfinished_names_are_passed_over(inbox: Path, name: str) -> None:
    drop(inbox, name)
    assert scan(inbox, {}).candidates == scan(inbox, {}).refused == ()
    assert passed_over(name)


def test_links_are_refused_wherever_they_lead(inbox: Path, tmp_path: Path) -> None:
    secret = drop(tmp_path, "secret.txt")
    (tmp_path / "secrets").mkdir()
    drop(inbox, "real.txt")
    (inbox / "out.txt").symlink_to(secret)
    (inbox / "folder").symlink_to(tmp_path / "secrets")
    (inbox / "up").symlink_to("..")
    (inbox / "in.txt").symlink_to("real.txt")
    (inbox / "nowhere.txt").symlink_to("missing.txt")
    (inbox / "loop.txt").symlink_to("loop.txt")
    assert refusals(inbox) == {
        "out.txt": "a symbolic link that leads out of the inbox",
        "folder": "a symbolic link that leads out of the inbox",
        "up": "a symbolic link that leads out of the inbox",
        "in.txt": "a symbolic link",
        "nowhere.txt": "a symbolic link that leads nowhere",
        "loop.txt": "a symbolic link",
    }
    assert origins(inbox) == ["real.txt"]


def test_pipes_sockets_large_files_and_unknown_kinds_are_refused(inbox: Path) -> None:
    os.mkfifo(inbox / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(inbox)  # the path of a socket may be only 108 bytes long
        server.bind("s.txt")
        os.chdir(here)
    with (inbox / "large.txt").open("wb") as file:
        file.truncate(5_000_001)
    drop(inbox, "a.docx")
    reasons = refusals(inbox)
    assert reasons.pop("a.docx").startswith("unknown suffix .docx")
    assert reasons == {
        "pipe.txt": "a device, pipe or socket, not a file",
        "s.txt": "a device, pipe or socket, not a file",
        "large.txt": "over 5 MB",
    }
    assert origins(inbox) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_that_cannot_be_listed_is_refused_as_a_whole(inbox: Path) -> None:
    drop(inbox, "closed/a.txt")
    (inbox / "closed").chmod(0)
    assert refusals(inbox) == {"closed": "cannot be read: Permission denied"}
    (inbox / "closed").chmod(0o700)


def test_names_that_are_no_text_have_an_origin_that_can_be_stored(inbox: Path) -> None:
    name = os.fsdecode(b"caf\xe9\n.txt")
    drop(inbox, name)
    (found,) = scan(inbox, {}).candidates
    assert found.origin == "caf\\xe9\n.txt"
    assert found.origin.encode()
    (article,) = read(inbox, found)
    assert isinstance(article, Article)
    assert article.text == "Text"


def test_a_missing_folder_is_an_empty_one_and_says_so(tmp_path: Path) -> None:
    nothing = scan(tmp_path / "inbox", {})
    assert (nothing.candidates, nothing.refused, nothing.missing) == ((), (), True)


# --- settle -----------------------------------------------------------------------------------


def test_a_file_dropped_just_now_waits_for_a_second_look() -> None:
    first = settle({}, [candidate()], NOON)
    assert first.ready == ()
    too_soon = settle(first.waiting, [candidate()], NOON + QUIET / 2)
    assert too_soon.ready == ()
    later = settle(too_soon.waiting, [candidate()], NOON + QUIET)
    assert later.ready == (candidate(),)
    assert later.waiting == {}


def test_a_file_that_grows_waits_for_as_long_as_it_grows() -> None:
    waiting = settle({}, [candidate(size=1)], NOON).waiting
    for step in range(1, 20):
        now = NOON + step * timedelta(seconds=2)
        settled = settle(waiting, [candidate(size=1 + step, changed=now)], now)
        assert settled.ready == ()
        waiting = settled.waiting
    end = NOON + timedelta(seconds=38)
    assert settle(waiting, [candidate(size=20, changed=end)], end + QUIET).ready


def test_a_file_untouched_for_long_is_ready_at_the_first_look() -> None:
    assert settle({}, [candidate(changed=NOON - OLD)], NOON).ready
    assert not settle({}, [candidate(changed=NOON - OLD + timedelta(milliseconds=1))], NOON).ready


def test_a_file_from_the_future_needs_two_looks_like_any_other() -> None:
    tomorrow = candidate(changed=NOON + timedelta(days=1))
    waiting = settle({}, [tomorrow], NOON).waiting
    assert waiting == {"a.txt": Seen(10, tomorrow.mtime_ns, NOON)}
    assert settle(waiting, [tomorrow], NOON + QUIET).ready


def test_what_is_gone_is_forgotten() -> None:
    waiting = settle({}, [candidate("a.txt"), candidate("b.txt")], NOON).waiting
    assert set(settle(waiting, [candidate("b.txt")], NOON).waiting) == {"b.txt"}


# --- look and read ----------------------------------------------------------------------------


def now_look(inbox: Path, before: Look | None = None, seconds: float = 0.0) -> Look:
    now = datetime.now(UTC) + timedelta(seconds=seconds)
    return look(inbox, {}, before.waiting if before else {}, now)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked who writes a file")
def test_a_file_still_open_for_writing_waits_however_long_it_is_quiet(inbox: Path) -> None:
    with (inbox / "a.txt").open("w") as file:
        file.write("Title\n")
        file.flush()
        first = now_look(inbox)
        held = now_look(inbox, first, seconds=3600)
        assert held.ready == ()
        assert set(held.waiting) == {"a.txt"}
        file.write("Text")
    again = now_look(inbox, held, seconds=3600)
    (found,) = now_look(inbox, again, seconds=3602).ready
    assert [item.text for item in read(inbox, found) if isinstance(item, Article)] == ["Text"]


def test_one_look_tells_all_there_is(inbox: Path) -> None:
    drop(inbox, "ready.txt", at=datetime.now(UTC) - timedelta(minutes=1))
    drop(inbox, "fresh.txt", at=datetime.now(UTC))
    drop(inbox, "bad.docx")
    told = now_look(inbox)
    assert [found.origin for found in told.ready] == ["ready.txt"]
    assert [refused.origin for refused in told.refused] == ["bad.docx"]
    assert set(told.waiting) == {"fresh.txt"}
    assert not told.missing


def test_a_packed_file_is_read_and_stays_as_it_was(inbox: Path) -> None:
    path = inbox / "desk" / "a.txt.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(b"Title\nText"))
    before = path.read_bytes(), path.stat().st_mtime_ns
    (found,) = scan(inbox, {}).candidates
    assert list(read(inbox, found)) == [Article(id="a", title="Title", text="Text")]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize("swap", ["file", "parent", "pipe", "large", "gone"])
def test_a_file_swapped_between_scan_and_reading_is_refused(inbox: Path, tmp_path: Path, swap: str) -> None:
    path = drop(inbox, "desk/a.txt")
    drop(tmp_path, "outside/a.txt", "Secret\nSecret")
    (found,) = scan(inbox, {}).candidates
    match swap:
        case "file":
            path.unlink()
            path.symlink_to(tmp_path / "outside" / "a.txt")
        case "parent":
            path.parent.rename(tmp_path / "elsewhere")
            path.parent.symlink_to(tmp_path / "outside")
        case "pipe":
            path.unlink()
            os.mkfifo(path)
        case "large":
            path.write_bytes(b"x" * 200)
        case _:
            path.unlink()
    with pytest.raises(ArticleRejected):
        list(read(inbox, found, limits=Limits(file_bytes=100)))


# --- changes ----------------------------------------------------------------------------------


async def next_wake(wakes: object) -> None:
    assert hasattr(wakes, "__anext__")
    await asyncio.wait_for(wakes.__anext__(), 10)


async def test_a_dropped_file_wakes_the_intake(inbox: Path) -> None:
    stop = asyncio.Event()
    wakes = changes(inbox, stop, poll_seconds=60)
    await next_wake(wakes)
    waiting = asyncio.create_task(next_wake(wakes))
    count = 0
    while not waiting.done():  # the watch begins a moment after the first wake-up
        drop(inbox, f"{count}.txt")
        count += 1
        await asyncio.sleep(0.05)
    await waiting
    stop.set()
    async for _ in wakes:  # ends, or the time limit of the test ends it
        continue


async def test_a_folder_that_comes_and_goes_is_waited_for_with_one_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "inbox"
    wakes = changes(folder, asyncio.Event(), poll_seconds=0.05)
    for _ in range(2):
        waiting = asyncio.create_task(next_wake(wakes))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        folder.mkdir()
        await waiting
        folder.rmdir()
    await wakes.aclose()  # type: ignore[attr-defined]  # an async generator
    assert [record.getMessage() for record in caplog.records] == [f"inbox folder {folder} is not there"] * 2


async def test_a_cancelled_watch_leaves_the_stop_event_of_the_bot_alone(inbox: Path) -> None:
    stop = asyncio.Event()
    wakes = changes(inbox, stop)
    await next_wake(wakes)
    waiting = asyncio.create_task(next_wake(wakes))
    await asyncio.sleep(0.1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not stop.is_set()
