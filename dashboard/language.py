"""The reader's language beyond Dash's own components: charts and calendars speak it, too, from this server's script."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask, Response, abort

from analysis.locale import available, locale_of
from analysis.locale.scripts import script
from dashboard import delivery
from dashboard.reader import reader_locale

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale


def script_address(locale: Locale) -> str:
    """Give the address of a language's script; another content has another one."""
    return f"/language/{locale.code}-{_digest(locale.code)}.js"


def register(app: Dash) -> None:
    """Serve a script per language, and tell caches what a page depends on."""
    server: Flask = app.server

    @server.get("/language/<code>-<_digest>.js")
    def language_script(code: str, _digest: str) -> Response:
        if code not in available():
            abort(404)
        headers = {"Cache-Control": delivery.FOR_GOOD}
        return Response(_script(code), content_type="text/javascript; charset=utf-8", headers=headers)

    @server.after_request
    def say_language(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.headers["Content-Language"] = reader_locale().code
            response.vary.update(("Cookie", "Accept-Language"))
        return response


@cache
def _script(code: str) -> str:
    return script(locale_of(code))


@cache
def _digest(code: str) -> str:
    return hashlib.sha256(_script(code).encode()).hexdigest()[:12]
