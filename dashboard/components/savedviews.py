"""Saved views: the present page and filter under a name, to open again or to delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update

from dashboard.components import aria
from dashboard.components.unfold import unfold
from dashboard.reader import reader_locale
from data.errors import NewstideError
from data.filters import Filters

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Store, View

DELETE = "view-delete"


def layout(store: Store, locale: Locale) -> html.Details:
    """Lay out the button and what unfolds from it."""
    name = dmc.TextInput(
        id="view-name",
        placeholder=locale("Name of this view"),
        value="",
        size="xs",
        **aria(label=locale("Name of this view")),
    )
    return unfold(
        "views",
        locale("Views"),
        [
            html.P(locale("Saved views"), className="field-label"),
            html.Ul(_items(store.views(), locale), id="view-list", className="views"),
            html.Div([name, dmc.Button(locale("Save"), id="view-save", size="xs")], className="view-new"),
            html.P(id="view-problem", role="status", className="problem"),
        ],
    )


def register(app: Dash, store: Store) -> None:
    """Register saving and deleting."""

    @app.callback(
        Output("view-list", "children"),
        Output("view-name", "value"),
        Output("view-problem", "children"),
        Input("views", "n_clicks"),
        Input("view-save", "n_clicks"),
        Input("view-name", "n_submit"),
        Input({"type": DELETE, "name": ALL}, "n_clicks"),
        State("view-name", "value"),
        State("query", "data"),
        State("url", "pathname"),
        prevent_initial_call=True,
    )
    def change(
        _opened: int | None,
        _save: int | None,
        _enter: int | None,
        deletes: list[int | None],
        typed: str | None,
        query: str | None,
        path: str | None,
    ) -> tuple[Any, Any, str]:
        locale, cause = reader_locale(), ctx.triggered_id
        name: Any = no_update
        try:
            if isinstance(cause, dict):
                # A list that is drawn anew tells of its buttons, too; none of them was pressed.
                if not any(deletes):
                    return no_update, no_update, ""
                store.delete_view(str(cause["name"]))
            elif cause in ("view-save", "view-name"):
                if not (typed or "").strip():
                    return no_update, no_update, locale("Give the view a name first.")
                store.save_view(str(typed), path=_local(path), query=Filters.from_query(query or "").to_query())
                name = ""
            return _items(store.views(), locale), name, ""
        except NewstideError as error:
            return no_update, no_update, locale.sentence(str(error))


def _items(views: list[View], locale: Locale) -> list[html.Li]:
    if not views:
        return [html.Li(locale("None yet."), className="soft")]
    return [
        html.Li(
            [
                dcc.Link(view.name, href=f"{view.path}?{view.query}" if view.query else view.path),
                html.Button(
                    "×",
                    id={"type": DELETE, "name": view.name},
                    className="quiet",
                    **aria(label=locale("Delete the view {name}", name=view.name)),
                ),
            ]
        )
        for view in views
    ]


def _local(path: str | None) -> str:
    return "/" + (path or "").lstrip("/")
