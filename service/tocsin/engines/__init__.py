"""Who drives the hops: Faust on a real Kafka, the retry mover, and an engine in memory.

    publisher = KafkaPublisher(PublisherValues(security=security.aiokafka(), confirm_s=60.0))
    await publisher.start()
    engine = Engine(
        EngineValues(security=security.aiokafka(), credentials=security.faust(), drain_s=25.0, instance=None),
        hops=[Hop(stage="admission", group="tocsin-admit", ...), Hop(stage="enrichment", ...)],
        publisher=publisher,
        telemetry=telemetry,
        movers=[Mover(MoverValues(security=..., group="tocsin-retry-30s", source=...), policy, publisher), ...],
        reporter=Reporter(ProgressValues(topic=..., build=..., tagger_version=...), broker, publisher, clock),
    )
    on_signals(engine)               # the first SIGTERM or SIGINT drains, the second leaves at once
    ending = await engine.run()      # an Ending: code (exits.Exit) and why; never raises for what the edge does
    await publisher.stop()
    return ending.code               # of a main that `run_and_leave` runs: no thread or task can hold the process

`engine.stop()` begins the drain from elsewhere; `engine.ready()` and `engine.alive()` answer probes, and
`engine.status()` gives for every partition what is held, the oldest unfinished offset, its age and its culprit.
`policy` of a mover is `Policy(due_ms, forward)`: both plain functions of a Delivery.

    memory = MemoryEngine(hops)      # the same hops over topics in memory
    memory.submit(Output(topic="news.url.submitted.v1", key=None, value=b"https://..."))
    await memory.run_dry()           # until nothing is left; memory.records("news.url.outcome.v1") shows what came out
    memory.redeliver("tocsin-admit") # everything of this group once more, as after a crash

How a record goes (each room is a file): `intake` takes it from Faust and guards against gaps -> `partition` files it
-> `lane` starts its handler under a deadline -> `sending` publishes for it while the `lease` holds -> `offsets` notes
it as done -> `commits` carries the watermark to the broker; `release` empties the rooms when partitions go,
and `unsaved` remembers what no commit could carry.
`innards` lists every private attribute of Faust and aiokafka that we rely on.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tocsin.engines.dueclock import DueClock, Reached
from tocsin.engines.exits import Building, Ending, Exit, leave, on_signals, run_and_leave
from tocsin.engines.memory import MemoryEngine
from tocsin.engines.mover import Mover, MoverValues, Policy
from tocsin.engines.progress import ProgressValues, Reporter
from tocsin.engines.values import EngineValues

if TYPE_CHECKING:
    from tocsin.engines.faust import Engine

__all__ = [
    "Building",
    "DueClock",
    "Ending",
    "Engine",
    "EngineValues",
    "Exit",
    "MemoryEngine",
    "Mover",
    "MoverValues",
    "Policy",
    "ProgressValues",
    "Reached",
    "Reporter",
    "leave",
    "on_signals",
    "run_and_leave",
]


def __getattr__(name: str) -> Any:
    """Gives `Engine`, and imports Faust only then: it takes a fifth of a second, and a mover can do without."""
    if name != "Engine":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("tocsin.engines.faust").Engine
