"""Gaps in collection: silences that a source's habits make improbable, and what part of the usual is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.trends.silences import LEAST_DAYS, Silence, improbable, rates, runs, span
from analysis.trends.volumes import Period, periods

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

IMPROBABLE = 0.001
MOST = 0.5
"""From this share of the usual collection on, what is missing makes a period a gap."""
ENDED_AFTER = 28
"""Days after which a source that says nothing more is held to have ended."""
GAPS = {"source": pl.String, "start": pl.Date, "end": pl.Date, "expected": pl.Float64, "p": pl.Float64}
SHARES = {"period": pl.Date, "missing": pl.Float64, "silent": pl.Int64, "sources": pl.Int64, "gap": pl.Boolean}


@dataclass(frozen=True)
class Collection:
    """How sources report, day by day.

    Attributes
    ----------
    sources : list of str
    first : date
        The day of the first column.
    expected : ndarray of float, (n_sources, n_days)
        Articles that a source usually has on such a day of the week; 0 before its first article and after its end.
    missing : ndarray of bool, (n_sources, n_days)
        Days of which its articles are missing.
    gaps : polars.DataFrame
        source (null: all of them), start, end (both included), expected (articles that are missing), p (the probability
        that chance makes one such silence among all that there are; null for a fetch that is known to have failed).
    """

    sources: list[str]
    first: date
    expected: NDArray[np.float64]
    missing: NDArray[np.bool_]
    gaps: pl.DataFrame

    def shares(
        self, first: date, last: date, period: Period, *, weights: Mapping[str, float] | None = None
    ) -> pl.DataFrame:
        """Give the share of the usual collection that is missing in each period.

        Parameters
        ----------
        first, last : date
            The days shown, both included.
        period : {"day", "week", "month"}
        weights : mapping of str to float, optional
            Which part of a source's articles counts, such as those of one language or topic; a source that is not
            named does not count. By default all count whole.

        Returns
        -------
        polars.DataFrame
            period, missing (0 to 1; 0 where nothing is usual), silent (sources of which most is missing), sources
            (those that usually report in the period), gap (most of everything is missing).
        """
        weight = np.array([1.0 if weights is None else weights.get(name, 0.0) for name in self.sources])[:, None]
        starts, usual, lost = self._summed(first, last, period)
        usual, lost = usual * weight, lost * weight
        whole = usual.sum(axis=0)
        missing = np.divide(lost.sum(axis=0), whole, out=np.zeros(len(starts)), where=whole > 0)
        columns = {
            "period": starts,
            "missing": missing,
            "silent": _mostly(lost, usual).sum(axis=0),
            "sources": (usual > 0).sum(axis=0),
            "gap": missing >= MOST,
        }
        return pl.DataFrame(columns).cast(SHARES)  # type: ignore[arg-type]

    def silent(self, first: date, last: date, period: Period) -> pl.DataFrame:
        """List in which periods most of a source is missing: source, period."""
        starts, usual, lost = self._summed(first, last, period)
        of, when = np.nonzero(_mostly(lost, usual))
        named = pl.Series("source", [self.sources[row] for row in of], dtype=pl.String)
        return pl.DataFrame([named, starts.gather(when)])

    def _summed(
        self, first: date, last: date, period: Period
    ) -> tuple[pl.Series, NDArray[np.float64], NDArray[np.float64]]:
        """Give the periods shown, and what is usual and what is missing in each, (n_sources, n_periods)."""
        starts = periods(first, last, period)["period"]
        n_sources, n_days = self.expected.shape
        begin, end = (min(max(day, 0), n_days) for day in ((first - self.first).days, (last - self.first).days + 1))
        edges = np.array([*((start - self.first).days for start in starts), end]).clip(begin, max(begin, end)) - begin
        held = np.flatnonzero(np.diff(edges))
        sums = np.zeros((2, n_sources, len(starts)))
        if held.size:
            usual = self.expected[:, begin:end]
            for place, part in enumerate((usual, np.where(self.missing[:, begin:end], usual, 0.0))):
                sums[place][:, held] = np.add.reduceat(part, edges[held], axis=1)
        return starts, sums[0], sums[1]


def collection(
    daily: pl.DataFrame, *, last: date | None = None, failed: pl.DataFrame | None = None, threshold: float = IMPROBABLE
) -> Collection | None:
    """Find out how sources usually report and when they did not.

    A silence is a gap where the source's own habits make it improbable (`improbable`), all sources together being
    judged like one; a silence can begin after every day with articles, and ``threshold`` is for all of these at once
    (Bonferroni). A fetch that failed is a gap on days that have no articles all the same. A source is expected from its
    first article on. After its last one, four weeks may be a gap; whoever is silent for longer has ended.

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
    weekday = (first.weekday() + np.arange(counts.shape[1])) % 7
    together = counts.sum(axis=0, keepdims=True)
    began = counts.cumsum(axis=1) > 0
    known = _known(failed, sources, first, counts.shape[1]) & began & (counts == 0)
    looks = int((counts > 0).sum() + (together > 0).sum())
    nobody = improbable(together, (known | ~began).all(axis=0)[None], weekday, threshold=threshold / looks)
    down = _marked(nobody, together.shape) & began
    found = improbable(counts, known | down, weekday, threshold=threshold / looks)
    missing = known | down | (_marked(found, counts.shape) & began)
    expected = _expected(counts, missing, weekday)
    missing &= expected > 0
    rows = [
        *(_told(silence, None, first, expected, missing, looks) for silence in nobody),
        *(_told(silence, sources[silence[0]], first, expected, missing, looks) for silence in found),
        *_failures(known & ~down & ~_marked(found, counts.shape), sources, first, expected),
    ]
    gaps = pl.DataFrame(rows, schema=GAPS, orient="row").sort("start", "source", nulls_last=False)
    return Collection(sources=sources, first=first, expected=expected, missing=missing, gaps=gaps)


def _mostly(lost: NDArray[np.float64], usual: NDArray[np.float64]) -> NDArray[np.bool_]:
    mostly: NDArray[np.bool_] = (usual > 0) & (lost > MOST * usual)
    return mostly


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


def _marked(silences: list[Silence], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    marked = np.zeros(shape, dtype=bool)
    for row, start, stop, *_ in silences:
        marked[row, start : stop + 1] = True
    return marked


def _expected(
    counts: NDArray[np.float64], missing: NDArray[np.bool_], weekday: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Give what is usual on each day, from a source's first article to its end."""
    days = np.arange(counts.shape[1])
    first, last = span(counts)
    seen = (days >= first[:, None]) & (days <= last[:, None]) & ~missing
    silent_on = missing[:, -1]
    # Of a source that came and went nothing is usual; of one that fell silent for four weeks, nothing any more.
    end = np.where(last - first + 1 < LEAST_DAYS, last, np.where(silent_on, last + ENDED_AFTER, len(days)))
    there = (days >= first[:, None]) & (days <= end[:, None])
    return np.where(there, rates(counts, seen, weekday)[:, weekday], 0.0)


def _told(
    silence: Silence,
    source: str | None,
    first: date,
    expected: NDArray[np.float64],
    missing: NDArray[np.bool_],
    looks: int,
) -> tuple[str | None, date, date, float, float | None]:
    row, start, stop, _, p = silence
    rows = slice(None) if source is None else slice(row, row + 1)
    lost = np.where(missing, expected, 0.0)[rows, start : stop + 1].sum(axis=0)
    end = start + int(np.flatnonzero(lost).max(initial=0))
    return source, first + timedelta(days=start), first + timedelta(days=end), float(lost.sum()), min(1.0, p * looks)


def _failures(
    failures: NDArray[np.bool_], sources: list[str], first: date, expected: NDArray[np.float64]
) -> Iterator[tuple[str | None, date, date, float, float | None]]:
    for row, start, stop in zip(*(part.tolist() for part in runs(failures)), strict=True):
        lost = float(expected[row, start : stop + 1].sum())
        yield sources[row], first + timedelta(days=start), first + timedelta(days=stop), lost, None
