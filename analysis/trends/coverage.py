"""Coverage: which sources told a topic or story, who first, and who not at all."""

from __future__ import annotations

import polars as pl


def coverage(told: pl.DataFrame, everything: pl.DataFrame) -> pl.DataFrame:
    """List who covered something, the first one first, and who did not.

    Parameters
    ----------
    told : polars.DataFrame
        Of `Store.coverage`: source, articles, first_seen (null: undated). Reprints count: who reprints, covers.
    everything : polars.DataFrame
        All articles of the same days: source, articles.

    Returns
    -------
    polars.DataFrame
        source, rank (1: it was first; the same for the same moment; null: undated, or not covered), first_seen,
        articles, of (all its articles), share (of its own articles); those without any article last, the largest first.
    """
    theirs = everything.drop_nulls("source").group_by("source").agg(of=pl.col("articles").cast(pl.Int64).sum())
    covered = told.drop_nulls("source").filter(pl.col("articles") > 0).select("source", "articles", "first_seen")
    return (
        theirs.join(covered, on="source", how="full", coalesce=True)
        .with_columns(pl.col("articles").fill_null(0), rank=pl.col("first_seen").rank("min").cast(pl.Int64))
        .with_columns(of=pl.max_horizontal(pl.col("of").fill_null(0), "articles"))
        .filter(pl.col("of") > 0)
        .select("source", "rank", "first_seen", "articles", "of", share=pl.col("articles") / pl.col("of"))
        .sort(
            [pl.col("articles") == 0, "rank", "articles", "of", "source"],
            descending=[False, False, True, True, False],
            nulls_last=True,
        )
    )
