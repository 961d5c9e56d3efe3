"""signals -> mentions, events, alerts. One record at a time, in the order of the stream.

    book (read from the thread topic to its end) -> decide -> alerts, mentions, events -> threads -> book takes it in

The thread topic is the truth: a decision counts once its threads are acknowledged, and what is delivered again is said
again from there. A defect here stops no submission: its article is out and its outcome told.
"""

import logging
from collections.abc import Iterator

from tocsin.core import codec, times
from tocsin.core.events import Book, Decision, decide
from tocsin.core.events.book import written
from tocsin.core.events.state import Applied, ThreadState
from tocsin.core.records.alerts import Alert, Event, Mention
from tocsin.core.records.article import Article
from tocsin.core.records.delivery import Delivery, Output
from tocsin.core.topics import SINGLE_PARTITION, TopicNames
from tocsin.ports import Clock, Publish, ThreadLog

log = logging.getLogger("tocsin.alerting")
THREAD_SCHEMA = "internal.thread.v1"


class Alerting:
    """Decides on each article. `forget` is called when the partition comes anew: the book is read again."""

    def __init__(self, threads: ThreadLog, *, topics: TopicNames, clock: Clock) -> None:
        self._threads = threads
        self._topics = topics
        self._clock = clock
        self._book: Book | None = None
        self._expected: int | None = None

    async def handle(self, delivery: Delivery, publish: Publish) -> None:
        """Publishes what one article leads to, its threads last."""
        article = codec.read_signals(delivery.value)
        book = await self._book_for(delivery)
        at = Applied(offset=delivery.offset, timestamp_ms=delivery.timestamp_ms)
        decision = decide(article, book, at)
        # Until the threads are acknowledged the book here may lag behind the topic; what fails is read again.
        self._book = None
        told: tuple[Alert | Mention | Event, ...] = (*decision.alerts, *decision.mentions, *decision.events)
        if told:
            await publish(*(self._told(record, article, delivery) for record in told))
        states = tuple(self._states(decision, delivery))
        if states:
            await publish(*states)
        book.take_in(decision)
        self._book, self._expected = book, delivery.offset + 1

    async def defect(self, delivery: Delivery, publish: Publish, error: BaseException) -> None:
        """Keeps bytes that could not be decided on as a dead letter; their submission has ended by its own door."""
        named = {
            "__connect.errors.topic": delivery.topic,
            "__connect.errors.partition": str(delivery.partition),
            "__connect.errors.offset": str(delivery.offset),
            "__connect.errors.stage": "ALERTING",
            "__connect.errors.class.name": f"tocsin.{type(error).__name__}",
            "__connect.errors.exception.message": str(error)[:2_000],
            "tocsin-reason": "defect",
        }
        headers = tuple((name, text.encode("utf-8", "replace")) for name, text in named.items())
        log.error("no decision on %s/%d: %r", delivery.topic, delivery.offset, error)
        await publish(Output(topic=self._topics.dead, key=delivery.key, value=delivery.value, headers=headers))

    async def _book_for(self, delivery: Delivery) -> Book:
        """Gives the book; reads it anew at the start, after a failure, and where the stream does not follow on.

        A gap or a step back means that the partition was elsewhere meanwhile, and its other owner wrote threads.
        """
        if self._book is not None and self._expected == delivery.offset:
            return self._book
        return Book.of(await self._threads.load())

    def _states(self, decision: Decision, delivery: Delivery) -> Iterator[Output]:
        for state in decision.threads:
            yield self._state(state.thread_key, written(state), state, delivery)
        for key in decision.forgotten:
            yield self._state(key, None, None, delivery)

    def _state(self, key: str, value: bytes | None, state: ThreadState | None, delivery: Delivery) -> Output:
        event = codec.CloudEvent(
            id=f"{key}@{delivery.offset}",
            stage="alerting",
            schema=THREAD_SCHEMA,
            subject=key,
            time=times.text_of(state.last_ms if state else delivery.timestamp_ms),
            recorded=times.text_of(self._clock.now_ms()),
            mode="live",
        )
        return Output(
            topic=self._topics.thread,
            key=key.encode(),
            value=value,
            headers=event.headers(),
            partition=SINGLE_PARTITION,
        )

    def _told(self, record: Alert | Mention | Event, article: Article, delivery: Delivery) -> Output:
        match record:
            case Alert():
                topic, key, own = self._topics.alert, record.thread_key, record.id
            case Mention():
                topic, key, own = self._topics.mention, record.event_key, record.id
            case Event():
                topic, key, own = self._topics.event, record.event_key, f"{record.event_key}@{record.revision}"
        event = codec.CloudEvent(
            id=own,
            stage="alerting",
            schema=codec.SCHEMA_NAMES[type(record)],
            subject=key,
            time=article.event_time,
            recorded=times.text_of(self._clock.now_ms()),
            mode=article.mode,
            traceparent=(delivery.header("traceparent") or b"").decode("ascii", "replace") or None,
        )
        return Output(topic=topic, key=key.encode(), value=codec.dump(record), headers=event.headers())


class BatchAlerting:
    """Alerting in input order with no Kafka (`tocsin enrich --alerts`)."""

    def __init__(self) -> None:
        self._book = Book()
        self._count = 0

    def alerts(self, article: Article) -> tuple[Alert, ...]:
        """Gives the alerts that one more article raises."""
        submitted_ms = times.parse(article.submitted_at) or 0
        decision = decide(article, self._book, Applied(offset=self._count, timestamp_ms=submitted_ms))
        self._count += 1
        self._book.take_in(decision)
        return decision.alerts
