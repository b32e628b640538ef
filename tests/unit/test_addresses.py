"""Which network addresses are public, and how addresses of the web are read."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.sources.fetching.addresses import is_public, literal
from digests.sources.fetching.answers import Unfetchable
from digests.sources.fetching.locations import locate

PUBLIC = (
    "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.216.34 100.63.255.255 100.128.0.0 126.255.255.255 "
    "128.0.0.0 169.253.255.255 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 "
    "198.17.255.255 198.20.0.0 223.255.255.255 "
    "2606:4700:4700::1111 2001:4860:4860::8888 2a00:1450:4001::1 2003::1 "
    "::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1 "
)

CLOSED = (
    "0.0.0.0 0.1.2.3 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.1.2.3 127.255.255.255 "
    "169.254.0.0 169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 "
    "192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 "
    "239.255.255.255 240.0.0.1 255.255.255.255 "
    ":: ::1 ::2 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0.0.0.0 "
    "::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::192.168.1.1 64:ff9b:1::8.8.8.8 64:ff9b:1::10.0.0.1 "
    "100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 "
    "2002:7f00:1::1 2002:a00:1::1 2002:c0a8:101::1 3fff::1 4000::1 5f00::1 "
    "fc00::1 fd12:3456:789a::1 fe80::1 fe80::1%eth0 febf::1 fec0::1 ff02::1 ff0e::1 "
)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", CLOSED.split())
def test_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_within_an_ipv6_one_decides(address: IPv4Address) -> None:
    number = int(address)
    mapped = IPv6Address((0xFFFF << 32) | number)
    nat64 = IPv6Address((0x64_FF9B << 96) | number)
    sixto4 = IPv6Address((0x2002 << 112) | (number << 80))
    assert is_public(mapped) == is_public(nat64) == is_public(sixto4) == is_public(address)


@given(st.ip_addresses(v=4) | st.ip_addresses(network="2000::/3"))
def test_nothing_is_public_that_python_calls_private_or_local(address: IPv4Address | IPv6Address) -> None:
    local = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    assert not (is_public(address) and (local or address.is_unspecified or address.is_reserved))


@given(st.ip_addresses(v=6))
def test_ipv6_outside_of_the_global_networks_is_public_only_as_a_way_to_ipv4(address: IPv6Address) -> None:
    is_global = address in IPv6Network("2000::/3")
    leads_to_v4 = address in IPv6Network("::ffff:0:0/96") or address in IPv6Network("64:ff9b::/96")
    assert is_global or leads_to_v4 or not is_public(address)


def test_shorthands_are_names_for_the_resolver() -> None:
    assert literal("127.0.0.1") == IPv4Address("127.0.0.1")
    assert literal("::1") == IPv6Address("::1")
    for shorthand in ("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", ""):
        assert literal(shorthand) is None


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("http://news.example", "http://news.example/"),
        ("HTTPS://News.Example:443/Feed?a=b#top", "https://news.example/Feed?a=b"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("https://news.example:80/", "https://news.example:80/"),
        ("http://news.example./feed", "http://news.example/feed"),
        ("  http://news.example/a\n b ", "http://news.example/a%20b"),
        ("http://news.example/hafen öffnet?q=ä b", "http://news.example/hafen%20%C3%B6ffnet?q=%C3%A4%20b"),
        ("http://news.example/a%20b%2Fc", "http://news.example/a%20b%2Fc"),
        ("http://news.example?page=2", "http://news.example/?page=2"),
        ("http://zeitung-süd.example/", "http://xn--zeitung-sd-ieb.example/"),
        ("http://日本語.example/ニュース", "http://xn--wgv71a119e.example/%E3%83%8B%E3%83%A5%E3%83%BC%E3%82%B9"),
        ("http://with_underscore.example/", "http://with_underscore.example/"),
        ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("http://１２７.０.０.１/", "http://127.0.0.1/"),
        ("http://news.example/\ud800", "http://news.example/%EF%BF%BD"),
    ],
)  # fmt: skip
def test_addresses_are_sent_as_plain_ascii(written: str, sent: str) -> None:
    assert str(locate(written)) == sent


@pytest.mark.parametrize(
    "url",
    [
        "", "news.example", "/feed", "//news.example/", "ftp://news.example/", "file:///etc/passwd",
        "javascript:alert(1)", "http:", "http://", "http:///feed", "http://:80/", "http://.example/",
        "http://a..example/", "http://news.example:0/", "http://news.example:99999/", "http://news.example:x/",
        "http://[::1", "http://[news.example]/", "http://[fe80::1%25eth0]:x/",
        "http://ada:secret@news.example/",
        "http://ada@news.example/", "http://news.example\\@other.example/", "http://news.example\\.other.example/",
        "http://%6cocalhost/", "http://news example/", "http://-.\u2488com/",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/", "http://news.example/" + "a" * 9_000, "http://news.example\u2100/",
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Unfetchable) as caught:
        locate(url)
    assert "secret" not in str(caught.value)


@given(
    st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://a.example/", "//", "http://["])
)
def test_any_text_is_a_sendable_address_or_is_refused(text: str, start: str) -> None:
    try:
        location = locate(start + text)
    except Unfetchable:
        return
    assert str(location).isascii() and " " not in str(location)
    assert locate(str(location)) == location


@pytest.mark.parametrize(
    ("reference", "leads_to"),
    [
        ("/feed", "https://news.example:8443/feed"),
        ("feed", "https://news.example:8443/a/feed"),
        ("?page=2", "https://news.example:8443/a/b?page=2"),
        ("../c", "https://news.example:8443/c"),
        ("//other.example/x", "https://other.example/x"),
        ("http://other.example/#part", "http://other.example/"),
        ("/mit leer", "https://news.example:8443/mit%20leer"),
        ("", "https://news.example:8443/a/b"),
    ],
)  # fmt: skip
def test_where_redirects_lead(reference: str, leads_to: str) -> None:
    assert str(locate("https://news.example:8443/a/b").joined(reference)) == leads_to


@pytest.mark.parametrize(
    "reference", ["file:///etc/passwd", "gopher://x/", "http://[", "javascript:1", "data:,x"]
)
def test_redirects_keep_to_the_web(reference: str) -> None:
    with pytest.raises(Unfetchable):
        locate("https://news.example/").joined(reference)


@given(st.text(max_size=40))
def test_any_redirect_is_followed_or_refused(reference: str) -> None:
    with suppress(Unfetchable):
        assert str(locate("https://news.example/a/b").joined(reference)).isascii()
