"""The pulse: open pages notice a new run and show it, and say when the server does not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.components import editor, filterbar
from dashboard.reader import reader_locale

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Store

EVERY = 20_000
"""Milliseconds."""


def layout(store: Store, locale: Locale) -> html.Div:
    """Lay out the two notices and what drives them."""
    return html.Div(
        [
            dcc.Interval(id="pulse", interval=EVERY),
            dcc.Store(id="generation", data=store.generation()),
            html.Div(id="landed", role="status"),
            editor.layout(locale),
            html.Div(
                locale("The server does not answer. What you see is from before; the page tries again by itself."),
                id="offline",
                role="alert",
                className="notice warning",
            ),
        ],
        className="notices",
    )


def register(app: Dash, store: Store) -> None:
    """Register the question whether a new run has landed, or topics were corrected."""

    @app.callback(
        Output("generation", "data"),
        Output("query", "data", allow_duplicate=True),
        Output("landed", "children"),
        Output("topics", "data"),
        Output("languages", "data"),
        Output("sources", "data"),
        Input("pulse", "n_intervals"),
        Input("corrected", "data"),
        State("generation", "data"),
        State("query", "data"),
        prevent_initial_call=True,
    )
    def beat(_beats: int, _corrected: str | None, seen: str | None, query: str | None) -> tuple[Any, ...]:
        generation, own = store.generation(), ctx.triggered_id == "corrected"
        if generation == seen:
            raise PreventUpdate
        locale = reader_locale()
        said = _news(generation, seen or "", locale)
        # What the reader did here is told by the editor.
        notice = None if own else html.Div(said, className="notice", key=generation)
        # The same filter once more: everything that follows it counts anew.
        return generation, query or "", notice, *filterbar.choices(store, locale)


def _news(now: str, before: str, locale: Locale) -> str:
    run = now.partition(".")[0]
    if before.startswith(f"{run}."):
        return locale("Topics were corrected; the page shows it.")
    return locale("A new run has landed; the page shows it.")
