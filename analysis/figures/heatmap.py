"""Topics by periods: the more articles, the darker (on a dark page: the brighter) the cell."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl

from analysis.figures.hovers import Hovers, escaped
from analysis.figures.palette import colour
from analysis.figures.trend import HEIGHT, layout, span
from analysis.trends import period_end

if TYPE_CHECKING:
    from datetime import date

    from analysis.drawing import Drawing
    from analysis.locale import Locale

LOWEST = 1e-9
SCALE = [(0, "rgba(128,140,160,0.10)"), (LOWEST, "rgba(5,149,253,0.16)"), (1, "rgba(5,149,253,1)")]
BURST = "#cb8324"
FEW = 8
ROW, WIDE_ROW, NARROW_ROW = 24, 38, 40
AROUND = 64
LABEL, NARROW_LABEL = 34, 44


def heatmap(drawing: Drawing, locale: Locale, *, narrow: bool) -> go.Figure:
    """Draw a row per topic and a cell per period.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale
    narrow : bool
        Put names above the rows, not beside them.

    Returns
    -------
    plotly.graph_objects.Figure
        The vertical axis has the topics' ids for categories, the horizontal one ends where the last period does;
        bursts are outlined.
    """
    ids = drawing.topics["topic_id"].to_list()
    starts = drawing.series["period"].unique().sort().to_list()
    figure = go.Figure()
    if ids and starts:
        figure.add_trace(_cells(drawing, ids, starts, Hovers(drawing, locale), narrow=narrow))
    height = max(HEIGHT, len(ids) * ROW + AROUND) if len(ids) > FEW else len(ids) * WIDE_ROW + AROUND
    if narrow:
        height = len(ids) * NARROW_ROW + AROUND
    names = {row["topic_id"]: _name(drawing, row, locale, narrow=narrow) for row in drawing.topics.to_dicts()}
    figure.update_layout(**layout(locale))
    figure.update_layout(
        height=height,
        shapes=_outlines(drawing, ids, narrow=narrow),
        annotations=[_above(topic_id, names[topic_id]) for topic_id in ids] if narrow else [],
        margin={"l": 8, "t": 6, "r": 8},
    )
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=[str(topic_id) for topic_id in reversed(ids)],
        tickmode="array",
        tickvals=[str(topic_id) for topic_id in ids],
        ticktext=[names[topic_id] for topic_id in ids],
        showticklabels=not narrow,
        automargin=True,
        showgrid=False,
        zeroline=False,
        title=None,
    )
    figure.update_xaxes(title=None, showgrid=False, type="date", **_span(drawing, starts))
    return figure


def _cells(drawing: Drawing, ids: list[int], starts: list[date], hovers: Hovers, *, narrow: bool) -> go.Heatmap:
    measure = drawing.measure
    rows = {topic_id: drawing.series.filter(pl.col("topic_id") == topic_id).to_dicts() for topic_id in ids}
    digits = 5 if measure == "share" else 2
    heights = [[None if row[measure] is None else round(row[measure], digits) for row in rows[key]] for key in ids]
    edges = [*starts, _after(starts[-1], drawing)]
    return go.Heatmap(
        x=edges,
        y=[str(topic_id) for topic_id in ids],
        z=heights,
        zmin=0,
        zmax=max((value for row in heights for value in row if value is not None), default=1) or 1,
        hovertext=[[hovers.point(row) for row in rows[topic_id]] for topic_id in ids],
        text=[[escaped(drawing.summary.label(topic_id, hovers.locale))] * len(starts) for topic_id in ids],
        hovertemplate="<b>%{text}</b><br>%{hovertext}<extra></extra>",
        hoverlabel={"bordercolor": SCALE[-1][1]},
        colorscale=SCALE,
        colorbar={
            "thickness": 8,
            "outlinewidth": 0,
            "tickformat": ".0%" if measure == "share" else ",d",
            "nticks": 5,
            "x": 1.005,
            "len": 0.9,
        },
        showscale=not narrow,
        xgap=1,
        ygap=18 if narrow else 2,
        meta="series",
    )


def _after(start: date, drawing: Drawing) -> date:
    return period_end(start, drawing.filters.period) + timedelta(days=1)


def _span(drawing: Drawing, starts: list[date]) -> dict[str, Any]:
    if not starts or not span(drawing):
        return {}
    return {"range": [starts[0].isoformat(), _after(starts[-1], drawing).isoformat()]}


def _outlines(drawing: Drawing, ids: list[int], *, narrow: bool) -> list[dict[str, Any]]:
    place = {topic_id: len(ids) - 1 - number for number, topic_id in enumerate(ids)}
    half = 0.5 - (0.23 if narrow else 0.03)
    return [
        {
            "type": "rect",
            "x0": row["start"].isoformat(),
            "x1": _after(row["end"], drawing).isoformat(),
            "y0": place[row["topic_id"]] - half,
            "y1": place[row["topic_id"]] + half,
            "line": {"color": BURST, "width": 1.6},
        }
        for row in drawing.bursts.iter_rows(named=True)
        if row["topic_id"] in place
    ]


def _name(drawing: Drawing, row: dict[str, Any], locale: Locale, *, narrow: bool) -> str:
    name, most = drawing.summary.label(row["topic_id"], locale), NARROW_LABEL if narrow else LABEL
    short = escaped(name if len(name) <= most else f"{name[: most - 1].rstrip()}…")
    square = f'<span style="color:{colour(row["slot"])}">■</span>'
    return f"{square} {short}" if narrow else f"{short} {square}"


def _above(topic_id: int, name: str) -> dict[str, Any]:
    return {
        "text": name,
        "xref": "paper",
        "x": 0,
        "y": str(topic_id),
        "xanchor": "left",
        "yanchor": "middle",
        "yshift": NARROW_ROW / 2 - 1,
        "showarrow": False,
        "font": {"size": 11},
    }
