"""Bytes <-> records, as `schemas/` says, and the headers of every record that leaves.

Values are UTF-8 JSON. Headers are CloudEvents 1.0 in binary mode beside `tocsin-mode` and the W3C `traceparent`
that came in.
"""

from dataclasses import dataclass, fields
from typing import TypeVar

import msgspec
import orjson

from tocsin.core.records.alerts import Alert, EscalationIndex, Event, Mention
from tocsin.core.records.article import Article
from tocsin.core.records.delivery import Delivery, Headers
from tocsin.core.records.outcome import Outcome, Progress
from tocsin.core.records.submission import Admitted

Published = Admitted | Article | Outcome | Mention | Event | Alert | EscalationIndex | Progress
# The names under which `schemas/` describes each record; `ce_type` is the same name.
SCHEMA_NAMES: dict[type, str] = {
    Admitted: "url.admitted.v1",
    Article: "article.enriched.v1",
    Outcome: "url.outcome.v1",
    Mention: "escalation.mention.v1",
    Event: "escalation.event.v1",
    Alert: "escalation.alert.v1",
    EscalationIndex: "escalation.index.v1",
    Progress: "url.progress.v1",
}
T = TypeVar("T")
DEAD_SCHEMA = "url.dead.v1"
SIGNALS_SCHEMA = "internal.signals.v1"
THREAD_SCHEMA = "internal.thread.v1"


class NotARecord(ValueError):  # noqa: N818 - says what the bytes are not
    """Bytes on one of our own topics that its schema does not describe."""


def dump(record: Published) -> bytes:
    """Writes a record as compact JSON; the same record gives the same bytes."""
    return orjson.dumps(record)


def _read(value: bytes | None, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(value or b"", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotARecord(f"no {SCHEMA_NAMES[kind]}: {error}") from error


def read_admitted(value: bytes | None) -> Admitted:
    """Reads an admitted record. Raises NotARecord."""
    return _read(value, Admitted)


def read_article(value: bytes | None) -> Article:
    """Reads an enriched article. Raises NotARecord."""
    return _read(value, Article)


def read_outcome(value: bytes | None) -> Outcome:
    """Reads an outcome. Raises NotARecord."""
    return _read(value, Outcome)


_WITHOUT_TEXT = tuple(field.name for field in fields(Article) if field.name != "text")


def dump_signals(article: Article) -> bytes:
    """Writes the article without its text, for alerting."""
    return orjson.dumps({name: getattr(article, name) for name in _WITHOUT_TEXT})


def read_signals(value: bytes | None) -> Article:
    """Reads what `dump_signals` wrote; `text` is empty. Raises NotARecord."""
    try:
        return msgspec.convert({**orjson.loads(value or b""), "text": ""}, type=Article)
    except (msgspec.MsgspecError, orjson.JSONDecodeError, TypeError) as error:
        raise NotARecord(f"no {SIGNALS_SCHEMA}: {error}") from error


def decided_as(delivery: Delivery) -> str:
    """Names what alerting decides on once: an article's revision, and each round of one that an operator sent again.

    Empty where the record does not say (somebody else's bytes).
    """
    own_id = delivery.header("ce_id")
    if not own_id:
        return ""
    return b"/".join((own_id, delivery.header("tocsin-round") or b"0")).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudEvent:
    """The context of one outgoing record (CloudEvents 1.0, Kafka protocol binding, binary mode)."""

    id: str
    stage: str
    schema: str
    subject: str
    time: str
    recorded: str
    mode: str
    traceparent: str | None = None
    content_type: str = "application/json"

    def headers(self) -> Headers:
        """Gives the headers; `ce_time` is the event's time, `ce_recordedtime` the wall clock."""
        named = {
            "ce_specversion": "1.0",
            "ce_id": self.id,
            "ce_source": f"/tocsin/{self.stage}",
            "ce_type": f"tocsin.{self.schema}",
            "ce_time": self.time,
            "ce_recordedtime": self.recorded,
            "ce_subject": self.subject,
            "ce_dataschema": f"urn:tocsin:schema:{self.schema}",
            "content-type": self.content_type,
            "tocsin-mode": self.mode,
        }
        trace = {"traceparent": self.traceparent} if self.traceparent else {}
        return tuple((name, text.encode()) for name, text in (named | trace).items())
