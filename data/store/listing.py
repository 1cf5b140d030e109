"""Articles as a reader goes through them: reprints under their original, a page at a time, and counts to narrow by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from data.filters import Filters
from data.store.hits import DAY, conditions_of
from data.store.zones import HOUR, local_days

FOLDED = 8
"""Reprints of one news that are named."""
Field = Literal["languages", "sources", "topics", "months"]
COLUMN = {"languages": "language", "sources": "source", "topics": "topic_id", "months": "month"}


@dataclass(frozen=True)
class Listing:
    """A page of what a filter lets through, and how much there is of it.

    Attributes
    ----------
    articles : int
        Reprints included.
    reprints : int
        Of those, reprints.
    news : int
        What is listed: each original once, with its reprints under it, and reprints whose original the filter does not
        let through.
    undated, waiting : int
        Articles without a date, and those that no run knows yet.
    page : polars.DataFrame
        The frame of `Store.articles`.
    folded : polars.DataFrame
        The same for reprints of those on the page, of each the first eight, oldest first.
    folds : dict of int to int
        How many reprints there are under an article of the page, by its key.
    """

    articles: int
    reprints: int
    news: int
    undated: int
    waiting: int
    page: pl.DataFrame
    folded: pl.DataFrame
    folds: dict[int, int]


@dataclass(frozen=True)
class Tallies:
    """How many articles there would be if a field of the filter were one value, all other fields as they are.

    Attributes
    ----------
    languages, sources : dict of str to int
        Most first.
    topics : dict of int to int
        Topic 0: outliers; most first.
    months : dict of date to int
        By their first day, the latest first, in the filter's zone.
    """

    languages: dict[str, int]
    sources: dict[str, int]
    topics: dict[int, int]
    months: dict[date, int]


def news_of(found: pl.DataFrame) -> pl.DataFrame:
    """Keep one article of each news, in the same order: the original where it is there, else the first reprint."""
    originals = found.filter(pl.col("reprint_of").is_null())
    if originals.height == found.height:
        return found
    orphans = (
        found.filter(pl.col("reprint_of").is_not_null())
        .join(originals.select(reprint_of="key"), on="reprint_of", how="anti")
        .sort("published_at", "key", nulls_last=True)
        .unique("reprint_of", keep="first")
    )
    return found.filter(pl.col("reprint_of").is_null() | pl.col("key").is_in(orphans["key"].implode()))


def folded_under(found: pl.DataFrame, page: pl.DataFrame) -> pl.DataFrame:
    """Give the reprints that stand under the articles of a page: the columns of both, and ``lead``, the key above."""
    lead = pl.coalesce("reprint_of", "key")
    leads = page.select(lead=pl.col("key"), original=lead)
    return (
        found.filter(pl.col("reprint_of").is_not_null() & pl.col("key").is_in(page["key"].implode()).not_())
        .join(leads, left_on="reprint_of", right_on="original")
        .sort("published_at", "key", nulls_last=True)
    )


def tally(hits: pl.DataFrame, filters: Filters) -> Tallies:
    """Count hits of a search, or all articles, by each field that they can be narrowed by."""
    conditions = conditions_of(filters)
    hits = hits.with_columns(**conditions) if conditions else hits

    def counts_of(field: Field) -> pl.DataFrame:
        own = "dates" if field == "months" else field
        found = hits.filter(*(pl.col(other) for other in conditions if other != own))
        if field == "months":
            return _by_month(found, filters.zone)
        column = COLUMN[field]
        counts = found.group_by(column).len("articles").drop_nulls(column)
        return counts.sort("articles", column, descending=[True, False])

    return Tallies(*(dict(counts_of(field).iter_rows()) for field in ("languages", "sources", "topics", "months")))


def _by_month(found: pl.DataFrame, zone: str) -> pl.DataFrame:
    if zone == "UTC":
        days = found.group_by(day=pl.col("published_at").floordiv(DAY)).len("articles").drop_nulls()
    else:
        hours = found.group_by(hour=pl.col("published_at").floordiv(HOUR)).len("articles").drop_nulls()
        days = hours.with_columns(day=pl.Series(local_days(hours["hour"].to_numpy(), zone), dtype=pl.Int64))
    month = pl.from_epoch(pl.col("day"), "d").dt.truncate("1mo")
    return days.group_by(month=month).agg(pl.col("articles").sum()).sort("month", descending=True)
