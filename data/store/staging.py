"""What a run found, written in short batches: what is as in the current run is copied inside the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, insert, literal, select

from data.schema import articles, current, daily_counts, hourly_counts, memberships, stories, topic_slots, topics
from data.store.articles import insert_ignore
from data.store.rows import add_rows, read_rows
from data.store.runs import BATCH, Begin, Topic, topic_row

SAME_SCORE = 5e-4
"""A new article moves the middle of its topic a little, and with it the scores of all others: by less is no change."""
COPIED = 0.5
"""Share of a batch that must be as it was for that part to be copied."""
ABOUT = {"published_at": pl.Int64(), "language": pl.String(), "source": pl.String(), "reprint_of": pl.Int64()}
"""What counting asks of articles."""


def stage(
    begin: Begin, run_id: int, *, memberships_: pl.DataFrame, stories_: pl.DataFrame, topics_: Sequence[Topic]
) -> None:
    """Write a run, in batches short enough that nobody who adds articles waits long.

    The score of an article that is where it was stays as it was, unless it changed by more than `SAME_SCORE`.
    """
    if topics_:
        with begin() as connection:
            connection.execute(insert(topics), [{"run_id": run_id, **topic_row(topic)} for topic in topics_])
            slots = [{"topic_id": topic.id, "slot": topic.slot} for topic in topics_]
            connection.execute(insert_ignore(connection, topic_slots), slots)
    seconds = [pl.col(name).dt.epoch("s") for name in ("first_seen", "last_seen")]
    _stage(begin, run_id, stories, stories_.with_columns(seconds), key="story_id")
    placed = memberships_.select("key", "story_id", "topic_id", pl.col("score").cast(pl.Float64))
    _stage(begin, run_id, memberships, placed.rename({"key": "article_key"}), key="article_key")
    with begin() as connection:
        columns = (articles.c.key, *(articles.c[name] for name in ABOUT))
        about = read_rows(connection, select(*columns), {"key": pl.Int64(), **ABOUT})
    hourly, daily = count_by_time(placed.select("key", "topic_id").join(about, on="key"))
    for table, counts in ((hourly_counts, hourly), (daily_counts, daily)):
        for piece in counts.iter_slices(BATCH):
            with begin() as connection:
                add_rows(connection, table, of_run(run_id, piece))


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


def be_alone(connection: Connection) -> int | None:
    """Wait for others who change the current run, and give its id; on SQLite whoever writes is alone already."""
    return connection.execute(select(current.c.run_id).with_for_update()).scalar()


def _stage(begin: Begin, run_id: int, table: Table, rows: pl.DataFrame, *, key: str) -> None:
    for piece in rows.sort(key).iter_slices(BATCH):
        with begin() as connection:
            copied = _copy(connection, run_id, table, piece, key)
            add_rows(connection, table, of_run(run_id, piece.join(copied, on=key, how="anti")))


def _copy(connection: Connection, run_id: int, table: Table, rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Copy those of a batch that the current run has, too, and tell which, by their key."""
    names = [name for name in rows.columns if name != key]
    columns = [table.c[name] for name in rows.columns]
    here = (table.c.run_id == be_alone(connection), table.c[key].between(rows[key][0], rows[key][-1]))
    former = read_rows(connection, select(*columns).where(*here), rows.schema)
    is_same: list[Any] = [
        (pl.col(name) - pl.col(f"{name}_now")).abs() <= SAME_SCORE
        if name == "score"
        else pl.col(name).eq_missing(pl.col(f"{name}_now"))
        for name in names
    ]
    same = former.join(rows, on=key, suffix="_now").filter(is_same).select(key)
    if same.height < COPIED * rows.height:
        return same.clear()
    others = former.join(same, on=key, how="anti")[key].to_list()
    copied = select(literal(run_id), *columns).where(*here, table.c[key].not_in(others))
    connection.execute(insert(table).from_select(["run_id", *rows.columns], copied))
    return same
