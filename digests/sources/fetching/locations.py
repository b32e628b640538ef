"""Addresses of the web, as people and servers write them -> as they are sent.

What is sent is plain ASCII: names in their DNS form, everything else percent-encoded, no fragment. An
address with a name and password in it is refused: it would end up in links, logs and lists of sources.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from digests.sources.fetching.answers import Unfetchable

_LONGEST = 8_000
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"(?!.{254})[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_KEPT = "/%:=&?~+!$,;'@()*[]"
"""What stays as it is in paths and queries; `%`, because most of what comes is encoded already."""
_LINE_PARTS = re.compile(r"[\t\r\n]")
_HALF = re.compile(r"[\ud800-\udfff]")
"""Of a pair of surrogates: no character, and not to be encoded."""


@dataclass(frozen=True, slots=True)
class Location:
    """A web address, ready to be sent."""

    scheme: str
    """http or https."""
    host: str
    """A name in DNS form, or an address; IPv6 without brackets."""
    port: int
    target: str
    """Path and query."""

    @property
    def authority(self) -> str:
        """Host and port as the `Host` field has them: the scheme's usual port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"

    def joined(self, reference: str) -> Location:
        """Where a redirect from here leads. Raises Unfetchable as `locate`."""
        try:
            return locate(urljoin(str(self), _bare(reference)))
        except ValueError as error:
            raise Unfetchable("not a web address") from error


def locate(url: str) -> Location:
    """The location that `url` names. Raises Unfetchable, whose message never repeats the address."""
    if len(url) > _LONGEST:
        raise Unfetchable(f"the address has over {_LONGEST:,} characters")
    try:
        parts = urlsplit(_bare(url))
        port = parts.port
    except ValueError as error:
        raise Unfetchable("not a web address") from error
    if parts.scheme not in _PORTS:
        raise Unfetchable("neither an http nor an https address")
    if "@" in parts.netloc:
        raise Unfetchable("an address with a user name in it is not fetched")
    if port == 0:
        raise Unfetchable("there is no port 0")
    return Location(parts.scheme, _host(parts.hostname or ""), port or _PORTS[parts.scheme], _target(parts))


def _bare(url: str) -> str:
    """Without what browsers take out of addresses: spaces around them and line ends within."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", _LINE_PARTS.sub("", url.strip()))


def _host(name: str) -> str:
    if ":" in name:
        try:
            return str(IPv6Address(name))
        except AddressValueError as error:
            raise Unfetchable("the host is no IPv6 address") from error
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise Unfetchable("the host's name cannot be written in DNS form") from error
    name = name.lower().removesuffix(".")
    if not _NAME.fullmatch(name):
        raise Unfetchable("the address names no usable host")
    return name


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_KEPT)
    query = quote(parts.query, safe=_KEPT)
    return f"{path}?{query}" if query else path
