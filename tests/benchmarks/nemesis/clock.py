"""The program's clock, as the enemy moves it: eight bytes in a file that both processes have mapped.

Only what tells the time of day is moved. What measures how much time has passed goes on as it does on a
computer whose clock is set.
"""

from __future__ import annotations

import math
import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.nemesis.evidence import Move

_AHEAD = struct.Struct("d")


class MovedClock:
    """Tells the time, plus what stands in the file."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _AHEAD.size)

    def __call__(self) -> datetime:
        (ahead,) = _AHEAD.unpack(self._shared[: _AHEAD.size])
        return datetime.now(UTC) + timedelta(seconds=ahead)


class ClockHand:
    """The other end: sets the clock, and remembers when."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(_AHEAD.pack(0.0))
        self.began = datetime.now(UTC)
        self._started = time.monotonic()
        self.moves = [Move(-math.inf, timedelta(0))]
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _AHEAD.size)

    def seconds(self, monotonic: float | None = None) -> float:
        """Since this was made: the trial's own time."""
        return (time.monotonic() if monotonic is None else monotonic) - self._started

    def shows(self) -> datetime:
        return self.began + timedelta(seconds=self.seconds()) + self.moves[-1].ahead

    def set(self, moment: datetime) -> None:
        """The clock shows `moment` now."""
        at = self.seconds()
        move = Move(at, moment - self.began - timedelta(seconds=at))
        self._shared[: _AHEAD.size] = _AHEAD.pack(move.ahead.total_seconds())
        self.moves.append(move)

    def close(self) -> None:
        self._shared.close()
