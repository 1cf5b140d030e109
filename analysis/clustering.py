"""Vectors, names and times of articles → stories (one event, days) → topics (one theme, months)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.errors import AnalysisError
from analysis.guidance import Guidance
from analysis.space import HANDFUL_NAMES, ROWS, STORY_NAMES, canonical_order, centred_in_order, centroids, joined
from analysis.stories import FEW_TYPICAL, find_stories
from analysis.topics import find_topics, topics_of_handful

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Days = NDArray[np.float64]

HANDFUL = 12
"""Articles up to which one near neighbour is enough for a topic: a mean over pairs says nothing yet."""


@dataclass(frozen=True)
class Clustering:
    """Where each article belongs.

    Attributes
    ----------
    story : ndarray, (n_articles,) int64
        From 0; every article has one.
    topic : ndarray, (n_articles,) int64
        From 0; -1 for outliers.
    score : ndarray, (n_articles,) float32
        0 to 1: how near an article is to the middle of its topic, of its story for outliers.
    typical : float
        How alike articles on one event are in this corpus; an update goes on from it.
    pinned : tuple of int
        The number in ``topic`` of each topic that was asked for, whether articles joined it or not.
    line : float or None
        From which similarity on stories join these; see `analysis.guidance.Guidance.claims`.
    """

    story: Integers
    topic: Integers
    score: Floats
    typical: float = FEW_TYPICAL
    pinned: tuple[int, ...] = ()
    line: float | None = None


def cluster(
    vectors: Floats,
    *,
    names: csr_matrix | None,
    languages: Sequence[str | None],
    timestamps: Days,
    granularity: float = 1.0,
    n_topics: int | None = None,
    guidance: Guidance | None = None,
) -> Clustering:
    """Find stories and topics.

    What similarity means is read from the corpus itself: how alike near articles are that appear at the same time, and
    how alike stories are to topics of others. The order of articles does not matter.

    Parameters
    ----------
    vectors : ndarray, (n_articles, n_dims) float32
    names : csr_matrix, (n_articles, n_names), or None
        From `analysis.names.name_features`.
    languages : sequence of str or None, (n_articles,)
    timestamps : ndarray, (n_articles,) float64
        Days; NaN for undated articles.
    granularity : float
        Above 1: more and finer topics; below 1: fewer and broader ones.
    n_topics : int, optional
        Forces the number of topics; those asked for by `guidance` come on top.
    guidance : Guidance, optional
        Topics that were asked for; the others are found in what does not join them.

    Raises
    ------
    AnalysisError
        When lengths differ, a number is not finite, or a parameter is out of range.
    """
    _check_lengths(vectors, names, languages, timestamps)
    _check_options(granularity, n_topics)
    n_articles = len(vectors)
    if n_articles == 0:
        return Clustering(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
    order = canonical_order(vectors, names, timestamps)
    sorted_names = None if names is None else names[order]
    dense, spoken = centred_in_order(vectors, languages, order)
    story, typical = find_stories(joined(dense, sorted_names, STORY_NAMES), spoken, timestamps[order])
    if n_topics is None and guidance is None and 3 <= n_articles <= HANDFUL:
        topic = topics_of_handful(joined(vectors[order], sorted_names, HANDFUL_NAMES), story)
        pinned: tuple[int, ...] = ()
        line: float | None = None
    else:
        topic, pinned, line = themes(dense, order, story, granularity=granularity, n_topics=n_topics, guidance=guidance)
    story, topic, score = in_given_order(order, story, topic, nearness(dense, story, topic))
    return Clustering(story, topic, score, typical, pinned, line)


def themes(
    dense: Floats,
    order: Integers,
    story: Integers,
    *,
    granularity: float,
    n_topics: int | None,
    guidance: Guidance | None,
) -> tuple[Integers, tuple[int, ...], float | None]:
    """Find topics: those asked for first, the others in what does not join them.

    Parameters
    ----------
    dense : ndarray, (n_articles, n_dims) float32
        Language-centred unit vectors, in the order of ``order``, as ``story`` is.
    order : ndarray, (n_articles,) int64
        Rows as they were given.
    story : ndarray, (n_articles,) int64

    Returns
    -------
    topic : ndarray, (n_articles,) int64
    pinned : tuple of int
    line : float or None
    """
    topic = find_topics(dense, story, granularity=granularity, n_topics=n_topics)
    if guidance is None or guidance.n_topics == 0:
        return topic, (), None
    claimed, line = guidance.claims(dense, order, story, topic)
    joined_pin = claimed[story]
    free = np.flatnonzero(joined_pin < 0)
    topic = np.full(len(story), -1)
    if len(free):
        rest = np.unique(story[free], return_inverse=True)[1].astype(np.int64)
        topic[free] = find_topics(dense[free], rest, granularity=granularity, n_topics=n_topics)
    first = int(topic.max()) + 1
    topic = np.where(joined_pin >= 0, first + joined_pin, topic)
    return topic, tuple(range(first, first + guidance.n_topics)), line


def in_given_order(order: Integers, *sorted_values: NDArray[Any]) -> tuple[Any, ...]:
    """Bring values of sorted articles back to the order in which the articles were given."""
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return tuple(values[back] for values in sorted_values)


def _check_lengths(
    vectors: Floats, names: csr_matrix | None, languages: Sequence[str | None], timestamps: Days
) -> None:
    lengths = {len(vectors), len(languages), len(timestamps), len(vectors) if names is None else names.shape[0]}
    if len(lengths) > 1:
        raise AnalysisError(
            f"Vectors, names, languages and times must be of the same articles; there are {sorted(lengths)} of them."
        )
    if not np.isfinite(vectors).all():
        raise AnalysisError("Some vectors hold values that are not finite numbers: encode the articles again.")


def _check_options(granularity: float, n_topics: int | None) -> None:
    if not granularity > 0 or not np.isfinite(granularity):
        raise AnalysisError(f"The granularity must be a number above 0, not {granularity}; 1 is the default.")
    if n_topics is not None and n_topics < 1:
        raise AnalysisError(f"The number of topics must be at least 1, not {n_topics}.")


def nearness(points: Floats, story: Integers, topic: Integers) -> Floats:
    """Say how near articles are to the middle of their topic, outliers to that of their story."""
    middle = np.where(topic >= 0, topic, int(topic.max(initial=-1)) + 1 + story)
    middle = np.unique(middle, return_inverse=True)[1].astype(np.int64)
    middles = centroids(points, middle)
    near = np.empty(len(points), dtype=np.float32)
    for start in range(0, len(points), ROWS):
        rows = slice(start, start + ROWS)
        near[rows] = np.einsum("ij,ij->i", points[rows], middles[middle[rows]])
    return np.asarray(np.clip(near, 0.0, 1.0), dtype=np.float32)
