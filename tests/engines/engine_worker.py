"""A whole worker for the engine's own tests: P + in -> handler of some milliseconds -> P + out. Run as a process.

BOOT=host:port P=prefix python engine_worker.py; more of the environment below.
"""

import asyncio
import logging
import os
import random

from tocsin.core.records.delivery import Delivery, Output
from tocsin.engines import Engine, EngineValues, on_signals, run_and_leave
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues
from tocsin.ports import Hop, Publish

env = os.environ.get
PREFIX = os.environ["P"]
SECURITY = {"bootstrap_servers": [os.environ["BOOT"]]}
DELAYS = [float(part) for part in env("DELAYS", "0.005,0.05,0.2,1.0").split(",")]
HOPS = int(env("HOPS", "1"))
TAIL = float(env("TAIL", "0"))  # one record in 500 takes as long
QUIET = env("QUIET")  # publishes nothing
RAISING = float(env("RAISING", "0"))  # the share of attempts that raise


def hop(number: int) -> Hop:
    """One hop; the last writes to `out`."""
    target = f"{PREFIX}out" if number == HOPS - 1 else f"{PREFIX}mid{number + 1}"

    async def handle(delivery: Delivery, publish: Publish) -> None:
        slow = TAIL and random.random() < 1 / 500
        await asyncio.sleep(TAIL if slow else random.choice(DELAYS))
        if random.random() < RAISING:
            raise ZeroDivisionError("as asked")
        if not QUIET:
            await publish(Output(topic=target, key=delivery.key, value=delivery.value))

    async def defect(delivery: Delivery, publish: Publish, error: BaseException) -> None:
        await publish(Output(topic=f"{PREFIX}dlq", key=delivery.key, value=delivery.value))

    source = f"{PREFIX}in" if number == 0 else f"{PREFIX}mid{number}"
    return Hop(stage="admission", group=f"{PREFIX}app{number}", source=source, handle=handle, defect=defect)


async def main() -> int:
    """Runs until told to stop."""
    confirm_s = float(env("CONFIRM", "60"))
    publisher = KafkaPublisher(PublisherValues(security=SECURITY, confirm_s=confirm_s))
    await publisher.start()
    values = EngineValues(
        security=SECURITY,
        session_s=float(env("SESSION", "30")),
        instance=env("INSTANCE"),
        drain_s=float(env("DRAIN", "5")),
        confirm_s=confirm_s,
        running_max=int(env("RUNNING", "200")),
        held_max=int(env("HELD", "1000")),
        datadir=env("DATADIR", ".cache/faust"),
    )
    engine = Engine(values, [hop(number) for number in range(HOPS)], publisher)
    on_signals(engine)
    ending = await engine.run()
    await publisher.stop()
    logging.getLogger("worker").warning("ended with %d: %s", ending.code, ending.why)
    return ending.code


logging.basicConfig(level=env("LOG", "INFO"), format="%(asctime)s %(process)d %(name)s %(levelname)s %(message)s")
for noisy in ("aiokafka", "faust", "mode"):
    logging.getLogger(noisy).setLevel(env("LIBLOG", "WARNING"))
run_and_leave(main())
