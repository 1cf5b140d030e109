"""What surrounds every page: header, navigation, theme, language, filter bar, and the page that the address names.

The first layout holds the page and the filter of the address that the browser asks from, so that the page's own
callbacks are the first thing that happens; a browser that does not say where it asks from takes one step more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, dcc, html, no_update
from flask import has_request_context, request

from analysis.locale import Locale, available, locale_of
from dashboard.components import aria, filterbar, pulse, title
from dashboard.components.states import no_such_page
from dashboard.pages import LISTED, page_of
from dashboard.reader import reader_locale
from data.filters import Filters

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from data.store import Store

THEME = {
    "primaryColor": "indigo",
    "primaryShade": {"light": 8, "dark": 7},
    "defaultRadius": "md",
    "fontFamily": 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif',
    "fontFamilyMonospace": "ui-monospace, monospace",
    "headings": {"fontFamily": 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif'},
}


def layout(store: Store, locale: Locale) -> dmc.MantineProvider:
    """Lay out the page for one reader."""
    path, search = _address()
    known = path is not None
    query = Filters.from_query(search).to_query() if known else None
    return dmc.MantineProvider(
        dmc.DatesProvider(
            html.Div(
                [
                    html.A(locale("Skip to the content"), href="#content", className="skip"),
                    dcc.Location(id="url", refresh=False, **({"pathname": path, "search": search} if known else {})),
                    dcc.Store(id="query", data=query),
                    dcc.Store(id="placed", data=path),
                    dcc.Store(id="wanted"),
                    dcc.Store(id="language-wanted"),
                    dcc.Store(id="focused"),
                    title.layout(),
                    _header(path, query, locale),
                    filterbar.layout(store, locale, search if known else ""),
                    pulse.layout(store, locale),
                    html.Main(_page(store, path, locale) if known else [], id="content", tabIndex="-1"),
                    html.Footer(
                        locale("Volumes count each news once: reprints are linked to their original."),
                        className="foot",
                    ),
                ],
                className="page",
            ),
            settings={"locale": locale.code, "firstDayOfWeek": 1},
        ),
        theme=THEME,
        defaultColorScheme="auto",
    )


def register(app: Dash, store: Store) -> None:
    """Register what puts pages in place, and what happens in the browser only."""

    @app.callback(
        Output("content", "children"),
        Output("placed", "data"),
        Input("url", "pathname"),
        State("placed", "data"),
        prevent_initial_call=True,
    )
    def place(path: str | None, placed: str | None) -> tuple[Any, Any]:
        path = path or "/"
        if path == placed:
            return no_update, no_update
        return _page(store, path, reader_locale()), path

    links = ["brand", *(_link_id(path) for path in _named(reader_locale()))]
    app.clientside_callback(
        ClientsideFunction("newstide", "navigation"),
        *(Output(link, "href") for link in links),
        *(Output(link, "className") for link in links[1:]),
        Input("query", "data"),
        Input("placed", "data"),
        *(State(link, "href") for link in links),
    )
    app.clientside_callback(
        ClientsideFunction("newstide", "focusPage"),
        Output("focused", "data"),
        Input("placed", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("newstide", "setLanguage"),
        Output("language-wanted", "data"),
        Input("language", "value"),
        prevent_initial_call=True,
    )


def _address() -> tuple[str | None, str]:
    """Give path and query of the document that asks for its layout, as far as the browser tells."""
    asked_from = urlsplit(request.referrer or "") if has_request_context() else urlsplit("")
    if not asked_from.netloc or asked_from.netloc != request.host:
        return None, ""
    return asked_from.path or "/", f"?{asked_from.query}" if asked_from.query else ""


def _page(store: Store, path: str | None, locale: Locale) -> Component:
    page = page_of(path)
    return no_such_page(locale) if page is None else page.layout(store, locale)


def _named(locale: Locale) -> dict[str, str]:
    return {page.PATH: page.name(locale) for page in LISTED}


def _link_id(path: str) -> str:
    return f"nav-{path.strip('/') or 'overview'}"


def _header(path: str | None, query: str | None, locale: Locale) -> html.Header:
    here = page_of(path) if path is not None else None
    address = f"?{query}" if query else ""
    languages = [{"value": code, "label": locale_of(code).name} for code in available()]
    return html.Header(
        [
            dcc.Link(
                [html.Span(className="wave", **aria(hidden="true")), html.Span("newstide")],
                id="brand",
                href=f"/{address}",
                className="brand",
                title=locale("newstide: to the overview"),
            ),
            html.Nav(
                [
                    dcc.Link(
                        name,
                        id=_link_id(page_path),
                        href=f"{page_path}{address}",
                        className="nav-link here" if here is not None and page_path == here.PATH else "nav-link",
                    )
                    for page_path, name in _named(locale).items()
                ],
                className="nav",
                **aria(label=locale("Pages")),
            ),
            dmc.Group(
                [
                    dmc.Select(
                        id="language",
                        data=languages,
                        value=locale.code,
                        size="xs",
                        w=130,
                        allowDeselect=False,
                        **aria(label=locale("Language of the page")),
                    ),
                    dmc.ColorSchemeToggle(
                        lightIcon=html.Span("☀", **aria(hidden="true")),
                        darkIcon=html.Span("☾", **aria(hidden="true")),
                        variant="default",
                        size="md",
                        id="theme",
                        **aria(label=locale("Light or dark")),
                    ),
                ],
                gap="xs",
            ),
        ],
        className="head",
    )
