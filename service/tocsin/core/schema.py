"""The records' JSON Schemas, generated from their types. `schemas/` holds what this gives, and a test compares.

Dialect 2020-12, with keywords only that draft-07 has too (`definitions`, not `$defs`). Every enum is open: within
`.v1` values are only added, so they stand as examples and a consumer treats an unknown one as the weakest.
"""

from dataclasses import dataclass
from inspect import cleandoc
from typing import Annotated, Any

import msgspec
import orjson
from msgspec import Meta

from tocsin.core import codec
from tocsin.core.events.state import ThreadState
from tocsin.core.records.alerts import Alert, EscalationIndex, Event, Mention
from tocsin.core.records.article import Article
from tocsin.core.records.common import Attributes, Mode
from tocsin.core.records.outcome import Outcome, Progress
from tocsin.core.records.submission import Admitted

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SUBMITTED = "url.submitted.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedObject:
    """A submission as a JSON object; all fields but `url` are optional, all others are carried as `attributes`.

    Also accepted: a bare URL, a JSON string, and a CloudEvents structured event with either as `data`.
    """

    url: Annotated[str, Meta(description="absolute http or https URL, at most 8 KiB")]
    refresh: Annotated[bool, Meta(description="read the page again although it is known")] | None = None
    expires_at: Annotated[str, Meta(description="ISO 8601; past it the submission is rejected")] | None = None
    mode: Mode | None = None
    published_at: Any = None
    title: Any = None
    language: Any = None
    attributes: Attributes | None = None


RECORDS: dict[str, tuple[type, str]] = {
    SUBMITTED: (SubmittedObject, "What a wire submits (`news.url.submitted.v1`)."),
    **{codec.SCHEMA_NAMES[kind]: (kind, "") for kind in (Admitted, Article, Outcome, Progress)},
    **{codec.SCHEMA_NAMES[kind]: (kind, "") for kind in (Mention, Event, Alert, EscalationIndex)},
    codec.SIGNALS_SCHEMA: (Article, "The article without its text (`news.internal.signals.v1`)."),
    codec.THREAD_SCHEMA: (ThreadState, "A thread as alerting remembers it (`news.internal.thread.v1`)."),
}


def schemas() -> dict[str, bytes]:
    """Gives every schema as indented JSON by its file name, such as `url.outcome.v1.json`."""
    return {f"{name}.json": _written(name, *RECORDS[name]) for name in sorted(RECORDS)}


def _written(name: str, kind: type, description: str) -> bytes:
    (root,), definitions = msgspec.json.schema_components((kind,), ref_template="#/definitions/{name}")
    own = definitions[root["$ref"].rsplit("/", 1)[-1]]
    # What holds others of its own kind keeps its definition.
    if orjson.dumps(root["$ref"]) not in orjson.dumps(definitions):
        del definitions[root["$ref"].rsplit("/", 1)[-1]]
    if name == codec.SIGNALS_SCHEMA:
        own["properties"].pop("text")
    whole = {
        "$schema": DIALECT,
        "$id": f"urn:tocsin:schema:{name}",
        **_opened(own, complete=name != SUBMITTED),
        "definitions": {key: _opened(part, complete=True) for key, part in sorted(definitions.items())},
    }
    if description:
        whole["description"] = description
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _opened(node: Any, *, complete: bool) -> Any:
    """Turns closed enums into examples and, in published records, makes every field required."""
    if isinstance(node, list):
        return [_opened(part, complete=complete) for part in node]
    if not isinstance(node, dict):
        return node
    if "prefixItems" in node:
        # The two dialects write a pair differently; both know a list of so many of these.
        node = {**node, "items": {"anyOf": node["prefixItems"]}}
    left_out = {"enum", "default", "prefixItems"}
    opened = {key: _opened(part, complete=complete) for key, part in node.items() if key not in left_out}
    if "enum" in node:
        nullable = None in node["enum"]
        opened["type"] = ["string", "null"] if nullable else "string"
        opened["examples"] = [value for value in node["enum"] if value is not None]
    if isinstance(opened.get("description"), str):
        # Python 3.13 takes the indentation off docstrings, earlier ones keep it: the schema is the same for all.
        opened["description"] = cleandoc(opened["description"])
    if complete and "properties" in node and isinstance(node["properties"], dict):
        opened["required"] = list(opened["properties"])
    return opened
