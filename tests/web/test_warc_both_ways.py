import asyncio
import gzip

import brotli
import pytest
from fastwarc.warc import ArchiveIterator as FastWarc
from hostile_origin import PAGE, page
from warcio.archiveiterator import ArchiveIterator as Warcio

from tocsin.ports import StoreUnavailable
from tocsin.web import WarcArchive, warc


async def archived(origin, open_web, folder, *paths, **options):
    web = open_web(archive=WarcArchive(folder, **options))
    found = [await web.fetch(origin.url("kept", path)) for path in paths]
    await web.close()
    return found, sorted(folder.iterdir())


@pytest.fixture
def kept(origin):
    packed = gzip.compress(PAGE)

    async def packed_in_chunks(visit):
        await visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n")
        await visit.send(b"Transfer-Encoding: chunked\r\n\r\n")
        for start in range(0, len(packed), 9):
            part = packed[start : start + 9]
            await visit.send(b"%x\r\n%s\r\n" % (len(part), part))
        await visit.send(b"0\r\n\r\n")

    async def away(visit):
        await visit.send(b"HTTP/1.1 301 Moved\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n")

    origin.extra = {"packed": packed_in_chunks, "away": away}
    return origin


async def test_an_exchange_is_kept_byte_for_byte_and_the_article_names_it(kept, open_web, tmp_path):
    (found,), (file,) = await archived(kept, open_web, tmp_path, "packed")
    with file.open("rb") as stream:
        records = [
            (r.rec_type, r.rec_headers.get_header("WARC-Record-ID"), r.content_stream().read())
            for r in Warcio(stream, check_digests="raise")
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request"]
    assert records[1][1] == f"<{found.warc_record_id}>"
    assert records[1][2] == found.body == PAGE
    with file.open("rb") as stream:
        raw = [r.raw_stream.read() for r in Warcio(stream, no_record_parse=True)]
    assert raw[1].startswith(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n")
    assert raw[1].endswith(b"0\r\n\r\n")
    assert raw[2] == kept.asked[f"kept.localhost:{kept.port}"][-1]


async def test_fastwarc_finds_every_block_as_its_digest_says(kept, open_web, tmp_path):
    _, (file,) = await archived(kept, open_web, tmp_path, "packed", "plain")
    assert all(record.verify_block_digest() for record in FastWarc(str(file), parse_http=False, fsspec_args=False))


async def test_the_way_to_a_page_is_kept_too(kept, open_web, tmp_path):
    _, (file,) = await archived(kept, open_web, tmp_path, "away")
    with file.open("rb") as stream:
        kinds = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI")) for r in Warcio(stream)]
    place = kept.url("kept", "")
    assert kinds[1:] == [
        ("response", place + "away"),
        ("request", place + "away"),
        ("response", place + "plain"),
        ("request", place + "plain"),
    ]


async def test_files_are_rotated(kept, open_web, tmp_path):
    _, files = await archived(kept, open_web, tmp_path, "a", "b", "c", file_bytes_max=1)
    assert len(files) == 3
    assert [len(list(warc.read(file))) for file in files] == [1, 1, 1]


async def test_pages_are_read_back_with_their_codings_undone(kept, open_web, tmp_path):
    _, (file,) = await archived(kept, open_web, tmp_path, "packed", "plain", "away")
    pages = list(warc.read(file))
    assert [p.body for p in pages] == [PAGE] * 3
    assert pages[0].url == kept.url("kept", "packed")
    assert pages[0].content_type == "text/html"
    assert ("Content-Encoding", "gzip") in pages[0].fields


async def test_what_is_no_page_is_passed_over_when_a_file_is_read(tmp_path):
    responses = [
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone",
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        page(gzip.compress(bytes(11 << 20)), b"Content-Encoding: gzip"),
        page(PAGE),
    ]
    file = tmp_path / "web.warc"
    file.write_bytes(b"".join(record(b"response", b"https://news.example/", r) for r in responses))
    assert [p.body for p in warc.read(file)] == [PAGE]


async def test_other_peoples_codings_are_undone_and_broken_ones_passed_over(tmp_path):
    file = tmp_path / "codings.warc"
    bodies = [
        page(brotli.compress(PAGE), b"Content-Encoding: br"),
        page(PAGE, b"Content-Encoding: gzip"),
        page(PAGE, b"Content-Encoding: gzip, br"),
        page(PAGE, b"Content-Encoding: identity"),
    ]
    file.write_bytes(b"".join(record(b"response", b"https://news.example/", body) for body in bodies))
    assert [p.body for p in warc.read(file)] == [PAGE, PAGE]


async def test_a_resource_record_is_a_page_too_and_other_schemes_are_none(tmp_path):
    file = tmp_path / "files.warc"
    file.write_bytes(
        record(b"resource", b"https://news.example/r", PAGE, b"text/html")
        + record(b"resource", b"dns:news.example", b"1.2.3.4", b"text/dns")
    )
    assert [p.url for p in warc.read(file)] == ["https://news.example/r"]


async def test_a_file_cut_off_or_not_there_is_said_to_be_so(kept, open_web, tmp_path):
    _, (file,) = await archived(kept, open_web, tmp_path / "whole", "plain")
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size * 6 // 10])
    with pytest.raises(EOFError):
        list(warc.read(cut))
    with pytest.raises(OSError):
        list(warc.read(tmp_path / "none.warc.gz"))


async def test_what_cannot_be_kept_is_not_given_out(kept, open_web, tmp_path):
    blocked = tmp_path / "folder"
    archive = WarcArchive(blocked)
    blocked.rmdir()
    blocked.write_text("in the way")
    web = open_web(archive=archive)
    with pytest.raises(StoreUnavailable):
        await web.fetch(kept.url("kept", "plain"))


def test_a_folder_that_cannot_be_written_is_refused_at_once(tmp_path):
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OSError):
            WarcArchive(place)


async def test_many_exchanges_at_once_stand_one_behind_the_other(kept, open_web, tmp_path):
    web = open_web(archive=WarcArchive(tmp_path))
    found = await asyncio.gather(*(web.fetch(kept.url(f"kept-{n}", "packed")) for n in range(30)))
    await web.close()
    (file,) = tmp_path.iterdir()
    ids = {f.warc_record_id for f in found}
    with file.open("rb") as stream:
        written = {r.rec_headers.get_header("WARC-Record-ID").strip("<>") for r in Warcio(stream)}
    assert len(ids) == 30
    assert ids <= written


def record(
    kind: bytes, url: bytes, content: bytes, content_type: bytes = b"application/http; msgtype=response"
) -> bytes:
    head = b"WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\n" % kind
    head += b"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: %s\r\n" % url
    head += b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (content_type, len(content))
    return head + content + b"\r\n\r\n"
