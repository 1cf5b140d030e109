"""Ward's hierarchy of weighted points: which clusters to join so that each step loses as little as possible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DECIMALS = 5

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Tree:
    """A hierarchy.

    Attributes
    ----------
    n_points : int
    pairs : ndarray, (n_points - 1, 2) int64
        Points whose clusters are joined, by growing loss.
    losses : ndarray, (n_points - 1,) float64
        What each join adds to the sum of squared distances within clusters.
    """

    n_points: int
    pairs: Integers
    losses: NDArray[np.float64]

    def cut(self, *, loss: float) -> Integers:
        """Give clusters ``(n_points,)`` so that every further join would lose more."""
        return self._labels(int(np.searchsorted(self.losses, loss, side="right")))

    def into(self, n_clusters: int) -> Integers:
        """Give so many clusters ``(n_points,)``, or one per point where there are not as many points."""
        return self._labels(max(0, self.n_points - n_clusters))

    def _labels(self, n_joins: int) -> Integers:
        root = np.arange(self.n_points)

        def find(point: int) -> int:
            while root[point] != point:
                root[point] = root[root[point]]
                point = int(root[point])
            return point

        for one, other in self.pairs[:n_joins]:
            a, b = find(int(one)), find(int(other))
            root[max(a, b)] = min(a, b)
        roots = np.asarray([find(point) for point in range(self.n_points)])
        return np.searchsorted(np.unique(roots), roots)


def ward(points: Floats, weights: NDArray[np.float64]) -> Tree:
    """Build the hierarchy by chains of nearest neighbours on the matrix of losses.

    Ward, "Hierarchical grouping to optimize an objective function", 1963; the chains: Murtagh, 1983; the losses of a
    joined cluster: Lance and Williams, 1967.

    Parameters
    ----------
    points : ndarray, (n_points, n_dims) float32
        Some thousands at most: the matrix holds a number for every pair.
    weights : ndarray, (n_points,) float64
    """
    n_points = len(points)
    mass = weights.astype(np.float64).copy()
    losses = _pairwise(points, mass)
    joins: list[tuple[float, int, int]] = []
    chain: list[int] = []
    alive = np.ones(n_points, dtype=bool)
    while len(joins) < n_points - 1:
        if not chain:
            chain.append(int(np.argmax(alive)))
        tip = chain[-1]
        loss = losses[tip]
        nearest = int(np.argmin(loss))
        if len(chain) > 1 and loss[chain[-2]] <= loss[nearest]:
            nearest = chain[-2]
        if len(chain) < 2 or nearest != chain[-2]:
            chain.append(nearest)
            continue
        del chain[-2:]
        keep, gone = min(tip, nearest), max(tip, nearest)
        between = float(loss[nearest])
        joins.append((between, keep, gone))
        together = (mass[keep] + mass) * losses[keep] + (mass[gone] + mass) * losses[gone] - mass * between
        together = np.round(together / (mass[keep] + mass[gone] + mass), DECIMALS)
        alive[gone] = False
        together[~alive] = np.inf
        together[keep] = np.inf
        losses[keep, :], losses[:, keep] = together, together
        losses[gone, :], losses[:, gone] = np.inf, np.inf
        mass[keep] += mass[gone]
    joins.sort()
    return Tree(
        n_points,
        np.asarray([[one, other] for _, one, other in joins], dtype=np.int64).reshape(-1, 2),
        np.asarray([loss for loss, _, _ in joins]),
    )


def _pairwise(points: Floats, mass: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give what joining each pair of points loses."""
    squares = np.einsum("ij,ij->i", points, points)
    losses = np.asarray(squares[:, None] + squares[None, :] - 2.0 * (points @ points.T), dtype=np.float64)
    losses *= mass[:, None] * mass[None, :] / (mass[:, None] + mass[None, :])
    np.fill_diagonal(losses, np.inf)
    return np.round(losses, DECIMALS)
