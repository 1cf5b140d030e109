from __future__ import annotations

import socket
import threading

import pytest

from data.sources.hosts import HostError, RefusedError, addresses_of

OURS = (
    "127.0.0.1 127.8.8.8 10.1.2.3 192.168.0.1 172.16.5.4 100.64.0.1 ::1 fd00::1 "
    "::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1::"
)
NOBODYS = (
    "169.254.169.254 fe80::1 224.0.0.1 ff02::1 0.0.0.0 :: 240.0.0.1 255.255.255.255 "
    "::ffff:169.254.169.254 64:ff9b::a9fe:a9fe"
)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_an_address_of_the_world_is_allowed(address):
    assert addresses_of(address, private=False, seconds=5) == [address]


@pytest.mark.parametrize("address", OURS.split())
def test_an_address_of_this_machine_or_network_is_allowed_only_where_the_user_says_so(address):
    with pytest.raises(RefusedError, match="not allowed: an address of this machine or its network"):
        addresses_of(address, private=False, seconds=5)
    assert addresses_of(address, private=True, seconds=5)


@pytest.mark.parametrize("address", NOBODYS.split())
def test_other_addresses_are_never_allowed(address):
    for private in (False, True):
        with pytest.raises(RefusedError, match="not allowed"):
            addresses_of(address, private=private, seconds=5)


@pytest.mark.parametrize("written", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost"])
def test_other_ways_to_write_this_machine_are_seen_through(written):
    with pytest.raises(HostError):
        addresses_of(written, private=False, seconds=5)


def test_a_name_that_leads_to_several_places_is_refused_when_one_of_them_is(monkeypatch):
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, 0)) for where in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: rows)
    with pytest.raises(RefusedError, match=r"news\.example is not allowed: .* \(10\.0\.0\.1\)"):
        addresses_of("news.example", private=False, seconds=5)


def test_a_host_that_is_not_there_or_takes_too_long_is_said_in_words(monkeypatch):
    with pytest.raises(HostError, match=r"There is no host nowhere\.invalid\."):
        addresses_of("nowhere.invalid", private=False, seconds=20)
    with pytest.raises(HostError, match="There is no host"):
        addresses_of("a" * 300, private=False, seconds=5)
    forever = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: [] if forever.wait(30) else None)
    with pytest.raises(HostError, match=r"slow\.example was not found"):
        addresses_of("slow.example", private=False, seconds=0.2)
    forever.set()
