"""How a URL would fare: the real guard and client, told by the way that they took.

With a script nothing is looked up or dialled: a scripted resolver and a scripted net stand below the guard, which is
the same that works in the service, and robots.txt is left out.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import anyio
import httpcore

from tocsin.core.addresses import Address, Network
from tocsin.core.endings import Detail
from tocsin.core.outcomes import Dead, Parked, Rejected, Retry
from tocsin.core.records.page import Fetched
from tocsin.core.urls import ScreenedUrl, canonical, registered_domain, screen
from tocsin.ports import Clock, NotModified
from tocsin.telemetry import Telemetry
from tocsin.web.client import GuardedWeb, Manners, Trip, Wanted
from tocsin.web.guard import Guard
from tocsin.web.resolving import LookupFailed

LOOKUP_S = 0.2  # a script's hanging name hangs no longer
DEADLINE_S = 30.0
# What would end a header stands in a script as another control character: it is refused for what it is.
UNSENDABLE = {ord(character): "\x01" for character in "\r\n\0"}

Row = dict[str, Any]
Ended = Fetched | NotModified | Rejected | Dead | Retry | Parked


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A net of its own. `dns`: name -> one list of addresses a look-up, the last repeats; `redirects`: URL -> place."""

    dns: Mapping[str, list[list[str]]]
    redirects: Mapping[str, str]


async def scripted(url: str, script: Script, *, allow: tuple[Network, ...], clock: Clock) -> Row:
    """Gives `verdict` (`allow` or `block`), the `rule` that blocked, and the addresses `dialled`, in order."""
    net = _ScriptedNet(script)
    # No encryption is ever begun here, so no authorities are loaded.
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    guard = Guard(allow=allow, resolver=net, dial=net, tls=tls, lookup_max_s=LOOKUP_S)
    web = _web(guard, Manners(user_agent="Tocsin", interval_s=0), clock)
    ended = await web.read(url, Wanted(page=False))
    await web.close()
    fetched = isinstance(ended, Fetched)
    return {"verdict": "allow" if fetched else "block", "rule": rule(ended), "dialled": net.dialled}


async def explained(web: GuardedWeb, url: str, *, allow: tuple[Network, ...]) -> Row:
    """Fetches a URL as the service would, and tells how: its forms, each hop, and the verdict."""
    screened = screen(url, allow=allow)
    ended, trip = await web.travel(url, Wanted())
    host = screened.host if isinstance(screened, ScreenedUrl) else None
    return {
        "url": url,
        "canonical": canonical(url),
        "key": host,
        "registered_domain": registered_domain(host) if host else None,
        "hops": _hops(trip, ended),
        "verdict": "allow" if isinstance(ended, Fetched) else "block",
        "rule": rule(ended),
        "ending": type(ended).__name__.lower(),
        "wait_s": round(ended.wait_s, 3) if isinstance(ended, Parked) else None,
    }


def rule(ended: Ended) -> str | None:
    """Names what stopped a fetch: `reason` or `reason/detail`; None when nothing did."""
    if isinstance(ended, Fetched | NotModified):
        return None
    detail = None if isinstance(ended, Parked) else ended.detail
    return f"{ended.reason}/{detail}" if detail else str(ended.reason)


def _hops(trip: Trip, ended: Ended) -> list[Row]:
    """Gives each place with its verdict; a place that a redirect named and that was refused is the last one."""
    hops: list[Row] = [
        {
            "url": step.hop.href,
            "key": step.hop.host,
            "robots": step.robots,
            "dialled": step.peer,
            "status": step.status,
            "verdict": "allow",
            "rule": None,
        }
        for step in trip.steps
    ]
    stopped = rule(ended)
    if not hops or stopped is None:
        return hops
    if trip.steps[-1].place is not None:
        hops.append(dict.fromkeys(hops[0]) | {"url": trip.steps[-1].place})
    hops[-1] |= {"verdict": "block", "rule": stopped}
    return hops


def _web(guard: Guard, manners: Manners, clock: Clock) -> GuardedWeb:
    return GuardedWeb(guard, manners, deadline_s=DEADLINE_S, clock=clock, random=lambda: 0.0, telemetry=Telemetry())


class _ScriptedNet(httpcore.AsyncNetworkBackend):
    """A resolver and a net by script."""

    def __init__(self, script: Script) -> None:
        self._answers = {name.lower().removesuffix("."): list(answers) for name, answers in script.dns.items()}
        self._redirects = {_href(url): place for url, place in script.redirects.items()}
        self.dialled: list[str] = []

    async def resolve(self, name: str, _limit_s: float) -> tuple[Address, ...]:
        """Gives the next answer."""
        answers = self._answers.get(name, [])
        answer = answers[0] if answers else []
        if len(answers) > 1:
            del answers[0]
        if "!sleep" in answer:
            await anyio.sleep_forever()
        try:
            found = tuple(ip_address(text) for text in answer)
        except ValueError:  # `!gaierror`, and whatever is no address
            raise LookupFailed(Detail.NXDOMAIN) from None
        if not found:
            raise LookupFailed(Detail.NO_ADDRESS if answers else Detail.NXDOMAIN)
        return found

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Notes what would be dialled."""
        self.dialled.append(host)
        return _ScriptedStream(self._redirects, port)


class _ScriptedStream(httpcore.AsyncNetworkStream):
    """Answers one request: a redirect where the script has one, else a page."""

    def __init__(self, redirects: Mapping[str, str], port: int) -> None:
        self._redirects = redirects
        self._port = port
        self._scheme = "http"
        self._request = b""
        self._answered = False

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 - httpcore's signature
        """Takes the request."""
        self._request += buffer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109 - the same
        """Gives the answer."""
        if self._answered:
            return b""
        self._answered = True
        place = self._redirects.get(self._href())
        if place is None:
            return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\npage"
        sent = place.translate(UNSENDABLE).encode("utf-8", "surrogatepass")
        return b"HTTP/1.1 302 Found\r\nLocation: " + sent + b"\r\nContent-Length: 0\r\n\r\n"

    async def start_tls(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Goes on as it is."""
        self._scheme = "https"
        return self

    async def aclose(self) -> None:
        """Has nothing to close."""

    def _href(self) -> str:
        lines = self._request.decode("latin-1").split("\r\n")
        host = next(line[5:].strip() for line in lines if line.lower().startswith("host:"))
        return f"{self._scheme}://{host}{lines[0].split(' ')[1]}"


def _href(url: str) -> str:
    screened = screen(url)
    return screened.href.split("#", 1)[0] if isinstance(screened, ScreenedUrl) else url
