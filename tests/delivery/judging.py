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
# What is counted, and where.
HOPS = {
    "admitted": ADMITTED,
    "articles": ENRICHED,
    "outcomes": OUTCOME,
    "dead letters": DEAD,
    "alerts": ALERT,
    "mentions": MENTION,
}
# What may differ between two records of the same id: wall clocks (contract: "the same bytes but for wall clocks").
WALL_CLOCKS = {"finished_at", "timings_ms"}
# What was confirmed since the last commit may come again: 0.2 s between commits, 0.1 s for the commit's own time and 0.1
# for the turns of a busy loop (0.298 s were the most in 25,000 submissions under SIGKILL and SIGSTOP, 0.23 the next).
CONFIRMED_S = 0.4
# What a killed worker had handed to its sockets still arrives: 0.074 s were the most.
ON_ITS_WAY_S = 0.2
# A thawed worker first hands on what was in its producer, then it finds that its lease is over.
THAWED_S = 0.5


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
        # When what was acknowledged, by topic and own id, by the broker's clock in seconds.
        self.times: dict[tuple[str, str], list[float]] = defaultdict(list)
        # When a retry entered its tier (and which), and when it came back, by submission, attempts and `not_before`.
        self._entered: dict[tuple[str, int, str], tuple[float, int]] = {}
        self._back: dict[tuple[str, int, str], float] = {}
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
            own = headers["tocsin-submission"].decode()
            self.dead[own] += 1
        else:
            own = self._note(topic, json.loads(message.value()), stamp / 1000)
        self.times[topic, own].append(stamp / 1000)

    def late_s(self, delays_s: Sequence[float]) -> list[float]:
        """Gives how late each retry came back, the soonest first; what it waited for is its tier's delay."""
        both = self._entered.keys() & self._back.keys()
        entered = {name: self._entered[name] for name in both}
        return sorted(self._back[name] - at_s - delays_s[tier] for name, (at_s, tier) in entered.items())

    def _note(self, topic: str, record: dict[str, Any], at_s: float) -> str:
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
        if record["not_before"] is None:
            self.admitted[submission] += 1
            return submission
        name = (submission, record["attempts"], record["not_before"])
        if topic == ADMITTED:
            self._back[name] = min(at_s, self._back.get(name, at_s))
        else:
            self._entered.setdefault(name, (at_s, RETRIES.index(topic)))
        return submission


@dataclass(frozen=True)
class Promise:
    """What a trouble may repeat: nothing, or only what was in hand at a moment of violence.

    `around` says for each moment (wall clock) how long before it a record may have been done and not committed, and how
    long after it an acknowledgement may have come that was on its way.
    """

    around: Sequence[tuple[float, float, float]] = ()

    def excuses(self, spans: Sequence["Span"]) -> bool:
        """Says whether one of these records was in hand at a moment of violence."""
        return any(
            done >= moment - before and first <= moment + after
            for moment, before, after in self.around
            for first, done in spans
        )

    def away_s(self, spans: Sequence["Span"]) -> float | None:
        """Gives how far the nearest of these records lies from a moment of violence; done before it is negative."""
        away = (
            min(0.0, done - moment) or max(0.0, first - moment) for moment, *_ in self.around for first, done in spans
        )
        return min(away, key=abs, default=None)


# When a record's first output was acknowledged, and when it was done, in seconds since the epoch.
Span = tuple[float, float]


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
            spans = _in_hand(hop, own, ends)
            if (away_s := promise.away_s(spans)) is not None:
                found.away_s[hop].append(away_s)
            if not promise.excuses(spans):
                found.unexcused.append(f"{hop}: {count} times for {own}, in hand {spans}")


def _in_hand(hop: str, own: str, ends: Ends) -> list[Span]:
    """Gives when the record was in hand of which something came twice: of this hop, or of one before it.

    An article is acknowledged a little before its outcome, and the record is done with that. What was sent to a retry
    topic twice, or came back from it twice, ends twice. And what a thawed worker still hands on comes after its copy.
    """
    copies = [(at, at) for at in ends.times[HOPS[hop], own]]
    first, _ = min(copies)
    if hop in {"admitted", "alerts", "mentions"}:
        return copies
    admitted = ends.times.get((ADMITTED, own), [])
    before = [
        *(admitted if len(admitted) > 1 else ()),
        *(at for topic in RETRIES for at in ends.times.get((topic, own), ())),
    ]
    done = max(first, min(ends.times[OUTCOME, own], default=first))
    return [(first, done), *copies, *((at, at) for at in before)]


def _lasting(record: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in record.items() if name not in WALL_CLOCKS}, sort_keys=True)
