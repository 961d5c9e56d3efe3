"""Which alert is due, if any: seven kinds, tried in the order of their weight. One alert an article and thread.

Each rule looks at one report and at the thread as it stood before. What keeps an alert quiet has a name too.
"""

from dataclasses import dataclass
from typing import Final

from tocsin.core import escalation, times
from tocsin.core.events import spots
from tocsin.core.events.families import ARMED_ACTS, class_of, rank_of
from tocsin.core.events.reports import RUNG_LEAST, Report
from tocsin.core.events.state import CLOSES_MS, EventState, ThreadState
from tocsin.core.records.alerts import AlertKind, QuietReason
from tocsin.core.records.article import Article
from tocsin.core.records.signals import Casualties, Count, Signal

# A place at which force is used or ordered; threats and shows of force make no new front.
NEW_PLACE_RUNG: Final = 4
# Force at a place that was quiet for so long is told again.
QUIET_MS: Final = 24 * times.HOUR_MS
# A toll is told again from two more dead on, or a fifth more.
TOLL_STEP: Final = 2
TOLL_SHARE: Final = 0.2
# Three publishers that do not copy one another.
SOURCES_CONFIRM: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A report before its thread. `event` is the event that it speaks of, None when it speaks of a new one.

    `moment_ms` is the article's event time, `day` the day of the act, `dated` whether the text itself gives it;
    `leads` is true of the article's gravest report, `is_known` of an act that a closed thread remembers.
    """

    article: Article
    report: Report
    thread: ThreadState | None
    event: EventState | None
    moment_ms: int
    day: str
    dated: bool
    sources: int = 0
    leads: bool = True
    is_stale: bool = False
    is_known: bool = False

    @property
    def level(self) -> int:
        """The level of its best signal."""
        return escalation.level_of(self.report.best) if self.report.best else 0


@dataclass(frozen=True, slots=True)
class Due:
    """An alert of this kind is due, on the word of this signal; a correction names the event that it takes back."""

    kind: AlertKind
    signal: Signal
    corrects: EventState | None = None


def due(case: Case) -> Due | QuietReason:
    """Gives the alert that is due, or why none is."""
    if case.is_stale:
        return "late"
    corrected = _correction(case)
    if corrected is not None:
        return corrected
    best = case.report.best
    if best is None:
        return "denied-never-alerted" if case.report.denials else "late"
    if case.level < RUNG_LEAST:
        return "possible-only" if best.status == "possible" else "below-level"
    if case.thread is None:
        return _opening(case, best)
    if case.article.near_duplicate_of is not None and case.article.family_id in case.thread.families():
        # Copies are retold under other headlines, so only a figure in them is believed to be new.
        return Due("casualties", best) if _toll_rises(case) else "copy"
    if case.article.mode == "live" and not case.thread.heard_live:
        return Due("new", best)
    kind = _kind(case, case.thread, best)
    return "repeat" if kind is None else Due(kind, best)


def _opening(case: Case, best: Signal) -> Due | QuietReason:
    """A thread is opened by two sides that the report names, or that the article's gravest report lets infer."""
    footing = case.report.footing
    if case.report.dyad is None or footing == "joined" or (footing == "inferred" and not case.leads):
        return "one-side-only"
    return "background" if case.is_known else Due("new", best)


def _kind(case: Case, thread: ThreadState, best: Signal) -> AlertKind | None:
    rules: tuple[tuple[AlertKind, bool], ...] = (
        ("new", breaks_truce(case) or (_at_new_place(case, best) and not _is_near(case, thread))),
        ("renewed", _renewed(case, best)),
        ("status-upgrade", rank_of(best.status) > thread.rank),
        ("higher-rung", _is_done(best) and best.rung > thread.rung),
        ("casualties", _toll_rises(case)),
        ("spread", _spreads(case, thread, best)),
    )
    return next((kind for kind, holds in rules if holds), None)


def breaks_truce(case: Case) -> bool:
    """Force used after a truce, by the text's own date: a round-up of older acts breaks none."""
    truce_ms, best = case.thread.truce_ms if case.thread else None, case.report.best
    if truce_ms is None or best is None or not case.dated or not _is_force(best):
        return False
    return case.moment_ms > truce_ms and case.day > times.text_of(truce_ms)[:10]


def dead_of(case: Case) -> int:
    """The dead that the report tells of, at the place of its event."""
    return _told(case, "dead")


def injured_of(case: Case) -> int:
    """The same for the injured."""
    return _told(case, "injured")


def _correction(case: Case) -> Due | None:
    """A denial, not by the accused, of what this thread alerted within 72 h; and nothing else is told as done."""
    if case.thread is None:
        return None
    for denial in case.report.denials:
        if any(_is_done(other) and class_of(other.type) == class_of(denial.type) for other in case.report.signals):
            continue
        if denial.attribution and denial.attribution.code in {actor.code for actor in denial.actors}:
            continue
        for event in reversed(case.thread.standing):
            if _was_alerted(event, case.moment_ms) and _is_denied(event, denial):
                return Due("correction", denial, event)
    return None


def _was_alerted(event: EventState, moment_ms: int) -> bool:
    return event.alerted_ms is not None and moment_ms - event.alerted_ms < CLOSES_MS


def _is_denied(event: EventState, denial: Signal) -> bool:
    if class_of(event.record.type) != class_of(denial.type):
        return False
    places = [place for place in spots.scenes(denial) if spots.is_precise(place)]
    return event.place is None or not places or any(spots.named_alike(event.place, place) for place in places)


def _at_new_place(case: Case, best: Signal) -> bool:
    return case.event is None and case.report.place is not None and _is_done(best) and best.rung >= NEW_PLACE_RUNG


def _is_near(case: Case, thread: ThreadState) -> bool:
    """Whether the place is within reach of one that the thread knows: the same fight, one village on."""
    place = case.report.place
    known = [event.place for event in thread.standing if event.place is not None]
    return place is not None and any(spots.same(one, place) for one in known)


def _renewed(case: Case, best: Signal) -> bool:
    if case.event is None or not case.dated or not _is_force(best):
        return False
    return case.day > case.event.act_day and case.moment_ms - case.event.act_ms >= QUIET_MS


def _toll_rises(case: Case) -> bool:
    """A lower figure that comes late raises nothing; the injured count where nobody has died."""
    if case.event is None:
        return False
    dead, injured = dead_of(case), injured_of(case)
    if dead or case.event.dead:
        return _is_more(dead, case.event.dead)
    return _is_more(injured, case.event.injured)


def _is_more(told: int, known: int) -> bool:
    return told > known and (told >= known + TOLL_STEP or told >= known * (1 + TOLL_SHARE))


def _spreads(case: Case, thread: ThreadState, best: Signal) -> bool:
    """A headline names another place nearby; or, once a thread, a third source reports what one or two did."""
    if _at_new_place(case, best):
        return True
    confirmed = case.event is not None and case.sources >= SOURCES_CONFIRM
    return confirmed and not thread.has_spread and _is_force(best)


def _is_done(signal: Signal) -> bool:
    return signal.status in {"actual", "ordered"} and signal.freshness == "new"


def _is_force(signal: Signal) -> bool:
    return signal.status == "actual" and signal.freshness == "new" and class_of(signal.type) in ARMED_ACTS


def _told(case: Case, what: str) -> int:
    figures = [
        figure(signal.casualties, what)
        for signal in case.report.signals
        if signal.status == "actual" and signal.freshness == "new" and not _is_elsewhere(signal, case)
    ]
    return max(figures, default=0)


def _is_elsewhere(signal: Signal, case: Case) -> bool:
    """Whether a signal speaks of the toll at another event of the thread; a ministry's seat is no such place."""
    places = spots.scenes(signal)
    here = case.event.place if case.event else case.report.place
    if here is None or any(spots.same(here, place) for place in places):
        return False
    others = [event.place for event in (case.thread.standing if case.thread else ()) if event.place is not None]
    return any(spots.named_alike(other, place) for other in others for place in places)


def figure(casualties: Casualties | None, what: str) -> int:
    """Gives the best figure for the dead or the injured, else its lower bound; 0 where the text gives none."""
    count: Count | None = getattr(casualties, what, None)
    return 0 if count is None else count.best or count.low or 0
