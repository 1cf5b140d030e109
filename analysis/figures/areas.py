"""Volume or share of topics stacked on each other, with all other topics on top, so that the whole is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.drawing import REST, TOGETHER
from analysis.figures.hovers import Hovers, escaped
from analysis.figures.palette import OUTLIERS, clear, colour
from analysis.figures.trend import PREVIOUS, Part, data_of, days, heights, hover, layout, of_topics, span, value_axis

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
        A figure. Means over seven periods are the borders of a second stack, what was before is the border of all
        areas together; the points of bursts are marked. Customdata and meta as in `lines`.
    """
    hovers, measure = Hovers(drawing, locale), drawing.measure
    series, bursts = of_topics(drawing.series), of_topics(drawing.bursts)
    stacked: list[Part] = []
    means: list[Part] = []
    for topic_id, slot in drawing.topics.select("topic_id", "slot").iter_rows():
        points, name = series[topic_id], escaped(drawing.summary.label(topic_id, locale))
        area = _area(points, name, slot, measure, data_of(points, hovers))
        # An area of no height lies on the one below and would be pointed at in its place.
        area["y"] = [height or None for height in area["y"]]
        if topic_id in bursts:
            area |= _marks(points, bursts[topic_id])
        stacked.append(area)
        if drawing.filters.smooth:
            means.append(_mean(points, slot, measure))
    if not drawing.rest.is_empty():
        data = [[REST, hovers.rest(row)] for row in drawing.rest.iter_rows(named=True)]
        stacked.append(_area(drawing.rest, locale("Other topics"), REST, measure, data))
    return {
        "data": [*stacked, *means, *_before(drawing, locale, hovers)],
        "layout": {
            **layout(locale),
            "hoverdistance": 40,
            "xaxis": span(drawing),
            "yaxis": value_axis(measure),
        },
    }


def _area(points: pl.DataFrame, name: str, slot: int, measure: str, data: list[list[Any]]) -> Part:
    return {
        "type": "scatter",
        "meta": "series",
        "x": days(points),
        "y": heights(points, measure),
        "name": name,
        "stackgroup": "topics",
        "mode": "lines",
        "line": {"color": colour(slot), "width": 1},
        "fillcolor": clear(colour(slot), FILL),
        "customdata": data,
        **hover(slot),
    }


def _marks(points: pl.DataFrame, bursts: pl.DataFrame) -> Part:
    spans = bursts.select("start", "end").rows()
    sizes = [5 if any(start <= period <= end for start, end in spans) else 0 for period in points["period"]]
    return {"mode": "lines+markers", "marker": {"size": sizes, "line": {"width": 0}}}


def _mean(points: pl.DataFrame, slot: int, measure: str) -> Part:
    return {
        "type": "scatter",
        "meta": "mean",
        "x": days(points),
        "y": heights(points, f"smooth_{measure}"),
        "stackgroup": "means",
        "mode": "lines",
        "fill": "none",
        "line": {"color": colour(slot), "width": 2.4},
        "showlegend": False,
        "hoverinfo": "skip",
    }


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
