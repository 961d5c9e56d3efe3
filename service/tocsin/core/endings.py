"""Every ending but `enriched` by its full name: reason, detail, whether it is retried, what it means.

One table: the docs are generated from it, and no detail leaves the web without standing here.
"""

from dataclasses import dataclass
from enum import StrEnum

from tocsin.core.outcomes import Reason


class Detail(StrEnum):
    """`reason_detail` of what the web ends with; the screening's rules have names of their own (`urls.RULES`)."""

    HTTPS_TO_HTTP = "https_to_http"
    REDIRECT_LOOP = "loop"
    REDIRECTS_OVER = "over_10_redirects"
    ROBOTS_FORBIDS = "disallowed"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    WIRE_TOO_LARGE = "wire"
    BODY_TOO_LARGE = "inflated"
    CONTENT_TYPE = "content_type"
    CONTENT_CODING = "content_coding"
    SNIFFED = "sniffed"
    EMPTY = "empty"
    TIMEOUT_CONNECT = "connecting"
    TIMEOUT_HEAD = "waiting_for_headers"
    TIMEOUT_BODY = "reading_body"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    RESET = "reset"
    CLOSED = "closed_without_answer"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    HEADER_TOO_LARGE = "header_too_large"
    BAD_CODING = "bad_coding"
    PROXY = "proxy"
    NXDOMAIN = "nxdomain"
    SERVFAIL = "servfail"
    DNS_TIMEOUT = "dns_timeout"
    NO_ADDRESS = "no_address"
    TLS_EXPIRED = "certificate_expired"
    TLS_WRONG_NAME = "certificate_wrong_name"
    TLS_SELF_SIGNED = "certificate_self_signed"
    TLS_UNTRUSTED = "certificate_untrusted"
    TLS_HANDSHAKE = "handshake"


@dataclass(frozen=True, slots=True)
class Ending:
    """One row: `retried` endings go round the three tiers before they are final."""

    reason: str
    detail: str
    door: str
    retried: bool
    meaning: str


ONCE, RETRIED = "once", "retried"


def _rows(reason: str, door: str, tries: str, meanings: dict[str, str]) -> tuple[Ending, ...]:
    return tuple(Ending(reason, detail, door, tries == RETRIED, meaning) for detail, meaning in meanings.items())


ENDINGS: tuple[Ending, ...] = (
    *_rows(Reason.MALFORMED, "dead", ONCE, {"(the field)": "the record cannot be read as a submission"}),
    *_rows(Reason.OVERSIZED, "dead", ONCE, {"(its size)": "the record is over 1 MiB"}),
    *_rows(Reason.ATTRIBUTES_TOO_LARGE, "rejected", ONCE, {"(their limit)": "its attributes are over 64 KiB as JSON"}),
    *_rows(Reason.EXPIRED, "rejected", ONCE, {"(its time)": "its `expires_at` passed before the page was fetched"}),
    *_rows(
        Reason.SEEN,
        "duplicate",
        ONCE,
        {"(none)": "the article of this URL, or of the one it leads to, came out before; `refresh` has it read again"},
    ),
    *_rows(
        Reason.UNCHANGED,
        "duplicate",
        ONCE,
        {"(none)": "the page was read again, and its text is what it was, or the origin says so (304)"},
    ),
    *_rows(
        Reason.BAD_URL,
        "rejected",
        ONCE,
        {
            "unsafe_character": "a control character, a space or a backslash stands in it",
            "url_too_long": "over 8 KiB",
            "scheme": "neither http nor https",
            "user_info": "it carries a user name or a password",
            "no_host": "no `//` with a host after the scheme",
            "unreadable": "the WHATWG parser reads no URL in it",
            "host_name": "a label over 63 or a name over 253 characters, or an empty label",
        },
    ),
    *_rows(
        Reason.BAD_REDIRECT,
        "rejected",
        ONCE,
        {
            Detail.HTTPS_TO_HTTP: "the redirect gives up encryption",
            "(as bad_url)": "the redirect leads to a URL that breaks the rule of that name",
        },
    ),
    *_rows(
        Reason.PRIVATE_ADDRESS,
        "rejected",
        ONCE,
        {
            "private_literal": "the URL names an address that is not the public internet's, in some spelling",
            "(a range of core/addresses.py)": "one of the answers for the name lies in it; none is dialled",
        },
    ),
    *_rows(
        Reason.PORT_NOT_ALLOWED,
        "rejected",
        ONCE,
        {"port": "not 80, 443, 8080 or 8443, and not in an allowed network"},
    ),
    *_rows(
        Reason.TOO_MANY_REDIRECTS,
        "dead",
        ONCE,
        {Detail.REDIRECT_LOOP: "a place was visited before", Detail.REDIRECTS_OVER: "the eleventh redirect"},
    ),
    *_rows(Reason.ROBOTS, "rejected", ONCE, {Detail.ROBOTS_FORBIDS: "robots.txt says no to this agent"}),
    *_rows(
        Reason.ROBOTS, "rejected", RETRIED, {Detail.ROBOTS_UNREACHABLE: "robots.txt answers 5xx (RFC 9309, 2.3.1.4)"}
    ),
    *_rows(
        Reason.TOO_LARGE,
        "rejected",
        ONCE,
        {Detail.WIRE_TOO_LARGE: "over 10 MiB on the wire", Detail.BODY_TOO_LARGE: "over 10 MiB inflated"},
    ),
    *_rows(
        Reason.UNSUPPORTED_TYPE,
        "rejected",
        ONCE,
        {
            Detail.CONTENT_TYPE: "the named type is none that is read",
            Detail.SNIFFED: "no type is named and the bytes are no text",
            "binary": "the type names a page and the bytes are none",
            Detail.CONTENT_CODING: "an unknown or a stacked content coding",
        },
    ),
    *_rows(
        Reason.NOT_AN_ARTICLE,
        "rejected",
        ONCE,
        {
            Detail.EMPTY: "no content: 204, 205, an empty body, or a page without words",
            "consent_wall": "the page asks for consent before it says anything",
            "javascript_shell": "the page is empty until a script fills it",
            "paywall": "the page shows nothing but an offer to subscribe",
            "login": "the page asks to log in",
            "soft_404": "an error page with status 200",
            "video_shell": "a player and its caption",
            "tag_page": "a list of articles on one subject",
            "live_index": "a list of live reports",
            "section_front": "a front page or a section's",
        },
    ),
    *_rows(
        Reason.EXTRACTION_TIMEOUT,
        "dead",
        ONCE,
        {"(none)": "reading the page took over its time; its process was killed"},
    ),
    *_rows(Reason.EXTRACTION_CRASH, "dead", ONCE, {"(none)": "reading the page ended its process"}),
    *_rows(Reason.DEFECT, "dead", ONCE, {"(the exception)": "a defect of ours; replay it once that is mended"}),
    *_rows(
        "http_<status>",
        "dead",
        RETRIED,
        {"(408, 425, 429 and 5xx)": "the origin asks for another try, or may recover; `Retry-After` is a lower bound"},
    ),
    *_rows("http_<status>", "dead", ONCE, {"(3xx)": "a redirect without a place, or one that is never followed"}),
    *_rows("http_<status>", "rejected", ONCE, {"(other 4xx, 206)": "the origin's answer is no"}),
    *_rows(
        Reason.TIMEOUT,
        "dead",
        RETRIED,
        {
            Detail.TIMEOUT_CONNECT: "the deadline passed while connecting",
            Detail.TIMEOUT_HEAD: "the deadline passed before the headers ended",
            Detail.TIMEOUT_BODY: "the deadline passed within the body",
        },
    ),
    *_rows(
        Reason.CONNECTION,
        "dead",
        RETRIED,
        {
            Detail.REFUSED: "nobody listens there",
            Detail.UNREACHABLE: "no way to the address",
            Detail.RESET: "the connection was reset",
            Detail.CLOSED: "closed before a response",
            Detail.TRUNCATED: "closed before the body's end",
            Detail.MALFORMED: "not HTTP",
            Detail.HEADER_TOO_LARGE: "over 64 KiB of headers, interim responses included",
            Detail.BAD_CODING: "the gzip stream is damaged or ends early",
            Detail.PROXY: "the proxy refused or failed",
        },
    ),
    *_rows(
        Reason.DNS,
        "dead",
        RETRIED,
        {
            Detail.NXDOMAIN: "the name does not exist",
            Detail.NO_ADDRESS: "the name has no address",
            Detail.SERVFAIL: "the name servers fail",
            Detail.DNS_TIMEOUT: "no name server answered in time",
        },
    ),
    *_rows(
        Reason.TLS,
        "dead",
        RETRIED,
        {
            Detail.TLS_EXPIRED: "the certificate is out of date, or not yet valid",
            Detail.TLS_WRONG_NAME: "the certificate is another host's",
            Detail.TLS_SELF_SIGNED: "the certificate, or its root, vouches for itself",
            Detail.TLS_UNTRUSTED: "the chain ends in no known authority",
            Detail.TLS_HANDSHAKE: "no common protocol, or the handshake broke off",
        },
    ),
)


def markdown() -> str:
    """Gives the table as the docs show it."""
    head = "| reason | detail | door | retried first | what it means |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| `{e.reason}` | `{e.detail}` | `{e.door}` | {'yes' if e.retried else 'no'} | {e.meaning} |\n"
        for e in ENDINGS
    )
