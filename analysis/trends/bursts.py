"""Bursts: Kleinberg's automaton on the articles of a topic among all articles, period by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCALE = 2.0
GAMMA = 1.0
BURSTS = {"topic_id": pl.Int64, "start": pl.Date, "end": pl.Date, "level": pl.Int64, "strength": pl.Float64}


def burst_states(
    relevant: NDArray[np.float64],
    totals: NDArray[np.float64],
    *,
    states: int = 2,
    scale: float = SCALE,
    gamma: float = GAMMA,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find the cheapest way of each topic through the states of its automaton.

    J. Kleinberg, "Bursty and Hierarchical Structure in Streams" (KDD 2002), the automaton for batched arrivals: of
    d_t articles in period t, r_t are of the topic. State i expects the share p_i = p_0 · scale^i, p_0 being the
    topic's share of all periods. A period costs -ln(C(d_t, r_t) p_i^r_t (1 - p_i)^(d_t - r_t)) in state i, going up
    from i to j costs (j - i) · gamma · ln(n) for n periods, going down costs nothing. It begins in state 0. The
    binomial coefficient is the same in all states and left out.

    Parameters
    ----------
    relevant : ndarray, (n_topics, n_periods)
    totals : ndarray, (n_periods,) or (n_topics, n_periods)
        Of which the relevant ones are a part; a period with a total of zero says nothing, in any state.
    states : int
    scale : float
        Above 1. States whose share would reach 1 are not entered.
    gamma : float

    Returns
    -------
    states : ndarray of int, (n_topics, n_periods)
    costs : ndarray of float, (n_topics, n_periods, n_states)
    """
    n_topics, n_periods = relevant.shape
    totals = np.broadcast_to(totals, relevant.shape)
    base = relevant.sum(axis=1) / np.maximum(totals.sum(axis=1), 1.0)
    shares = base[:, None] * scale ** np.arange(states)
    possible = (shares < 1.0) & (shares > 0.0)
    shares = np.where(possible, shares, 0.5)
    costs = -(
        relevant[:, :, None] * np.log(shares)[:, None, :]
        + (totals - relevant)[:, :, None] * np.log1p(-shares)[:, None, :]
    )
    costs = np.where(possible[:, None, :], costs, np.inf)
    costs[:, :, 0] = np.where(possible[:, None, 0], costs[:, :, 0], 0.0)
    up = np.maximum(np.arange(states)[None, :] - np.arange(states)[:, None], 0) * gamma * np.log(max(n_periods, 1))
    best = np.where(np.arange(states) == 0, 0.0, np.inf)[None, :].repeat(n_topics, axis=0)
    came_from = np.zeros((n_periods, n_topics, states), dtype=np.int64)
    for period in range(n_periods):
        ways = best[:, :, None] + up[None]
        came_from[period] = ways.argmin(axis=1)
        best = ways.min(axis=1) + costs[:, period]
    path = np.zeros((n_topics, n_periods), dtype=np.int64)
    state = best.argmin(axis=1) if n_periods else np.zeros(n_topics, dtype=np.int64)
    for period in range(n_periods - 1, -1, -1):
        path[:, period] = state
        state = came_from[period, np.arange(n_topics), state]
    return path, costs


def bursts_of(series: pl.DataFrame, *, states: int = 2, scale: float = SCALE, gamma: float = GAMMA) -> pl.DataFrame:
    """Find the bursts of every topic of a series.

    Parameters
    ----------
    series : polars.DataFrame
        period, topic_id, volume (null: a gap), total; one row per period and topic.
    states : int
        Two: there is a burst or there is none. More: bursts within bursts, by level.
    scale, gamma : float
        See `burst_states`.

    Returns
    -------
    polars.DataFrame
        topic_id, start and end (the first days of its first and last period), level (from 1), strength: how much dearer
        these periods would be one state lower, Kleinberg's weight; the strongest first. Outliers (topic 0) have none:
        they have nothing in common that could burst.
    """
    known = series.filter(pl.col("topic_id") != 0).sort("topic_id", "period")
    if known.is_empty():
        return pl.DataFrame(schema=BURSTS)
    ids = known["topic_id"].unique().sort().to_list()
    days = known["period"].unique().sort().to_list()
    volumes = known["volume"].fill_null(0).to_numpy().astype(float).reshape(len(ids), len(days))
    counted = known.select(pl.when(pl.col("volume").is_not_null()).then("total").fill_null(0)).to_series()
    totals = counted.to_numpy().astype(float).reshape(len(ids), len(days))
    path, costs = burst_states(volumes, totals, states=states, scale=scale, gamma=gamma)
    rows = [
        (ids[topic], days[start], days[end], level, float(gain[topic, start : end + 1].sum()))
        for level in range(1, states)
        for gain in [_gain(costs, level)]
        for topic in range(len(ids))
        for start, end in stretches(path[topic] >= level)
    ]
    return pl.DataFrame(rows, schema=BURSTS, orient="row").sort(["strength", "topic_id"], descending=[True, False])


def stretches(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Give the first and the last index of every stretch of what is marked.

    Examples
    --------
    >>> stretches(np.array([True, False, True, True]))
    [(0, 0), (2, 3)]
    """
    edges = np.diff(np.concatenate(([0], marked.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]


def _gain(costs: NDArray[np.float64], level: int) -> NDArray[np.float64]:
    # Where neither state can be entered both cost infinity; there is no stretch there.
    with np.errstate(invalid="ignore"):
        gain: NDArray[np.float64] = costs[:, :, level - 1] - costs[:, :, level]
    return gain
