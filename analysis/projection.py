"""Points in which languages do not fall apart → places on a flat map, where near means alike.

A sample of landmarks is laid out by t-SNE (van der Maaten & Hinton, 2008), started from its principal components; every
other article goes to where the landmarks are that it is most like. The result depends on content alone: not on the
order of the articles, nor on how many processors there are.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from analysis.neighbours import largest

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

LANDMARKS = 2_500
PERPLEXITY = 30.0
FEWEST = 8
"""Below so many different articles, principal components are the map."""
NEIGHBOURS = 5
TOGETHER = 6.0
"""How far neighbours may be from the nearest one, in typical distances, to have a say: none is put between islands."""
STEPS = 500
ROWS = 2_048


def project(points: Floats) -> Floats:
    """Lay out articles that have no places yet.

    Parameters
    ----------
    points : ndarray, (n_articles, n_dims) float32
        Unit vectors, such as those of `analysis.space.centred`.

    Returns
    -------
    ndarray, (n_articles, 2) float32
        Between -1 and 1, around the middle.
    """
    if len(points) < 2:
        return np.zeros((len(points), 2), dtype=np.float32)
    hashes = _hashes(points)
    different, first = np.unique(hashes, return_index=True)
    # Hashes are as good as random: the smallest ones are a sample that content alone decides.
    landmarks = first[np.argsort(different, kind="stable")][:LANDMARKS]
    places = _landmarks(points[landmarks])
    laid = np.zeros((len(points), 2), dtype=np.float32)
    others = np.ones(len(points), dtype=bool)
    others[landmarks] = False
    laid[landmarks] = places
    laid[others] = place_among(points[others], points[landmarks], places)
    return laid


def place_among(points: Floats, placed: Floats, places: Floats) -> Floats:
    """Put articles beside the placed ones that they are most like.

    Parameters
    ----------
    points : ndarray, (n_articles, n_dims) float32
    placed : ndarray, (n_placed, n_dims) float32
        At least one.
    places : ndarray, (n_placed, 2) float32

    Returns
    -------
    ndarray, (n_articles, 2) float32
        The mean of the most alike that lie together, by likeness, and a step aside that content alone decides.
    """
    step = _typical_distance(places)
    found = np.empty((len(points), 2), dtype=np.float32)
    for start in range(0, len(points), ROWS):
        part = points[start : start + ROWS]
        found[start : start + ROWS] = _means(part @ placed.T, places, step)
    return found + _steps_aside(points) * np.float32(step)


def _landmarks(points: Floats) -> Floats:
    start = _components(points)
    if len(points) < FEWEST:
        return _fitted(start)
    from sklearn.manifold import TSNE

    spread = float(start.std())
    start = start / (spread or 1.0) + _steps_aside(points) * np.float32(0.01)
    perplexity = min(PERPLEXITY, (len(points) - 1) / 3)
    # Threads add up in another order each time they are another number, and t-SNE makes much of the last digit.
    with threadpool_limits(limits=1):
        method = TSNE(
            2,
            perplexity=perplexity,
            init=start * np.float32(1e-4),
            metric="cosine",
            random_state=0,
            max_iter=STEPS,
        )
        return _fitted(method.fit_transform(points))


def _components(points: Floats) -> Floats:
    """Give the two principal components, the larger half of each on the positive side."""
    middle = (points - points.mean(axis=0)).astype(np.float64)
    _, axes = np.linalg.eigh(middle.T @ middle)
    axes = axes[:, ::-1][:, :2]
    if axes.shape[1] < 2:
        axes = np.column_stack([axes, np.zeros(len(axes))])
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    return np.asarray(middle @ (axes * np.where(signs == 0, 1, signs)), dtype=np.float32)


def _fitted(places: Floats) -> Floats:
    """Move the middle to 0 and the farthest to 1."""
    places = places - (places.max(axis=0) + places.min(axis=0)) / 2
    return np.asarray(places / max(float(np.abs(places).max()), 1e-9), dtype=np.float32)


def _means(likeness: Floats, places: Floats, step: float) -> Floats:
    k = min(NEIGHBOURS, likeness.shape[1])
    nearest = largest(likeness, k, -2.0)[1].reshape(len(likeness), k)
    alike = np.take_along_axis(likeness, nearest, axis=1)
    where = places[nearest]
    best = where[np.arange(len(where)), alike.argmax(axis=1)]
    together = np.linalg.norm(where - best[:, None, :], axis=2) <= step * TOGETHER
    weights = np.exp((alike - alike.max(axis=1, keepdims=True)) * 10) * together
    return np.asarray((where * weights[:, :, None]).sum(axis=1) / weights.sum(axis=1)[:, None], dtype=np.float32)


def _typical_distance(places: Floats) -> float:
    """Give the median distance to the nearest neighbour; on a map of one place, a little."""
    from sklearn.neighbors import NearestNeighbors

    if len(places) < 3:
        return 0.02
    distances = NearestNeighbors(n_neighbors=2).fit(places).kneighbors(places)[0][:, 1]
    return float(np.median(distances)) or 0.002


def _steps_aside(points: Floats) -> Floats:
    """Give each point a direction and a length below 1.5 from its content."""
    hashes = _hashes(points)
    angles = (hashes % 65_521) / 65_521 * 2 * np.pi
    lengths = np.sqrt((hashes // 65_521 % 65_519) / 65_519) * 1.5
    return np.column_stack([np.cos(angles) * lengths, np.sin(angles) * lengths]).astype(np.float32)


def _hashes(points: Floats) -> Integers:
    # Rounded, so that the last digit, which the order of a sum decides, does not move an article.
    rounded = np.round(points * 127).astype(np.int8)
    return np.fromiter((zlib.crc32(row.tobytes()) for row in rounded), dtype=np.int64, count=len(points))
