"""The overview: what goes up? A sentence, the trend chart, the table of topics, the articles behind a point."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
import plotly.graph_objects as go
from dash import ClientsideFunction, Input, Output, State, ctx, dcc, html, no_update

from analysis.figures.trend import HEIGHT, trend
from analysis.figures.trend import layout as figure_layout
from analysis.intake import periods_in_words
from analysis.summary import Summary, summarise
from analysis.trends import Period, period_end, period_start
from dashboard.components import aria, articlelist, topictable
from dashboard.components.charttable import NOTHING
from dashboard.components.states import why_empty
from dashboard.reader import reader_locale
from data.filters import Filters

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Store

PATH = "/"
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "doubleClick": "autosize",
    "responsive": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
}


def name(locale: Locale) -> str:
    """Give its entry in the navigation."""
    return locale("Overview")


def layout(_store: Store, locale: Locale) -> html.Div:
    """Lay out the page before anything is counted."""
    return html.Div(
        [
            html.H1(locale("What the news is about"), className="unseen"),
            html.P(id="sentence", className="sentence", **aria(live="polite")),
            html.Section(
                [
                    html.Div(id="empty"),
                    html.Div(
                        dcc.Graph(
                            id="trend",
                            figure=go.Figure(layout=figure_layout(locale)),
                            config=CONFIG,  # type: ignore[arg-type]
                            style={"height": f"{HEIGHT}px"},
                        ),
                        id="trend-frame",
                        role="figure",
                        **aria(label=locale("Articles of each topic over time; the table below holds the numbers.")),
                    ),
                    html.P(
                        locale("Drag over the chart to zoom into dates; click a point for the articles behind it."),
                        className="hint",
                    ),
                    html.Details(
                        [html.Summary(locale("The chart as a table")), html.Div(id="trend-numbers")],
                        id="trend-details",
                        className="numbers",
                    ),
                ],
                className="card",
            ),
            html.Section(
                topictable.layout(locale),
                className="card",
            ),
            html.Section(
                [
                    html.Div(
                        [
                            html.H2(locale("Articles"), id="articles-title"),
                            dmc.Button(
                                locale("All articles of the filter"), id="unpick", variant="subtle", size="compact-xs"
                            ),
                        ],
                        className="card-head",
                    ),
                    html.Ol(id="articles", className="articles"),
                    dmc.Button(locale("More"), id="more-articles", variant="default", size="xs"),
                ],
                className="card",
                id="articles-card",
            ),
            dcc.Store(id="picked"),
            dcc.Store(id="scrolled"),
        ],
    )


def register(app: Dash, store: Store) -> None:
    """Register the page's callbacks."""
    _draw(app, store)
    _follow_clicks(app)
    _list_articles(app, store)
    topictable.register(app)
    app.clientside_callback(
        ClientsideFunction("newstide", "showArticles"),
        Output("scrolled", "data"),
        Input("picked", "data"),
        prevent_initial_call=True,
    )


def _draw(app: Dash, store: Store) -> None:
    @app.callback(
        Output("sentence", "children"),
        Output("trend", "figure"),
        Output("trend-frame", "style"),
        Output("trend-numbers", "children"),
        Output("empty", "children"),
        Output("topic-table", "rowData"),
        Input("query", "data"),
    )
    def show(query: str | None) -> tuple[Any, ...]:
        locale, filters = reader_locale(), Filters.from_query(query or "")
        summary = summarise(store, filters)
        all_topics = summarise(store, filters.model_copy(update={"topics": ()})) if filters.topics else summary
        empty = why_empty(store, summary, locale)
        figure = trend(summary, locale)
        figure.update_xaxes(uirevision=query or "all")
        figure.update_yaxes(uirevision=query or "all", fixedrange=True)
        hidden = {"display": "none"} if empty is not None else {}
        return (
            summary.sentence(locale),
            figure,
            hidden,
            numbers(summary, locale),
            empty,
            topictable.rows(all_topics, filters.topics, locale),
        )


def _follow_clicks(app: Dash) -> None:
    @app.callback(
        Output("wanted", "data", allow_duplicate=True),
        Output("picked", "data"),
        Input("trend", "relayoutData"),
        Input("topic-table", "cellClicked"),
        Input("trend", "clickData"),
        Input("unpick", "n_clicks"),
        State("query", "data"),
        prevent_initial_call=True,
    )
    def want(
        zoomed: dict[str, Any] | None,
        row: dict[str, Any] | None,
        clicked: dict[str, Any] | None,
        _unpick: int | None,
        query: str | None,
    ) -> tuple[Any, Any]:
        filters = Filters.from_query(query or "")
        changed = {prop.split(".")[1] for prop in ctx.triggered_prop_ids}
        # A double click is a click, too: what it does to the dates counts.
        dates = zoomed_dates(zoomed, filters.period) if "relayoutData" in changed and zoomed else None
        if dates is not None:
            return filters.model_copy(update={"start": dates[0], "end": dates[1]}).to_query(), None
        if "clickData" in changed and clicked:
            topic_id, start, _ = clicked["points"][0]["customdata"]
            return no_update, {"topic": topic_id, "start": start}
        if "relayoutData" in changed:
            return no_update, no_update
        if "cellClicked" in changed and row and row.get("colId") != "open":
            return filters.toggled(int(row["rowId"].removeprefix("topic-"))).to_query(), None
        return no_update, None


def _list_articles(app: Dash, store: Store) -> None:
    @app.callback(
        Output("articles", "children"),
        Output("articles-title", "children"),
        Output("unpick", "style"),
        Output("more-articles", "style"),
        Input("query", "data"),
        Input("picked", "data"),
        Input("more-articles", "n_clicks"),
        State("articles", "children"),
    )
    def list_articles(
        query: str | None, picked: dict[str, Any] | None, _more: int | None, shown: list[Any] | None
    ) -> tuple[Any, ...]:
        locale, filters = reader_locale(), Filters.from_query(query or "")
        if "query" in {prop.split(".")[0] for prop in ctx.triggered_prop_ids}:
            picked = None
        narrowed = filters if picked is None else narrowed_to(filters, picked)
        before = shown or [] if ctx.triggered_id == "more-articles" else []
        found = store.articles(narrowed, limit=articlelist.AT_ONCE + 1, offset=len(before))
        topics = {topic.id: topic for topic in store.topics()}
        further = articlelist.items(found.head(articlelist.AT_ONCE), topics, locale)
        title = locale("Articles")
        if picked is not None and narrowed.start is not None:
            topic = topics.get(picked["topic"])
            title = locale(
                "{topic}, {dates}",
                topic=topic.labels.get(locale.code, topic.label) if topic else locale("No topic"),
                dates=locale.period(date.fromisoformat(picked["start"]), filters.period),
            )
        hide = {"display": "none"}
        more = {} if found.height > articlelist.AT_ONCE else hide
        return [*before, *further], title, hide if picked is None else {}, more


def zoomed_dates(zoomed: dict[str, Any], period: Period) -> tuple[date | None, date | None] | None:
    """Give the days of a zoom, whole periods; nothing for what is no zoom of the dates.

    Examples
    --------
    >>> zoomed_dates({"xaxis.range[0]": "2025-03-04 11:00", "xaxis.range[1]": "2025-03-19"}, "week")
    (datetime.date(2025, 3, 3), datetime.date(2025, 3, 23))
    """
    if zoomed.get("xaxis.autorange"):
        return None, None
    ends = zoomed.get("xaxis.range[0]"), zoomed.get("xaxis.range[1]")
    if None in ends:
        return None
    first, last = (date.fromisoformat(str(end)[:10]) for end in ends)
    return period_start(first, period), period_end(period_start(last, period), period)


def narrowed_to(filters: Filters, picked: dict[str, Any]) -> Filters:
    """Narrow a filter to one point of the chart: a topic in a period, no further than the filter's own days."""
    start = date.fromisoformat(picked["start"])
    end = period_end(start, filters.period)
    return filters.model_copy(
        update={
            "topics": (int(picked["topic"]),),
            "start": max(start, filters.start or start),
            "end": min(end, filters.end or end),
        }
    )


def numbers(summary: Summary, locale: Locale) -> html.Div:
    """Write the chart as a table: a row per period, a column per topic."""
    ids = summary.topics["topic_id"].to_list()
    wide = {(row["period"], row["topic_id"]): row for row in summary.series.iter_rows(named=True)}
    by_share = summary.filters.measure == "share"
    thin = set(summary.intake.filter("gap")["period"])

    def cell(period: date, topic_id: int) -> str:
        row = wide.get((period, topic_id))
        if row is None:
            return ""
        if not row["volume"] and period in thin:
            return NOTHING
        if by_share:
            return "" if row["share"] is None else locale.percent(row["share"], 1)
        return locale.number(row["volume"])

    periods = summary.series["period"].unique().sort().to_list()
    named = periods_in_words(summary.intake, summary.filters.period, locale)
    table = {
        "head": [locale("Period"), *(summary.label(topic_id, locale) for topic_id in ids)],
        "body": [[named[period], *(cell(period, topic_id) for topic_id in ids)] for period in periods],
    }
    return html.Div(dmc.Table(data=table, className="number-table"), className="wide", tabIndex="0")
