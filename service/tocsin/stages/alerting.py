"""signals -> alerts, mentions, events, thread states. One owner, one record at a time, in the order of the stream.

An article is decided on once: what a killed enricher published again, at a later offset, leads to nothing. In the book
as it has become meanwhile a report that was quiet could wake somebody, under the mention that said why it did not.

What is decided rests on the book of threads alone, and the book on the thread topic: it is read to its end before the
first decision, and again whenever the stream does not go on where this worker left it, for then another may have
written. Alerts, mentions and events are acknowledged first, the threads after them, the record last. So a death in
between repeats the same bytes, and a thread that knows an article says that all was published.
"""

import orjson

from tocsin.core import codec, identity, times
from tocsin.core.events import Book, Decision, decide
from tocsin.core.events.book import written
from tocsin.core.events.state import ThreadState
from tocsin.core.records.alerts import Alert, Event, Mention
from tocsin.core.records.article import Article
from tocsin.core.records.common import Mode
from tocsin.core.records.delivery import Delivery, Headers, Output
from tocsin.core.topics import SINGLE_PARTITION, TopicNames
from tocsin.ports import Clock, Publish, SignalsLog, ThreadLog
from tocsin.telemetry import AlertRaised, SignalsUnreadable, Telemetry, ThreadsUnreadable

EXCEPTION_MESSAGE_MAX = 2_000
# Articles remembered as decided on: 8 minutes of a hundred a second.
MET_MAX = 50_000


class Alerting:
    """Decides on each article of the signals topic. Its hop is `ordered`."""

    def __init__(
        self, threads: ThreadLog, signals: SignalsLog, *, topics: TopicNames, clock: Clock, telemetry: Telemetry
    ) -> None:
        self._threads = threads
        self._signals = signals
        self._topics = topics
        self._clock = clock
        self._telemetry = telemetry
        self._book: Book | None = None
        self._next_offset = -1
        self._met: dict[str, None] = {}

    async def handle(self, delivery: Delivery, publish: Publish) -> None:
        """Publishes what an article leads to; what was decided on it before, it publishes again."""
        book = await self._book_at(delivery)
        name = codec.decided_as(delivery)
        if name in self._met:
            self._next_offset = delivery.offset + 1
            return
        article = codec.read_signals(delivery.value)
        decision = decide(article, book, book.place_of(delivery.offset, delivery.timestamp_ms))
        # Should the publishing fail, nobody knows what of it was written.
        self._book = None
        await self._publish(decision, delivery, article.mode, publish)
        book.take_in(decision)
        self._book, self._next_offset = book, delivery.offset + 1
        self._remember(name)
        for alert in decision.alerts:
            self._telemetry.emit(AlertRaised(alert.kind, alert.mode, alert.thread_key, alert.headline))

    async def defect(self, delivery: Delivery, publish: Publish, error: BaseException) -> None:
        """Sets aside a record that a bug of ours, or bytes that are none of ours, could not get through.

        Its submission has ended as `enriched`, so this is a dead letter without an outcome.
        """
        malformed = isinstance(error, codec.NotARecord)
        reason = "malformed" if malformed else "defect"
        await publish(self._dead_letter(delivery, reason, error))
        self._telemetry.emit(SignalsUnreadable(reason, delivery.offset, f"{type(error).__name__}: {error}"))
        self._next_offset = delivery.offset + 1

    async def _book_at(self, delivery: Delivery) -> Book:
        if self._book is None or delivery.offset != self._next_offset:
            self._book = None
            book = Book.of(await self._threads.load())
            if book.unreadable:
                self._telemetry.emit(ThreadsUnreadable(book.unreadable))
            self._met = {}
            for name in await self._signals.before(delivery):
                self._remember(name)
            self._book, self._next_offset = book, delivery.offset
        return self._book

    def _remember(self, name: str) -> None:
        if name:
            self._met[name] = None
        if len(self._met) > MET_MAX:
            del self._met[next(iter(self._met))]

    async def _publish(self, decision: Decision, delivery: Delivery, mode: Mode, publish: Publish) -> None:
        told = (
            *(self._told(alert, self._topics.alert, alert.thread_key, delivery) for alert in decision.alerts),
            *(self._told(mention, self._topics.mention, mention.event_key, delivery) for mention in decision.mentions),
            *(self._event(event, mode, delivery) for event in decision.events),
        )
        kept = (
            *(self._state(state, mode, delivery) for state in decision.threads),
            *(self._thread(key, None) for key in decision.forgotten),
        )
        for outputs in (told, kept):
            if outputs:
                await publish(*outputs)

    def _told(self, record: Alert | Mention, topic: str, key: str, delivery: Delivery) -> Output:
        headers = self._headers(record, record.id, record.event_time, record.mode, delivery)
        return Output(topic=topic, key=key.encode(), value=codec.dump(record), headers=headers)

    def _event(self, record: Event, mode: Mode, delivery: Delivery) -> Output:
        own_id = identity.event_id(record.event_key, record.revision)
        headers = self._headers(record, own_id, record.last_event_time, mode, delivery)
        return Output(
            topic=self._topics.event, key=record.event_key.encode(), value=codec.dump(record), headers=headers
        )

    def _headers(
        self, record: Alert | Mention | Event, own_id: str, time: str, mode: Mode, delivery: Delivery
    ) -> Headers:
        schema = codec.SCHEMA_NAMES[type(record)]
        return self._event_headers(schema, own_id, record.event_key, time, mode, delivery)

    def _event_headers(
        self, schema: str, own_id: str, subject: str, time: str, mode: Mode, delivery: Delivery
    ) -> Headers:
        trace = delivery.header("traceparent")
        return codec.CloudEvent(
            id=own_id,
            stage="alerting",
            schema=schema,
            subject=subject,
            time=time,
            recorded=times.text_of(self._clock.now_ms()),
            mode=mode,
            traceparent=trace.decode("ascii", "replace") if trace else None,
        ).headers()

    def _state(self, state: ThreadState, mode: Mode, delivery: Delivery) -> Output:
        own_id = identity.thread_state_id(state.thread_key, state.applied.offset)
        time = times.text_of(state.last_ms)
        headers = self._event_headers(codec.THREAD_SCHEMA, own_id, state.thread_key, time, mode, delivery)
        return self._thread(state.thread_key, written(state), headers)

    def _thread(self, key: str, value: bytes | None, headers: Headers = ()) -> Output:
        topic = self._topics.thread
        return Output(topic=topic, key=key.encode(), value=value, headers=headers, partition=SINGLE_PARTITION)

    def _dead_letter(self, delivery: Delivery, reason: str, error: BaseException) -> Output:
        named = {
            "__connect.errors.topic": delivery.topic,
            "__connect.errors.partition": str(delivery.partition),
            "__connect.errors.offset": str(delivery.offset),
            "__connect.errors.stage": "ALERTING",
            "__connect.errors.class.name": f"tocsin.{reason}",
            "__connect.errors.exception.message": f"{type(error).__name__}: {error}"[:EXCEPTION_MESSAGE_MAX],
            "tocsin-reason": reason,
            "tocsin-attempt": "1",
            "tocsin-first-failure": times.text_of(self._clock.now_ms()),
            **_whose(delivery),
        }
        carried = tuple((name, value) for name, value in delivery.headers if name not in named)
        headers = tuple((name, text.encode("utf-8", "replace")) for name, text in named.items())
        return Output(topic=self._topics.dead, key=delivery.key, value=delivery.value, headers=(*carried, *headers))


def _whose(delivery: Delivery) -> dict[str, str]:
    """Names the submission whose article this is, as far as the bytes tell, and how often it was sent round."""
    round_ = (delivery.header("tocsin-round") or b"0").decode("ascii", "replace")
    try:
        article = orjson.loads(delivery.value or b"")
    except orjson.JSONDecodeError:
        article = None
    submission = article.get("submission_id") if isinstance(article, dict) else None
    return {"tocsin-round": round_} | ({"tocsin-submission": submission} if isinstance(submission, str) else {})


class BatchAlerting:
    """Alerting in input order with no Kafka (`tocsin enrich --alerts`)."""

    def __init__(self) -> None:
        self._book = Book()
        self._count = 0

    def alerts(self, article: Article) -> tuple[Alert, ...]:
        """Gives the alerts that one more article raises."""
        at = self._book.place_of(self._count, times.parse(article.submitted_at) or 0)
        decision = decide(article, self._book, at)
        self._count += 1
        self._book.take_in(decision)
        return decision.alerts
