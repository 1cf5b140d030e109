"""One topic over time, by language or by source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.figures.hovers import escaped
from analysis.figures.packed import Part
from analysis.figures.palette import COLOURS, OUTLIERS
from analysis.figures.trend import DATES, layout
from analysis.trends import Period, periods

if TYPE_CHECKING:
    from datetime import date

    from analysis.locale import Locale

DRAWN = 8
"""Languages or sources with a colour of their own; the others are one more."""
HEIGHT = 320
OTHERS = ""


def shares_of(counts: pl.DataFrame, *, by: str, first: date, last: date, period: Period) -> pl.DataFrame:
    """Sum a topic's counts per period and language or source, without gaps.

    Parameters
    ----------
    counts : polars.DataFrame
        day, originals and the column ``by``.
    by : {"language", "source"}
    first, last : date
        Days shown, both included.
    period : {"day", "week", "month"}

    Returns
    -------
    polars.DataFrame
        period, part (most articles first; the empty string: all beyond eight), volume, complete.
    """
    every = {"day": "1d", "week": "1w", "month": "1mo"}[period]
    ranked = counts.group_by(by).agg(pl.col("originals").sum()).sort(["originals", by], descending=[True, False])
    kept = ranked[by].to_list()
    kept = kept if len(kept) <= DRAWN + 1 else kept[:DRAWN]
    part = pl.when(pl.col(by).is_in(kept)).then(pl.col(by)).otherwise(pl.lit(OTHERS))
    summed = (
        counts.with_columns(part=part, period=pl.col("day").dt.truncate(every))
        .group_by("period", "part")
        .agg(volume=pl.col("originals").sum())
    )
    order = [*kept, OTHERS] if len(kept) < ranked.height else kept
    parts = pl.DataFrame({"part": order, "rank": range(len(order))}, schema={"part": pl.String, "rank": pl.Int64})
    return (
        parts.join(periods(first, last, period), how="cross")
        .join(summed, on=["period", "part"], how="left")
        .with_columns(pl.col("volume").fill_null(0).cast(pl.Int64))
        .sort("rank", "period")
        .select("period", "part", "volume", "complete")
    )


def breakdown(parts: pl.DataFrame, names: dict[str, str], locale: Locale, *, period: Period) -> Part:
    """Draw stacked bars, one colour per language or source.

    Parameters
    ----------
    parts : polars.DataFrame
        Of `shares_of`.
    names : dict of str to str
        What to call each part.
    locale : Locale
    period : {"day", "week", "month"}

    Returns
    -------
    dict
        A figure as plotly.js takes it. Colours follow the order of volume; every part is named in the legend.
    """
    starts = parts["period"].unique().sort().to_list()
    days = [start.isoformat() for start in starts]
    said = [locale.period(start, period) for start in starts]
    counted = {n: locale.plural("{n} article", "{n} articles", n) for n in parts["volume"].unique().to_list()}
    volumes = [(part, points["volume"].to_list()) for (part,), points in parts.group_by(["part"], maintain_order=True)]
    bars = [
        {
            "type": "bar",
            "x": days,
            "y": heights,
            "name": escaped(names.get(part, part)),
            "marker": {"color": OUTLIERS if part == OTHERS else COLOURS[rank % len(COLOURS)]},
            "customdata": [f"{when}<br>{counted[height]}" for when, height in zip(said, heights, strict=True)],
            "hovertemplate": "<b>%{fullData.name}</b><br>%{customdata}<extra></extra>",
        }
        for rank, (part, heights) in enumerate(volumes)
    ]
    return {"data": bars, "layout": _layout(locale)}


def _layout(locale: Locale) -> Part:
    return {
        **layout(locale),
        "height": HEIGHT,
        "barmode": "stack",
        "bargap": 0.15,
        "showlegend": True,
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.16, "x": 0, "traceorder": "normal"},
        "xaxis": DATES,
        "yaxis": {"tickformat": ",d", "rangemode": "tozero", "fixedrange": True},
    }
