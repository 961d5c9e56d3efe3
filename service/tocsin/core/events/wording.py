"""Decided alerts in words and in the terms of CAP 1.2."""

from typing import Final

from tocsin.core.events.families import words_of
from tocsin.core.events.kinds import Case, Due, dead_of, injured_of
from tocsin.core.records.alerts import AlertKind, Cap, Certainty, Severity, Urgency
from tocsin.core.records.signals import Signal, SignalPlace, Status

_SEVERITIES: Final[tuple[Severity, ...]] = (
    "Minor",
    "Minor",
    "Minor",
    "Moderate",
    "Severe",
    "Severe",
    "Extreme",
    "Extreme",
)
_OUTLOOK: Final[dict[Status, tuple[Urgency, Certainty]]] = {
    "actual": ("Immediate", "Likely"),
    "ordered": ("Expected", "Likely"),
    "threatened": ("Future", "Possible"),
    "possible": ("Future", "Possible"),
    "denied": ("Past", "Unlikely"),
    "historical": ("Past", "Likely"),
}
_OBSERVED_SOURCES: Final = 2
_EVIDENCE_SHOWN: Final = 160

_STATUS_WORDS: Final = {
    "actual": "",
    "ordered": "ordered: ",
    "threatened": "threatened: ",
    "possible": "possible: ",
    "denied": "denied: ",
    "historical": "",
}
_WHY: Final[dict[AlertKind, str]] = {
    "new": "Nothing was reported between {dyad} in this place in the 72 hours before",
    "renewed": "Force is used again at a place of this thread that was quiet for 24 hours or more",
    "status-upgrade": "What was {before} is now {status}",
    "higher-rung": "The thread had reached rung {rung_before}; this is rung {rung}",
    "casualties": "The toll at this place rises to {toll}, from {toll_before}",
    "spread": "The thread reaches another place, or a third independent source reports it",
    "correction": "An act that an alert reported is denied or withdrawn",
}
_RANKS: Final = ("not reported", "possible", "threatened", "ordered", "actual")


def headline(due: Due, dyad: str, place: SignalPlace | None) -> str:
    """Gives the alert in one line: who, what, where, and of what kind it is."""
    where = f" at {place.name}" if place else ""
    what = f"{_STATUS_WORDS[due.signal.status]}{words_of(due.signal.type)}"
    return f"{dyad.replace('-', ' / ')}: {what}{where} ({due.kind.replace('-', ' ')})"


def because(due: Due, case: Case, dyad: str) -> str:
    """Gives the reason of the alert in a sentence, with the words that it rests on."""
    thread, event = case.thread, case.event
    dead, known = _toll(case)
    told = _WHY[due.kind].format(
        dyad=" and ".join(dyad.split("-")),
        status=due.signal.status,
        before=_RANKS[thread.rank if thread else 0],
        rung=due.signal.rung,
        rung_before=thread.rung if thread else 0,
        toll=dead,
        toll_before=known if event else 0,
    )
    return f"{told}: “{due.signal.evidence.text[:_EVIDENCE_SHOWN]}”."


def cap(kind: AlertKind, signal: Signal, level: int, sources: int) -> Cap:
    """Gives an alert in the terms of CAP 1.2. An act that raises one is always fresh."""
    urgency, certainty = _OUTLOOK[signal.status]
    if signal.status == "actual" and sources >= _OBSERVED_SOURCES:
        certainty = "Observed"
    return Cap(
        msg_type="Cancel" if kind == "correction" else "Alert" if kind == "new" else "Update",
        severity=_SEVERITIES[level],
        urgency=urgency,
        certainty=certainty,
    )


def _toll(case: Case) -> tuple[str, str]:
    """The figures before and after, in words; the injured where nobody has died."""
    dead, known = dead_of(case), case.event.dead if case.event else 0
    if dead or known:
        return f"{dead} dead", str(known)
    return f"{injured_of(case)} injured", str(case.event.injured if case.event else 0)
