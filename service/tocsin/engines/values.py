"""The engine's values: every bound that it keeps, with its unit and its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineValues:
    """What an engine is built from. Times are seconds.

    The figures were measured on Apache Kafka 4.1 with two workers, four partitions and 20,000 records a fault;
    DECISIONS.md has the table.
    """

    # aiokafka's own keyword arguments: bootstrap_servers (a list), security_protocol, ssl_context, sasl_mechanism, ...
    security: Mapping[str, Any]
    # The same for Faust: its credentials, or None for plain text.
    credentials: object | None = None
    # One stable name a replica (static membership): a restart takes its partitions over at once and moves none.
    instance: str | None = None
    # Above the time a broker needs to serve again after kill -9 (about 10 s measured), or members expire meanwhile.
    session_s: float = 30.0
    # What a kill -9 repeats is what was confirmed since the last commit.
    commit_s: float = 0.2
    # On a revocation: the whole group stands still until its slowest member is done.
    revoke_drain_s: float = 5.0
    # After SIGTERM: only this worker waits.
    drain_s: float = 25.0
    # One record's handler, without its waits for the broker; a handler beyond it is a defect.
    handle_s: float = 120.0
    # A record in its handler for longer is named in the log: its partition's commits wait for it.
    slow_s: float = 30.0
    # An output or a commit unanswered for longer ends the process, uncommitted.
    confirm_s: float = 60.0
    # Handlers at once in each hop; one partition may have half of them, so that none starves the others.
    running_max: int = 200
    # Records held in a partition, done or not, beyond its oldest unfinished one.
    held_max: int = 1_000
    # Bytes held by a hop (keys and values): a burst of the largest records must not fill the memory.
    held_bytes_max: int = 64 * 1024 * 1024
    # Handlers start again this long after the store was found away.
    store_retry_s: float = 0.5
    store_retry_max_s: float = 5.0
    # The breaker: defects in a row, or their share among the last records once there are enough of them.
    defects_in_a_row_max: int = 20
    defects_share_max: float = 0.5
    defects_window: int = 200
    defects_window_min: int = 50
    # Nothing finished for this long while a record was due: the worker ends itself. Above handle_s.
    stall_s: float = 300.0
    # The loop stood still for this long (counted while the process was awake): the same.
    blocked_s: float = 60.0
    # New partitions are looked for this often; aiokafka's five minutes would leave their records lying for as long.
    metadata_s: float = 30.0
    # Faust wants a directory even for nothing.
    datadir: str = ".tocsin/faust"

    def __post_init__(self) -> None:
        """Refuses values that would break a promise. Raises ValueError, naming the value."""
        if self.credentials is None and self.security.get("security_protocol", "PLAINTEXT") != "PLAINTEXT":
            raise ValueError("credentials are missing: Faust would silently speak plain text")
        if self.stall_s <= self.handle_s:
            raise ValueError("stall_s must exceed handle_s: one slow record is no stall")
        if self.commit_s <= 0 or self.session_s < 1:
            raise ValueError("commit_s must be positive and session_s at least 1")
        if min(self.running_max, self.held_max) < 2:  # noqa: PLR2004 - half of it must be at least one
            raise ValueError("running_max and held_max must be at least 2")
