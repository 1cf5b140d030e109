"""States of topics: emerging, rising, steady, fading, ended."""

from __future__ import annotations

from datetime import date
from typing import Literal

import polars as pl

from data.messages import message

State = Literal["emerging", "rising", "steady", "fading", "ended"]
STATES: tuple[State, ...] = message(("emerging", "rising", "steady", "fading", "ended"))
IMPROBABLE = 0.05


def with_states(topics: pl.DataFrame, *, now: tuple[date, date] | None, began: date | None) -> pl.DataFrame:
    """Add the state of every topic on the days compared.

    - **ended**: no article on the days compared, and a silence since the last one that the topic's own rate, from its
      first to its last article, makes improbable (exp(-rate · days) < 0.05);
    - **emerging**: its first article ever lies in the days compared, and the collection began before them;
    - **rising**, **fading**: the interval of the change lies above or below "no change";
    - **steady**: everything else, also a change that may be chance.

    The first that holds counts.

    Parameters
    ----------
    topics : polars.DataFrame
        topic_id, now, change_low, change_high (null: no bound), first_ever and last_ever (the days of the first and
        the last article up to the end of the days compared; null: undated), ever (how many they are).
    now : tuple of date or None
        The days compared, both included.
    began : date or None
        The first day of the whole collection.

    Returns
    -------
    polars.DataFrame
        The same and ``state``; null without days to compare, for undated topics and for the outliers (topic 0).
    """
    if now is None:
        return topics.with_columns(state=pl.lit(None, dtype=pl.String))
    alive = (pl.col("last_ever") - pl.col("first_ever")).dt.total_days() + 1
    silent = (pl.lit(now[1]) - pl.col("last_ever")).dt.total_days()
    ended = (pl.col("now") == 0) & ((-pl.col("ever") / alive * silent).exp() < IMPROBABLE)
    new = (pl.col("first_ever") >= now[0]) & pl.lit(began is not None and began < now[0])
    state = (
        pl.when((pl.col("topic_id") == 0) | pl.col("first_ever").is_null())
        .then(None)
        .when(ended)
        .then(pl.lit("ended"))
        .when(new & (pl.col("now") > 0))
        .then(pl.lit("emerging"))
        .when(pl.col("change_low") > 0)
        .then(pl.lit("rising"))
        .when(pl.col("change_high") < 0)
        .then(pl.lit("fading"))
        .otherwise(pl.lit("steady"))
    )
    return topics.with_columns(state=state)
