"""One article before the book of threads: what is said of it, and what the threads are afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tocsin.core import times
from tocsin.core.events import spots
from tocsin.core.events.book import Book
from tocsin.core.events.families import ARMED_ACTS, class_of
from tocsin.core.events.kinds import Case, Due, breaks_truce, due, figure
from tocsin.core.events.reports import Report, reports, truces
from tocsin.core.events.sources import independent, with_source
from tocsin.core.events.state import (
    CLOSES_MS,
    COUNTED_MAX,
    DECIDED_MAX,
    EVENTS_MAX,
    EVENTS_WHOLE,
    MENTIONS_KEPT_MAX,
    SOURCES_KEPT,
    Applied,
    Decided,
    Decision,
    EventState,
    ThreadState,
)
from tocsin.core.events.telling import alert_of, event_after, keys_of, mentions_of, opened
from tocsin.core.records.alerts import Alert, Event, Mention, QuietReason
from tocsin.core.records.article import Article
from tocsin.core.records.signals import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What one report led to."""

    mentions: tuple[Mention, ...]
    alert: Alert | None = None
    event: Event | None = None
    thread: ThreadState | None = None


def decide(article: Article, book: Book, at: Applied) -> Decision:
    """Decides on one article. `at` is its place on the signals topic.

    An article that was decided on before is told again as it was; the book is not changed here.
    """
    counted = book.that_counted(article.id, article.revision)
    if counted:
        return _again(article, counted)
    if book.has_applied(at):
        return Decision()
    moment_ms = _ms(article.event_time)
    told: list[_Told] = []
    before: list[Report] = []
    for report in reports(article, book, moment_ms):
        alerted = {"-".join(one.alert.dyad) for one in told if one.alert is not None}
        # What names nobody tells of no pair, so it takes the lead from none.
        leads = not any(one.dyad for one in before)
        told.append(_told(_case(article, report, book, moment_ms, leads=leads), alerted, at))
        before.append(report)
    threads = {one.thread.thread_key: one.thread for one in told if one.thread is not None}
    threads |= {state.thread_key: state for state in _truces(article, book, told, moment_ms, at)}
    silent = [_silenced(state, at) for state in book.silent_at(max(moment_ms, book.latest_ms))]
    silent = [state for state in silent if state.thread_key not in threads]
    closed = tuple(event.record for state in silent for event in state.events if event.record.state == "closed")
    return Decision(
        alerts=tuple(one.alert for one in told if one.alert is not None),
        mentions=tuple(mention for one in told for mention in one.mentions),
        events=(*(one.event for one in told if one.event is not None), *closed),
        threads=_bound((*_noted(threads, told, article), *silent)),
        forgotten=tuple(book.outdated_at(moment_ms)),
    )


def _again(article: Article, counted: list[ThreadState]) -> Decision:
    """What was decided, from the threads' own records. Those are written again too: one may have been cut off."""
    decided = [
        one
        for state in counted
        for one in state.decided
        if (one.article_id, one.revision) == (article.id, article.revision)
    ]
    alerts = tuple(alert for one in decided for alert in one.alerts)
    mentions = tuple(mention for one in decided for mention in one.mentions)
    touched = {mention.event_key for mention in mentions} | {alert.event_key for alert in alerts}
    events = tuple(event.record for state in counted for event in state.events if event.record.event_key in touched)
    return Decision(alerts=alerts, mentions=mentions, events=events, threads=tuple(counted))


def _case(article: Article, report: Report, book: Book, moment_ms: int, *, leads: bool) -> Case:
    thread = book.open_of(report.dyad, report.family, moment_ms) if report.dyad else None
    day, dated = _day_of(report, article)
    event = _event_of(thread, report, day)
    sources = independent(with_source(event.confirmed if event else (), article))
    case = Case(
        article=article,
        report=report,
        thread=thread,
        event=event,
        moment_ms=moment_ms,
        day=day,
        dated=dated,
        sources=sources,
        leads=leads,
        is_stale=_ms(article.submitted_at) - moment_ms > CLOSES_MS,
        is_known=thread is None and _is_known(report, day, dated, book),
    )
    # What follows a truce is an event of its own, also at a place that was in it.
    return replace(case, event=None, sources=1) if breaks_truce(case) else case


def _told(case: Case, alerted: set[str], at: Applied) -> _Told:
    verdict = due(case)
    if isinstance(verdict, Due) and case.report.dyad in alerted:
        # One alert an article and pair of adversaries: the gravest. The other family's thread is kept all the same.
        verdict = "repeat"
    if not _adds(case, verdict):
        return _Told(mentions=mentions_of(case, verdict, keys_of(case), None))
    case, thread = _in_thread(case, verdict, at)
    event = event_after(case, verdict, thread)
    alert = alert_of(case, verdict, thread, event) if isinstance(verdict, Due) else None
    if alert is not None:
        event = replace(
            event,
            alerted_ms=case.moment_ms,
            record=replace(event.record, alert_ids=(*event.record.alert_ids, alert.id)),
        )
    mentions = mentions_of(case, verdict, (event.record.event_key, thread.thread_key), alert)
    return _Told(mentions=mentions, alert=alert, event=event.record, thread=_after(thread, event, alert, case, verdict))


def _adds(case: Case, verdict: Due | QuietReason) -> bool:
    """Whether the report becomes part of a thread: an alert does, a repeat and a copy do, and an act told late.

    What was told late opens no thread that could keep a live report quiet; it is kept as an act.
    """
    if isinstance(verdict, Due) or verdict in {"repeat", "copy"}:
        return True
    told_late = verdict == "late" and case.is_stale and case.report.best is not None
    return told_late and case.report.dyad is not None and case.report.footing == "named" and _is_act(case.report)


def _is_act(report: Report) -> bool:
    return report.best is not None and report.best.status == "actual" and class_of(report.best.type) in ARMED_ACTS


def _in_thread(case: Case, verdict: Due | QuietReason, at: Applied) -> tuple[Case, ThreadState]:
    """Gives the thread that the report goes into: the open one, in its next episode where one begins, or a new one."""
    if case.thread is None:
        return case, opened(case, at)
    thread = replace(case.thread, applied=at)
    if isinstance(verdict, Due) and breaks_truce(case):
        over = tuple(replace(event, is_over=True) for event in thread.events)
        thread = replace(thread, events=over, episode=thread.episode + 1, truce_ms=None, has_spread=False)
    if isinstance(verdict, Due) and verdict.corrects is not None:
        case = replace(case, event=verdict.corrects)
        thread = replace(thread, episode=thread.episode + 1)
    return case, thread


def _after(
    thread: ThreadState, event: EventState, alert: Alert | None, case: Case, verdict: Due | QuietReason
) -> ThreadState:
    others = tuple(one for one in thread.events if one.record.event_key != event.record.event_key)
    own = (case.article.id, case.article.revision)
    earlier = tuple(one for one in thread.counted if one[0] != case.article.id)
    return replace(
        thread,
        last_ms=max(thread.last_ms, case.moment_ms),
        first_ms=min(thread.first_ms, case.moment_ms),
        seq=alert.seq if alert else thread.seq,
        previous=alert.id if alert else thread.previous,
        has_spread=thread.has_spread or (isinstance(verdict, Due) and verdict.kind == "spread"),
        heard_live=thread.heard_live or (case.article.mode == "live" and not case.is_stale),
        closed=case.is_stale and thread.seq == 0,
        events=_newest((*others, event)),
        counted=(*earlier, own)[-COUNTED_MAX:],
    )


def _noted(threads: dict[str, ThreadState], told: list[_Told], article: Article) -> tuple[ThreadState, ...]:
    """Notes in the first thread all that was decided on the article, so that it can be said again whole."""
    by_key = dict(sorted(threads.items()))
    counting = [key for key, state in by_key.items() if state.revision_of(article.id) == article.revision]
    if counting:
        state = by_key[counting[0]]
        decided = Decided(
            article_id=article.id,
            revision=article.revision,
            alerts=tuple(one.alert for one in told if one.alert is not None),
            mentions=tuple(mention for one in told for mention in one.mentions),
        )
        by_key[counting[0]] = replace(state, decided=_kept((*state.decided, decided)))
    return tuple(by_key.values())


def _truces(article: Article, book: Book, told: list[_Told], moment_ms: int, at: Applied) -> Iterable[ThreadState]:
    """The open threads between whose sides the article reports a truce. One that it reports as broken is none."""
    alerted = {one.alert.thread_key for one in told if one.alert is not None}
    touched = {one.thread.thread_key: one.thread for one in told if one.thread is not None}
    for dyad in truces(article, book, moment_ms):
        known = book.open_of(dyad, "FORCE", moment_ms)
        if known is not None and known.truce_ms is None and known.thread_key not in alerted:
            yield replace(touched.get(known.thread_key, known), truce_ms=moment_ms, applied=at)


def _silenced(state: ThreadState, at: Applied) -> ThreadState:
    """A thread that fell silent: its events are closed, and of its articles none need be known any more."""
    events = tuple(
        event
        if event.record.state == "corrected"
        else replace(event, record=replace(event.record, state="closed", revision=event.record.revision + 1))
        for event in state.events
    )
    return replace(state, closed=True, events=events, decided=(), applied=at)


def _bound(states: tuple[ThreadState, ...]) -> tuple[ThreadState, ...]:
    """Puts into the first record what the others say: all become known, or none, whatever is cut off."""
    others = tuple(replace(state, decided=()) for state in states[1:])
    return (replace(states[0], also=others), *states[1:]) if states else ()


def _newest(events: tuple[EventState, ...]) -> tuple[EventState, ...]:
    latest = sorted(events, key=lambda event: (event.record.last_event_time, event.record.event_key))[-EVENTS_MAX:]
    return (*(_shortened(event) for event in latest[:-EVENTS_WHOLE]), *latest[-EVENTS_WHOLE:])


def _shortened(event: EventState) -> EventState:
    return replace(
        event,
        record=replace(event.record, sources=event.record.sources[:SOURCES_KEPT]),
        confirmed=event.confirmed[:SOURCES_KEPT],
    )


def _kept(decided: tuple[Decided, ...]) -> tuple[Decided, ...]:
    """The last decisions, whole ones: at most DECIDED_MAX, and no more mentions than an article can have."""
    kept: list[Decided] = []
    mentions = 0
    for one in reversed(decided[-DECIDED_MAX:]):
        mentions += len(one.mentions)
        if kept and mentions > MENTIONS_KEPT_MAX:
            break
        kept.insert(0, one)
    return tuple(kept)


def _event_of(thread: ThreadState | None, report: Report, day: str) -> EventState | None:
    """The event of the thread that a report speaks of, or None for one of its own.

    By the place's name; else, unless the headline names a place apart from all that are known, by any other place
    that the report names, and by nearness. Without a place it is the latest.
    """
    standing = sorted(thread.standing, key=lambda event: event.record.last_event_time) if thread else []
    place = report.place
    if place is None or not standing:
        return standing[-1] if standing else None
    placed = [(event, event.place) for event in standing if event.place is not None]
    alike = [event for event, known in placed if spots.named_alike(known, place)]
    if alike:
        return alike[-1]
    if spots.is_in(place, report.title) and placed and all(spots.distinct(known, place) for _, known in placed):
        return None
    scenes = dict.fromkeys(one for signal in report.signals for one in spots.scenes(signal))
    named = [one for one in scenes if spots.is_precise(one)]
    found = [event for event, known in placed if any(spots.named_alike(known, one) for one in named)]
    found = found or [event for event, known in placed if spots.same(known, place)]
    found = found or [event for event in standing if event.place is None and _may_be_at(event, report, day)]
    return found[-1] if found else None


def _may_be_at(event: EventState, report: Report, day: str) -> bool:
    """Whether an event without a place can be the one that a report gives a place: of a kind, and a day apart."""
    if report.best is None or class_of(report.best.type) != class_of(event.record.type):
        return False
    return abs((times.parse(day) or 0) - (times.parse(event.act_day) or 0)) <= times.DAY_MS


def _day_of(report: Report, article: Article) -> tuple[str, bool]:
    """The day of the report's act: by its own words, else the article's. Never after the article's own day."""
    today = article.event_time[:10]
    fresh = [signal for signal in report.signals if signal.freshness == "new" and signal.status != "denied"]
    best = report.best
    told = [_dated(signal) for signal in ([best] if best else []) + fresh]
    days = [day for day in told if day is not None and day <= today]
    return (days[0], True) if days else (today, False)


def _dated(signal: Signal) -> str | None:
    return signal.act_at.date if signal.act_at is not None and signal.act_at.precision == "day" else None


def _is_known(report: Report, day: str, dated: bool, book: Book) -> bool:  # noqa: FBT001 - a fact about the day
    """Whether the report tells again what a thread knew that has closed since: the same place, and its day or toll."""
    place, best = report.place, report.best
    if report.dyad is None or place is None or best is None or not _is_act(report):
        return False
    dead = max((_dead(signal) for signal in report.signals), default=0)
    return any(
        event.place is not None
        and spots.named_alike(event.place, place)
        and ((dated and day <= event.act_day) or (not dated and dead > 0 and dead == event.dead))
        for event in book.events_of(report.dyad, report.family)
    )


def _dead(signal: Signal) -> int:
    return figure(signal.casualties, "dead")


def _ms(text: str) -> int:
    return times.parse(text) or 0
