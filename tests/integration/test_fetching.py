"""The client of feeds and pages against a server that does everything wrong."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

import pytest

from digests.sources.fetching.addresses import Address
from digests.sources.fetching.answers import Answer, Failed, Fetched, NotModified, Refused
from digests.sources.fetching.dialing import GuardedNetwork
from digests.sources.fetching.fetcher import Fetcher
from tests.e2e.processes import until
from tests.hostile_server import (
    Behaviour,
    HostileServer,
    Request,
    bomb,
    drips,
    endless,
    hangs,
    head,
    packed,
    raw,
    redirect,
    reply,
    validated,
)

AGENT = "Pullquote/9.9 (+https://news.example/contact)"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
MOST = 100_000
PATIENCE = 0.5
"""Seconds that a request may take where the test waits for its end."""


def clock() -> datetime:
    return NOW


@asynccontextmanager
async def fetching(
    *, seconds: float = 20.0, allow_private: bool = True, network: GuardedNetwork | None = None
) -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(AGENT, clock=clock, allow_private=allow_private, seconds=seconds, network=network)
    try:
        yield fetcher
    finally:
        await fetcher.close()


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    async with HostileServer.serving() as serving:
        yield serving


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with fetching() as opened:
        yield opened


async def answer_to(server: HostileServer, behaviour: Behaviour, *, seconds: float = 20.0) -> Answer:
    """What a client makes of this behaviour, and with it the proof that it leaves no connection open."""
    server.at("/feed", behaviour)
    async with fetching(seconds=seconds) as fetcher:
        answer = await fetcher.get(server.url("/feed"), most=MOST)
    await closed(server)
    return answer


async def closed(server: HostileServer) -> None:
    await until(lambda: not server.open_connections, 5)


def reason(answer: Answer) -> str:
    assert isinstance(answer, Failed), answer
    return answer.reason


# --- as it should be ----------------------------------------------------------------------------


async def test_a_document_comes_with_what_is_needed_to_ask_again(
    server: HostileServer, fetcher: Fetcher
) -> None:
    behaviour = reply(
        b"<rss/>",
        Content_Type="application/rss+xml; charset=utf-8",
        ETag='W/"1"',
        Last_Modified="Tue, 24 Nov 2026 07:00:00 GMT",
        Cache_Control="public, max-age=900",
    )
    server.at("/feed", behaviour)
    answer = await fetcher.get(server.url("/feed?a=b#c"), most=MOST)
    assert answer == Fetched(
        body=b"<rss/>",
        content_type="application/rss+xml; charset=utf-8",
        address=server.url("/feed?a=b"),
        etag='W/"1"',
        modified="Tue, 24 Nov 2026 07:00:00 GMT",
        max_age=timedelta(minutes=15),
    )


async def test_we_say_who_we_are_and_what_we_take_and_nothing_else(
    server: HostileServer, fetcher: Fetcher
) -> None:
    server.at("/feed", reply(b"x", Set_Cookie="seen=1"))
    await fetcher.get(server.url("/feed"), most=MOST)
    await fetcher.get(server.url("/feed"), most=MOST, accept="text/html")
    first, second = server.requests
    assert dict(first.headers) == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": AGENT,
        "accept": first.headers["accept"],
        "accept-encoding": "gzip, deflate",
        "connection": "close",
    }
    assert second.headers["accept"] == "text/html"
    assert "cookie" not in second.headers


async def test_an_unchanged_document_is_not_sent_again(server: HostileServer, fetcher: Fetcher) -> None:
    server.at("/feed", validated(b"<rss/>", etag='"é"', modified="yesterday, as far as we know"))
    first = await fetcher.get(server.url("/feed"), most=MOST)
    assert isinstance(first, Fetched)
    again = await fetcher.get(server.url("/feed"), most=MOST, etag=first.etag, modified=first.modified)
    assert again == NotModified(max_age=timedelta(minutes=1))


@pytest.mark.parametrize("etag", ['"1"\r\nX-Smuggled: 1', '"1"\n', "", " ", "ключ", "x" * 5_000])
async def test_a_validator_that_cannot_be_sent_is_left_out(
    server: HostileServer, fetcher: Fetcher, etag: str
) -> None:
    server.at("/feed", validated(b"<rss/>"))
    assert isinstance(await fetcher.get(server.url("/feed"), most=MOST, etag=etag), Fetched)
    assert "if-none-match" not in server.requests[0].headers
    assert "x-smuggled" not in server.requests[0].headers


async def test_a_304_that_nobody_asked_for_is_no_success(server: HostileServer) -> None:
    assert await answer_to(server, reply(status=304)) == Refused(status=304)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta()),
        ("9" * 5_000, timedelta(days=3650)),
        ("Tue, 24 Nov 2026 08:30:00 GMT", timedelta(minutes=30)),
        ("Tue, 24 Nov 2026 07:30:00 GMT", timedelta()),
        ("tomorrow", None),
        ("-5", None),
    ],
)
async def test_retry_after(server: HostileServer, said: str, wait: timedelta | None) -> None:
    answer = await answer_to(server, reply(b"busy", status=429, Retry_After=said))
    assert answer == Refused(status=429, retry_after=wait)


@pytest.mark.parametrize(
    ("said", "age"),
    [
        ("max-age=60", timedelta(minutes=1)),
        ('private, Max-Age="60"', timedelta(minutes=1)),
        ("s-maxage=60", None),
        ("no-cache, max-age=60", None),
        ("max-age=60, no-store", None),
        ("max-age=-1", None),
        ("max-age=" + "9" * 5_000, timedelta(days=3650)),
    ],
)
async def test_how_long_a_document_wants_to_be_left_alone(
    server: HostileServer, said: str, age: timedelta | None
) -> None:
    answer = await answer_to(server, reply(b"x", Cache_Control=said))
    assert isinstance(answer, Fetched)
    assert answer.max_age == age


@pytest.mark.parametrize("status", [202, 204, 206, 300, 400, 401, 404, 410, 418, 500, 503, 599])
async def test_other_statuses_are_refusals(server: HostileServer, status: int) -> None:
    assert await answer_to(server, reply(status=status)) == Refused(status=status)


# --- redirects ----------------------------------------------------------------------------------


async def test_a_chain_of_lasting_redirects_is_learnt_as_far_as_it_is_unbroken(
    server: HostileServer, fetcher: Fetcher
) -> None:
    server.at("/a", redirect("/b", 301))
    server.at("/b", redirect(server.url("/c"), 308))
    server.at("/c", redirect("d?x=1", 302))
    server.at("/d", redirect("/e", 301))
    server.at("/e", reply(b"<rss/>"))
    answer = await fetcher.get(server.url("/a"), most=MOST)
    assert isinstance(answer, Fetched)
    assert (answer.address, answer.permanent) == (server.url("/e"), server.url("/c"))


@pytest.mark.parametrize(
    ("status", "is_lasting"), [(301, True), (302, False), (303, False), (307, False), (308, True)]
)
async def test_which_redirects_last(
    server: HostileServer, fetcher: Fetcher, status: int, is_lasting: bool
) -> None:
    server.at("/old", redirect("/new", status))
    server.at("/new", reply(status=410))
    permanent = server.url("/new") if is_lasting else None
    assert await fetcher.get(server.url("/old"), most=MOST) == Refused(status=410, permanent=permanent)


async def test_an_unchanged_document_behind_a_redirect(server: HostileServer, fetcher: Fetcher) -> None:
    server.at("/old", redirect("/new", 301))
    server.at("/new", validated(b"<rss/>", etag='"1"'))
    answer = await fetcher.get(server.url("/old"), most=MOST, etag='"1"')
    assert answer == NotModified(permanent=server.url("/new"), max_age=timedelta(minutes=1))


async def test_five_redirects_are_followed_and_no_sixth(server: HostileServer, fetcher: Fetcher) -> None:
    for step in range(6):
        server.at(f"/{step}", redirect(f"/{step + 1}"))
    server.at("/6", reply(b"<rss/>"))
    assert isinstance(await fetcher.get(server.url("/1"), most=MOST), Fetched)
    assert reason(await fetcher.get(server.url("/0"), most=MOST)) == "over 5 redirects"


async def test_a_loop_of_redirects_ends(server: HostileServer, fetcher: Fetcher) -> None:
    server.at("/a", redirect("/b"))
    server.at("/b", redirect("/a", 301))
    assert reason(await fetcher.get(server.url("/a"), most=MOST)) == "over 5 redirects"
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "to",
    ["file:///etc/passwd", "ftp://news.example/", "javascript:1", "http://[", "http://a:b@c.example"],
)
async def test_redirects_that_lead_off_the_web(server: HostileServer, to: str) -> None:
    assert reason(await answer_to(server, redirect(to))).startswith("a redirect leads astray")


async def test_redirects_with_other_letters_in_them(server: HostileServer, fetcher: Fetcher) -> None:
    server.at("/alt", raw(head(301, content_length=0, location="/straße und weg")))
    server.at("/stra%C3%9Fe%20und%20weg", reply(b"<rss/>"))
    answer = await fetcher.get(server.url("/alt"), most=MOST)
    assert isinstance(answer, Fetched)
    assert answer.permanent == server.url("/stra%C3%9Fe%20und%20weg")


async def test_a_redirect_to_nowhere_is_a_refusal(server: HostileServer) -> None:
    assert await answer_to(server, reply(status=302)) == Refused(status=302)


async def test_validators_come_from_the_last_answer_only(server: HostileServer, fetcher: Fetcher) -> None:
    server.at("/old", reply(status=301, Location="/new", ETag='"of the redirect"'))
    server.at("/new", reply(b"<rss/>"))
    answer = await fetcher.get(server.url("/old"), most=MOST)
    assert isinstance(answer, Fetched)
    assert answer.etag is None


# --- the guard ----------------------------------------------------------------------------------

OWN_MACHINE = (
    "127.0.0.1", "localhost", "localhost.", "LOCALHOST", "127.1", "127.0.1", "2130706433", "0x7f000001",
    "0177.0.0.1", "0.0.0.0", "0", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]",
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::1]", "１２７.０.０.１", "①27.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("host", OWN_MACHINE)
async def test_no_spelling_of_our_own_machine_is_dialled(server: HostileServer, host: str) -> None:
    async with fetching(allow_private=False) as guarded:
        answer = await guarded.get(server.url("/feed", host=host), most=MOST)
    assert isinstance(answer, Failed)
    assert server.connections == 0


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["::1"],
        ["2606:4700::1", "::1"],
        ["fe80::1%eth0"],
        ["nonsense"],
    ],
)
async def test_a_public_name_with_any_address_that_is_not_is_not_dialled(
    server: HostileServer, addresses: list[str]
) -> None:
    names = Names(addresses)
    async with fetching(network=GuardedNetwork(resolve=names)) as guarded:
        answer = await guarded.get(server.url("/feed", host="news.example"), most=MOST)
    assert "news.example leads to" in reason(answer)
    assert "feeds.allow_private_addresses" in reason(answer)
    assert server.connections == 0


class Names:
    """A name server that answers what it is told, each time the next."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        return self.answers.pop(0)


def outside(address: Address) -> bool:
    """For these tests 127.0.0.2 is the Internet, and all else is home."""
    return address == IPv4Address("127.0.0.2")


@pytest.fixture
async def internet() -> AsyncIterator[HostileServer]:
    async with HostileServer.serving(["127.0.0.2"]) as serving:
        yield serving


@pytest.mark.parametrize("host", OWN_MACHINE)
async def test_a_redirect_is_checked_as_a_first_address_is(
    internet: HostileServer, server: HostileServer, host: str
) -> None:
    internet.at("/feed", redirect(server.url("/secret", host=host), 301))
    async with fetching(network=GuardedNetwork(outside)) as guarded:
        answer = await guarded.get(internet.url("/feed", host="127.0.0.2"), most=MOST)
    assert isinstance(answer, Failed)
    assert (internet.connections, server.connections) == (1, 0)


async def test_a_name_that_changes_its_mind_is_checked_each_time(internet: HostileServer) -> None:
    names = Names(["127.0.0.2"], ["127.0.0.1"])
    async with HostileServer.serving(port=internet.port) as home:
        internet.at("/feed", reply(b"<rss/>"))
        url = internet.url("/feed", host="news.example")
        async with fetching(network=GuardedNetwork(outside, resolve=names)) as guarded:
            first = await guarded.get(url, most=MOST)
            second = await guarded.get(url, most=MOST)
        assert isinstance(first, Fetched)
        assert "leads to 127.0.0.1, no public address" in reason(second)
        assert home.connections == 0


async def test_private_addresses_are_dialled_where_the_operator_wants_it(server: HostileServer) -> None:
    server.at("/feed", reply(b"<rss/>"))
    async with fetching(allow_private=True) as fetcher:
        assert isinstance(await fetcher.get(server.url("/feed", host="localhost"), most=MOST), Fetched)


async def test_the_environment_names_no_proxy(server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    async with HostileServer.serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.url())
        server.at("/feed", reply(b"<rss/>"))
        async with fetching() as fetcher:
            assert isinstance(await fetcher.get(server.url("/feed"), most=MOST), Fetched)
        assert proxy.connections == 0


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "news.example/feed", "http://ada:secret@news.example/"]
)
async def test_what_is_no_web_address_is_not_asked(fetcher: Fetcher, url: str) -> None:
    assert "secret" not in reason(await fetcher.get(url, most=MOST))


async def test_hosts_that_cannot_be_reached_are_named(fetcher: Fetcher) -> None:
    async with HostileServer.serving() as gone:
        url = gone.url("/feed")
    assert reason(await fetcher.get(url, most=MOST)) == "127.0.0.1 cannot be reached: connection refused"
    unknown = await fetcher.get("http://nowhere.invalid/feed", most=MOST)
    assert reason(unknown) == "no address is known for nowhere.invalid"


async def test_the_next_address_is_tried_when_one_leads_nowhere(internet: HostileServer) -> None:
    internet.at("/feed", reply(b"<rss/>"))
    names = Names(["127.0.0.3", "127.0.0.4", "::1", "127.0.0.2"])
    network = GuardedNetwork(lambda address: address.is_loopback, resolve=names)
    async with fetching(network=network) as fetcher:
        answer = await fetcher.get(internet.url("/feed", host="news.example"), most=MOST)
    assert isinstance(answer, Fetched)


# --- servers that mean ill ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "behaviour",
    [
        hangs(),
        hangs(b"HTTP/1.1 200"),
        hangs(head(content_length=10)),
        hangs(head(content_length=10), b"12345"),
        hangs(head(transfer_encoding="chunked"), b"5\r\n12345\r\n"),
        drips(b"<rss>" + b" " * 100),
        endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", pause=0.05),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.05),
    ],
    ids=[
        "at once", "in the status", "behind the head", "in the body", "in chunks", "drips", "drips fields",
        "100s",
    ],
)  # fmt: skip
async def test_whoever_takes_too_long_is_left(server: HostileServer, behaviour: Behaviour) -> None:
    started = time.monotonic()
    answer = await answer_to(server, behaviour, seconds=PATIENCE)
    assert reason(answer) == "no complete answer within 0.5 s"
    assert time.monotonic() - started < PATIENCE + 2


async def test_redirects_share_the_time_of_one_request(server: HostileServer) -> None:
    async def slowly(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        await redirect(request.target + "x")(request, writer)

    for step in range(6):
        server.at("/feed" + "x" * step, slowly)
    answer = await answer_to(server, slowly, seconds=PATIENCE)
    assert reason(answer) == "no complete answer within 0.5 s"


@pytest.mark.parametrize(
    "behaviour",
    [
        reply(b" " * (MOST + 1)),
        hangs(head(content_length=100_000_000)),
        endless(head(), b" " * 65_536),
        endless(head(transfer_encoding="chunked"), b"10000\r\n" + b" " * 65_536 + b"\r\n"),
        endless(head(content_length=100_000_000, content_encoding="gzip"), b" " * 65_536),
        reply(bomb(100_000_000), Content_Encoding="gzip"),
        reply(packed(bomb(1_000_000)), Content_Encoding="gzip, gzip"),
        reply(packed(packed(b"x") + bytes(10_000_000)), Content_Encoding="gzip, gzip"),
        endless(head(content_encoding="gzip"), packed(b"") * 1_000),
        reply(packed(bytes(MOST + 1), "deflate"), Content_Encoding="deflate"),
    ],
    ids=[
        "a byte over", "says so", "without an end", "chunks without an end", "packed, and says so", "bomb",
        "bomb in a bomb", "what an inner layer ignores", "nothing, packed over and over", "deflate",
    ],
)  # fmt: skip
async def test_whatever_is_too_long_is_given_up_early(server: HostileServer, behaviour: Behaviour) -> None:
    started = time.monotonic()
    assert reason(await answer_to(server, behaviour)) == "over 0.1 MB"
    assert time.monotonic() - started < 5


async def test_a_document_may_have_just_the_size_allowed(server: HostileServer) -> None:
    for behaviour in (
        reply(b" " * MOST),
        reply(packed(b" " * MOST), Content_Encoding="gzip"),
        raw(head(), b" " * MOST),
    ):
        answer = await answer_to(server, behaviour)
        assert isinstance(answer, Fetched)
        assert answer.body == b" " * MOST


async def test_only_the_beginning_is_taken_where_that_is_asked_for(
    server: HostileServer, fetcher: Fetcher
) -> None:
    server.at("/plain", endless(head(content_length=100_000_000), b"ab" * 1_000))
    server.at("/packed", reply(bomb(10_000_000), Content_Encoding="gzip"))
    for path, start in (("/plain", b"ab" * 500), ("/packed", bytes(1_000))):
        answer = await fetcher.get(server.url(path), most=1_000, cut=True)
        assert isinstance(answer, Fetched)
        assert answer.body == start


@pytest.mark.parametrize("coding", ["gzip", "deflate", "bare deflate"])
@pytest.mark.parametrize("step", [1, 2, 7, 10_000])
async def test_packed_documents_in_pieces_of_any_size(server: HostileServer, coding: str, step: int) -> None:
    body = bytes(number * number % 251 for number in range(600))
    name = coding.removeprefix("bare ")
    data = packed(body, coding)
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    start = head(transfer_encoding="chunked", content_encoding=name)
    answer = await answer_to(server, raw(start, chunks + b"0\r\n\r\n"))
    assert isinstance(answer, Fetched)
    assert answer.body == body


@pytest.mark.parametrize(
    ("codings", "data"),
    [
        ("GZIP", packed(b"<rss/>")),
        ("x-gzip", packed(b"<rss/>")),
        ("gzip", packed(b"<rs") + packed(b"s/>")),
        ("gzip", packed(b"<rs") + packed(b"") + packed(b"s/>")),
        ("gzip", packed(b"<rss/>") + bytes(512)),
        ("gzip", packed(b"<rss/>") + b"\x1f"),
        ("gzip", packed(b"<rss/>") + b"and more"),
        ("gzip, gzip", packed(packed(b"<rss/>"))),
        ("deflate, gzip", packed(packed(b"<rss/>", "deflate"))),
        ("identity", b"<rss/>"),
        ("utf-8", b"<rss/>"),
        ("none", b"<rss/>"),
    ],
)
async def test_packed_in_every_way_that_is_seen(server: HostileServer, codings: str, data: bytes) -> None:
    answer = await answer_to(server, reply(data, Content_Encoding=codings))
    assert isinstance(answer, Fetched)
    assert answer.body == b"<rss/>"


@pytest.mark.parametrize(
    ("codings", "data", "why"),
    [
        ("gzip", b"<rss/>", "its packed data is broken"),
        ("gzip", packed(b"<rss/>")[:-9] + b"123456789", "its packed data is broken"),
        ("gzip", packed(b"<rss/>")[:-3], "its packed data ends too early"),
        ("gzip", packed(b"<rss/>") + packed(b"more")[:-3], "its packed data ends too early"),
        ("deflate", packed(b"<rss/>", "deflate")[:-3], "its packed data ends too early"),
        ("deflate", b"\x78", "its packed data ends too early"),
        ("deflate", b"\xff\xff\xff", "its packed data is broken"),
        ("br", b"<rss/>", "packed as br, which was not asked for"),
        ("gzip, zstd", b"<rss/>", "packed as zstd, which was not asked for"),
        (", ".join(["gzip"] * 50), b"<rss/>", "packed 50 times over"),
    ],
)
async def test_packed_wrongly(server: HostileServer, codings: str, data: bytes, why: str) -> None:
    assert reason(await answer_to(server, reply(data, Content_Encoding=codings))) == why


@pytest.mark.parametrize(
    "behaviour",
    [
        raw(),
        raw(b"this is no HTTP at all\r\n\r\n"),
        raw(b"\x16\x03\x01\x02\x00" + bytes(512)),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"),
        raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000),
        raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000 + b"\r\n"),
        raw(head(content_length=100), b"too little"),
        raw(head(transfer_encoding="chunked"), b"5\r\n12345\r\n"),
        raw(head(transfer_encoding="chunked"), b"nonsense\r\n12345\r\n"),
    ],
    ids=[
        "silence", "prose", "TLS", "no number", "two lengths", "a long field", "many fields", "too little",
        "no last chunk", "no chunk",
    ],
)  # fmt: skip
async def test_answers_that_are_no_http(server: HostileServer, behaviour: Behaviour) -> None:
    words = reason(await answer_to(server, behaviour))
    assert words.startswith(("its answer is no proper HTTP: ", "the connection broke"))
    assert len(words) < 200


async def test_what_comes_behind_a_document_is_never_the_next_one(
    server: HostileServer, fetcher: Fetcher
) -> None:
    smuggled = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    server.at("/feed", hangs(head(content_length=6) + b"<rss/>" + smuggled))
    for _ in range(2):
        answer = await fetcher.get(server.url("/feed"), most=MOST)
        assert isinstance(answer, Fetched)
        assert answer.body == b"<rss/>"
    await closed(server)


async def test_an_old_server_that_ends_its_document_by_closing(server: HostileServer) -> None:
    answer = await answer_to(server, raw(b"HTTP/1.0 200 OK\r\n\r\n<rss/>"))
    assert isinstance(answer, Fetched)
    assert answer.body == b"<rss/>"


# --- giving up, and many at once ----------------------------------------------------------------


async def test_whoever_is_cancelled_leaves_no_connection(server: HostileServer, fetcher: Fetcher) -> None:
    server.at("/feed", hangs(head(content_length=10)))
    asking = asyncio.create_task(fetcher.get(server.url("/feed"), most=MOST))
    await until(lambda: bool(server.requests), 5)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await closed(server)


async def test_many_that_hang_take_nothing_from_the_others(server: HostileServer) -> None:
    server.at("/hangs", hangs())
    server.at("/feed", reply(b"<rss/>"))
    async with fetching() as fetcher:
        hanging = [asyncio.create_task(fetcher.get(server.url("/hangs"), most=MOST)) for _ in range(40)]
        answers = await asyncio.gather(*(fetcher.get(server.url("/feed"), most=MOST) for _ in range(100)))
        assert all(isinstance(answer, Fetched) for answer in answers)
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
    await closed(server)


async def test_a_body_of_single_bytes_leaves_the_loop_to_the_others(server: HostileServer) -> None:
    server.at("/bytes", endless(head(transfer_encoding="chunked"), b"1\r\n \r\n" * 10_000))
    async with fetching() as fetcher:
        asking = asyncio.create_task(fetcher.get(server.url("/bytes"), most=MOST))
        turns = 0
        while not asking.done():
            await asyncio.sleep(0)
            turns += 1
        assert reason(await asking) == "it comes in crumbs"
    assert turns > 70


async def test_a_head_without_an_end_is_given_up_early(server: HostileServer) -> None:
    for flood in (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"):
        answer = await answer_to(server, endless(b"", flood * 3_000))
        assert reason(answer) == "the head of its answer has no end"


async def test_a_few_words_before_the_answer_are_welcome(server: HostileServer, fetcher: Fetcher) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" * 20
    server.at("/feed", raw(early, head(content_length=900_000), b" " * 900_000))
    answer = await fetcher.get(server.url("/feed"), most=1_000_000)
    assert isinstance(answer, Fetched)
    assert len(answer.body) == 900_000
