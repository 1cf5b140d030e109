"""What a filter shows, in figures and in one sentence: the one source for the page, the reports and the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from analysis.trends import change_against, series_of

if TYPE_CHECKING:
    from data.filters import Filters
    from data.store import Store

SPARK_PERIODS = 26


@dataclass(frozen=True)
class Summary:
    """The figures for one filter, all taken from one run.

    Attributes
    ----------
    filters : Filters
    first, last : date or None
        The dates shown, inclusive: the filter's where it names them, else those of the articles; none when no article
        that matches has a date.
    articles, originals, undated : int
        Dated articles with and without their reprints; undated originals, which no chart holds.
    languages, sources : dict of str to int
        Dated originals per language and source, most first.
    topics : polars.DataFrame
        topic_id, slot, label, volume, share, before, change, languages, first_seen, last_seen, trend; by volume.
        ``before`` is the volume of the equally long period before, ``change`` the growth against it (null: none before).
    series : polars.DataFrame
        period, topic_id, volume, share, total, complete; one row per period and topic, without gaps.
    sentence : str
    """

    filters: Filters
    first: date | None
    last: date | None
    articles: int
    originals: int
    undated: int
    languages: dict[str, int]
    sources: dict[str, int]
    topics: pl.DataFrame
    series: pl.DataFrame
    sentence: str


def summarise(store: Store, filters: Filters) -> Summary:
    """Count what a filter shows.

    Parameters
    ----------
    store : Store
        With a current run; without one everything is zero.
    filters : Filters

    Returns
    -------
    Summary
    """
    counts = store.counts(filters, by=("day", "topic_id", "language"))
    everything = store.counts(filters, by=("day",), ignore=("topics",))
    by_source = store.counts(filters, by=("source",))
    undated = store.undated(filters)
    first, last = _span(filters, counts)
    before = _before(store, filters, first, last)
    series = series_of(counts, everything, first=first, last=last, period=filters.period)
    topics = _topics(store, counts, before, series)
    languages = _ranked(counts, "language")
    sources = _ranked(by_source, "source")
    articles, originals = int(counts["articles"].sum()), int(counts["originals"].sum())
    return Summary(
        filters=filters,
        first=first,
        last=last,
        articles=articles,
        originals=originals,
        undated=int(undated["originals"].sum()),
        languages=languages,
        sources=sources,
        topics=topics,
        series=series,
        sentence=_sentence(articles, originals, languages, sources, first, last, topics),
    )


def _span(filters: Filters, counts: pl.DataFrame) -> tuple[date | None, date | None]:
    if counts.is_empty():
        return filters.start, filters.end
    days = counts["day"]
    return filters.start or days.min(), filters.end or days.max()  # type: ignore[return-value]


def _before(store: Store, filters: Filters, first: date | None, last: date | None) -> pl.DataFrame:
    """Count the equally long period that ends the day before, or nothing where the dates are open."""
    if first is None or last is None or filters.start is None:
        return pl.DataFrame(schema={"topic_id": pl.Int64, "originals": pl.Int64})
    days = (last - first).days + 1
    moved = filters.model_copy(update={"start": first - timedelta(days=days), "end": first - timedelta(days=1)})
    return store.counts(moved, by=("topic_id",))
