"""The chart over time with what belongs to it: its kinds and overlays, its legend, its numbers as a table."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Input, Output, State, dcc, html, no_update
from flask import Flask, Response, jsonify, request

from analysis.drawing import drawing_of
from analysis.figures.hovers import headline
from analysis.figures.palette import OUTLIERS, colour, dash
from analysis.figures.trend import HEIGHT, unfilled
from analysis.intake import periods_in_words
from analysis.summary import summarise
from analysis.trends import period_end, period_start
from dashboard import elements
from dashboard.components import aria
from dashboard.components.charttable import NOTHING, wide_table
from dashboard.reader import reader_locale
from data.filters import MAX_COMPARED, Filters

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from analysis.drawing import Drawing
    from analysis.locale import Locale
    from dashboard.elements import Element
    from data.store import Store

CONFIG: dict[str, Any] = {
    # Its buttons would lie over the latest points; a drag, a double click and the export do what they do.
    "displayModeBar": False,
    "doubleClick": "autosize",
    "responsive": True,
}
STORIES = "/stories-of/"
OVERLAYS = ("chart-smooth", "chart-bursts", "chart-previous")
BORDERS = {"solid": "solid", "dash": "dashed", "longdash": "dashed", "dot": "dotted", "dashdot": "dashed"}


def layout(locale: Locale) -> html.Section:
    """Lay out the controls and an empty chart."""
    return html.Section(
        [
            _controls(locale),
            html.Div(id="empty"),
            html.Div(
                dcc.Graph(
                    id="trend",
                    figure=unfilled(locale),
                    config=CONFIG,  # type: ignore[arg-type]
                    style={"height": f"{HEIGHT}px"},
                ),
                id="trend-frame",
                role="figure",
                **aria(label=locale("Articles of each topic over time"), describedby="trend-said"),
            ),
            html.P(id="trend-said", className="unseen", **aria(live="polite")),
            html.Div(
                id="trend-legend", role="group", **aria(label=locale("Topics drawn; choose some to compare them"))
            ),
            html.P(id="trend-notes", className="hint"),
            html.Details(
                [html.Summary(locale("The chart as a table"), id="trend-summary"), html.Div(id="trend-numbers")],
                id="trend-details",
                className="numbers",
            ),
            dcc.Store(id="trend-packed"),
            dcc.Store(id="trend-columns"),
            dcc.Store(id="chart-set"),
            dcc.Store(id="trend-watched"),
            dcc.Store(id="trend-drawn"),
        ],
        className="card",
    )


def _controls(locale: Locale) -> html.Div:
    kinds = [
        ("lines", locale("Lines")),
        ("areas", locale("Areas")),
        ("multiples", locale("Multiples")),
        ("heatmap", locale("Heatmap")),
    ]
    overlays = [
        ("chart-smooth", locale("Mean over 7"), locale("Means over seven periods, drawn over the volumes")),
        ("chart-bursts", locale("Bursts"), locale("Periods far above what is normal for a topic are marked")),
        ("chart-previous", locale("Days before"), locale("As many days before, dashed under the days shown")),
    ]
    return html.Div(
        [
            dmc.SegmentedControl(
                id="chart-kind",
                data=[{"value": value, "label": label} for value, label in kinds],
                value="lines",
                size="xs",
                **aria(label=locale("Kind of chart")),
            ),
            html.Div(
                [
                    html.Span(dmc.Chip(label, id=name, checked=name == "chart-bursts", size="xs"), title=told)
                    for name, label, told in overlays
                ],
                className="chart-overlays",
                role="group",
                **aria(label=locale("Drawn over the chart")),
            ),
        ],
        className="chart-controls",
    )


def register(app: Dash, store: Store) -> None:
    """Register the chart's table and stories, and what happens in the browser only: controls, and what they ask for."""
    _show_numbers(app, store)
    _tell_stories(app, store)
    app.clientside_callback(
        ClientsideFunction("newstide", "unpackChart"),
        Output("trend", "figure"),
        Input("trend-packed", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("newstide", "watchChart"),
        Output("trend-watched", "data"),
        Input("trend", "figure"),
        State("query", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("newstide", "awaitChart"),
        Output("trend-drawn", "data"),
        Input("query", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("newstide", "trendColumns"),
        Output("trend-columns", "data"),
        Input("trend-columns", "id"),
    )
    app.clientside_callback(
        ClientsideFunction("newstide", "showChartControls"),
        Output("chart-set", "data"),
        Input("query", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("newstide", "wantChart"),
        Output("wanted", "data", allow_duplicate=True),
        Input("chart-kind", "value"),
        *(Input(overlay, "checked") for overlay in OVERLAYS),
        State("query", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("newstide", "wantCompared"),
        Output("wanted", "data", allow_duplicate=True),
        Input({"legend": ALL}, "n_clicks"),
        State("query", "data"),
        prevent_initial_call=True,
    )


def _show_numbers(app: Dash, store: Store) -> None:
    @app.callback(
        Output("trend-numbers", "children"),
        Input("trend-summary", "n_clicks"),
        Input("query", "data"),
        prevent_initial_call=True,
    )
    def show_numbers(opened: int | None, query: str | None) -> Any:  # noqa: ANN401
        # Thousands of numbers in words are written for those only who open the table.
        if not opened:
            return no_update
        summary = summarise(store, Filters.from_query(query or ""))
        return numbers(drawing_of(store, summary), reader_locale())


def _tell_stories(app: Dash, store: Store) -> None:
    server: Flask = app.server

    @server.get(f"{STORIES}<int:topic_id>/<day>")
    def tell_stories(topic_id: int, day: str) -> Response:
        """Give the lines that name the stories leading a topic in a period, for what stands at its point."""
        filters = Filters.from_query(request.query_string.decode(errors="replace"))
        try:
            start = period_start(date.fromisoformat(day), filters.period)
            end = period_end(start, filters.period)
        except (ValueError, OverflowError):
            return Response(status=404)
        days = {"start": max(start, filters.start or start), "end": min(end, filters.end or end)}
        if days["start"] > days["end"]:
            return jsonify([])
        # The panel is that of all days shown.
        narrowed = store.settled(filters).model_copy(update={"topics": (topic_id,), **days})
        leading = store.leading_stories(narrowed, language=reader_locale().code)
        return jsonify([headline(title) for title in leading["title"]])


def legend(drawing: Drawing, locale: Locale) -> list[Element]:
    """Name what is drawn; an entry adds its topic to those compared, or takes it out."""
    compared = drawing.filters.compared
    if drawing.filters.chart in {"multiples", "heatmap"} and not compared:
        # There every topic stands beside what is drawn of it.
        return []
    waiting = () if drawing.filters.topics or compared or drawing.filters.chart == "areas" else (0,)
    entries: list[Element] = []
    for topic_id, slot in drawing.topics.select("topic_id", "slot").iter_rows():
        if topic_id in waiting:
            continue
        name = drawing.summary.label(topic_id, locale)
        told = locale("Take {topic} out", topic=name) if topic_id in compared else locale("Compare {topic}", topic=name)
        border = f"3px {BORDERS[dash(slot)]} {colour(slot)}"
        inside = [
            elements.Span(className="swatch", style={"borderTop": border}, **aria(hidden="true")),
            elements.Span(name),
        ]
        if topic_id in compared:
            inside.append(elements.Span("×", className="soft", **aria(hidden="true")))
        pressed = "true" if topic_id in compared else "false"
        entries.append(
            elements.Button(
                inside,
                id={"legend": topic_id},
                className="legend-entry",
                title=told,
                n_clicks=0,
                **aria(pressed=pressed),
            )
        )
    if drawing.filters.chart == "areas" and not drawing.rest.is_empty():
        swatch = elements.Span(className="swatch", style={"borderTop": f"3px solid {OUTLIERS}"}, **aria(hidden="true"))
        entries.append(
            elements.Span([swatch, elements.Span(locale("Other topics"))], className="legend-entry legend-rest")
        )
    if compared:
        entries.append(
            elements.Button(locale("All topics"), id={"legend": -1}, className="legend-entry legend-all", n_clicks=0)
        )
        entries.append(
            elements.Span(
                locale("{n} of at most {most} compared", n=locale.number(len(compared)), most=str(MAX_COMPARED)),
                className="soft",
            )
        )
    return entries


def notes(drawing: Drawing, locale: Locale) -> str:
    """Say how to use the chart, and what it leaves out."""
    use = locale("Drag over the chart to zoom into dates; click a point for the articles behind it.")
    return " ".join([use, *drawing.notes(locale)])


def numbers(drawing: Drawing, locale: Locale) -> list[Component]:
    """Write the chart as a table: a row per period, columns for each topic; then its bursts."""
    filters, measure = drawing.filters, drawing.measure
    columns: list[tuple[str, dict[date, float | None]]] = []
    means: set[int] = set()
    for topic_id in drawing.topics["topic_id"]:
        name = drawing.summary.label(topic_id, locale)
        own = drawing.series.filter(topic_id=topic_id)
        columns.append((name, _by_period(own, measure)))
        if filters.smooth:
            means.add(len(columns))
            columns.append((locale("{topic}, mean over 7", topic=name), _by_period(own, f"smooth_{measure}")))
        if not drawing.previous.is_empty():
            earlier = drawing.previous.filter(topic_id=topic_id)
            columns.append((locale("{topic}, days before", topic=name), _by_period(earlier, measure)))
    if filters.chart == "areas" and not drawing.rest.is_empty():
        columns.append((locale("Other topics"), _by_period(drawing.rest, measure)))

    def cell(value: float | None, place: int) -> str:
        if value is None:
            return NOTHING
        return locale.percent(value, 1) if measure == "share" else locale.number(value, int(place in means))

    starts = drawing.series["period"].unique().sort()
    cells = [[cell(found.get(start), place) for start in starts] for place, (_, found) in enumerate(columns)]
    named = periods_in_words(drawing.summary.intake, filters.period, locale)
    body = [
        [named.get(start) or locale.period(start, filters.period), *row]
        for start, *row in zip(starts, *cells, strict=True)
    ]
    head = [locale("Period"), *(name for name, _ in columns)]
    return [wide_table(head, body, locale("The chart as a table")), *_bursts(drawing, locale)]


def _by_period(points: Any, column: str) -> dict[date, float | None]:  # noqa: ANN401
    return dict(points.select("period", column).iter_rows())


def _bursts(drawing: Drawing, locale: Locale) -> list[Component]:
    if drawing.bursts.is_empty():
        return []
    body = [
        [
            drawing.summary.label(row["topic_id"], locale),
            locale.day(row["start"], short=True),
            locale.day(period_end(row["end"], drawing.filters.period), short=True),
            locale.number(row["strength"], 1),
        ]
        for row in drawing.bursts.iter_rows(named=True)
    ]
    head = [locale("Topic"), locale("Begins"), locale("Ends"), locale("Strength")]
    return [
        html.H3(locale("Bursts")),
        wide_table(head, body, locale("Bursts")),
        html.P(
            locale("Strength: how much less probable these periods would be without a burst (Kleinberg's weight)."),
            className="hint",
        ),
    ]
