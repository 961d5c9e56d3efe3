"""Write schemas/: the records' schemas, the codes of parties and the table of signal types."""

from pathlib import Path

import orjson

from tocsin.core import schema
from tocsin.core.tagging import actors, taxonomy

FOLDER = Path(__file__).parents[2] / "schemas"


def main() -> None:
    """Writes every generated file of the folder."""
    for name, written in schema.schemas().items():
        (FOLDER / name).write_bytes(written)
    (FOLDER / "actors.json").write_bytes(actors.document())
    indented = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    (FOLDER / "taxonomy.json").write_bytes(orjson.dumps(taxonomy.as_document(), option=indented))


if __name__ == "__main__":
    main()
