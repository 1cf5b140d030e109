"""Topics from run to run: clusters take over the ids of the topics whose articles they hold; what became of topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from data.store import Event

if TYPE_CHECKING:
    from data.store import Topic

SAME = 0.5


@dataclass(frozen=True)
class Change:
    """What became of a topic between two runs.

    Attributes
    ----------
    kind : {"birth", "death", "merge", "split"}
    topic_id : int
    other_id : int or None
        Into which a topic merged, or from which it split off.
    articles : int
        Of the topic; of one that ended, before.
    """

    kind: str
    topic_id: int
    other_id: int | None
    articles: int


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
        from scipy.optimize import linear_sum_assignment

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


def changes_between(previous: Mapping[int, int], current: Mapping[int, int]) -> Iterator[Change]:
    """Tell which topics began and ended, and out of or into which other ones.

    A topic that begins has split off when at least half of its articles that the run before knew were of one topic that
    goes on; one that ends has merged when at least half of its articles that are still there are of one topic.

    Parameters
    ----------
    previous, current : mapping of int to int
        Article key → topic id; outliers left out.

    Examples
    --------
    >>> for change in changes_between({1: 7, 2: 7, 3: 9}, {1: 7, 2: 7, 3: 7, 4: 10}):
    ...     print(change.kind, change.topic_id, change.other_id)
    birth 10 None
    merge 9 7
    """
    before, now = Counter(previous.values()), Counter(current.values())
    both = Counter((previous[key], topic) for key, topic in current.items() if key in previous)
    for topic in sorted(now.keys() - before.keys()):
        shared = Counter({former: articles for (former, new), articles in both.items() if new == topic})
        origin = _most(shared, sum(1 for key, new in current.items() if new == topic and key in previous))
        origin = origin if origin in now else None
        yield Change("birth" if origin is None else "split", topic, origin, now[topic])
    for topic in sorted(before.keys() - now.keys()):
        shared = Counter({new: articles for (former, new), articles in both.items() if former == topic})
        heir = _most(shared, before[topic])
        yield Change("death" if heir is None else "merge", topic, heir, before[topic])


def events_between(
    run_id: int, previous: Mapping[int, int], current: Mapping[int, int], topics: Mapping[int, Topic]
) -> list[Event]:
    """Tell what became of topics, as the store keeps it; one that is pinned does not end.

    Parameters
    ----------
    run_id : int
    previous, current : mapping of int to int
        See `changes_between`.
    topics : mapping of int to Topic
        Those before and now, for their labels.
    """
    moment = datetime.now(UTC)
    return [
        Event(
            run_id,
            moment,
            change.kind,
            change.topic_id,
            change.other_id,
            change.articles,
            topics[change.topic_id].label if change.topic_id in topics else "",
        )
        for change in changes_between(previous, current)
        if not (change.kind == "death" and change.topic_id in topics and topics[change.topic_id].pinned)
    ]


def _most(shared: Counter[int], articles: int) -> int | None:
    """Give the topic that has at least half of some articles."""
    if not shared:
        return None
    topic, held = min(shared.items(), key=lambda pair: (-pair[1], pair[0]))
    return topic if held >= SAME * articles else None


def lineage(topic: int, links: Sequence[tuple[int, int | None]]) -> set[int]:
    """Give a topic and all that it came from or went into, directly or not.

    Examples
    --------
    >>> sorted(lineage(3, [(3, 1), (5, 3), (6, 2), (7, None)]))
    [1, 3, 5]
    """
    family = {topic}
    while True:
        grown = family | {
            one for link in links if None not in link and set(link) & family for one in link if one is not None
        }
        if grown == family:
            return family
        family = grown
