"""Volume of one topic over time, by language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl

from analysis.figures.palette import COLOURS, OUTLIERS
from analysis.figures.trend import layout
from analysis.trends import EVERY, periods

if TYPE_CHECKING:
    from datetime import date

    from analysis.locale import Locale
    from data.filters import Period


def by_language(counts: pl.DataFrame, first: date, last: date, *, period: Period, locale: Locale) -> go.Figure:
    """Draw stacked bars, a colour per language.

    Parameters
    ----------
    counts : polars.DataFrame
        day, language, originals, of one topic.
    first, last : date
        The days shown.
    period : {"day", "week", "month"}
    locale : Locale
    """
    frame = periods(first, last, period).select("period")
    dated = counts.filter(pl.col("day").is_not_null()).with_columns(period=pl.col("day").dt.truncate(EVERY[period]))
    summed = dated.group_by("period", "language").agg(pl.col("originals").sum())
    order = dated.group_by("language").agg(pl.col("originals").sum()).sort(["originals", "language"], descending=True)
    figure = go.Figure()
    for place, language in enumerate(order["language"]):
        own = summed.filter(pl.col("language").eq_missing(pl.lit(language)))
        points = frame.join(own, on="period", how="left").sort("period")
        figure.add_trace(
            go.Bar(
                x=points["period"].to_list(),
                y=points["originals"].fill_null(0).to_list(),
                name=locale.language(language),
                marker={"color": COLOURS[place] if place < len(COLOURS) else OUTLIERS},
            )
        )
    figure.update_layout(**layout(locale), barmode="stack", showlegend=True)
    figure.update_yaxes(tickformat=",d", rangemode="tozero", title=None)
    figure.update_xaxes(title=None)
    return figure
