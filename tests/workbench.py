"""A workshop without worker processes: what those do is tested by themselves."""

from __future__ import annotations

from collections.abc import Callable

from digests.workshop import Given, Made, Options, Workshop


class InProcess(Workshop):
    """Does the same work, here and now."""

    async def do(self, work: Callable[[Given, Options], Made], given: Given, options: Options) -> Made:
        return work(given, options)
