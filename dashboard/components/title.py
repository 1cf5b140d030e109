"""The title of the document: what the browser's tab, its history and a bookmark say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import ClientsideFunction, Input, Output, State, dcc, html

from dashboard.pages import LISTED, page_of
from dashboard.reader import reader_locale

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Store

BRAND = "newstide"


def title_of(store: Store, path: str | None, locale: Locale) -> str:
    """Name a document: "Peace plan · newstide".

    Parameters
    ----------
    store : Store
    path : str or None
        Of its address. A page may say more than its entry in the navigation with a function ``title``.
    locale : Locale
    """
    page = page_of(path)
    if page is None:
        return f"{locale('No such page')} · {BRAND}"
    say = getattr(page, "title", None)
    said = say(store, path, locale) if say else None
    if said is None:
        said = next((listed.name(locale) for listed in LISTED if listed is page), None)
    return f"{said} · {BRAND}" if said else BRAND


def layout() -> html.Div:
    """Lay out what the title is told through."""
    return html.Div([dcc.Store(id="title"), dcc.Store(id="titled")], hidden=True)


def register(app: Dash, store: Store) -> None:
    """Register the title's change with the page, and with a run that names topics anew."""

    @app.callback(
        Output("title", "data"),
        Input("placed", "data"),
        Input("generation", "data"),
        prevent_initial_call=True,
    )
    def name(placed: str | None, _generation: str | None) -> str:
        return title_of(store, placed, reader_locale())

    app.clientside_callback(
        ClientsideFunction("newstide", "setTitle"),
        Output("titled", "data"),
        Input("title", "data"),
        State("titled", "data"),
        prevent_initial_call=True,
    )
