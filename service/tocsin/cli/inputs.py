"""Where the inputs of `tocsin enrich` come from: files, folders, lines, WARC records. One at a time, never a whole."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tocsin.core import inputs
from tocsin.core.inputs import Broken, Given
from tocsin.stages.batch import Asked, Input
from tocsin.web import warc

KINDS = (".html", ".htm", ".html.gz", ".txt", ".warc.gz", ".warc")
# A line beyond this is passed over piece by piece: one broken producer must not fill the memory.
LINE_BYTES_MAX = 32 * 1024 * 1024
# A page in a file may be as large as one from the web (contract: 10 MiB, inflated).
PAGE_BYTES_MAX = 10 * 1024 * 1024


def of_paths(places: list[str], now: str) -> Iterator[Input]:
    """Gives the inputs of files, folders (by name, all below) and URLs, in the order given."""
    for place in places:
        if place.startswith(("http://", "https://")):
            yield Asked(input_id=place, url=place, submitted_at=now)
            continue
        path = Path(place)
        files = sorted(f for f in path.rglob("*") if f.name.lower().endswith(KINDS)) if path.is_dir() else [path]
        for file in files:
            yield from _of_file(file, now)


def of_lines(stream: IO[bytes], now: str) -> Iterator[Input]:
    """Gives the inputs of JSON lines; blank lines are none."""
    for number, line in enumerate(_lines(stream), start=1):
        if line is None:
            yield Broken(input_id=None, detail=f"line {number}: over {LINE_BYTES_MAX} bytes")
            continue
        if not line.strip():
            continue
        found = inputs.read_line(number, line, now)
        yield _with_page(found, number) if isinstance(found, inputs.ToRead) else found


def _lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Gives each line, or None for one that is too long."""
    while piece := stream.readline(LINE_BYTES_MAX):
        if len(piece) < LINE_BYTES_MAX or piece.endswith(b"\n"):
            yield piece
            continue
        while (rest := stream.readline(LINE_BYTES_MAX)) and not rest.endswith(b"\n"):
            pass
        yield None


def _with_page(asked: inputs.ToRead, number: int) -> Given | Broken:
    try:
        body = _page(Path(asked.path))
    except (OSError, EOFError, zlib.error, ValueError) as error:
        return Broken(input_id=asked.given.input_id, detail=f"line {number}: html_path: {_why(error)}")
    given = asked.given
    return Given(
        input_id=given.input_id,
        url=given.url,
        body=body,
        kind="html",
        content_type=None,
        title=given.title,
        published_at=given.published_at,
        submitted_at=given.submitted_at,
        attributes=given.attributes,
    )


def _of_file(file: Path, now: str) -> Iterator[Input]:
    if file.name.lower().endswith((".warc", ".warc.gz")):
        yield from _of_warc(file, now)
        return
    try:
        body = _page(file)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        yield Broken(input_id=str(file), detail=f"{file}: {_why(error)}")
        return
    yield Given(
        input_id=str(file),
        url=None,
        body=body,
        kind="text" if file.suffix.lower() == ".txt" else "html",
        content_type=None,
        title=None,
        published_at=None,
        submitted_at=now,
    )


def _of_warc(file: Path, now: str) -> Iterator[Input]:
    try:
        for number, page in enumerate(warc.read(file), start=1):
            yield Given(
                input_id=f"{file}#{number}",
                url=page.url,
                body=page.body,
                kind="html",
                content_type=page.content_type,
                title=None,
                published_at=None,
                submitted_at=now,
            )
    except (OSError, EOFError, zlib.error, ValueError) as error:
        yield Broken(input_id=str(file), detail=f"{file}: {_why(error)}")


def _page(file: Path) -> bytes:
    """Reads a page, inflated where its name says so. Raises ValueError when it is too large."""
    with gzip.open(file) if file.suffix.lower() == ".gz" else file.open("rb") as stream:
        body = stream.read(PAGE_BYTES_MAX + 1)
    if len(body) > PAGE_BYTES_MAX:
        raise ValueError(f"over {PAGE_BYTES_MAX} bytes")
    return body


def _why(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
