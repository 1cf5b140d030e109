"""A small chart for each topic, all with the same axes, so that shapes and sizes can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.figures.hovers import Hovers, escaped
from analysis.figures.packed import Part
from analysis.figures.palette import clear, colour, dash
from analysis.figures.trend import (
    RAW_UNDER_MEAN,
    glows,
    heights,
    hover,
    layout,
    mean_line,
    of_topics,
    previous_lines,
    shortened,
    span,
    value_axis,
)

if TYPE_CHECKING:
    from analysis.drawing import Drawing
    from analysis.locale import Locale

ROW = {1: 128, 2: 148}
TALLEST = 192
ONE_ROW = 320
TITLE, FOOT = 26, 36
"""Pixels above the panels, and under them."""
BETWEEN = 0.04
LABEL = 32


def multiples(drawing: Drawing, locale: Locale, *, columns: int) -> Part:
    """Draw one panel per topic.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale
    columns : int
        Panels beside each other.

    Returns
    -------
    dict
        A packed figure; customdata and meta as in `lines`.
    """
    chosen = drawing.filters.topics or drawing.filters.compared
    topics = drawing.topics if chosen else drawing.topics.filter(pl.col("topic_id") > 0)
    across = max(1, min(columns, topics.height))
    down = max(1, -(-topics.height // across))
    height = down * ROW.get(columns, TALLEST) + FOOT if down > 1 or columns == 1 else ONE_ROW
    inside = height - TITLE - FOOT
    traces: list[Part] = []
    axes: Part = {}
    titles: list[Part] = []
    hovers = Hovers(drawing, locale)
    panels = _panels(drawing, topics, hovers)
    tallest = max(
        (height for panel in panels.values() for trace in panel for height in trace["y"] if height), default=1
    )
    for number, (topic_id, slot) in enumerate(topics.select("topic_id", "slot").iter_rows()):
        row, column = divmod(number, across)
        name = "" if number == 0 else str(number + 1)
        traces += [trace | {"xaxis": f"x{name}", "yaxis": f"y{name}"} for trace in panels[topic_id]]
        left, wide = column * (1 + BETWEEN) / across, (1 + BETWEEN) / across - BETWEEN
        top, tall = 1 - row * (inside + TITLE) / down / inside, (inside + TITLE) / down / inside - TITLE / inside
        small = {"tickfont": {"size": 11}, "nticks": 4}
        axes[f"xaxis{name}"] = {
            **span(drawing),
            **small,
            "domain": [left, min(1, left + wide)],
            "anchor": f"y{name}",
            "showticklabels": number + across >= topics.height,
            **({"matches": "x"} if number else {}),
        }
        axes[f"yaxis{name}"] = {
            **value_axis(drawing.measure),
            **small,
            "domain": [max(0, top - tall), top],
            "anchor": f"x{name}",
            "showticklabels": column == 0,
            # Where the dates are set, plotly leaves axes that match each other without a range of their own.
            "range": [0, tallest * 1.06],
            **({"matches": "y"} if number else {}),
        }
        titles.append(_title(drawing, topic_id, slot, locale) | {"x": left, "y": top})
    shared = {"height": height, "showlegend": False, "margin": {"l": 44, "r": 12, "t": TITLE, "b": FOOT}}
    return {
        "days": hovers.days,
        "words": hovers.words,
        "data": traces,
        "layout": {**layout(locale), **shared, **axes, "annotations": titles},
    }


def _panels(drawing: Drawing, topics: pl.DataFrame, hovers: Hovers) -> dict[int, list[Part]]:
    measure, smooth = drawing.measure, drawing.filters.smooth
    series, previous, bursts = map(of_topics, (drawing.series, drawing.previous, drawing.bursts))
    panels = {}
    for topic_id, slot in topics.select("topic_id", "slot").iter_rows():
        name, points = drawing.summary.label(topic_id, hovers.locale), series[topic_id]
        line = {
            "type": "scatter",
            "meta": "series",
            "at": None,
            "y": heights(points, measure),
            "name": escaped(name),
            "mode": "lines",
            "line": {"color": colour(slot), "width": 1.6, "dash": dash(slot)},
            "fill": "tozeroy",
            "fillcolor": clear(colour(slot), 0.16),
            "opacity": RAW_UNDER_MEAN if smooth else 1,
            "told": hovers.points(topic_id, points),
            "connectgaps": False,
            **hover(slot),
        }
        panels[topic_id] = [
            *previous_lines(previous.get(topic_id), topic_id, name, slot, hovers, measure=measure),
            *glows(points, bursts.get(topic_id), slot, measure=measure),
            line,
            *([mean_line(points, name, slot, measure=measure)] if smooth else []),
        ]
    return panels


def _title(drawing: Drawing, topic_id: int, slot: int, locale: Locale) -> Part:
    name = shortened(drawing.summary.label(topic_id, locale), LABEL)
    volume = int(drawing.series.filter(pl.col("topic_id") == topic_id)["volume"].sum())
    return {
        "text": f'<span style="color:{colour(slot)}">■</span> <b>{name}</b> {locale.number(volume)}',
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 3,
        "showarrow": False,
        "font": {"size": 12},
    }
