"""The doors, the reasons, and what a stage may answer. Nothing else ends a submission.

    Ended = Enriched | Duplicate | Rejected | Dead      a terminal door, named by the outcome record
    Retry, Parked                                        not an end: the submission goes round once more

`reason` is one of `Reason`, or `http_<status>`; `detail` says more (`reason_detail`), from tables of the stage
that gives it. Whether a fault is retried is decided here alone.
"""

from dataclasses import dataclass
from enum import StrEnum

from tocsin.core.records.article import Article


class Reason(StrEnum):
    """Why a submission ended or is tried again (contract: "what | door, reason")."""

    SEEN = "seen"
    UNCHANGED = "unchanged"
    MALFORMED = "malformed"
    OVERSIZED = "oversized"
    ATTRIBUTES_TOO_LARGE = "attributes_too_large"
    EXPIRED = "expired"
    BAD_URL = "bad_url"
    PRIVATE_ADDRESS = "private_address"
    PORT_NOT_ALLOWED = "port_not_allowed"
    BAD_REDIRECT = "bad_redirect"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    ROBOTS = "robots"
    TOO_LARGE = "too_large"
    UNSUPPORTED_TYPE = "unsupported_type"
    NOT_AN_ARTICLE = "not_an_article"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    DNS = "dns"
    TLS = "tls"
    EXTRACTION_TIMEOUT = "extraction_timeout"
    EXTRACTION_CRASH = "extraction_crash"
    DEFECT = "defect"


# 408, 425 and 429 ask for another try (RFC 9110, RFC 8470, RFC 6585); a 5xx may pass. Other 4xx are an answer.
RETRIED_STATUSES = frozenset({408, 425, 429})


def http_reason(status: int) -> str:
    """Gives the reason that names an HTTP status."""
    return f"http_{status}"


@dataclass(frozen=True, slots=True)
class Enriched:
    """The article came out; its record is what is published."""

    article: Article


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another submission has enriched this URL (`seen`), or its text has not changed (`unchanged`)."""

    reason: str
    article_id: str
    detail: str | None = None
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """We or the publisher say no; sending it again as it is would change nothing."""

    reason: str
    detail: str | None = None
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """A person can do something about it, then replay it."""

    reason: str
    detail: str | None = None
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """A fault that may pass. `after_s` is the origin's `Retry-After`, a lower bound in seconds."""

    reason: str
    detail: str | None = None
    http_status: int | None = None
    after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """It must wait `wait_s` seconds and costs no attempt (pace, breaker, Crawl-delay, a claim held elsewhere).

    `behind_s`: its turn comes so much later than that of the first whom the same host put off.
    """

    reason: str
    wait_s: float
    behind_s: float = 0.0


Ended = Enriched | Duplicate | Rejected | Dead


def answer_to_status(status: int, after_s: float | None = None, detail: str | None = None) -> Rejected | Dead | Retry:
    """What an HTTP status that is no page means. 3xx without a place is `dead`; 1xx never gets here."""
    reason = http_reason(status)
    if status in RETRIED_STATUSES or status >= 500:  # noqa: PLR2004 - RFC 9110 names the classes by these numbers
        return Retry(reason, detail, status, after_s)
    if 300 <= status < 400:  # noqa: PLR2004 - the same
        return Dead(reason, detail, status)
    return Rejected(reason, detail, status)
