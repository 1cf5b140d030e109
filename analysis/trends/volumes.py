"""Counts per day → volume, share and change per period: pure functions on frames."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import polars as pl

Period = Literal["day", "week", "month"]
EVERY: dict[Period, str] = {"day": "1d", "week": "1w", "month": "1mo"}

SERIES = {
    "period": pl.Date,
    "topic_id": pl.Int64,
    "volume": pl.Int64,
    "share": pl.Float64,
    "total": pl.Int64,
    "complete": pl.Boolean,
}


def period_start(day: date, period: Period) -> date:
    """Give the first day of the period that a day falls into; weeks are ISO weeks, which start on Monday.

    Examples
    --------
    >>> period_start(date(2025, 12, 28), "week")
    datetime.date(2025, 12, 22)
    """
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day


def period_end(start: date, period: Period) -> date:
    """Give the last day of a period."""
    if period == "month":
        return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return start + timedelta(days=6 if period == "week" else 0)


def periods(first: date, last: date, period: Period) -> pl.DataFrame:
    """List the periods from one day to another.

    Returns
    -------
    polars.DataFrame
        period (its first day) and complete: whether all its days lie between the two.
    """
    starts = pl.date_range(period_start(first, period), last, interval=EVERY[period], eager=True).alias("period")
    complete = [first <= start and period_end(start, period) <= last for start in starts]
    return pl.DataFrame({"period": starts, "complete": complete})


def series_of(
    counts: pl.DataFrame, everything: pl.DataFrame, *, first: date | None, last: date | None, period: Period
) -> pl.DataFrame:
    """Sum counts per topic and period, without gaps.

    Parameters
    ----------
    counts : polars.DataFrame
        day, topic_id, originals, and perhaps more columns.
    everything : polars.DataFrame
        day, originals: all articles of which the topics have a share.
    first, last : date or None
        The days shown, both included.
    period : {"day", "week", "month"}

    Returns
    -------
    polars.DataFrame
        period, topic_id, volume, share (0 to 1, of the period's total; null where the total is zero), total, complete
        (false where the days shown cut the period); every topic has a row for every period.
    """
    if counts.is_empty() or first is None or last is None:
        return pl.DataFrame(schema=SERIES)
    frame = periods(first, last, period)
    total = _per_period(everything, period).group_by("period").agg(total=pl.col("originals").sum())
    volume = _per_period(counts, period).group_by("period", "topic_id").agg(volume=pl.col("originals").sum())
    return (
        frame.join(counts.select(pl.col("topic_id").unique().sort()), how="cross")
        .join(volume, on=["period", "topic_id"], how="left")
        .join(total, on="period", how="left")
        .with_columns(pl.col("volume", "total").fill_null(0))
        .with_columns(share=pl.when(pl.col("total") > 0).then(pl.col("volume") / pl.col("total")))
        .select(list(SERIES))
        .sort("topic_id", "period")
        .cast(SERIES)  # type: ignore[arg-type]
    )


def change_against(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Compare volumes with those of an equally long time before.

    Parameters
    ----------
    now, before : polars.DataFrame
        topic_id, originals.

    Returns
    -------
    polars.DataFrame
        topic_id, before, change: the growth (0.4 is 40 % more), null where there was nothing before.

    Examples
    --------
    >>> now = pl.DataFrame({"topic_id": [1, 2], "originals": [6, 3]})
    >>> change_against(now, pl.DataFrame({"topic_id": [1], "originals": [4]})).rows()
    [(1, 4, 0.5), (2, 0, None)]
    """
    earlier = before.select("topic_id", before=pl.col("originals").cast(pl.Int64))
    return (
        now.select("topic_id", "originals")
        .join(earlier, on="topic_id", how="left")
        .with_columns(pl.col("before").fill_null(0))
        .select(
            "topic_id",
            "before",
            change=pl.when(pl.col("before") > 0).then(pl.col("originals") / pl.col("before") - 1.0),
        )
        .sort("topic_id")
    )


def _per_period(counts: pl.DataFrame, period: Period) -> pl.DataFrame:
    return counts.with_columns(period=pl.col("day").dt.truncate(EVERY[period]))
