"""Gaps in collection on a chart over time: a band where most is missing, and no zeros in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.intake import in_words
from analysis.trends import Period, period_end, period_start

if TYPE_CHECKING:
    from analysis.figures.packed import Part
    from analysis.locale import Locale

GREY = "#808894"
BAND = "rgba(128,136,148,0.16)"
NAMED = 12
"""Bands that have room for words."""
NEARLY_ALL = 0.9
"""From this share of the usual on, what is left is no volume to draw a line through."""


def mark_silences(figure: Part, shares: pl.DataFrame, locale: Locale, *, period: Period) -> Part:
    """Draw a band over the periods in which most was not collected, break lines there, and take zeros out.

    Parameters
    ----------
    figure : dict
        As plotly.js takes it: traces over time, the first day of each period being x; is changed.
    shares : polars.DataFrame
        period, missing, silent, sources, gap; see `analysis.intake.shares`.
    locale : Locale
    period : {"day", "week", "month"}

    Returns
    -------
    dict
        The same.
    """
    if not shares["gap"].any():
        return figure
    gone = {row["period"]: row["missing"] >= NEARLY_ALL for row in shares.filter("gap").iter_rows(named=True)}
    axes: dict[str, str] = {}
    for trace in figure["data"]:
        days = [_day(x) for x in trace["x"]]
        if gone.keys().isdisjoint(days):
            continue
        axes[trace.get("xaxis", "x")] = trace.get("yaxis", "y")
        lines = trace["type"] == "scatter"
        trace["y"] = [
            None if day in gone and (not y or (lines and gone[day])) else y
            for day, y in zip(days, trace["y"], strict=True)
        ]
    shapes, annotations = silences(shares, locale, period=period, axes=axes)
    figure["layout"].setdefault("shapes", []).extend(shapes)
    figure["layout"].setdefault("annotations", []).extend(annotations)
    return figure


def silences(
    shares: pl.DataFrame, locale: Locale, *, period: Period, axes: dict[str, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the bands over periods in which most was not collected, and the words in them, as plotly.js takes them.

    Parameters
    ----------
    shares : polars.DataFrame
        period, missing, silent, sources, gap; see `analysis.intake.shares`.
    locale : Locale
    period : {"day", "week", "month"}
    axes : dict of str to str
        The vertical axis of every horizontal one: ``{"x": "y"}``. Only where there is one, words have room.

    Returns
    -------
    shapes, annotations : list of dict
    """
    bands = _bands(shares.filter("gap").to_dicts(), period)
    shapes = [
        {
            "type": "rect",
            "layer": "below",
            "fillcolor": BAND,
            "line": {"width": 0},
            "xref": x_axis,
            "yref": f"{y_axis} domain",
            "x0": start.isoformat(),
            "x1": end.isoformat(),
            "y0": 0,
            "y1": 1,
        }
        for x_axis, y_axis in axes.items()
        for start, end, _ in bands
    ]
    if len(axes) != 1 or len(bands) > NAMED:
        return shapes, []
    return shapes, [_words(start, end, worst, locale, axes) for start, end, worst in bands]


def mark_silent_sources(figure: Part, silent: pl.DataFrame, locale: Locale, *, period: Period) -> Part:
    """Put a cross under the periods in which single sources were silent, and say which.

    Parameters
    ----------
    figure : dict
        As plotly.js takes it, of one trace for each source, which bears its name; is changed.
    silent : polars.DataFrame
        source, period; see `analysis.intake.silent`.
    locale : Locale
    period : {"day", "week", "month"}
    """
    drawn = [trace["name"] for trace in figure["data"]]
    shown = silent.with_columns(
        name=pl.Series([escape(name, quote=False) for name in silent["source"]], dtype=pl.String)
    )
    rows = shown.filter(pl.col("name").is_in(drawn)).group_by("period").agg(pl.col("name").sort()).sort("period")
    if rows.is_empty():
        return figure
    hovers = [
        f"{locale.period(start, period)}<br>{locale('no collection: {sources}', sources=', '.join(names))}"
        for start, names in rows.iter_rows()
    ]
    figure["data"].append(
        {
            "type": "scatter",
            "x": [start.isoformat() for start in rows["period"]],
            "y": [0] * rows.height,
            "mode": "markers",
            "name": locale("no collection"),
            "marker": {"symbol": "x-thin", "size": 8, "color": GREY, "line": {"width": 2, "color": GREY}},
            "cliponaxis": False,
            "customdata": hovers,
            "hovertemplate": "%{customdata}<extra></extra>",
        }
    )
    return figure


def _words(
    start: datetime, end: datetime, worst: dict[str, Any], locale: Locale, axes: dict[str, str]
) -> dict[str, Any]:
    ((x_axis, y_axis),) = axes.items()
    return {
        "text": locale("no collection"),
        "hovertext": in_words(worst, locale),
        "textangle": -90,
        "showarrow": False,
        "opacity": 0.75,
        "font": {"size": 11},
        "x": (start + (end - start) / 2).isoformat(),
        "y": 1,
        "yanchor": "top",
        "xref": x_axis,
        "yref": f"{y_axis} domain",
    }


def _bands(gone: list[dict[str, Any]], period: Period) -> list[tuple[datetime, datetime, dict[str, Any]]]:
    """Join periods that follow each other, from half a period before the first one's point to half a period after."""
    bands: list[list[dict[str, Any]]] = []
    for row in gone:
        follows = bands and period_end(bands[-1][-1]["period"], period) + timedelta(days=1) == row["period"]
        if follows:
            bands[-1].append(row)
        else:
            bands.append([row])
    found = []
    for rows in bands:
        first, last = rows[0]["period"], rows[-1]["period"]
        before, after = first - timedelta(days=1), period_end(last, period) + timedelta(days=1)
        half_before, half_after = (first - period_start(before, period)) / 2, (after - last) / 2
        worst = max(rows, key=lambda row: row["missing"])
        found.append((_midnight(first) - half_before, _midnight(last) + half_after, worst))
    return found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - charts have no zones


def _day(x: Any) -> date | None:  # noqa: ANN401
    try:
        return date.fromisoformat(str(x)[:10])
    except ValueError:
        return None
