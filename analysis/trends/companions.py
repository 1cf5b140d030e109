"""Companions: topics that rise and fall together."""

from __future__ import annotations

import numpy as np
import polars as pl

ENOUGH = 20
"""Articles that a topic needs."""
LONG_ENOUGH = 12
"""Periods that a series needs."""
LEVEL = 0.05
COMPANIONS = {"topic_id": pl.Int64, "other_id": pl.Int64, "correlation": pl.Float64, "p": pl.Float64}


def companions(series: pl.DataFrame, *, level: float = LEVEL) -> pl.DataFrame:
    """Find pairs of topics whose shares rise together more than chance would have it.

    Shares are made of one variance (Anscombe, 1948: arcsin sqrt((r + 3/8) / (d + 3/4))) and freed of their trend, a
    parabola: two topics that merely both grow are no companions. As neighbouring periods resemble each other, the
    correlation is tested with fewer periods than there are, n (1 - a b) / (1 + a b) for the lag-one autocorrelations a
    and b (Bretherton et al., 1999), on one side, and the p-values are corrected for the number of pairs (Holm, 1979).

    Parameters
    ----------
    series : polars.DataFrame
        period, topic_id, volume (null: a gap), total, complete; periods that are cut, gaps and empty ones are left out.
    level : float

    Returns
    -------
    polars.DataFrame
        topic_id < other_id, correlation, p (corrected, below ``level``), the strongest first.
    """
    known = series.filter(pl.col("complete") & pl.col("volume").is_not_null() & (pl.col("total") > 0))
    periods, topics, volumes, totals = (
        known[name].to_physical().to_numpy() for name in ("period", "topic_id", "volume", "total")
    )
    every, of_topic = np.unique(topics, return_inverse=True)
    large = (np.bincount(of_topic, weights=volumes, minlength=len(every)) >= ENOUGH) & (every != 0)
    ids, rows_of = every[large].tolist(), np.flatnonzero(large[of_topic])
    if len(ids) < 2 or len(rows_of) < LONG_ENOUGH * len(ids) or len(rows_of) % len(ids):
        return pl.DataFrame(schema=COMPANIONS)
    rows_of = rows_of[np.lexsort((periods[rows_of], topics[rows_of]))]
    volumes, totals = (column[rows_of].astype(float).reshape(len(ids), -1) for column in (volumes, totals))
    stable = np.arcsin(np.sqrt((volumes + 0.375) / (totals + 0.75)))
    rows = _pairs(ids, _detrended(stable), level)
    return pl.DataFrame(rows, schema=COMPANIONS, orient="row").sort(
        ["correlation", "topic_id"], descending=[True, False]
    )


def _detrended(values: np.ndarray) -> np.ndarray:
    time = np.linspace(-1.0, 1.0, values.shape[1])
    trend, _ = np.linalg.qr(np.stack([np.ones_like(time), time, time**2], axis=1))
    return np.asarray(values - values @ trend @ trend.T)


def _pairs(ids: list[int], values: np.ndarray, level: float) -> list[tuple[int, int, float, float]]:
    from scipy.special import stdtr

    norms = np.sqrt((values**2).sum(axis=1))
    unit = values / np.where(norms > 1e-9, norms, np.inf)[:, None]
    lagged = (unit[:, 1:] * unit[:, :-1]).sum(axis=1)
    first, second = np.triu_indices(len(ids), 1)
    correlation = np.clip((unit @ unit.T)[first, second], -1.0, 1.0 - 1e-12)
    together = np.clip(lagged[first] * lagged[second], 0.0, 0.99)
    # The parabola took two degrees of freedom more than a mean.
    freedom = np.maximum(values.shape[1] * (1.0 - together) / (1.0 + together) - 4.0, 1.0)
    chance = stdtr(freedom, -correlation * np.sqrt(freedom / (1.0 - correlation**2)))
    order = np.argsort(chance, kind="stable")
    corrected = np.minimum(np.maximum.accumulate(chance[order] * np.arange(len(order), 0, -1)), 1.0)
    return [
        (ids[first[pair]], ids[second[pair]], float(correlation[pair]), float(p))
        for pair, p in zip(order, corrected, strict=True)
        if p < level
    ]
