"""Change points: from which period on a topic's volume lies at another level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORTEST = 2
"""Periods of a level: a single period that stands out is a burst, not a level."""
CHANGES = {"topic_id": pl.Int64, "period": pl.Date, "before": pl.Float64, "after": pl.Float64}


def change_points(volumes: NDArray[np.float64]) -> list[int]:
    """Find where the level of a series of counts changes.

    The counts are made of one variance (Anscombe, 1948: 2·sqrt(x + 3/8) of a Poisson count has variance 1) and cut by
    PELT (Killick, Fearnhead and Eckley, 2012; the library ruptures, whose linear kernel is the squared error, in C).
    Each cut costs 2·s²·ln(n) for its place and its level (Schwarz's criterion); s² is 1, or the variance of the steps
    from period to period (by their median, which cuts leave alone) where it is larger: news comes in clumps.

    Parameters
    ----------
    volumes : ndarray, (n_periods,)

    Returns
    -------
    list of int
        Indices of the first periods of new levels.
    """
    if len(volumes) < 2 * SHORTEST or np.ptp(volumes) == 0:
        return []
    from ruptures import KernelCPD

    stable = 2.0 * np.sqrt(np.asarray(volumes, dtype=float) + 0.375)
    steps = np.median(np.abs(np.diff(stable))) / 0.6745 / np.sqrt(2.0)
    penalty = 2.0 * max(1.0, float(steps) ** 2) * np.log(len(stable))
    cuts = KernelCPD(kernel="linear", min_size=SHORTEST).fit(stable.reshape(-1, 1)).predict(pen=penalty)
    return [int(cut) for cut in cuts[:-1]]


def change_points_of(series: pl.DataFrame) -> pl.DataFrame:
    """Find the change points of every topic of a series.

    Parameters
    ----------
    series : polars.DataFrame
        period, topic_id, volume (null: a gap, left out), complete (periods that are cut are left out).

    Returns
    -------
    polars.DataFrame
        topic_id, period (the first of the new level), before and after: articles per period on both levels.
    """
    rows = []
    known = series.filter(pl.col("complete") & pl.col("volume").is_not_null() & (pl.col("topic_id") != 0))
    for (topic_id,), part in known.sort("topic_id", "period").group_by(["topic_id"], maintain_order=True):
        volumes = part["volume"].to_numpy().astype(float)
        cuts = change_points(volumes)
        ends = [0, *cuts, len(volumes)]
        for place, cut in enumerate(cuts, start=1):
            before, after = volumes[ends[place - 1] : cut].mean(), volumes[cut : ends[place + 1]].mean()
            rows.append((topic_id, part["period"][cut], float(before), float(after)))
    return pl.DataFrame(rows, schema=CHANGES, orient="row")
