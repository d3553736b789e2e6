"""Which FHIR servers may be called, and to which network addresses their names may lead."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from service.errors import FhirServerError

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
DEFAULT_PORTS = {"http": 80, "https": 443}
TRANSLATED = tuple(ipaddress.ip_network(n) for n in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""IPv6 ranges that lead to an IPv4 address which is not the one that is checked."""


@dataclass(frozen=True, kw_only=True)
class Base:
    """The base URL of a FHIR server, taken apart. `path` has no trailing slash."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return (self.scheme, self.host, self.port)

    def under(self, other: Base) -> bool:
        """Whether this is `other` or below it."""
        return self.origin == other.origin and (self.path == other.path or self.path.startswith(other.path + "/"))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def parse_base(url: str) -> Base:
    """The base URL, or FhirServerError saying what is wrong with it (never the URL itself: it is the caller's text)."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as e:
        raise FhirServerError("fhirServer is not a URL") from e
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise FhirServerError("fhirServer is not an http(s) URL")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise FhirServerError("fhirServer has a user, a query or a fragment in its URL")
    path = parts.path.rstrip("/")
    if re.search(r"%|\\|//|/\.\.?(/|$)|[^\x21-\x7e]", path):
        raise FhirServerError("fhirServer has a path that could be read in two ways")
    return Base(scheme=parts.scheme, host=parts.hostname.rstrip("."), port=port or DEFAULT_PORTS[parts.scheme], path=path)


class Allowed:
    """The servers an operator listed, and the private networks where their names may point."""

    def __init__(self, servers: Iterable[str], private_networks: Iterable[str] = ()) -> None:
        self.servers = tuple(parse_base(server) for server in servers)
        self.networks = tuple(ipaddress.ip_network(network) for network in private_networks)

    def check(self, base: Base) -> None:
        """Raises FhirServerError when this server is not on the list."""
        if not any(base.under(listed) for listed in self.servers):
            raise FhirServerError("this service is not set up to read that FHIR server", hint="list it with --fhir-server")

    def addresses(self, base: Base) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
        """The addresses behind the name that may be connected to, in the resolver's order.

        Raises FhirServerError when the name is not known, or leads only where this service must not go.
        """
        try:
            answers = socket.getaddrinfo(base.host, base.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as e:
            raise FhirServerError("the name of the FHIR server is not known") from e
        good: list[tuple[socket.AddressFamily, tuple[str, int]]] = [
            (family, (str(to[0]), base.port)) for family, _, _, _, to in answers if self._permits(base.host, str(to[0]))
        ]
        if not good:
            raise FhirServerError(
                "the name of the FHIR server leads to a private address",
                hint="list its network in CONCORDANCE_FHIR_PRIVATE_NETWORKS if that is meant",
            )
        return good

    def _permits(self, host: str, answer: str) -> bool:
        """An address is public, or listed by itself (as an IP or localhost), or in a network that was listed."""
        ip = _plain(ipaddress.ip_address(answer.split("%")[0]))
        if host == "localhost":
            return ip.is_loopback
        if any(ip in network for network in self.networks):
            return True
        try:
            return ip == _plain(ipaddress.ip_address(host))
        except ValueError:
            return ip.is_global and not ip.is_multicast and not any(ip in network for network in TRANSLATED)


def _plain(ip: IP) -> IP:
    """IPv4 written as IPv6 (`::ffff:10.0.0.1`) as the IPv4 that it is."""
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip
