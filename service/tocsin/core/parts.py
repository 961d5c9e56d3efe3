"""The parts of a worker, and which topics (logical names) each reads and writes: no worker needs more than its own."""

from typing import Final

PARTS: Final = ("admit", "enrich", "retry", "alert")
_RETRIES = ("retry_30s", "retry_5m", "retry_1h")
READS: Final = {"admit": ("submitted",), "enrich": ("admitted",), "retry": _RETRIES, "alert": ("signals",)}
WRITES: Final = {
    "admit": ("admitted", "outcome", "dead", "progress"),
    "enrich": (*_RETRIES, "enriched", "signals", "outcome", "dead", "progress"),
    "retry": ("admitted",),
    "alert": ("mention", "event", "alert", "index", "thread", "dead", "progress"),
}
# What a part's completeness hangs on beside its own topic; left out where it is not there or not to be seen.
BEFORE: Final = {"enrich": (*_RETRIES, "submitted"), "alert": ("admitted",)}
