"""Volume or share of topics stacked on each other, with all other topics on top, so that the whole is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.drawing import REST, TOGETHER
from analysis.figures.hovers import Hovers, escaped
from analysis.figures.palette import OUTLIERS, clear, colour
from analysis.figures.trend import PREVIOUS, Part, data_of, days, heights, hover, layout, of_topics, span, value_axis
from analysis.trends.smoothing import indexed, smoothed

if TYPE_CHECKING:
    from analysis.drawing import Drawing
    from analysis.locale import Locale

FILL = 0.55


def areas(drawing: Drawing, locale: Locale) -> Part:
    """Draw one area per topic, the largest at the bottom.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale

    Returns
    -------
    dict
        A figure. The mean over seven periods, and what was before, are those of all areas together. The points of
        bursts are seen, all others are there to be pointed at. Customdata and meta as in `lines`; ``meta`` of an area
        itself is area.
    """
    hovers, measure = Hovers(drawing, locale), drawing.measure
    series, bursts = of_topics(drawing.series), of_topics(drawing.bursts)
    stacked: list[Part] = []
    tops: list[Part] = []
    below = [0.0] * drawing.series["period"].n_unique()
    for topic_id, slot in drawing.topics.select("topic_id", "slot").iter_rows():
        points, name = series[topic_id], escaped(drawing.summary.label(topic_id, locale))
        stacked.append(_area(points, name, slot, measure))
        below = _stacked(below, heights(points, measure))
        tops.append(_top(points, name, slot, below, hovers, bursts.get(topic_id)))
    if not drawing.rest.is_empty():
        stacked.append(_area(drawing.rest, locale("Other topics"), REST, measure))
        below = _stacked(below, heights(drawing.rest, measure))
        data = [[REST, hovers.rest(row)] for row in drawing.rest.iter_rows(named=True)]
        tops.append(_points(drawing.rest, locale("Other topics"), REST, below, data, [False] * len(data)))
    return {
        "data": [*stacked, *_mean(drawing), *_before(drawing, locale, hovers), *tops],
        "layout": {
            **layout(locale),
            "hoverdistance": 40,
            "xaxis": span(drawing),
            "yaxis": value_axis(measure),
        },
    }


def _area(points: pl.DataFrame, name: str, slot: int, measure: str) -> Part:
    return {
        "type": "scatter",
        "meta": "area",
        "x": days(points),
        "y": heights(points, measure),
        "name": name,
        "stackgroup": "topics",
        "mode": "lines",
        "line": {"color": colour(slot), "width": 1},
        "fillcolor": clear(colour(slot), FILL),
        "hoverinfo": "skip",
    }


def _stacked(below: list[float], own: list[float | None]) -> list[float]:
    return [round(low + (height or 0.0), 5) for low, height in zip(below, own, strict=True)]


def _top(
    points: pl.DataFrame, name: str, slot: int, tops: list[float], hovers: Hovers, bursts: pl.DataFrame | None
) -> Part:
    spans = [] if bursts is None else bursts.select("start", "end").rows()
    marked = [any(start <= period <= end for start, end in spans) for period in points["period"]]
    return _points(points, name, slot, tops, data_of(points, hovers), marked)


def _points(
    points: pl.DataFrame, name: str, slot: int, tops: list[float], data: list[list[Any]], marked: list[bool]
) -> Part:
    """Put what a reader can point at on top of an area; where it has no height, it would hide the one below."""
    rows = zip(days(points), tops, points["volume"], data, marked, strict=True)
    kept = [(day, top, words, mark) for day, top, volume, words, mark in rows if volume]
    return {
        "type": "scatter",
        "meta": "series",
        "x": [row[0] for row in kept],
        "y": [row[1] for row in kept],
        "name": name,
        "mode": "markers",
        "marker": {
            "color": colour(slot),
            "size": 6,
            "opacity": [1 if row[3] else 0 for row in kept],
            "line": {"width": 0},
        },
        "customdata": [row[2] for row in kept],
        "showlegend": False,
        **hover(slot),
    }


def _mean(drawing: Drawing) -> list[Part]:
    if not drawing.filters.smooth:
        return []
    columns = ("period", "volume", "total", "complete")
    parts = pl.concat([drawing.series.select(columns), drawing.rest.select(columns)])
    whole = parts.group_by("period").agg(
        pl.col("volume").sum(), pl.col("total").first(), pl.col("complete").first(), topic_id=pl.lit(TOGETHER)
    )
    points = smoothed(indexed(whole))
    return [
        {
            "type": "scatter",
            "meta": "mean",
            "x": days(points),
            "y": heights(points, f"smooth_{drawing.measure}"),
            "mode": "lines",
            "line": {"color": OUTLIERS, "width": 3, "shape": "spline", "smoothing": 0.5},
            "showlegend": False,
            "hoverinfo": "skip",
        }
    ]


def _before(drawing: Drawing, locale: Locale, hovers: Hovers) -> list[Part]:
    if drawing.previous.is_empty():
        return []
    summed = drawing.previous.group_by("period", "start", "end").agg(pl.col("volume", "share").sum()).sort("period")
    return [
        {
            "type": "scatter",
            "meta": "previous",
            "x": days(summed),
            "y": heights(summed, drawing.measure),
            "name": locale("All these topics"),
            "mode": "lines",
            "line": {"color": OUTLIERS, "width": 2, "dash": PREVIOUS},
            "showlegend": False,
            "customdata": [
                [TOGETHER, hovers.before(row), row["start"].isoformat(), row["end"].isoformat()]
                for row in summed.iter_rows(named=True)
            ],
            **hover(REST),
        }
    ]
