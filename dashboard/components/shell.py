"""What surrounds every page: header, theme, language, filter bar, place for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, dcc, html

from analysis.locale import Locale, available, locale_of
from dashboard.components import aria, filterbar
from dashboard.pages import overview

if TYPE_CHECKING:
    from dash import Dash

    from data.store import Store

THEME = {
    "primaryColor": "indigo",
    "defaultRadius": "md",
    "fontFamily": 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif',
    "fontFamilyMonospace": "ui-monospace, monospace",
    "headings": {"fontFamily": 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif'},
}


def layout(store: Store, locale: Locale) -> dmc.MantineProvider:
    """Lay out the page for one reader."""
    return dmc.MantineProvider(
        dmc.DatesProvider(
            html.Div(
                [
                    html.A(locale("Skip to the content"), href="#content", className="skip"),
                    dcc.Location(id="url", refresh=False),
                    dcc.Store(id="query"),
                    dcc.Store(id="wanted"),
                    dcc.Store(id="language-wanted"),
                    _header(locale),
                    filterbar.layout(store, locale),
                    html.Main(overview.layout(locale), id="content", tabIndex="-1"),
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


def register(app: Dash, _store: Store) -> None:
    """Register what happens in the browser only: the language's cookie."""
    app.clientside_callback(
        ClientsideFunction("newstide", "setLanguage"),
        Output("language-wanted", "data"),
        Input("language", "value"),
        prevent_initial_call=True,
    )


def _header(locale: Locale) -> html.Header:
    languages = [{"value": code, "label": locale_of(code).name} for code in available()]
    return html.Header(
        [
            dcc.Link(
                [html.Span(className="wave", **aria(hidden="true")), html.Span("newstide")],
                href="/",
                className="brand",
                title=locale("newstide: to the overview"),
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
