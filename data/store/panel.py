"""The panel: sources that report over the whole of a span, so that a new one does not look like a rise."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from data.filters import Filters
from data.store.zones import EPOCH

IMPROBABLE = 0.001
NOBODY = ""
"""The name of no source: an empty panel lets nothing through."""


def panel(daily: pl.DataFrame, *, start: int, end: int) -> tuple[str, ...]:
    """Choose the sources that report from the beginning to the end of a span.

    A source does so when it has articles in both halves, and when the silence before its first and after its last
    article is no longer than its own rate between them explains (Poisson, p at least 0.001).

    Parameters
    ----------
    daily : polars.DataFrame
        day (from 1970; null: undated), source, articles; of all topics.
    start, end : int
        First and last day of the span.

    Returns
    -------
    tuple of str
        In order of the alphabet; one name that no source has where there is none.
    """
    middle = (start + end) / 2
    within = (
        daily.filter(pl.col("day").is_between(start, end) & (pl.col("articles") > 0))
        .group_by("source")
        .agg(first=pl.col("day").min(), last=pl.col("day").max(), articles=pl.col("articles").sum())
    )
    rate = pl.col("articles") / (pl.col("last") - pl.col("first") + 1)
    silence = pl.max_horizontal(pl.col("first") - start, end - pl.col("last"))
    constant = (pl.col("first") <= middle) & (pl.col("last") >= middle) & ((-rate * silence).exp() >= IMPROBABLE)
    return tuple(within.filter(constant)["source"].cast(pl.String).sort()) or (NOBODY,)


def span_compared(start: date | None, end: date | None, first: date, last: date) -> tuple[date, date]:
    """Give the days over which a panel must report: those shown and, where their first one is named, as many before.

    Examples
    --------
    >>> span_compared(date(2025, 3, 1), date(2025, 3, 10), date(2025, 1, 1), date(2025, 12, 31))
    (datetime.date(2025, 2, 19), datetime.date(2025, 3, 10))
    """
    shown = end or last
    if start is None:
        return min(first, shown), shown
    return max(min(first, shown), start - (shown - start) - timedelta(days=1)), shown


def panel_of(start: date | None, end: date | None, daily: pl.DataFrame) -> tuple[str, ...]:
    """Choose the panel of the days that a filter shows; ``daily`` as in `panel`."""
    days = daily["day"].drop_nulls()
    if days.is_empty():
        return (NOBODY,)
    ends = (EPOCH + timedelta(days=int(day)) for day in (days.min(), days.max()))  # type: ignore[arg-type]
    first, last = span_compared(start, end, *ends)
    return panel(daily, start=(first - EPOCH).days, end=(last - EPOCH).days)


def settle(filters: Filters, names: tuple[str, ...]) -> Filters:
    """Put the names of the panel's sources into a filter; of sources that it names, those that are in the panel."""
    if filters.sources:
        names = tuple(name for name in filters.sources if name in names) or (NOBODY,)
    return filters.model_copy(update={"sources": names, "panel": False})
