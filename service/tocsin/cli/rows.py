"""How each kind of record reads on a terminal: when, how grave, what, why, where it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import orjson
from rich.text import Text

from tocsin.core.records.alerts import Alert, Event, Mention
from tocsin.core.records.article import Article
from tocsin.core.records.delivery import Delivery
from tocsin.core.records.outcome import Outcome
from tocsin.kafka import dead_letters

Record = dict[str, Any]
# Rungs 0 to 7: nothing, talk, threat, force, war.
LEVELS = ("dim", "dim", "green", "yellow", "dark_orange", "red", "bold red", "bold white on red")
DOORS = {"enriched": "green", "duplicate": "dim", "rejected": "yellow", "dead": "red"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its topic (logical), its fields, short names for paths, and how it is shown."""

    topic: str
    fields: frozenset[str]
    aliases: Mapping[str, str]
    read: Callable[[Delivery], Record | None]
    show: Callable[[Record], Text]
    record: type | None = None


def _json(delivery: Delivery) -> Record | None:
    """Reads a record; a tombstone of a compacted topic, or what is no JSON object, is none."""
    try:
        found = orjson.loads(delivery.value or b"")
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _dead(delivery: Delivery) -> Record:
    return dead_letters.read(delivery).row()


def _of(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))


def _level(level: Any) -> tuple[str, str]:
    known = level if isinstance(level, int) and 0 <= level < len(LEVELS) else 0
    return f"{level}", LEVELS[known]


def _clock(text: Any) -> tuple[str, str]:
    return f"{str(text)[:19]}Z", "dim"


def _joined(parts: Any) -> str:
    return ",".join(str(part) for part in parts or ())


def _in(record: Any, *path: str) -> Any:
    for name in path:
        record = record.get(name) if isinstance(record, dict) else None
    return record


def _article(record: Record) -> Text:
    signals = record.get("signals") or []
    because = [
        signals[i] for i in _in(record, "escalation", "because") or () if isinstance(i, int) and i < len(signals)
    ]
    line = Text.assemble(
        _clock(record.get("event_time")),
        " ",
        _level(_in(record, "escalation", "level")),
        " ",
        (f"{_in(record, 'publisher', 'domain') or '-'} ", "cyan"),
        (str(record.get("title") or record.get("url")), "bold"),
        (f" {_joined(record.get('countries'))}", "dim"),
    )
    for signal in because[:2]:
        line.append(f"\n    {signal.get('type')}, {signal.get('status')}: ", "dim")
        line.append(f"\u201c{_in(signal, 'evidence', 'text')}\u201d", "italic")
    return line


def _alert(record: Record) -> Text:
    return Text.assemble(
        _clock(record.get("event_time")),
        " ",
        _level(record.get("level")),
        " ",
        (f"{record.get('kind')} ", "magenta"),
        (str(record.get("headline")), "bold"),
        (f" [{_joined(record.get('dyad'))} {record.get('status')}, {record.get('sources')} sources]", "dim"),
        f"\n    {record.get('because')}",
        (f"\n    {_in(record, 'article', 'url')}", "dim"),
    )


def _event(record: Record) -> Text:
    return Text.assemble(
        _clock(record.get("last_event_time")),
        " ",
        _level(record.get("level")),
        " ",
        (f"{record.get('state')} ", "magenta"),
        (str(record.get("event_key")), "bold"),
        (f" {record.get('type')}, {record.get('status')}, {len(record.get('sources') or ())} sources", "dim"),
    )


def _mention(record: Record) -> Text:
    quiet = record.get("quiet_reason")
    return Text.assemble(
        _clock(record.get("event_time")),
        (f" {record.get('role')} ", "magenta"),
        (str(record.get("event_key")), "bold"),
        (f" quiet: {quiet}" if quiet else f" alert {record.get('alert_id')}", "yellow" if quiet else "red"),
        (f" {record.get('publisher') or '-'} article {record.get('article_id')}", "dim"),
    )


def _outcome(record: Record) -> Text:
    door = str(record.get("door"))
    why = " ".join(str(part) for part in (record.get("reason"), record.get("reason_detail")) if part)
    return Text.assemble(
        _clock(record.get("finished_at")),
        " ",
        (f"{door:9}", DOORS.get(door, "")),
        f" {record.get('url') or record.get('submission_id')}",
        (f" {why}" if why else "", "dim"),
        (f" round {record.get('round')}" if record.get("round") else "", "magenta"),
    )


def dead(record: Record) -> Text:
    """Shows a dead letter."""
    return Text.assemble(
        _clock(record["died_at"]),
        (f" {record['reason']}", "red"),
        f" {record['url'] or record['value'] or '(null)'}"[:300],
        (f"\n    {record['message']}; {record['attempts']} tries, round {record['round']}", "dim"),
        (f", submission {record['submission_id']}", "dim"),
    )


KINDS = {
    "enriched": Kind(
        "enriched",
        _of(Article),
        {
            "level": "escalation.level",
            "score": "escalation.score",
            "country": "countries",
            "dyad": "dyads",
            "type": "signals.type",
            "status": "signals.status",
        },
        _json,
        _article,
        Article,
    ),
    "alerts": Kind("alert", _of(Alert), {"country": "countries"}, _json, _alert, Alert),
    "events": Kind("event", _of(Event), {"country": "place.country"}, _json, _event, Event),
    "mentions": Kind("mention", _of(Mention), {}, _json, _mention, Mention),
    "outcomes": Kind("outcome", _of(Outcome), {"source": "submission.source"}, _json, _outcome, Outcome),
    "dead": Kind("dead", dead_letters.FIELDS, {}, _dead, dead),
}
