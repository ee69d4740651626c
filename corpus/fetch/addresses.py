"""Addresses on the web: which may be asked for, and which IP addresses are open to the public."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from corpus.errors import FetchError

PORTS = {"http": 80, "https": 443}
LONGEST = 4_096  # characters; what servers take is less
_AS_IT_IS = "/%:@!$&'()*+,;=?~"  # in a path or query: RFC 3986, section 3.3, and what is encoded already
_NAME = re.compile(r"[a-z0-9._-]+")
_OTHER_NAMES = frozenset("ßẞς\u200c\u200d")  # IDNA 2003, which Python has, makes them others; IDNA 2008 does not
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")  # WHATWG URL, "ends in a number checker"

# Listed here, because `ipaddress` differs among versions of Python: that of 3.11 calls fec0::1, 64:ff9b::7f00:1,
# 2002:7f00:1::, 192.88.99.1 and 224.0.0.1 global. Sources: the IANA special-purpose address registries, RFC 6890.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by a provider's customers
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by its number, but a cloud's own service inside that cloud
        "169.254.0.0/16",  # link-local, with the clouds' metadata services
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_UNICAST_6 = IPv6Network("2000::/3")  # all else is not handed out: loopback, mapped, NAT64, ULA, link- and site-local …
_NOT_PUBLIC_6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, among them Teredo, which embeds an IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which embeds an IPv4 address
        "3ffe::/16",  # the 6bone, given back
        "3fff::/20",  # documentation
    )
)

Resolve = Callable[[str], Sequence[str]]


class Address(NamedTuple):
    """An http or https address, in ASCII: `target` is its path and query; a fragment is not sent, and not kept."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def place(self) -> str:
        """The host and its port, always with the port: example.org:443, [::1]:8000."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def authority(self) -> str:
        """The host as the Host header has it: with the port only where it is not the scheme's own."""
        return self.place.removesuffix(f":{PORTS[self.scheme]}")

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        return self.origin + self.target


def parse(text: str, *, base: str = "") -> Address:
    """The address in a text, which may be relative to a base; FetchError where it is not one that is fetched."""
    if len(text) > LONGEST:
        raise FetchError(f"is longer than {LONGEST:,} characters")
    if any(char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" for char in text):
        raise FetchError("has characters in it that no address has")
    try:
        parts = urlsplit(urljoin(base, text))
        port = parts.port
    except ValueError as error:
        raise FetchError("is not a web address") from error
    if parts.scheme not in PORTS:
        raise FetchError("does not begin with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise FetchError("has a user name or password in it, and is not fetched")
    try:
        host = _host(parts.hostname or "")
    except ValueError as error:
        raise FetchError(f"names no site that can be looked up ({parts.hostname or 'none'})") from error
    target = quote(parts.path or "/", safe=_AS_IT_IS)
    if parts.query:
        target += "?" + quote(parts.query, safe=_AS_IT_IS)
    return Address(parts.scheme, host, PORTS[parts.scheme] if port is None else port, target)


def vetted(address: Address, *, allowed: frozenset[str], resolve: Resolve) -> Sequence[str]:
    """The IP addresses of a host, looked up once; FetchError unless all are public and the port is the usual.

    `allowed` names the places, such as localhost:8000, that need be neither.
    """
    exempt = address.place in allowed
    if address.port not in PORTS.values() and not exempt:
        raise FetchError(
            f"is at port {address.port}; only the usual ports (80 and 443) are fetched from; whoever runs"
            " Citecast can allow this one (setting fetch_allowed)"
        )
    found = (address.host,) if _is_number(address.host) else resolve(address.host)
    if not exempt:
        for ip in found:
            if not is_public(ip):
                raise FetchError(f"is at an address that is not public ({ip}), and is not fetched")
    return found


def is_public(ip: str) -> bool:
    """Whether an IP address is a public unicast one, that embeds no other; False also for what is no address."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _NOT_PUBLIC_4)
    return address.scope_id is None and address in _UNICAST_6 and not any(address in block for block in _NOT_PUBLIC_6)


def look_up(host: str) -> Sequence[str]:
    """The IP addresses of a name, as the system has them; OSError where there are none."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


def _host(name: str) -> str:
    """A host's name in ASCII and lower case, or its IP address as it is usually written; ValueError for others.

    127.1, 0x7f000001 and 0177.0.0.1 are IP addresses to some systems, not the same to all: none is taken.
    """
    if ":" in name:
        if "%" in name:
            raise ValueError("a scope")
        return str(IPv6Address(name))
    if _OTHER_NAMES & set(name):
        raise ValueError("letters that stand for others")
    host = name.encode("idna").decode("ascii").lower().removesuffix(".")
    if not _NAME.fullmatch(host):
        raise ValueError("not a name")
    return str(IPv4Address(host)) if _NUMBER.fullmatch(host) else host


def _is_number(host: str) -> bool:
    """Whether a host, as `_host` gives it, is an IP address."""
    return ":" in host or _NUMBER.fullmatch(host) is not None
