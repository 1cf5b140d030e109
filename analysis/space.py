"""Vectors and names of articles → points in which languages do not fall apart, in an order set by content alone."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.names import weighted

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

ROWS = 4_096
STORY_NAMES = 0.8
"""Weight of the names block against the dense one where stories are made, as measured in DESIGN.md."""
HANDFUL_NAMES = 0.3
"""The same for topics of a handful of articles; topics of more are made by the dense block alone."""
PRIOR_ARTICLES = 20
"""Articles that the corpus' own mean counts for in the mean of a language, and no mean at all in that of the corpus."""


def canonical_order(vectors: Floats, names: csr_matrix | None, days: NDArray[np.float64]) -> Integers:
    """Sort articles by time, then by content: the order in which they came must not matter.

    Returns
    -------
    ndarray, (n_articles,) int64
        Rows, the undated last.
    """
    hashes = np.zeros(len(vectors), dtype=np.int64)
    if names is not None:
        names.sort_indices()
    for row in _of_one_time(days):
        hashes[row] = zlib.crc32(vectors[row].tobytes())
        if names is not None:
            own = names.indices[names.indptr[row] : names.indptr[row + 1]]
            hashes[row] = hashes[row] * (1 << 31) + zlib.crc32(own.tobytes()) // 2
    return np.lexsort((hashes, days))


def _of_one_time(days: NDArray[np.float64]) -> Integers:
    """Give the rows whose time another row has, too."""
    order = np.argsort(days, kind="stable")
    same = np.zeros(len(days) + 1, dtype=bool)
    same[1:-1] = (np.diff(days[order]) == 0) | np.isnan(days[order][:-1])
    return order[same[1:] | same[:-1]]


@dataclass(frozen=True)
class LanguageMeans:
    """What the vectors of each language have in common, to be taken from others of the kind.

    Attributes
    ----------
    everything : ndarray, (n_dims,) float32
        Of all languages; stands for those that were not met.
    of_language : dict of str to ndarray, (n_dims,) float32
    """

    everything: Floats
    of_language: dict[str, Floats]

    def removed_from(self, vectors: Floats, languages: Sequence[str | None]) -> Floats:
        """Give unit vectors ``(n_articles, n_dims)`` without these means (zero where nothing is left)."""
        return self.taken_from(np.array(vectors, dtype=np.float32), languages)

    def taken_from(self, points: Floats, languages: Sequence[str | None]) -> Floats:
        """Make the same of vectors where they are: a copy of all is much of what an analysis holds."""
        names, spoken = _numbered(languages)
        means = np.array([self.of_language.get(name, self.everything) for name in names])
        for start in range(0, len(points), ROWS):
            rows = slice(start, start + ROWS)
            points[rows] -= means[spoken[rows]]
            unit(points[rows])
        return points


def language_means(vectors: Floats, languages: Sequence[str | None]) -> LanguageMeans:
    """Measure what the vectors ``(n_articles, n_dims)`` of each language have in common.

    The mean of a language with few articles is pulled towards that of the corpus, and that towards zero.
    """
    everything = vectors.sum(axis=0) / (len(vectors) + PRIOR_ARTICLES)
    names, spoken = _numbered(languages)
    totals = sums_of(vectors, spoken) + PRIOR_ARTICLES * everything
    means = totals / (np.bincount(spoken, minlength=len(names)) + PRIOR_ARTICLES)[:, None]
    return LanguageMeans(everything, dict(zip(names, means, strict=True)))


def _numbered(languages: Sequence[str | None]) -> tuple[list[str], Integers]:
    """Give the languages that there are, the unknown one as "", and the number of each article's."""
    names = sorted({language or "" for language in set(languages)})
    number: dict[str | None, int] = {name: place for place, name in enumerate(names)}
    number[None] = number.get("", -1)
    return names, np.asarray(list(map(number.__getitem__, languages)), dtype=np.int64)


def centred(vectors: Floats, languages: Sequence[str | None]) -> Floats:
    """Take from each vector what its language has in common.

    Parameters
    ----------
    vectors : ndarray, (n_articles, n_dims) float32
    languages : sequence, (n_articles,)

    Returns
    -------
    ndarray, (n_articles, n_dims) float32
        Unit vectors (zero where nothing is left).
    """
    return language_means(vectors, languages).removed_from(vectors, languages)


def centred_in_order(
    vectors: Floats, languages: Sequence[str | None], order: Integers
) -> tuple[Floats, NDArray[np.str_]]:
    """Give the same of articles that are sorted first, and the languages of these; "" for the unknown one.

    Parameters
    ----------
    vectors : ndarray, (n_articles, n_dims) float32
    languages : sequence, (n_articles,)
    order : ndarray, (n_articles,) int64
        Rows.
    """
    points = vectors[order].astype(np.float32, copy=False)
    spoken = [languages[row] or "" for row in order.tolist()]
    return language_means(points, spoken).taken_from(points, spoken), np.asarray(spoken)


def joined(dense: Floats, names: csr_matrix | None, weight: float) -> Floats:
    """Put the names block beside the dense one.

    Returns
    -------
    ndarray, (n_articles, n_dims + n_names) float32
        Unit vectors.
    """
    if names is None or names.nnz == 0:
        return dense
    points = np.empty((len(dense), dense.shape[1] + names.shape[1]), dtype=np.float32)
    points[:, : dense.shape[1]] = dense
    block = weighted(names) * np.float32(weight)
    for start in range(0, len(dense), ROWS):
        points[start : start + ROWS, dense.shape[1] :] = block[start : start + ROWS].toarray()
    return unit(points)


def unit(points: Floats) -> Floats:
    """Scale rows to unit length, in place; zero rows stay."""
    lengths = np.sqrt(np.einsum("ij,ij->i", points, points))[:, None]
    points /= np.where(lengths > 0, lengths, 1.0)
    return points


def centroids(points: Floats, labels: Integers) -> Floats:
    """Give the unit mean of the points of each label from 0 on."""
    return unit(sums_of(points, labels))


def sums_of(points: Floats, labels: Integers) -> Floats:
    """Add up the points of each label from 0 on."""
    shape = len(labels), int(labels.max(initial=-1)) + 1
    inside = csr_matrix((np.ones(len(labels), np.float32), labels, np.arange(len(labels) + 1)), shape=shape)
    return np.asarray(inside.T @ points, dtype=np.float32)
