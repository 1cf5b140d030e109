"""Topics by periods: the more articles, the darker (on a dark page: the brighter) the cell."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from analysis.figures.hovers import Hovers, escaped
from analysis.figures.packed import Part
from analysis.figures.palette import clear, colour
from analysis.figures.trend import HEIGHT, heights, layout, of_topics, shortened, span
from analysis.trends import period_end

if TYPE_CHECKING:
    from datetime import date

    from analysis.drawing import Drawing
    from analysis.locale import Locale

FULL = "#0595fd"
SCALE = [(0, "rgba(128,140,160,0.10)"), (1e-9, clear(FULL, 0.16)), (1, clear(FULL, 1))]
BURST = "#cb8324"
FEW = 8
ROW, WIDE_ROW, NARROW_ROW = 24, 38, 40
AROUND = 64
LABEL, NARROW_LABEL = 34, 44


def heatmap(drawing: Drawing, locale: Locale, *, narrow: bool) -> Part:
    """Draw a row per topic and a cell per period.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale
    narrow : bool
        Put names above the rows, not beside them.

    Returns
    -------
    dict
        A packed figure. The vertical axis has a category "t3" for topic 3, the horizontal one ends where the last
        period does; bursts are outlined.
    """
    ids = drawing.topics["topic_id"].to_list()
    starts = drawing.series["period"].unique().sort().to_list()
    height = max(HEIGHT, len(ids) * ROW + AROUND) if len(ids) > FEW else len(ids) * WIDE_ROW + AROUND
    slots = drawing.topics["slot"].to_list()
    names = [_name(drawing, *known, locale, narrow=narrow) for known in zip(ids, slots, strict=True)]
    above = [_above(place, name) for place, name in enumerate(names) if narrow]
    rows = {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": [_category(topic_id) for topic_id in ids],
        "autorange": "reversed",
        "tickmode": "array",
        "tickvals": [_category(topic_id) for topic_id in ids],
        "ticktext": names,
        "showticklabels": not narrow,
        "ticks": "",
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
    }
    hovers = Hovers(drawing, locale)
    return {
        "days": [*hovers.days, *(_after(start, drawing).isoformat() for start in starts[-1:])],
        "words": hovers.words,
        "data": [_cells(drawing, ids, hovers, narrow=narrow)] if ids and starts else [],
        "outlines": _outlines(drawing, ids, starts, narrow=narrow),
        "layout": {
            **layout(locale),
            "height": len(ids) * NARROW_ROW + AROUND if narrow else height,
            "annotations": above,
            "margin": {"l": 8, "r": 8, "t": 6, "b": 36},
            "xaxis": {"showgrid": False, **_span(drawing, starts)},
            "yaxis": rows,
            "coloraxis": _colours(drawing, narrow=narrow),
        },
    }


def _cells(drawing: Drawing, ids: list[int], hovers: Hovers, *, narrow: bool) -> Part:
    series = of_topics(drawing.series)
    names = [escaped(drawing.summary.label(topic_id, hovers.locale)) for topic_id in ids]
    return {
        "type": "heatmap",
        "meta": "series",
        "at": None,
        "y": [_category(topic_id) for topic_id in ids],
        "z": [heights(series[topic_id], drawing.measure) for topic_id in ids],
        "cells": [
            [f"<b>{name}</b><br>", hovers.points(topic_id, series[topic_id])]
            for topic_id, name in zip(ids, names, strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "hoverlabel": {"bordercolor": FULL},
        "coloraxis": "coloraxis",
        "xgap": 1,
        "ygap": 18 if narrow else 2,
    }


def _colours(drawing: Drawing, *, narrow: bool) -> Part:
    top = drawing.series[drawing.measure].max()
    bar = {"thickness": 8, "outlinewidth": 0, "nticks": 5, "x": 1.005, "len": 0.9}
    return {
        "cmin": 0,
        "cmax": top or 1,
        "colorscale": SCALE,
        "showscale": not narrow,
        "colorbar": {**bar, "tickformat": ".0%" if drawing.measure == "share" else ",d"},
    }


def _category(topic_id: int) -> str:
    # Plotly reads what looks like a number as a place on the axis.
    return f"t{topic_id}"


def _after(start: date, drawing: Drawing) -> date:
    return period_end(start, drawing.filters.period) + timedelta(days=1)


def _span(drawing: Drawing, starts: list[date]) -> Part:
    if not starts or "range" not in span(drawing):
        return {"type": "date"}
    return {"type": "date", "range": [starts[0].isoformat(), _after(starts[-1], drawing).isoformat()]}


def _outlines(drawing: Drawing, ids: list[int], starts: list[date], *, narrow: bool) -> Part:
    row = {topic_id: number for number, topic_id in enumerate(ids)}
    column = {start: number for number, start in enumerate(starts)}
    found = drawing.bursts.select("topic_id", "start", "end").iter_rows()
    return {
        "shape": {"type": "rect", "line": {"color": BURST, "width": 1.6}},
        "half": 0.5 - (0.23 if narrow else 0.03),
        "around": [(column[start], column[end] + 1, row[topic_id]) for topic_id, start, end in found],
    }


def _name(drawing: Drawing, topic_id: int, slot: int, locale: Locale, *, narrow: bool) -> str:
    short = shortened(drawing.summary.label(topic_id, locale), NARROW_LABEL if narrow else LABEL)
    square = f'<span style="color:{colour(slot)}">■</span>'
    return f"{square} {short}" if narrow else f"{short} {square}"


def _above(place: int, name: str) -> Part:
    return {
        "text": name,
        "xref": "paper",
        "x": 0,
        "y": place,
        "xanchor": "left",
        "yanchor": "middle",
        "yshift": NARROW_ROW / 2 - 1,
        "showarrow": False,
        "font": {"size": 11},
    }
