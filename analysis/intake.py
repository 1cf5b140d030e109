"""Intake: how the sources of a filter reported on the days shown, and what of it was not collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.trends.gaps import GAPS, SHARES, Collection, collection
from data.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from analysis.locale import Locale
    from analysis.trends import Period
    from data.store import Store


def collected(store: Store, zone: str) -> Collection | None:
    """Find out how all sources of a store report, in days of a time zone; made once for a run.

    Returns
    -------
    Collection or None
        None where no article has a date.
    """
    failed = store.missed(zone)

    def make() -> Collection | None:
        return collection(store.counts(Filters(zone=zone), by=("day", "source")), failed=failed)

    return store.kept(f"collection {zone}", make, mark=str(failed.hash_rows().sum()))


def shares_and_gaps(
    store: Store, filters: Filters, first: date | None, last: date | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give both `shares` and `gaps`, for what one of them takes."""
    found = collected(store, filters.zone)
    if found is None or first is None or last is None:
        return pl.DataFrame(schema=SHARES), pl.DataFrame(schema=GAPS)
    weights = _weights(store, filters)
    return found.shares(first, last, filters.period, weights=weights), _between(found, weights, first, last)


def shares(store: Store, filters: Filters, first: date | None, last: date | None) -> pl.DataFrame:
    """Give what is missing of the usual in each period shown, of what a filter lets through.

    Parameters
    ----------
    store : Store
    filters : Filters
        A source counts by the part of its articles that has the languages and topics of the
        filter, whatever their dates and words.
    first, last : date or None
        The days shown, both included.

    Returns
    -------
    polars.DataFrame
        period, missing, silent, sources, gap; see `Collection.shares`. Empty where nothing is dated.
    """
    found = collected(store, filters.zone)
    if found is None or first is None or last is None:
        return pl.DataFrame(schema=SHARES)
    return found.shares(first, last, filters.period, weights=_weights(store, filters))


def gaps(store: Store, filters: Filters, first: date | None, last: date | None) -> pl.DataFrame:
    """List the gaps of the sources of a filter on the days shown, the first one first.

    Returns
    -------
    polars.DataFrame
        source (null: all of them), start, end, expected, p; see `Collection.gaps`.
    """
    found = collected(store, filters.zone)
    if found is None or first is None or last is None:
        return pl.DataFrame(schema=GAPS)
    return _between(found, _weights(store, filters), first, last)


def _between(found: Collection, weights: Mapping[str, float], first: date, last: date) -> pl.DataFrame:
    counts = pl.col("source").is_null() | pl.col("source").is_in(sorted(weights))
    return found.gaps.filter(counts & (pl.col("end") >= first) & (pl.col("start") <= last))


def silent(store: Store, filters: Filters, first: date, last: date) -> pl.DataFrame:
    """List which sources were silent in which of the periods shown: source, period."""
    found = collected(store, filters.zone)
    if found is None:
        return pl.DataFrame(schema={"source": pl.String, "period": pl.Date})
    return found.silent(first, last, filters.period)


def in_words(share: Mapping[str, Any], locale: Locale) -> str:
    """Say what is missing of a period: a row of `shares`.

    Examples
    --------
    >>> from analysis.locale import Locale
    >>> in_words({"silent": 20, "sources": 24}, Locale())
    'no collection: 20 of 24 sources silent'
    """
    return locale.plural(
        "no collection: {silent} of {n} source silent",
        "no collection: {silent} of {n} sources silent",
        share["sources"],
        silent=locale.number(share["silent"]),
    )


def periods_in_words(shares: pl.DataFrame, period: Period, locale: Locale) -> dict[date, str]:
    """Name the periods of `shares`, and say where most was not collected."""
    names = {}
    for row in shares.iter_rows(named=True):
        name = locale.period(row["period"], period)
        names[row["period"]] = (
            locale("{period} ({note})", period=name, note=in_words(row, locale)) if row["gap"] else name
        )
    return names


def gap_in_words(gap: Mapping[str, Any], locale: Locale) -> str:
    """Say who was silent and when: a row of `gaps`."""
    who = locale("all sources") if gap["source"] is None else gap["source"]
    values = {"source": who, "dates": locale.span_short(gap["start"], gap["end"])}
    if gap["start"] == gap["end"]:
        values["dates"] = locale.day(gap["start"], short=True)
    if gap["p"] is None:
        return locale("{source}, {dates} (the fetch failed)", **values)
    articles = locale.plural("about {n} article missing", "about {n} articles missing", round(gap["expected"]))
    return locale("{source}, {dates} ({articles})", articles=articles, **values)


def _weights(store: Store, filters: Filters) -> dict[str, float]:
    """Give of each source of a filter which part of its articles the filter's languages and topics let through."""
    always = store.settled(filters).model_copy(update={"start": None, "end": None, "text": ""})

    def count() -> dict[str, int]:
        return dict(store.counts(Filters(), by=("source",)).select("source", "articles").rows())

    known = store.kept("articles of sources", count)
    named = set(always.sources)
    whole = {source: n for source, n in known.items() if not named or source in named}
    if not filters.languages and not filters.topics:
        return dict.fromkeys(whole, 1.0)
    part = store.counts(always, by=("source",)).filter(pl.col("articles") > 0)
    return {source: articles / whole[source] for source, articles in part.select("source", "articles").rows()}
