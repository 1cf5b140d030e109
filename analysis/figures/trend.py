"""Volume, share or index of topics over time: what all such charts share, and the lines.

These figures are built as plain dictionaries, ready to be sent (`analysis.figures.packed`): plotly's own objects check
and copy every point, which takes longer than all that is counted. `analysis.figures.chart.figure` makes one of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from analysis.figures.hovers import Hovers, escaped
from analysis.figures.packed import Part
from analysis.figures.palette import COLOURS, colour, dash

if TYPE_CHECKING:
    from analysis.drawing import Drawing
    from analysis.locale import Locale

HEIGHT = 420
MANY = 80
"""Periods from which on points are too near each other to be marked."""
LABEL = 24
DATES: Part = {"type": "date", "ticklabelstandoff": 4}
"""An axis of dates, whose first label keeps off the zero of the other axis."""
PREVIOUS = "3px,3px"
RAW_UNDER_MEAN = 0.4


def layout(locale: Locale) -> Part:
    """Give what all figures share: no background and no text colour, which the page sets by its theme."""
    return {
        "height": HEIGHT,
        "margin": {"l": 44, "r": 12, "t": 12, "b": 36},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "inherit", "size": 13},
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.14, "x": 0},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "font": {"color": "#1c2430", "size": 13}, "align": "left"},
        "dragmode": "zoom",
        "modebar": {"bgcolor": "rgba(0,0,0,0)"},
        "separators": locale.separators,
        "uirevision": "kept",
    }


def unfilled(locale: Locale, *, height: int = HEIGHT) -> Part:
    """Draw nothing, not even axes: a figure before anything is counted, so high (in pixels)."""
    hidden = {"visible": False}
    return {"data": [], "layout": {**layout(locale), "height": height, "xaxis": hidden, "yaxis": hidden}}


def lines(drawing: Drawing, locale: Locale) -> Part:
    """Draw one line per topic; the outliers wait in the legend unless they were chosen.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale

    Returns
    -------
    dict
        A packed figure. From the bottom: what was before (dashed), bursts (a glow), the series, their means over seven
        periods. Every point has ``customdata`` topic_id and words, and where it is of before, its first and last day.
        ``meta`` tells traces apart: previous, burst, series, mean.
    """
    hovers, measure, filters = Hovers(drawing, locale), drawing.measure, drawing.filters
    series, previous, bursts = map(of_topics, (drawing.series, drawing.previous, drawing.bursts))
    below: list[Part] = []
    middle: list[Part] = []
    above: list[Part] = []
    for topic_id, slot in drawing.topics.select("topic_id", "slot").iter_rows():
        name = drawing.summary.label(topic_id, locale)
        line = _line(series[topic_id], topic_id, name, slot, hovers, measure=measure)
        middle.append(line)
        if topic_id == 0 and not (filters.topics or filters.compared):
            line["visible"] = "legendonly"
            continue
        below += previous_lines(previous.get(topic_id), topic_id, name, slot, hovers, measure=measure)
        below += glows(series[topic_id], bursts.get(topic_id), slot, measure=measure)
        if filters.smooth:
            line["opacity"] = RAW_UNDER_MEAN
            above.append(mean_line(series[topic_id], name, slot, measure=measure))
    return {
        "days": hovers.days,
        "words": hovers.words,
        "data": [*below, *middle, *above],
        "layout": {
            **layout(locale),
            "annotations": _direct_labels(drawing, series, locale),
            "xaxis": span(drawing),
            "yaxis": value_axis(measure),
        },
    }


def value_axis(measure: str) -> Part:
    """Write the numbers of the vertical axis as what they are."""
    return {"tickformat": ",.0%" if measure == "share" else ",d", "rangemode": "tozero", "nticks": 7}


def span(drawing: Drawing) -> Part:
    """Give the axis the filter's own days, so that a double click has something to take back."""
    ends = [end for end in (drawing.series["period"].min(), drawing.series["period"].max()) if isinstance(end, date)]
    if (drawing.filters.start is None and drawing.filters.end is None) or not ends:
        return dict(DATES)
    first, last = ends
    room = timedelta(days=1) if first == last else (last - first) * 0.02
    return {**DATES, "range": [(first - room).isoformat(), (last + room).isoformat()]}


def of_topics(frame: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """Part a frame by its topics."""
    return {int(key[0]): part for key, part in frame.partition_by("topic_id", as_dict=True).items()}


def heights(points: pl.DataFrame, measure: str) -> list[float | None]:
    """Give the heights of points: whole volumes, shares to 1/100,000, all else to 1/100."""
    found = points[measure]
    return (found.round(5 if "share" in measure else 2) if found.dtype.is_float() else found).to_list()


def hover(slot: int) -> Part:
    """Give the look of what stands at a point."""
    return {
        "hovertemplate": "<b>%{fullData.name}</b><br>%{customdata[1]}<extra></extra>",
        "hoverlabel": {"bordercolor": colour(slot)},
    }


def previous_lines(
    points: pl.DataFrame | None, topic_id: int, name: str, slot: int, hovers: Hovers, *, measure: str
) -> list[Part]:
    """Draw what was before, dashed and thin; nothing where there is nothing."""
    if points is None:
        return []
    return [
        {
            "type": "scatter",
            "meta": "previous",
            "at": hovers.at(points),
            "y": heights(points, measure),
            "name": escaped(name),
            "mode": "lines",
            "line": {"color": colour(slot), "width": 1.6, "dash": PREVIOUS},
            "opacity": 0.75,
            "showlegend": False,
            "told": hovers.before(topic_id, points),
            **hover(slot),
        }
    ]


def glows(points: pl.DataFrame, bursts: pl.DataFrame | None, slot: int, *, measure: str) -> list[Part]:
    """Mark the stretches of a line that are bursts, one trace for all of them."""
    if bursts is None:
        return []
    told = [False, *(bool(volume) for volume in points["volume"].to_list()), False]
    # A burst may last through weeks without articles: the line at zero, where many lie on each other, is not marked.
    near = [before or own or after for before, own, after in zip(told, told[1:], told[2:], strict=False)]
    starts = points["period"].to_list()
    y_all = [height if marked else None for height, marked in zip(heights(points, measure), near, strict=True)]
    at: list[int | None] = []
    y: list[float | None] = []
    for start, end in sorted(zip(bursts["start"].to_list(), bursts["end"].to_list(), strict=True)):
        first, last = bisect_left(starts, start), bisect_right(starts, end)
        at += [*range(first, last), None]
        y += [*y_all[first:last], None]
    return [
        {
            "type": "scatter",
            "meta": "burst",
            "at": at[:-1],
            "y": y[:-1],
            "mode": "lines+markers",
            "line": {"color": colour(slot), "width": 11},
            "marker": {"size": 11, "color": colour(slot), "line": {"width": 0}},
            "opacity": 0.28,
            "showlegend": False,
            "hoverinfo": "skip",
        }
    ]


def mean_line(points: pl.DataFrame, name: str, slot: int, *, measure: str) -> Part:
    """Draw the mean over seven periods over the line that it is of."""
    return {
        "type": "scatter",
        "meta": "mean",
        "at": None,
        "y": heights(points, f"smooth_{measure}"),
        "name": escaped(name),
        "mode": "lines",
        "line": {"color": colour(slot), "width": 3, "shape": "spline", "smoothing": 0.5, "dash": dash(slot)},
        "showlegend": False,
        "hoverinfo": "skip",
    }


def shortened(name: str, longest: int) -> str:
    """Cut a name, and keep what looks like HTML as text."""
    return escaped(name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…")


def _line(points: pl.DataFrame, topic_id: int, name: str, slot: int, hovers: Hovers, *, measure: str) -> Part:
    marked = points.height < MANY
    return {
        "type": "scatter",
        "meta": "series",
        "at": None,
        "y": heights(points, measure),
        "name": escaped(name),
        "mode": "lines+markers" if marked else "lines",
        "line": {"color": colour(slot), "width": 2.2, "dash": dash(slot)},
        **({"marker": _marks(points)} if marked else {}),
        "told": hovers.points(topic_id, points),
        "connectgaps": False,
        **hover(slot),
    }


def _marks(points: pl.DataFrame) -> Part:
    """Mark the points; zeros of many topics lie on each other: only what there is is marked."""
    volumes, complete = points["volume"].to_list(), points["complete"].to_list()
    return {
        "size": [5 if volume or not whole else 0 for volume, whole in zip(volumes, complete, strict=True)],
        "symbol": ["circle" if whole else "circle-open" for whole in complete],
    }


def _direct_labels(drawing: Drawing, series: dict[int, pl.DataFrame], locale: Locale) -> list[Part]:
    """Name the lines beyond ten at their peaks: their colours come a second time."""
    labels = []
    for topic_id, slot in drawing.topics.select("topic_id", "slot").iter_rows():
        if slot < len(COLOURS):
            continue
        points = zip(*(series[topic_id][name].to_list() for name in (drawing.measure, "period", "volume")), strict=True)
        told = [(-height, start) for height, start, volume in points if volume and height is not None]
        if not told:
            continue
        height, start = min(told)
        labels.append(
            {
                "x": start.isoformat(),
                "y": -height,
                "text": shortened(drawing.summary.label(topic_id, locale), LABEL),
                "showarrow": False,
                "yanchor": "bottom",
                "yshift": 4,
                "font": {"size": 11},
            }
        )
    return labels
