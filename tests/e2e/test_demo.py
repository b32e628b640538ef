"""What a newcomer types first: the demo, from the checkout and from an installed wheel; and its clock."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

from bot.demo import staged

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.timeout(240)


def assert_is_the_demo(shown: str) -> None:
    """Welcome, /latest, /search and an edition, with quotes, in the order in which a reader sees them."""
    landmarks = [
        "› /start",
        "The news in its own words.",
        "› /latest",
        "newest first",
        "› /search bridge",
        "best first",
        "edition · ",
        "stories from",
    ]
    places = [shown.find(landmark) for landmark in landmarks]
    assert -1 not in places, [mark for mark, place in zip(landmarks, places, strict=True) if place < 0]
    assert places == sorted(places)
    assert re.search(r"┃ “.+\n(┃ .*\n)*┃ — \w+ \w+", shown), "a key quote with its speaker"


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """With nothing of the tester's configuration."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("PULLQUOTE", "TELEGRAM"))
    }
    return subprocess.run(
        command, cwd=cwd, env=env | environment, capture_output=True, text=True, check=False, timeout=200
    )


def test_the_demo_prints_what_a_new_reader_gets(tmp_path: Path) -> None:
    done = run(sys.executable, "-m", "bot", "demo", "--once", cwd=tmp_path, PYTHONPATH=str(ROOT))
    assert done.returncode == 0, done.stderr
    assert_is_the_demo(done.stdout)
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == [], "it leaves nothing in the working directory"


def test_the_wheel_holds_all_that_the_demo_needs(tmp_path: Path) -> None:
    wheels, installed, elsewhere = (tmp_path / name for name in ("wheels", "installed", "elsewhere"))
    elsewhere.mkdir()
    built = run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(wheels),
        str(ROOT),
        cwd=tmp_path,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = wheels.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if name.startswith("tests/")]
    pip = (
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(installed),
        str(wheel),
    )
    assert run(*pip, cwd=tmp_path).returncode == 0
    where = run(
        sys.executable, "-c", "import bot; print(bot.__file__)", cwd=elsewhere, PYTHONPATH=str(installed)
    )
    assert where.stdout.startswith(str(installed)), "the wheel is what runs, not the checkout"
    script = str(installed / "bin" / "pullquote")
    done = run(sys.executable, script, "demo", "--once", cwd=elsewhere, PYTHONPATH=str(installed))
    assert done.returncode == 0, done.stderr
    assert_is_the_demo(done.stdout)


async def test_the_clock_of_the_demo_brings_the_editions_on_its_way() -> None:
    async with staged(port=0) as stage, httpx.AsyncClient(base_url=stage.playground.url) as client:
        kinds = sorted(chat.kind for chat in stage.playground.world.chats.values())
        assert kinds == ["channel", "group", *["private"] * 4, "supergroup"]
        assert not any(chat.messages for chat in stage.playground.world.chats.values()), (
            "nobody has begun yet"
        )
        reader = stage.reader
        started = await stage.ask("/start")
        await stage.ask("/subscribe")
        before = (await client.get("/playground/clock", params={"chat": reader})).json()
        assert before["due"] > before["now"]
        last = max(message.message_id for message in stage.playground.messages(reader))
        moved = await client.post("/playground/clock", json={"chat_id": reader}, timeout=60)
        assert moved.json()["now"] == pytest.approx(before["due"], abs=30)
        [edition] = await stage.playground.wait_for(reader, after=last, timeout=30)
        assert "edition · " in edition.text
        assert edition.date == pytest.approx(before["due"], abs=30), "the bot's messages carry the new date"
        assert edition.date > started.date
        await client.post("/playground/clock", json={"chat_id": reader, "hours": 24}, timeout=60)
        [again] = await stage.playground.wait_for(reader, after=edition.message_id, timeout=30)
        assert again.date == pytest.approx(moved.json()["due"], abs=30), "on time, not when the clock stood"
