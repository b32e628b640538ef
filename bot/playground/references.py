"""Character references in Telegram HTML: four names, any number, the semicolon optional."""

from __future__ import annotations

import re

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<decimal>[0-9]*)|(?P<name>[a-zA-Z]*));?")


def decoded_text(text: str) -> str:
    """The text with every reference decoded that means something, as in the value of an attribute."""
    return _REFERENCE.sub(lambda match: _meant(match) or match[0], text)


def decoded_reference(text: str, at: int) -> tuple[str, int] | None:
    """The character meant by the reference at `at` and where it ends; None where it stays as it is."""
    match = _REFERENCE.match(text, at)
    character = _meant(match) if match else None
    return (character, match.end()) if match and character else None


def _meant(match: re.Match[str]) -> str | None:
    """The character of a reference; None for names that Telegram does not know and numbers out of range."""
    if match["name"] is not None:
        return NAMED.get(match["name"])
    digits, base = (match["hex"], 16) if match["hex"] is not None else (match["decimal"], 10)
    code = int(digits[:9], base) if digits else 0
    return chr(code) if 0 < code < 0x10FFFF and len(match[0].removesuffix(";")) < 10 else None
