"""What a browser may do with the page: nothing from foreign hosts, and no foreign page reads this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, abort, request

if TYPE_CHECKING:
    from dash import Dash


def register(app: Dash) -> None:
    """Set the headers of every answer."""
    policy: list[str] = []
    server: Flask = app.server

    @server.after_request
    def set_headers(response: Response) -> Response:
        if not policy:
            policy.append(_policy(app))
        response.headers.setdefault("Content-Security-Policy", policy[0])
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response

    @server.before_request
    def check_origin() -> None:
        # A page elsewhere must not use the reader's browser to ask this one, whatever name it resolves to.
        origin = request.headers.get("Origin")
        if origin and origin.split("://", 1)[-1] != request.host:
            abort(403)


def _policy(app: Dash) -> str:
    scripts = " ".join(f"'{digest}'" if not digest.startswith("'") else digest for digest in app.csp_hashes())
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
