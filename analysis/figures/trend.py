"""Volume or share of topics over time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl

from analysis.figures.palette import colour, dash
from analysis.figures.silences import mark_silences

if TYPE_CHECKING:
    from analysis.locale import Locale
    from analysis.summary import Summary

DRAWN = 10
HEIGHT = 420


def trend(summary: Summary, locale: Locale) -> go.Figure:
    """Draw one line per topic, the largest ten at first; the others wait in the legend.

    Parameters
    ----------
    summary : Summary
    locale : Locale

    Returns
    -------
    plotly.graph_objects.Figure
        Every point has ``customdata`` topic_id and the period's first day; incomplete periods have open markers.
    """
    by_share = summary.filters.measure == "share"
    figure = go.Figure()
    drawn = 0
    for row in summary.topics.iter_rows(named=True):
        topic_id = row["topic_id"]
        points = summary.series.filter(pl.col("topic_id") == topic_id)
        hidden = topic_id == 0 or drawn >= DRAWN
        drawn += not hidden
        figure.add_trace(
            _line(points, summary.label(topic_id, locale), row["slot"], by_share=by_share, hidden=hidden, locale=locale)
        )
    figure.update_layout(**layout(locale))
    figure.update_yaxes(tickformat=",.0%" if by_share else ",d", rangemode="tozero", title=None)
    figure.update_xaxes(title=None, **_span(summary))
    return mark_silences(figure, summary.intake, locale, period=summary.filters.period)


def _span(summary: Summary) -> dict[str, Any]:
    """Give the axis the filter's own days, so that a double click has something to take back."""
    periods = summary.series["period"].unique().sort().to_list()
    if (summary.filters.start is None and summary.filters.end is None) or not periods:
        return {}
    room = timedelta(days=1) if len(periods) == 1 else (periods[-1] - periods[0]) * 0.02
    return {"range": [(periods[0] - room).isoformat(), (periods[-1] + room).isoformat()]}


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
        "dragmode": "zoom",
        "separators": locale.separators,
        "uirevision": "kept",
    }


def _line(points: pl.DataFrame, label: str, slot: int, *, by_share: bool, hidden: bool, locale: Locale) -> go.Scatter:
    volumes, shares = points["volume"].to_list(), points["share"].to_list()
    hovers = [
        f"{locale.plural('{n} article', '{n} articles', volume)}"
        f"{'' if share is None else f' ({locale.percent(share, 1)})'}"
        f"{'' if whole else ' · ' + locale('not the whole period')}"
        for volume, share, whole in zip(volumes, shares, points["complete"], strict=True)
    ]
    return go.Scatter(
        x=points["period"].to_list(),
        y=shares if by_share else volumes,
        name=_escaped(label),
        mode="lines+markers" if points.height < 80 else "lines",
        visible="legendonly" if hidden else True,
        line={"color": colour(slot), "width": 2.2, "dash": dash(slot)},
        marker={"size": 5, "symbol": ["circle" if whole else "circle-open" for whole in points["complete"]]},
        customdata=[
            [topic_id, start.isoformat(), hover]
            for topic_id, start, hover in zip(points["topic_id"], points["period"], hovers, strict=True)
        ],
        hovertemplate="<b>%{fullData.name}</b><br>%{x}<br>%{customdata[2]}<extra></extra>",
        connectgaps=False,
    )


def _escaped(text: str) -> str:
    """Keep what looks like HTML as text: plotly reads tags in names."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
