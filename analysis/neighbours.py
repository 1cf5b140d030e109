"""Points, with their days → the nearest neighbours of each: all within a window of time, of near cells in a crowd."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

BLOCK = 512
DECIMALS = 5
FAR = np.float32(-1.0e9)
GROUPS = 8
"""Groups of columns per neighbour asked for, the largest value of each of which tells where to look."""
MOST_KEPT = 30_000_000
"""Similarities that are kept for the rows to come, so that each pair is multiplied once; beyond, it is done twice."""

MOST_PAIRS = 1.5e9
"""Pairs of points that are compared one and all; of more, only those of near cells are."""
CELLS = 3.0
"""Cells, in units of the root of the number of points."""
NEAR, LEAST_NEAR = 0.1, 8
"""Share and least number of the cells that are searched for the neighbours of one."""
SEEN_PER_CELL = 16
ROUNDS = 5

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Days = NDArray[np.float64]
Compared = tuple[Integers, Integers, Floats]
"""Rows, columns and their similarities."""


@dataclass(frozen=True)
class TimePenalty:
    """What is taken from a similarity for the days between two articles: half the square of their distance.

    Attributes
    ----------
    days : float
        The unit of that distance.
    most : float
        What is taken at most.
    unknown : float
        What is taken where a time is not known.
    """

    days: float = 4.0
    most: float = 2.0
    unknown: float = 0.2

    @property
    def reach(self) -> float:
        """Give the days after which no similarity makes up for the penalty."""
        return float(self.days * 2.0**0.5)

    def __call__(self, one: Days, other: Days) -> Floats:
        """Give the penalty for pairs of times in days."""
        penalty = np.minimum(self.most, 0.5 * (np.abs(one - other) / self.days) ** 2)
        return np.where(np.isnan(penalty), self.unknown, penalty).astype(np.float32)


@dataclass
class Graph:
    """Pairs of points, each once, and their similarities (without what time takes from them)."""

    one: Integers
    other: Integers
    similarity: Floats


def neighbours(
    points: Floats, *, k: int, floor: float, days: Days | None = None, penalty: TimePenalty | None = None
) -> Graph:
    """Find the nearest neighbours of every point.

    Parameters
    ----------
    points : ndarray, (n_points, n_dims) float32
        Unit vectors.
    k : int
        Neighbours of each point.
    floor : float
        Similarity, less what time takes from it, that counts at least.
    days : ndarray, (n_points,) float64, optional
        Sorted, the undated (NaN) last; with a penalty, dated points further apart than it reaches are not compared.
    penalty : TimePenalty, optional

    Returns
    -------
    Graph
    """
    timed = days is not None and penalty is not None
    times = days if days is not None and timed else np.zeros(len(points))
    dated = int(np.count_nonzero(~np.isnan(times)))
    reach = penalty.reach if penalty is not None and timed else None
    pairs = _pairs(times[:dated], reach) + 2.0 * dated * (len(points) - dated) + float(len(points) - dated) ** 2
    compared = _everything(points, times, dated, reach) if pairs <= MOST_PAIRS else by_cells(points, times, reach)
    found = [
        _nearest(similar, rows, columns, k, floor, times, penalty if timed else None)
        for rows, columns, similar in compared
    ]
    one, other, similarity = (np.concatenate(parts) for parts in zip(*found, strict=True))
    _, first = np.unique(np.minimum(one, other) * len(points) + np.maximum(one, other), return_index=True)
    low_end, high_end = np.minimum(one[first], other[first]), np.maximum(one[first], other[first])
    return Graph(low_end, high_end, similarity[first])


def _pairs(times: Days, reach: float | None) -> float:
    """Count the pairs of points that lie within a window of time."""
    if reach is None:
        return float(len(times)) ** 2
    return float((np.searchsorted(times, times + reach, side="right") - np.searchsorted(times, times - reach)).sum())


def _everything(points: Floats, times: Days, dated: int, reach: float | None) -> Iterator[Compared]:
    """Compare the dated with all within their window, the undated with all others."""
    undated = np.arange(dated, len(points))
    for start, low, block in _blocks(points, times[:dated], reach):
        rows = np.arange(start, start + len(block))
        columns = np.concatenate([np.arange(low, low + block.shape[1]), undated])
        yield rows, columns, block if len(undated) == 0 else np.hstack([block, points[rows] @ points[dated:].T])
    everything = np.arange(len(points))
    for start in range(0, len(undated), BLOCK):
        rows = undated[start : start + BLOCK]
        yield rows, everything, points[rows] @ points.T


def by_cells(points: Floats, times: Days, reach: float | None) -> Iterator[Compared]:
    """Compare points with those of near cells only, within their window of time: an index for crowded days.

    Cells are made by spherical k-means (Dhillon and Modha, 2001) from evenly chosen points, and searched as those of an
    inverted file are (Jégou, Douze and Schmid, 2011).

    Parameters
    ----------
    points : ndarray, (n_points, n_dims) float32
    times : ndarray, (n_points,) float64
        Sorted, NaN last.
    reach : float, optional
        Days.

    Yields
    ------
    tuple
        Rows, columns (ascending) and their similarities.
    """
    n_cells = max(1, int(CELLS * len(points) ** 0.5))
    middles, cell = _cells(points, n_cells)
    members = np.split(np.argsort(cell, kind="stable"), np.cumsum(np.bincount(cell, minlength=n_cells))[:-1])
    n_near = min(n_cells, max(LEAST_NEAR, round(NEAR * n_cells)))
    near = np.argsort(-np.round(middles @ middles.T, DECIMALS), axis=1, kind="stable")[:, :n_near]
    for own, others in zip(members, near, strict=True):
        for start in range(0, len(own), BLOCK):
            rows = own[start : start + BLOCK]
            columns = np.sort(np.concatenate([_within(members[other], rows, times, reach) for other in others]))
            yield rows, columns, points[rows] @ points[columns].T


def _within(members: Integers, rows: Integers, times: Days, reach: float | None) -> Integers:
    """Give the members of a cell that are near in time to some of the rows, or undated."""
    first, last = times[rows[0]], times[rows[-1]]
    if reach is None or np.isnan(last):
        return members
    of_members = times[members]
    dated = int(np.searchsorted(of_members, np.inf, side="right"))
    low = int(np.searchsorted(of_members[:dated], first - reach))
    high = int(np.searchsorted(of_members[:dated], last + reach, side="right"))
    return np.concatenate([members[low:high], members[dated:]])


def _cells(points: Floats, n_cells: int) -> tuple[Floats, Integers]:
    """Give the middles of cells and the cell of each point."""
    chosen = points[np.linspace(0, len(points) - 1, min(len(points), n_cells * SEEN_PER_CELL)).astype(np.int64)]
    middles = chosen[np.linspace(0, len(chosen) - 1, n_cells).astype(np.int64)]
    ones, rows = np.ones(len(chosen), dtype=np.float32), np.arange(len(chosen) + 1)
    for _ in range(ROUNDS):
        inside = csr_matrix((ones, _cell_of(chosen, middles), rows), shape=(len(chosen), n_cells))
        sums = np.asarray(inside.T @ chosen, dtype=np.float32)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        middles = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), middles).astype(np.float32)
    return middles, _cell_of(points, middles)


def _cell_of(points: Floats, middles: Floats) -> Integers:
    parts = [
        np.round(points[start : start + BLOCK] @ middles.T, DECIMALS).argmax(axis=1)
        for start in range(0, len(points), BLOCK)
    ]
    return np.concatenate(parts)


def _blocks(points: Floats, times: Days, reach: float | None) -> Iterator[tuple[int, int, Floats]]:
    """Give blocks of rows: the first row, the first column, the similarities from there to the end of the window.

    What a row has in common with later ones is kept until it is their turn, as long as there is room for it.
    """
    n_points = len(times)
    kept: deque[tuple[int, Floats]] = deque()
    for start in range(0, n_points, BLOCK):
        stop = min(start + BLOCK, n_points)
        low, high = 0, n_points
        if reach is not None:
            low = int(np.searchsorted(times, times[start] - reach))
            high = int(np.searchsorted(times, times[stop - 1] + reach, side="right"))
        while kept and kept[0][0] + kept[0][1].shape[1] <= start:
            kept.popleft()
        if sum(values.size for _, values in kept) > MOST_KEPT or (low < start and not kept):
            kept.clear()
            yield start, low, points[start:stop] @ points[low:high].T
            continue
        ahead = points[start:stop] @ points[start:high].T
        first = kept[0][0] if kept else start
        similar = np.full((stop - start, high - first), FAR, dtype=np.float32)
        similar[:, start - first :] = ahead
        for row, values in kept:
            shared = values[:, start - row : stop - row].T
            similar[: len(shared), row - first : row - first + len(values)] = shared
        kept.append((start, ahead))
        yield start, first, similar


def _nearest(
    similar: Floats,
    rows: Integers,
    columns: Integers,
    k: int,
    floor: float,
    times: Days,
    penalty: TimePenalty | None,
) -> tuple[Integers, Integers, Floats]:
    """Give, of each row, the columns of the largest values that reach the floor once time has taken its part."""
    values = similar if penalty is None else _less_time(similar, times[rows], times[columns], penalty)
    own = np.searchsorted(columns, rows)
    values[np.arange(len(rows)), own] = FAR
    row, column = largest(values, k, floor)
    return rows[row], columns[column], similar[row, column]


def largest(values: Floats, k: int, floor: float) -> tuple[Integers, Integers]:
    """Find the places of the ``k`` largest values of each row that reach the floor, the first of equal ones first.

    Parameters
    ----------
    values : ndarray, (n_rows, n_columns) float32
    k : int
    floor : float

    Returns
    -------
    row, column : ndarray, (n_found,) int64
        Row by row, the largest first.
    """
    places = np.flatnonzero(values >= _bounds(values, k, floor)[:, None])
    row, column = np.divmod(places, values.shape[1])
    order = np.lexsort((column, -np.round(values[row, column], DECIMALS), row))
    row, column = row[order], column[order]
    kept = np.arange(len(row)) - np.searchsorted(row, row) < k
    return row[kept], column[kept]


def _less_time(similar: Floats, one: Days, other: Days, penalty: TimePenalty) -> Floats:
    since = one[0] if not np.isnan(one[0]) else 0.0
    taken: Floats = np.subtract.outer((one - since).astype(np.float32), (other - since).astype(np.float32))
    np.multiply(taken, taken, out=taken)
    taken *= np.float32(0.5 / penalty.days**2)
    np.minimum(taken, np.float32(penalty.most), out=taken)
    if np.isnan(one).any() or np.isnan(other).any():
        np.nan_to_num(taken, copy=False, nan=penalty.unknown)
    np.subtract(similar, taken, out=taken)
    return taken


def _bounds(values: Floats, k: int, floor: float) -> Floats:
    """Give for each row a value that at least ``k`` of its columns reach, and few others, or the floor."""
    n_groups = GROUPS * k
    if values.shape[1] < 2 * n_groups:
        return np.full(len(values), floor, dtype=np.float32)
    largest = values[:, :n_groups].copy()
    for start in range(n_groups, values.shape[1] - n_groups + 1, n_groups):
        np.maximum(largest, values[:, start : start + n_groups], out=largest)
    bound: Floats = np.partition(largest, n_groups - k, axis=1)[:, n_groups - k]
    return np.asarray(np.maximum(bound - 10.0**-DECIMALS, floor), dtype=np.float32)
