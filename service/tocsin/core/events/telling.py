"""The records that a decision publishes: alert, mention, event."""

from dataclasses import replace

from tocsin.core import escalation, identity, times
from tocsin.core.events import spots, wording
from tocsin.core.events.families import rank_of
from tocsin.core.events.kinds import Case, Due, dead_of, injured_of
from tocsin.core.events.sources import independent, merged, with_source
from tocsin.core.events.state import Applied, EventState, ThreadState
from tocsin.core.records.alerts import Alert, AlertArticle, Event, Mention, QuietReason, Role
from tocsin.core.records.signals import Casualties, Signal

# Where a side is not known, the key says so.
NO_SIDE = "UNKNOWN"
Keys = tuple[str, str]


def keys_of(case: Case) -> Keys:
    """Gives (event key, thread key): of the event and thread that stand, or that the report would have opened."""
    thread_key = case.thread.thread_key if case.thread else _thread_key(case)
    if case.event is not None:
        return case.event.record.event_key, thread_key
    return f"{thread_key}/{spots.key_of(case.report.place)}/{case.day}", thread_key


def opened(case: Case, at: Applied) -> ThreadState:
    """Gives the thread that a report opens. Its key never changes."""
    return ThreadState(
        thread_key=_thread_key(case),
        dyad=_dyad(case),
        family=case.report.family,
        first_ms=case.moment_ms,
        last_ms=case.moment_ms,
        applied=at,
    )


def event_after(case: Case, verdict: Due | QuietReason, thread: ThreadState) -> EventState:
    """Gives the event with this report in it."""
    if verdict == "copy":
        # It says nothing of its own: it is noted with the event that it copies, or else with the latest.
        copied = case.event or thread.events[-1]
        return replace(copied, record=_reported(copied.record, case, state=copied.record.state))
    known = case.event
    if known is None:
        return _new_event(case, thread)
    if isinstance(verdict, Due) and verdict.corrects is not None:
        return replace(known, record=_reported(known.record, case, state="corrected"))
    record, best = _reported(known.record, case, state="open"), case.report.best
    is_new_act = case.dated and case.day > known.act_day
    confirmed = with_source(known.confirmed, case.article)
    if best is not None and _outranks(best, record):
        record = replace(record, type=best.type, status=best.status, level=escalation.level_of(best))
        confirmed = with_source((), case.article)
    return replace(
        known,
        record=replace(
            record,
            place=record.place or case.report.place,
            casualties=merged(record.casualties, _casualties(case)),
        ),
        dead=max(known.dead, dead_of(case)),
        injured=max(known.injured, injured_of(case)),
        confirmed=confirmed,
        act_day=case.day if is_new_act else known.act_day,
        act_ms=case.moment_ms if is_new_act else known.act_ms,
    )


def alert_of(case: Case, due: Due, thread: ThreadState, event: EventState) -> Alert:
    """Gives the alert. Its id is of the event and of what is said of it, never of the article."""
    article, signal, record = case.article, due.signal, event.record
    level = record.level if due.kind == "correction" else escalation.level_of(signal)
    told_by = record.sources if due.kind == "correction" else event.confirmed
    sources = independent(told_by)
    return Alert(
        id=identity.alert_id(
            record.event_key,
            episode=thread.episode,
            kind=due.kind,
            status=signal.status,
            rung=signal.rung,
            dead=event.dead or None,
            day=case.day,
        ),
        kind=due.kind,
        event_key=record.event_key,
        thread_key=thread.thread_key,
        seq=thread.seq + 1,
        episode=thread.episode,
        previous=thread.previous,
        references=record.alert_ids if due.kind == "correction" else (),
        level=level,
        status=signal.status,
        type=signal.type,
        family=thread.family,
        dyad=tuple(thread.dyad.split("-")),
        place=record.place,
        countries=_countries(case, thread),
        casualties=record.casualties,
        headline=wording.headline(due, thread.dyad, record.place),
        because=wording.because(due, case, thread.dyad),
        signal=signal,
        article=AlertArticle(
            id=article.id,
            revision=article.revision,
            url=article.url,
            title=article.title,
            published_at=article.published_at,
        ),
        sources=sources,
        sources_list=told_by,
        event_time=article.event_time,
        first_event_time=record.first_event_time,
        mode=article.mode,
        cap=wording.cap(due.kind, signal, level, sources),
    )


def mentions_of(case: Case, verdict: Due | QuietReason, keys: Keys, alert: Alert | None) -> tuple[Mention, ...]:
    """Says of each signal of the report what became of it."""
    article = case.article
    made = []
    for signal in case.report.signals:
        role, quiet = _role(signal, verdict)
        made.append(
            Mention(
                id=identity.mention_id(signal.id, article.revision),
                event_key=keys[0],
                thread_key=keys[1],
                article_id=article.id,
                revision=article.revision,
                signal_id=signal.id,
                role=role,
                alert_id=alert.id if alert is not None and quiet is None else None,
                quiet_reason=quiet,
                publisher=article.publisher.domain or article.publisher.name,
                family_id=article.family_id,
                event_time=article.event_time,
                mode=article.mode,
            )
        )
    return tuple(made)


def _role(signal: Signal, verdict: Due | QuietReason) -> tuple[Role, QuietReason | None]:
    if isinstance(verdict, Due):
        if signal is not verdict.signal:
            return ("background", "late") if signal.freshness != "new" else ("repeated", "repeat")
        if verdict.kind == "correction":
            return "corrected", None
        return ("opened" if verdict.kind in {"new", "renewed"} else "upgraded"), None
    if verdict == "copy":
        return "copied", verdict
    return ("repeated" if verdict == "repeat" else "background"), verdict


def _new_event(case: Case, thread: ThreadState) -> EventState:
    best, article = case.report.best or case.report.signals[0], case.article
    record = Event(
        event_key=f"{thread.thread_key}/{spots.key_of(case.report.place)}/{case.day}",
        thread_key=thread.thread_key,
        state="closed" if case.is_stale else "open",
        family=thread.family,
        dyad=thread.dyad,
        place=case.report.place,
        type=best.type,
        status=best.status,
        level=escalation.level_of(best),
        casualties=_casualties(case),
        sources=with_source((), article),
        alert_ids=(),
        episode=thread.episode,
        first_event_time=article.event_time,
        last_event_time=article.event_time,
        revision=1,
    )
    return EventState(
        record=record,
        day=case.day,
        act_day=case.day,
        act_ms=case.moment_ms,
        confirmed=with_source((), article),
        dead=dead_of(case),
        injured=injured_of(case),
    )


def _reported(record: Event, case: Case, *, state: str) -> Event:
    return replace(
        record,
        state=state,  # type: ignore[arg-type]  # both callers give one of the record's own states
        sources=with_source(record.sources, case.article),
        first_event_time=min(record.first_event_time, case.article.event_time),
        last_event_time=max(record.last_event_time, case.article.event_time),
        revision=record.revision + 1,
    )


def _outranks(best: Signal, record: Event) -> bool:
    rank, known = rank_of(best.status), rank_of(record.status)
    return rank > known or (rank == known and escalation.level_of(best) > record.level)


def _casualties(case: Case) -> Casualties | None:
    told: Casualties | None = None
    for signal in case.report.signals:
        if signal.status == "actual" and signal.freshness == "new":
            told = merged(told, signal.casualties)
    return told


def _countries(case: Case, thread: ThreadState) -> tuple[str, ...]:
    """The states among the two sides, and the country of the place."""
    parties = [party for signal in case.article.signals for party in (*signal.actors, *signal.targets)]
    no_states = {party.code for party in parties if party.kind != "state"}
    place = case.report.place
    found = {code for code in thread.dyad.split("-") if len(code) == 3 and code not in no_states}  # noqa: PLR2004 - ISO 3166-1 alpha-3
    return tuple(sorted(found | ({place.country} if place and place.country else set())))


def _thread_key(case: Case) -> str:
    return f"{_dyad(case)}/{case.report.family}/{times.text_of(case.moment_ms)[:10]}"


def _dyad(case: Case) -> str:
    if case.report.dyad is not None:
        return case.report.dyad
    sides = [*case.report.sides, NO_SIDE, NO_SIDE][:2]
    return "-".join(sorted(sides))
