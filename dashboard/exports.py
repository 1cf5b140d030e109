"""Reports for download: exactly what the filter in the address lets through, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from flask import Flask, Response, request, stream_with_context

from analysis.errors import ReportError
from analysis.report import FORMATS, build_report
from dashboard.reader import reader_locale
from data.filters import Filters

if TYPE_CHECKING:
    from dash import Dash

    from analysis.report import Format, Report
    from data.store import Store

PATH = "/export/"
HEAVY_AT_ONCE = 2
WAIT = 20.0
"""Seconds that a request waits for its turn before it is told to come again."""


def register(app: Dash, store: Store) -> None:
    """Answer ``/export/FORMAT?FILTER``."""
    server: Flask = app.server
    # A browser that prints takes seconds and memory; the other threads go on answering readers.
    turns = BoundedSemaphore(HEAVY_AT_ONCE)

    @server.get(f"{PATH}<kind>")
    def export(kind: str) -> Response:
        locale = reader_locale()
        if kind not in FORMATS:
            choices = ", ".join(FORMATS)
            return _sorry(
                locale("“{kind}” is no format of a report; choose one of {choices}.", kind=kind[:40], choices=choices),
                404,
            )
        chosen = FORMATS[kind]
        report = build_report(store, Filters.from_query(request.query_string.decode(errors="replace")), locale=locale)
        try:
            parts = _in_turn(turns, chosen, report) if chosen.heavy else _begun(chosen.render(report))
        except ReportError as error:
            return _sorry(locale.sentence(str(error)), 503)
        name = f"newstide-{report.made_at:%Y-%m-%d}.{chosen.ending}"
        return Response(
            stream_with_context(parts),
            content_type=chosen.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                # A report is a file of its own: what runs in it is written in it.
                "Content-Security-Policy": "sandbox allow-scripts",
            },
        )


def _in_turn(turns: BoundedSemaphore, chosen: Format, report: Report) -> Iterator[bytes]:
    if not turns.acquire(timeout=WAIT):
        raise ReportError("Other reports of this kind are being made; please try again in a minute.")
    try:
        # The work is over with the first part; what follows is read from memory or a file.
        return _begun(chosen.render(report))
    finally:
        turns.release()


def _begun(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Wait for the first part: what cannot be made is said instead of a file, not within it."""
    return chain([next(parts, b"")], parts)


def _sorry(message: str, status: int) -> Response:
    return Response(f"{message}\n", status=status, content_type="text/plain; charset=utf-8")
