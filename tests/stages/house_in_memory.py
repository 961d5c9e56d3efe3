"""The whole house in memory: the real stages over an engine, a store and a web that are lists.

Every record that leaves is validated against the committed schemas.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from submissions import written

from tocsin.core.outcomes import Dead, Parked, Rejected, Retry
from tocsin.core.records.delivery import Delivery, Output
from tocsin.core.records.page import Fetched, HttpFacts, Parsed, ParseJob
from tocsin.core.topics import TopicNames
from tocsin.engines.memory import MemoryEngine
from tocsin.engines.mover import Policy
from tocsin.parsing.job import run
from tocsin.ports import Hop, NotModified, Validators
from tocsin.stages.admission import Admission
from tocsin.stages.ending import Endings
from tocsin.stages.enrichment import Enrichment, Rooms
from tocsin.stages.retrying import Retrying
from tocsin.stores import open_memory
from tocsin.telemetry import Telemetry

SCHEMAS = Path(__file__).parents[2] / "schemas"
TOPICS = TopicNames()
SCHEMA_OF = {
    TOPICS.admitted: "url.admitted.v1",
    TOPICS.enriched: "article.enriched.v1",
    TOPICS.signals: "internal.signals.v1",
    TOPICS.outcome: "url.outcome.v1",
    **dict.fromkeys(TOPICS.retries, "url.admitted.v1"),
}
VALIDATORS = {
    topic: Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_bytes()))
    for topic, name in SCHEMA_OF.items()
}
Answer = Fetched | NotModified | Rejected | Dead | Retry | Parked
NOW_MS = 1_772_366_400_000  # 2026-03-01T12:00:00Z, a Sunday
HOUR_MS = 3_600_000


def page(
    story: str = "Forces of A shelled a town.", *, url: str = "https://news.example/a", etag: str | None = None
) -> Fetched:
    """A plain article as a page."""
    body = f"""<!DOCTYPE html><html lang="en"><head><title>{story}</title>
    <meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-01T10:00:00Z">
    </head><body><article><h1>{story}</h1><p>{story}</p>
    <p>Officials in the capital said on Sunday that more details would follow in the evening, once the roads to the
    valley had been cleared and the telephone lines were working again for those who live there.</p>
    <p>Residents described a quiet morning before the noise began and said that they had gone to the cellars, where
    they stayed until noon, when the fire brigade came to look for those who had been left outside.</p>
    </article></body></html>"""
    return Fetched(
        body=body.encode(),
        final_url=url,
        http=HttpFacts(
            status=200,
            content_type="text/html; charset=utf-8",
            bytes_wire=len(body),
            bytes_body=len(body),
            etag=etag,
            last_modified=None,
        ),
        robots="allowed",
    )


@dataclass
class ScriptedWeb:
    """Gives the scripted answers for a URL, one a fetch, the last one for ever after."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, Validators | None]] = field(default_factory=list)

    async def fetch(self, url: str, validators: Validators | None = None) -> Answer:
        self.asked.append((url, validators))
        await asyncio.sleep(0)  # as a real one: others go on meanwhile
        script = self.answers.get(url, [Rejected("http_404", None, 404)])
        return script.pop(0) if len(script) > 1 else script[0]


class InlineParser:
    """The pool's own job, in this process: the pages here are ours."""

    def __init__(self) -> None:
        self.instead: Callable[[ParseJob], Parsed | Rejected | Dead] | None = None

    async def parse(self, job: ParseJob) -> Parsed | Rejected | Dead:
        return self.instead(job) if self.instead else run(job)


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.ms = NOW_MS

    def now_ms(self) -> int:
        return self.ms

    def steady_s(self) -> float:
        return self.ms / 1000


class House:
    """The stages, wired to memory."""

    def __init__(self, revisit_s: float | None = None) -> None:
        self.web, self.parser, self.clock = ScriptedWeb(), InlineParser(), SetClock()
        self.memory = open_memory("memory://")
        telemetry = Telemetry()

        def endings(stage: Any) -> Endings:
            return Endings(
                stage,
                memory_verdicts=self.memory,
                memory_claims=self.memory,
                clock=self.clock,
                topics=TOPICS,
                telemetry=telemetry,
            )

        admission = Admission(endings("admission"), allow=(), topics=TOPICS, clock=self.clock)
        enrichment = Enrichment(
            endings("enrichment"),
            Rooms(web=self.web, parser=self.parser, memory=self.memory, clock=self.clock),
            topics=TOPICS,
            delays_s=(30.0, 300.0, 3600.0),
            revisit_s=revisit_s,
        )
        hops = [
            Hop(
                stage="admission",
                group="tocsin-admit",
                source=TOPICS.submitted,
                handle=admission.handle,
                defect=admission.defect,
            ),
            Hop(
                stage="enrichment",
                group="tocsin-enrich",
                source=TOPICS.admitted,
                handle=enrichment.handle,
                defect=enrichment.defect,
            ),
        ]
        movers = []
        for delay, source in zip((30, 300, 3600), TOPICS.retries, strict=True):
            retrying = Retrying(delay, TOPICS)
            movers.append((source, Policy(due_ms=retrying.due_ms, forward=self._later(retrying))))
        self.engine = MemoryEngine(hops, movers=movers, now_ms=self.clock.now_ms)

    def _later(self, retrying: Retrying) -> Callable[[Delivery], Output]:
        """Moves the clock to when the record is due, as waiting would."""

        def forward(delivery: Delivery) -> Output:
            self.clock.ms = max(self.clock.ms, retrying.due_ms(delivery))
            return retrying.forward(delivery)

        return forward

    def submit(self, value: bytes | str | dict[str, Any] | None, **headers: str) -> None:
        """Submits a value; a dict is JSON."""
        named = tuple((name.replace("__", "-"), text.encode()) for name, text in headers.items())
        self.engine.submit(Output(topic=TOPICS.submitted, key=b"k", value=written(value), headers=named))

    async def settle(self) -> None:
        """Runs until nothing is left, then validates all that came out."""
        await self.engine.run_dry()
        for topic, validator in VALIDATORS.items():
            for delivery in self.engine.records(topic):
                validator.validate(json.loads(delivery.value or b""))

    def outcomes(self) -> list[dict[str, Any]]:
        """Gives the outcomes, oldest first."""
        return [json.loads(delivery.value or b"") for delivery in self.engine.records(TOPICS.outcome)]

    def articles(self) -> list[dict[str, Any]]:
        """Gives the enriched articles, oldest first."""
        return [json.loads(delivery.value or b"") for delivery in self.engine.records(TOPICS.enriched)]

    async def outcome_of(self, value: bytes | str | dict[str, Any] | None, **headers: str) -> dict[str, Any]:
        """Submits one value and gives its outcome."""
        before = len(self.outcomes())
        self.submit(value, **headers)
        await self.settle()
        (found,) = self.outcomes()[before:]
        return found
