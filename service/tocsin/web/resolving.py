"""Names to addresses, without the loop's executor: a hanging name holds up nobody else.

`getaddrinfo` runs on a small thread pool and cannot be cancelled, so a few hanging names would stall every host.
dnspython asks the name servers itself. Names are fully qualified - a search domain never applies - and the hosts
file is read first, as the system does.
"""

import asyncio
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol

import dns.asyncresolver
import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver

from tocsin.core.addresses import Address
from tocsin.core.endings import Detail

HOSTS_FILE = Path("/etc/hosts")
HOSTS_BYTES_MAX = 1024 * 1024
CACHED_ANSWERS_MAX = 1024
ADDRESSES_MAX = 64  # more would only be checked, never dialled


class LookupFailed(Exception):  # noqa: N818 - a state of the net, not a mistake
    """A name has no address for us; `detail` says why."""

    def __init__(self, detail: Detail) -> None:
        super().__init__(detail)
        self.detail = detail


class Resolver(Protocol):
    """Names to addresses."""

    async def resolve(self, name: str, limit_s: float) -> tuple[Address, ...]:
        """Gives all addresses of a name (ASCII, no trailing dot), at least one. Raises LookupFailed."""


class SystemResolver:
    """The hosts file, then the name servers of /etc/resolv.conf."""

    def __init__(self, hosts_file: Path = HOSTS_FILE) -> None:
        self._hosts = _hosts(hosts_file)
        self._servers = _name_servers()

    async def resolve(self, name: str, limit_s: float) -> tuple[Address, ...]:
        """IPv4 comes first: a host without IPv6 is the usual one, and a black hole costs a time-out."""
        known = self._hosts.get(name.lower())
        if known:
            return known
        absolute = dns.name.Name([*(label.encode("ascii") for label in name.split(".")), b""])
        answers = await asyncio.gather(
            *(self._ask(absolute, kind, limit_s) for kind in (dns.rdatatype.A, dns.rdatatype.AAAA)),
        )
        found = [address for addresses, _ in answers for address in addresses]
        if found:
            return tuple(found[:ADDRESSES_MAX])
        raise LookupFailed(_gravest(failed for _, failed in answers))

    async def _ask(
        self, name: dns.name.Name, kind: dns.rdatatype.RdataType, limit_s: float
    ) -> tuple[list[Address], Detail]:
        try:
            answer = await self._servers.resolve(name, kind, lifetime=limit_s, search=False)
        except dns.exception.DNSException as error:
            return [], next((detail for kinds, detail in FAILURES if isinstance(error, kinds)), Detail.SERVFAIL)
        except OSError:
            return [], Detail.SERVFAIL
        return [ip_address(record.address) for record in answer], Detail.NO_ADDRESS


# dnspython's endings in ours; anything else it raises is the name server's fault.
FAILURES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Detail], ...] = (
    (dns.resolver.NXDOMAIN, Detail.NXDOMAIN),
    (dns.resolver.NoAnswer, Detail.NO_ADDRESS),
    (dns.exception.Timeout, Detail.DNS_TIMEOUT),
)
_GRAVITY = (Detail.NXDOMAIN, Detail.DNS_TIMEOUT, Detail.SERVFAIL, Detail.NO_ADDRESS)


def _gravest(details: Iterable[Detail]) -> Detail:
    """One of two answers names the end: no such name before no answer, no answer before no address."""
    return min(details, key=_GRAVITY.index)


def _name_servers() -> dns.asyncresolver.Resolver:
    try:
        servers = dns.asyncresolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        servers = dns.asyncresolver.Resolver(configure=False)
        servers.nameservers = ["127.0.0.1"]  # resolv.conf(5): without a file, this machine's own
    servers.cache = dns.resolver.LRUCache(CACHED_ANSWERS_MAX)
    return servers


def _hosts(path: Path) -> dict[str, tuple[Address, ...]]:
    """Reads hosts(5); what cannot be read is left out, as the system does."""
    found: dict[str, list[Address]] = {}
    try:
        with path.open("rb") as file:
            text = file.read(HOSTS_BYTES_MAX).decode("utf-8", "replace")
    except OSError:
        return {}
    for line in text.splitlines():
        address, *names = line.split("#", 1)[0].split() or [""]
        try:
            read = ip_address(address)
        except ValueError:
            continue
        for name in names:
            found.setdefault(name.lower().rstrip("."), []).append(read)
    return {name: tuple(addresses) for name, addresses in found.items()}
