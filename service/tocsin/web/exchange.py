"""One request and its answer, through the guard; foreign exceptions become endings in one table at its end."""

import asyncio
import errno
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import httpcore

from tocsin.core.endings import Detail
from tocsin.core.http import BadCoding, Head, Inflater
from tocsin.core.outcomes import Reason, Rejected, Retry
from tocsin.core.urls import DEFAULT_PORT, ScreenedUrl
from tocsin.web.guard import Guard, Refused
from tocsin.web.metering import BodyTooLarge, HeadTooLarge, Meter
from tocsin.web.resolving import LookupFailed
from tocsin.web.room import Room

BODY_BYTES_MAX: Final = 10 * 1024 * 1024  # contract: on the wire or inflated
STEPS_A_TURN: Final = 4  # inflating 1 MiB takes 3 ms or so; then others run
LOOKUP_SHARE: Final = 0.5  # of the deadline: a hanging name ends as `dns`, not as `timeout`

Fields = list[tuple[bytes, bytes]]


class Fault(Exception):  # noqa: N818 - an ending on its way out
    """The exchange ended without an answer. `unreached`: not even a connection came about."""

    def __init__(self, ended: Retry | Rejected, *, unreached: bool) -> None:
        super().__init__(ended.reason)
        self.ended = ended
        self.unreached = unreached


@dataclass(frozen=True, slots=True)
class Body:
    """A body as inflated; `wire_bytes` as it came."""

    data: bytes
    wire_bytes: int


class Answer:
    """A response whose head is read; its body is read only if asked for."""

    def __init__(self, response: httpcore.Response, meter: Meter, guard: Guard, room: Room) -> None:
        self.head = Head(response.status, tuple(response.headers))
        self.meter = meter
        self._response = response
        self._guard = guard
        self._room = room

    async def body(self, *, cut_at: int | None = None) -> Body:
        """Reads the body, gzip undone. Over the cap: BodyTooLarge, or cut off at `cut_at` bytes where that is given.

        What is kept while reading is the wire's bytes: a bomb is inflated and counted, and held never.
        """
        holding = self._room.holding()
        inflater = Inflater() if self.head.coding == "gzip" else None
        total = 0
        try:
            async for piece in self._response.aiter_stream():
                holding.add(piece)
                async for size in self._sizes(piece, inflater):
                    total += size
                    if cut_at is None and total > BODY_BYTES_MAX:
                        raise BodyTooLarge("wire" if inflater is None else "inflated")
                if cut_at is not None and total >= cut_at:
                    break
            else:
                if inflater is not None:
                    inflater.end()
            data = await self._joined(holding.pieces, gzip=inflater is not None, limit=cut_at or BODY_BYTES_MAX)
            return Body(data, holding.bytes)
        finally:
            holding.close()

    async def _sizes(self, piece: bytes, inflater: Inflater | None) -> AsyncIterator[int]:
        if inflater is None:
            yield len(piece)
            return
        for number, step in enumerate(inflater.feed(piece), 1):
            yield len(step)
            if number % STEPS_A_TURN == 0:
                await self._guard.turns.take(dear=True)

    async def _joined(self, pieces: list[bytes], *, gzip: bool, limit: int) -> bytes:
        if not gzip:
            return b"".join(pieces)[:limit]
        inflater, out, total = Inflater(), [], 0
        for number, step in enumerate(_steps(pieces, inflater), 1):
            out.append(step)
            total += len(step)
            if total >= limit:
                break
            if number % STEPS_A_TURN == 0:
                await self._guard.turns.take()
        return b"".join(out)[:limit]


def _steps(pieces: list[bytes], inflater: Inflater) -> Iterator[bytes]:
    return (step for piece in pieces for step in inflater.feed(piece))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: what is asked of which place."""

    hop: ScreenedUrl
    fields: tuple[tuple[str, str], ...]
    method: str = "GET"
    content: bytes | None = None


@asynccontextmanager
async def exchange(
    guard: Guard,
    room: Room,
    asked: Asked,
    *,
    limit_s: float,
    meter: Meter,
) -> AsyncIterator[Answer]:
    """Sends one request and gives the answer, all within `limit_s` seconds. Raises Fault."""
    try:
        async with asyncio.timeout(limit_s):
            await guard.turns.take()
            way = guard.way_to(asked.hop, meter, limit_s * LOOKUP_SHARE)
            async with (
                way,
                way.stream(
                    asked.method,
                    _place(asked.hop),
                    headers=_fields(asked),
                    content=asked.content,
                    extensions=_sni(asked.hop),
                ) as response,
            ):
                meter.in_head = False
                yield Answer(response, meter, guard, room)
    except FAULTS as error:
        raise Fault(_ended(error, meter), unreached=not meter.connected) from error
    finally:
        # httpcore leaves a socket open when the deadline falls into a handshake; closing twice does no harm.
        for stream in meter.opened:
            await stream.aclose()


def _place(hop: ScreenedUrl) -> httpcore.URL:
    """Hands httpcore the parts that the one reading gave, so that nothing is read a second time."""
    # A proxy is shown the URL as it is written: without the port that goes without saying.
    port = None if hop.port == DEFAULT_PORT[hop.scheme] else hop.port
    return httpcore.URL(scheme=hop.scheme, host=hop.hostname, port=port, target=hop.target)


def _sni(hop: ScreenedUrl) -> dict[str, str]:
    # RFC 6066, 3: the name without a trailing dot; certificates name no dot either.
    return {"sni_hostname": hop.hostname}


def _fields(asked: Asked) -> Fields:
    """`Connection: close`, because no connection is used twice; gzip is the one coding that is inflated in steps."""
    own = (("Host", asked.hop.authority), *asked.fields, ("Accept-Encoding", "gzip"), ("Connection", "close"))
    return [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in own]


def _ended(error: BaseException, meter: Meter) -> Retry | Rejected:
    match error:
        case Refused():
            return error.rejected
        case LookupFailed():
            return Retry(Reason.DNS, error.detail)
        case BodyTooLarge():
            return Rejected(Reason.TOO_LARGE, error.where)
        case HeadTooLarge():
            return Retry(Reason.CONNECTION, Detail.HEADER_TOO_LARGE)
        case BadCoding():
            return Retry(Reason.CONNECTION, Detail.BAD_CODING)
        case httpcore.TimeoutException() | TimeoutError():
            return Retry(Reason.TIMEOUT, _phase(meter))
        case httpcore.ProxyError():
            return Retry(Reason.CONNECTION, Detail.PROXY)
        case _:
            return _lower(error, meter)


def _lower(error: BaseException, meter: Meter) -> Retry:
    below = _below(error)
    if isinstance(below, ssl.SSLError):
        return Retry(Reason.TLS, _tls(below))
    return Retry(Reason.CONNECTION, _connection(below, meter))


def _phase(meter: Meter) -> Detail:
    if not meter.connected:
        return Detail.TIMEOUT_CONNECT
    return Detail.TIMEOUT_HEAD if meter.in_head else Detail.TIMEOUT_BODY


# OpenSSL's X509_V_ERR_ codes (x509_vfy.h).
TLS_CODES: Final = {
    9: Detail.TLS_EXPIRED,
    10: Detail.TLS_EXPIRED,
    18: Detail.TLS_SELF_SIGNED,
    19: Detail.TLS_SELF_SIGNED,
    62: Detail.TLS_WRONG_NAME,
    64: Detail.TLS_WRONG_NAME,
}


def _tls(error: ssl.SSLError) -> Detail:
    if isinstance(error, ssl.SSLCertVerificationError):
        return TLS_CODES.get(error.verify_code, Detail.TLS_UNTRUSTED)
    return Detail.TLS_HANDSHAKE


_NUMBERS: Final = {
    errno.ECONNREFUSED: Detail.REFUSED,
    errno.ECONNRESET: Detail.RESET,
    errno.EPIPE: Detail.RESET,
    errno.ECONNABORTED: Detail.RESET,
}


def _connection(below: BaseException, meter: Meter) -> Detail:
    if not meter.connected:
        return _NUMBERS.get(getattr(below, "errno", None) or 0, Detail.UNREACHABLE)
    if isinstance(below, OSError | httpcore.NetworkError):
        return Detail.RESET
    if not meter.ended:
        return Detail.MALFORMED
    if not meter.in_head:
        return Detail.TRUNCATED
    return Detail.CLOSED if not meter.head_bytes else Detail.MALFORMED


def _below(error: BaseException) -> BaseException:
    """Gives the system's own error under the libraries' ones."""
    while True:
        under = error.__cause__ or error.__context__
        if under is None or isinstance(error, (ssl.SSLError, ConnectionError)):
            return error
        error = under


# Everything that httpcore, the guard and the net raise for one exchange; anything else is a defect of ours.
FAULTS: Final = (
    Refused,
    LookupFailed,
    BodyTooLarge,
    HeadTooLarge,
    BadCoding,
    TimeoutError,
    OSError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
)
