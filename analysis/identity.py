"""Topic ids that stay: clusters of a new run take over the ids of the topics whose articles they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
from scipy.optimize import linear_sum_assignment

SAME = 0.5


def carry_ids(previous: Mapping[int, int], current: Mapping[int, int], *, next_id: int) -> dict[int, int]:
    """Give every cluster of a run a topic id.

    A cluster goes on with an earlier topic's id when at least half of the articles that both runs know, of the cluster
    or of the topic, are in both; pairs are chosen so that as many articles as possible keep their id (optimal
    assignment).

    Parameters
    ----------
    previous : mapping of int to int
        Article key → topic id of the run before; outliers left out.
    current : mapping of int to int
        Article key → cluster; outliers left out.
    next_id : int
        First id that was never used.

    Returns
    -------
    dict of int to int
        Cluster → topic id; new ids go to the larger clusters first.

    Examples
    --------
    >>> carry_ids({1: 7, 2: 7, 3: 9}, {1: 0, 2: 0, 3: 1, 4: 1, 5: 2}, next_id=10)
    {0: 7, 1: 9, 2: 10}
    """
    sizes = Counter(current.values())
    both = Counter((cluster, previous[key]) for key, cluster in current.items() if key in previous)
    clusters, topics = sorted(sizes), sorted({topic for _, topic in both})
    ids: dict[int, int] = {}
    if topics:
        overlap = np.zeros((len(clusters), len(topics)))
        for (cluster, topic), articles in both.items():
            overlap[clusters.index(cluster), topics.index(topic)] = articles
        of_cluster, of_topic = overlap.sum(axis=1), overlap.sum(axis=0)
        for row, column in zip(*linear_sum_assignment(-overlap), strict=True):
            shared = overlap[row, column]
            if shared > 0 and shared >= SAME * min(of_cluster[row], of_topic[column]):
                ids[clusters[row]] = topics[column]
    for cluster, _ in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        if cluster not in ids:
            ids[cluster] = next_id
            next_id += 1
    return dict(sorted(ids.items()))
