"""The codes of parties as a document for consumers: `schemas/actors.json` holds it, and a test compares."""

from collections.abc import Iterator
from typing import TypedDict

import orjson

from tocsin.core.records.signals import ActorKind
from tocsin.core.tagging.data import table
from tocsin.core.tagging.gazetteer.generic import PROXY, REBEL
from tocsin.core.tagging.gazetteer.names import kind_of_code


class Entry(TypedDict):
    """One code. `cameo` and `wikidata` are null where there is none or none is certain."""

    code: str
    kind: ActorKind
    name: str
    names: list[str]
    cameo: str | None
    wikidata: str | None


def entries() -> list[Entry]:
    """Gives every code that a party may carry, in ASCII order."""
    return sorted([*_states(), *_groups()], key=lambda entry: entry["code"])


def document() -> bytes:
    """Gives the codes as indented JSON."""
    whole = {
        "description": (
            "Codes of parties. States: ISO 3166-1 alpha-3, and XKX for Kosovo. Groups, alliances and organisations: "
            "our own codes, with CAMEO's for known groups and Wikidata's id where certain. <STATE>PROXY is an armed "
            "group without a name that the state backs, <STATE>REB one of the state's own (CAMEO's role code REB)."
        ),
        "actors": entries(),
    }
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _states() -> Iterator[Entry]:
    for code, names, _people, _capitals in table("states"):
        name = names.split("|")[0]
        yield _entry(code, "state", names.split("|"), cameo=code)
        yield _entry(code + PROXY, "group", [f"armed groups backed by {name}"])
        yield _entry(code + REBEL, "group", [f"armed groups of {name}"], cameo=code + REBEL)


def _groups() -> Iterator[Entry]:
    kinds = kind_of_code()
    for code, _kind, cameo, wikidata, names in table("groups"):
        yield _entry(code, kinds[code], names.split("|"), cameo=cameo or None, wikidata=wikidata or None)


def _entry(
    code: str, kind: ActorKind, names: list[str], *, cameo: str | None = None, wikidata: str | None = None
) -> Entry:  # fmt: skip
    return Entry(code=code, kind=kind, name=names[0], names=names, cameo=cameo, wikidata=wikidata)
