"""Stories that lead a topic in a period: counted in memory, so that every point of a chart can name them."""

from __future__ import annotations

import polars as pl

from data.filters import UTC_ZONE, Filters
from data.store.hits import narrowed
from data.store.zones import HOUR, local_days

EVERY = {"day": "1d", "week": "1w", "month": "1mo"}
LEADING = {"period": pl.Date, "topic_id": pl.Int64, "story_id": pl.Int64, "articles": pl.Int64}


def leading(columns: pl.DataFrame, filters: Filters, *, each: int, points: int) -> pl.DataFrame:
    """Count the stories of every topic and period that a filter lets through, and keep the largest.

    Parameters
    ----------
    columns : polars.DataFrame
        key, published_at (seconds), language, source, reprint_of, topic_id, story_id of all articles.
    filters : Filters
    each : int
        Stories of a topic and period.
    points : int
        Topics and periods, those with the most articles.

    Returns
    -------
    polars.DataFrame
        period (its first day), topic_id, story_id, articles (originals), the largest story first.
    """
    dated = narrowed(columns, filters).filter(
        pl.col("published_at").is_not_null() & pl.col("story_id").is_not_null() & pl.col("reprint_of").is_null()
    )
    counted = (
        dated.select("topic_id", "story_id", hour=pl.col("published_at").floordiv(HOUR))
        .group_by("topic_id", "story_id", "hour")
        .agg(articles=pl.len().cast(pl.Int64))
    )
    by = ["topic_id", "period"]
    summed = (
        counted.with_columns(period=_days(counted["hour"], filters.zone).dt.truncate(EVERY[filters.period]))
        .group_by(*by, "story_id")
        .agg(pl.col("articles").sum())
    )
    volumes = summed.group_by(by).agg(volume=pl.col("articles").sum())
    largest = volumes.sort("volume", *by, descending=[True, False, True]).head(points)
    return (
        summed.join(largest, on=by, how="semi")
        .sort("articles", "story_id", descending=[True, False])
        .group_by(by, maintain_order=True)
        .head(each)
        .select(list(LEADING))
    )


def _days(hours: pl.Series, zone: str) -> pl.Series:
    days = hours // 24 if zone == UTC_ZONE else pl.Series(local_days(hours.to_numpy(), zone), dtype=pl.Int64)
    return pl.from_epoch(days, "d")
