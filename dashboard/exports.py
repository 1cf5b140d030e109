"""Reports for download: exactly what the filter in the address lets through, streamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, abort, request, stream_with_context

from analysis.report import FORMATS, build_report
from dashboard.reader import reader_locale
from data.filters import Filters

if TYPE_CHECKING:
    from dash import Dash

    from data.store import Store

PATH = "/export/"


def register(app: Dash, store: Store) -> None:
    """Answer ``/export/FORMAT?FILTER``."""
    server: Flask = app.server

    @server.get(f"{PATH}<kind>")
    def export(kind: str) -> Response:
        if kind not in FORMATS:
            abort(404)
        chosen = FORMATS[kind]
        report = build_report(store, Filters.from_query(request.query_string.decode()), locale=reader_locale())
        name = f"newstide-{report.made_at:%Y-%m-%d}.{chosen.ending}"
        return Response(
            stream_with_context(chosen.render(report)),
            content_type=chosen.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                # A report is a file of its own: what runs in it is written in it.
                "Content-Security-Policy": "sandbox allow-scripts",
            },
        )
