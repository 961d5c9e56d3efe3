r"""URLs: screening by named rules, the canonical form, the key of a host, and what a redirect may do.

A URL is read once, by the WHATWG parser (ada), and everything after that - the guard, the request, the keys - uses
that one reading: two parsers that disagree are how a guard is passed (`http://a\@b/`).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address
from typing import Final

import ada_url
from publicsuffixlist import PublicSuffixList

from tocsin.core.addresses import Address, Network, allowed, literal, refusal
from tocsin.core.outcomes import Reason, Rejected

URL_BYTES_MAX = 8 * 1024  # contract: "over 8 KiB"
PORTS = frozenset({80, 443, 8080, 8443})  # contract: the ports a web server usually has
DEFAULT_PORT: Final = {"http": 80, "https": 443}
# RFC 1035, 2.3.4: a label has at most 63 octets, a name 253 characters as text. Longer ones cannot be looked up.
LABEL_MAX, NAME_MAX = 63, 253
LOOPBACK = IPv4Address("127.0.0.1")

# Parameters that say where a reader came from and never which page is meant. Sources: Mozilla's query stripping list
# (Firefox, services/settings "query-stripping"), Google's and Meta's documents on gclid, gbraid, wbraid, fbclid, and
# AT Internet's and Comscore's campaign tags. Names that some site uses for a page (`id`, `ref`, `source`, `cid`) are
# left out: a copy kept apart costs one fetch, two articles merged cost one of them.
TRACKING_PREFIXES = ("utm_", "hsa_", "mtm_", "at_campaign", "at_medium", "at_link_", "oft_", "vero_")
TRACKING = frozenset(
    {
        *("__hsfp", "__hssc", "__hstc", "__s", "_ga", "_gl", "_hsenc", "_hsmi", "_openstat", "dclid", "fb_action_ids"),
        *("fb_action_types", "fb_ref", "fb_source", "fbclid", "gad_campaignid", "gad_source", "gbraid", "gclid"),
        *("gclsrc", "hsctatracking", "igsh", "igshid", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "ml_subscriber"),
        *("ml_subscriber_hash", "msclkid", "ns_campaign", "ns_fee", "ns_linkname", "ns_mchannel", "ns_source"),
        *("oly_anon_id", "oly_enc_id", "pk_campaign", "pk_content", "pk_kwd", "pk_medium", "pk_source", "rb_clickid"),
        *("s_cid", "srsltid", "ttclid", "twclid", "unicorn_click_id", "vgo_ee", "wbraid", "wickedid"),
        *("yclid", "ysclid"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedUrl:
    """A URL that may be fetched, as far as its text can tell.

    `url` is as submitted, `href` its WHATWG form, `canonical` see `canonical`. `host` is the key of politeness and of
    Kafka: ASCII, lower case, no trailing dot, with the port if it is not the scheme's own. `hostname` is what is
    looked up or dialled: a name without a trailing dot or an address without brackets. `port_open` is False when the
    port is one that only an allowed network may have, which the guard decides when it knows the addresses.
    """

    url: str
    href: str
    canonical: str
    host: str
    hostname: str
    scheme: str
    port: int
    port_open: bool = True

    @property
    def address(self) -> Address | None:
        """The address that the URL itself names (`localhost` does), None for a name that must be looked up."""
        return named_address(self.hostname)

    @property
    def authority(self) -> str:
        """The `Host` header: as `href` has it."""
        return self.href.split("/", 3)[2]

    @property
    def target(self) -> str:
        """The request target in origin form (RFC 9112, 3.2.1): path and query."""
        return "/" + self.href.split("#", 1)[0].split("/", 3)[3]


@dataclass(frozen=True, slots=True)
class _Read:
    """One URL text, and its reading where there is one."""

    text: str
    parsed: ada_url.URL | None
    allow: tuple[Network, ...] = ()

    @property
    def scheme(self) -> str | None:
        found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", self.text)
        return found[1].lower() if found else None

    @property
    def authority(self) -> str:
        """What stands between `//` and the path, in the text itself."""
        found = re.match(r"[^:/?#]*://([^/?#]*)", self.text)
        return found[1] if found else ""

    @property
    def hostname(self) -> str:
        return _bare(self.parsed.hostname) if self.parsed else ""

    @property
    def port(self) -> int:
        return _port(self.parsed) if self.parsed else 0


Rule = Callable[[_Read], bool]


def screen(url: str, *, allow: tuple[Network, ...] = ()) -> ScreenedUrl | Rejected:
    """Admits a URL or names the first rule that it breaks (as `detail`). `allow`: networks open on any port."""
    parsed = _parse(url)
    read = _Read(url, parsed, allow)
    for detail, reason, broken in RULES:
        if broken(read):
            return Rejected(reason, detail)
    assert parsed is not None  # noqa: S101 - the rule `unreadable` has seen to it; this tells the type checker
    return _screened(url, parsed, allow)


def redirected(origin: ScreenedUrl, location: str, *, allow: tuple[Network, ...] = ()) -> ScreenedUrl | Rejected:
    """Screens where a response sends us; `location` may be relative.

    A bad URL, another scheme and a way from https to http are `bad_redirect`; an address or a port keep their names.
    """
    for detail, _, broken in RULES[:TEXT_RULES]:
        if broken(_Read(location, None)):
            return Rejected(Reason.BAD_REDIRECT, detail)
    joined = _parse(location, origin.href)
    hop = screen(joined.href, allow=allow) if joined else Rejected(Reason.BAD_URL, "unreadable")
    if isinstance(hop, Rejected):
        return Rejected(Reason.BAD_REDIRECT, hop.detail) if hop.reason == Reason.BAD_URL else hop
    if origin.scheme == "https" and hop.scheme == "http":
        return Rejected(Reason.BAD_REDIRECT, "https_to_http")
    return hop


def canonical(url: str) -> str:
    """Gives the form under which a URL is claimed and named; a text that is no http(s) URL comes back unchanged.

    Dropped are the fragment (never sent, so it cannot choose a page), the default port, a host's trailing dot, an
    empty query and the parameters of `TRACKING`. Escapes of unreserved characters are undone and the others written
    in capitals (RFC 3986, 6.2.2). Kept as they are: the scheme, `www.`, a trailing slash, empty parameters, and the
    order of parameters - each of them chooses the page on some site, and two articles must never become one; the
    page's own canonical link joins what belongs together.
    """
    parsed = _parse(url)
    if parsed is None or parsed.protocol not in {"http:", "https:"}:
        return url
    query = "&".join(part for part in parsed.search[1:].split("&") if not _tracks(part))
    mark = "?" if query else ""
    return f"{parsed.protocol}//{_key(parsed)}{_plain(parsed.pathname)}{mark}{_plain(query)}"


def host_of(url: str | None) -> str | None:
    """Gives the key of a URL's host (`ScreenedUrl.host`), None for what is no http(s) URL."""
    parsed = _parse(url) if url else None
    return _key(parsed) if parsed and parsed.protocol in {"http:", "https:"} else None


def registered_domain(host: str) -> str | None:
    """Gives the domain that was registered (`bbc.co.uk` for `www.bbc.co.uk`), None for an address or a bare suffix."""
    name = re.sub(r":\d+$", "", host).rstrip(".").lower()
    if not name or literal(name) is not None:
        return None
    found = _suffixes().privatesuffix(name)
    return str(found) if found else None


def named_address(hostname: str) -> Address | None:
    """Reads the address that a host names by itself. RFC 6761, 6.3: `localhost` and all below it is this machine."""
    if hostname == "localhost" or hostname.endswith(".localhost"):
        return LOOPBACK
    return literal(hostname)


def _unsafe(read: _Read) -> bool:
    return any(c == "\\" or c.isspace() or unicodedata.category(c) in {"Cc", "Cs"} for c in read.text)


def _too_long(read: _Read) -> bool:
    return len(read.text) > URL_BYTES_MAX or len(read.text.encode("utf-8", "surrogatepass")) > URL_BYTES_MAX


def _scheme(read: _Read) -> bool:
    return read.scheme not in DEFAULT_PORT


def _user_info(read: _Read) -> bool:
    return "@" in read.authority


def _no_host(read: _Read) -> bool:
    # WHATWG reads `http:/h`, `http:h` and `http:///h` as `http://h`, others see a path: nobody may rely on either.
    return not read.authority or read.authority.startswith(":")


def _unreadable(read: _Read) -> bool:
    return read.parsed is None


def _host_name(read: _Read) -> bool:
    if literal(read.hostname) is not None:
        return False
    return len(read.hostname) > NAME_MAX or not all(1 <= len(label) <= LABEL_MAX for label in read.hostname.split("."))


def _private(read: _Read) -> bool:
    address = named_address(read.hostname)
    return address is not None and refusal(address, read.allow) is not None


def _port_closed(read: _Read) -> bool:
    """A name may still turn out to lie in an open network: then the guard decides, when it knows the addresses."""
    if _port_open(read):
        return False
    return named_address(read.hostname) is not None or not read.allow


def _port_open(read: _Read) -> bool:
    address = named_address(read.hostname)
    return read.port in PORTS or (address is not None and allowed(address, read.allow))


# The named rules, in order; the first that is broken names the end (`reason_detail`).
RULES: tuple[tuple[str, Reason, Rule], ...] = (
    ("unsafe_character", Reason.BAD_URL, _unsafe),
    ("url_too_long", Reason.BAD_URL, _too_long),
    ("scheme", Reason.BAD_URL, _scheme),
    ("user_info", Reason.BAD_URL, _user_info),
    ("no_host", Reason.BAD_URL, _no_host),
    ("unreadable", Reason.BAD_URL, _unreadable),
    ("host_name", Reason.BAD_URL, _host_name),
    ("private_literal", Reason.PRIVATE_ADDRESS, _private),
    ("port", Reason.PORT_NOT_ALLOWED, _port_closed),
)
TEXT_RULES = 2  # the first two look at the text alone, so they also hold for a relative reference


def _screened(url: str, parsed: ada_url.URL, allow: tuple[Network, ...]) -> ScreenedUrl:
    return ScreenedUrl(
        url=url,
        href=parsed.href,
        canonical=canonical(url),
        host=_key(parsed),
        hostname=_bare(parsed.hostname).strip("[]"),
        scheme=parsed.protocol[:-1],
        port=_port(parsed),
        port_open=_port_open(_Read(url, parsed, allow)),
    )


def _parse(url: str, base: str | None = None) -> ada_url.URL | None:
    try:
        return ada_url.URL(url, base)
    except ValueError:  # a lone surrogate is a UnicodeEncodeError, which is one too
        return None


def _bare(hostname: str) -> str:
    return hostname.removesuffix(".")


def _key(parsed: ada_url.URL) -> str:
    port = f":{parsed.port}" if parsed.port else ""
    return f"{_bare(parsed.hostname)}{port}"


def _port(parsed: ada_url.URL) -> int:
    return int(parsed.port or DEFAULT_PORT[parsed.protocol[:-1]])


def _tracks(parameter: str) -> bool:
    name = parameter.split("=", 1)[0].lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _plain(text: str) -> str:
    """Undoes escapes of unreserved characters (RFC 3986, 2.3) and writes the others in capitals."""
    return re.sub(r"%[0-9A-Fa-f]{2}", _unescape, text)


def _unescape(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return character if re.fullmatch(r"[A-Za-z0-9._~-]", character) else escape[0].upper()


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=True)
