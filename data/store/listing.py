"""Articles as a reader goes through them: reprints under their original, a page at a time, and counts to narrow by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import polars as pl

from data.filters import Filters
from data.store.hits import conditions_of
from data.store.reading import FIELDS, narrow, narrowing
from data.store.tables import Counts
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
    original = found["reprint_of"].is_null()
    originals = found.filter(original)
    if originals.height == found.height:
        return found
    reprints = found.filter(~original)
    keys, of = originals["key"].to_numpy(), reprints["reprint_of"].to_numpy()
    # Keys are small numbers that lie close together.
    there = np.zeros(int(max(keys.max(initial=0), of.max())) + 1, dtype=np.bool_)
    there[keys] = True
    orphans = (
        reprints.filter(~there[of])
        .sort("published_at", "key", nulls_last=True)
        .unique("reprint_of", keep="first", maintain_order=True)
    )
    if orphans.is_empty():
        return originals
    return found.filter(original | found["key"].is_in(orphans["key"].implode()))


def folded_under(found: pl.DataFrame, page: pl.DataFrame) -> pl.DataFrame:
    """Give the reprints that stand under the articles of a page: the columns of both, and ``lead``, the key above."""
    lead = pl.coalesce("reprint_of", "key")
    leads = page.select(lead=pl.col("key"), original=lead)
    return (
        found.filter(pl.col("reprint_of").is_not_null() & pl.col("key").is_in(page["key"].implode()).not_())
        .join(leads, left_on="reprint_of", right_on="original")
        .sort("published_at", "key", nulls_last=True)
    )


def tally(counts: Counts, waiting: pl.DataFrame, filters: Filters) -> Tallies:
    """Count what there is by each field that it can be narrowed by.

    Parameters
    ----------
    counts : Counts
        Per day of the filter's zone: what the filter's words let through of the run, all sources.
    waiting : polars.DataFrame
        Articles beside these that no run knows yet (`hits.COLUMNS`).
    filters : Filters
    """
    conditions = conditions_of(filters)

    def counts_of(field: Field) -> dict[Any, int]:
        dates = field == "months"
        column, own = COLUMN[field], ("start", "end") if dates else (field,)
        fields = {column, *narrowing(filters, own)}.intersection(FIELDS)
        found = narrow(counts.by(fields), filters, ignore=own)
        others = waiting.filter(*(asked for name, asked in conditions.items() if name != ("dates" if dates else field)))
        if dates:
            parts = [_by_month(found), _by_month(_per_day(others, filters.zone))]
        else:
            parts = [part.group_by(column).agg(pl.col("articles").sum()) for part in (found, _one_each(others))]
        summed = pl.concat(parts).drop_nulls(column).group_by(column).agg(pl.col("articles").sum())
        order = summed.sort(column, descending=True) if dates else summed.sort(-pl.col("articles"), column)
        return dict(order.iter_rows())

    return Tallies(*(counts_of(field) for field in ("languages", "sources", "topics", "months")))


def _one_each(articles: pl.DataFrame) -> pl.DataFrame:
    return articles.with_columns(articles=pl.lit(1, dtype=pl.Int64))


def _per_day(articles: pl.DataFrame, zone: str) -> pl.DataFrame:
    dated = _one_each(articles).drop_nulls("published_at")
    days = local_days(dated["published_at"].to_numpy() // HOUR, zone)
    return dated.select("articles", day=pl.Series(days, dtype=pl.Int64))


def _by_month(counts: pl.DataFrame) -> pl.DataFrame:
    month = pl.from_epoch(pl.col("day"), "d").dt.truncate("1mo")
    return counts.drop_nulls("day").group_by(month=month).agg(pl.col("articles").sum())
