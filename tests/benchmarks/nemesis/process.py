"""Keeps the program running as a service manager would, while the enemy kills and stops it.

What it writes comes through a pipe, not into a file: a disk that is full must not keep it from being heard.
"""

from __future__ import annotations

import asyncio
import json
import math
import resource
import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.nemesis.evidence import Exit, Report, Span
from tests.e2e.processes import until

_RESTART = 1.0
"""Seconds that a service manager waits after an end that nobody ordered."""
_ATTEMPTS = 15
"""Starts in a row that may fail: no attack lasts so long."""
_FULL = 4096
"""Bytes: neither the database nor its log can be written beyond. SQLite then says "disk I/O error"."""
_LONGEST_LINE = 1 << 20


@dataclass(slots=True)
class _Life:
    """From a start of the process to its end."""

    process: asyncio.subprocess.Process
    started: float
    at_work: bool = False
    struck: bool = False
    """The enemy ended it, or the trial did."""


class Keeper:
    """`seconds` is the trial's time. `asked_since` tells whether the program has asked for updates since
    then: it is at work."""

    def __init__(
        self,
        folder: Path,
        arguments: tuple[str, ...],
        env: Mapping[str, str],
        *,
        seconds: Callable[[], float],
        asked_since: Callable[[float], bool],
    ) -> None:
        self._folder = folder
        self._arguments = arguments
        self._env = env
        self._seconds = seconds
        self._asked_since = asked_since
        self._life: _Life | None = None
        self._down = _RESTART
        self._ending = self._is_frozen = False
        self._words: deque[str] = deque(maxlen=6)
        self._died = -math.inf
        self.dead: list[Span] = []
        self.frozen: list[Span] = []
        self.exits: list[Exit] = []
        self.reports: list[Report] = []
        self.complaints: Counter[str] = Counter()
        """What it logged as errors, and how often."""

    async def keep(self) -> None:
        """Until `end`, or until cancelled: then the process is ended by force. Raises RuntimeError where the
        program cannot be started any more."""
        try:
            failed = 0
            while not self._ending:
                failed = 0 if await self._live() else failed + 1
                if failed > _ATTEMPTS:
                    raise RuntimeError(f"the program does not start any more: {self._last_words}")
                if not self._ending:
                    await asyncio.sleep(self._down)
        finally:
            if self._life is not None and self._life.process.returncode is None:
                self._life.process.kill()
                await self._life.process.wait()

    async def at_work(self, patience: float = 60.0) -> None:
        """Returns when the process asks for updates. Raises RuntimeError where it does not get so far."""
        until = self._seconds() + patience
        while self._life is None or not self._life.at_work:
            if self._seconds() > until:
                raise RuntimeError(f"the program does not start: {self._last_words}")
            await asyncio.sleep(0.02)

    @property
    def is_running(self) -> bool:
        """At work, and not stopped."""
        life = self._life
        return life is not None and life.at_work and life.process.returncode is None and not self._is_frozen

    def kill(self, down: float) -> None:
        life = self._life
        if life is not None and life.process.returncode is None:
            life.struck, self._down = True, down
            self._has_died(life)
            life.process.kill()

    def waited(self) -> float:
        """Seconds that the process was ready to run and had no processor, since it began."""
        life = self._life
        if life is None or life.process.returncode is not None:
            return 0.0
        try:
            text = Path(f"/proc/{life.process.pid}/schedstat").read_text(encoding="ascii")
        except OSError:  # it has just ended
            return 0.0
        return int(text.split()[1]) / 1e9

    async def freeze(self, seconds: float) -> None:
        life, start = self._life, self._seconds()
        if life is None or life.process.returncode is not None or self._is_frozen:
            return
        self._is_frozen = True
        life.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self._is_frozen = False
        if life.process.returncode is None:
            life.process.send_signal(signal.SIGCONT)
        self.frozen.append(Span(start, self._seconds()))

    async def fill_disk(self, seconds: float) -> None:
        life = self._life
        if life is None or life.process.returncode is not None:
            return
        # Of its soft limit only, which anybody may lower and raise again; Python ignores SIGXFSZ.
        with suppress(ProcessLookupError):  # killed meanwhile, and not yet known to be
            resource.prlimit(life.process.pid, resource.RLIMIT_FSIZE, (_FULL, resource.RLIM_INFINITY))
            await asyncio.sleep(seconds)
            if life.process.returncode is None:
                free = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
                resource.prlimit(life.process.pid, resource.RLIMIT_FSIZE, free)

    async def end(self) -> tuple[int, float]:
        """SIGTERM; the exit status, and how long it took."""
        await self.at_work()
        life, start = self._life, self._seconds()
        assert life is not None
        self._ending = life.struck = True
        life.process.send_signal(signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                await life.process.wait()
        status = life.process.returncode
        return (-signal.SIGKILL if status is None else status), self._seconds() - start

    async def _live(self) -> bool:
        """From a start to the end that follows; whether it got to work."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._arguments,
            cwd=self._folder,
            env=self._env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=_LONGEST_LINE,
        )
        life = self._life = _Life(process, self._seconds())
        listening = asyncio.create_task(self._listen(process.stdout))
        looking = asyncio.create_task(self._look(life))
        status = await process.wait()
        looking.cancel()
        # A worker that outlives the process for a moment holds the pipe open.
        await asyncio.wait([listening], timeout=0.5)
        listening.cancel()
        if not life.struck:
            self._has_died(life)
            self.exits.append(Exit(self._died, status, life.at_work, self._last_words))
            self._down = _RESTART
        return life.at_work

    @property
    def _last_words(self) -> str:
        return " | ".join(self._words)

    def _has_died(self, life: _Life) -> None:
        now = self._seconds()
        if not life.at_work:
            self.dead.append(Span(self._died, now))
        self._died = now

    async def _look(self, life: _Life) -> None:
        await until(lambda: self._asked_since(life.started), timeout=math.inf)
        life.at_work = True
        if self._died > -math.inf:
            self.dead.append(Span(self._died, self._seconds()))

    async def _listen(self, pipe: asyncio.StreamReader | None) -> None:
        assert pipe is not None
        async for line in pipe:
            self._heard(line.decode("utf-8", "replace").strip())

    def _heard(self, line: str) -> None:
        self._words.append(line[:300])
        try:
            said = json.loads(line)
        except ValueError:
            return
        if not isinstance(said, dict):
            return
        if "chat" in said and "state" in said:
            self.reports.append(Report(self._seconds(), int(said["chat"]), str(said["state"])))
        if said.get("level") in ("error", "critical"):
            trace = str(said.get("exception", "")).strip().rpartition("\n")[2]
            self.complaints[f"{said.get('event')} {said.get('error', '')} {trace}".strip()] += 1
