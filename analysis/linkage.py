"""Average linkage that scales: a graph of near neighbours, merged by rounds of mutually nearest clusters.

Merging all pairs that are nearest to each other at once gives the same tree as merging the nearest pair of all, one by
one, for average linkage (Murtagh, "A survey of recent advances in hierarchical clustering algorithms", 1983), in some
dozens of array operations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.neighbours import Graph, TimePenalty

CHUNK = 20_000
ROWS = 512
"""Sums that are compared at once: what the processor has at hand."""
DECIMALS = 5
PRIOR_PAIRS = 6.0
"""Pairs of points that the typical similarity counts for."""
LEAST = 0.5

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Caution:
    """What is taken from a similarity where two clusters are so large and alike in kind that chance is no excuse.

    Halves of one story with the same mix of languages are nearly as alike as can be, however weak the encoder is
    across languages; so clusters of many articles with the same mix must be.

    Attributes
    ----------
    most : float
    articles : float
        Of the smaller cluster, at which half of it is taken.
    """

    most: float = 0.4
    articles: float = 10.0

    def __call__(self, mix: Floats, one: Integers, other: Integers, sizes: NDArray[np.float64]) -> Floats:
        """Give what is taken for pairs of clusters."""
        overlap = np.minimum(mix[one], mix[other]).sum(axis=1) ** 2
        smaller = np.minimum(sizes[one], sizes[other])
        return np.asarray(self.most * overlap / (1.0 + (self.articles / smaller) ** 3), dtype=np.float32)


def average_linkage(
    points: Floats,
    graph: Graph,
    *,
    threshold: float,
    typical: float,
    weights: NDArray[np.float64] | None = None,
    days: NDArray[np.float64] | None = None,
    penalty: TimePenalty | None = None,
    kinds: Integers | None = None,
    caution: Caution | None = None,
) -> Integers:
    """Merge clusters as long as they are as alike as the threshold asks, the most alike first.

    Two clusters are as alike as the mean similarity of their points, divided by the mean similarity of the points
    within each (the geometric mean of both; Spearman, "The proof and measurement of association between two things",
    1904, on attenuation): 1 where nothing but noise keeps them apart, however noisy the vectors are. Clusters that no
    pair of the graph joins are not merged.

    Parameters
    ----------
    points : ndarray, (n_points, n_dims) float32
    graph : Graph
    threshold : float
        0 to 1.
    typical : float
        Similarity within a cluster, as a prior for clusters of few points.
    weights : ndarray, (n_points,) float64, optional
        Articles that a point stands for.
    days : ndarray, (n_points,) float64, optional
    penalty : TimePenalty, optional
        Taken for the clusters' mean times, from the corrected similarity.
    kinds : ndarray, (n_points,) int64, optional
        Languages, numbered from 0.
    caution : Caution, optional
        Taken from the corrected similarity, too.

    Returns
    -------
    ndarray, (n_points,) int64
        Clusters, numbered from 0 in order of their first point.
    """
    clusters = _Clusters.of(points, weights, days, typical, kinds, caution)
    label = np.arange(len(points))
    alike = clusters.alike(graph.one, graph.other, penalty, between=graph.similarity)
    pairs = _Pairs(graph.one, graph.other, alike).above(threshold)
    while len(pairs.one):
        merged = _mutual(pairs.one, pairs.other, pairs.alike, clusters.count)
        target = np.arange(clusters.count)
        target[merged[:, 1]] = merged[:, 0]
        stays = target == np.arange(clusters.count)
        new = (np.cumsum(stays) - 1)[target]
        clusters.merge(merged, stays)
        touched = np.zeros(clusters.count, dtype=bool)
        touched[new[merged[:, 0]]] = True
        label = new[label]
        pairs = pairs.contract(new, clusters.count)
        again = np.flatnonzero(touched[pairs.one] | touched[pairs.other])
        pairs.alike[again] = clusters.alike(pairs.one[again], pairs.other[again], penalty)
        pairs = pairs.above(threshold)
    return in_order(label)


@dataclass
class _Pairs:
    one: Integers
    other: Integers
    alike: Floats

    def above(self, threshold: float) -> _Pairs:
        keep = self.alike >= threshold
        return _Pairs(self.one[keep], self.other[keep], self.alike[keep])

    def contract(self, new: Integers, n_clusters: int) -> _Pairs:
        one, other = new[self.one], new[self.other]
        low, high = np.minimum(one, other), np.maximum(one, other)
        code = low * n_clusters + high
        code[low == high] = -1
        codes, first = np.unique(code, return_index=True)
        first = first[codes >= 0]
        return _Pairs(low[first], high[first], self.alike[first])


@dataclass
class _Clusters:
    """Sums over the points of each cluster, from which means over pairs of points follow.

    The sum of a cluster stands in the row of its first point, whatever its number: rows do not move.
    """

    sums: Floats
    row: Integers
    lengths: Floats
    sizes: NDArray[np.float64]
    squares: NDArray[np.float64]
    own_pairs: NDArray[np.float64]
    time_sums: NDArray[np.float64]
    time_counts: NDArray[np.float64]
    typical: float
    mix: Floats | None = None
    caution: Caution | None = None

    @classmethod
    def of(
        cls,
        points: Floats,
        weights: NDArray[np.float64] | None,
        days: NDArray[np.float64] | None,
        typical: float,
        kinds: Integers | None = None,
        caution: Caution | None = None,
    ) -> _Clusters:
        sizes = np.ones(len(points)) if weights is None else weights.astype(np.float64)
        times = np.full(len(points), np.nan) if days is None else days
        sums = np.array(points, dtype=np.float32)
        if weights is not None:
            sums *= sizes.astype(np.float32)[:, None]
        lengths = np.einsum("ij,ij->i", sums, sums)
        squares = lengths.astype(np.float64)
        mix = None
        if kinds is not None and caution is not None:
            mix = np.zeros((len(points), int(kinds.max()) + 1), dtype=np.float32)
            mix[np.arange(len(points)), kinds] = sizes
        return cls(
            sums,
            np.arange(len(points)),
            lengths,
            sizes,
            squares,
            sizes**2,
            np.nan_to_num(times) * sizes,
            np.where(np.isnan(times), 0.0, sizes),
            typical,
            mix,
            caution,
        )

    @property
    def count(self) -> int:
        return len(self.row)

    def merge(self, pairs: Integers, stays: NDArray[np.bool_]) -> None:
        first, second = pairs[:, 0], pairs[:, 1]
        for start in range(0, len(first), ROWS):
            into, from_ = self.row[first[start : start + ROWS]], self.row[second[start : start + ROWS]]
            joined = self.sums[into] + self.sums[from_]
            self.sums[into] = joined
            self.lengths[first[start : start + ROWS]] = np.einsum("ij,ij->i", joined, joined)
        kept = (self.sizes, self.squares, self.own_pairs, self.time_sums, self.time_counts)
        for values in kept if self.mix is None else (*kept, self.mix):
            values[first] += values[second]
        if self.mix is not None:
            self.mix = self.mix[stays]
        self.row, self.lengths, self.sizes = self.row[stays], self.lengths[stays], self.sizes[stays]
        self.squares, self.own_pairs = self.squares[stays], self.own_pairs[stays]
        self.time_sums, self.time_counts = self.time_sums[stays], self.time_counts[stays]

    def alike(
        self, one: Integers, other: Integers, penalty: TimePenalty | None, between: Floats | None = None
    ) -> Floats:
        """Say how alike pairs of clusters are, from the mean similarity ``between`` their points where it is known."""
        within = self.within()
        times = np.divide(self.time_sums, self.time_counts, out=np.full(self.count, np.nan), where=self.time_counts > 0)
        found = np.empty(len(one), dtype=np.float32)
        share: Floats | None = None
        if self.mix is not None:
            share = np.asarray(self.mix / self.sizes[:, None], dtype=np.float32)
        for start in range(0, len(one), CHUNK):
            a, b = one[start : start + CHUNK], other[start : start + CHUNK]
            mean = self.between(a, b) if between is None else between[start : start + CHUNK]
            corrected = mean / np.sqrt(within[a] * within[b])
            if penalty is not None:
                corrected -= penalty(times[a], times[b])
            if share is not None and self.caution is not None:
                corrected -= self.caution(share, a, b, self.sizes)
            found[start : start + CHUNK] = corrected
        return np.round(found, DECIMALS)

    def between(self, one: Integers, other: Integers) -> NDArray[np.float64]:
        """Give the mean similarity between the points of two clusters, for pairs of them."""
        dots = np.empty(len(one), dtype=np.float32)
        for start in range(0, len(one), ROWS):
            a, b = self.row[one[start : start + ROWS]], self.row[other[start : start + ROWS]]
            dots[start : start + ROWS] = np.einsum("ij,ij->i", self.sums[a], self.sums[b])
        return np.asarray(dots / (self.sizes[one] * self.sizes[other]), dtype=np.float64)

    def within(self) -> NDArray[np.float64]:
        """Give the mean similarity within each cluster, pulled towards the typical one as by some pairs more."""
        total = self.lengths - self.squares
        pairs = self.sizes**2 - self.own_pairs
        mean = (total + PRIOR_PAIRS * self.typical) / (pairs + PRIOR_PAIRS)
        return np.asarray(np.maximum(mean, LEAST * self.typical), dtype=np.float64)


def in_order(labels: Integers) -> Integers:
    """Give clusters numbers from 0 in order of their first point."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse]


def _mutual(one: Integers, other: Integers, similar: Floats, n_clusters: int) -> Integers:
    """Give the pairs of clusters that are nearest to each other, the smaller number first."""
    source, target = np.concatenate([one, other]), np.concatenate([other, one])
    value = np.concatenate([similar, similar])
    best = np.full(n_clusters, -np.inf, dtype=np.float32)
    np.maximum.at(best, source, value)
    top = np.flatnonzero(value == best[source])
    nearest = np.full(n_clusters, n_clusters)
    np.minimum.at(nearest, source[top], target[top])
    known = np.flatnonzero(nearest < n_clusters)
    pairs = known[(nearest[nearest[known]] == known) & (known < nearest[known])]
    if len(pairs) == 0:
        # Equal similarities in a ring: take the first of the best pairs.
        first = int(np.lexsort((other, one, -similar))[0])
        return np.asarray([[one[first], other[first]]])
    return np.column_stack([pairs, nearest[pairs]])
