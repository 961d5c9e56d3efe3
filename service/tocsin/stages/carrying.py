"""An admitted record on its way: to enrichment, to a retry topic and back.

The value says all; the headers repeat what an operator looks for.
"""

from tocsin.core import articles, codec, times
from tocsin.core.records.delivery import Headers, Output
from tocsin.core.records.submission import Admitted

# On what must wait longer than its tier makes it wait: its `not_before` is looked at again.
LONGER = "tocsin-longer"
# How many milliseconds later than its tier's delay a parked record's turn comes.
BEHIND = "tocsin-behind"


def output(
    topic: str, admitted: Admitted, stage: str, recorded: str, *, longer: bool = False, behind_s: float = 0.0
) -> Output:
    """Gives the record for `topic`, keyed by host; `recorded` is the wall clock."""
    envelope = admitted.envelope
    event = articles.event_time(admitted.hints.published_at, "second", envelope.submitted_at)
    headers = codec.CloudEvent(
        id=envelope.submission_id,
        stage=stage,
        schema=codec.SCHEMA_NAMES[Admitted],
        subject=envelope.submission_id,
        time=event,
        recorded=recorded,
        mode=articles.mode_of(envelope.mode, event, envelope.submitted_at),
        traceparent=envelope.traceparent,
    ).headers()
    return Output(
        topic=topic,
        key=admitted.host.encode(),
        value=codec.dump(admitted),
        headers=(*headers, *_trail(admitted), *_waiting(longer=longer, behind_s=behind_s)),
    )


def _waiting(*, longer: bool, behind_s: float) -> Headers:
    behind = str(round(behind_s * times.SECOND_MS)).encode()
    return (*(((LONGER, b"1"),) if longer else ()), *(((BEHIND, behind),) if behind_s else ()))


def _trail(admitted: Admitted) -> Headers:
    first = admitted.first_failure
    named = {
        "tocsin-submission": admitted.envelope.submission_id,
        "tocsin-round": str(admitted.envelope.round),
        "tocsin-attempt": str(admitted.attempts),
        "tocsin-not-before": admitted.not_before,
        "tocsin-first-failure": first.at if first else None,
        "tocsin-reason": first.reason if first else None,
    }
    return tuple((name, text.encode()) for name, text in named.items() if text is not None)
