"""Coverage: which sources told a topic or story, who first, and who not at all."""

from __future__ import annotations

from bisect import bisect_left

import polars as pl

COVERAGE: dict[str, pl.DataType] = {
    "source": pl.String(),
    "rank": pl.Int64(),
    "first_seen": pl.Datetime("us", "UTC"),
    "articles": pl.Int64(),
    "of": pl.Int64(),
    "share": pl.Float64(),
}


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
    theirs: dict[str, int] = {}
    for source, articles in everything.select("source", "articles").iter_rows():
        theirs[source] = theirs.get(source, 0) + articles
    covered = {source: own for source, *own in told.select("source", "articles", "first_seen").iter_rows() if own[0]}
    moments = sorted(first for source, (_, first) in covered.items() if source is not None and first is not None)
    rows = []
    for source in (theirs.keys() | covered.keys()) - {None}:
        articles, first = covered.get(source, (0, None))
        rank = None if first is None else bisect_left(moments, first) + 1
        whole = max(theirs.get(source, 0), articles)
        if whole:
            rows.append((source, rank, first, articles, whole, articles / whole))
    rows.sort(key=lambda row: (not row[3], row[1] is None, row[1] or 0, -row[3], -row[4], row[0]))
    return pl.DataFrame(rows, schema={**COVERAGE, "first_seen": told.schema["first_seen"]}, orient="row")
