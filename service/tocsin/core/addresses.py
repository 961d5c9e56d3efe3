"""Which addresses may be dialled: IPv4 by deny-list, IPv6 by allow-list, both from IANA's registries.

IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190) name what is not the public internet.
Python's `is_global` is not enough: it passes multicast, NAT64 and IPv4-translated addresses, Azure's WireServer and
what newer RFCs reserved (measured on 3.11: 21 of 62 bad literals). An address that carries another one inside is
refused whatever it carries.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Name -> networks. The name is what an outcome's `reason_detail` says.
IPV4_REFUSED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("this_network", ("0.0.0.0/8",)),  # RFC 791, 3.2
    ("private", ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),  # RFC 1918
    ("shared", ("100.64.0.0/10",)),  # RFC 6598: carrier NAT; Alibaba's metadata stands in it
    ("loopback", ("127.0.0.0/8",)),  # RFC 1122, 3.2.1.3
    ("link_local", ("169.254.0.0/16",)),  # RFC 3927; the clouds' metadata
    ("protocol_assignments", ("192.0.0.0/24",)),  # RFC 6890; Oracle's metadata stands in it
    ("documentation", ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")),  # RFC 5737
    ("anycast_service", ("192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24")),  # AS112 (RFC 7534), AMT (RFC 7450)
    ("relay", ("192.88.99.0/24",)),  # RFC 7526: 6to4 relays, withdrawn
    ("benchmarking", ("198.18.0.0/15",)),  # RFC 2544
    ("multicast", ("224.0.0.0/4",)),  # RFC 5771
    ("reserved", ("240.0.0.0/4",)),  # RFC 1112, 4, and the limited broadcast
    ("metadata", ("168.63.129.16/32",)),  # Azure's WireServer: public by every registry, private by use
)

# Only global unicast is dialled at all (RFC 4291, 2.4): loopback, mapped, translated, NAT64, unique-local, link-local,
# site-local, multicast, discard and segment-routing addresses lie outside of it.
IPV6_UNICAST = IPv6Network("2000::/3")
IPV6_REFUSED: tuple[tuple[str, tuple[str, ...]], ...] = (
    # RFC 2928 and what was carved from it: Teredo, benchmarking, AMT, AS112, ORCHID, DRIP, the port control anycast.
    ("protocol_assignments", ("2001::/23",)),
    ("documentation", ("2001:db8::/32", "3fff::/20")),  # RFC 3849, RFC 9637
    ("relay", ("2002::/16",)),  # RFC 3056: 6to4 carries an IPv4 address
    ("anycast_service", ("2620:4f:8000::/48",)),  # AS112 (RFC 7534)
    # IANA's IPv6 Global Unicast Address Assignments call these "reserved": nobody was ever given an address there. The
    # last is what is left of 2000::/3, the returned 6bone (RFC 3701) with it.
    ("reserved", ("2d00::/8", "2e00::/7", "3000::/4")),
)
# RFC 5214, 6.1: an interface identifier of 0000:5efe or 0200:5efe carries an IPv4 address (ISATAP).
ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})

_REFUSED: tuple[tuple[str, Network], ...] = tuple(
    (name, ip_network(text)) for name, texts in IPV4_REFUSED + IPV6_REFUSED for text in texts
)


def refusal(address: Address, allow: tuple[Network, ...] = ()) -> str | None:
    """Names why an address may not be dialled, None if it may. Networks in `allow` may always be."""
    if allowed(address, allow):
        return None
    if isinstance(address, IPv6Address):
        if address not in IPV6_UNICAST or address.scope_id is not None:
            return "not_global_unicast"
        if int(address) >> 32 & 0xFFFF_FFFF in ISATAP:
            return "relay"
    return next((name for name, network in _REFUSED if address in network), None)


def allowed(address: Address, allow: tuple[Network, ...]) -> bool:
    """Says whether an address lies in one of the networks that the operator opened."""
    return any(address in network for network in allow)


def literal(host: str) -> Address | None:
    """Reads a host of a WHATWG-serialised URL as an address (brackets allowed), None for a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
