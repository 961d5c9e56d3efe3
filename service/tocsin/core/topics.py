"""The topics' names as the stages use them; their settings stand in `kafka/topics.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNames:
    """One name a topic. `retries` are the three tiers, shortest delay first."""

    submitted: str = "news.url.submitted.v1"
    admitted: str = "news.url.admitted.v1"
    retries: tuple[str, str, str] = ("news.url.retry.30s.v1", "news.url.retry.5m.v1", "news.url.retry.1h.v1")
    enriched: str = "news.article.enriched.v1"
    mention: str = "news.escalation.mention.v1"
    event: str = "news.escalation.event.v1"
    alert: str = "news.escalation.alert.v1"
    index: str = "news.escalation.index.v1"
    outcome: str = "news.url.outcome.v1"
    progress: str = "news.url.progress.v1"
    dead: str = "news.url.dead.v1"
    signals: str = "news.internal.signals.v1"
    thread: str = "news.internal.thread.v1"


# One owner, one order: on a broker that gave these topics more partitions, everything still goes to the first.
SINGLE_PARTITION = 0
