"""Golden files: what a screen looked like when somebody last looked at it and found it good.

UPDATE_GOLDEN=1 pytest tests/unit/test_screens.py      writes them anew; read the difference
"""

from __future__ import annotations

import os
from pathlib import Path

from bot.screens import Screen

FOLDER = Path(__file__).parent / "unit" / "golden"


def as_text(screen: Screen) -> str:
    """The markup, and the buttons below it row by row."""
    rows = ("".join(f"[ {button.label} ]" for button in row) for row in screen.keyboard)
    return "\n".join([screen.html.markup, "", *rows]).rstrip() + "\n"


def assert_golden(name: str, screen: Screen, more: str = "") -> None:
    """Compares a screen with its golden file; `more` is what comes with it, such as a file."""
    path, found = FOLDER / f"{name}.html", as_text(screen) + (f"\n{more}" if more else "")
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")
