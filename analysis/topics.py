"""Stories → topics: themes that stories have in common, by Ward's hierarchy; what stays alone and small is outside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from analysis.linkage import average_linkage, in_order
from analysis.neighbours import BLOCK, Graph, neighbours
from analysis.space import centroids, sums_of, unit
from analysis.stories import FEW, FEW_TYPICAL, NEAREST, nearest_mean
from analysis.wards import Tree, ward

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Days = NDArray[np.float64]

STORY_NEIGHBOURS = 50
HANDFUL_DEVIATIONS = 0.75
HANDFUL_ALIKE = (0.2, 0.45)
GROUP_ALIKE = 0.55
"""The same for stories that are joined before topics are looked for, where most stories are small."""
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
FEW_CORES = 3
"""So many stories that shape topics may lose half of it: where there are few, each is a theme of its own."""
CHANCE = 0.98
"""Share of the similarities between stories and topics of others that a story must exceed to join one."""
TAKEN_UP = 0.5


def find_topics(points: Floats, story: Integers, *, granularity: float = 1.0, n_topics: int | None = None) -> Integers:
    """Join stories that are alike into topics.

    Stories of several articles shape the topics; the others join the nearest topic, if they are nearer to it than
    stories of other topics are.

    Parameters
    ----------
    points : ndarray, (n_articles, n_dims) float32
        Unit vectors, without names.
    story : ndarray, (n_articles,) int64
        From 0, without gaps.
    granularity : float
    n_topics : int, optional
        Forces the number of topics.

    Returns
    -------
    ndarray, (n_articles,) int64
        From 0, the largest first; -1 for outliers.
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
    grown = max(1.0, len(core) / TOPIC_CORES) ** TOPIC_GROWTH * len(core) / (len(core) + FEW_CORES)
    label = tree.cut(loss=TOPIC_LOSS * grown * _reliability(points, group, core, weights) / granularity)
    topic = np.full(len(sizes), -1)
    topic[core], means = _consolidated(label, middles[core], weights[core])
    topic = _joined_by_others(topic, core, middles, means)
    return _kept(topic, sizes, np.bincount(story), story, group)[group]


def _reliability(points: Floats, group: Integers, core: Integers, weights: Days) -> float:
    """Measure which part of what separates groups is theirs, and not that of the few articles that stand for them.

    By the formula of Spearman and Brown, 1910, from how alike two articles of one group are.
    """
    sums = sums_of(points, group)
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


def topics_of_handful(points: Floats, story: Integers) -> Integers:
    """Chain articles that stand out as alike; no mean is taken from so few, which would make them opposites."""
    similar = points @ points.T
    pairs = similar[np.triu_indices(len(points), 1)]
    threshold = float(np.clip(pairs.mean() + HANDFUL_DEVIATIONS * pairs.std(), *HANDFUL_ALIKE))
    linked = (np.round(similar, 5) >= round(threshold, 5)) | (story[:, None] == story[None, :])
    _, topic = connected_components(csr_matrix(linked), directed=False)
    return _kept(in_order(topic.astype(np.int64)), np.ones(len(points), dtype=np.int64))


def _typical_topic(graph: Graph, sizes: Integers) -> float:
    """Measure how alike stories on one theme are: the nearest few of those that several articles tell."""
    means = nearest_mean(graph.one, graph.other, graph.similarity, len(sizes))
    known = ~np.isnan(means)
    told = known & (sizes > 1)
    chosen = told if np.count_nonzero(told) > 2 * NEAREST else known
    return float(np.median(means[chosen])) if chosen.any() else FEW_TYPICAL


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
