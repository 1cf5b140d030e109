"""Articles as points, with their days → stories: groups about one event."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.cohesion import accidental
from analysis.linkage import Caution, average_linkage, in_order
from analysis.neighbours import Graph, TimePenalty, neighbours

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Days = NDArray[np.float64]

NEIGHBOURS = 30
NEAREST = 5
FEW = 200
"""Articles below which a corpus says too little about itself: fixed priors are taken."""
FEW_TYPICAL = 0.4
STORY_ALIKE = 0.19
"""Share of the similarity that noise allows from which clusters are one story."""
STORY_SURELY_ALIKE = 2.5 * STORY_ALIKE
"""The same where a first look found only what chance brings about."""
SAME_DAYS = 3.0
PENALTY = TimePenalty(days=4.0)
SEARCH_PENALTY = TimePenalty(days=5.0)
CAUTION = Caution()


def find_stories(
    points: Floats, languages: NDArray[np.str_], days: Days, *, typical: float | None = None
) -> tuple[Integers, float]:
    """Join articles that tell of one event.

    Parameters
    ----------
    points : ndarray, (n_articles, n_dims) float32
        Unit vectors, sorted by day.
    languages : ndarray of str, (n_articles,)
    days : ndarray, (n_articles,) float64
        NaN for the undated, which come last.
    typical : float, optional
        How alike articles on one event are, where it was measured before.

    Returns
    -------
    story : ndarray, (n_articles,) int64
        Numbered from 0 in order of their first article.
    typical : float
    """
    graph = neighbours(points, k=NEIGHBOURS, floor=0.02, days=days, penalty=SEARCH_PENALTY)
    if typical is None:
        typical = _typical(graph, languages, days) if len(points) >= FEW else FEW_TYPICAL
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
        return story, typical
    rows = np.flatnonzero(np.isin(story, accidental(points, story, languages, days, apart=PENALTY.reach)))
    if len(rows) == 0:
        return story, typical
    again = neighbours(points[rows], k=NEIGHBOURS, floor=0.02, days=days[rows], penalty=SEARCH_PENALTY)
    story[rows] = len(points) + linked(points[rows], again, rows, STORY_SURELY_ALIKE)
    return in_order(story), typical


def _typical(graph: Graph, languages: NDArray[np.str_], days: Days) -> float:
    """Measure how alike articles on one event are: the nearest few of the same days, in other languages if any."""
    near = ~(np.abs(days[graph.one] - days[graph.other]) > SAME_DAYS)
    foreign = near & (languages[graph.one] != languages[graph.other])
    chosen = np.flatnonzero(foreign if foreign.sum() >= FEW else near)
    means = nearest_mean(graph.one[chosen], graph.other[chosen], graph.similarity[chosen], len(days))
    means = means[~np.isnan(means)]
    return float(np.median(means)) if len(means) else FEW_TYPICAL


def nearest_mean(one: Integers, other: Integers, similar: Floats, n_points: int) -> Days:
    """Give each point's mean similarity to its nearest few; NaN where there are not as many."""
    source, values = np.concatenate([one, other]), np.concatenate([similar, similar])
    order = np.lexsort((-values, source))
    source, values = source[order], values[order]
    nearest = np.arange(len(source)) - np.searchsorted(source, source) < NEAREST
    counts = np.bincount(source[nearest], minlength=n_points)
    sums = np.bincount(source[nearest], values[nearest], minlength=n_points)
    return np.where(counts == NEAREST, sums / NEAREST, np.nan)
