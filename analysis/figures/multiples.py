"""A small chart for each topic, all with the same axes, so that shapes and sizes can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from analysis.figures.hovers import Hovers, escaped
from analysis.figures.palette import colour, dash
from analysis.figures.trend import (
    RAW_UNDER_MEAN,
    data_of,
    glows,
    hover,
    layout,
    mean_line,
    previous_lines,
    span,
    style_values,
    values,
)

if TYPE_CHECKING:
    from analysis.drawing import Drawing
    from analysis.locale import Locale

ROW = {1: 128, 2: 148}
TALLEST = 196
TITLE = 26
FOOT = 30
LABEL = 32


def multiples(drawing: Drawing, locale: Locale, *, columns: int) -> go.Figure:
    """Draw one panel per topic.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale
    columns : int
        Panels beside each other.

    Returns
    -------
    plotly.graph_objects.Figure
        Customdata as in `lines`.
    """
    topics = drawing.topics.filter((pl.col("topic_id") > 0) | bool(drawing.filters.topics or drawing.filters.compared))
    across = max(1, min(columns, topics.height))
    down = max(1, -(-topics.height // across))
    height = down * ROW.get(columns, TALLEST) + FOOT
    inside = height - TITLE - FOOT
    figure = make_subplots(
        rows=down,
        cols=across,
        shared_xaxes="all",
        shared_yaxes="all",
        horizontal_spacing=0.16 / across if across > 1 else 0,
        vertical_spacing=(TITLE + 8) / inside if down > 1 else 0,
    )
    hovers = Hovers(drawing, locale)
    for number, row in enumerate(topics.iter_rows(named=True)):
        place = {"row": number // across + 1, "col": number % across + 1}
        for trace in _panel(drawing, row, hovers, locale):
            figure.add_trace(trace, **place)
        axis = "" if number == 0 else str(number + 1)
        figure.add_annotation(_title(drawing, row, axis, locale))
        last = number + across >= topics.height
        figure.update_xaxes(showticklabels=last, **place)
    for empty in range(topics.height, down * across):
        place = {"row": empty // across + 1, "col": empty % across + 1}
        figure.update_xaxes(visible=False, **place)
        figure.update_yaxes(visible=False, **place)
    figure.update_layout(**layout(locale))
    figure.update_layout(height=height, showlegend=False, margin={"t": TITLE, "b": FOOT})
    style_values(figure, drawing.measure)
    figure.update_yaxes(nticks=4, tickfont={"size": 11})
    figure.update_xaxes(title=None, nticks=4, tickfont={"size": 11}, **span(drawing))
    return figure


def _panel(drawing: Drawing, row: dict[str, Any], hovers: Hovers, locale: Locale) -> list[go.Scatter]:
    own, slot, measure = pl.col("topic_id") == row["topic_id"], row["slot"], drawing.measure
    points = drawing.series.filter(own)
    name = drawing.summary.label(row["topic_id"], locale)
    red, green, blue = (int(colour(slot)[at : at + 2], 16) for at in (1, 3, 5))
    line = go.Scatter(
        x=points["period"].to_list(),
        y=values(points, measure),
        name=escaped(name),
        mode="lines",
        line={"color": colour(slot), "width": 1.6, "dash": dash(slot)},
        fill="tozeroy",
        fillcolor=f"rgba({red},{green},{blue},0.16)",
        opacity=RAW_UNDER_MEAN if drawing.filters.smooth else 1,
        customdata=data_of(points, hovers),
        connectgaps=False,
        meta="series",
        **hover(slot),
    )
    return [
        *previous_lines(drawing.previous.filter(own), name, slot, hovers, measure=measure),
        *glows(points, drawing.bursts.filter(own), slot, measure=measure),
        line,
        *([mean_line(points, name, slot, measure=measure)] if drawing.filters.smooth else []),
    ]


def _title(drawing: Drawing, row: dict[str, Any], axis: str, locale: Locale) -> dict[str, Any]:
    name = drawing.summary.label(row["topic_id"], locale)
    short = escaped(name if len(name) <= LABEL else f"{name[: LABEL - 1].rstrip()}…")
    return {
        "text": f'<span style="color:{colour(row["slot"])}">■</span> <b>{short}</b> {locale.number(row["volume"])}',
        "xref": f"x{axis} domain",
        "yref": f"y{axis} domain",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 3,
        "showarrow": False,
        "font": {"size": 12},
    }
