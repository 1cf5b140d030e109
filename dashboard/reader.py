"""Who reads the page: language and filter of the request that is being answered."""

from __future__ import annotations

from flask import has_request_context, request

from analysis.locale import Locale, best_of, locale_of

COOKIE = "newstide-language"


def reader_locale() -> Locale:
    """Give the reader's language: the one chosen on the page, else the browser's, else English."""
    if not has_request_context():
        return locale_of("en")
    return locale_of(request.cookies.get(COOKIE) or best_of(request.headers.get("Accept-Language")))
