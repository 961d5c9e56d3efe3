"""The plainest signal, for tests that change what they ask about: an air attack told as a fact, of nobody on nobody."""

from tocsin.core.records.signals import Evidence, Signal

PLAIN = Signal(
    id="",
    type="ATTACK_AIR",
    polarity="escalatory",
    status="actual",
    freshness="new",
    act_at=None,
    rung=6,
    weight=-9.5,
    actors=(),
    targets=(),
    places=(),
    casualties=None,
    attribution=None,
    evidence=Evidence(field="text", text="struck", start=0, end=6),
    cue=None,
    rule="test",
)
