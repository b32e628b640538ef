"""A real browser for the tests of the chat page.

They are skipped where no Chromium is installed; the environment variable CHROMIUM names one that is not on
the PATH. A module of such tests begins with `pytestmark = IN_BROWSER` and gives its fixtures (`playground`
among them) `loop_scope="module"`: a browser takes two seconds to start, so the tests of a module share it.
"""

from __future__ import annotations

import os
import shutil

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IN_BROWSER = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no chromium, chromium-browser or google-chrome on the PATH, and CHROMIUM is not set",
    ),
]
