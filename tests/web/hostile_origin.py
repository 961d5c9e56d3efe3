"""An origin that does everything wrong. Each behaviour is one function; its table row says how the fetch must end.

Served on loopback; a behaviour answers at `http://NAME.localhost:PORT/NAME`, so that each is a host of its own.
"""

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

PAGE = b"<html><title>t</title><p>The page.</p></html>"
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
OK = "page"

Behaviour = Callable[["Visit"], Awaitable[None]]
BEHAVIOURS: dict[str, tuple[Behaviour, str]] = {}


@dataclass
class Visit:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes
    path: str
    origin: "Origin"

    async def send(self, *parts: bytes) -> None:
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()


def behaviour(ending: str) -> Callable[[Behaviour], Behaviour]:
    def register(serve: Behaviour) -> Behaviour:
        BEHAVIOURS[serve.__name__] = (serve, ending)
        return serve

    return register


def plain(name: str, ending: str, response: bytes) -> None:
    async def serve(visit: Visit) -> None:
        await visit.send(response)

    BEHAVIOURS[name] = (serve, ending)


def page(body: bytes, *fields: bytes) -> bytes:
    return HTML + b"".join(f + b"\r\n" for f in fields) + b"Content-Length: %d\r\n\r\n" % len(body) + body


def moved(place: bytes, status: bytes = b"302 Found") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\nLocation: " + place + b"\r\nContent-Length: 0\r\n\r\n"


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


BOMB = bomb(200 << 20)

# -- Floods


@behaviour("rejected too_large wire")
async def endless_body(visit: Visit) -> None:
    await visit.send(HTML + b"\r\n")
    while True:
        await visit.send(b"<p>more</p>" * 6000)


@behaviour("rejected too_large wire")
async def endless_chunks(visit: Visit) -> None:
    await visit.send(HTML + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        await visit.send(b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n")


@behaviour("rejected too_large inflated")
async def gzip_bomb(visit: Visit) -> None:
    await visit.send(page(BOMB, b"Content-Encoding: gzip"))


@behaviour("rejected too_large inflated")
async def gzip_bomb_of_many_members(visit: Visit) -> None:
    await visit.send(HTML + b"Content-Encoding: gzip\r\n\r\n")
    member = gzip.compress(bytes(1 << 20))
    for _ in range(64):
        await visit.send(member)


@behaviour("retry connection header_too_large")
async def endless_interim_responses(visit: Visit) -> None:
    while True:
        await visit.send(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000)


@behaviour("retry connection header_too_large")
async def one_endless_header(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        await visit.send(b"a" * 65536)


@behaviour("retry connection header_too_large")
async def endless_headers(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await visit.send(b"X-Header: value\r\n" * 1000)


@behaviour("rejected too_large wire")
async def a_body_behind_a_redirect_that_is_a_page(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nLocation: /elsewhere\r\n\r\n")
    while True:
        await visit.send(b"x" * 65536)


@behaviour("retry http_503 None")
async def an_error_with_an_endless_body(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 503 Busy\r\n\r\n")
    while True:
        await visit.send(b"x" * 65536)


@behaviour(OK)
async def a_redirect_with_an_endless_body(visit: Visit) -> None:
    if visit.path.endswith("/there"):
        await visit.send(page(PAGE))
        return
    await visit.send(b"HTTP/1.1 302 Found\r\nLocation: /a_redirect_with_an_endless_body/there\r\n\r\n")
    while True:
        await visit.send(b"x" * 65536)


@behaviour(OK)
async def chunks_of_one_byte(visit: Visit) -> None:
    await visit.send(HTML + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(8):
        await visit.send(b"1\r\nx\r\n" * 8192)
    await visit.send(b"0\r\n\r\n")


plain("a_length_over_the_cap", "rejected too_large wire", HTML + b"Content-Length: 99999999999\r\n\r\n")

# -- Slowness


@behaviour("retry timeout waiting_for_headers")
async def silence(visit: Visit) -> None:
    await visit.origin.for_ever()


@behaviour("retry timeout waiting_for_headers")
async def dripped_headers(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        await visit.send(b"a")
        await asyncio.sleep(0.02)


@behaviour("retry timeout waiting_for_headers")
async def dripped_interim_responses(visit: Visit) -> None:
    while True:
        await visit.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await asyncio.sleep(0.02)


@behaviour("retry timeout reading_body")
async def dripped_body(visit: Visit) -> None:
    await visit.send(HTML + b"Content-Length: 100000\r\n\r\n")
    while True:
        await visit.send(b"a")
        await asyncio.sleep(0.02)


@behaviour("retry timeout reading_body")
async def a_body_that_stops(visit: Visit) -> None:
    await visit.send(HTML + b"Content-Length: 100000\r\n\r\nhalf")
    await visit.origin.for_ever()


@behaviour("retry timeout reading_body")
async def gzip_that_stops(visit: Visit) -> None:
    await visit.send(HTML + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE)[:12])
    await visit.origin.for_ever()


# -- Codings

plain("brotli", "rejected unsupported_type content_coding", page(b"\x0b\x02\x80", b"Content-Encoding: br"))
plain("zstd", "rejected unsupported_type content_coding", page(b"\x28\xb5\x2f\xfd", b"Content-Encoding: zstd"))
plain("deflate", "rejected unsupported_type content_coding", page(zlib.compress(PAGE), b"Content-Encoding: deflate"))
plain(
    "gzip_in_gzip",
    "rejected unsupported_type content_coding",
    page(gzip.compress(gzip.compress(PAGE)), b"Content-Encoding: gzip, gzip"),
)
plain(
    "codings_in_two_lines",
    "rejected unsupported_type content_coding",
    page(gzip.compress(PAGE), b"Content-Encoding: gzip", b"Content-Encoding: br"),
)
plain("an_unknown_coding", "rejected unsupported_type content_coding", page(PAGE, b"Content-Encoding: rot13"))
plain("gzip_cut_off", "retry connection bad_coding", page(gzip.compress(PAGE)[:-9], b"Content-Encoding: gzip"))
plain("gzip_that_is_none", "retry connection bad_coding", page(PAGE, b"Content-Encoding: gzip"))
plain("gzip_in_members", OK, page(gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]), b"Content-Encoding: gzip"))
plain("gzip_and_padding", OK, page(gzip.compress(PAGE) + bytes(99), b"Content-Encoding: x-gzip"))

# -- HTTP that is none


@behaviour("retry connection reset")
async def reset_at_once(visit: Visit) -> None:
    visit.origin.reset(visit.writer)


@behaviour("retry connection reset")
async def reset_in_the_body(visit: Visit) -> None:
    await visit.send(HTML + b"Content-Length: 100000\r\n\r\nhalf")
    await asyncio.sleep(0.05)
    visit.origin.reset(visit.writer)


plain("closed_at_once", "retry connection closed_without_answer", b"")
plain("closed_in_the_headers", "retry connection malformed", b"HTTP/1.1 200 OK\r\nContent-")
plain("a_body_cut_off", "retry connection truncated", HTML + b"Content-Length: 100\r\n\r\nhalf")
plain("chunks_cut_off", "retry connection truncated", HTML + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
plain("a_chunk_of_no_size", "retry connection malformed", HTML + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n")
plain("not_http", "retry connection malformed", b"SSH-2.0-OpenSSH_9.6\r\n\r\n\r\n")
plain("only_a_body", "retry connection malformed", PAGE + b"\r\n\r\n")
plain("a_status_of_words", "retry connection malformed", b"HTTP/1.1 OK fine\r\n\r\n")
plain("two_lengths", "retry connection malformed", HTML + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\npage")
plain("a_negative_length", "retry connection malformed", HTML + b"Content-Length: -4\r\n\r\npage")
plain("a_null_in_a_header", "retry connection malformed", b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n")
plain(
    "an_unknown_transfer_coding",
    "retry connection malformed",
    HTML + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
)
plain("another_protocol", "retry connection malformed", b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n")
plain("a_second_response_behind_the_first", OK, page(PAGE) + page(b"<p>smuggled</p>"))
plain("a_thousand_cookies", OK, page(PAGE, *(b"Set-Cookie: c%d=v; Domain=localhost" % n for n in range(1000))))

# -- Redirects

plain("to_itself", "dead too_many_redirects loop", moved(b"/to_itself"))
plain("to_a_private_address", "rejected private_address private_literal", moved(b"http://10.0.0.1/"))
plain("to_the_metadata", "rejected private_address private_literal", moved(b"http://2852039166/latest/"))
plain("to_a_port", "rejected port_not_allowed port", moved(b"http://93.184.216.34:6379/"))
plain("to_a_file", "rejected bad_redirect scheme", moved(b"file:///etc/passwd"))
plain("to_a_script", "rejected bad_redirect scheme", moved(b"javascript:alert(1)"))
plain("to_a_user", "rejected bad_redirect user_info", moved(b"http://admin@example.com/"))
plain("to_a_backslash", "rejected bad_redirect unsafe_character", moved(b"\\\\10.0.0.1\\x"))
plain("to_nowhere", "dead http_302 None", b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")
plain("to_an_empty_place", "dead http_302 None", moved(b""))
plain("to_nonsense", "rejected bad_redirect unreadable", moved(b"http://[::1"))
plain("to_a_proxy", "dead http_305 None", moved(b"http://127.0.0.1:1/", b"305 Use Proxy"))


@behaviour("dead too_many_redirects over_10_redirects")
async def ever_further(visit: Visit) -> None:
    number = int(visit.path.rpartition("/")[2]) if visit.path.count("/") > 1 else 0
    await visit.send(moved(b"/ever_further/%d" % (number + 1)))


@behaviour(OK)
async def ten_times_further(visit: Visit) -> None:
    number = int(visit.path.rpartition("/")[2]) if visit.path.count("/") > 1 else 0
    await visit.send(page(PAGE) if number == 10 else moved(b"/ten_times_further/%d" % (number + 1)))


# -- Statuses and types

plain("not_found", "rejected http_404 None", b"HTTP/1.1 404 Not Found\r\n\r\n" + PAGE)
plain("gone", "rejected http_410 None", b"HTTP/1.1 410 Gone\r\n\r\n")
plain("legal_reasons", "rejected http_451 None", b"HTTP/1.1 451 Unavailable\r\n\r\n")
plain("request_timeout", "retry http_408 None", b"HTTP/1.1 408 Request Timeout\r\n\r\n")
plain("too_early", "retry http_425 None", b"HTTP/1.1 425 Too Early\r\n\r\n")
plain("server_error", "retry http_500 None", b"HTTP/1.1 500 Oops\r\n\r\n")
plain("a_status_of_its_own", "retry http_999 None", b"HTTP/1.1 999 Request denied\r\n\r\n")
plain("no_content", "rejected not_an_article empty", b"HTTP/1.1 204 No Content\r\n\r\n")
plain("an_empty_page", "rejected not_an_article empty", page(b""))
plain("a_part_of_a_page", "rejected http_206 None", b"HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-3/9\r\n\r\npart")
plain("not_modified_unasked", "dead http_304 None", b"HTTP/1.1 304 Not Modified\r\n\r\n")
plain(
    "an_image", "rejected unsupported_type content_type", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"
)
plain("bytes_of_no_type", "rejected unsupported_type sniffed", b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.7\n\x00\x01")
plain("a_page_of_no_type", OK, b"HTTP/1.1 200 OK\r\n\r\n" + PAGE)
plain("a_page_of_a_broken_type", OK, b"HTTP/1.1 200 OK\r\nContent-Type: html\r\n\r\n" + PAGE)


@dataclass
class Origin:
    """The server. `asked`: the request heads in order, by host."""

    port: int = 0
    asked: dict[str, list[bytes]] = field(default_factory=dict)
    server: asyncio.Server | None = None
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    extra: dict[str, Behaviour] = field(default_factory=dict)

    async def start(self) -> "Origin":
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=512)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        assert self.server is not None
        self.server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def url(self, name: str, path: str | None = None) -> str:
        return f"http://{name.replace('_', '-')}.localhost:{self.port}/{name if path is None else path}"

    async def for_ever(self) -> None:
        await asyncio.get_running_loop().create_future()

    def reset(self, writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode()
            host = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"host:"))[5:].strip().decode()
            self.asked.setdefault(host, []).append(head)
            await self._answer(Visit(reader, writer, head, path, self))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(task)
            writer.close()

    async def _answer(self, visit: Visit) -> None:
        name = visit.path.split("/")[1].split("?")[0]
        if name in self.extra:
            await self.extra[name](visit)
        elif name in BEHAVIOURS:
            await BEHAVIOURS[name][0](visit)
        elif name == "robots.txt":
            await visit.send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        else:
            await visit.send(page(PAGE))
