"""What a run found → its rows in the store, written in short batches, and what was counted of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import Table, insert, select

from data.schema import articles, daily_counts, hourly_counts, memberships, stories, topic_slots, topics
from data.store.articles import insert_ignore
from data.store.rows import add_rows, read_rows
from data.store.runs import BATCH, Begin, Topic, topic_row

ABOUT = {"published_at": pl.Int64(), "language": pl.String(), "source": pl.String(), "reprint_of": pl.Int64()}
"""What counting asks of articles."""


def stage(
    begin: Begin, run_id: int, *, memberships_: pl.DataFrame, stories_: pl.DataFrame, topics_: Sequence[Topic]
) -> None:
    """Write a run, in batches short enough that nobody who adds articles waits long."""
    if topics_:
        with begin() as connection:
            connection.execute(insert(topics), [{"run_id": run_id, **topic_row(topic)} for topic in topics_])
            slots = [{"topic_id": topic.id, "slot": topic.slot} for topic in topics_]
            connection.execute(insert_ignore(connection, topic_slots), slots)
    seconds = [pl.col(name).dt.epoch("s") for name in ("first_seen", "last_seen")]
    _write(begin, run_id, stories, stories_.with_columns(seconds))
    # By key: the database then finds each article beside the one before.
    placed = memberships_.sort("key")
    _write(
        begin, run_id, memberships, placed.select(pl.col("key").alias("article_key"), "story_id", "topic_id", "score")
    )
    if ABOUT.keys() <= set(placed.columns):
        told = placed.with_columns(pl.col("published_at").dt.epoch("s"))
    else:
        with begin() as connection:
            columns = (articles.c.key, *(articles.c[name] for name in ABOUT))
            told = placed.join(read_rows(connection, select(*columns), {"key": pl.Int64(), **ABOUT}), on="key")
    hourly, daily = count_by_time(told)
    _write(begin, run_id, hourly_counts, hourly)
    _write(begin, run_id, daily_counts, daily)


def count_by_time(placed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Count articles and originals by topic, language and source: per hour and per day (null: undated).

    Parameters
    ----------
    placed : polars.DataFrame
        topic_id and the columns of `ABOUT`, a row for each article.
    """
    hourly = (
        placed.with_columns(hour=pl.col("published_at").floordiv(3_600))
        .group_by("hour", "topic_id", "language", "source")
        .agg(articles=pl.len().cast(pl.Int64), originals=pl.col("reprint_of").is_null().sum().cast(pl.Int64))
        .sort("hour", "topic_id", "language", "source")
    )
    daily = (
        hourly.with_columns(day=pl.col("hour").floordiv(24))
        .group_by("day", "topic_id", "language", "source")
        .agg(pl.col("articles", "originals").sum())
        .sort("day", "topic_id", "language", "source")
    )
    return hourly, daily


def of_run(run_id: int, rows: pl.DataFrame) -> pl.DataFrame:
    """Say of rows to which run they belong."""
    return rows.select(pl.lit(run_id, dtype=pl.Int64).alias("run_id"), pl.all())


def _write(begin: Begin, run_id: int, table: Table, rows: pl.DataFrame) -> None:
    for piece in rows.iter_slices(BATCH):
        with begin() as connection:
            add_rows(connection, table, of_run(run_id, piece))
