"""The guard: the only place that opens a connection, and the address that it dials is the address that it checked.

It stands under httpcore as its network backend, so nothing above it - a redirect, a robots.txt, a feed - gets to a
socket by another way. Pages go through httpcore itself and not through httpx: of httpx's layers every one would have
to be switched off (redirects that read bodies whole, decoders before caps, a cookie jar, proxies from the environment,
a second URL parser), and its way in for a network backend is private, while httpcore's is a documented argument.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import httpcore

from tocsin.core.addresses import Address, Network, allowed, refusal
from tocsin.core.endings import Detail
from tocsin.core.outcomes import Reason, Rejected
from tocsin.core.urls import ScreenedUrl, named_address
from tocsin.web.metering import Meter, MeteredStream, Turns
from tocsin.web.resolving import LookupFailed, Resolver, SystemResolver

DIALS_MAX = 4  # addresses of one name that are tried in turn
Option = httpcore.SOCKET_OPTION
# The loop reads as much at once as the socket holds: a hundred full sockets of the usual size were 25 MiB (measured).
SOCKET_OPTIONS: tuple[Option, ...] = ((socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024),)


def trusting(ca_file: str | None) -> ssl.SSLContext:
    """Gives what origins' certificates are checked by: the public authorities, and those of a PEM file beside them."""
    context = httpcore.default_ssl_context()
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


class Refused(Exception):  # noqa: N818 - a verdict on its way through httpcore
    """The guard's no; `rejected` is the ending."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.rejected = Rejected(reason, detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What may be dialled. `allow`: networks let through on any port. `proxy`: the only way out, if given.

    A proxy is handed names, and looks them up itself: with one, the addresses behind names are its to check, while
    literal addresses, ports and schemes are still refused here. `dial` is what opens a checked connection.
    """

    allow: tuple[Network, ...] = ()
    proxy: str | None = None
    resolver: Resolver = field(default_factory=SystemResolver)
    dial: httpcore.AsyncNetworkBackend = field(default_factory=httpcore.AnyIOBackend)
    tls: ssl.SSLContext = field(default_factory=httpcore.default_ssl_context)
    turns: Turns = field(default_factory=Turns)
    lookup_max_s: float = 10.0

    def way_to(
        self, hop: ScreenedUrl, meter: Meter, lookup_limit_s: float
    ) -> httpcore.AsyncHTTPConnection | httpcore.AsyncHTTPProxy:
        """Gives one connection for one exchange, never reused: an untrusted host gets no second one.

        Bytes after Content-Length would become the next response on the same connection (measured). No pool round it:
        its locks and lists cost as much as the request itself.
        """
        backend = GuardedBackend(self, hop, meter, lookup_limit_s)
        if self.proxy is None:
            origin = httpcore.Origin(hop.scheme.encode(), hop.hostname.encode("ascii"), hop.port)
            return httpcore.AsyncHTTPConnection(origin, ssl_context=self.tls, network_backend=backend)
        place = urlsplit(self.proxy)
        return httpcore.AsyncHTTPProxy(
            proxy_url=f"{place.scheme}://{place.netloc.rpartition('@')[2]}/",
            proxy_auth=(unquote(place.username), unquote(place.password or "")) if place.username else None,
            ssl_context=self.tls,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=backend,
        )

    async def checked(self, hop: ScreenedUrl, limit_s: float) -> tuple[Address, ...]:
        """Gives the addresses of a hop when every one of them may be dialled. Raises Refused or LookupFailed."""
        named = hop.address
        try:
            answers = (named,) if named is not None else await self.looked_up(hop.hostname, limit_s)
        except LookupFailed:
            if hop.port_open:
                raise
            # Nobody has shown that this port is open for it, and sending it again would change nothing.
            raise Refused(Reason.PORT_NOT_ALLOWED, "port") from None
        for address in answers:
            why = refusal(address, self.allow)
            if why is not None:
                raise Refused(Reason.PRIVATE_ADDRESS, why)
        if not (hop.port_open or all(allowed(address, self.allow) for address in answers)):
            raise Refused(Reason.PORT_NOT_ALLOWED, "port")
        return answers

    async def looked_up(self, name: str, limit_s: float) -> tuple[Address, ...]:
        """Looks up a name within `limit_s` seconds and the guard's own limit. Raises LookupFailed."""
        limit = min(limit_s, self.lookup_max_s)
        try:
            async with asyncio.timeout(limit):
                return await self.resolver.resolve(name, limit)
        except TimeoutError:
            raise LookupFailed(Detail.DNS_TIMEOUT) from None


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """One exchange's way to the net: looks up once, checks every answer, dials a checked one, checks the peer.

    Unix sockets stay as httpcore's base class has them: not implemented.
    """

    def __init__(self, guard: Guard, hop: ScreenedUrl, meter: Meter, lookup_limit_s: float) -> None:
        self._guard = guard
        self._hop = hop
        self._meter = meter
        self._lookup_limit_s = lookup_limit_s

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's signature; one deadline stands over it all
        local_address: str | None = None,  # noqa: ARG002 - the same
        socket_options: Iterable[Option] | None = None,  # noqa: ARG002 - the same
    ) -> httpcore.AsyncNetworkStream:
        """Dials the hop, or the proxy. `host` and `port` are httpcore's, and must be what was asked for."""
        if self._guard.proxy is not None:
            addresses = await self._proxy_addresses(host)
        elif (host, port) == (self._hop.hostname, self._hop.port):
            addresses = await self._guard.checked(self._hop, self._lookup_limit_s)
        else:
            raise Refused(Reason.PRIVATE_ADDRESS, "another_place")
        stream = await self._first(addresses[:DIALS_MAX], port)
        await self._guard.turns.take()
        return MeteredStream(stream, self._meter, self._guard.turns)

    async def _proxy_addresses(self, host: str) -> tuple[Address, ...]:
        if not self._hop.port_open:
            raise Refused(Reason.PORT_NOT_ALLOWED, "port")
        named = named_address(host)
        return (named,) if named is not None else await self._guard.looked_up(host, self._lookup_limit_s)

    async def _first(self, addresses: tuple[Address, ...], port: int) -> httpcore.AsyncNetworkStream:
        failed: Exception = LookupFailed(Detail.NO_ADDRESS)
        for address in addresses:
            try:
                stream = await self._guard.dial.connect_tcp(str(address), port, socket_options=SOCKET_OPTIONS)
            except httpcore.ConnectError as error:
                failed = error
                continue
            self._meter.opened.append(stream)
            peer = stream.get_extra_info("server_addr")
            if peer is not None and peer[0] != str(address):
                raise Refused(Reason.PRIVATE_ADDRESS, "another_peer")
            return stream
        raise failed

    async def sleep(self, seconds: float) -> None:
        """Waits as the net below does."""
        await self._guard.dial.sleep(seconds)
