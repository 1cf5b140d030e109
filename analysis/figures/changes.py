"""Change points on a chart over time: a line where a topic's volume comes to another level, and the levels in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from analysis.trends import Period, period_start

if TYPE_CHECKING:
    import polars as pl

    from analysis.figures.packed import Part
    from analysis.locale import Locale

GREY = "#808894"


def mark_changes(figure: Part, changes: pl.DataFrame, locale: Locale, *, period: Period) -> Part:
    """Draw a line before the first period of each new level.

    Parameters
    ----------
    figure : dict
        As plotly.js takes it, the first day of each period being x; is changed.
    changes : polars.DataFrame
        period, before, after; see `analysis.trends.changepoints.change_points_of`.
    locale : Locale
    period : {"day", "week", "month"}

    Returns
    -------
    dict
        The same.
    """
    rows = [(_between(row["period"], period), row) for row in changes.iter_rows(named=True)]
    line = {"dash": "dot", "width": 1.5, "color": GREY}
    figure["layout"].setdefault("shapes", []).extend(
        {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "y domain", "line": line} for at, _ in rows
    )
    figure["layout"].setdefault("annotations", []).extend(_mark(row, at, locale, period) for at, row in rows)
    return figure


def in_words(change: dict[str, Any], locale: Locale, *, period: Period) -> str:
    """Say from when on a topic's volume was at which level."""
    values = {
        "when": locale.period(change["period"], period),
        "after": _level(change["after"], locale),
        "before": _level(change["before"], locale),
    }
    if period == "day":
        return locale("from {when} on {after} articles a day instead of {before}", **values)
    if period == "week":
        return locale("from {when} on {after} articles a week instead of {before}", **values)
    return locale("from {when} on {after} articles a month instead of {before}", **values)


def _level(articles: float, locale: Locale) -> str:
    return locale.number(articles, 1 if articles < 10 and round(articles, 1) % 1 else 0)


def _mark(change: dict[str, Any], at: str, locale: Locale, period: Period) -> dict[str, Any]:
    return {
        "text": "▲" if change["after"] > change["before"] else "▼",
        "hovertext": in_words(change, locale, period=period),
        "x": at,
        "y": 1,
        "yref": "y domain",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11},
    }


def _between(start: date, period: Period) -> str:
    """Give the moment between the points of a period and the one before it."""
    before = period_start(start - timedelta(days=1), period)
    moment = datetime(start.year, start.month, start.day) - (start - before) / 2  # noqa: DTZ001 - charts have no zones
    return moment.isoformat()
