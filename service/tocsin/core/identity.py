"""Deterministic ids: the same submission, article, signal or event has the same id on every machine, for ever."""

from dataclasses import replace
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from tocsin.core.records.delivery import Delivery
from tocsin.core.records.signals import Signal

CE_ID_MAX = 200
# A source is a URI; what is longer would not fit the records that repeat it.
CE_SOURCE_MAX = 2_000


def wire_name(delivery: Delivery) -> tuple[str | None, str | None]:
    """Gives the CloudEvents (`ce_source`, `ce_id`) of a record; an unusable `ce_id` counts as missing.

    Usable is 1 to 200 printable ASCII characters (contract: "Submission id").
    """
    source, given = _named(delivery)
    return source[:CE_SOURCE_MAX] if source is not None else None, given


def _named(delivery: Delivery) -> tuple[str | None, str | None]:
    raw_id, raw_source = delivery.header("ce_id"), delivery.header("ce_source")
    # Two sources that are no UTF-8 must not become one.
    source = raw_source.decode("utf-8", "backslashreplace") if raw_source is not None else None
    if raw_id is None or not 1 <= len(raw_id) <= CE_ID_MAX or not all(0x20 <= byte < 0x7F for byte in raw_id):  # noqa: PLR2004
        return source, None
    return source, raw_id.decode("ascii")


def submission_id(delivery: Delivery) -> str:
    """Names a submission by its wire's own id, else by its place in Kafka."""
    source, given = _named(delivery)
    if given is not None:
        return str(uuid5(NAMESPACE_URL, f"{source or ''}#{given}"))
    place = f"{delivery.topic}/{delivery.partition}/{delivery.offset}"
    return str(uuid5(NAMESPACE_URL, f"kafka://{place}?t={delivery.timestamp_ms}"))


def article_id(canonical_url: str) -> str:
    """Names an article by its canonical URL."""
    return str(uuid5(NAMESPACE_URL, canonical_url))


def content_article_id(sha256: str) -> str:
    """Names an article given without a URL by its text (`tocsin enrich`)."""
    return str(uuid5(NAMESPACE_URL, f"urn:sha256:{sha256}"))


def outcome_id(submission: str, round_: int) -> str:
    """Names an outcome: one a submission and round."""
    return str(uuid5(UUID(submission), str(round_)))


def revision_id(article: str, revision: int) -> str:
    """Gives the `ce_id` of one revision of an article."""
    return str(uuid5(UUID(article), str(revision)))


def named(article: str, signal: Signal) -> Signal:
    """Gives the signal with its id: UUIDv5 of (article id, type, field, start)."""
    own = uuid5(UUID(article), f"{signal.type}/{signal.evidence.field}/{signal.evidence.start}")
    return replace(signal, id=str(own))


def alert_id(event_key: str, *, episode: int, kind: str, status: str, rung: int, dead: int | None, day: str) -> str:
    """Names an alert by its event, never by the article that brought it (facts: grouping, B)."""
    return str(uuid5(NAMESPACE_URL, f"{event_key}#{episode}/{kind}/{status}/{rung}/{dead}/{day}"))


def event_id(event_key: str, revision: int) -> str:
    """Gives the `ce_id` of one revision of an event."""
    return str(uuid5(NAMESPACE_URL, f"{event_key}#revision/{revision}"))


def thread_state_id(thread_key: str, offset: int) -> str:
    """Gives the `ce_id` of a thread's state after one record of the signals topic."""
    return str(uuid5(NAMESPACE_URL, f"{thread_key}#applied/{offset}"))


def mention_id(signal: str, revision: int) -> str:
    """Names what became of one signal in one revision of its article."""
    return str(uuid5(UUID(signal), f"mention/{revision}"))


def url_key(canonical_url: str) -> str:
    """Gives the key under which a URL is claimed and remembered: SHA-256 of its canonical form, hexadecimal."""
    return sha256(canonical_url.encode("utf-8", "surrogatepass")).hexdigest()
