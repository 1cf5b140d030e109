"""Change of a rate between two spans, with the interval in which it lies: a rise from 2 to 4 may be chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95


def rate_ratio(
    now: ArrayLike, before: ArrayLike, *, exposure: float = 1.0, level: float = LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the interval of the ratio of two Poisson rates, exact, conditional on the sum of both counts.

    Given their sum, the later count is binomial with p = ratio / (1 + ratio) (Przyborowski and Wilenski, 1940,
    "Homogeneity of results in testing samples from Poisson series"); the interval of p is that of Clopper and Pearson
    (1934), so that at least ``level`` of all intervals hold the true ratio.

    Parameters
    ----------
    now, before : array_like of int
        Articles of the later and of the earlier span.
    exposure : float
        Length of the later span by that of the earlier one.
    level : float

    Returns
    -------
    low, high : ndarray of float
        0 and infinity where nothing was counted.

    Examples
    --------
    >>> low, high = rate_ratio(4, 2)
    >>> round(float(low), 2), round(float(high), 1)
    (0.29, 22.1)
    """
    from scipy.special import betaincinv

    later, earlier = np.atleast_1d(np.asarray(now, float)), np.atleast_1d(np.asarray(before, float))
    tail = (1.0 - level) / 2.0
    with np.errstate(divide="ignore"):
        below = np.where(later > 0, betaincinv(np.maximum(later, 1), earlier + 1, tail), 0.0)
        above = np.where(earlier > 0, betaincinv(later + 1, np.maximum(earlier, 1), 1.0 - tail), 1.0)
        low, high = below / (1.0 - below) / exposure, above / (1.0 - above) / exposure
    shape = np.broadcast(now, before).shape
    return low.reshape(shape), high.reshape(shape)


def with_intervals(changes: pl.DataFrame) -> pl.DataFrame:
    """Add to changes how sure they are.

    Parameters
    ----------
    changes : polars.DataFrame
        now, before: articles of two spans of the same length.

    Returns
    -------
    polars.DataFrame
        The same and change_low, change_high (growth: 0.4 is 40 % more; null where it has no bound), uncertain: whether
        "no change" lies between them, so that what was seen may be chance.
    """
    low, high = rate_ratio(changes["now"].to_numpy(), changes["before"].to_numpy())
    return changes.with_columns(
        change_low=pl.Series(low - 1.0, dtype=pl.Float64),
        change_high=pl.Series(np.where(np.isinf(high), np.nan, high - 1.0), dtype=pl.Float64).fill_nan(None),
        uncertain=pl.Series((low <= 1.0) & (high >= 1.0), dtype=pl.Boolean),
    )
