"""The feed of alerts, ``/alerts.atom``: Atom (RFC 4287), its links absolute, its ids those of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import regex
from flask import Flask, Response, request

from analysis.report.tables import moment
from dashboard.alerts.telling import link, name_of, text, title
from dashboard.reader import reader_locale

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Alert, Feed, Store

PATH = "/alerts.atom"
MEDIA_TYPE = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ENTRIES = 100
FORBIDDEN = regex.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, in whatever form."""


def register(app: Dash, store: Store) -> None:
    """Serve the feed."""
    server: Flask = app.server

    @server.get(PATH)
    def alerts_feed() -> Response:
        locale = reader_locale()
        body = write(store.alerts(limit=ENTRIES), store.feed(), page=request.url_root, locale=locale)
        response = Response(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")
        response.headers["Vary"] = "Accept-Language, Cookie"
        response.headers["Cache-Control"] = "private, no-cache"
        response.set_etag(hashlib.sha256(body).hexdigest()[:32])
        response.make_conditional(request)
        return response


def write(alerts: Sequence[Alert], feed: Feed, *, page: str, locale: Locale) -> bytes:
    """Write the feed.

    Parameters
    ----------
    alerts : sequence of Alert
        The latest first.
    feed : Feed
    page : str
        Address under which the reader finds newstide.
    locale : Locale
    """
    ET.register_namespace("", ATOM)
    root = ET.Element(_atom("feed"), {LANGUAGE: locale.code})
    _add(root, "id", f"urn:uuid:{feed.id}")
    _add(root, "title", locale("newstide: alerts"))
    _add(root, "updated", moment(max((one.raised_at for one in alerts), default=feed.made_at)))
    _add(ET.SubElement(root, _atom("author")), "name", "newstide")
    _add(root, "generator", "newstide", version=version("newstide"))
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=urljoin(page, PATH.lstrip("/")))
    _add(root, "link", rel="alternate", type="text/html", href=page)
    for alert in alerts:
        entry = ET.SubElement(root, _atom("entry"))
        _add(entry, "id", name_of(alert, feed))
        _add(entry, "title", title(alert, locale))
        _add(entry, "published", moment(alert.raised_at))
        _add(entry, "updated", moment(alert.raised_at))
        _add(entry, "link", rel="alternate", type="text/html", href=link(alert, page=page))
        _add(entry, "category", term=alert.kind)
        _add(entry, "summary", "\n".join([text(alert, locale), *(one["headline"] for one in alert.body["stories"])]))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ET.Element, name: str, content: str | None = None, **attributes: str) -> None:
    ET.SubElement(parent, _atom(name), attributes).text = None if content is None else FORBIDDEN.sub("", content)


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"
