"""Where title and text name different adversaries.

It is said, and never repaired: a machine's translation may have taken Iran for Iraq, or the editor may know better
than the writer.
"""

from collections.abc import Sequence

from tocsin.core.records.signals import Actor, Signal


def between(title: str | None, text: str, signals: Sequence[Signal]) -> tuple[str, str] | None:
    """The name that only the title has for an adversary and the one that the text has in its place, or None."""
    del title, text
    titled = _states(signal for signal in signals if signal.evidence.field == "title")
    told = _states(signal for signal in signals if signal.evidence.field == "text")
    only_title = [party for party in titled.values() if party.code not in told]
    only_text = [party for party in told.values() if party.code not in titled]
    if len(only_title) == 1 and only_text and titled.keys() & told.keys():
        return only_title[0].name, only_text[0].name
    return None


def _states(signals: object) -> dict[str, Actor]:
    found: dict[str, Actor] = {}
    for signal in signals:  # type: ignore[attr-defined]  # first version
        for party in (*signal.actors, *signal.targets):
            if party.code and party.kind == "state":
                found.setdefault(party.code, party)
    return found
