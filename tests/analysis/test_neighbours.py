"""Neighbours are those that a comparison of all pairs finds."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.neighbours import TimePenalty, by_cells, neighbours
from analysis.space import unit

PENALTY = TimePenalty(days=4.0)


def clouds(n_points, *, n_clouds, spread, seed=0):
    """Unit vectors about random directions."""
    chance = np.random.default_rng(seed)
    middles = chance.normal(size=(n_clouds, 32))
    points = middles[chance.integers(n_clouds, size=n_points)] + spread * chance.normal(size=(n_points, 32))
    return unit(points.astype(np.float32))


def brute_force(points, days, k, floor):
    """All pairs of which one is among the nearest of the other."""
    raw = points @ points.T
    similar = raw - PENALTY(days[:, None], days[None, :])
    np.fill_diagonal(similar, -9.0)
    pairs = {}
    for row, values in enumerate(similar):
        for other in np.argsort(-values, kind="stable")[:k]:
            if values[other] >= floor:
                pairs[min(row, int(other)), max(row, int(other))] = float(raw[row, other])
    return pairs


@pytest.mark.parametrize("undated", [0, 40, 1_300])
def test_all_pairs_and_the_search_in_windows_agree(undated):
    points = clouds(1_300, n_clouds=40, spread=0.8)
    days = np.sort(np.random.default_rng(1).uniform(0, 60, size=len(points)))
    days[len(days) - undated :] = np.nan
    graph = neighbours(points, k=7, floor=0.1, days=days, penalty=PENALTY)
    expected = brute_force(points, days, 7, 0.1)
    found = dict(zip(zip(graph.one.tolist(), graph.other.tolist(), strict=True), graph.similarity, strict=True))
    assert found.keys() == expected.keys()
    assert all(abs(found[pair] - similarity) < 1e-5 for pair, similarity in expected.items())


def test_without_dates_all_are_compared():
    points = np.eye(3, dtype=np.float32)[[0, 1, 0, 2, 1]]
    graph = neighbours(points, k=2, floor=0.5)
    assert list(zip(graph.one.tolist(), graph.other.tolist(), strict=True)) == [(0, 2), (1, 4)]


def test_near_cells_hold_nearly_all_near_neighbours():
    points = clouds(6_000, n_clouds=300, spread=0.6)
    days = np.full(len(points), np.nan)
    exact = neighbours(points, k=10, floor=0.4, days=days, penalty=PENALTY)
    wanted = set(zip(exact.one.tolist(), exact.other.tolist(), strict=True))
    compared = set()
    for rows, columns, similar in by_cells(points, days, PENALTY.reach):
        assert (np.diff(columns) > 0).all()
        places = np.nonzero(similar >= 0.4)
        compared.update(zip(rows[places[0]].tolist(), columns[places[1]].tolist(), strict=True))
    assert len(wanted & compared) >= 0.95 * len(wanted)


def test_cells_keep_to_the_window_of_time():
    points = clouds(3_000, n_clouds=10, spread=0.5)
    days = np.sort(np.random.default_rng(2).uniform(0, 300, size=len(points)))
    for rows, columns, _ in by_cells(points, days, 5.0):
        assert set(rows.tolist()) <= set(columns.tolist())
        assert days[columns].min() >= days[rows].min() - 5.0
        assert days[columns].max() <= days[rows].max() + 5.0
