import asyncio
from pathlib import Path

import pytest
from certificates import Authority
from hostile_origin import PAGE, Origin, page

from tocsin.core.endings import Detail
from tocsin.core.outcomes import Reason, Rejected, Retry
from tocsin.core.records.page import Fetched
from tocsin.web import Wanted, trusting


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


class Encrypted(Origin):
    async def start_with(self, context) -> "Encrypted":
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=context)
        self.port = self.server.sockets[0].getsockname()[1]
        return self


async def over_tls(open_web, authority, context, host="secure.localhost", tls=None):
    origin = await Encrypted().start_with(context)
    try:
        web = open_web(guard={"tls": tls or authority.client()})
        return await web.fetch(f"https://{host}:{origin.port}/a")
    finally:
        await origin.stop()


@pytest.mark.parametrize("host", ["secure.localhost", "secure.localhost.", "127.0.0.1"])
async def test_a_page_comes_over_tls_by_name_and_by_address(open_web, authority, host):
    context = authority.server("secure.localhost", "127.0.0.1")
    assert isinstance(await over_tls(open_web, authority, context, host), Fetched)


@pytest.mark.parametrize(
    ("names", "how", "detail"),
    [
        (("secure.localhost",), {"days": -1}, Detail.TLS_EXPIRED),
        (("other.localhost",), {}, Detail.TLS_WRONG_NAME),
        (("secure.localhost",), {"self_signed": True}, Detail.TLS_SELF_SIGNED),
    ],
)
async def test_each_fault_of_a_certificate_has_its_name(open_web, authority, names, how, detail):
    ended = await over_tls(open_web, authority, authority.server(*names, **how))
    assert ended == Retry(Reason.TLS, detail)


async def test_an_unknown_authority_is_not_trusted(open_web, authority, tmp_path):
    ended = await over_tls(open_web, authority, Authority(tmp_path).server("secure.localhost"))
    assert ended.reason == Reason.TLS


async def test_an_authority_of_ones_own_is_trusted_beside_the_public_ones(open_web, authority):
    context = authority.server("secure.localhost")
    trusted = trusting(authority.file())
    assert isinstance(await over_tls(open_web, authority, context, tls=trusted), Fetched)
    assert trusted.cert_store_stats()["x509_ca"] == trusting(None).cert_store_stats()["x509_ca"] + 1


async def test_plain_http_on_a_tls_port_is_a_broken_handshake(open_web, authority, origin):
    async def words(reader, writer):
        writer.write(b"HTTP/1.1 400 Speak up\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(words, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    ended = await open_web(guard={"tls": authority.client()}).fetch(f"https://secure.localhost:{port}/")
    server.close()
    assert ended == Retry(Reason.TLS, Detail.TLS_HANDSHAKE)


async def test_a_handshake_that_never_ends_is_a_time_out_while_connecting(open_web, authority, origin):
    gate = asyncio.Event()

    async def silent(reader, writer):
        await gate.wait()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    ended = await open_web(deadline_s=0.3).fetch(f"https://secure.localhost:{port}/")
    gate.set()
    server.close()
    assert ended == Retry(Reason.TIMEOUT, Detail.TIMEOUT_CONNECT)


async def test_an_encrypted_page_does_not_lead_to_a_plain_one(open_web, authority, origin):
    secure = await Encrypted().start_with(authority.server("secure.localhost"))
    secure.extra = {
        "down": lambda visit: visit.send(
            b"HTTP/1.1 302 Found\r\nLocation: " + origin.url("plain", "a").encode() + b"\r\n\r\n"
        )
    }
    web = open_web(guard={"tls": authority.client()})
    ended = await web.fetch(f"https://secure.localhost:{secure.port}/down")
    await secure.stop()
    assert ended == Rejected(Reason.BAD_REDIRECT, Detail.HTTPS_TO_HTTP)
    assert origin.asked == {}


class Proxy:
    """A proxy that notes what it is asked for and answers every plain request with a page."""

    def __init__(self):
        self.heads: list[bytes] = []

    async def start(self) -> "Proxy":
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.place = f"127.0.0.1:{self.server.sockets[0].getsockname()[1]}"
        return self

    async def serve(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        refused = head.startswith(b"CONNECT")
        writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n" if refused else page(PAGE))
        await writer.drain()
        writer.close()


@pytest.fixture
async def proxy():
    started = await Proxy().start()
    yield started
    started.server.close()


async def test_a_proxy_is_the_only_way_out(open_web, proxy):
    class NoNames:
        async def resolve(self, name, limit_s):
            raise AssertionError("the proxy looks up names")

    web = open_web(guard={"allow": (), "proxy": f"http://desk:pass%20word@{proxy.place}", "resolver": NoNames()})
    assert isinstance(await web.read("http://news.example/a?b", Wanted(page=False)), Fetched)
    assert proxy.heads[0].startswith(b"GET http://news.example/a?b HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic ZGVzazpwYXNzIHdvcmQ=" in proxy.heads[0]
    ended = await web.read("https://news.example/a", Wanted(page=False))
    assert ended == Retry(Reason.CONNECTION, Detail.PROXY)
    assert proxy.heads[1].startswith(b"CONNECT news.example:443 HTTP/1.1\r\n")


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://localhost/", "http://news.example:6379/"])
async def test_what_the_url_itself_shows_is_refused_before_the_proxy(open_web, proxy, url):
    ended = await open_web(guard={"allow": (), "proxy": f"http://{proxy.place}"}).fetch(url)
    assert isinstance(ended, Rejected)
    assert proxy.heads == []


async def test_the_proxy_is_said_at_start_without_its_password(open_web, caplog):
    open_web(guard={"proxy": "http://desk:secret@proxy.internal:3128"})
    assert "proxy.internal:3128" in caplog.text
    assert "secret" not in caplog.text


async def test_a_proxy_in_the_environment_is_no_way_out(open_web, origin, proxy, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://{proxy.place}")
    monkeypatch.setenv("ALL_PROXY", f"http://{proxy.place}")
    assert isinstance(await open_web().fetch(origin.url("direct", "a")), Fetched)
    assert proxy.heads == []


def test_no_other_library_opens_connections_for_the_client():
    sources = (Path(__file__).parents[2] / "service" / "tocsin" / "web").glob("*.py")
    text = "".join(source.read_text() for source in sources)
    assert "httpcore" in text
    for other in ("httpx.", "requests.", "urllib.request", "aiohttp.", "open_connection", "getaddrinfo("):
        assert other not in text
