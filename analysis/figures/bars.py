"""Volumes of topics beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from analysis.figures.palette import colour
from analysis.figures.trend import layout

if TYPE_CHECKING:
    from analysis.locale import Locale
    from analysis.summary import Summary

DRAWN = 20
LONGEST = 44


def bars(summary: Summary, locale: Locale) -> go.Figure:
    """Draw one bar per topic, the largest twenty, outliers among them."""
    rows = summary.topics.head(DRAWN).to_dicts()
    names = [summary.label(row["topic_id"], locale) for row in rows]
    figure = go.Figure(
        go.Bar(
            x=[row["volume"] for row in rows],
            y=list(range(len(rows))),
            orientation="h",
            marker={"color": [colour(row["slot"]) for row in rows]},
            text=[locale.number(row["volume"]) for row in rows],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_layout(**{**layout(locale), "height": 90 + 24 * len(rows), "showlegend": False, "dragmode": False})
    figure.update_layout(margin={"l": 8, "r": 48, "t": 12, "b": 36})
    ticks = {"tickmode": "array", "tickvals": list(range(len(rows))), "ticktext": [_shown(name) for name in names]}
    figure.update_yaxes(autorange="reversed", automargin=True, title=None, fixedrange=True, **ticks)
    figure.update_yaxes(showgrid=False, zeroline=False, ticklabelstandoff=6)
    figure.update_xaxes(tickformat=",d", rangemode="tozero", title=None, fixedrange=True)
    return figure


def _shown(name: str) -> str:
    short = name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
