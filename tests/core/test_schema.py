import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from tocsin.core import schema
from tocsin.core.tagging import taxonomy

COMMITTED = Path(__file__).parents[2] / "schemas"
# Keywords of 2020-12 that a draft-07 reader would pass over in silence.
NEWER_KEYWORDS = {
    "$defs",
    "prefixItems",
    "unevaluatedProperties",
    "unevaluatedItems",
    "dependentRequired",
    "minContains",
}


@pytest.mark.parametrize("name", sorted(schema.schemas()))
def test_the_committed_schema_is_what_the_types_give(name: str) -> None:
    assert (COMMITTED / name).read_bytes() == schema.schemas()[name], "run `make schemas`"


def test_the_committed_taxonomy_is_the_tagger_s_own() -> None:
    assert json.loads((COMMITTED / "taxonomy.json").read_bytes()) == taxonomy.as_document(), "run `make schemas`"


@pytest.mark.parametrize("name", sorted(schema.schemas()))
def test_a_schema_is_valid_in_both_dialects_and_uses_the_keywords_of_both(name: str) -> None:
    written = json.loads(schema.schemas()[name])
    Draft202012Validator.check_schema(written)
    Draft7Validator.check_schema(written)
    assert not NEWER_KEYWORDS & set(_keys(written))


@pytest.mark.parametrize("name", sorted(set(schema.schemas()) - {"url.submitted.v1.json"}))
def test_every_field_of_a_published_record_is_required(name: str) -> None:
    written = json.loads(schema.schemas()[name])
    for node in [written, *written["definitions"].values()]:
        assert sorted(node["required"]) == sorted(node["properties"])


def test_no_enum_is_closed() -> None:
    for written in schema.schemas().values():
        assert "enum" not in set(_keys(json.loads(written)))


def _keys(node: object) -> list[str]:
    if isinstance(node, dict):
        return [*node, *(key for part in node.values() for key in _keys(part))]
    return [key for part in node for key in _keys(part)] if isinstance(node, list) else []
