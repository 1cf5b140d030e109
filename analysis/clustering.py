"""Vectors, names and times of articles → stories (one event, days) → topics (one theme, months)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from analysis.cohesion import accidental
from analysis.errors import AnalysisError
from analysis.linkage import BLOCK, Caution, Graph, TimePenalty, average_linkage, in_order, neighbours
from analysis.space import HANDFUL_NAMES, STORY_NAMES, canonical_order, centred, centroids, joined, unit
from analysis.wards import Tree, ward

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Days = NDArray[np.float64]

NEIGHBOURS = 30
STORY_NEIGHBOURS = 50
NEAREST = 5
FEW = 200
"""Articles below which a corpus says too little about itself: fixed priors are taken."""
FEW_TYPICAL = 0.4
HANDFUL = 12
"""Articles up to which one near neighbour is enough for a topic: a mean over pairs says nothing yet."""
HANDFUL_DEVIATIONS = 0.75
HANDFUL_ALIKE = (0.2, 0.45)
STORY_ALIKE = 0.18
"""Share of the similarity that noise allows from which clusters are one story."""
STORY_SURELY_ALIKE = 2.5 * STORY_ALIKE
"""The same where a first look found only what chance brings about."""
GROUP_ALIKE = 0.55
"""The same for stories that are joined before topics are looked for, where most stories are small."""
SAME_DAYS = 3.0
CORE = 4
"""Articles from which a story is well enough known to shape topics; the others join what they are near to."""
CORE_SHARE = 0.6
"""Share of all articles that the stories which shape topics must hold."""
MOST_CORES = 3_000
CORE_NOISE = 3.0
"""A story of so many articles counts for half in the shape of topics."""
TOPIC_LOSS = 1.8
"""What joining two topics may lose, in units of a story's weight and of the distance between unrelated ones (2)."""
TOPIC_CORES = 90
"""Stories that shape topics, of which this is so."""
TOPIC_GROWTH = 0.8
"""Twice as many of them may lose so many powers of two more: topics grow with their stories, but new ones come, too."""
CHANCE = 0.98
"""Share of the similarities between stories and topics of others that a story must exceed to join one."""
TAKEN_UP = 0.5
PENALTY = TimePenalty(days=4.0)
SEARCH_PENALTY = TimePenalty(days=7.0)
CAUTION = Caution()


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
    """

    story: Integers
    topic: Integers
    score: Floats


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
    story = _stories(joined(dense, sorted_names, STORY_NAMES), spoken, days)
    if n_topics is None and 3 <= n_articles <= HANDFUL:
        topic = _topics_of_handful(joined(vectors[order], sorted_names, HANDFUL_NAMES), story)
    else:
        topic = _topics(dense, story, granularity, n_topics)
    score = nearness(dense, story, topic)
    back = np.empty(n_articles, dtype=np.int64)
    back[order] = np.arange(n_articles)
    return Clustering(story[back], topic[back], score[back])


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


def _stories(points: Floats, languages: NDArray[np.str_], days: Days) -> Integers:
    graph = neighbours(points, k=NEIGHBOURS, floor=0.02, days=days, penalty=SEARCH_PENALTY)
    typical = _typical(points, graph, languages, days) if len(points) >= FEW else FEW_TYPICAL
    kinds = np.unique(languages, return_inverse=True)[1].astype(np.int64)

    def linked(points: Floats, graph: Graph, rows: Integers, threshold: float) -> Integers:
        return average_linkage(
            points,
            graph,
            threshold=threshold,
            typical=typical,
            days=days[rows],
            penalty=PENALTY,
            kinds=kinds[rows],
            caution=CAUTION,
        )

    story = linked(points, graph, np.arange(len(points)), STORY_ALIKE)
    if len(points) < FEW:
        return story
    rows = np.flatnonzero(np.isin(story, accidental(points, story, languages, days, apart=PENALTY.reach)))
    if len(rows) == 0:
        return story
    again = neighbours(points[rows], k=NEIGHBOURS, floor=0.02, days=days[rows], penalty=SEARCH_PENALTY)
    story[rows] = len(points) + linked(points[rows], again, rows, STORY_SURELY_ALIKE)
    return in_order(story)


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


def _topics(points: Floats, story: Integers, granularity: float, n_topics: int | None) -> Integers:
    """Join stories that are alike into topics; what stays alone and small is outside.

    Stories of several articles shape the topics, by Ward's hierarchy; the others join the nearest topic, if they are
    nearer to it than stories of other topics are.
    """
    group = _groups(points, story)
    sizes = np.bincount(group)
    core = _cores(sizes)
    weights = sizes / (sizes + CORE_NOISE)
    middles = centroids(points, group)
    middles -= np.average(middles, axis=0, weights=weights).astype(np.float32) if len(core) > 2 else 0
    middles = unit(middles)
    tree = ward(middles[core], weights[core] / weights[core].mean())
    if n_topics is not None:
        return _forced(tree, core, middles, sizes, n_topics)[group]
    grown = max(1.0, len(core) / TOPIC_CORES) ** TOPIC_GROWTH
    label = tree.cut(loss=TOPIC_LOSS * grown * _reliability(points, group, core, weights) / granularity)
    topic = np.full(len(sizes), -1)
    topic[core], means = _consolidated(label, middles[core], weights[core])
    topic = _joined_by_others(topic, core, middles, means)
    return _kept(topic, sizes, np.bincount(story), story, group)[group]


def _reliability(points: Floats, group: Integers, core: Integers, weights: Days) -> float:
    """Measure which part of what separates groups is theirs, and not that of the few articles that stand for them.

    By the formula of Spearman and Brown, 1910, from how alike two articles of one group are.
    """
    sums = np.zeros((int(group.max()) + 1, points.shape[1]), dtype=np.float32)
    np.add.at(sums, group, points)
    sizes = np.bincount(group).astype(np.float64)
    pairs = sizes * (sizes - 1)
    several = core[sizes[core] > 1]
    if len(several) == 0:
        return 1.0
    alike = (np.einsum("ij,ij->i", sums[several], sums[several]) - sizes[several]).sum() / pairs[several].sum()
    alike = float(np.clip(alike, 0.05, 1.0))
    return float(np.average(alike / (alike + (1.0 - alike) / sizes[core]), weights=weights[core]))


def _groups(points: Floats, story: Integers) -> Integers:
    """Give the stories themselves, or, where most are small, groups of stories that are clearly of one theme."""
    sizes = np.bincount(story)
    if sizes[sizes >= CORE].sum() >= CORE_SHARE * len(story) or len(sizes) <= 2:
        return story
    middles = centroids(points, story)
    graph = neighbours(middles, k=STORY_NEIGHBOURS, floor=0.01)
    typical = _typical_topic(graph, sizes) if len(story) >= FEW else FEW_TYPICAL
    joined_stories = average_linkage(
        middles, graph, threshold=GROUP_ALIKE, typical=typical, weights=np.sqrt(sizes.astype(np.float64))
    )
    return joined_stories[story]


def _cores(sizes: Integers) -> Integers:
    """Choose the groups that shape topics: those of four articles or, to have enough of them, of fewer."""
    least = next((size for size in range(CORE, 1, -1) if sizes[sizes >= size].sum() >= CORE_SHARE * sizes.sum()), 1)
    chosen = np.flatnonzero(sizes >= least)
    if len(chosen) > MOST_CORES:
        chosen = np.sort(chosen[np.argsort(-sizes[chosen], kind="stable")[:MOST_CORES]])
    return chosen


def _consolidated(label: Integers, middles: Floats, weights: Days) -> tuple[Integers, Floats]:
    """Move each group to the nearest topic, once: a hierarchy takes no join back. Gives topics and their middles."""
    moved = np.round(middles @ _middles(label, middles, weights).T, 5).argmax(axis=1)
    label = np.unique(moved, return_inverse=True)[1].astype(np.int64)
    return label, _middles(label, middles, weights)


def _middles(label: Integers, points: Floats, weights: Days) -> Floats:
    return centroids(points * weights[:, None].astype(np.float32), label)


def _joined_by_others(topic: Integers, core: Integers, middles: Floats, means: Floats) -> Integers:
    """Let the groups that did not shape the topics join the nearest one, if they are near enough."""
    others = np.flatnonzero(topic < 0)
    foreign = middles[core] @ means.T
    foreign[np.arange(len(core)), topic[core]] = np.nan
    strangers = foreign[~np.isnan(foreign)]
    chance = float(np.quantile(strangers, CHANCE)) if len(strangers) >= FEW else FEW_TYPICAL
    found = topic.copy()
    for start in range(0, len(others), BLOCK):
        rows = others[start : start + BLOCK]
        similar = np.round(middles[rows] @ means.T, 5)
        nearest = similar.argmax(axis=1)
        near = similar[np.arange(len(rows)), nearest] >= chance
        found[rows[near]] = nearest[near]
    return found


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


def _kept(
    topic: Integers,
    sizes: Integers,
    story_sizes: Integers | None = None,
    story: Integers | None = None,
    group: Integers | None = None,
) -> Integers:
    """Give the clusters of groups that make a topic their numbers, the largest first; -1 to the others.

    A topic has several articles, and as a rule of the corpus, not fewer than half as many of them are in stories that
    more than one article tells: what nobody takes up is a theme only where that is so everywhere.
    """
    n_articles = int(sizes.sum())
    inside = np.flatnonzero(topic >= 0)
    groups = np.bincount(topic[inside])
    articles = np.bincount(topic[inside], sizes[inside]).astype(np.int64)
    least = int(np.clip(n_articles // 300, 2, 5))
    alone = max(2 * least - 2, n_articles // 200, 2)
    heard = np.ones(len(groups), dtype=bool)
    if n_articles >= FEW and story_sizes is not None and story is not None and group is not None:
        taken_up = story_sizes[story] > 1
        of_article = topic[group]
        known = of_article >= 0
        heard = np.bincount(of_article[known], taken_up[known], minlength=len(groups)) / np.maximum(
            1, articles
        ) >= TAKEN_UP * float(taken_up.mean())
    enough = np.flatnonzero(heard & (((groups > 1) & (articles >= least)) | (articles >= alone)))
    numbers = np.full(len(groups), -1)
    numbers[enough[np.argsort(-articles[enough], kind="stable")]] = np.arange(len(enough))
    return np.asarray(np.where(topic >= 0, numbers[topic], -1), dtype=np.int64)


def _forced(tree: Tree, core: Integers, middles: Floats, sizes: Integers, n_topics: int) -> Integers:
    """Give as many topics as asked for: the largest groups by themselves where there are not enough others."""
    topic = np.full(len(sizes), -1)
    topic[core] = tree.into(n_topics)
    for group in np.lexsort((np.arange(len(sizes)), -sizes)):
        if int(topic.max()) + 1 >= n_topics:
            break
        if topic[group] < 0:
            topic[group] = int(topic.max()) + 1
    means = centroids(middles[topic >= 0] * sizes[topic >= 0, None], topic[topic >= 0])
    others = np.flatnonzero(topic < 0)
    topic[others] = np.round(middles[others] @ means.T, 5).argmax(axis=1)
    order = np.argsort(-np.bincount(topic, sizes), kind="stable")
    return np.asarray(np.argsort(order)[topic], dtype=np.int64)


def nearness(points: Floats, story: Integers, topic: Integers) -> Floats:
    """Tell how near, 0 to 1, each article is to the middle of its topic; outliers (-1): of its story."""
    of_story = centroids(points, story)
    score = np.einsum("ij,ij->i", points, of_story[story])
    inside = np.flatnonzero(topic >= 0)
    if len(inside):
        score[inside] = np.einsum("ij,ij->i", points[inside], centroids(points[inside], topic[inside])[topic[inside]])
    return np.asarray(np.clip(score, 0.0, 1.0), dtype=np.float32)
