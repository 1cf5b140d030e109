from __future__ import annotations

import numpy as np
import pytest

from analysis.projection import place_among, project
from analysis.space import unit


def islands(n: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """``n`` unit vectors around each of five directions, and which one each is around."""
    random = np.random.default_rng(seed)
    centres = np.eye(5, 32, dtype=np.float32)
    which = np.repeat(np.arange(5), n)
    return unit(centres[which] + random.normal(0, 0.08, (5 * n, 32)).astype(np.float32)), which


def share_of_same(places: np.ndarray, which: np.ndarray) -> float:
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1)[:, :5]
    return float((which[nearest] == which[:, None]).mean())


def test_what_is_alike_comes_together():
    points, which = islands(40)
    places = project(points)
    assert places.dtype == np.float32
    assert np.abs(places).max() <= 1.2
    assert share_of_same(places, which) > 0.98


def test_the_order_of_the_articles_makes_no_difference():
    points, _ = islands(30)
    order = np.random.default_rng(3).permutation(len(points))
    assert np.array_equal(project(points[order]), project(points)[order])


def test_new_articles_come_beside_what_they_are_like():
    points, which = islands(40)
    old = np.arange(len(points)) % 4 > 0
    places = np.empty((len(points), 2), dtype=np.float32)
    places[old] = project(points[old])
    places[~old] = place_among(points[~old], points[old], places[old])
    assert share_of_same(places, which) > 0.95


def test_more_articles_than_landmarks_are_placed_among_them(monkeypatch):
    monkeypatch.setattr("analysis.projection.LANDMARKS", 50)
    points, which = islands(60)
    assert share_of_same(project(points), which) > 0.95


@pytest.mark.parametrize("n", [0, 1, 2, 3, 7, 8, 9])
def test_a_handful_of_articles_has_places(n):
    points = islands(4)[0][:n]
    places = project(points)
    assert places.shape == (n, 2)
    assert np.isfinite(places).all()
    assert len(np.unique(places, axis=0)) == n


def test_articles_that_say_the_same_or_nothing_have_places():
    for points in (np.ones((20, 8), dtype=np.float32) / np.sqrt(8), np.zeros((5, 8), dtype=np.float32)):
        assert np.isfinite(project(points.astype(np.float32))).all()
    one = np.ones((3, 1), dtype=np.float32)
    assert np.isfinite(project(one)).all()
