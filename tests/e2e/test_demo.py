"""What a newcomer types first: the demo, from the checkout and from an installed wheel."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

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
