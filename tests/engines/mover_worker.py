"""A retry mover as a process, for the tests of its punctuality: P + later -> after DELAY seconds -> P + main."""

import logging
import os

from tocsin.core.records.delivery import Delivery, Output
from tocsin.engines import EngineValues, Mover, MoverValues, Policy, on_signals, run_and_leave
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues

PREFIX = os.environ["P"]
SECURITY = {"bootstrap_servers": [os.environ["BOOT"]]}
DELAY_MS = float(os.environ["DELAY"]) * 1000


def forward(delivery: Delivery) -> Output:
    """Sends the record on, with the moment at which it came."""
    came = str(delivery.timestamp_ms).encode()
    value = (delivery.value or b"") + b" " + came
    return Output(topic=f"{PREFIX}main", key=delivery.key, value=value, headers=delivery.headers)


def due_ms(delivery: Delivery) -> int:
    """Says when a record is due."""
    return round(delivery.timestamp_ms + DELAY_MS)


def behind_ms(delivery: Delivery) -> int:
    """Says how much later it is wanted."""
    return int(delivery.header("behind") or b"0")


async def main() -> int:
    """Runs until told to stop."""
    publisher = KafkaPublisher(PublisherValues(security=SECURITY))
    await publisher.start()
    values = MoverValues(
        security=SECURITY, group=f"{PREFIX}retry", source=f"{PREFIX}later", instance=os.environ.get("INSTANCE")
    )
    mover = Mover(values, Policy(due_ms, forward, behind_ms), publisher)
    mover.begin()
    await mover.joined.wait()
    # As a worker does it: Faust is imported once the mover has joined.
    from tocsin.engines import Engine

    engine = Engine(EngineValues(security=SECURITY), [], publisher, movers=[mover])
    on_signals(engine)
    ending = await engine.run()
    await publisher.stop()
    return ending.code


logging.basicConfig(level="INFO", format="%(asctime)s %(process)d %(name)s %(levelname)s %(message)s")
run_and_leave(main())
