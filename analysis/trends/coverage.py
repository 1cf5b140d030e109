"""Coverage: which sources and languages told a topic or story, who first, and who not at all."""

from __future__ import annotations

from typing import Literal

import polars as pl


def coverage(counts: pl.DataFrame, everything: pl.DataFrame, *, by: Literal["source", "language"]) -> pl.DataFrame:
    """List who covered something, the first one first, and who did not.

    Parameters
    ----------
    counts : polars.DataFrame
        Articles of a topic or story: hour (or any other time), the column of ``by``, articles. Reprints count: who
        reprints, covers.
    everything : polars.DataFrame
        All articles of the same days: the column of ``by``, articles.
    by : {"source", "language"}

    Returns
    -------
    polars.DataFrame
        The column of ``by``, rank (1: it was first; the same for the same moment; null: not covered), first_seen,
        articles, of (all its articles), share (of its own articles); those without any article last, the largest first.
    """
    theirs = everything.drop_nulls(by).group_by(by).agg(of=pl.col("articles").sum()).filter(pl.col("of") > 0)
    covered = (
        counts.filter(pl.col("articles") > 0)
        .drop_nulls(by)
        .group_by(by)
        .agg(first_seen=pl.col("hour").min(), articles=pl.col("articles").sum())
    )
    return (
        theirs.join(covered, on=by, how="left")
        .with_columns(pl.col("articles").fill_null(0), rank=pl.col("first_seen").rank("min").cast(pl.Int64))
        .select(by, "rank", "first_seen", "articles", "of", share=pl.col("articles") / pl.col("of"))
        .sort(["rank", "articles", "of", by], descending=[False, True, True, False], nulls_last=True)
    )
