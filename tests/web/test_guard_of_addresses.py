from ipaddress import ip_address, ip_network

import httpcore
import pytest

from tocsin.core.endings import Detail
from tocsin.core.outcomes import Reason, Rejected, Retry
from tocsin.core.records.page import Fetched
from tocsin.web.resolving import LookupFailed, SystemResolver

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>page"


class Names:
    """A resolver that counts what it is asked; names that hang wait for ever."""

    def __init__(self, **answers: list[str] | Detail):
        self.answers = {name.replace("_", "."): answer for name, answer in answers.items()}
        self.asked: list[str] = []

    async def resolve(self, name, limit_s):
        self.asked.append(name)
        answer = self.answers.get(name, Detail.NXDOMAIN)
        if isinstance(answer, Detail):
            raise LookupFailed(answer)
        return tuple(ip_address(text) for text in answer)


class Net(httpcore.AsyncMockBackend):
    """Notes what is dialled; `refused` addresses do not answer, `peer` is what the socket says it reached."""

    def __init__(self, *, refused=(), peer=None):
        super().__init__([PAGE])
        self.dialled: list[tuple[str, int]] = []
        self.refused = refused
        self.peer = peer

    async def connect_tcp(self, host, port, **more):
        self.dialled.append((host, port))
        if host in self.refused:
            raise httpcore.ConnectError
        stream = await super().connect_tcp(host, port)
        stream.get_extra_info = lambda info: (self.peer, port) if self.peer and info == "server_addr" else None
        return stream


def wired(open_web, names, net, **guard):
    return open_web(guard={"allow": (), "resolver": names, "dial": net} | guard)


async def fetch(web, url):
    from tocsin.web import Wanted

    return await web.read(url, Wanted(page=False))


async def test_a_name_is_looked_up_once_and_the_checked_address_is_dialled(open_web):
    names, net = Names(a_example=["93.184.216.34", "2a00::1"]), Net()
    assert isinstance(await fetch(wired(open_web, names, net), "http://a.example./x"), Fetched)
    assert (names.asked, net.dialled) == (["a.example"], [("93.184.216.34", 80)])


@pytest.mark.parametrize("bad", ["10.0.0.1", "::1", "::ffff:8.8.8.8", "fe80::1", "169.254.169.254"])
async def test_one_bad_answer_refuses_the_name_and_nothing_is_dialled(open_web, bad):
    net = Net()
    ended = await fetch(wired(open_web, Names(a_example=["93.184.216.34", bad]), net), "http://a.example/")
    assert ended.reason == Reason.PRIVATE_ADDRESS
    assert net.dialled == []


async def test_the_next_checked_address_is_tried_when_one_refuses(open_web):
    net = Net(refused={"93.184.216.34"})
    web = wired(open_web, Names(a_example=["93.184.216.34", "93.184.216.35"]), net)
    assert isinstance(await fetch(web, "http://a.example/"), Fetched)
    assert [host for host, _ in net.dialled] == ["93.184.216.34", "93.184.216.35"]


async def test_a_peer_that_is_not_the_one_dialled_is_refused(open_web):
    web = wired(open_web, Names(a_example=["93.184.216.34"]), Net(peer="10.0.0.1"))
    assert await fetch(web, "http://a.example/") == Rejected(Reason.PRIVATE_ADDRESS, "another_peer")


async def test_an_allowed_network_is_open_on_any_port_by_name_too(open_web):
    names, net = Names(wire_internal=["10.1.2.3"]), Net()
    web = wired(open_web, names, net, allow=(ip_network("10.0.0.0/8"),))
    assert isinstance(await fetch(web, "http://wire.internal:9000/"), Fetched)
    assert net.dialled == [("10.1.2.3", 9000)]


@pytest.mark.parametrize(
    "answer", [["93.184.216.34"], ["10.1.2.3", "93.184.216.34"], Detail.NXDOMAIN, Detail.DNS_TIMEOUT]
)
async def test_a_port_stays_shut_for_names_that_do_not_lie_in_an_allowed_network(open_web, answer):
    net = Net()
    web = wired(open_web, Names(a_example=answer), net, allow=(ip_network("10.0.0.0/8"),))
    assert await fetch(web, "http://a.example:9000/") == Rejected(Reason.PORT_NOT_ALLOWED, "port")
    assert net.dialled == []


@pytest.mark.parametrize("detail", [Detail.NXDOMAIN, Detail.SERVFAIL, Detail.NO_ADDRESS, Detail.DNS_TIMEOUT])
async def test_a_lookup_that_fails_is_retried_by_its_name(open_web, detail):
    assert await fetch(wired(open_web, Names(a_example=detail), Net()), "http://a.example/") == Retry(
        Reason.DNS, detail
    )


async def test_a_lookup_that_hangs_ends_as_one(open_web):
    class Hanging:
        async def resolve(self, name, limit_s):
            import anyio

            await anyio.sleep_forever()

    web = open_web(guard={"resolver": Hanging(), "lookup_max_s": 0.05})
    assert await fetch(web, "http://a.example/") == Retry(Reason.DNS, Detail.DNS_TIMEOUT)


async def test_robots_txt_goes_through_the_same_guard(open_web):
    net = Net()
    ended = await wired(open_web, Names(a_example=["10.0.0.1"]), net).fetch("http://a.example/")
    assert ended == Rejected(Reason.PRIVATE_ADDRESS, "private")
    assert net.dialled == []


async def test_the_hosts_file_is_read_first_and_broken_lines_are_left_out(tmp_path):
    hosts = tmp_path / "hosts"
    hosts.write_text("# ours\n10.1.2.3 wire Wire.Internal # two names\nnonsense name\n\nfd00::1 wire\n")
    resolver = SystemResolver(hosts)
    assert await resolver.resolve("wire", 1.0) == (ip_address("10.1.2.3"), ip_address("fd00::1"))
    assert await resolver.resolve("wire.internal", 1.0) == (ip_address("10.1.2.3"),)
    assert SystemResolver(tmp_path / "none")._hosts == {}


class NameServer:
    """A name server on loopback; what it says is by the name's first label."""

    async def __aenter__(self):
        import asyncio

        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        self.asked = []
        return self

    async def __aexit__(self, *_):
        self.transport.close()

    def connection_made(self, transport):
        pass

    def connection_lost(self, error):
        pass

    def datagram_received(self, data, sender):
        import dns.flags
        import dns.message
        import dns.rcode
        import dns.rrset

        query = dns.message.from_wire(data)
        asked = query.question[0]
        self.asked.append(asked.name.to_text())
        answer = dns.message.make_response(query)
        kind = asked.name.to_text().split(".")[0]
        if kind == "hanging":
            return
        if kind == "missing":
            answer.set_rcode(dns.rcode.NXDOMAIN)
        if kind == "failing":
            answer.set_rcode(dns.rcode.SERVFAIL)
        if kind == "good" and asked.rdtype == 1:
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", "A", "93.184.216.34"))
        self.transport.sendto(answer.to_wire(), sender)


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("missing", Detail.NXDOMAIN),
        ("failing", Detail.SERVFAIL),
        ("empty", Detail.NO_ADDRESS),
        ("hanging", Detail.DNS_TIMEOUT),
    ],
)
async def test_the_name_servers_failures_are_told_apart(tmp_path, kind, detail):
    async with NameServer() as server:
        resolver = asking(server, tmp_path)
        with pytest.raises(LookupFailed) as failed:
            await resolver.resolve(f"{kind}.example", 0.3)
    assert failed.value.detail == detail


async def test_names_are_asked_for_as_they_are_whatever_the_search_domains(tmp_path):
    async with NameServer() as server:
        resolver = asking(server, tmp_path)
        assert await resolver.resolve("good", 1.0) == (ip_address("93.184.216.34"),)
    assert set(server.asked) == {"good."}


def asking(server, tmp_path) -> SystemResolver:
    import dns.name

    resolver = SystemResolver(tmp_path / "none")
    resolver._servers.nameservers = ["127.0.0.1"]
    resolver._servers.port = server.transport.get_extra_info("sockname")[1]
    resolver._servers.search = [dns.name.from_text("cluster.local.")]
    return resolver
