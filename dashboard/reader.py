"""Who reads the page: language and filter of the request that is being answered."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, has_request_context, request

from analysis.locale import Locale, available, best_of, locale_of
from dashboard.server import is_loopback

COOKIE = "newstide-language"
EDITABLE = "NEWSTIDE_EDITABLE"


def reader_locale() -> Locale:
    """Give the reader's language: the one chosen on the page, else the browser's, else English."""
    if not has_request_context():
        return locale_of("en")
    chosen = request.cookies.get(COOKIE)
    return locale_of(chosen if chosen in available() else best_of(request.headers.get("Accept-Language")))


def may_edit() -> bool:
    """Tell whether the reader may change things: the page is for this machine alone, and was asked for by its name."""
    if not has_request_context() or not current_app.config.get(EDITABLE, False):
        return False
    # A foreign name that was made to lead here, or a proxy's, is no name of this machine.
    return is_loopback(urlsplit(f"//{request.host}").hostname or "")
