"""One spelling for each address: what its parts mean stays, how somebody came there goes.

Which parameters only track, and which addresses only lead on, is said in `data/tracking.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, quote, urljoin, urlsplit, urlunsplit

from digests.sources.encoding import storable
from digests.text.tables import strings, table

LONGEST = 2000

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ROUTES = ("!", "/")
"""What begins so behind # is a page of its own on sites that are one program."""
_PLAIN = "/%:@!$&'()*+,;=~-._?[]"
_BREAKS = re.compile(r"[\t\r\n]")
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)


def joined(base: str, link: str) -> str | None:
    """`link` as it reads from `base`; None for what is no address."""
    try:
        return urljoin(base, _BREAKS.sub("", link))
    except ValueError:
        return None


def canonical(link: str, base: str = "") -> str | None:
    """The one spelling of `link`, without tracking; None unless it leads to a page by http or https."""
    for _ in range(3):
        parts = _parts(joined(base, link.strip()) or "")
        if parts is None:
            return None
        target = _led_to(parts)
        if not target:
            spelled = _spelled(parts)
            return spelled if len(spelled) <= LONGEST else None
        link = target
    return None


def _parts(address: str) -> SplitResult | None:
    """The parts, with the host in its one spelling and without names and passwords."""
    try:
        parts = urlsplit(storable(address))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or len(address) > LONGEST:
        return None
    host = _host(host.rstrip("."))
    where = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        where = f"{where}:{port}"
    return parts._replace(netloc=where) if host else None


def _host(name: str) -> str:
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _spelled(parts: SplitResult) -> str:
    path = _escaped(parts.path) or "/"
    query = "&".join(_escaped(piece) for piece in _kept(parts.query))
    fragment = parts.fragment if parts.fragment.startswith(_ROUTES) else ""
    return urlunsplit((parts.scheme, parts.netloc, path, query, _escaped(fragment)))


def _escaped(part: str) -> str:
    return _ESCAPE.sub(lambda match: match[0].upper(), quote(part, safe=_PLAIN))


def _kept(query: str) -> Iterator[str]:
    """The parameters that say what is read, in their order."""
    rules = _tracking()
    for piece in query.split("&"):
        name, _, value = piece.partition("=")
        name = name.casefold()
        tracks = (
            name in rules.names
            or name.startswith(rules.prefixes)
            or value.casefold() in rules.values.get(name, ())
        )
        if piece and not tracks:
            yield piece


class _Tracking:
    def __init__(self) -> None:
        rules = table("digests.sources.feeds", "tracking")
        values = rules["tracking"]["values"] if isinstance(rules["tracking"], Mapping) else {}
        self.prefixes = strings(rules, "tracking", "prefixes")
        self.names = frozenset(strings(rules, "tracking", "names"))
        self.values = {name: frozenset(strings(values, name)) for name in values}


@lru_cache
def _tracking() -> _Tracking:
    return _Tracking()


def _led_to(parts: SplitResult) -> str | None:
    """Where an address leads that only leads on."""
    redirectors = table("digests.sources.feeds", "tracking")["redirectors"]
    where = parts.netloc + parts.path.rstrip("/")
    if not isinstance(redirectors, Mapping) or where not in redirectors:
        return None
    said = parse_qs(parts.query)
    targets = (said[name][0] for name in strings(redirectors, where) if name in said)
    return next((target for target in targets if target.startswith(("http://", "https://"))), None)
