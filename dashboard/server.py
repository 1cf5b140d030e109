"""The page on a port: waitress, and what can go wrong before it listens."""

from __future__ import annotations

import errno
import ipaddress
from typing import TYPE_CHECKING

from waitress.server import create_server

from data.errors import NewstideError

if TYPE_CHECKING:
    from dash import Dash

THREADS = 8


class ServeError(NewstideError):
    """The page cannot be shown at the address asked for."""

    exit_code = 4


class Server:
    """A server that listens.

    Attributes
    ----------
    port : int
        The port it listens on, also when a free one was asked for.
    """

    def __init__(self, app: Dash, host: str, port: int) -> None:
        self._server = create_server(app.server, host=host, port=port, threads=THREADS, ident=None)
        self.port = int(self._server.effective_port)

    def run(self) -> None:
        """Answer requests until interrupted."""
        self._server.run()

    def close(self) -> None:
        """Let go of the port."""
        self._server.close()


def listen(app: Dash, *, host: str, port: int) -> Server:
    """Open a port for the page.

    Raises
    ------
    ServeError
        When the port is in use or not allowed, or the address is not one of this machine.
    """
    try:
        return Server(app, host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ServeError(
                f"Port {port} is in use, perhaps by another newstide: choose another one with --port, "
                "or --port 0 for a free one."
            ) from error
        raise ServeError(f"The page cannot be served at {host}, port {port}: {error.strerror or error}.") from error
    except ValueError as error:
        raise ServeError(f"{host} is no address of this machine: {error}.") from error


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
