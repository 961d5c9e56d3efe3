"""WARC both ways (ISO 28500:2017): what was asked and answered, byte for byte, and pages read back from such files.

FastWARC writes and reads the records. The gzip members are made by zlib on a thread of its own, where it gives the
interpreter up: 10 MiB take 140 ms, of which the loop feels one.
"""

import asyncio
import gzip
import os
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final, NamedTuple, cast
from uuid import uuid4

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from tocsin.core.http import GZIP, page_kind
from tocsin.core.urls import ScreenedUrl
from tocsin.ports import StoreUnavailable
from tocsin.web.metering import Meter

FILE_BYTES_MAX: Final = 1_000_000_000  # ISO 28500, annex C: a gigabyte a file is the custom
GZIP_LEVEL: Final = 6
PAGE_BYTES_MAX: Final = 10 * 1024 * 1024  # as from the web
WIRE_BYTES_MAX: Final = PAGE_BYTES_MAX + 64 * 1024  # chunk sizes are no body
READERS: Final = {"gzip": GzipReader, "x-gzip": GzipReader, "br": BrotliReader, "zstd": ZstdReader}
INFO: Final = "software: Tocsin\r\nformat: WARC File Format 1.1\r\n"


class Page(NamedTuple):
    """A page read back: its URL, the response's fields, and the body with its codings undone."""

    url: str
    fields: tuple[tuple[str, str], ...]
    body: bytes
    content_type: str | None


def read(path: str | Path) -> Iterator[Page]:
    """Gives the pages of a file one by one; what is no page with a body of at most 10 MiB is passed over.

    Raises OSError, EOFError or ValueError when the file cannot be read, or no further.
    """
    kinds = WarcRecordType.response | WarcRecordType.resource
    with _opened(Path(path)) as stream:
        for record in ArchiveIterator(stream, record_types=kinds, quirks_mode=True, fsspec_args=False):
            page = _page(record)
            if page is not None:
                yield page


def _opened(path: Path) -> BinaryIO:
    """Python's own gzip says so when a file ends within a member; FastWARC's ends without a word (2.0.1)."""
    stream = path.open("rb")
    if stream.read(2) != b"\x1f\x8b":
        stream.seek(0)
        return stream
    stream.close()
    return cast("BinaryIO", gzip.open(path, "rb"))


def _page(record: WarcRecord) -> Page | None:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if not url.startswith(("http://", "https://")):
        return None
    fields: tuple[tuple[str, str], ...] = ()
    content_type = record.headers.get("Content-Type")
    if record.is_http:
        if record.http_headers.status_code != 200:  # noqa: PLR2004 - RFC 9110, 15.3.1: the page itself
            return None
        fields = record.http_headers.to_tuples()
        content_type = record.http_headers.get("Content-Type")
    body = _decoded(record.reader.read(WIRE_BYTES_MAX), fields)
    if not 0 < len(body) <= PAGE_BYTES_MAX or page_kind(content_type, body) is None:
        return None
    return Page(url, fields, body, content_type)


def _decoded(raw: bytes, fields: tuple[tuple[str, str], ...]) -> bytes:
    """Undoes the codings that the fields name; nothing where one is unknown, stacked or broken.

    FastWARC's own `auto_decode` ends the file without a word after a body that is both chunked and gzip (2.0.1).
    """
    named = {name.lower(): value.strip().lower() for name, value in fields}
    try:
        if named.get("transfer-encoding") == "chunked":
            raw = ChunkedReader(BytesIO(raw)).read(WIRE_BYTES_MAX)
        coding = named.get("content-encoding", "identity")
        if coding in {"", "identity"}:
            return raw
        return bytes(READERS[coding](BytesIO(raw)).read(PAGE_BYTES_MAX + 1)) if coding in READERS else b""
    except (OSError, ValueError):
        return b""


class WarcArchive:
    """Writes each exchange as a response and a request record to files in a folder, rotated at a gigabyte.

    A record is handed to the system before its id is given out; the disk is not waited for, as with any log.
    """

    def __init__(self, folder: str | Path, *, file_bytes_max: int = FILE_BYTES_MAX) -> None:
        """Makes the folder. Raises OSError where it cannot be made or written."""
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=self._folder):
            pass
        self._file_bytes_max = file_bytes_max
        self._file: BinaryIO | None = None
        self._serial = 0
        # One thread: records stand one behind the other in the file.
        self._thread = ThreadPoolExecutor(1, "warc")

    async def keep(self, hop: ScreenedUrl, meter: Meter, *, whole: bool) -> str:
        """Writes an exchange and gives its response's id (`urn:uuid:...`). `whole`: the body was read to its end.

        Raises StoreUnavailable when the folder cannot be written: nothing is published that cannot be proved.
        """
        sent, received = b"".join(meter.sent), b"".join(meter.received)
        when = datetime.now(UTC)
        response, request = f"uuid:{uuid4()}", f"uuid:{uuid4()}"
        common = {"WARC-Target-URI": hop.href} | ({"WARC-IP-Address": meter.peer} if meter.peer else {})
        cut = {} if whole else {"WARC-Truncated": "unspecified"}
        records = (
            _Record(WarcRecordType.response, response, when, received, common | cut),
            _Record(WarcRecordType.request, request, when, sent, common | {"WARC-Concurrent-To": f"<urn:{response}>"}),
        )
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._write, records)
        except OSError as error:
            raise StoreUnavailable(f"{self._folder}: {error.strerror or error}") from error
        return f"urn:{response}"

    def close(self) -> None:
        """Ends the file once what is under way is written."""
        self._thread.shutdown(wait=True)
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, records: "tuple[_Record, ...]") -> None:
        if self._file is None or self._file.tell() >= self._file_bytes_max:
            self._rotate()
        for record in records:
            self._append(record)

    def _append(self, record: "_Record") -> None:
        if self._file is not None:
            self._file.write(record.member())
            self._file.flush()

    def _rotate(self) -> None:
        if self._file is not None:
            self._file.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        when = datetime.now(UTC)
        self._serial += 1
        name = f"tocsin-{when:%Y%m%d%H%M%S}-{os.getpid()}-{self._serial:05d}.warc.gz"
        self._file = (self._folder / name).open("xb")
        fields = {"WARC-Filename": name, "Content-Type": "application/warc-fields"}
        self._append(_Record(WarcRecordType.warcinfo, f"uuid:{uuid4()}", when, INFO.encode(), fields))


class _Record(NamedTuple):
    """One record to be written."""

    kind: WarcRecordType
    urn: str
    when: datetime
    content: bytes
    fields: dict[str, str]

    def member(self) -> bytes:
        """Gives the record as one gzip member (ISO 28500, annex D)."""
        record = WarcRecord()
        record.init_headers(self.kind, self.urn.encode())
        record.record_date = self.when
        if self.kind != WarcRecordType.warcinfo:
            name = "response" if self.kind == WarcRecordType.response else "request"
            record.headers["Content-Type"] = f"application/http; msgtype={name}"
        for name, value in self.fields.items():
            record.headers[name] = value
        record.set_bytes_content(self.content)
        plain = BytesIO()
        record.write(plain, checksum_data=True)
        packer = zlib.compressobj(GZIP_LEVEL, wbits=GZIP)
        return packer.compress(plain.getvalue()) + packer.flush()
