"""The page: a store → a Dash application; nothing is made at import time, nothing is kept between readers."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from dash import Dash
from flask import Flask, Response

from analysis.figures import plotly_js
from dashboard import api, exports, security
from dashboard.alerts import feed
from dashboard.components import editor, filterbar, pulse, savedviews, shell
from dashboard.pages import PAGES
from dashboard.reader import EDITABLE, reader_locale

if TYPE_CHECKING:
    from data.store import Store

PLOTLY = f"/plotly-{version('plotly')}.js"
YEAR = 31_536_000
INDEX = """<!DOCTYPE html>
<html lang="{language}" data-mantine-color-scheme="loading">
<head>
{{%metas%}}
<title>{{%title%}}</title>
<script src="{theme}"></script>
<script src="{plotly}" defer></script>
{{%favicon%}}
<link rel="alternate" type="application/atom+xml" href="{feed}">
{{%css%}}
</head>
<body>
<noscript>newstide needs JavaScript to draw its charts.</noscript>
{{%app_entry%}}
<footer>{{%config%}}{{%scripts%}}{{%renderer%}}</footer>
</body>
</html>
"""


class Page(Dash):
    """A Dash application whose HTML names the reader's language and sets the theme before anything is drawn."""

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """Fill the HTML that a browser gets first."""
        self.index_string = INDEX.format(
            language=reader_locale().code, theme=self.get_asset_url("theme.js"), plotly=PLOTLY, feed=feed.PATH
        )
        return str(super().interpolate_index(**parts))  # type: ignore[no-untyped-call]


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
        __name__,
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
    api.register(app, store)
    feed.register(app, store)
    security.register(app)
    _serve_plotly(app)
    return app


def _serve_plotly(app: Dash) -> None:
    """Serve the library that draws charts; Dash finds it there and does not load its own, which is three times it."""
    server: Flask = app.server

    @server.get(PLOTLY)
    def plotly() -> Response:
        headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
        return Response(plotly_js(), content_type="text/javascript; charset=utf-8", headers=headers)
