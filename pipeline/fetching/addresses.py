"""Which addresses and ports may be asked. Pure.

The rule is a list of what is public, not of what is private: shared address space (100.64/10) is neither to Python,
and forms that carry an IPv4 address inside an IPv6 one (6to4, Teredo, NAT64, IPv4-compatible) lead to places that
the outer address hides. Sources: IANA special-purpose registries, RFC 6890, RFC 6052, RFC 6761 §6.3.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address

_GLOBAL_UNICAST_6: Final = IPv6Network("2000::/3")
_CARRIERS_6: Final = tuple(
    IPv6Network(net)
    for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")  # IETF and Teredo, documentation, 6to4
)
_HIDDEN_4: Final = tuple(
    IPv4Network(net)
    for net in ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24")  # Azure's host agent, IETF, 6to4 relays
)
_PRIVATE_4: Final = tuple(IPv4Network(net) for net in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_PRIVATE_6: Final = (IPv6Network("::1/128"), IPv6Network("fc00::/7"))
_METADATA: Final = frozenset({IPv6Address("fd00:ec2::254"), IPv6Address("fd20:ce::254")})  # AWS, Google

_WEB_PORTS: Final = frozenset({80, 443})
_BAD_PORTS: Final = frozenset(  # https://fetch.spec.whatwg.org/#port-blocking, from 1024 on
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
)


def refusal(address: Address, *, allow_private: bool = False) -> str:
    """Return why an address must not be connected to, or an empty string when it may.

    `allow_private` opens loopback and the private networks (RFC 1918, RFC 4193), and nothing else: link-local
    addresses, where clouds keep their metadata, stay closed.
    """
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if mapped is not None:
        return refusal(mapped, allow_private=allow_private)
    if allow_private and _is_private(address):
        return ""
    return "" if _is_public(address) else f"{address} is not a public address"


def port_refusal(port: int) -> str:
    """Return why a port must not be connected to: below 1024 only 80 and 443 serve the web."""
    if port in _WEB_PORTS or (1024 <= port <= 65535 and port not in _BAD_PORTS):
        return ""
    return f"port {port} is not one for web servers"


def loopback_name(host: str) -> bool:
    """Tell whether a name is loopback by definition and must not be looked up in DNS (RFC 6761 §6.3)."""
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def literal(host: str) -> Address | None:
    """Return the address that a host is written as, with or without brackets, or None for a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        return address in _GLOBAL_UNICAST_6 and address.is_global and not any(address in net for net in _CARRIERS_6)
    return address.is_global and not address.is_multicast and not any(address in net for net in _HIDDEN_4)


def _is_private(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        return any(address in net for net in _PRIVATE_6) and address not in _METADATA
    return any(address in net for net in _PRIVATE_4)
