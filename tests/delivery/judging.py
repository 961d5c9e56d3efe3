"""Holds what the topics say against the one law; what is right is said here a second time, from the contract alone."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from confluent_kafka import Message
from submissions import Submission
from topics_view import Reader

SUBMITTED, ADMITTED = "news.url.submitted.v1", "news.url.admitted.v1"
OUTCOME, ENRICHED, DEAD = "news.url.outcome.v1", "news.article.enriched.v1", "news.url.dead.v1"
ALERT, MENTION, SIGNALS = "news.escalation.alert.v1", "news.escalation.mention.v1", "news.internal.signals.v1"
RETRIES = ("news.url.retry.30s.v1", "news.url.retry.5m.v1", "news.url.retry.1h.v1")
# What may differ between two records of the same id: wall clocks (contract: "the same bytes but for wall clocks").
WALL_CLOCKS = {"finished_at", "timings_ms"}
# A commit every 0.2 s, its way to the broker, and the turns of a busy loop: what was confirmed longer before a kill
# must have been committed.
CONFIRMED_S = 1.0
# What a killed or thawed worker had handed to its sockets still arrives.
ON_ITS_WAY_S = 1.5


class Ends(Reader):
    """Follows the outputs, and keeps what is needed to judge them."""

    def __init__(self, bootstrap: str) -> None:
        super().__init__(bootstrap, [OUTCOME, ENRICHED, DEAD, ADMITTED, ALERT, MENTION, SIGNALS, *RETRIES])
        self.outcomes: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.articles: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.dead: Counter[str] = Counter()
        self.admitted: Counter[str] = Counter()
        self.alerts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.mentions: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.order: dict[str, None] = {}  # the articles' ids as alerting met them
        # When anything of a submission (or an alert, or a mention) was acknowledged, by the broker's clock in seconds.
        self.times: dict[str, list[float]] = defaultdict(list)
        self._seen: set[tuple[str, int, int, int]] = set()

    def note(self, message: Message) -> None:
        """Keeps one record, unless it is known from an earlier reading."""
        topic, stamp = message.topic(), message.timestamp()[1]
        place = (topic, message.partition(), message.offset(), stamp)
        if place in self._seen:
            return
        self._seen.add(place)
        headers = dict(message.headers() or [])
        if topic == DEAD:
            submission = headers["tocsin-submission"].decode()
            self.dead[submission] += 1
        else:
            submission = self._note(topic, json.loads(message.value()))
        self.times[submission].append(stamp / 1000)

    def _note(self, topic: str, record: dict[str, Any]) -> str:
        if topic == OUTCOME:
            self.outcomes[record["submission_id"]].append(record)
            return str(record["submission_id"])
        if topic == ENRICHED:
            self.articles[record["id"]].append(record)
            return str(record["submission_id"])
        if topic == SIGNALS:
            self.order.setdefault(record["id"])
            return str(record["submission_id"])
        if topic in {ALERT, MENTION}:
            (self.alerts if topic == ALERT else self.mentions)[record["id"]].append(record)
            return str(record["id"])
        submission = str(record["envelope"]["submission_id"])
        # A parked record comes by again with the same count, and rightly so; a fresh one comes once.
        if topic == ADMITTED and record["not_before"] is None:
            self.admitted[submission] += 1
        return submission


@dataclass(frozen=True)
class Promise:
    """What a trouble may repeat: nothing, only what was under way at a moment of violence, or anything.

    `around` says for each moment (wall clock) how long before and after it an acknowledgement may have come twice.
    """

    nothing: bool = True
    around: Sequence[tuple[float, float, float]] = ()

    def excuses(self, times: Sequence[float]) -> bool:
        """Says whether one of these acknowledgements lies close to a moment of violence."""
        return any(-before <= at - moment <= after for moment, before, after in self.around for at in times)

    def nearest(self, times: Sequence[float]) -> float | None:
        """Gives how far the nearest of these acknowledgements lies from a moment of violence; before it is negative."""
        return min((at - moment for moment, _, _ in self.around for at in times), key=abs, default=None)


@dataclass
class Judgement:
    """What the topics say of one run."""

    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    repeated: Counter[str] = field(default_factory=Counter)
    unexcused: list[str] = field(default_factory=list)
    # How far what came twice lies from a moment of violence, in seconds, a hop.
    away_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def clean(self) -> bool:
        return not self.missing and not self.wrong and not self.unexcused


def judge(submitted: Sequence[Submission], ends: Ends, promise: Promise | None) -> Judgement:
    """Holds the topics against the one law; with a promise, what came twice against that as well."""
    found = Judgement()
    enriched_by_url: dict[str, list[str]] = defaultdict(list)
    enriched_by_article: dict[str, list[str]] = defaultdict(list)
    for submission in submitted:
        outcomes = ends.outcomes.get(submission.id, [])
        if not outcomes:
            found.missing.append(f"{submission.name} {submission.url}")
            continue
        _judge_one(submission, outcomes, ends, found)
        if outcomes[0]["door"] == "enriched" and submission.url:
            enriched_by_url[submission.url].append(submission.name)
            enriched_by_article[outcomes[0]["article_id"]].append(submission.name)
    for submission in submitted:
        told = enriched_by_url[submission.url] if submission.url else []
        # Where "dead" is a door as well, no one need be enriched; two never may.
        if len(told) > 1 or (not told and "enriched" in submission.doors and "dead" not in submission.doors):
            found.wrong.append(f"{submission.url} was enriched for {told}")
    for article, told in enriched_by_article.items():
        if len(told) > 1:
            found.wrong.append(f"article {article} was given to {told}")
    known = {submission.id for submission in submitted}
    found.wrong.extend(f"an outcome for nothing submitted: {other}" for other in set(ends.outcomes) - known)
    for article, each in ends.articles.items():
        if len({_lasting(record) for record in each}) != 1:
            found.wrong.append(f"article {article} came with different bytes")
    _judge_repeats(ends, promise, found)
    return found


def _judge_one(submission: Submission, outcomes: list[dict[str, Any]], ends: Ends, found: Judgement) -> None:
    doors = {str(outcome["door"]) for outcome in outcomes}
    if len(doors) != 1 or not doors <= submission.doors:
        found.wrong.append(f"{submission.name} {submission.url}: {doors} instead of one of {set(submission.doors)}")
    if len({_lasting(outcome) for outcome in outcomes}) != 1:
        found.wrong.append(f"{submission.name}: its outcome came with different bytes")
    if (doors == {"dead"}) != (submission.id in ends.dead):
        found.wrong.append(f"{submission.name}: {doors}, but dead letters: {ends.dead[submission.id]}")
    if doors & {"enriched", "duplicate"} and outcomes[0]["article_id"] not in ends.articles:
        found.wrong.append(f"{submission.name}: {doors} of an article that was never published")


def _judge_repeats(ends: Ends, promise: Promise | None, found: Judgement) -> None:
    """Counts what came twice, a hop, and names what the promise does not excuse."""
    hops = {
        "admitted": ends.admitted,
        "articles": Counter({each[0]["submission_id"]: len(each) for each in ends.articles.values()}),
        "outcomes": Counter({submission: len(each) for submission, each in ends.outcomes.items()}),
        "dead letters": ends.dead,
        "alerts": Counter({alert: len(each) for alert, each in ends.alerts.items()}),
        "mentions": Counter({mention: len(each) for mention, each in ends.mentions.items()}),
    }
    for hop, counts in hops.items():
        twice = {own: count for own, count in counts.items() if count > 1}
        found.repeated[hop] = sum(twice.values()) - len(twice)
        for own, count in twice.items() if promise is not None else ():
            times = _times(own, ends)
            if (away_s := promise.nearest(times)) is not None:
                found.away_s[hop].append(away_s)
            if not promise.excuses(times):
                found.unexcused.append(f"{hop}: {count} times for {own}, acknowledged at {sorted(times)}")


def _times(own: str, ends: Ends) -> list[float]:
    """An alert comes again when it was cut off itself, and when its article was told again."""
    told = [*ends.alerts.get(own, ()), *ends.mentions.get(own, ())]
    articles = {one["article"]["id"] if "article" in one else one["article_id"] for one in told}
    submissions = {ends.articles[article][0]["submission_id"] for article in articles if article in ends.articles}
    return [at for name in (own, *submissions) for at in ends.times[name]]


def _lasting(record: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in record.items() if name not in WALL_CLOCKS}, sort_keys=True)
