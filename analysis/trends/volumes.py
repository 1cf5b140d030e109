"""Counts per day → volume, share and change per period: pure functions on frames."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

EPOCH = date(1970, 1, 1).toordinal()
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
    starts = frame["period"].to_physical().to_numpy()
    after = period_end(frame["period"][-1], period).toordinal() - EPOCH + 1
    topics, of_topic = np.unique(counts["topic_id"].to_numpy(), return_inverse=True)

    def summed(part: pl.DataFrame, row: NDArray[np.int64], rows: int) -> NDArray[np.int64]:
        days = part["day"].to_physical().to_numpy()
        place = np.searchsorted(starts, days, side="right") - 1
        inside = (place >= 0) & (days < after)
        found = np.zeros((rows, len(starts)), dtype=np.int64)
        np.add.at(found, (row[inside], place[inside]), part["originals"].to_numpy()[inside])
        return found

    volume = summed(counts, of_topic, len(topics))
    total = np.tile(summed(everything, np.zeros(everything.height, dtype=np.int64), 1)[0], len(topics))
    columns = {
        "period": pl.concat([frame["period"]] * len(topics)),
        "topic_id": np.repeat(topics, len(starts)),
        "volume": volume.ravel(),
        "share": pl.Series(volume.ravel() / np.maximum(total, 1)).set(pl.Series(total == 0), None),
        "total": total,
        "complete": pl.concat([frame["complete"]] * len(topics)),
    }
    return pl.DataFrame(columns, schema=SERIES)
