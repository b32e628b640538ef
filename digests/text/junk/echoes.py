"""What the text says twice: the title as a line of its own, and long lines word for word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from digests.text.words import words

_SHORTEST_ECHO = 4
"""Words: a shorter title may stand in the text for reasons of its own."""
_ROOM_FOR_ECHO = 12
"""Characters that an echo may be longer than the title: marks, dots and spaces around the same words."""
_SHORTEST_REPEAT = 100
"""Characters: what is shorter, a refrain or an answer, may be said twice on purpose."""

_MOST_ECHOED = 2
_MOST_GOING = 40

_PUBLISHER = re.compile(r"\s+[-–—|]+\s+|\s*\|\s*|: (?=[^:]{2,30}$)")


def mark_echoes(lines: Sequence[str], reasons: list[str | None], title: str | None) -> None:
    """Lines that say the title again, with or without the publisher's name behind it."""
    whole = words(title or "")
    if not title or not whole:
        return
    echoes = [whole]
    for place in _PUBLISHER.finditer(title):
        without_publisher = words(title[: place.start()])
        if len(without_publisher) >= _SHORTEST_ECHO:
            echoes.append(without_publisher)
    longest = len(title) + _ROOM_FOR_ECHO
    shortest = min(sum(map(len, echo)) for echo in echoes)
    others = sum(1 for line, reason in zip(lines, reasons, strict=True) if line and reason is None)
    for i, line in enumerate(lines):
        fits = others > 1 and reasons[i] is None and shortest <= len(line) <= longest
        if fits and words(line) in echoes:
            reasons[i] = "title-echo"
            others -= 1


def mark_repeats(lines: Sequence[str], reasons: list[str | None]) -> None:
    """Long lines that stood further up already, word for word, or that a line which goes begins with:
    a caption stands under its picture and once more with a button or a credit behind it. What stands there
    a third time is said on purpose: a question put to several people."""
    times = Counter(lines)
    seen: set[str] = set()
    going = [
        line for line, reason in zip(lines, reasons, strict=True) if reason and len(line) > _SHORTEST_REPEAT
    ]
    for i, line in enumerate(lines):
        if len(line) < _SHORTEST_REPEAT or reasons[i] is not None:
            continue
        if (line in seen and times[line] <= _MOST_ECHOED) or (
            going and any(one.startswith(line) for one in going[:_MOST_GOING])
        ):
            reasons[i] = "said-before"
        seen.add(line)


def without_title(line: str, title: str | None) -> str:
    """The line without the title stuck to its end, as to a caption's: "Smith on Monday. | AP Smith wins"."""
    if not title or len(line) <= len(title) or not line.endswith(title):
        return line
    return line[: -len(title)].rstrip()
