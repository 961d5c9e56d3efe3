"""What happened, as typed events: each owns its log line and its metric.

A room calls `telemetry.emit(Something(...))` and knows nothing of logging or Prometheus. Metrics are never
labelled by URL or host: those would grow without bound.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

log = logging.getLogger("tocsin")


class Metrics:
    """The registry of one process, and every metric in it."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        counter, gauge = partial(Counter, registry=self.registry), partial(Gauge, registry=self.registry)
        self.ended = counter("tocsin_submissions_ended", "submissions by door and reason", ["stage", "door", "reason"])
        self.in_flight = gauge("tocsin_records_in_flight", "records being handled", ["stage"])
        self.duration = Histogram(
            "tocsin_stage_duration_seconds",
            "one record through one stage",
            ["stage"],
            buckets=(0.005, 0.02, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0),
            registry=self.registry,
        )
        self.held = gauge("tocsin_records_held", "records from the oldest unfinished one on, done or not", ["stage"])
        self.oldest = gauge(
            "tocsin_oldest_unfinished_seconds",
            "age of the oldest unfinished record held, since it came to its topic",
            ["stage"],
        )
        self.slow = counter(
            "tocsin_slow_records", "records in their handler for so long that the log names them", ["stage"]
        )
        self.fetches = counter(
            "tocsin_fetches",
            "fetches by how they ended; detail as in the docs' table of endings",
            ["ending", "reason", "detail"],
        )
        self.fetch_bytes = counter("tocsin_fetch_wire_bytes", "bodies as received")
        self.alerts = counter("tocsin_alerts", "alerts by kind and mode", ["kind", "mode"])
        self.signals_set_aside = counter(
            "tocsin_signals_set_aside", "articles that alerting could not decide on; each is a dead letter", ["reason"]
        )
        self.store_new = gauge(
            "tocsin_store_new", "1 when the worker began with an empty store though its groups had worked before"
        )
        self.lag_messages = gauge(
            "tocsin_lag_messages", "records of a topic that its group has not done", ["group", "topic"]
        )
        self.lag_seconds = gauge(
            "tocsin_lag_seconds", "age of the oldest of them; on a retry topic since it was due", ["group", "topic"]
        )
        self.lag_measured = gauge("tocsin_lag_measured_timestamp_seconds", "when the lag was last measured")


class Event(Protocol):
    """Something that happened."""

    def tell(self, metrics: Metrics) -> None:
        """Writes its log line and counts its metric."""


class Telemetry:
    """Takes events; handed to whoever has something to tell."""

    def __init__(self, metrics: Metrics | None = None) -> None:
        self.metrics = metrics or Metrics()

    def emit(self, event: Event) -> None:
        """Writes and counts one event."""
        event.tell(self.metrics)


@dataclass(frozen=True, slots=True)
class SubmissionEnded:
    """A submission left by a door; counted once its outcome is acknowledged."""

    stage: str
    door: str
    reason: str | None
    submission_id: str

    def tell(self, metrics: Metrics) -> None:
        """Counts by door and reason; a defect is logged loudly."""
        metrics.ended.labels(self.stage, self.door, self.reason or "").inc()
        level = logging.ERROR if self.reason == "defect" else logging.DEBUG
        log.log(level, "%s: %s by %s (%s)", self.submission_id, self.door, self.stage, self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageWorked:
    """What a stage did since it said so last: how long each record took in it, and what it has in hand now."""

    stage: str
    seconds: Sequence[float]
    in_flight: int
    held: int
    oldest_s: float

    def tell(self, metrics: Metrics) -> None:
        """Shows it; told a few times a second, so that a record costs one look at a table."""
        duration = metrics.duration.labels(self.stage)
        for each in self.seconds:
            duration.observe(each)
        metrics.in_flight.labels(self.stage).set(self.in_flight)
        metrics.held.labels(self.stage).set(self.held)
        metrics.oldest.labels(self.stage).set(self.oldest_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSlow:
    """A record is in its handler for long. Its key (a host, mostly) stands in the log alone, never in a metric."""

    stage: str
    place: str
    key: str
    seconds: float

    def tell(self, metrics: Metrics) -> None:
        """Says which record it is, once: its partition's commits wait for it."""
        metrics.slow.labels(self.stage).inc()
        log.warning("%s: %s (%s) is in hand for %.0f s", self.stage, self.place, self.key, self.seconds)


@dataclass(frozen=True, slots=True)
class LagMeasured:
    """The broker was asked how far every group is behind: (group, topic) -> (messages, seconds of its worst)."""

    behind: Mapping[tuple[str, str], tuple[int, float]]
    at_ms: int

    def tell(self, metrics: Metrics) -> None:
        """Shows the figures, and when they were taken."""
        for (group, topic), (messages, seconds) in self.behind.items():
            metrics.lag_messages.labels(group, topic).set(messages)
            metrics.lag_seconds.labels(group, topic).set(seconds)
        metrics.lag_measured.set(self.at_ms / 1000)


@dataclass(frozen=True, slots=True)
class FetchEnded:
    """A fetch ended, or was put off: `ending` is the kind of its value, `reason` and `detail` its names."""

    ending: str
    reason: str
    detail: str
    wire_bytes: int

    def tell(self, metrics: Metrics) -> None:
        """Counts it; all three labels come from closed tables."""
        metrics.fetches.labels(self.ending, self.reason, self.detail).inc()
        metrics.fetch_bytes.inc(self.wire_bytes)


@dataclass(frozen=True, slots=True)
class ProxyIsTheWayOut:
    """All fetches go through a proxy, named without its credentials."""

    place: str

    def tell(self, _metrics: Metrics) -> None:
        """Says it at start."""
        log.warning(
            "every fetch goes through the proxy %s, which looks up the names and checks what they lead to", self.place
        )


@dataclass(frozen=True, slots=True)
class StoreIsNew:
    """The store was made at this start, though these groups have committed before: its memory is missing.

    The first worker of a machine looks the same, so it is no reason to refuse to start.
    """

    place: str
    groups: tuple[str, ...]

    def tell(self, metrics: Metrics) -> None:
        """Says it, and what follows."""
        metrics.store_new.set(1)
        log.error(
            "%s was made just now, but %s worked before: what is delivered again may end by another door, and URLs "
            "seen before are new. If the file was moved away, stop this worker and put it back",
            self.place,
            " and ".join(self.groups),
        )


@dataclass(frozen=True, slots=True)
class AlertRaised:
    """An alert is out; counted once it is acknowledged, and once more when it is said again."""

    kind: str
    mode: str
    thread_key: str
    headline: str

    def tell(self, metrics: Metrics) -> None:
        """Counts by kind and mode."""
        metrics.alerts.labels(self.kind, self.mode).inc()
        log.info("%s alert on %s (%s)", self.kind, self.thread_key, self.mode)


@dataclass(frozen=True, slots=True)
class SignalsUnreadable:
    """Alerting set a record aside: it may be a missed alert, so it is loud."""

    reason: str
    offset: int
    detail: str

    def tell(self, metrics: Metrics) -> None:
        """Counts by reason."""
        metrics.signals_set_aside.labels(self.reason).inc()
        log.error("alerting set aside the article at offset %d (%s): %s", self.offset, self.reason, self.detail)


@dataclass(frozen=True, slots=True)
class ThreadsUnreadable:
    """Alerting begins without some threads: their records are none of this version's."""

    threads: int

    def tell(self, _metrics: Metrics) -> None:
        """Says it; alerts on those threads may be raised again, under the same ids."""
        log.error("%d thread states cannot be read and are left out; their alerts may come again", self.threads)
