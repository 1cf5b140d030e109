"""Moving an article: a button in any list of articles, and the dialog that asks into which topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update

from dashboard.components import aria
from dashboard.components.filterbar import topic_choices
from dashboard.elements import Button
from dashboard.links import label_of
from dashboard.reader import reader_locale

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash import Dash

    from analysis.locale import Locale
    from dashboard.elements import Element
    from data.store import Store

BUTTON = "move-article"
LISTED = 9


def button(locale: Locale) -> Callable[[dict[str, Any]], Element]:
    """Give what makes the button of an article's row."""

    def of_row(row: dict[str, Any]) -> Element:
        said = locale("Move “{title}” to another topic", title=row["title"])
        return Button(locale("Move…"), id={"type": BUTTON, "article": row["id"]}, className="quiet", **aria(label=said))

    return of_row


def layout(locale: Locale) -> dmc.Modal:
    """Lay out the dialog."""
    return dmc.Modal(
        [
            html.P(id="move-what", className="move-what"),
            dmc.Select(
                id="move-topic",
                label=locale("Topic"),
                placeholder=locale("Find a topic"),
                searchable=True,
                data=[],
                nothingFoundMessage=locale("Nothing found"),
                limit=LISTED,
                size="sm",
                description=locale("The largest are listed; type to find any other."),
                # A list that scrolls cannot be reached by every keyboard.
                withScrollArea=False,
                **{"data-autofocus": True},
            ),
            html.Div(
                [
                    dmc.Button(locale("Cancel"), id="move-cancel", variant="default", size="xs"),
                    dmc.Button(locale("Move"), id="move-do", size="xs"),
                ],
                className="move-buttons",
            ),
            dcc.Store(id="move-article"),
        ],
        id="move-dialog",
        title=locale("Move an article to another topic"),
        opened=False,
        keepMounted=True,
        closeButtonProps=aria(label=locale("Close")),
    )


def register(app: Dash, store: Store) -> None:
    """Register opening, closing and moving."""

    @app.callback(
        Output("move-dialog", "opened"),
        Output("move-what", "children"),
        Output("move-topic", "data"),
        Output("move-topic", "value"),
        Output("move-article", "data"),
        Input({"type": BUTTON, "article": ALL}, "n_clicks"),
        Input("move-cancel", "n_clicks"),
        prevent_initial_call=True,
    )
    def show(clicks: list[int | None], _cancel: int | None) -> tuple[Any, ...]:
        cause = ctx.triggered_id
        if cause == "move-cancel":
            return False, *(no_update,) * 4
        # A list that is drawn anew tells of its buttons, too; none of them was pressed.
        if not isinstance(cause, dict) or not ctx.triggered[0]["value"] or not any(clicks):
            return (no_update,) * 5
        locale = reader_locale()
        row = store.articles_by_id([str(cause["article"])])
        if row.is_empty():
            return (no_update,) * 5
        now = next((topic for topic in store.topics() if topic.id == row["topic_id"][0]), None)
        where = locale("No topic") if now is None else label_of(now, locale)
        *named, none = topic_choices(store, locale)
        choices = [one for one in (none, *named) if one["value"] != str(row["topic_id"][0])]
        what = [
            html.B(row["title"][0], lang=row["language"][0] or ""),
            html.Span(locale("now in: {topic}", topic=where)),
        ]
        return True, what, choices, None, row["id"][0]

    @app.callback(
        Output("edit", "data", allow_duplicate=True),
        Output("move-dialog", "opened", allow_duplicate=True),
        Input("move-do", "n_clicks"),
        State("move-article", "data"),
        State("move-topic", "value"),
        prevent_initial_call=True,
    )
    def move(clicks: int | None, article: str | None, topic: str | None) -> tuple[Any, Any]:
        if not clicks or not article or not topic:
            return no_update, no_update
        return {"kind": "move", "article": article, "topic": topic}, False
