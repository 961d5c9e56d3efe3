"""How fast the engine is: the same work by a bare aiokafka loop and by the engine, in turns, on one real broker.

    python tests/bench/engine_speed.py [--records 60000] [--rounds 2]
    python tests/bench/engine_speed.py --memory [--records 500000]

Both: one task and one acknowledged output a record, at most 2,000 at once, an empty handler, a commit every 0.2 s.
"""

import argparse
import asyncio
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "delivery"))

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from kafka_broker import Broker
from topics_view import Topics

from tocsin.core.records.delivery import Output
from tocsin.engines import Engine, EngineValues
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues
from tocsin.ports import Hop

AT_ONCE = 2_000
VALUE = b"x" * 300


async def bare(topics: Topics, group: str, count: int) -> float:
    """A loop that anybody would write: it starts a task a record and commits the positions it has been through."""
    producer, consumer = bare_producer(topics), bare_consumer(topics, group)
    await producer.start()
    await consumer.start()
    slots = asyncio.Semaphore(AT_ONCE)
    done = 0

    async def handle(record) -> None:
        nonlocal done
        try:
            await (await producer.send(f"{topics.prefix}out", value=record.value, key=record.key))
            done += 1
        finally:
            slots.release()

    committing = asyncio.create_task(commit_for_ever(consumer))
    tasks = set()
    began = time.perf_counter()
    while done < count:
        for batch in (await consumer.getmany(timeout_ms=50, max_records=500)).values():
            for record in batch:
                await slots.acquire()
                task = asyncio.create_task(handle(record))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
    seconds = time.perf_counter() - began
    committing.cancel()
    await consumer.stop()
    await producer.stop()
    return count / seconds


def bare_producer(topics: Topics) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        bootstrap_servers=topics.bootstrap,
        enable_idempotence=True,
        acks="all",
        linger_ms=5,
        compression_type="zstd",
        max_batch_size=256 * 1024,
    )


def bare_consumer(topics: Topics, group: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        f"{topics.prefix}in",
        bootstrap_servers=topics.bootstrap,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )


async def commit_for_ever(consumer: AIOKafkaConsumer) -> None:
    while True:
        await asyncio.sleep(0.2)
        await consumer.commit()


def resident_mib() -> float:
    """What this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


async def engine(topics: Topics, group: str, count: int, sizes: list[float] | None = None) -> float:
    """The engine with an empty handler; `sizes` gets the resident memory (MiB) at every tenth of the records."""
    security = {"bootstrap_servers": [topics.bootstrap]}
    publisher = KafkaPublisher(PublisherValues(security=security))
    await publisher.start()
    done = 0
    first = 0.0
    finished = asyncio.Event()

    async def handle(delivery, publish) -> None:
        nonlocal done, first
        first = first or time.perf_counter()
        await publish(Output(topic=f"{topics.prefix}out", key=delivery.key, value=delivery.value))
        done += 1
        if sizes is not None and done % (count // 10) == 0:
            sizes.append(resident_mib())
        if done == count:
            finished.set()

    async def defect(delivery, publish, error) -> None:
        raise error

    hop = Hop(stage="admission", group=group, source=f"{topics.prefix}in", handle=handle, defect=defect)
    with tempfile.TemporaryDirectory() as folder:
        values = EngineValues(security=security, running_max=AT_ONCE, held_max=AT_ONCE, datadir=folder)
        subject = Engine(values, [hop], publisher)
        running = asyncio.create_task(subject.run())
        await finished.wait()
        seconds = time.perf_counter() - first
        subject.stop()
        await running
    await publisher.stop()
    return count / seconds


def memory(topics: Topics, count: int) -> None:
    """Prints the memory at every tenth of the records, and by how much the second half of them made it grow."""
    sizes: list[float] = []
    speed = asyncio.run(engine(topics, "memory", count, sizes))
    print(f"{count:,} records, {speed:,.0f} records/s; resident at every tenth of them (MiB):")
    print(" ".join(f"{size:.0f}" for size in sizes))
    print(f"the second half made it grow by {sizes[-1] - sizes[len(sizes) // 2 - 1]:+.1f} MiB")


def main() -> None:
    """Prints both speeds and their ratio."""
    parser = argparse.ArgumentParser(description="The engine's speed beside a bare aiokafka loop's.")
    parser.add_argument("--records", type=int)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--memory", action="store_true", help="the engine alone, once, and its memory on the way")
    chosen = parser.parse_args()
    chosen.records = chosen.records or (500_000 if chosen.memory else 60_000)
    with tempfile.TemporaryDirectory() as folder:
        broker = Broker(Path(folder)).start()
        try:
            topics = Topics(broker.bootstrap, "b-")
            topics.make(["in", "out"])
            topics.fill("in", ((str(n % 997), VALUE) for n in range(chosen.records)))
            if chosen.memory:
                memory(topics, chosen.records)
                return
            speeds: dict[str, list[float]] = {"bare": [], "engine": []}
            for turn in range(chosen.rounds):
                for name, subject in (("bare", bare), ("engine", engine)):
                    before = time.process_time()
                    speed = asyncio.run(subject(topics, f"{name}{turn}", chosen.records))
                    cpu_us = (time.process_time() - before) / chosen.records * 1e6
                    speeds[name].append(speed)
                    print(f"{name:7} {speed:9,.0f} records/s  {cpu_us:5.0f} us CPU a record", flush=True)
            ratio = statistics.median(speeds["engine"]) / statistics.median(speeds["bare"])
            peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"the engine carries {ratio:.2f} of the bare loop's records a second; peak memory {peak_mib:.0f} MiB")
        finally:
            broker.stop()


if __name__ == "__main__":
    main()
