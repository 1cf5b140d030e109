"""Gaps in collection: what a silence is worth under a source's own rate, and what part of the usual is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.trends.bursts import stretches
from analysis.trends.volumes import Period, periods

if TYPE_CHECKING:
    from numpy.typing import NDArray

IMPROBABLE = 0.001
NEARLY_ALL = 0.9
"""From this share of the usual collection on, what is missing makes a period a gap."""
WORTH_A_LOOK = 0.2
ROUNDS = 5
GAPS = {"source": pl.String, "start": pl.Date, "end": pl.Date, "expected": pl.Float64, "p": pl.Float64}


@dataclass(frozen=True)
class Collection:
    """How sources report, day by day.

    Attributes
    ----------
    sources : list of str
    first : date
        The day of the first column.
    expected : ndarray of float, (n_sources, n_days)
        Articles that a source usually has on such a day of the week; 0 before its first article.
    missing : ndarray of bool, (n_sources, n_days)
        Days of which its articles are missing.
    gaps : polars.DataFrame
        source (null: all of them), start, end (both included), expected (articles that are missing), p (the probability
        of the silence; null for a fetch that is known to have failed).
    """

    sources: list[str]
    first: date
    expected: NDArray[np.float64]
    missing: NDArray[np.bool_]
    gaps: pl.DataFrame

    def shares(self, first: date, last: date, period: Period) -> pl.DataFrame:
        """Give the share of the usual collection that is missing in each period.

        Returns
        -------
        polars.DataFrame
            period, missing (0 to 1; 0 where nothing is usual), gap (nearly everything is missing).
        """
        frame = periods(first, last, period).select("period")
        days = [self.first + timedelta(days=number) for number in range(self.expected.shape[1])]
        daily = pl.DataFrame(
            {
                "day": pl.Series(days, dtype=pl.Date),
                "usual": self.expected.sum(axis=0),
                "lost": np.where(self.missing, self.expected, 0.0).sum(axis=0),
            }
        ).filter(pl.col("day").is_between(first, last))
        starts = frame.with_columns(pl.col("period").set_sorted())
        summed = (
            daily.with_columns(pl.col("day").set_sorted())
            .join_asof(starts.with_columns(start="period"), left_on="day", right_on="start", strategy="backward")
            .group_by("period")
            .agg(pl.col("usual", "lost").sum())
        )
        share = pl.when(pl.col("usual") > 0).then(pl.col("lost") / pl.col("usual")).otherwise(0.0).fill_null(0.0)
        return frame.join(summed, on="period", how="left").select("period", missing=share, gap=share >= NEARLY_ALL)


def collection(
    daily: pl.DataFrame, *, last: date | None = None, failed: pl.DataFrame | None = None, threshold: float = IMPROBABLE
) -> Collection | None:
    """Find out how sources usually report and when they did not.

    A source's rate is its own for each day of the week (of its days outside of gaps, drawn towards its mean as if one
    more such week had been seen). A silence in which m articles were usual has the probability exp(-m) if they come
    one by one (Poisson); where a source's weeks vary more than that, with variance to mean v above 1, they come in
    clumps, and it is v^(-m / (v - 1)) (negative binomial). What is less probable than ``threshold`` is a gap. No
    silence lowers the rate by which it is judged, and rates are found again without gaps until nothing changes. The
    same is done for all sources together. A source is expected from its first article on.

    Parameters
    ----------
    daily : polars.DataFrame
        day, source, articles: everything collected, whatever the topic.
    last : date, optional
        The last day that was collected; by default that of the last article.
    failed : polars.DataFrame, optional
        source (null: all), start, end: fetches that are known to have failed.
    threshold : float

    Returns
    -------
    Collection or None
        None where nothing is dated.
    """
    dated = daily.drop_nulls(["day", "source"]).filter(pl.col("articles") > 0)
    if dated.is_empty():
        return None
    first: date = dated["day"].min()  # type: ignore[assignment]
    end: date = max(last or dated["day"].max(), dated["day"].max())  # type: ignore[type-var, assignment]
    sources = dated["source"].unique().sort().to_list()
    counts = _matrix(dated, sources, first, (end - first).days + 1)
    known = _known(failed, sources, first, counts.shape[1])
    # The last row stands for all sources together.
    table = np.vstack([counts, counts.sum(axis=0)])
    began = table.cumsum(axis=1) > 0
    apart = np.vstack([known, known.all(axis=0)])
    weekday = (first.weekday() + np.arange(table.shape[1])) % 7
    gone = apart & began
    for _ in range(ROUNDS):
        rates = _rates(table, began & ~gone, weekday)
        expected = np.where(began, rates[:, weekday], 0.0)
        spread = _spread(table, expected, began & ~gone)
        found, rows = _silences(table, expected, spread, began & ~gone, weekday, began, threshold)
        if np.array_equal(found | (apart & began), gone):
            break
        gone = found | (apart & began)
    names = [*sources, None]
    failures = [
        (row, start, stop, float(expected[row, start : stop + 1].sum()), None)
        for row in range(len(names))
        for start, stop in stretches(apart[row] & began[row])
    ]
    gaps = [
        (names[row], first + timedelta(days=start), first + timedelta(days=stop), mass, p)
        for row, start, stop, mass, p in (*rows, *failures)
    ]
    return Collection(
        sources=sources,
        first=first,
        expected=expected[:-1],
        missing=gone[:-1] | gone[-1],
        gaps=pl.DataFrame(gaps, schema=GAPS, orient="row").sort("start", "source", nulls_last=False),
    )


def without_gaps(series: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Put nothing in the place of zeros where nearly everything is missing.

    Parameters
    ----------
    series : polars.DataFrame
        period, topic_id, volume, share.
    shares : polars.DataFrame
        period, missing, gap; see `Collection.shares`.

    Returns
    -------
    polars.DataFrame
        The same, volume and share null in gaps, and missing, gap.
    """
    known = series.join(shares, on="period", how="left").with_columns(
        pl.col("missing").fill_null(0.0), pl.col("gap").fill_null(value=False)
    )
    kept = [pl.when(~pl.col("gap")).then(pl.col(name)).alias(name) for name in ("volume", "share")]
    return known.with_columns(kept).sort("topic_id", "period")


def _matrix(dated: pl.DataFrame, sources: list[str], first: date, n_days: int) -> NDArray[np.float64]:
    rows = dated["source"].replace_strict(sources, list(range(len(sources))), return_dtype=pl.Int64).to_numpy()
    columns = dated.select((pl.col("day") - pl.lit(first)).dt.total_days()).to_series().to_numpy()
    counts = np.zeros((len(sources), n_days))
    np.add.at(counts, (rows, columns), dated["articles"].to_numpy().astype(float))
    return counts


def _known(failed: pl.DataFrame | None, sources: list[str], first: date, n_days: int) -> NDArray[np.bool_]:
    known = np.zeros((len(sources), n_days), dtype=bool)
    if failed is None:
        return known
    for source, start, end in failed.select("source", "start", "end").iter_rows():
        days = slice(max(0, (start - first).days), max(0, (end - first).days + 1))
        if source is None:
            known[:, days] = True
        elif source in sources:
            known[sources.index(source), days] = True
    return known


def _rates(table: NDArray[np.float64], seen: NDArray[np.bool_], weekday: NDArray[np.int64]) -> NDArray[np.float64]:
    articles, days = np.where(seen, table, 0.0), seen.astype(float)
    mean = articles.sum(axis=1) / np.maximum(days.sum(axis=1), 1.0)
    rates = np.zeros((len(table), 7))
    for day in range(7):
        of_day = weekday == day
        rates[:, day] = (articles[:, of_day].sum(axis=1) + mean) / (days[:, of_day].sum(axis=1) + 1.0)
    return rates


def _spread(table: NDArray[np.float64], expected: NDArray[np.float64], seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give variance to mean of the weeks of each source; 1 where there are too few to tell."""
    weeks = table.shape[1] // 7
    if weeks < 4:
        return np.ones(len(table))
    by_week = (len(table), weeks, 7)
    whole = seen[:, : weeks * 7].reshape(by_week).all(axis=2)
    articles = table[:, : weeks * 7].reshape(by_week).sum(axis=2)
    usual = expected[:, : weeks * 7].reshape(by_week).sum(axis=2)
    n_whole = whole.sum(axis=1)
    squares = np.where(whole, (articles - usual) ** 2, 0.0).sum(axis=1)
    mean = np.where(whole, usual, 0.0).sum(axis=1)
    enough = (n_whole >= 4) & (mean > 0)
    ratio = squares * n_whole / np.maximum(n_whole - 1, 1) / np.where(enough, mean, 1.0)
    return np.asarray(np.where(enough, np.maximum(ratio, 1.0), 1.0))


def _silences(
    table: NDArray[np.float64],
    expected: NDArray[np.float64],
    spread: NDArray[np.float64],
    seen: NDArray[np.bool_],
    weekday: NDArray[np.int64],
    began: NDArray[np.bool_],
    threshold: float,
) -> tuple[NDArray[np.bool_], list[tuple[int, int, int, float, float]]]:
    found = np.zeros(table.shape, dtype=bool)
    rows = []
    for row in range(len(table)):
        for start, stop in stretches((table[row] == 0) & began[row]):
            usual = float(expected[row, start : stop + 1].sum())
            if _chance(usual, spread[row]) >= WORTH_A_LOOK:
                continue
            # A silence must not lower the rate by which it is judged.
            others = seen[row : row + 1].copy()
            others[:, start : stop + 1] = False
            rates = _rates(table[row : row + 1], others, weekday)[0]
            usual = float(rates[weekday[start : stop + 1]].sum())
            if (p := _chance(usual, spread[row])) < threshold:
                found[row, start : stop + 1] = True
                rows.append((row, start, stop, usual, p))
    return found, rows


def _chance(usual: float, spread: float) -> float:
    clumped = spread - 1.0
    return float(np.exp(-usual * (np.log1p(clumped) / clumped if clumped > 1e-9 else 1.0)))
