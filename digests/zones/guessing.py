"""Where somebody lives, as far as the language tells that Telegram speaks to them (data/languages.toml). Pure
but for that table; a guess is put right by one tap."""

from __future__ import annotations

from digests.text.tables import strings, table
from digests.zones.clocks import is_zone


def guessed(language: str | None, default: str) -> str:
    """The zone where this language is at home; `default` where it lies there as well, and where the language
    does not tell."""
    at_home = _zones(language, "at_home")
    return at_home[0] if at_home and default not in at_home else default


def likely(language: str | None) -> tuple[str, ...]:
    """The zones of most who speak it, the likeliest first; none for a language that is not in the table."""
    return (*_zones(language, "at_home"), *_zones(language, "likely"))


def _zones(language: str | None, key: str) -> tuple[str, ...]:
    known = table("digests.zones", "languages")
    code = (language or "").lower()
    if code not in known:
        code = code.partition("-")[0]
    # The tz database of this machine may be too old, or too new, for a name.
    return tuple(zone for zone in strings(known, code, key) if is_zone(zone))
