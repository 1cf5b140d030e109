"""Volume or share of topics stacked on each other, with all other topics on top, so that the whole is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl

from analysis.drawing import REST, TOGETHER
from analysis.figures.hovers import Hovers, escaped
from analysis.figures.palette import OUTLIERS, colour
from analysis.figures.trend import PREVIOUS, data_of, hover, layout, span, style_values, values

if TYPE_CHECKING:
    from analysis.drawing import Drawing
    from analysis.locale import Locale

FILL = 0.55


def areas(drawing: Drawing, locale: Locale) -> go.Figure:
    """Draw one area per topic, the largest at the bottom.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale

    Returns
    -------
    plotly.graph_objects.Figure
        Means over seven periods are the borders of a second stack, what was before is the border of all areas
        together; the points of bursts are marked. Customdata as in `lines`.
    """
    hovers, measure = Hovers(drawing, locale), drawing.measure
    figure = go.Figure()
    for row in drawing.topics.iter_rows(named=True):
        points = drawing.series.filter(pl.col("topic_id") == row["topic_id"])
        name, slot = escaped(drawing.summary.label(row["topic_id"], locale)), row["slot"]
        figure.add_trace(_area(points, name, slot, measure, data_of(points, hovers), _in_burst(drawing, points)))
    if not drawing.rest.is_empty() and drawing.rest["volume"].sum():
        data = [[REST, row["period"].isoformat(), "", hovers.rest(row)] for row in drawing.rest.iter_rows(named=True)]
        figure.add_trace(_area(drawing.rest, locale("Other topics"), REST, measure, data, []))
    if drawing.filters.smooth:
        for row in drawing.topics.iter_rows(named=True):
            figure.add_trace(_mean(drawing.series.filter(pl.col("topic_id") == row["topic_id"]), row["slot"], measure))
    if not drawing.previous.is_empty():
        figure.add_trace(_before(drawing, locale, measure))
    figure.update_layout(**layout(locale))
    figure.update_layout(hoverdistance=40, legend={"traceorder": "normal"})
    style_values(figure, measure)
    figure.update_xaxes(title=None, **span(drawing))
    return figure


def _area(
    points: pl.DataFrame, name: str, slot: int, measure: str, data: list[list[Any]], bursts: list[bool]
) -> go.Scatter:
    marked = {"mode": "lines+markers", "marker": {"size": [7 if burst else 0 for burst in bursts]}}
    return go.Scatter(
        x=points["period"].to_list(),
        y=values(points, measure),
        name=name,
        stackgroup="topics",
        line={"color": colour(slot), "width": 1},
        fillcolor=_clear(colour(slot)),
        customdata=data,
        meta="series",
        **(marked if any(bursts) else {"mode": "lines"}),
        **hover(slot),
    )


def _mean(points: pl.DataFrame, slot: int, measure: str) -> go.Scatter:
    return go.Scatter(
        x=points["period"].to_list(),
        y=values(points, f"smooth_{measure}"),
        stackgroup="means",
        mode="lines",
        fill="none",
        fillcolor="rgba(0,0,0,0)",
        line={"color": colour(slot), "width": 2.4},
        showlegend=False,
        hoverinfo="skip",
        meta="mean",
    )


def _before(drawing: Drawing, locale: Locale, measure: str) -> go.Scatter:
    summed = drawing.previous.group_by("period", "start", "end", maintain_order=True).agg(
        pl.col("volume", "share").sum()
    )
    hovers = Hovers(drawing, locale)
    data = [
        [TOGETHER, row["start"].isoformat(), row["end"].isoformat(), hovers.before(row)]
        for row in summed.sort("period").iter_rows(named=True)
    ]
    summed = summed.sort("period")
    return go.Scatter(
        x=summed["period"].to_list(),
        y=values(summed, measure),
        name=locale("All these topics before"),
        mode="lines",
        line={"color": OUTLIERS, "width": 2, "dash": PREVIOUS},
        customdata=data,
        meta="previous",
        **hover(REST),
    )


def _in_burst(drawing: Drawing, points: pl.DataFrame) -> list[bool]:
    own = drawing.bursts.filter(pl.col("topic_id") == (points["topic_id"][0] if points.height else 0))
    spans = own.select("start", "end").rows()
    return [any(start <= period <= end for start, end in spans) for period in points["period"]]


def _clear(code: str) -> str:
    red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{FILL})"
