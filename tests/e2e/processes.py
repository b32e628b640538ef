"""The program as an operator starts it: another process, killed and restarted as one pleases."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.stage import TOKEN

ROOT = Path(__file__).parent.parent.parent


async def until(holds: Callable[[], bool], timeout: float = 40.0) -> None:
    """Waits for something that another process does, and that nothing here is told of."""
    async with asyncio.timeout(timeout):
        while True:
            if holds():
                return
            await asyncio.sleep(0.05)


@dataclass
class Program:
    """A running `pullquote`; everything it writes goes to one file."""

    process: asyncio.subprocess.Process
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    async def ended(self, timeout: float = 30.0) -> int:
        async with asyncio.timeout(timeout):
            return await self.process.wait()

    async def stop(self) -> int:
        """SIGTERM, and the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    def memory(self) -> int:
        """Resident bytes of the process and all its children."""
        total, open_pids = 0, [self.process.pid]
        while open_pids:
            pid = open_pids.pop()
            status = Path(f"/proc/{pid}/status").read_text()
            resident = status.partition("VmRSS:")[2].split()
            total += int(resident[0]) * 1024 if resident else 0  # a worker that has just ended has none
            for task in Path(f"/proc/{pid}/task").iterdir():
                open_pids += [int(child) for child in (task / "children").read_text().split()]
        return total


def environment(folder: Path, api_url: str, **more: str) -> dict[str, str]:
    """Nothing of the tester's own configuration; only what the program needs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "PULLQUOTE_TELEGRAM__API_URL": api_url,
        "PULLQUOTE_STORE__URL": f"sqlite:///{folder / 'pullquote.db'}",
        "PULLQUOTE_INBOX__PATH": str(folder / "inbox"),
        **more,
    }


@asynccontextmanager
async def program(
    folder: Path, *arguments: str, env: dict[str, str], name: str = "output"
) -> AsyncIterator[Program]:
    """`pullquote ...` in `folder`, ended by force if the block leaves it running."""
    output = folder / f"{name}.log"
    with output.open("ab") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=folder, env=env, stdout=sink, stderr=sink
        )
    running = Program(process, output)
    try:
        yield running
    finally:
        if process.returncode is None:
            await running.kill()
