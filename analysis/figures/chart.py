"""The chart over time in the kind that the filter names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from analysis.figures.areas import areas
from analysis.figures.heatmap import heatmap
from analysis.figures.multiples import multiples
from analysis.figures.packed import Part, unpacked
from analysis.figures.silences import silences
from analysis.figures.trend import lines

if TYPE_CHECKING:
    from analysis.drawing import Drawing
    from analysis.locale import Locale

COLUMNS = 3


def packed_chart(drawing: Drawing, locale: Locale, *, columns: int = COLUMNS) -> Part:
    """Draw a chart over time, packed as it travels.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale
    columns : int
        Small charts that have room beside each other; one: it is a phone.

    Returns
    -------
    dict
        A figure of `analysis.figures.packed`.
    """
    match drawing.filters.chart:
        case "heatmap":
            return heatmap(drawing, locale, narrow=columns == 1)
        case "areas":
            drawn = areas(drawing, locale)
        case "multiples":
            drawn = multiples(drawing, locale, columns=columns)
        case _:
            drawn = lines(drawing, locale)
    return _with_silences(drawn, drawing, locale)


def _with_silences(drawn: Part, drawing: Drawing, locale: Locale) -> Part:
    axes = {trace.get("xaxis", "x"): trace.get("yaxis", "y") for trace in drawn["data"]}
    shapes, words = silences(drawing.summary.intake, locale, period=drawing.filters.period, axes=axes)
    look = drawn["layout"]
    return drawn | {"layout": look | {"shapes": shapes, "annotations": [*look.get("annotations", []), *words]}}


def chart(drawing: Drawing, locale: Locale, *, columns: int = COLUMNS) -> Part:
    """Draw a chart over time as plotly.js takes it: ``data`` and ``layout``; parameters as in `packed_chart`."""
    return unpacked(packed_chart(drawing, locale, columns=columns))


def figure(drawing: Drawing, locale: Locale, *, columns: int = COLUMNS) -> go.Figure:
    """Draw a chart over time as an object that can be changed and is checked."""
    return go.Figure(chart(drawing, locale, columns=columns))
