"""Every setting, read once from the environment (`TOCSIN_...`), checked at start, shown by `tocsin settings`.

The one place that reads the environment. A field's metadata holds its unit, its why and how its text is read;
the README's table is generated from it.
"""

import difflib
import ipaddress
import math
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any
from urllib.parse import SplitResult, urlsplit

from tocsin.kafka import topics
from tocsin.kafka.probe import split
from tocsin.kafka.security import MECHANISMS, Access, Mechanism
from tocsin.kafka.topics import Catalogue

PREFIX = "TOCSIN_"
SECRET = "********"  # noqa: S105 - what is shown in place of one
# `//user:password@` to the last `@`, for a password may hold a slash, and what an address's query calls a password.
CREDENTIALS = re.compile(
    r"//(?P<user>.*)@|(?P<named>[?&](?:password|passwd|pwd|token|secret|key)=)[^&]*", re.IGNORECASE
)
ADDRESSES = frozenset({"address", "host:port,..."})
# A name, an IPv4 or an IPv6 address; a bare IPv6 address has no port.
BROKER = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


class BadSetting(Exception):  # noqa: N818 - it is the user's to mend, and the message says how
    """A setting that cannot be used; the message names it and says what would be right."""


Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Reads a setting's text; what it cannot use it answers with a ValueError that says what would be right.
Reader = Callable[[str], Any]


def number(low: float, high: float, kind: type[int] | type[float] = int) -> Reader:
    """Reads an int or a float between two bounds, both included."""

    def read(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            raise ValueError(f"must be a {'whole ' if kind is int else ''}number") from None
        if not (math.isfinite(value) and low <= value <= high):
            raise ValueError(f"must lie between {low:g} and {high:g}")
        return value

    return read


def one_of(*names: str) -> Reader:
    """Reads one of a few words."""

    def read(text: str) -> str:
        if text not in names:
            raise ValueError(f"must be one of {', '.join(names)}")
        return text

    return read


def words(text: str) -> str:
    """Reads a text of at least one printable character."""
    if not text.strip() or not text.isprintable():
        raise ValueError("must be printable and not empty")
    return text.strip()


def ascii_words(text: str) -> str:
    """Reads a text for a header: printable ASCII (RFC 9110, 5.5)."""
    if not text.isascii():
        raise ValueError("must be printable ASCII")
    return words(text)


def instance(text: str) -> str | None:
    """Reads a member's name, in the characters that Kafka takes for one; it may be empty."""
    if text and not re.fullmatch(r"[A-Za-z0-9._-]{1,200}", text):
        raise ValueError("must be at most 200 of A-Z a-z 0-9 . _ -")
    return text or None


def never_or_seconds(text: str) -> float | None:
    """Reads `never`, or seconds up to the 30 days for which a URL is remembered."""
    try:
        return None if text == "never" else float(number(0, 30 * 86_400, float)(text))
    except ValueError:
        raise ValueError("must be never, or seconds between 0 and 2592000") from None


def optional(text: str) -> str | None:
    """Reads a text that may be empty."""
    return text or None


def brokers(text: str) -> str:
    """Reads addresses of brokers, split by commas."""
    found = [address.strip() for address in text.split(",") if address.strip()]
    if not found or not all(BROKER.fullmatch(a) and 0 < split(a)[1] <= 65_535 for a in found):  # noqa: PLR2004 - the highest port
        raise ValueError("must be HOST:PORT, several split by commas, without a scheme")
    return ",".join(found)


def mechanism(text: str) -> Mechanism | None:
    """Reads a SASL mechanism, or none."""
    return next((known for known in MECHANISMS if known == one_of("none", *MECHANISMS)(text)), None)


def networks(text: str) -> tuple[Network, ...]:
    """Reads networks in CIDR form, split by commas."""
    return tuple(ipaddress.ip_network(part.strip(), strict=True) for part in text.split(",") if part.strip())


def delays(text: str) -> tuple[float, ...]:
    """Reads exactly three rising delays in seconds."""
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if len(found) != 3 or not all(0 < d <= 7 * 86_400 for d in found) or list(found) != sorted(found):  # noqa: PLR2004
        raise ValueError("must be three rising numbers of seconds, such as 30,300,3600")
    return found


def listening(text: str) -> tuple[str, int] | None:
    """Reads `HOST:PORT` (port 0: any free one) or `off`."""
    if text == "off":
        return None
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65_535:  # noqa: PLR2004 - the highest port
        raise ValueError("must be HOST:PORT or off")
    return host.strip("[]"), int(port)


def state(text: str) -> str:
    """Reads the store's address: `sqlite:///FILE`, `redis://...` or `rediss://...`."""
    parts = _address(text)
    if re.fullmatch("sqlite:///.+", text) or (parts and parts.scheme in {"redis", "rediss"} and parts.hostname):
        return text
    raise ValueError("must be sqlite:///FILE, redis://HOST or rediss://HOST")


def proxy(text: str) -> str | None:
    """Reads an HTTP proxy's address, or `none`."""
    if text == "none":
        return None
    parts = _address(text)
    if parts and parts.scheme in {"http", "https"} and parts.hostname and parts.path in {"", "/"}:
        return text
    raise ValueError("must be http://[USER:PASSWORD@]HOST:PORT or none")


def _address(text: str) -> SplitResult | None:
    """Gives the parts of an address. What urllib says of a bad one would repeat its password, so it is not said."""
    try:
        parts = urlsplit(text)
        usable = parts.port != 0 and text.isascii() and text.isprintable() and " " not in text
    except ValueError:
        return None
    return parts if usable else None


def folder(text: str) -> str | None:
    """Reads a folder's path, or `none`."""
    return None if text == "none" else words(text)


def certificates(text: str) -> str | None:
    """Reads the path of a PEM file of certificates, or nothing; it must hold one that can be trusted."""
    if not text:
        return None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=text)
    except (OSError, ValueError) as error:
        raise ValueError("must be a readable PEM file of certificates") from error
    return text


def flag(text: str) -> bool:
    """Reads yes or no."""
    return bool(one_of("yes", "no")(text) == "yes")


def setting(default: str, unit: str, why: str, read: Reader = words, *, secret: bool = False) -> Any:
    """Declares a setting: its default as text, its unit, why one would change it, and how its text is read."""
    return field(
        default=MISSING, metadata={"default": default, "unit": unit, "why": why, "read": read, "secret": secret}
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Settings:
    """All settings of all commands. Names in the environment are `TOCSIN_` and the field's name in capitals.

    It has no `repr` of its own, so that no log or error shows a secret by accident.
    """

    kafka_bootstrap: str = setting("127.0.0.1:9092", "host:port,...", "the brokers to start from", brokers)
    kafka_plaintext: bool = setting("no", "yes|no", "permits an unencrypted broker", flag)
    kafka_ca: str | None = setting(
        "", "PEM file", "certificates that the brokers' are checked by; empty: the system's", optional
    )
    kafka_certificate: str | None = setting("", "PEM file", "our certificate, for mutual TLS", optional)
    kafka_key: str | None = setting("", "PEM file", "its key; empty: in the certificate's file", optional)
    kafka_key_password: str | None = setting("", "text", "of the key, where it is encrypted", optional, secret=True)
    kafka_sasl: Mechanism | None = setting(  # noqa: RUF009 - it declares a field
        "none", f"none|{'|'.join(MECHANISMS)}", "how we say who we are", mechanism
    )
    kafka_username: str | None = setting("", "text", "for PLAIN and SCRAM", optional)
    kafka_password: str | None = setting("", "text", "for PLAIN and SCRAM", optional, secret=True)
    kafka_token_file: str | None = setting("", "file", "for OAUTHBEARER; read anew for each connection", optional)
    topics: Catalogue = setting(  # noqa: RUF009 - it declares a field
        "", "TOPIC.FIELD=VALUE,...", "names and numbers that differ from `tocsin topics`", topics.read
    )
    topic_replication: int = setting("-1", "copies", "of each new topic; -1 is the broker's own", number(-1, 32_767))
    topic_min_insync: int = setting(
        "0", "copies", "min.insync.replicas of each new topic; 0 is the broker's own", number(0, 32_767)
    )
    state: str = setting("sqlite:///.tocsin/state.sqlite", "address", "the store of verdicts, claims and copies", state)
    http: tuple[str, int] | None = setting("127.0.0.1:8642", "host:port|off", "/livez, /readyz, /metrics", listening)
    fetch_allow: tuple[Network, ...] = setting(
        "", "CIDR,...", "networks let through the address guard, on any port", networks
    )
    fetch_deadline_s: float = setting("30", "s", "one fetch: hops, headers and body together", number(0.1, 600, float))
    fetch_proxy: str | None = setting(
        "none", "URL|none", "the only way out, if given: http://[USER:PASSWORD@]HOST:PORT", proxy, secret=True
    )
    fetch_ca: str | None = setting(
        "", "PEM file", "certificates that an origin's may end in, beside the public authorities'", certificates
    )
    user_agent: str = setting(
        "Tocsin/0.1 (+mailto:set-TOCSIN_USER_AGENT@example.org)",
        "text",
        "says who fetches and whom to ask (RFC 9309)",
        ascii_words,
    )
    host_interval_s: float = setting("1", "s", "between two requests to a host", number(0, 3600, float))
    host_in_flight: int = setting("4", "requests", "to one host at once", number(1, 50))
    warc: str | None = setting("none", "folder|none", "keeps every exchange that gave a page, as WARC", folder)
    retry_delays_s: tuple[float, ...] = setting("30,300,3600", "s,s,s", "the three retry tiers", delays)
    instance: str | None = setting(
        "", "name", "one stable name a replica (static membership): its restart moves no partitions", instance
    )
    drain_s: float = setting("25", "s", "in-flight work may end after SIGTERM", number(0, 3600, float))
    parse_deadline_s: float = setting(
        "10", "s", "one page in the pool, then its process is killed", number(0.1, 600, float)
    )
    parse_workers: int = setting("0", "processes", "the pool's size; 0 is one a core", number(0, 256))
    parse_memory_mib: int = setting(
        "2048", "MiB", "the address space of one of the pool's children", number(512, 65_536)
    )
    parse_pages_each: int = setting(
        "1000", "pages", "after them a child of the pool is replaced, so that no leak grows", number(1, 1_000_000)
    )
    revisit_s: float | None = setting("never", "s|never", "a URL enriched longer ago is read again", never_or_seconds)

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Reads and checks all settings. Raises BadSetting, naming the setting and what would be right."""
        known = {name_of(f): f for f in fields(cls)}
        for name in environment:
            if name.startswith(PREFIX) and name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"did you mean {near[0]}?" if near else "`tocsin settings` lists all of them"
                raise BadSetting(f"{name} is no setting of Tocsin; {hint}")
        return cls(**{f.name: _value(f, environment.get(name)) for name, f in known.items()})

    @property
    def access(self) -> Access:
        """Gives what Kafka's clients need to know."""
        return Access(
            bootstrap=tuple(self.kafka_bootstrap.split(",")),
            plaintext=self.kafka_plaintext,
            ca_file=self.kafka_ca,
            certificate_file=self.kafka_certificate,
            key_file=self.kafka_key,
            key_password=self.kafka_key_password,
            mechanism=self.kafka_sasl,
            username=self.kafka_username,
            password=self.kafka_password,
            token_file=self.kafka_token_file,
        )


def name_of(declared: "Field[Any]") -> str:
    """Gives a field's name in the environment."""
    return PREFIX + declared.name.upper()


def shown(declared: "Field[Any]", text: str) -> str:
    """Gives a setting's text as anybody may see it: no secret, and no credentials within an address."""
    if declared.metadata["secret"]:
        return text if text == declared.metadata["default"] else SECRET
    # A file's name and a user agent may hold an `@` of their own.
    is_address = declared.metadata["unit"] in ADDRESSES and not text.startswith("sqlite:")
    return CREDENTIALS.sub(_masked, text) if is_address else text


def _masked(found: re.Match[str]) -> str:
    """Keeps the user of `//user:password@`; a user alone may be a token."""
    user, colon, _ = (found["user"] or "").partition(":")
    if found["user"] is None:
        return f"{found['named']}{SECRET}"
    return f"//{user}:{SECRET}@" if colon else f"//{SECRET}@"


def _value(declared: "Field[Any]", text: str | None) -> Any:
    given = declared.metadata["default"] if text is None else text
    try:
        return declared.metadata["read"](given)
    except ValueError as error:
        told = f"{name_of(declared)}={shown(declared, given)!r} cannot be used: {error}"
        about = declared.metadata
        raise BadSetting(f"{told} (unit: {about['unit']}, default: {about['default'] or 'empty'})") from error
