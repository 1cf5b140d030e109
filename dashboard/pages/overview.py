"""The overview: what goes up? A sentence, the trend chart, the table of topics, the articles behind a point."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, ctx, dcc, html, no_update

from analysis.drawing import REST, drawing_of, shown_topics
from analysis.figures.chart import COLUMNS, packed_chart
from analysis.figures.trend import HEIGHT
from analysis.summary import of_all_topics, summarise
from analysis.trends import Period, period_end, period_start
from dashboard.components import aria, articlelist, topictable, trendchart
from dashboard.components.states import why_empty
from dashboard.links import label_of
from dashboard.reader import reader_locale
from data.filters import Filters

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Store, Topic

PATH = "/"
RANGE = re.compile(r"xaxis\d*\.(?:autorange|range)(?:\[(\d)\])?")
NARROW_HEIGHT = 320


def name(locale: Locale) -> str:
    """Give its entry in the navigation."""
    return locale("Overview")


def layout(_store: Store, locale: Locale) -> html.Div:
    """Lay out the page before anything is counted."""
    return html.Div(
        [
            html.H1(locale("What the news is about"), className="unseen"),
            html.P(id="sentence", className="sentence", **aria(live="polite")),
            trendchart.layout(locale),
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
    trendchart.register(app, store)
    app.clientside_callback(
        ClientsideFunction("newstide", "showArticles"),
        Output("scrolled", "data"),
        Input("picked", "data"),
        prevent_initial_call=True,
    )


def _draw(app: Dash, store: Store) -> None:
    @app.callback(
        Output("sentence", "children"),
        Output("trend-packed", "data"),
        Output("trend", "style"),
        Output("trend-frame", "style"),
        Output("trend-said", "children"),
        Output("trend-legend", "children"),
        Output("trend-notes", "children"),
        Output("empty", "children"),
        Output("topic-rows", "data"),
        Input("query", "data"),
        Input("trend-columns", "data"),
    )
    def show(query: str | None, columns: int | None) -> tuple[Any, ...]:
        locale, filters = reader_locale(), Filters.from_query(query or "")
        summary = summarise(store, filters)
        all_topics = replace(of_all_topics(store, filters, summary), named=summary.named)
        empty = why_empty(store, summary, locale)
        drawing = drawing_of(store, summary)
        figure = packed_chart(drawing, locale, columns=columns or COLUMNS)
        adapt(figure, query, narrow=columns == 1)
        hidden = {"display": "none"} if empty is not None else {}
        return (
            summary.sentence(locale),
            figure,
            {"height": f"{figure['layout']['height']}px"},
            hidden,
            drawing.said(locale),
            trendchart.legend(drawing, locale),
            trendchart.notes(drawing, locale),
            empty,
            topictable.rows(all_topics, filters, locale),
        )


def adapt(figure: dict[str, Any], query: str | None, *, narrow: bool) -> None:
    """Fit a chart into the page: the legend is the page's own, and another filter takes a zoom back."""
    look = figure["layout"]
    look["showlegend"] = False
    if narrow and look["height"] == HEIGHT:
        look |= {"height": NARROW_HEIGHT, "margin": {"l": 34, "r": 6, "t": 12, "b": 36}}
    elif narrow:
        # A finger on what is taller than the screen scrolls the page.
        look["dragmode"] = False
    for name, axis in look.items():
        if name.startswith(("xaxis", "yaxis")):
            axis["uirevision"] = query or "all"
            axis["fixedrange"] = name.startswith("yaxis")


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
            return no_update, picked_from(clicked["points"][0], filters.period)
        if "relayoutData" in changed:
            return no_update, no_update
        if "cellClicked" in changed and row and row.get("colId") != "open":
            topic_id = int(row["rowId"].removeprefix("topic-"))
            if row.get("colId") == "compare":
                return filters.comparing(topic_id).to_query(), no_update
            return filters.toggled(topic_id).to_query(), None
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
        # At first the list waits for the chart.
        Input("trend-drawn", "data"),
        State("articles", "children"),
    )
    def list_articles(
        query: str | None,
        picked: dict[str, Any] | None,
        _more: int | None,
        _drawn: None,
        shown: list[Any] | None,
    ) -> tuple[Any, ...]:
        locale, filters = reader_locale(), Filters.from_query(query or "")
        if "query" in {prop.split(".")[0] for prop in ctx.triggered_prop_ids}:
            picked = None
        narrowed = filters
        if picked is not None:
            narrowed = narrowed_to(filters, picked).model_copy(update={"topics": _topics_of(store, filters, picked)})
        before = shown or [] if ctx.triggered_id == "more-articles" else []
        found = store.articles(narrowed, limit=articlelist.AT_ONCE + 1, offset=len(before))
        topics = {topic.id: topic for topic in store.topics()}
        further = articlelist.items(found.head(articlelist.AT_ONCE), topics, locale)
        title = locale("Articles")
        if picked is not None and narrowed.start is not None:
            named = _named(picked, topics, locale)
            title = locale("{topic}, {dates}", topic=named, dates=_when(picked, filters, locale))
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
    found = {name: RANGE.fullmatch(name) for name in zoomed}
    if any(match and match[1] is None and zoomed[name] is True for name, match in found.items()):
        return None, None
    ends = {match[1]: zoomed[name] for name, match in found.items() if match and match[1] is not None}
    if set(ends) != {"0", "1"}:
        return None
    first, last = (date.fromisoformat(str(ends[end])[:10]) for end in ("0", "1"))
    return period_start(first, period), period_end(period_start(last, period), period)


def picked_from(point: dict[str, Any], period: Period) -> dict[str, Any]:
    """Give topic and days of a point that was clicked; ``end`` is none where they are its whole period.

    Examples
    --------
    >>> picked_from({"x": "2025-03-03", "customdata": [3, "12 articles"]}, "week")
    {'topic': 3, 'start': '2025-03-03', 'end': None}
    >>> picked_from({"x": "2025-03-06 12:00", "y": "t3", "z": 12}, "week")
    {'topic': 3, 'start': '2025-03-03', 'end': None}
    """
    start = period_start(date.fromisoformat(str(point["x"])[:10]), period).isoformat()
    if "z" in point:
        return {"topic": int(point["y"].removeprefix("t")), "start": start, "end": None}
    topic_id, _, *days = point["customdata"]
    return {"topic": topic_id, "start": days[0] if days else start, "end": days[1] if days else None}


def narrowed_to(filters: Filters, picked: dict[str, Any]) -> Filters:
    """Narrow a filter to one point of the chart: a topic in a period, no further than the filter's own days."""
    start = date.fromisoformat(picked["start"])
    if picked.get("end"):
        # Days before those shown: they lie outside of the filter.
        days = {"start": start, "end": date.fromisoformat(picked["end"])}
    else:
        end = period_end(start, filters.period)
        days = {"start": max(start, filters.start or start), "end": min(end, filters.end or end)}
    return filters.model_copy(update={"topics": (int(picked["topic"]),), **days})


def _topics_of(store: Store, filters: Filters, picked: dict[str, Any]) -> tuple[int, ...]:
    """Give the topics that a point stands for: one, all that are drawn, or all others."""
    if picked["topic"] >= 0:
        return (int(picked["topic"]),)
    summary = summarise(store, filters)
    drawn = shown_topics(summary)
    if picked["topic"] != REST:
        return tuple(drawn)
    return tuple(topic_id for topic_id in summary.topics["topic_id"] if topic_id not in drawn)


def _named(picked: dict[str, Any], topics: dict[int, Topic], locale: Locale) -> str:
    topic = topics.get(picked["topic"])
    if topic is not None:
        return label_of(topic, locale)
    if picked["topic"] < 0:
        return locale("Other topics") if picked["topic"] == REST else locale("All these topics")
    return locale("No topic")


def _when(picked: dict[str, Any], filters: Filters, locale: Locale) -> str:
    start = date.fromisoformat(picked["start"])
    if picked.get("end"):
        return locale.span_short(start, date.fromisoformat(picked["end"]))
    return locale.period(start, filters.period)
