"""Keeps other web sites out: a person's browser must not be turned against the playground.

Any page on the web can make a browser send requests to 127.0.0.1, and a name server can make a foreign name
point there. So the Host must be a loopback name, an Origin must be our own, and a browser that says the
request comes from another site is refused, except for opening the page itself.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({b"127.0.0.1", b"localhost", b"[::1]"})
FOREIGN = frozenset({b"cross-site", b"same-site"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE_HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]
REFUSAL = b"Only this machine's own pages and programs may talk to the playground.\n"


class Guard:
    """The ASGI application in front: lets the trusted through, to the Bot API or to the page."""

    def __init__(self, *, bot_api: ASGIApp, pages: ASGIApp) -> None:
        self.bot_api = bot_api
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_trusted(scope):
            await send(
                {"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]}
            )
            await send({"type": "http.response.body", "body": REFUSAL})
        elif scope["path"].startswith(("/bot", "/file/bot")):
            # Past the router and its middleware, which cost a tenth of a millisecond.
            await self.bot_api(scope, receive, send)
        else:
            await self.pages(scope, receive, _with_page_headers(send))


def is_trusted(scope: Scope) -> bool:
    """Whether a request comes from a program on this machine, or from our own page."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    host = headers.get(b"host", b"")
    name = host.rpartition(b":")[0] if host.rpartition(b":")[2].isdigit() else host
    if name not in LOOPBACK_NAMES:
        return False
    origin = headers.get(b"origin")
    if origin is not None and origin != b"http://" + host:
        return False
    if headers.get(b"sec-fetch-site") in FOREIGN:
        opens_page = headers.get(b"sec-fetch-mode") == b"navigate" and scope["path"] == "/"
        return bool(scope["method"] == "GET" and opens_page)
    return True


def _with_page_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *PAGE_HEADERS]
        await send(message)

    return send_with_headers
