"""Which addresses of a host newstide may speak to: those of the world, not of this machine or its network."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading

from data.errors import NewstideError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""An IPv4 address in an IPv6 one (RFC 6052)."""


class HostError(NewstideError):
    """A host cannot be found."""

    exit_code = 4


class RefusedError(HostError):
    """newstide does not speak to a host."""


def addresses_of(host: str, *, private: bool, seconds: float) -> list[str]:
    """Find the addresses of a host and refuse those that are not for everybody.

    A connection must be made to one of them, not to the name again: it may lead elsewhere the next time.

    Parameters
    ----------
    host : str
        A name or an address.
    private : bool
        Whether it may be this machine or one of its network.
    seconds : float
        How long the search may take.

    Raises
    ------
    RefusedError
        When one of its addresses is not for everybody.
    HostError
        When there is no such host.
    """
    found = _resolved(host, seconds)
    for written in found:
        if (reason := _refused(ipaddress.ip_address(written.split("%")[0]), private=private)) is not None:
            raise RefusedError(f"{host} is {reason} ({written}).")
    return found


def _refused(address: Address, *, private: bool) -> str | None:
    address = _meant(address)
    if not address.is_loopback and (address.is_multicast or address.is_unspecified or address.is_reserved):
        return "not allowed: no address of one machine"
    if address.is_link_local:
        return "not allowed: an address that only neighbours of this machine have"
    if not address.is_global and not private:
        return "not allowed: an address of this machine or its network"
    return None


def _meant(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _resolved(host: str, seconds: float) -> list[str]:
    """Ask for addresses in a thread of its own: the system's answer can take minutes."""
    answers: queue.Queue[list[str] | OSError] = queue.Queue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, UnicodeError) as error:
            answers.put(OSError(str(error)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise HostError(f"{host} was not found in {seconds:.0f} seconds.") from None
    if isinstance(found, OSError) or not found:
        raise HostError(f"There is no host {host}.")
    return found
