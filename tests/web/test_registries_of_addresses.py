"""Every row of IANA's registries of special addresses, by its edges, on each way that leads to a connection."""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network

import pytest

from tocsin.core.addresses import refusal
from tocsin.web.explaining import Script, scripted

PUBLIC = "93.184.216.34"
# IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), as of 2026: every row, globally reachable or not, for an
# anycast or relay address leads to whatever stands nearest.
SPECIAL = """
0.0.0.0/8 0.0.0.0/32 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.0.0/29
192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/32 192.0.0.171/32 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24
192.88.99.0/24 192.88.99.2/32 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4
255.255.255.255/32 ::1/128 ::/128 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32
2001:1::1/128 2001:1::2/128 2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28
2001:30::/28 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10
""".split()
# Multicast (RFC 5771, RFC 4291), site-local (RFC 3879), IPv4-compatible and -translated (RFC 4291, RFC 2765), and what
# the registries of unicast assignments hold back.
OTHERS = """
224.0.0.0/4 ff00::/8 fec0::/10 ::/96 ::ffff:0:0:0/96 2d00::/8 2e00::/7 3000::/4 3ffe::/16 4000::/3 6000::/3 8000::/3
a000::/3 c000::/3 e000::/4 f000::/5 f800::/6 fe00::/9
""".split()
# Addresses at which clouds tell a machine its secrets.
METADATA = "169.254.169.254 169.254.170.2 fd00:ec2::254 100.100.100.200 192.0.0.192 168.63.129.16".split()
# Neighbours of the rows, and hosts of today.
OPEN = """
1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0
172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.31.195.255 192.31.197.0 192.52.192.255 192.88.98.255
192.88.100.0 192.167.255.255 192.169.0.0 192.175.47.255 192.175.49.0 198.17.255.255 198.20.0.0 198.51.99.255
203.0.112.255 203.0.114.0 223.255.255.255 168.63.129.15 2001:200:: 2001:db7:ffff::1 2001:db9:: 2003:: 2400:cb00::1
2606:4700:4700::1111 2620:4f:7fff::1 2620:4f:8001::1 2a00:1450:4001:80b::200e 2c0f:ffff::1
""".split()
CLOSED = [*(str(ip_network(row)[place]) for row in (*SPECIAL, *OTHERS) for place in (0, -1)), *METADATA]


class Standing:
    def now_ms(self) -> int:
        return 0

    def steady_s(self) -> float:
        return 0.0


def spelt(address: str) -> str:
    return f"[{address}]" if ":" in address else address


async def told(url: str, dns: Mapping[str, list[list[str]]], redirects: Mapping[str, str]) -> tuple[str, list[str]]:
    row = await scripted(url, Script(dns=dns, redirects=redirects), allow=(), clock=Standing())
    assert row["verdict"] == "allow" or row["rule"].startswith("private_address/"), row
    return row["verdict"], row["dialled"]


@pytest.mark.parametrize("address", dict.fromkeys(CLOSED))
async def test_no_special_address_is_dialled_on_any_way(address: str) -> None:
    public = {"a.example": [[PUBLIC]], "inside.example": [[PUBLIC, address]], "turns.example": [[PUBLIC], [address]]}
    assert refusal(ip_address(address))
    assert await told(f"http://{spelt(address)}/", {}, {}) == ("block", [])
    assert await told("http://inside.example/", public, {}) == ("block", [])
    for place in (f"http://{spelt(address)}/", f"//{spelt(address)}:80", "http://inside.example/"):
        assert await told("http://a.example/", public, {"http://a.example/": place}) == ("block", [PUBLIC])
    assert await told("http://turns.example/", public, {"http://turns.example/": "/again"}) == ("block", [PUBLIC])


@pytest.mark.parametrize("address", OPEN)
async def test_what_stands_beside_them_is_dialled(address: str) -> None:
    assert await told(f"https://{spelt(address)}/", {}, {}) == ("allow", [str(ip_address(address))])
    assert await told("http://a.example/", {"a.example": [[address]]}, {}) == ("allow", [str(ip_address(address))])


SPELLINGS = """
2130706433 0x7f000001 0X7F000001 017700000001 0177.0.0.1 0x7f.1 127.1 127.0.1 127.0.0.1. 127.1. 0 00 0x0 0x 10.1
１２７.０.０.１ 127。0。0。1 127．1 ⑩.0.0.1 %31%32%37.0.0.1 %30 [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:0:0:1]
[::127.0.0.1] localhost LOCALHOST localhost. ｌｏｃａｌｈｏｓｔ ⓛocalhost %6c%6f%63alhost a.b.localhost x.LocalHost.
""".split()


@pytest.mark.parametrize("host", [*SPELLINGS, "loca\u00adlhost"])
async def test_no_spelling_of_this_machine_is_dialled(host: str) -> None:
    assert await told(f"http://{host}/", {}, {}) == ("block", [])
    found = await told("http://a.example/", {"a.example": [[PUBLIC]]}, {"http://a.example/": f"http://{host}:8080/x"})
    assert found == ("block", [PUBLIC])
