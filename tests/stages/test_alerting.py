"""Alerting over topics that are lists: what is published, in which order, and what a death in between changes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from alert_articles import article, signal
from jsonschema import Draft202012Validator

from tocsin.core import codec
from tocsin.core.records.delivery import Delivery
from tocsin.core.topics import TopicNames
from tocsin.ports import PublishFailed, StoreUnavailable
from tocsin.stages import alerting as alerting_stage
from tocsin.stages.alerting import Alerting, BatchAlerting
from tocsin.telemetry import Telemetry

TOPICS = TopicNames()
SCHEMAS = Path(__file__).parents[2] / "schemas"
VALIDATORS = {
    topic: Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_bytes()))
    for topic, name in (
        (TOPICS.alert, "escalation.alert.v1"),
        (TOPICS.mention, "escalation.mention.v1"),
        (TOPICS.event, "escalation.event.v1"),
    )
}
STREAM = [
    article("a", signal(dead=2), signal(kind="THREAT_FORCE", by="HEZBOLLAH", on="ISR", at="", status="threatened")),
    article("b", signal(dead=9), after_h=1),
    article("c", signal(kind="ATTACK_CYBER", at=""), after_h=2),
    article("d", signal(by="", on="", at=""), after_h=3),
    article("e", signal(status="denied"), after_h=4),
    article("f", signal(by="RUS", on="EST", at=""), after_h=90),
    article("g", signal(by="RUS", on="EST", at=""), after_h=100 * 24),
]


class Clock:
    def now_ms(self):
        return 1_800_000_000_000

    def steady_s(self):
        return 0.0


class Broker:
    """Topics as lists. `dies_at` is the number of outputs after which publishing fails, once."""

    def __init__(self):
        self.outputs, self.calls, self.dies_at, self.away = [], [], None, False
        self.signals = []

    async def publish(self, *outputs):
        self.calls.append({output.topic for output in outputs})
        for output in outputs:
            if self.dies_at is not None and len(self.outputs) >= self.dies_at:
                self.dies_at = None
                raise PublishFailed("died")
            self.outputs.append(output)

    async def load(self):
        if self.away:
            raise StoreUnavailable("the thread topic cannot be read")
        latest = {}
        for output in self.of(TOPICS.thread):
            latest.pop(output.key, None)
            if output.value is not None:
                latest[output.key] = output.value
        return list(latest.values())

    async def before(self, delivery):
        return [codec.decided_as(one) for one in self.signals[: delivery.offset]]

    def of(self, topic):
        return [output for output in self.outputs if output.topic == topic]

    def told(self):
        """What consumers that take each id once have seen, in the order in which they saw it first."""
        topics = (TOPICS.alert, TOPICS.mention, TOPICS.event)
        return {topic: list(dict.fromkeys(output.value for output in self.of(topic))) for topic in topics}


@pytest.fixture
def broker():
    return Broker()


def worker(broker):
    return Alerting(broker, broker, topics=TOPICS, clock=Clock(), telemetry=Telemetry())


def delivery(offset, value, *more):
    return Delivery(
        topic=TOPICS.signals,
        partition=0,
        offset=offset,
        timestamp_ms=offset,
        key=b"key",
        value=value,
        headers=(("traceparent", b"00-trace"), ("tocsin-submission", b"s"), *more),
    )


async def walk(broker, alerting, start=0, end=None):
    for offset, one in list(enumerate(STREAM))[start:end]:
        await alerting.handle(delivery(offset, codec.dump_signals(one)), broker.publish)


async def test_what_is_published_is_as_the_schemas_say(broker):
    await walk(broker, worker(broker))
    for topic, validator in VALIDATORS.items():
        assert broker.of(topic)
        for output in broker.of(topic):
            validator.validate(json.loads(output.value))


@pytest.mark.parametrize("begins_anew", [False, True])
async def test_an_article_that_comes_again_at_a_later_offset_leads_to_nothing(broker, begins_anew):
    """A report that was quiet would join the thread that another has opened since, and wake somebody."""
    one_sided = article("a", signal(on="", at=""))
    stream = [one_sided, article("b", signal()), one_sided]
    broker.signals = [
        delivery(offset, codec.dump_signals(one), ("ce_id", one.id.encode())) for offset, one in enumerate(stream)
    ]
    alerting = worker(broker)
    for record in broker.signals[:2]:
        await alerting.handle(record, broker.publish)
    told = list(broker.outputs)
    assert told
    await (worker(broker) if begins_anew else alerting).handle(broker.signals[2], broker.publish)
    assert broker.outputs == told


async def test_what_follows_an_article_that_came_again_is_decided_on(broker):
    stream = [STREAM[0], STREAM[0], STREAM[1]]
    alerting = worker(broker)
    for offset, one in enumerate(stream):
        await alerting.handle(delivery(offset, codec.dump_signals(one), ("ce_id", one.id.encode())), broker.publish)
    plain = Broker()
    await walk(plain, worker(plain), end=2)
    assert broker.of(TOPICS.alert) == plain.of(TOPICS.alert)


async def test_of_the_articles_met_the_longest_ago_are_forgotten_first(broker, monkeypatch):
    monkeypatch.setattr(alerting_stage, "MET_MAX", 1)
    alerting = worker(broker)
    for offset, one in enumerate([STREAM[0], STREAM[1], STREAM[0]]):
        await alerting.handle(delivery(offset, codec.dump_signals(one), ("ce_id", one.id.encode())), broker.publish)
    alerts = [output.value for output in broker.of(TOPICS.alert)]
    assert len(set(alerts)) < len(alerts)  # the first is told again, as it was


async def test_records_are_keyed_and_headed_as_promised(broker):
    await walk(broker, worker(broker), end=1)
    for topic, key in ((TOPICS.alert, "thread_key"), (TOPICS.mention, "event_key"), (TOPICS.event, "event_key")):
        for output in broker.of(topic):
            record, headers = json.loads(output.value), dict(output.headers)
            assert output.key.decode() == record[key]
            assert output.partition is None
            assert headers["ce_subject"].decode() == record["event_key"]
            assert headers["tocsin-mode"] == b"live"
            assert headers["traceparent"] == b"00-trace"
    ids = [dict(output.headers)["ce_id"].decode() for output in broker.of(TOPICS.alert)]
    assert ids == [json.loads(output.value)["id"] for output in broker.of(TOPICS.alert)]
    assert {output.partition for output in broker.of(TOPICS.thread)} == {0}


async def test_threads_are_written_last(broker):
    await walk(broker, worker(broker), end=1)
    assert broker.calls == [{TOPICS.alert, TOPICS.mention, TOPICS.event}, {TOPICS.thread}]


async def test_an_article_that_says_nothing_publishes_nothing(broker):
    nothing = article("z")
    await worker(broker).handle(delivery(0, codec.dump_signals(nothing)), broker.publish)
    assert broker.calls == []


async def test_threads_that_are_forgotten_are_deleted(broker):
    await walk(broker, worker(broker))
    deleted = {output.key for output in broker.of(TOPICS.thread) if output.value is None}
    assert any(key.startswith(b"ARM-AZE/FORCE") for key in deleted)


async def test_a_death_at_any_output_changes_nothing_that_consumers_see(broker):
    await walk(broker, worker(broker))
    outputs, told = len(broker.outputs), broker.told()
    for dies_at in range(outputs):
        other = Broker()
        other.dies_at = dies_at
        alerting, offset = worker(other), 0
        while offset < len(STREAM):
            try:
                await walk(other, alerting, offset, offset + 1)
            except PublishFailed:
                # Another worker takes over a record or two before the one that was under way.
                alerting, offset = worker(other), max(offset - 2, 0)
            else:
                offset += 1
        assert other.told() == told


async def test_the_same_worker_goes_on_after_a_failed_publish(broker):
    alerting = worker(broker)
    broker.dies_at = 2
    with pytest.raises(PublishFailed):
        await walk(broker, alerting)
    await walk(broker, alerting)
    whole = Broker()
    await walk(whole, worker(whole))
    assert broker.told() == whole.told()


async def test_a_partition_that_was_elsewhere_is_decided_with_what_the_other_wrote(broker):
    first, second = worker(broker), worker(broker)
    await walk(broker, first, 0, 1)
    await walk(broker, second, 1, 3)
    await walk(broker, first, 3)
    whole = Broker()
    await walk(whole, worker(whole))
    assert broker.told() == whole.told()


async def test_without_the_thread_topic_nothing_is_decided(broker):
    broker.away = True
    alerting = worker(broker)
    with pytest.raises(StoreUnavailable):
        await walk(broker, alerting)
    assert broker.outputs == []
    broker.away = False
    await walk(broker, alerting)
    assert broker.of(TOPICS.alert)


@pytest.mark.parametrize(
    ("value", "reason"), [(b"no JSON", b"malformed"), (None, b"malformed"), (b'{"id":"a"}', b"malformed")]
)
async def test_bytes_that_are_no_article_are_set_aside_and_the_stream_goes_on(broker, value, reason):
    alerting = worker(broker)
    await walk(broker, alerting, 0, 1)
    bad = delivery(1, value)
    with pytest.raises(codec.NotARecord) as raised:
        await alerting.handle(bad, broker.publish)
    await alerting.defect(bad, broker.publish, raised.value)
    [letter] = broker.of(TOPICS.dead)
    headers = dict(letter.headers)
    assert (letter.key, letter.value) == (b"key", value)
    assert headers["tocsin-reason"] == reason
    assert headers["__connect.errors.offset"] == b"1"
    assert headers["tocsin-submission"] == b"s"
    await alerting.handle(delivery(2, codec.dump_signals(STREAM[1])), broker.publish)
    assert len(broker.of(TOPICS.alert)) == 3


async def test_an_article_that_was_set_aside_is_decided_on_when_it_is_sent_round_again(broker):
    alerting = worker(broker)
    first = delivery(0, codec.dump_signals(STREAM[0]), ("ce_id", b"a"))
    await alerting.defect(first, broker.publish, LookupError("ours, and mended soon"))
    again = delivery(1, first.value, ("ce_id", b"a"), ("tocsin-round", b"1"))
    broker.signals = [first, again]
    await worker(broker).handle(again, broker.publish)
    assert broker.of(TOPICS.alert)


async def test_a_bug_of_ours_is_a_defect(broker):
    await worker(broker).defect(delivery(0, b"{}"), broker.publish, LookupError("ours"))
    assert dict(broker.of(TOPICS.dead)[0].headers)["tocsin-reason"] == b"defect"


async def test_a_thread_s_state_is_as_its_schema_says_and_carries_its_context(broker):
    await walk(broker, worker(broker))
    schema = Draft202012Validator(json.loads((SCHEMAS / "internal.thread.v1.json").read_bytes()))
    states = [output for output in broker.of(TOPICS.thread) if output.value is not None]
    assert states
    for output in states:
        schema.validate(json.loads(output.value))
        headers = dict(output.headers)
        assert headers["ce_type"] == b"tocsin.internal.thread.v1"
        assert (headers["ce_subject"], headers["traceparent"]) == (output.key, b"00-trace")
    assert len({dict(output.headers)["ce_id"] for output in states}) == len(states)


async def test_a_letter_of_alerting_names_its_submission_and_its_round(broker):
    again = delivery(7, codec.dump_signals(STREAM[0]), ("tocsin-round", b"2"))
    await worker(broker).defect(again, broker.publish, LookupError("ours"))
    [letter] = broker.of(TOPICS.dead)
    names = [name for name, _ in letter.headers]
    headers = dict(letter.headers)
    assert len(names) == len(set(names))
    assert headers["tocsin-submission"].decode() == STREAM[0].submission_id
    assert (headers["tocsin-round"], headers["tocsin-attempt"]) == (b"2", b"1")
    assert headers["tocsin-first-failure"].endswith(b"Z")


async def test_thread_states_of_no_version_of_ours_are_left_out_loudly(broker, caplog):
    broker.outputs.append(worker(broker)._thread("x", b"what is this"))
    await walk(broker, worker(broker))
    assert "1 thread states cannot be read" in caplog.text
    assert broker.of(TOPICS.alert)


async def test_alerts_are_counted_by_kind_and_mode(broker):
    telemetry = Telemetry()
    alerting = Alerting(broker, broker, topics=TOPICS, clock=Clock(), telemetry=telemetry)
    await walk(broker, alerting, end=2)
    count = telemetry.metrics.registry.get_sample_value
    assert count("tocsin_alerts_total", {"kind": "new", "mode": "live"}) == 2
    assert count("tocsin_alerts_total", {"kind": "casualties", "mode": "live"}) == 1


async def test_a_batch_raises_the_same_alerts_in_input_order(broker):
    await walk(broker, worker(broker))
    batch = BatchAlerting()
    alerts = [codec.dump(alert) for one in STREAM for alert in batch.alerts(one)]
    assert alerts == [output.value for output in broker.of(TOPICS.alert)]


async def test_a_batch_numbers_a_threads_alerts_though_its_articles_were_submitted_in_another_order():
    given = [article(str(n), signal(dead=dead)) for n, dead in enumerate((2, 9, 40))]
    submitted = [replace(one, submitted_at=f"2025-03-03T08:00:0{9 - n}.000Z") for n, one in enumerate(given)]
    batch = BatchAlerting()
    assert [alert.seq for one in submitted for alert in batch.alerts(one)] == [1, 2, 3]
