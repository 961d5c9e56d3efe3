"""One look at the broker before any client starts, because the clients' own errors mislead.

aiokafka says "Unable to bootstrap" for a wrong password, a foreign certificate, an unknown CA and plain text on a
TLS port alike. Here each of them gets the line that says which it is and what to do.
"""

import asyncio
import contextlib
import ipaddress
import logging
import re
import socket
import ssl
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

from tocsin.kafka.errors import BrokerAway, BrokerRefused
from tocsin.kafka.security import Access, Security, spoken, unencrypted

# One address may take this long to answer each question; a healthy broker takes milliseconds.
ANSWER_S = 5.0
# librdkafka's mock cluster gives itself this name (rdkafka_mock.c) and knows no CreateTopics (API key 19).
EMBEDDED_NAME = re.compile(r"mockCluster[0-9a-f]+")
CREATE_TOPICS = 19
CLIENT = "tocsin-probe"
WHO = "who it is"
PERMIT = "set TOCSIN_KAFKA_PLAINTEXT=yes to permit an unencrypted broker"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """A cluster that answered, and how to speak to it."""

    security: Security
    cluster_id: str
    embedded: bool
    advertised: tuple[str, ...]


# Not frozen: context managers set the traceback of what passes through them.
@dataclass(eq=False)
class _Closed(Exception):  # noqa: N818 - an answer of its own kind
    """The connection was made and then closed before the answer to `question`."""

    question: str


async def reach(access: Access) -> Broker:
    """Finds the cluster and how to speak to it. Raises BadAccess, BrokerAway or BrokerRefused, each with one line.

    Plain text without `TOCSIN_KAFKA_PLAINTEXT=yes` is spoken to one kind of broker alone: where nothing is said of
    encryption and every address, given and advertised, is loopback, the broker is asked who it is (which tells it
    nothing), and must be the embedded one.
    """
    with _quiet():
        if access.unspoken and all(loopback(address) for address in access.bootstrap):
            embedded = await _embedded(access)
            if embedded is not None:
                return embedded
        return await _first(spoken(access))


async def _embedded(access: Access) -> Broker | None:
    try:
        found = await _first(unencrypted(access))
    except BrokerRefused:
        return None
    if found.embedded and all(loopback(address) for address in found.advertised):
        return found
    where = ", ".join(access.bootstrap)
    raise BrokerRefused(f"the broker at {where} is unencrypted and not the embedded one; {PERMIT}")


async def _first(security: Security) -> Broker:
    """Asks the addresses in turn; gives the first that answers, else raises the most telling refusal."""
    failures: list[BrokerAway | BrokerRefused] = []
    for address in security.access.bootstrap:
        try:
            found = await _ask(security, address)
            await _advertised_reachable(found, address)
        except (BrokerAway, BrokerRefused) as error:
            failures.append(error)
        else:
            return found
    kind = BrokerRefused if any(isinstance(failure, BrokerRefused) for failure in failures) else BrokerAway
    raise kind("; ".join(str(failure) for failure in failures if isinstance(failure, kind)))


async def _ask(security: Security, address: str) -> Broker:
    try:
        return await _metadata(security, address)
    except _Closed as closed:
        raise await _diagnose(security, address, closed.question) from closed
    except OSError as error:
        raise await _diagnose_os(security, address, error) from error


async def _metadata(security: Security, address: str) -> Broker:
    from aiokafka import errors  # noqa: PLC0415 - a command that needs no broker does not pay for the client
    from aiokafka.conn import AIOKafkaConnection  # noqa: PLC0415 - the same
    from aiokafka.protocol.metadata import MetadataRequest  # noqa: PLC0415 - the same

    host, port = split(address)
    arguments = {name: value for name, value in security.aiokafka().items() if name != "bootstrap_servers"}
    conn = AIOKafkaConnection(host, port, client_id=CLIENT, request_timeout_ms=ANSWER_S * 1000, **arguments)
    question = "the first question"
    try:
        await conn.connect()
        question = WHO
        return _broker(security, conn, await conn.send(MetadataRequest([])))
    except errors.KafkaConnectionError as error:
        raise _Closed(question) from error
    except errors.KafkaError as error:
        raise BrokerRefused(f"{address} {_credentials(security, error)}") from error
    finally:
        await _closed(conn)


async def _closed(conn: Any) -> None:
    """Closes a connection of aiokafka's, and waits until its socket is gone too, where there was one."""
    closing = conn.close()
    if conn._protocol is not None:  # noqa: SLF001 - what aiokafka gives for one that was never made ends never
        await asyncio.wait([closing], timeout=ANSWER_S)


def _broker(security: Security, conn: Any, answer: Any) -> Broker:
    name = str(answer.cluster_id or "")
    return Broker(
        security=security,
        cluster_id=name,
        embedded=EMBEDDED_NAME.fullmatch(name) is not None and CREATE_TOPICS not in conn._versions,  # noqa: SLF001 - aiokafka offers no other way to what ApiVersions said
        advertised=tuple(f"{host}:{port}" for _, host, port, _ in answer.brokers),
    )


def _credentials(security: Security, error: Exception) -> str:
    """Says in words what the broker answered to SASL. The broker's message names no password."""
    name = type(error).__name__
    mechanism = security.access.mechanism
    if name == "UnsupportedSaslMechanismError":
        return f"does not offer {mechanism}; set TOCSIN_KAFKA_SASL to what it offers ({error})"
    if name == "IllegalSaslStateError":
        return "wants no SASL on this port; unset TOCSIN_KAFKA_SASL or take its SASL port"
    if name == "SaslAuthenticationFailed":
        what = "TOCSIN_KAFKA_TOKEN_FILE" if mechanism == "OAUTHBEARER" else "TOCSIN_KAFKA_USERNAME and _PASSWORD"
        return f"refuses the credentials of {mechanism}; check {what}"
    return f"refuses us ({name})"


async def _diagnose(security: Security, address: str, question: str) -> BrokerRefused:
    """Finds out why a connection that stood was closed."""
    if security.ssl_context is None and await _speaks_tls(address):
        return BrokerRefused(f"{address} speaks TLS; unset TOCSIN_KAFKA_PLAINTEXT, or take its unencrypted port")
    if question == WHO and security.access.mechanism is None:
        return BrokerRefused(f"{address} wants SASL; set TOCSIN_KAFKA_SASL and the credentials")
    alert = None if security.ssl_context is None else await _alert(security, security.ssl_context, address)
    if alert:
        return BrokerRefused(f"{address} {alert}")
    return BrokerRefused(f"{address} closed the connection before it answered: is it a Kafka broker?")


async def _diagnose_os(security: Security, address: str, error: OSError) -> BrokerAway | BrokerRefused:
    """Turns an error of name service, TCP or TLS into our line. Order matters: TLS errors are OSErrors too."""
    if isinstance(error, ssl.SSLCertVerificationError):
        hint = "check TOCSIN_KAFKA_CA" if "hostname" not in error.verify_message.lower() else "check its address"
        return BrokerRefused(f"{address} shows a certificate we do not trust ({error.verify_message}); {hint}")
    if security.ssl_context is not None and not isinstance(error, socket.gaierror | ConnectionRefusedError):
        if await _speaks_plain(address):
            return BrokerRefused(f"{address} speaks no TLS; take its TLS port, or {PERMIT}")
        if isinstance(error, ssl.SSLError):
            return BrokerRefused(f"{address} {_tls(security, error)}")
    return BrokerAway(f"{address} {_unreachable(error)}; check TOCSIN_KAFKA_BOOTSTRAP, or start one: `tocsin broker`")


def _unreachable(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "has no such host"
    if isinstance(error, ConnectionRefusedError):
        return "refuses connections: no broker listens there"
    if isinstance(error, TimeoutError):
        return f"does not answer within {ANSWER_S:g} s"
    return f"cannot be reached ({error.strerror or type(error).__name__})"


def _tls(security: Security, error: ssl.SSLError) -> str:
    """Says what a TLS alert means (RFC 8446, 6.2). Java says bad_certificate where none was shown at all."""
    reason = (error.reason or "").lower()
    unshown = security.access.certificate_file is None and "bad_certificate" in reason
    if unshown or "certificate_required" in reason or "handshake_failure" in reason:
        return "wants a client certificate; set TOCSIN_KAFKA_CERTIFICATE and TOCSIN_KAFKA_KEY"
    if "unknown_ca" in reason or "bad_certificate" in reason or "certificate_unknown" in reason:
        return "does not trust our certificate (TOCSIN_KAFKA_CERTIFICATE)"
    return f"and we cannot agree on TLS ({error.reason or type(error).__name__})"


async def _alert(security: Security, context: ssl.SSLContext, address: str) -> str | None:
    return await asyncio.to_thread(_alert_blocking, security, context, address)


def _alert_blocking(security: Security, context: ssl.SSLContext, address: str) -> str | None:
    """Reads the alert that a TLS 1.3 server sends only after the client's handshake is over.

    On a socket of its own, because asyncio's transport reports such an alert as a plain end of the connection.
    """
    host, port = split(address)
    try:
        with (
            socket.create_connection((host, port), ANSWER_S) as plain,
            context.wrap_socket(plain, server_hostname=host) as wrapped,
        ):
            wrapped.settimeout(1.0)
            wrapped.recv(1)
    except ssl.SSLError as error:
        return _tls(security, error)
    except OSError:
        return None
    return None


async def _speaks_plain(address: str) -> bool:
    from aiokafka.conn import AIOKafkaConnection  # noqa: PLC0415 - as above
    from aiokafka.errors import KafkaError  # noqa: PLC0415 - as above

    host, port = split(address)
    conn = AIOKafkaConnection(host, port, client_id=CLIENT, request_timeout_ms=ANSWER_S * 1000)
    try:
        await conn.connect()
    except (KafkaError, OSError):
        return False
    finally:
        await _closed(conn)
    return True


async def _speaks_tls(address: str) -> bool:
    """Tries a handshake that trusts anybody; nothing is sent over it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    host, port = split(address)
    try:
        _, writer = await _within(asyncio.open_connection(host, port, ssl=context))
    except OSError as error:
        # An alert (of a server that wants more than we showed) is spoken in TLS too.
        return isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or "")
    await _shut(writer)
    return True


async def _advertised_reachable(found: Broker, address: str) -> None:
    """Makes sure that a client can follow: after the first address it dials what the cluster advertises."""
    answers = await asyncio.gather(*(_opens(advertised) for advertised in found.advertised))
    if answers and not any(answers):
        listed = ", ".join(found.advertised)
        raise BrokerAway(
            f"{address} answers, but sends clients on to {listed}, where nobody does; mend its advertised.listeners"
        )


async def _opens(address: str) -> bool:
    host, port = split(address)
    try:
        _, writer = await _within(asyncio.open_connection(host, port))
    except OSError:
        return False
    await _shut(writer)
    return True


async def _within(opening: Awaitable[T]) -> T:
    return await asyncio.wait_for(opening, ANSWER_S)


async def _shut(writer: asyncio.StreamWriter | None) -> None:
    if writer is not None:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


@contextlib.contextmanager
def _quiet() -> Any:
    """Keeps aiokafka from logging what we are about to say better."""
    log = logging.getLogger("aiokafka.conn")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def split(address: str) -> tuple[str, int]:
    """Gives host and port of `HOST:PORT`, `[IPv6]:PORT`, or a host alone (Kafka's own port 9092)."""
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit() or (":" in host and not host.startswith("[")):
        return address.strip("[]"), 9092
    return host.strip("[]"), int(port)


def loopback(address: str) -> bool:
    """Says whether an address is this machine's own, by its spelling alone."""
    host, _ = split(address)
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
