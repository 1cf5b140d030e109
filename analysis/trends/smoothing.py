"""A series → the same with an index to its peak and a mean over seven periods beside the volumes, never instead."""

from __future__ import annotations

import polars as pl

WINDOW = 7
LEAST = 4
"""Periods that a mean needs: half a window at the ends, where the other half lies outside of what is shown."""


def indexed(series: pl.DataFrame) -> pl.DataFrame:
    """Add ``index``: the volume of each period where the topic's peak is 100.

    Parameters
    ----------
    series : polars.DataFrame
        topic_id, volume (null: a gap).

    Returns
    -------
    polars.DataFrame
        The same and ``index``; null in gaps and for a topic without any article.

    Examples
    --------
    >>> indexed(pl.DataFrame({"topic_id": [1, 1, 1], "volume": [2, 8, 0]}))["index"].to_list()
    [25.0, 100.0, 0.0]
    """
    peak = pl.col("volume").max().over("topic_id")
    return series.with_columns(index=pl.when(peak > 0).then(100.0 * pl.col("volume") / peak))


def smoothed(series: pl.DataFrame) -> pl.DataFrame:
    """Add means over seven periods.

    The mean is centred: a trailing one would draw every peak three periods after it happened. At the ends it takes what
    there is of its window, gaps and periods that the dates shown cut are left out of it, and with fewer than four
    periods there is none.

    Parameters
    ----------
    series : polars.DataFrame
        period, topic_id, volume (null: a gap), total, complete, and ``index`` from `indexed`.

    Returns
    -------
    polars.DataFrame
        The same by topic and period, and smooth_volume, smooth_share (articles of the window by all articles of the
        window, not the mean of shares, in which a quiet day would count as much as a busy one), smooth_index.
    """
    whole = pl.col("complete") & pl.col("volume").is_not_null()
    peak = pl.col("volume").max().over("topic_id")
    counted = series.sort("topic_id", "period").with_columns(
        _volume=pl.when(whole).then(pl.col("volume").cast(pl.Float64)),
        _total=pl.when(whole).then(pl.col("total").cast(pl.Float64)),
    )
    means = counted.with_columns(smooth_volume=_mean("_volume"), _smooth_total=_mean("_total"))
    return means.with_columns(
        smooth_share=pl.when(pl.col("_smooth_total") > 0).then(pl.col("smooth_volume") / pl.col("_smooth_total")),
        smooth_index=pl.when(peak > 0).then(100.0 * pl.col("smooth_volume") / peak),
    ).drop("_volume", "_total", "_smooth_total")


def _mean(column: str) -> pl.Expr:
    return pl.col(column).rolling_mean(WINDOW, min_samples=LEAST, center=True).over("topic_id")
