"""A reader in front of the playground, and a folder with an inbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import Playground
from tests.stage import READER, TOKEN


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN, webhook_delay=0.2) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path
