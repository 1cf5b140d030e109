"""Sending a document to a webhook: one POST within a time limit, to no address of this network unless allowed."""

from __future__ import annotations

import hashlib
import hmac
import ssl
import time
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import httpcore2

from data.errors import NewstideError
from data.sources.hosts import HostError, RefusedError, addresses_of
from data.store import Webhook

SECONDS = 10.0
SIGNATURE = "X-Newstide-Signature"
DELIVERY = "X-Newstide-Delivery"
AGAIN = frozenset({408, 425, 429})
TROUBLES = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
    ssl.SSLError,
    OSError,
)


class WebhookError(NewstideError):
    """A webhook could not be called.

    Attributes
    ----------
    passing : bool
        Whether it may work in a while.
    """

    exit_code = 4

    def __init__(self, message: str, *, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing


def checked(url: str) -> str:
    """Check that something can be the address of a webhook, or of the page.

    Raises
    ------
    WebhookError
        When it is no address of the web, or holds a password, which logs would show.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or not url.isascii() or not url.isprintable() or " " in url:
        raise WebhookError(
            f"“{url[:80]}” is no address of the web: write it as https://example.org/hook, in ASCII.", passing=False
        )
    if parts.username is not None:
        raise WebhookError("The address holds a name or password; use a secret instead.", passing=False)
    return url


def post(webhook: Webhook, body: bytes, *, delivery: str, seconds: float = SECONDS) -> None:
    """Send a JSON document.

    Parameters
    ----------
    webhook : Webhook
    body : bytes
    delivery : str
        Names what is sent, so that the other side can tell that it has it already.
    seconds : float
        In which the other side must have answered.

    Raises
    ------
    WebhookError
        When it cannot be reached, is not allowed, or answers with anything but success; redirects are not followed.
    """
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"newstide/{version('newstide')}",
        DELIVERY: delivery,
        "Host": urlsplit(webhook.url).netloc,
        **({SIGNATURE: signature(webhook.secret, body)} if webhook.secret else {}),
    }
    limit = time.monotonic() + seconds
    try:
        with (
            httpcore2.ConnectionPool(network_backend=_Guarded(limit, private=webhook.private)) as pool,
            pool.stream("POST", webhook.url, headers=list(headers.items()), content=body) as answer,
        ):
            status = answer.status
    except RefusedError as error:
        raise WebhookError(f"{error} --allow-private would allow it.", passing=False) from error
    except HostError as error:
        raise WebhookError(str(error), passing=True) from error
    except TROUBLES as error:
        late = time.monotonic() >= limit or isinstance(error, httpcore2.TimeoutException)
        reason = f"it did not answer in {seconds:.0f} seconds" if late else str(error) or type(error).__name__
        raise WebhookError(f"{urlsplit(webhook.url).netloc} could not be called: {reason}.", passing=True) from error
    if not 200 <= status < 300:
        passing = status >= 500 or status in AGAIN
        raise WebhookError(f"{urlsplit(webhook.url).netloc} answered with status {status}.", passing=passing)


def signature(secret: str, body: bytes) -> str:
    """Sign a document: HMAC with SHA-256 of its bytes.

    Examples
    --------
    >>> signature("secret", b"{}")[:15]
    'sha256=77325902'
    """
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


class _Guarded(httpcore2.NetworkBackend):
    """Connects to addresses that are allowed, and waits for nothing beyond a moment."""

    def __init__(self, limit: float, *, private: bool) -> None:
        self._backend = httpcore2.SyncBackend()
        self._limit = limit
        self._private = private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Open a connection to the first address that answers."""
        addresses = addresses_of(host, private=self._private, seconds=_left(self._limit, timeout))
        for number, address in enumerate(addresses, start=1):
            try:
                stream = self._backend.connect_tcp(
                    address, port, _left(self._limit, timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if number == len(addresses):
                    raise
            else:
                return _Limited(stream, self._limit)
        raise httpcore2.ConnectError(f"{host} has no address")


class _Limited(httpcore2.NetworkStream):
    """A stream that ends at a moment, however slowly the other side drips."""

    def __init__(self, stream: httpcore2.NetworkStream, limit: float) -> None:
        self._stream = stream
        self._limit = limit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._limit, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._limit, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Limited(self._stream.start_tls(ssl_context, server_hostname, _left(self._limit, timeout)), self._limit)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401
        return self._stream.get_extra_info(info)


def _left(limit: float, timeout: float | None) -> float:
    left = limit - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the time is over")
    return left if timeout is None else min(left, timeout)
