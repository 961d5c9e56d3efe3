"""An article -> its reports: the signals that speak of one pair of adversaries and one family of acts.

A signal often names one side only ("Azerbaijani forces seize Tegh"). The other side is found, in this order: in the
article's other signals, in an open thread of that actor with a shared place, in the country of the place. An act on an
armed group on a state's soil is an act against the group, not against its host.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tocsin.core import escalation
from tocsin.core.events import spots
from tocsin.core.events.book import Book
from tocsin.core.events.families import class_of, family_of, rank_of
from tocsin.core.events.state import EventState
from tocsin.core.records.alerts import Family
from tocsin.core.records.article import Article
from tocsin.core.records.signals import Actor, Signal, SignalPlace

# Rungs of the taxonomy from which on alerting decides (records: "Mention").
RUNG_LEAST = 3

Footing = Literal["joined", "inferred", "named"]
_FOOTINGS: tuple[Footing, ...] = ("joined", "inferred", "named")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one article says of one dyad and family. `dyad` is None where a side could not be named.

    `footing` says how well both sides are named, at best: by the words of one signal (`named`), by the article or the
    place (`inferred`), or by an open thread alone (`joined`: it may add to that thread and open none).
    """

    dyad: str | None
    family: Family
    signals: tuple[Signal, ...]
    footing: Footing
    title: str | None
    # The fresh signal that weighs most: by level, status, then the best told; None where nothing is new.
    best: Signal | None
    # Where it happened, by the votes of the fresh signals, else of the denials.
    place: SignalPlace | None
    # The one side or none that is known where there is no dyad.
    sides: tuple[str, ...] = ()

    @property
    def denials(self) -> tuple[Signal, ...]:
        """What the article says did not happen."""
        return tuple(signal for signal in self.signals if signal.status == "denied")


def reports(article: Article, book: Book, moment_ms: int) -> tuple[Report, ...]:
    """Gives the reports of an article, the gravest first. `moment_ms` is the article's event time."""
    told = [signal for signal in article.signals if is_told(signal)]
    sides = _Sides(article, told, book, moment_ms)
    grouped: dict[tuple[str | None, Family], list[tuple[Signal, Footing]]] = {}
    for signal in told:
        dyad, footing = sides.of(signal, family_of(signal.type))
        grouped.setdefault((dyad, family_of(signal.type)), []).append((signal, footing))
    made = [_report(dyad, family, pairs, article.title) for (dyad, family), pairs in grouped.items()]
    return tuple(sorted(made, key=_gravity, reverse=True))


def _report(dyad: str | None, family: Family, told: Sequence[tuple[Signal, Footing]], title: str | None) -> Report:
    signals = tuple(signal for signal, _ in told)
    fresh = [signal for signal in signals if signal.freshness == "new" and signal.status != "denied"]
    denied = [signal for signal in signals if signal.status == "denied"]
    return Report(
        dyad=dyad,
        family=family,
        signals=signals,
        footing=max((footing for _, footing in told), key=_FOOTINGS.index),
        title=title,
        best=max(fresh, key=_weight, default=None),
        place=_scene(fresh or denied or signals, dyad, title),
        sides=() if dyad else tuple(sorted({code for signal in signals for code in codes_of(signal)})),
    )


def truces(article: Article, book: Book, moment_ms: int) -> tuple[str, ...]:
    """Gives the dyads between whom the article reports a truce: agreed and fresh, not called for or broken off."""
    agreed = [s for s in article.signals if (s.type, s.status, s.freshness) == ("CEASEFIRE", "actual", "new")]
    sides = _Sides(article, article.signals, book, moment_ms)
    found = (sides.of(signal, "FORCE")[0] for signal in agreed)
    return tuple(dict.fromkeys(dyad for dyad in found if dyad is not None))


def is_told(signal: Signal) -> bool:
    """Whether alerting decides on a signal: fresh by the text's own words, and of rung 3 or more."""
    fresh = signal.freshness != "background" and signal.status != "historical"
    return fresh and signal.polarity == "escalatory" and signal.rung >= RUNG_LEAST


def codes_of(signal: Signal) -> list[str]:
    """The codes of a signal's parties, actors first; the UN and its like are nobody's adversary."""
    parties = (*signal.actors, *signal.targets)
    return list(dict.fromkeys(party.code for party in parties if party.code and party.kind != "igo"))


class _Sides:
    """Finds the two sides of each signal of one article."""

    def __init__(self, article: Article, told: Sequence[Signal], book: Book, moment_ms: int) -> None:
        self._book, self._moment_ms, self._title = book, moment_ms, article.title
        # Those who urge restraint together are no pair of adversaries, and no act is theirs.
        self._dyads = escalation.dyads([signal for signal in told if signal.polarity == "escalatory"])
        parties: list[Actor] = [party for signal in article.signals for party in (*signal.actors, *signal.targets)]
        self._groups = frozenset(party.code for party in parties if party.code and party.kind == "group")
        self._codes = tuple(dict.fromkeys(code for signal in told for code in codes_of(signal)))

    def of(self, signal: Signal, family: Family) -> tuple[str | None, Footing]:
        """Gives the dyad of a signal or None, and how well it is founded."""
        explicit = escalation.dyads((signal,))
        if explicit:
            known = [dyad for dyad in explicit if self._book.open_of(dyad, family, self._moment_ms)]
            return self._not_the_host(known[0] if known else explicit[0], signal, family), "named"
        codes = codes_of(signal)
        return self._completed(codes, signal, family) if codes else self._unnamed(signal, family)

    def _completed(self, codes: list[str], signal: Signal, family: Family) -> tuple[str | None, Footing]:
        for code in codes:
            told = [dyad for dyad in self._dyads if code in dyad.split("-")]
            if told:
                return self._not_the_host(told[0], signal, family), "inferred"
        if len(codes) == 2 and self._book.open_of(_dyad(*codes), family, self._moment_ms):  # noqa: PLR2004 - two sides
            return _dyad(*codes), "joined"
        for code in codes:
            joined = self._joined(code, signal, family)
            if joined is not None:
                return joined, "joined"
        others = [code for code in self._codes if code not in codes]
        other = self._host(codes, signal, family) or (others[0] if len(others) == 1 else None)
        return (_dyad(codes[0], other) if other else None), "inferred"

    def _unnamed(self, signal: Signal, family: Family) -> tuple[str | None, Footing]:
        if len(self._dyads) == 1:
            return self._dyads[0], "inferred"
        places = [place for place in spots.scenes(signal) if spots.is_precise(place)]
        for state in self._book.open_at(self._moment_ms, family):
            if any(_knows(state.events, place) for place in places):
                return state.dyad, "joined"
        return None, "inferred"

    def _joined(self, code: str, signal: Signal, family: Family) -> str | None:
        """The open thread of an actor with a shared place; where no place is named, its only open thread."""
        threads = [state for state in self._book.open_at(self._moment_ms, family) if code in state.dyad.split("-")]
        places = spots.scenes(signal)
        for state in threads:
            if any(_knows(state.events, place) for place in places):
                return state.dyad
        return threads[0].dyad if len(threads) == 1 and not places else None

    def _host(self, codes: list[str], signal: Signal, family: Family) -> str | None:
        """The country in which force is used or threatened; to deploy somewhere is often to help."""
        if class_of(signal.type) == "readiness" or len(codes) > 1:
            return None
        place = _scene([signal], codes[0], self._title)
        country = place.country if place else None
        if place is None or country is None or country == codes[0] or self._is_anothers(place, family):
            return None
        groups = [group for group in self._groups if group != codes[0]]
        return groups[0] if len(groups) == 1 else country

    def _is_anothers(self, place: SignalPlace, family: Family) -> bool:
        """A round-up that names an actor beside another conflict's place does not make them one."""
        threads = self._book.open_at(self._moment_ms, family)
        return spots.is_precise(place) and any(_knows(state.events, place) for state in threads)

    def _not_the_host(self, dyad: str, signal: Signal, family: Family) -> str:
        """Puts the armed group in place of the state on whose soil it is fought."""
        one, other = dyad.split("-")
        hosts = {place.country for place in spots.scenes(signal)}
        for actor, host in ((one, other), (other, one)):
            if host in hosts and actor not in hosts and not {actor, host} & self._groups:
                groups = [group for group in sorted(self._groups) if _dyad(actor, group) in self._dyads]
                fought = self._fought(actor, host, signal, family)
                if groups or fought:
                    return _dyad(actor, groups[0]) if groups else fought[0]
        return dyad

    def _fought(self, actor: str, host: str, signal: Signal, family: Family) -> list[str]:
        """The open threads of an actor with another than the host, at a place of this signal."""
        return [
            state.dyad
            for state in self._book.open_at(self._moment_ms, family)
            if actor in state.dyad.split("-")
            and host not in state.dyad.split("-")
            and any(_knows(state.events, place) for place in spots.scenes(signal))
        ]


def _knows(events: Iterable[EventState], place: SignalPlace) -> bool:
    return any(event.place is not None and spots.same(event.place, place) for event in events)


def _scene(signals: Sequence[Signal], dyad: str | None, title: str | None) -> SignalPlace | None:
    """Where an act of the best actor happened: force falls on the other side's soil, forces gather on their own."""
    best = max(signals, key=_weight, default=None)
    if best is None or class_of(best.type) == "readiness":
        return spots.scene_of(signals, None, frozenset(), title)
    own = next((actor.code for actor in best.actors if actor.code), None)
    others = frozenset((dyad or "").split("-")) - {own, ""}
    return spots.scene_of(signals, own, others, title)


def _weight(signal: Signal) -> tuple[int, int, int, int, int]:
    place = any(spots.is_precise(place) for place in spots.scenes(signal))
    return (
        escalation.level_of(signal),
        rank_of(signal.status),
        signal.rung,
        len(codes_of(signal)) + place,
        -signal.evidence.start,
    )


def _gravity(report: Report) -> tuple[int, float]:
    levels = [escalation.level_of(signal) for signal in report.signals]
    return max(levels, default=0), sum(escalation.contribution(signal) for signal in report.signals)


def _dyad(one: str, other: str) -> str:
    return "-".join(sorted((one, other)))
