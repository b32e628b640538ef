"""What in a URL is secret: shown without it, and told to the log's redaction.

Addresses of databases, of API servers and of feeds may carry a password (`user:password@host`), and feeds
also a token in their query (`?token=...`).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import unquote

HIDDEN = "***"

# Of a web address the user's part ends before the first slash; a lone name there is mostly a token.
_WEB_USER = re.compile(r"https?://(?:[^:@/?#\s]*:)?(?P<secret>[^/?#\s]+)@", re.IGNORECASE)
# Where it is written wrongly, and elsewhere, up to the last @, so that a password with a bare @, / or # in
# it is hidden whole. But a port is no password: https://example.org:8443/@name.
_WEB_PASSWORD = re.compile(r"https?://[^:@/?#\s]*:(?!\d{1,5}/)(?P<secret>\S*)@", re.IGNORECASE)
_PASSWORD = re.compile(r"//[^:@/?#\s]*:(?P<secret>\S*)@")
_TELLING_NAME = (
    r"[?&;](?:[\w.-]{0,40}(?:passw|pwd|token|secret|api_?key|access_?key|credential|signature)[\w.-]{0,40}"
    r"|key|auth|pass|sig)="
)
_IN_QUERY = re.compile(rf"{_TELLING_NAME}(?P<secret>[^&;#\s]+)", re.IGNORECASE)
IN_LINES = re.compile(rf"({_TELLING_NAME})[^&;#\s\"'<>\\]+", re.IGNORECASE)
"""A secret in the query of any address in a line of text; the first group stays."""


def shown_url(url: str) -> str:
    """The URL as it may be printed: `***` for each secret in it, and nothing else changed."""
    for start, end in reversed(_secret_spans(url)):
        url = url[:start] + HIDDEN + url[end:]
    return url


def url_secrets(url: str) -> Iterator[str]:
    """The secrets in a URL, as they stand there and decoded."""
    for start, end in _secret_spans(url):
        # Drivers end a password at the first @, `shown_url` at the last.
        for secret in {url[start:end], url[start:end].partition("@")[0]}:
            yield secret
            yield unquote(secret)


def is_private(host: str) -> bool:
    """Whether a host's name alone says that it lies in one's own network; what others lead to is seen only
    when they are asked."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        name = host.rstrip(".")
        return "." not in name or name.rpartition(".")[2] in ("localhost", "local", "internal", "lan")


def _secret_spans(url: str) -> list[tuple[int, int]]:
    """In the order of the text."""
    is_web = url[:4].lower() == "http"
    user = (_WEB_USER.match(url) or _WEB_PASSWORD.match(url)) if is_web else _PASSWORD.search(url)
    in_query = _IN_QUERY.finditer(url, user.end() if user else 0)
    return [match.span("secret") for match in (*([user] if user else []), *in_query)]
