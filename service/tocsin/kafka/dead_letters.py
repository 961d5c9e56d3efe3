"""Dead letters as the operator sees them, and what goes round again for one."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tocsin.core import submissions, times
from tocsin.core.records.delivery import Delivery, Headers, Output
from tocsin.core.topics import SINGLE_PARTITION

# A mode that somebody chose goes round with the letter; `live` is worked out anew, so that nobody is paged for what
# has grown old while it lay here.
CHOSEN_MODES = frozenset({"replay", "backfill", "test"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One dead letter. `key` and `value` are the submission's own bytes; `at` is when it was written (ms)."""

    topic: str
    partition: int
    offset: int
    at: int
    submission_id: str
    round: int
    reason: str
    message: str | None
    stage: str | None
    attempts: int
    first_failure: str | None
    host: str | None
    url: str | None
    mode: str | None
    origin: str
    key: bytes | None
    value: bytes | None
    left_out_bytes: int | None
    headers: Headers

    @property
    def of_alerting(self) -> bool:
        """An article that alerting could not decide on. Its submission has ended, so it goes back to alerting alone."""
        return self.stage == ALERTING

    @property
    def name(self) -> str:
        """Names what goes round: the submission, or for alerting the article's revision; empty where it is nobody's."""
        if not self.of_alerting:
            return self.submission_id
        given = Delivery(topic="", partition=0, offset=0, timestamp_ms=0, key=None, value=None, headers=self.headers)
        return alerting_name(given) or f"{ALERTING}/{self.origin}"

    def row(self) -> dict[str, Any]:
        """Gives it as JSON shows it; bytes that are no UTF-8 are shown with replacement characters."""
        return {
            "submission_id": self.submission_id,
            "round": self.round,
            "reason": self.reason,
            "message": self.message,
            "stage": self.stage,
            "attempts": self.attempts,
            "first_failure": self.first_failure,
            "died_at": times.text_of(self.at),
            "host": self.host,
            "url": self.url,
            "mode": self.mode,
            "origin": self.origin,
            "place": f"{self.topic}/{self.partition}/{self.offset}",
            "left_out_bytes": self.left_out_bytes,
            "key": _text(self.key),
            "value": _text(self.value),
        }


def read(delivery: Delivery) -> DeadLetter:
    """Reads a record of the dead topic; whoever wrote it, what can be known of it is shown."""
    headers = {name: value.decode("utf-8", "replace") for name, value in delivery.headers}
    url = _url(delivery)
    place = "/".join(headers.get(f"__connect.errors.{part}", "?") for part in ("topic", "partition", "offset"))
    return DeadLetter(
        topic=delivery.topic,
        partition=delivery.partition,
        offset=delivery.offset,
        at=delivery.timestamp_ms,
        submission_id=headers.get("tocsin-submission", ""),
        round=_number(headers.get("tocsin-round")) or 0,
        reason=headers.get("tocsin-reason") or "unknown",
        message=headers.get("__connect.errors.exception.message"),
        stage=headers.get("__connect.errors.stage"),
        attempts=_number(headers.get("tocsin-attempt")) or 0,
        first_failure=headers.get("tocsin-first-failure"),
        host=headers.get("tocsin-host") or _host(url),
        url=url,
        mode=headers.get("tocsin-mode"),
        origin=place,
        key=delivery.key,
        value=delivery.value,
        left_out_bytes=_number(headers.get("tocsin-original-bytes")),
        headers=delivery.headers,
    )


def alerting_name(delivery: Delivery) -> str | None:
    """Names the article's revision that a record of the signals topic, or a letter of alerting, is about."""
    given = delivery.header("ce_id")
    return f"{ALERTING}/{given.decode('utf-8', 'replace')}" if given else None


def round_again(letter: DeadLetter, submitted: str, signals: str) -> Output | None:
    """Gives the record that sends it round once more, or None where its original is not here to be sent.

    The submission keeps its id, its own name and its trace; its round counts up. A letter of alerting goes back to
    the signals topic as it was there.
    """
    if not letter.name or letter.left_out_bytes is not None:
        return None
    if letter.of_alerting:
        kept = tuple((name, value) for name, value in letter.headers if not name.startswith(OF_THE_LETTER))
        round_ = ("tocsin-round", str(letter.round + 1).encode())
        headers = (*kept, round_)
        return Output(topic=signals, key=letter.key, value=letter.value, headers=headers, partition=SINGLE_PARTITION)
    given = {name: value for name, value in letter.headers if name in CARRIED}
    named: dict[str, bytes | None] = {
        "tocsin-submission": letter.submission_id.encode(),
        "tocsin-round": str(letter.round + 1).encode(),
        "ce_source": given.get("tocsin-wire-source"),
        "ce_id": given.get("tocsin-wire-id"),
        "traceparent": given.get("traceparent"),
        "tocsin-mode": letter.mode.encode() if letter.mode in CHOSEN_MODES and letter.mode else None,
    }
    headers = tuple((name, value) for name, value in named.items() if value is not None)
    return Output(topic=submitted, key=letter.key, value=letter.value, headers=headers)


# The fields of a row, which `--where` knows.
FIELDS = frozenset(DeadLetter.__annotations__) - {"topic", "partition", "offset", "at", "headers"} | {
    "died_at",
    "place",
}
ALERTING = "ALERTING"
# What a letter's headers say of its death; the rest are the record's own.
OF_THE_LETTER = (
    "__connect.errors.",
    "tocsin-reason",
    "tocsin-attempt",
    "tocsin-first-failure",
    "tocsin-submission",
    "tocsin-round",
)
CARRIED = frozenset({"tocsin-wire-source", "tocsin-wire-id", "traceparent"})


def _url(delivery: Delivery) -> str | None:
    # An article's `url` is the submitted one too.
    return submissions.read(delivery).url


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "replace")
