"""Vectors, names and times of articles → stories (one event, days) → topics (one theme, months)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from analysis.errors import AnalysisError
from analysis.linkage import Graph, TimePenalty, average_linkage, corrected, in_order, neighbours
from analysis.space import STORY_NAMES, TOPIC_NAMES, canonical_order, centred, centroids, joined

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Days = NDArray[np.float64]

NEIGHBOURS = 30
STORY_NEIGHBOURS = 50
NEAREST = 5
FEW = 200
"""Articles below which a corpus says too little about itself: fixed priors are taken."""
FEW_TYPICAL = 0.4
TAKEN_UP = 0.5
HANDFUL = 12
"""Articles up to which one near neighbour is enough for a topic: a mean over pairs says nothing yet."""
HANDFUL_DEVIATIONS = 0.75
HANDFUL_ALIKE = (0.2, 0.45)
STORY_ALIKE = 0.4
"""Share of the similarity that noise allows from which clusters are one story, where the corpus does not tell."""
TOPIC_ALIKE = 0.55
LEAST_ALIKE = 0.15
FAR_DAYS = 30.0
SAME_DAYS = 3.0
SAMPLE = 1_500
GRID = np.round(np.linspace(0.05, 0.95, 19), 2)
PENALTY = TimePenalty(most=1.0, days=14.0)
SEARCH_PENALTY = TimePenalty(most=0.3, days=14.0)


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
    story_threshold : float
        What was found to be alike enough for one story.
    """

    story: Integers
    topic: Integers
    score: Floats
    story_threshold: float = STORY_ALIKE


def cluster(
    vectors: Floats,
    *,
    names: csr_matrix | None,
    languages: Sequence[str | None],
    timestamps: Days,
    granularity: float = 1.0,
    n_topics: int | None = None,
) -> Clustering:
    """Find stories and topics.

    What similarity means is read from the corpus itself: how alike near articles are that appear at the same time, and
    how alike stories are that cannot be one, as months lie between them. The order of articles does not matter.

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
        Forces the number of topics.

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
    days = timestamps[order]
    sorted_names = None if names is None else names[order]
    spoken = np.asarray([languages[row] or "" for row in order])
    dense = centred(vectors[order], list(spoken))
    story, threshold = _stories(joined(dense, sorted_names, STORY_NAMES), spoken, days)
    middle = joined(dense, sorted_names, TOPIC_NAMES)
    if n_topics is None and 3 <= n_articles <= HANDFUL:
        topic = _topics_of_handful(joined(vectors[order], sorted_names, TOPIC_NAMES), story)
    else:
        topic = _topics(middle, story, granularity, n_topics)
    score = _scores(middle, story, topic)
    back = np.empty(n_articles, dtype=np.int64)
    back[order] = np.arange(n_articles)
    return Clustering(story[back], topic[back], score[back], threshold)


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


def _stories(points: Floats, languages: NDArray[np.str_], days: Days) -> tuple[Integers, float]:
    graph = neighbours(points, k=NEIGHBOURS, floor=0.02, days=days, penalty=SEARCH_PENALTY)
    typical = _typical(points, graph, languages, days) if len(points) >= FEW else FEW_TYPICAL
    strict = average_linkage(points, graph, threshold=STORY_ALIKE, typical=typical, days=days, penalty=PENALTY)
    threshold = _threshold(points, strict, days, typical)
    if threshold == STORY_ALIKE:
        return strict, threshold
    return average_linkage(points, graph, threshold=threshold, typical=typical, days=days, penalty=PENALTY), threshold


def _typical(points: Floats, graph: Graph, languages: NDArray[np.str_], days: Days) -> float:
    """Measure how alike articles on one event are: the nearest few of the same days, in other languages if any."""
    near = ~(np.abs(days[graph.one] - days[graph.other]) > SAME_DAYS)
    foreign = near & (languages[graph.one] != languages[graph.other])
    chosen = np.flatnonzero(foreign if foreign.sum() >= FEW else near)
    one, other = graph.one[chosen], graph.other[chosen]
    means = _nearest_mean(one, other, _dots(points, one, other), len(points))
    means = means[~np.isnan(means)]
    return float(np.median(means)) if len(means) else FEW_TYPICAL


def _dots(points: Floats, one: Integers, other: Integers) -> Floats:
    size = 20_000
    parts = [
        np.einsum("ij,ij->i", points[one[start : start + size]], points[other[start : start + size]])
        for start in range(0, len(one), size)
    ]
    return np.concatenate(parts)


def _threshold(points: Floats, strict: Integers, days: Days, typical: float) -> float:
    """Find how alike clusters must be so that few stories would be merged by chance.

    Clusters months apart are never one story: the similarity that one in as many of them reaches as there are within
    the reach of time is what chance gives. Without dates there is no such measure.
    """
    dated = np.flatnonzero(~np.isnan(days))
    if len(dated) < FEW or days[dated[-1]] - days[dated[0]] < 3 * FAR_DAYS:
        return STORY_ALIKE
    sizes = np.bincount(strict[dated], minlength=int(strict.max()) + 1)
    times = np.bincount(strict[dated], days[dated], minlength=len(sizes)) / np.maximum(sizes, 1)
    several = np.flatnonzero(sizes > 1)
    chosen = several[:: max(1, len(several) // SAMPLE)]
    if len(chosen) < 2 * NEAREST:
        return STORY_ALIKE
    keep = np.isin(strict, chosen)
    alike = corrected(points[keep], in_order(strict[keep]), typical=typical)
    centre = times[chosen][np.argsort(_first(strict[keep], chosen))]
    far = np.abs(centre[:, None] - centre[None, :]) > FAR_DAYS
    every = np.sort(times[sizes > 0])
    reach = PENALTY.days / 2
    rivals = float(np.mean(np.searchsorted(every, centre + reach) - np.searchsorted(every, centre - reach)))
    if not far.any():
        return STORY_ALIKE
    chance = float(np.quantile(alike[far], 1.0 - 1.0 / (rivals + 1.0)))
    return float(np.clip(round(chance, 3), LEAST_ALIKE, STORY_ALIKE))


def _first(labels: Integers, chosen: Integers) -> Integers:
    """Give the place at which each of the chosen labels first stands."""
    found, first = np.unique(labels, return_index=True)
    return first[np.searchsorted(found, chosen)]


def _topics(points: Floats, story: Integers, granularity: float, n_topics: int | None) -> Integers:
    """Join stories that are alike into topics; what stays alone and small is outside."""
    middles = centroids(points, story)
    sizes = np.bincount(story)
    if len(middles) == 1:
        return _kept(np.zeros(1, dtype=np.int64), sizes)[story]
    graph = neighbours(middles, k=STORY_NEIGHBOURS, floor=0.01)
    typical = _typical_topic(graph, sizes) if len(story) >= FEW else FEW_TYPICAL

    def at(threshold: float) -> Integers:
        joined_stories = average_linkage(
            middles, graph, threshold=threshold, typical=typical, weights=np.sqrt(sizes.astype(np.float64))
        )
        return _kept(joined_stories, sizes)

    if n_topics is None:
        found = at(float(np.clip(TOPIC_ALIKE * np.sqrt(granularity), 0.02, 0.98)))
    else:
        found = _forced([at(float(threshold)) for threshold in GRID], n_topics, middles, sizes)
    return found[story]


def _topics_of_handful(points: Floats, story: Integers) -> Integers:
    """Chain articles that stand out as alike; no mean is taken from so few, which would make them opposites."""
    similar = points @ points.T
    pairs = similar[np.triu_indices(len(points), 1)]
    threshold = float(np.clip(pairs.mean() + HANDFUL_DEVIATIONS * pairs.std(), *HANDFUL_ALIKE))
    linked = (np.round(similar, 5) >= round(threshold, 5)) | (story[:, None] == story[None, :])
    _, topic = connected_components(csr_matrix(linked), directed=False)
    return _kept(in_order(topic.astype(np.int64)), np.ones(len(points), dtype=np.int64))


def _typical_topic(graph: Graph, sizes: Integers) -> float:
    """Measure how alike stories on one theme are: the nearest few of those that several articles tell."""
    means = _nearest_mean(graph.one, graph.other, graph.similarity, len(sizes))
    known = ~np.isnan(means)
    told = known & (sizes > 1)
    chosen = told if np.count_nonzero(told) > 2 * NEAREST else known
    return float(np.median(means[chosen])) if chosen.any() else FEW_TYPICAL


def _nearest_mean(one: Integers, other: Integers, similar: Floats, n_points: int) -> Days:
    """Give each point's mean similarity to its nearest few; NaN where there are not as many."""
    source, values = np.concatenate([one, other]), np.concatenate([similar, similar])
    order = np.lexsort((-values, source))
    source, values = source[order], values[order]
    nearest = np.arange(len(source)) - np.searchsorted(source, source) < NEAREST
    counts = np.bincount(source[nearest], minlength=n_points)
    sums = np.bincount(source[nearest], values[nearest], minlength=n_points)
    return np.where(counts == NEAREST, sums / NEAREST, np.nan)


def _kept(topic: Integers, sizes: Integers) -> Integers:
    """Give the clusters of stories that make a topic their numbers, the largest first; -1 to the others.

    A topic has several articles, and as a rule of the corpus, not fewer than half as many of them are in stories that
    more than one article tells: what nobody takes up is a theme only where that is so everywhere.
    """
    n_articles = int(sizes.sum())
    stories = np.bincount(topic)
    articles = np.bincount(topic, sizes).astype(np.int64)
    least = int(np.clip(n_articles // 300, 2, 5))
    alone = max(2 * least - 2, n_articles // 200, 2)
    taken_up = np.where(sizes > 1, sizes, 0)
    heard = np.bincount(topic, taken_up) / articles >= TAKEN_UP * taken_up.sum() / n_articles
    if n_articles < FEW:
        heard[:] = True
    enough = np.flatnonzero(heard & (((stories > 1) & (articles >= least)) | (articles >= alone)))
    numbers = np.full(len(stories), -1)
    numbers[enough[np.argsort(-articles[enough], kind="stable")]] = np.arange(len(enough))
    return numbers[topic]


def _forced(found: list[Integers], n_topics: int, middles: Floats, sizes: Integers) -> Integers:
    """Take the partition with the fewest topics of those that have enough, and bring it to the number asked for."""
    counts = [int(topic.max()) + 1 for topic in found]
    enough = [number for number, count in enumerate(counts) if count >= n_topics]
    topic = found[min(enough, key=lambda number: counts[number]) if enough else int(np.argmax(counts))].copy()
    for story in np.lexsort((np.arange(len(sizes)), -sizes)):
        if int(topic.max()) + 1 >= n_topics:
            break
        if topic[story] < 0 or np.count_nonzero(topic == topic[story]) > 1:
            topic[story] = int(topic.max()) + 1
    while int(topic.max()) + 1 > n_topics:
        within = topic >= 0
        means = centroids(middles[within] * sizes[within, None], topic[within])
        smallest = int(np.argmin(np.bincount(topic[within], sizes[within])))
        similar = np.round(means @ means[smallest], 5)
        similar[smallest] = -np.inf
        topic[topic == smallest] = int(np.argmax(similar))
        topic[topic > smallest] -= 1
    return topic


def _scores(points: Floats, story: Integers, topic: Integers) -> Floats:
    of_story = centroids(points, story)
    score = np.einsum("ij,ij->i", points, of_story[story])
    inside = np.flatnonzero(topic >= 0)
    if len(inside):
        score[inside] = np.einsum("ij,ij->i", points[inside], centroids(points[inside], topic[inside])[topic[inside]])
    return np.asarray(np.clip(score, 0.0, 1.0), dtype=np.float32)
