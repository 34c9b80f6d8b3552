"""Which addresses may be asked: every awkward form."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fetching.addresses import literal, loopback_name, port_refusal, refusal

FORBIDDEN = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",  # shared address space: neither private nor global to Python
    "100.100.100.200",  # a cloud's metadata
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",  # a cloud's host agent, on an address that looks public
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.9",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",  # IPv4-compatible
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",  # SIIT
    "64:ff9b::7f00:1",  # NAT64
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",  # Teredo
    "2001:0:7f00:1::",
    "2001:db8::1",
    "2002:7f00:1::",  # 6to4
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "2620:fe::fe",
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_forbidden(text: str) -> None:
    assert "not a public address" in refusal(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_public(text: str) -> None:
    assert refusal(ip_address(text)) == ""
    assert refusal(ip_address(text), allow_private=True) == ""


@pytest.mark.parametrize(
    "text", ["127.0.0.1", "10.1.2.3", "172.20.0.1", "192.168.0.9", "::1", "fd12::1", "::ffff:127.0.0.1"]
)
def test_private_only_when_allowed(text: str) -> None:
    assert refusal(ip_address(text))
    assert refusal(ip_address(text), allow_private=True) == ""


OPENED = {"127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"}
OPENED |= {"::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"}


@pytest.mark.parametrize("text", [text for text in FORBIDDEN if text not in OPENED])
def test_allowing_private_opens_nothing_else(text: str) -> None:
    assert "not a public address" in refusal(ip_address(text), allow_private=True)


@given(st.ip_addresses(v=4))
@settings(deadline=None)
def test_mapping_into_ipv6_never_changes_the_verdict(address: IPv4Address) -> None:
    mapped = IPv6Address(f"::ffff:{address}")
    for allow in (False, True):
        assert bool(refusal(mapped, allow_private=allow)) == bool(refusal(address, allow_private=allow))


@given(st.ip_addresses(v=6))
@settings(deadline=None)
def test_outside_global_unicast_only_mapped_addresses_pass(address: IPv6Address) -> None:
    if not refusal(address) and address.ipv4_mapped is None:
        assert int(address) >> 125 == 1


@pytest.mark.parametrize(
    ("port", "allowed"), [(80, True), (443, True), (8080, True), (53211, True), (22, False), (25, False)]
)
def test_ports(port: int, allowed: bool) -> None:
    assert (port_refusal(port) == "") == allowed


@pytest.mark.parametrize("port", [0, 1, 21, 23, 53, 110, 143, 389, 445, 587, 993, 2049, 6000, 6667, 65536])
def test_ports_that_no_web_server_has(port: int) -> None:
    assert str(port) in port_refusal(port)


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "localhost.", "signal-post.localhost", "a.b.localhost."])
def test_names_that_are_loopback_by_definition(name: str) -> None:
    assert loopback_name(name)


@pytest.mark.parametrize("name", ["localhost.example", "mylocalhost", "127.0.0.1", "notlocalhost.org"])
def test_names_that_are_not(name: str) -> None:
    assert not loopback_name(name)


def test_literals() -> None:
    assert literal("[::1]") == IPv6Address("::1")
    assert literal("1.2.3.4") == IPv4Address("1.2.3.4")
    assert literal("example.org") is None
    assert literal("0x7f.1") is None  # left to the resolver, whose answer is checked
