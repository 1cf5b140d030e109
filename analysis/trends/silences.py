"""Silences: how improbable it is that a source says nothing for so long, by its own habits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

HABIT = 3
"""What a source has done so many other times is its habit, whatever mean and variance say."""
LEAST_DAYS = 28
"""A source seen for fewer days has no habits to judge by."""
LEAST_WINDOWS = 4
AROUND = 28
"""Days on each side that tell whether a source still, or already, reports as it usually does."""
SURE = 0.9
WEEK = 7

Silence = tuple[int, int, int, float, float]
"""Row, first and last column, articles that were to be expected, probability."""


def improbable(
    table: NDArray[np.float64], apart: NDArray[np.bool_], weekday: NDArray[np.int64], *, threshold: float
) -> list[Silence]:
    """Find the silences of each source that its own habits make improbable.

    The articles to be expected, m, are the source's own rates for each day of the week, summed over the silence, and
    lowered to what the four weeks before or after it were to the usual. How much its counts vary is measured in windows
    as long as the silence: news comes in clumps, so the variance to mean, v, grows with the window (its upper 90 %
    limit is taken, for few windows may agree by chance). A negative binomial variable of this mean and variance is zero
    with the probability F^(-m / (F - 1)), F = v (1 + m / n): n articles tell the rate, and m / n is what being unsure
    of it adds to the variance. For v = 1 and many articles that is Poisson's exp(-m). Neither rates nor variance are
    taken from the silence that they judge. A silence is the source's habit, and not judged, where three others are at
    least a third of it.

    Parameters
    ----------
    table : ndarray of float, (n_sources, n_days)
        Articles.
    apart : ndarray of bool, (n_sources, n_days)
        Days without articles whose reason is known: they tell nothing about habits.
    weekday : ndarray of int, (n_days,)
        0 to 6.
    threshold : float
        What probability is improbable, for one silence.

    Returns
    -------
    list of Silence
    """
    found: list[Silence] = []
    first, last = span(table)
    days = np.arange(table.shape[1])
    between = (days >= first[:, None]) & (days <= last[:, None])
    rows, starts, stops = runs((table == 0) & (days >= first[:, None]))
    usual = np.where(apart, 0.0, rates(table, between & ~apart, weekday)[:, weekday])
    mass = _summed(usual, rows, starts, stops)
    # What is probable where articles come one by one is so in clumps, too. A silence lowers the rates: allow for it.
    n_seen = (between & ~apart).sum(axis=1)[rows]
    room = np.maximum(n_seen - (stops - starts + 1), 1)
    worth = (mass * 1.5 * n_seen / room > -np.log(threshold)) & (n_seen >= LEAST_DAYS)
    for number in np.flatnonzero(worth):
        row, start, stop = int(rows[number]), int(starts[number]), int(stops[number])
        others = mass[(rows == row) & (np.arange(len(rows)) != number)]
        if (others >= mass[number] / 3).sum() >= HABIT:
            continue
        silent = np.zeros(table.shape[1], dtype=bool)
        silent[start : stop + 1] = True
        habits = between[row] & ~apart[row] & ~silent
        expected, p = _chance(table[row], habits, silent & ~apart[row], weekday)
        if p < threshold:
            found.append((row, start, stop, expected, p))
    return found


def runs(marked: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give row, first and last column of every stretch of what is marked in the rows of a table.

    Examples
    --------
    >>> runs(np.array([[True, True, False], [False, False, True]]))
    (array([0, 1]), array([0, 2]), array([1, 2]))
    """
    edges = np.diff(np.pad(marked.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, starts = np.nonzero(edges == 1)
    return rows, starts, np.nonzero(edges == -1)[1] - 1


def span(table: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the columns of the first and the last article of each row."""
    some = table > 0
    return some.argmax(axis=1), table.shape[1] - 1 - some[:, ::-1].argmax(axis=1)


def rates(table: NDArray[np.float64], seen: NDArray[np.bool_], weekday: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the mean of each day of the week, drawn towards the mean of all as if one more such week had been seen."""
    of_day = np.eye(WEEK)[weekday]
    articles = np.where(seen, table, 0.0)
    mean = articles.sum(axis=-1) / np.maximum(seen.sum(axis=-1), 1)
    rates: NDArray[np.float64] = (articles @ of_day + mean[..., None]) / (seen @ of_day + 1.0)
    return rates


def _summed(
    values: NDArray[np.float64], rows: NDArray[np.int64], starts: NDArray[np.int64], stops: NDArray[np.int64]
) -> NDArray[np.float64]:
    upto = np.pad(values.cumsum(axis=1), ((0, 0), (1, 0)))
    summed: NDArray[np.float64] = upto[rows, stops + 1] - upto[rows, starts]
    return summed


def _chance(
    counts: NDArray[np.float64], habits: NDArray[np.bool_], silent: NDArray[np.bool_], weekday: NDArray[np.int64]
) -> tuple[float, float]:
    n_articles = float(counts[habits].sum())
    usual = rates(counts, habits, weekday)[weekday]
    expected = float(usual[silent].sum()) * _level(counts, usual, habits, int(silent.argmax()))
    varied = _variance_to_mean(counts, usual, habits, int(silent.sum()))
    if n_articles == 0 or expected == 0 or varied is None:
        return expected, 1.0
    both = varied * (1.0 + expected / n_articles)
    return expected, float(np.exp(-expected * np.log(both) / (both - 1.0)))


def _level(counts: NDArray[np.float64], usual: NDArray[np.float64], habits: NDArray[np.bool_], start: int) -> float:
    """Give what the four weeks before and after were to the usual, the lower of both: not above one."""
    days = np.flatnonzero(habits)
    before, after = days[days < start][-AROUND:], days[days > start][:AROUND]
    sides = [counts[side].sum() / usual[side].sum() for side in (before, after) if usual[side].sum() > 0]
    return float(min([1.0, *sides]))


def _variance_to_mean(
    counts: NDArray[np.float64], usual: NDArray[np.float64], habits: NDArray[np.bool_], n_days: int
) -> float | None:
    """Measure by how much windows of so many days differ from the usual; nothing where there are too few windows."""
    window = min(n_days, int(habits.sum()) // LEAST_WINDOWS)
    if window < 1:
        return None
    whole = _windows(habits.astype(float), window) > window - 0.5
    of_window, by_habit = _windows(counts, window)[whole], _windows(usual, window)[whole]
    # Windows overlap: so many of them are worth one that does not.
    freedom = whole.sum() / window - 1.0
    if freedom <= 1.0 or by_habit.sum() == 0:
        return None
    squares = ((of_window - by_habit) ** 2).sum() / by_habit.sum() * (freedom + 1.0)
    return max(1.0, float(squares / chdtri(freedom, SURE)))


def _windows(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    upto = np.pad(values.cumsum(), (1, 0))
    summed: NDArray[np.float64] = upto[window:] - upto[:-window]
    return summed
