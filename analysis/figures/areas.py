"""Volume or share of topics stacked on each other, with all other topics on top, so that the whole is seen."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

import polars as pl

from analysis.drawing import REST, TOGETHER
from analysis.figures.hovers import Hovers, escaped
from analysis.figures.packed import Part
from analysis.figures.palette import OUTLIERS, clear, colour
from analysis.figures.trend import PREVIOUS, heights, hover, layout, of_topics, span, value_axis
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
        A packed figure. The mean over seven periods, and what was before, are those of all areas together. The points
        of bursts are seen, all others are there to be pointed at. Customdata and meta as in `lines`; ``meta`` of an
        area itself is area.
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
        marked = _marked(points, bursts.get(topic_id))
        tops.append(_points(points, topic_id, name, slot, below, hovers, marked))
    if not drawing.rest.is_empty():
        stacked.append(_area(drawing.rest, locale("Other topics"), REST, measure))
        below = _stacked(below, heights(drawing.rest, measure))
        unmarked = [False] * drawing.rest.height
        tops.append(_points(drawing.rest, REST, locale("Other topics"), REST, below, hovers, unmarked))
    return {
        "days": hovers.days,
        "words": hovers.words,
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
        "at": None,
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


def _marked(points: pl.DataFrame, bursts: pl.DataFrame | None) -> list[bool]:
    spans = [] if bursts is None else bursts.select("start", "end").rows()
    return [any(start <= period <= end for start, end in spans) for period in points["period"]]


def _points(
    points: pl.DataFrame,
    topic_id: int,
    name: str,
    slot: int,
    tops: list[float],
    hovers: Hovers,
    marked: list[bool],
) -> Part:
    """Put what a reader can point at on top of an area; where it has no height, it would hide the one below."""
    seen = [bool(volume) for volume in points["volume"].to_list()]
    kept = points.filter(pl.Series(seen, dtype=pl.Boolean))
    return {
        "type": "scatter",
        "meta": "series",
        "at": hovers.at(kept),
        "y": list(compress(tops, seen)),
        "name": name,
        "mode": "markers",
        "marker": {
            "color": colour(slot),
            "size": 6,
            "opacity": [int(mark) for mark in compress(marked, seen)],
            "line": {"width": 0},
        },
        "told": hovers.rest(kept) if topic_id == REST else hovers.points(topic_id, kept),
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
            "at": None,
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
            "at": hovers.at(summed),
            "y": heights(summed, drawing.measure),
            "name": locale("All these topics"),
            "mode": "lines",
            "line": {"color": OUTLIERS, "width": 2, "dash": PREVIOUS},
            "showlegend": False,
            "told": hovers.before(TOGETHER, summed),
            **hover(REST),
        }
    ]
