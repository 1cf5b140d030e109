"""Volume, share or index of topics over time: what all such charts share, and the lines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl

from analysis.figures.hovers import Hovers, escaped
from analysis.figures.palette import COLOURS, colour, dash

if TYPE_CHECKING:
    from analysis.drawing import Drawing
    from analysis.locale import Locale

HEIGHT = 420
MANY = 80
"""Periods from which on points are too near each other to be marked."""
LABEL = 24
PREVIOUS = "3px,3px"
RAW_UNDER_MEAN = 0.4


def layout(locale: Locale) -> dict[str, Any]:
    """Give what all figures share: no background and no text colour, which the page sets by its theme."""
    return {
        "height": HEIGHT,
        "margin": {"l": 44, "r": 12, "t": 12, "b": 36},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "inherit", "size": 13},
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.14, "x": 0, "itemsizing": "constant"},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "font": {"color": "#1c2430", "size": 13}, "align": "left"},
        "dragmode": "zoom",
        "separators": ". " if locale.code == "en" else ", ",
        "uirevision": "kept",
    }


def lines(drawing: Drawing, locale: Locale) -> go.Figure:
    """Draw one line per topic; the outliers wait in the legend unless they were chosen.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale

    Returns
    -------
    plotly.graph_objects.Figure
        From the bottom: what was before (dashed), bursts (a glow), the series, their means over seven periods. Every
        point has ``customdata`` topic_id, first and last day of what it counts ("" where that is its period), words.
    """
    hovers, measure = Hovers(drawing, locale), drawing.measure
    figure = go.Figure()
    below, middle, above = [], [], []
    for row in drawing.topics.iter_rows(named=True):
        own = pl.col("topic_id") == row["topic_id"]
        points = drawing.series.filter(own)
        name, slot = drawing.summary.label(row["topic_id"], locale), row["slot"]
        waits = row["topic_id"] == 0 and not (drawing.filters.topics or drawing.filters.compared)
        if not waits:
            below += previous_lines(drawing.previous.filter(own), name, slot, hovers, measure=measure)
            below += glows(points, drawing.bursts.filter(own), slot, measure=measure)
        line = _line(points, name, slot, hovers, measure=measure)
        middle.append(line.update(visible="legendonly") if waits else line)
        if drawing.filters.smooth and not waits:
            line.update(opacity=RAW_UNDER_MEAN)
            above.append(mean_line(points, name, slot, measure=measure))
    figure.add_traces([*below, *middle, *above])
    figure.update_layout(**layout(locale), annotations=_direct_labels(drawing, locale))
    style_values(figure, measure)
    figure.update_xaxes(title=None, **span(drawing))
    return figure


def style_values(figure: go.Figure, measure: str) -> None:
    """Write the numbers of the vertical axis as what they are."""
    figure.update_yaxes(tickformat=",.0%" if measure == "share" else ",d", rangemode="tozero", title=None, nticks=7)


def span(drawing: Drawing) -> dict[str, Any]:
    """Give the axis the filter's own days, so that a double click has something to take back."""
    periods = drawing.series["period"].unique().sort().to_list()
    if (drawing.filters.start is None and drawing.filters.end is None) or not periods:
        return {}
    room = timedelta(days=1) if len(periods) == 1 else (periods[-1] - periods[0]) * 0.02
    return {"range": [(periods[0] - room).isoformat(), (periods[-1] + room).isoformat()]}


def values(points: pl.DataFrame, measure: str) -> list[float | None]:
    """Give the heights of points: whole volumes, shares to 1/100,000, indices to 1/100."""
    digits = {"share": 5, "index": 2, "smooth_share": 5}.get(measure, 2)
    found = points[measure]
    return (found.round(digits) if found.dtype.is_float() else found).to_list()


def data_of(points: pl.DataFrame, hovers: Hovers) -> list[list[Any]]:
    """Give what a click and a pointer need to know of every point of a series."""
    return [[row["topic_id"], row["period"].isoformat(), "", hovers.point(row)] for row in points.iter_rows(named=True)]


def hover(slot: int) -> dict[str, Any]:
    """Give the look of what stands at a point."""
    return {
        "hovertemplate": "<b>%{fullData.name}</b><br>%{customdata[3]}<extra></extra>",
        "hoverlabel": {"bordercolor": colour(slot)},
    }


def previous_lines(points: pl.DataFrame, name: str, slot: int, hovers: Hovers, *, measure: str) -> list[go.Scatter]:
    """Draw what was before, dashed and thin; nothing where there is nothing."""
    if points.is_empty():
        return []
    data = [
        [row["topic_id"], row["start"].isoformat(), row["end"].isoformat(), hovers.before(row)]
        for row in points.iter_rows(named=True)
    ]
    return [
        go.Scatter(
            x=points["period"].to_list(),
            y=values(points, measure),
            name=escaped(name),
            mode="lines",
            line={"color": colour(slot), "width": 1.6, "dash": PREVIOUS},
            opacity=0.75,
            showlegend=False,
            legendgroup=f"topic{slot}",
            customdata=data,
            meta="previous",
            **hover(slot),
        )
    ]


def glows(points: pl.DataFrame, bursts: pl.DataFrame, slot: int, *, measure: str) -> list[go.Scatter]:
    """Mark the stretches of a line that are bursts, one trace for all of them."""
    if bursts.is_empty():
        return []
    heights = dict(zip(points["period"], values(points, measure), strict=True))
    x: list[Any] = []
    y: list[float | None] = []
    for start, end in bursts.sort("start").select("start", "end").iter_rows():
        stretch = [period for period in heights if start <= period <= end]
        x += [*stretch, None]
        y += [*(heights[period] for period in stretch), None]
    return [
        go.Scatter(
            x=x[:-1],
            y=y[:-1],
            mode="lines+markers",
            line={"color": colour(slot), "width": 11},
            marker={"size": 11, "color": colour(slot), "line": {"width": 0}},
            opacity=0.28,
            showlegend=False,
            legendgroup=f"topic{slot}",
            hoverinfo="skip",
            meta="burst",
        )
    ]


def mean_line(points: pl.DataFrame, name: str, slot: int, *, measure: str) -> go.Scatter:
    """Draw the mean over seven periods over the line that it is of."""
    return go.Scatter(
        x=points["period"].to_list(),
        y=values(points, f"smooth_{measure}"),
        name=escaped(name),
        mode="lines",
        line={"color": colour(slot), "width": 3, "shape": "spline", "smoothing": 0.5, "dash": dash(slot)},
        showlegend=False,
        legendgroup=f"topic{slot}",
        hoverinfo="skip",
        meta="mean",
    )


def _line(points: pl.DataFrame, name: str, slot: int, hovers: Hovers, *, measure: str) -> go.Scatter:
    marked = points.height < MANY
    seen = zip(points["volume"], points["complete"], strict=True)
    return go.Scatter(
        x=points["period"].to_list(),
        y=values(points, measure),
        name=escaped(name),
        mode="lines+markers" if marked else "lines",
        line={"color": colour(slot), "width": 2.2, "dash": dash(slot)},
        marker={
            # Zeros of many topics lie on each other: only what there is is marked.
            "size": [5 if volume or not whole else 0 for volume, whole in seen] if marked else 5,
            "symbol": ["circle" if whole else "circle-open" for whole in points["complete"]],
        },
        legendgroup=f"topic{slot}",
        customdata=data_of(points, hovers),
        connectgaps=False,
        meta="series",
        **hover(slot),
    )


def _direct_labels(drawing: Drawing, locale: Locale) -> list[dict[str, Any]]:
    """Name the lines beyond ten at their peaks: their colours come a second time."""
    labels = []
    for topic_id, slot in drawing.topics.select("topic_id", "slot").iter_rows():
        points = drawing.series.filter((pl.col("topic_id") == topic_id) & (pl.col("volume") > 0))
        if slot < len(COLOURS) or points.is_empty():
            continue
        peak = points.sort(drawing.measure, "period", descending=[True, False], nulls_last=True).row(0, named=True)
        name = drawing.summary.label(topic_id, locale)
        labels.append(
            {
                "x": peak["period"].isoformat(),
                "y": peak[drawing.measure],
                "text": escaped(name if len(name) <= LABEL else f"{name[: LABEL - 1].rstrip()}…"),
                "showarrow": False,
                "yanchor": "bottom",
                "yshift": 4,
                "font": {"size": 11},
            }
        )
    return labels
