"""Which network addresses are public: those a stranger's link may lead to.

Tables of our own, after the IANA special-purpose registries, not `ipaddress.is_global`: what that says has
changed between patch releases of Python, and it takes some addresses that tunnel to private ones for public.
Where an address carries an IPv4 address that a gateway would forward to, that one decides.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_CLOSED_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this host
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by a provider's customers
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local, and the metadata services of clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
_OPEN_V6 = IPv6Network("2000::/3")
"""All global unicast addresses. Outside of it: loopback, link-local, site-local, unique local, multicast,
v4-compatible, local-use NAT64 and what is not given out."""
_CLOSED_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",  # documentation
            "3fff::/20",  # documentation
        ),
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")


def is_public(address: Address) -> bool:
    """Whether anybody on the Internet may be behind `address`, and nobody else."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    within = _carried(address)
    if within is not None:
        return is_public(within)
    return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)


def literal(host: str) -> Address | None:
    """The address that `host` is when it is no name. Shorthands such as 127.1 are left to the resolver."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _6TO4:
        return IPv4Address((int(address) >> 80) & 0xFFFF_FFFF)
    return None
