"""How clients reach the broker: one value, turned into the arguments of each client library.

    Access (what the operator says) -> Security (what is spoken) -> aiokafka() | faust() | confluent()

Everything is encrypted unless `plaintext` permits otherwise. The one exception, the embedded broker on loopback, is
recognised by asking it (`kafka/probe.py`).
"""

import asyncio
import base64
import json
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tocsin.kafka.errors import BadAccess

Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"]
Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
MECHANISMS: tuple[Mechanism, ...] = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")
# A token without a readable `exp` claim (RFC 7519, 4.1.4) is read again after this long.
TOKEN_LIFE_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where the brokers are and who we are. Files are PEM; secrets are never shown by `repr`."""

    bootstrap: tuple[str, ...]
    plaintext: bool = False
    ca_file: str | None = None
    certificate_file: str | None = None
    key_file: str | None = None
    key_password: str | None = field(default=None, repr=False)
    mechanism: Mechanism | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    token_file: str | None = None

    @property
    def unspoken(self) -> bool:
        """Says whether nothing was said of encryption or identity: the case in which a broker may be the embedded."""
        return not (self.plaintext or self.ca_file or self.certificate_file or self.mechanism)


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """What is spoken to the brokers, as each client library wants to hear it."""

    access: Access
    protocol: Protocol
    ssl_context: ssl.SSLContext | None = field(default=None, repr=False)

    def aiokafka(self) -> dict[str, Any]:
        """Gives the keyword arguments for aiokafka's clients, bootstrap included."""
        named: dict[str, Any] = {
            "bootstrap_servers": list(self.access.bootstrap),
            "security_protocol": self.protocol,
            "ssl_context": self.ssl_context,
        }
        return named | self._sasl_aiokafka()

    def _sasl_aiokafka(self) -> dict[str, Any]:
        access = self.access
        if access.mechanism is None:
            return {}
        if access.mechanism == "OAUTHBEARER":
            return {"sasl_mechanism": "OAUTHBEARER", "sasl_oauth_token_provider": _token_provider(access)}
        return {
            "sasl_mechanism": access.mechanism,
            "sasl_plain_username": access.username,
            "sasl_plain_password": access.password,
        }

    def faust(self) -> Any:
        """Gives Faust's credentials, or None for an unencrypted broker without SASL."""
        from faust import auth  # noqa: PLC0415 - only a worker pays for importing Faust

        access = self.access
        if access.mechanism == "OAUTHBEARER":
            return auth.OAuthCredentials(oauth_cb=_token_provider(access), ssl_context=self.ssl_context)
        if access.mechanism is not None:
            return auth.SASLCredentials(
                mechanism=access.mechanism,
                username=access.username,
                password=access.password,
                ssl_context=self.ssl_context,
            )
        return None if self.ssl_context is None else auth.SSLCredentials(context=self.ssl_context)

    def faust_brokers(self) -> list[str]:
        """Gives the brokers as Faust's URLs."""
        return [f"kafka://{address}" for address in self.access.bootstrap]

    def confluent(self) -> dict[str, Any]:
        """Gives the configuration for confluent-kafka's clients, bootstrap included."""
        access = self.access
        named = {
            "bootstrap.servers": ",".join(access.bootstrap),
            "security.protocol": self.protocol.lower(),
            # librdkafka looks for CA certificates at start although nothing is encrypted; only files of ours count.
            "ssl.ca.location": access.ca_file,
            "ssl.certificate.location": access.certificate_file,
            "ssl.key.location": access.key_file or access.certificate_file,
            "ssl.key.password": access.key_password,
            "sasl.mechanism": access.mechanism,
            "sasl.username": access.username,
            "sasl.password": access.password,
            "oauth_cb": _token_callback(access) if access.mechanism == "OAUTHBEARER" else None,
            # Its own log goes to standard error unasked; what matters comes back as an error of the call.
            "log_level": 0,
        }
        return {name: value for name, value in named.items() if value is not None}


def encrypted(access: Access) -> Security:
    """Gives TLS, with SASL where a mechanism is named. Raises BadAccess."""
    return Security(
        access=access, protocol="SASL_SSL" if access.mechanism else "SSL", ssl_context=_ssl_context(checked(access))
    )


def unencrypted(access: Access) -> Security:
    """Gives plain text; whoever calls has made sure that it is permitted. Raises BadAccess."""
    return Security(access=checked(access), protocol="SASL_PLAINTEXT" if access.mechanism else "PLAINTEXT")


def spoken(access: Access) -> Security:
    """Gives what the operator asked for: TLS, unless plain text is permitted and no file of TLS is named."""
    plain = access.plaintext and not (access.ca_file or access.certificate_file)
    return unencrypted(access) if plain else encrypted(access)


def checked(access: Access) -> Access:
    """Gives the access back when its parts fit together. Raises BadAccess."""
    if access.key_file and not access.certificate_file:
        raise BadAccess("TOCSIN_KAFKA_KEY is set without TOCSIN_KAFKA_CERTIFICATE; set both, or neither")
    if access.mechanism is None and (access.username or access.password or access.token_file):
        raise BadAccess(f"credentials are set, but no mechanism; set TOCSIN_KAFKA_SASL to one of {_listed()}")
    if access.mechanism == "OAUTHBEARER":
        if not access.token_file:
            raise BadAccess("OAUTHBEARER needs TOCSIN_KAFKA_TOKEN_FILE, the file in which the present token stands")
        read_token(access.token_file)
    elif access.mechanism and not (access.username and access.password):
        raise BadAccess(f"{access.mechanism} needs TOCSIN_KAFKA_USERNAME and TOCSIN_KAFKA_PASSWORD")
    return access


def _listed() -> str:
    return ", ".join(MECHANISMS)


def _ssl_context(access: Access) -> ssl.SSLContext:
    """Builds a context that checks the broker's certificate and its name; TLS 1.2 at least (RFC 9325, 3.1.1)."""
    try:
        context = ssl.create_default_context(cafile=access.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise BadAccess(f"TOCSIN_KAFKA_CA={access.ca_file}: {_why(error)}; it must be a readable PEM file") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if access.certificate_file:
        _load_certificate(context, access, access.certificate_file)
    return context


def _load_certificate(context: ssl.SSLContext, access: Access, certificate_file: str) -> None:
    try:
        # A callable, because with a plain None OpenSSL would ask for a password on the terminal.
        context.load_cert_chain(certificate_file, access.key_file, password=lambda: access.key_password or "")
    except (OSError, ssl.SSLError) as error:
        names = f"TOCSIN_KAFKA_CERTIFICATE={certificate_file}, TOCSIN_KAFKA_KEY={access.key_file or 'in the same file'}"
        hint = "they must be readable PEM files that belong together, with TOCSIN_KAFKA_KEY_PASSWORD if encrypted"
        raise BadAccess(f"{names}: {_why(error)}; {hint}") from error


def _why(error: OSError) -> str:
    return error.strerror or getattr(error, "reason", None) or type(error).__name__


def read_token(path: str) -> str:
    """Reads the present token. Raises BadAccess, which never shows what stands in the file."""
    try:
        token = Path(path).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadAccess(f"TOCSIN_KAFKA_TOKEN_FILE={path} cannot be read ({type(error).__name__})") from error
    if not token:
        raise BadAccess(f"TOCSIN_KAFKA_TOKEN_FILE={path} is empty; it must hold the present token")
    return token


def expiry_s(token: str, now_s: float) -> float:
    """Gives the moment (seconds since the epoch) at which a JSON Web Token ends (RFC 7519)."""
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return float(claims["exp"])
    except (IndexError, KeyError, ValueError, TypeError):
        return now_s + TOKEN_LIFE_S


def _token_provider(access: Access) -> Any:
    from aiokafka.abc import AbstractTokenProvider  # noqa: PLC0415 - settings read this module without any client

    class FileToken(AbstractTokenProvider):  # type: ignore[misc]  # aiokafka has no types
        """Reads the token anew for each connection, so that whoever rotates it only writes the file."""

        async def token(self) -> str:
            """Gives the present token."""
            return await asyncio.to_thread(read_token, access.token_file or "")

    return FileToken()


def _token_callback(access: Access) -> Callable[[str], tuple[str, float]]:
    def token(_config: str) -> tuple[str, float]:
        found = read_token(access.token_file or "")
        return found, expiry_s(found, time.time())

    return token
