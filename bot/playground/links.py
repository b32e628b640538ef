"""Addresses as Telegram takes them: in text links and in URL buttons."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

_ADDRESS = re.compile(
    r"(?:(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*)://)?"
    r"(?:(?P<user>[^/?#@]*)@)?"
    r"(?P<host>\[[0-9a-fA-F:.]+\]|[^/?#:]*)"
    r"(?::(?P<port>[0-9]*))?"
    r"(?P<rest>[/?#].*)?",
    re.DOTALL,
)
_APP_LINK = re.compile(r"(?P<scheme>tg|ton|tonsite):(?://)?(?P<rest>[^\x00-\x20]+)", re.IGNORECASE)
_HOST = re.compile(r"[\w.!$,~*'();&+=%-]+|\[[0-9a-fA-F:.]+\]")
_UNSAFE = re.compile(r"[\x00-\x20]")


class LinkRejected(ValueError):
    """Not an address Telegram would take; the message is Telegram's reason."""


def mentioned_user(target: str) -> int | None:
    """The id in `tg://user?id=...`, which mentions a person instead of linking."""
    match = re.fullmatch(r"tg:(?://)?user/?\?(?P<query>.*)", target.strip(), re.IGNORECASE)
    if match is None:
        return None
    identifier = parse_qs(match["query"]).get("id", [""])[0]
    return int(identifier) if identifier.isascii() and identifier.isdigit() else None


def checked_link(target: str) -> str:
    """The address as Telegram stores it: scheme and host in lower case, a path at least "/".

    Without a scheme, http is meant. Raises LinkRejected.
    """
    target = target.strip()
    if app := _APP_LINK.fullmatch(target):
        return f"{app['scheme'].lower()}://{app['rest']}"
    match = _ADDRESS.fullmatch(target)
    if match is None:
        raise LinkRejected("Wrong HTTP URL")
    scheme = (match["scheme"] or "http").lower()
    if scheme not in {"http", "https"}:
        raise LinkRejected("Unsupported URL protocol")
    host = match["host"].lower()
    if not host:
        raise LinkRejected("URL host is empty")
    port = match["port"] or ""
    if port and not 0 < int(port) <= 65535:
        raise LinkRejected("Wrong port number specified in the URL")
    if not _HOST.fullmatch(host) or ("." not in host.strip(".") and not host.startswith("[")):
        raise LinkRejected("Wrong HTTP URL")
    user = f"{match['user']}@" if match["user"] else ""
    rest = match["rest"] or "/"
    if not rest.startswith("/"):
        rest = "/" + rest
    rest = _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", rest)
    return f"{scheme}://{user}{host}{':' + port if port else ''}{rest}"
