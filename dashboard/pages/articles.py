"""The articles: what the words of the filter find, a page at a time, with what it can be narrowed by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import MATCH, ClientsideFunction, Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate

from analysis.errors import AnalysisError
from analysis.explanation import Explainer
from dashboard.components import aria, facets, hitlist, reasons
from dashboard.components.hitlist import OPEN, TEXT, WHY, Reader
from dashboard.components.marked import paragraphs
from dashboard.components.states import no_articles
from dashboard.position import Position
from dashboard.reader import reader_locale
from data.filters import Filters
from data.highlights import highlights

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Listing, Store

PATH = "/articles"
AT_ONCE = 20
LONGEST = 30_000
"""Characters of a text that are shown; the link leads to the rest."""
NEIGHBOURS = 2


def name(locale: Locale) -> str:
    """Give its entry in the navigation."""
    return locale("Articles")


def layout(_store: Store, locale: Locale) -> html.Div:
    """Lay out the page before anything is counted."""
    return html.Div(
        [
            html.H1(locale("Articles"), className="unseen"),
            html.Div(
                [
                    html.P(locale("One moment …"), id="articles-count", className="sentence", **aria(live="polite")),
                    html.Nav(id="articles-order", className="order", **aria(label=locale("Order"))),
                ],
                className="articles-head",
            ),
            dmc.Button(
                locale("Narrow down"), id="articles-narrow", variant="default", size="xs", className="only-narrow"
            ),
            html.Div(
                [
                    html.Section(
                        [
                            html.Div(id="articles-state"),
                            html.Ol(id="articles-list", className="articles hits"),
                            html.Nav(id="articles-pages", className="pages", **aria(label=locale("Pages of the list"))),
                        ],
                        className="card",
                        **aria(label=locale("Articles that match")),
                    ),
                    html.Aside(
                        html.Div(id="articles-facets"),
                        id="articles-beside",
                        className="card facets",
                        **aria(label=locale("Narrow down")),
                    ),
                ],
                className="with-facets",
            ),
        ]
    )


def register(app: Dash, store: Store) -> None:
    """Register the page's callbacks."""
    _list(app, store)
    _open(app, store)
    app.clientside_callback(
        ClientsideFunction("newstide", "toggleFacets"),
        Output("articles-beside", "className"),
        Input("articles-narrow", "n_clicks"),
        State("articles-beside", "className"),
        prevent_initial_call=True,
    )


def _list(app: Dash, store: Store) -> None:
    @app.callback(
        Output("articles-count", "children"),
        Output("articles-order", "children"),
        Output("articles-state", "children"),
        Output("articles-list", "children"),
        Output("articles-pages", "children"),
        Output("articles-facets", "children"),
        Input("query", "data"),
        Input("url", "search"),
    )
    def show(query: str | None, search: str | None) -> tuple[Any, ...]:
        locale, filters, position = reader_locale(), Filters.from_query(query or ""), Position.from_query(search)
        order = position.order_for(filters)

        def page_at(page: int) -> Listing:
            return store.listing(filters, limit=AT_ONCE, offset=(page - 1) * AT_ONCE, order=order)

        def href(filters: Filters, position: Position) -> str:
            query = position.beside(filters)
            return f"{PATH}?{query}" if query else PATH

        listing = page_at(position.page)
        pages = max(1, -(-listing.news // AT_ONCE))
        if position.page > pages:
            position = replace(position, page=pages)
            listing = page_at(pages)
        topics = {topic.id: topic for topic in store.topics()}
        reader = Reader(filters, store.understood(filters.text), locale, topics)
        return (
            _sentence(listing, position.page, pages, locale),
            _orders(filters, position, locale, href),
            no_articles(store, filters, locale) if listing.news == 0 else _waiting(listing, locale),
            hitlist.items(listing, reader),
            _pages(position.page, pages, locale, lambda page: href(filters, replace(position, page=page))),
            facets.facets(
                store.tallies(filters),
                topics,
                filters,
                locale,
                href=lambda other: href(other, replace(position, page=1)),
            ),
        )


def _open(app: Dash, store: Store) -> None:
    """Give the text of an article, and why it is where it is, when it is opened for the first time."""
    explainer = Explainer(store)

    @app.callback(
        Output({"type": TEXT, "article": MATCH}, "children"),
        Input({"type": OPEN, "article": MATCH}, "n_clicks"),
        State("query", "data"),
        prevent_initial_call=True,
    )
    def read(clicks: int | None, query: str | None) -> Any:  # noqa: ANN401
        locale, filters = reader_locale(), Filters.from_query(query or "")
        found = store.articles_by_id([_clicked(clicks)])
        if found.is_empty():
            return html.P(locale("There is no such article any more."))
        row = found.row(0, named=True)
        text = row["text"][:LONGEST]
        _in_title, spans = highlights([row["title"], text], store.understood(filters.text), row["language"])
        shown = paragraphs(text, spans, language=row["language"] or "") if text else []
        if len(row["text"]) > LONGEST:
            shown.append(html.P(locale("(goes on)"), className="soft"))
        return shown

    @app.callback(
        Output({"type": WHY, "article": MATCH}, "children"),
        Input({"type": OPEN, "article": MATCH}, "n_clicks"),
        State("query", "data"),
        prevent_initial_call=True,
    )
    def why(clicks: int | None, query: str | None) -> Any:  # noqa: ANN401
        locale, filters, article = reader_locale(), Filters.from_query(query or ""), _clicked(clicks)
        found = store.articles_by_id([article])
        if found.is_empty() or found["topic_id"][0] is None:
            return html.P(locale("It waits for an analysis, which will find its story and topic."))
        try:
            explanation = explainer.explain(article)
        except AnalysisError as error:
            return html.P(str(error))
        return reasons.reasons(explanation, {topic.id: topic for topic in store.topics()}, filters, locale)


def _clicked(clicks: int | None) -> str:
    """Name the article that was opened; one that was opened before has its text."""
    if clicks != 1 or not isinstance(ctx.triggered_id, dict):
        raise PreventUpdate
    return str(ctx.triggered_id["article"])


def _sentence(listing: Listing, page: int, pages: int, locale: Locale) -> str:
    articles = locale.plural("{n} article", "{n} articles", listing.articles)
    if listing.news == 0:
        return locale("No article matches.")
    if listing.reprints:
        reprints = locale.plural("{n} reprint", "{n} reprints", listing.reprints)
        articles = locale("{articles}, among them {reprints}", articles=articles, reprints=reprints)
    if pages == 1:
        return locale("{articles}.", articles=articles)
    return locale("{articles}; page {page} of {pages}.", articles=articles, page=page, pages=locale.number(pages))


def _waiting(listing: Listing, locale: Locale) -> html.P | None:
    if not listing.waiting:
        return None
    said = locale.plural(
        "{n} article waits for an analysis and has no topic yet.",
        "{n} articles wait for an analysis and have no topic yet.",
        listing.waiting,
    )
    return html.P(said, className="hint")


def _orders(filters: Filters, position: Position, locale: Locale, href: Any) -> list[Any]:  # noqa: ANN401
    names = {"best": locale("Best match"), "newest": locale("Newest"), "oldest": locale("Oldest")}
    if not filters.text:
        del names["best"]
    here = position.order_for(filters)
    links: list[Any] = []
    for order, label in names.items():
        if order == here:
            links.append(html.Span(label, className="order-link here", **aria(current="true")))
            continue
        default = Position().order_for(filters) == order
        there = Position(order=None if default else order)  # type: ignore[arg-type]
        links.append(dcc.Link(label, href=href(filters, there), className="order-link"))
    return [html.Span(locale("Sorted by"), className="field-label"), *links]


def _pages(page: int, pages: int, locale: Locale, href: Any) -> list[Any]:  # noqa: ANN401
    if pages == 1:
        return []
    wanted = sorted({1, pages, *range(max(1, page - NEIGHBOURS), min(pages, page + NEIGHBOURS) + 1)})
    parts: list[Any] = []
    if page > 1:
        parts.append(dcc.Link(locale("Previous"), href=href(page - 1), className="page-link", id="articles-previous"))
    before = 0
    for number in wanted:
        if number > before + 1:
            parts.append(html.Span("…", className="soft"))
        label = locale.number(number)
        parts.append(
            html.Span(label, className="page-link here", **aria(current="page"))
            if number == page
            else dcc.Link(label, href=href(number), className="page-link")
        )
        before = number
    if page < pages:
        parts.append(dcc.Link(locale("Next"), href=href(page + 1), className="page-link", id="articles-next"))
    return parts
