"""Rows of buttons as all screens have them: side by side, ticked, and leading from page to page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.callbacks import Action, Nothing
from bot.screens import Button, Keyboard


def rows(buttons: Sequence[Button], width: int) -> Keyboard:
    """At most `width` of them side by side."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def ticked(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def turning(
    number: int, pages: int, to: Callable[[int], Action], *, back: str = "◂", on: str = "▸"
) -> Keyboard:
    """One page back, "2/5", one page on; nothing where there is one page only. `number` counts from 0, `to`
    says what leads to a page."""
    if pages < 2:
        return ()
    row = [Button(f"{number + 1}/{pages}", Nothing())]
    if number > 0:
        row.insert(0, Button(back, to(number - 1)))
    if number < pages - 1:
        row.append(Button(on, to(number + 1)))
    return (tuple(row),)
