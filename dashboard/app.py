"""The page: a store → a Dash application; nothing is made at import time, nothing is kept between readers."""

from __future__ import annotations

from html import escape
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from dash import Dash
from flask import Flask, Response, request

from analysis.figures import plotly_js
from analysis.locale import available
from dashboard import api, delivery, exports, language, security
from dashboard.alerts import feed
from dashboard.components import editor, filterbar, pulse, savedviews, shell, title
from dashboard.pages import PAGES
from dashboard.reader import EDITABLE, reader_locale
from data.store.kept import one_look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from data.store import Store

PLOTLY = f"/plotly-{version('plotly')}.js"
INDEX = """<!DOCTYPE html>
<html lang="{%language%}" data-languages="{%languages%}" data-mantine-color-scheme="loading">
<head>
{%metas%}
<title>{%title%}</title>
<script src="{%theme%}"></script>
<script src="{%plotly%}" defer></script>
<script src="{%spoken%}" defer></script>
{%favicon%}
<link rel="alternate" type="application/atom+xml" href="{%feed%}">
{%css%}
</head>
<body>
<noscript>{%noscript%}</noscript>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>
"""


class Page(Dash):
    """A Dash application whose HTML speaks the reader's language and sets the theme before anything is drawn."""

    def __init__(self, store: Store, **options: Any) -> None:  # noqa: ANN401
        super().__init__(__name__, index_string=INDEX, **options)
        self._store = store

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """Fill the HTML that a browser gets first."""
        locale = reader_locale()
        parts["title"] = _harmless(title.title_of(self._store, request.path, locale))
        filled = str(super().interpolate_index(**parts))  # type: ignore[no-untyped-call]
        ours = {
            "language": locale.code,
            "languages": " ".join(available()),
            "theme": delivery.versioned(self, "theme.js"),
            "plotly": PLOTLY,
            "spoken": language.script_address(locale),
            "feed": feed.PATH,
            "noscript": locale("newstide needs JavaScript to draw its charts."),
        }
        for name, value in ours.items():
            filled = filled.replace(f"{{%{name}%}}", value)
        return filled


def _harmless(text: str) -> str:
    """Keep a headline from being taken for HTML, or for a place to fill."""
    return escape(text).replace("%", "&#37;")


def create_app(store: Store, *, editable: bool = False) -> Dash:
    """Make the page of a store.

    Parameters
    ----------
    store : Store
    editable : bool
        Whether readers may change things; only right where nobody else can reach the page.

    Returns
    -------
    dash.Dash
        A WSGI application is its ``server``.
    """
    app = Page(
        store,
        title="newstide",
        update_title="",
        assets_folder="assets",
        # The theme is set by the HTML itself, before the other scripts.
        assets_ignore=r"theme\.js",
        suppress_callback_exceptions=True,
        serve_locally=True,
        include_pages_meta=False,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.server.config[EDITABLE] = editable
    app.layout = lambda: shell.layout(store, reader_locale())
    filterbar.register(app, store)
    savedviews.register(app, store)
    pulse.register(app, store)
    editor.register(app, store)
    for page in PAGES:
        page.register(app, store)
    shell.register(app, store)
    exports.register(app, store)
    title.register(app, store)
    language.register(app)
    api.register(app, store)
    feed.register(app, store)
    security.register(app)
    delivery.register(app)
    _serve_plotly(app)
    _look_once(app.server)
    return app


def _look_once(server: Flask) -> None:
    """Answer each request from one look at the store."""
    answer = server.wsgi_app

    def look_once(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with one_look():
            return answer(environ, start_response)

    server.wsgi_app = look_once  # type: ignore[method-assign]


def _serve_plotly(app: Dash) -> None:
    """Serve the library that draws charts; Dash finds it there and does not load its own, which is three times it."""
    server: Flask = app.server

    @server.get(PLOTLY)
    def plotly() -> Response:
        headers = {"Cache-Control": delivery.FOR_GOOD}
        return Response(plotly_js(), content_type="text/javascript; charset=utf-8", headers=headers)
