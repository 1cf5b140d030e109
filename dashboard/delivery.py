"""How answers travel: compressed, and kept by the browser where their address says which version they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from flask_compress import Compress

from dashboard.server import is_loopback

if TYPE_CHECKING:
    from dash import Dash

YEAR = 31_536_000
FOR_GOOD = f"public, max-age={YEAR}, immutable"
BROTLI_LEVEL = 4
SMALLEST = 1_400
"""Bytes: what fits into one packet arrives no sooner for being smaller."""
KINDS = (
    "application/json",
    "application/javascript",
    "text/javascript",
    "text/css",
    "text/html",
    "image/svg+xml",
    "application/atom+xml",
)


def register(app: Dash) -> None:
    """Compress answers to other machines, and let browsers keep assets whose address names their version."""
    server: Flask = app.server
    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=BROTLI_LEVEL,
        COMPRESS_MIMETYPES=list(KINDS),
        COMPRESS_MIN_SIZE=SMALLEST,
        # Reports are written while they are sent.
        COMPRESS_STREAMS=False,
    )
    Compress(server)

    @server.before_request
    def plain_at_home() -> None:
        # To this machine's own browser nothing travels far: packing and unpacking would only take its time.
        if is_loopback(request.remote_addr or ""):
            request.environ.pop("HTTP_ACCEPT_ENCODING", None)

    @server.after_request
    def keep(response: Response) -> Response:
        if request.path.startswith("/assets/") and "m" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = FOR_GOOD
        return response


def versioned(app: Dash, asset: str) -> str:
    """Give the address of an asset with its version, as Dash writes those that it loads itself."""
    path = Path(str(app.config.assets_folder)) / asset
    return f"{app.get_asset_url(asset)}?m={path.stat().st_mtime}"
