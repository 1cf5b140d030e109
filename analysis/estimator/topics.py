"""Articles → what a model found in them: stories, topics with their middles and words, and what is near enough to one.

Pure functions on frozen records; `analysis.estimator.model` is the face of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.clustering import cluster, nearness
from analysis.estimator.inputs import Articles, Floats
from analysis.identity import carry_ids
from analysis.labels import Description, describe_topics
from analysis.names import name_features
from analysis.space import LanguageMeans, canonical_order, centroids, language_means
from analysis.stories import FEW, FEW_TYPICAL
from analysis.topics import CHANCE
from analysis.updating import GROWN, carry_stories, update

MOST_COMPARED = 20_000
DECIMALS = 5

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Clusters:
    """What clustering gave, before anybody merged topics.

    Attributes
    ----------
    story : ndarray, (n_articles,) int64
    topic : ndarray, (n_articles,) int64
        Ids that stay from one update to the next; -1 for outliers.
    order : ndarray, (n_articles,) int64
        Rows by time and content, whatever order they came in.
    next_id : int
        First id that was never used.
    typical : float
        How alike articles on one event are; see `analysis.clustering.Clustering`.
    n_full : int
        Articles when everything was last clustered at once.
    """

    story: Integers
    topic: Integers
    order: Integers
    next_id: int
    typical: float
    n_full: int


@dataclass(frozen=True)
class Topics:
    """What a model knows about its topics.

    Attributes
    ----------
    labels : ndarray, (n_articles,) int64
        Ids; -1 for outliers.
    scores : ndarray, (n_articles,) float32
        0 to 1.
    descriptions : dict of int to Description
        By id, in order; empty ones where there are no texts.
    middles : ndarray, (n_topics, n_dims) float32
        In the same order.
    means : LanguageMeans
        Frozen when the model was fitted.
    threshold : float
        Similarity below which an article is in no topic.
    """

    labels: Integers
    scores: Floats
    descriptions: dict[int, Description]
    middles: Floats
    means: LanguageMeans
    threshold: float

    def similarities(self, vectors: Floats, languages: Sequence[str | None]) -> Floats:
        """Compare articles with topics by cosine, ``(n_articles, n_topics)``."""
        points = self.means.removed_from(vectors, languages)
        # In double precision, so that an article's figures do not depend on those that come with it.
        return (points.astype(np.float64) @ self.middles.astype(np.float64).T).astype(np.float32)

    def nearest(self, similar: Floats) -> Integers:
        """Choose the topic of each article from its similarities ``(n_articles, n_topics)``; -1 if none is near."""
        if not self.descriptions:
            return np.full(len(similar), -1, dtype=np.int64)
        ids, rounded = np.asarray(list(self.descriptions), dtype=np.int64), np.round(similar, DECIMALS)
        near = rounded.max(axis=1) >= round(self.threshold, DECIMALS)
        return np.where(near, ids[rounded.argmax(axis=1)], -1)


def find_clusters(
    articles: Articles, *, granularity: float, n_topics: int | None, before: Clusters | None = None
) -> Clusters:
    """Cluster articles; where they go on from earlier ones, topics that are the same keep their ids.

    Parameters
    ----------
    articles : Articles
        The earlier ones first.
    granularity, n_topics
        See `analysis.clustering.cluster`.
    before : Clusters, optional
        Of the earlier articles.
    """
    order = canonical_order(articles.vectors, None, articles.days)
    everything = np.arange(len(articles))
    # So few that what is typical of them changes with each: they are clustered again, which takes no time.
    if before is None or len(articles) < FEW or len(articles) > GROWN * before.n_full:
        found = cluster(
            articles.vectors,
            names=_names(articles, everything),
            languages=articles.languages,
            timestamps=articles.days,
            granularity=granularity,
            n_topics=n_topics,
        )
        n_full = len(articles)
        if before is None:
            return Clusters(
                found.story, found.topic, order, int(found.topic.max(initial=-1)) + 1, found.typical, n_full
            )
        story = carry_stories(_padded(before.story, len(articles)), found.story, next_id=int(before.story.max()) + 1)
    else:
        found = update(
            articles.vectors,
            story=_padded(before.story, len(articles)),
            typical=before.typical,
            names_of=lambda rows: _names(articles, rows),
            languages=articles.languages,
            timestamps=articles.days,
            granularity=granularity,
            n_topics=n_topics,
        )
        story, n_full = found.story, before.n_full
    ids = carry_ids(_numbered(before.topic), _numbered(found.topic), next_id=before.next_id)
    topic = np.asarray([ids.get(int(number), -1) for number in found.topic], dtype=np.int64)
    next_id = max([before.next_id, *(number + 1 for number in ids.values())])
    return Clusters(story, topic, order, next_id, found.typical, n_full)


def describe(articles: Articles, clusters: Clusters, merges: Mapping[int, int]) -> Topics:
    """Name topics and measure where they are.

    Parameters
    ----------
    articles : Articles
    clusters : Clusters
    merges : mapping of int to int
        Id that clustering gave → id of the topic that it was merged into.
    """
    labels = np.asarray([merges.get(int(number), int(number)) for number in clusters.topic], dtype=np.int64)
    # Sums must not depend on the order in which articles came.
    order = clusters.order
    languages = [articles.languages[row] for row in order]
    means = language_means(articles.vectors[order], languages)
    points = means.removed_from(articles.vectors[order], languages)
    ids, numbers = np.unique(labels[order], return_inverse=True)
    column = numbers.astype(np.int64) - int(np.count_nonzero(ids < 0))
    inside = column >= 0
    middles = (
        centroids(points[inside], column[inside]) if inside.any() else np.zeros((0, points.shape[1]), dtype=np.float32)
    )
    score = np.empty(len(articles), dtype=np.float32)
    score[order] = nearness(points, clusters.story[order], column)
    return Topics(
        labels=labels,
        scores=score,
        descriptions=_descriptions(articles, labels, clusters.story, order),
        middles=middles,
        means=means,
        threshold=_threshold(points, column, middles),
    )


def _names(articles: Articles, rows: Integers) -> csr_matrix | None:
    if articles.texts is None:
        return None
    titles = [""] * len(rows) if articles.titles is None else [articles.titles[row] for row in rows]
    return name_features(titles, [articles.texts[row] for row in rows], [articles.languages[row] for row in rows])


def _padded(story: Integers, n_articles: int) -> Integers:
    return np.concatenate([story, np.full(n_articles - len(story), -1)])


def _numbered(topic: Integers) -> dict[int, int]:
    return {int(row): int(topic[row]) for row in np.flatnonzero(topic >= 0)}


def _descriptions(articles: Articles, labels: Integers, story: Integers, order: Integers) -> dict[int, Description]:
    ids = [int(number) for number in np.unique(labels) if number >= 0]
    if articles.texts is None:
        return {number: Description() for number in ids}
    headlines, texts = articles.headlines(), articles.texts
    found = describe_topics(
        labels[order],
        [headlines[row] for row in order],
        [texts[row] for row in order],
        [articles.languages[row] for row in order],
        [],
        articles.vectors[order],
        stories=story[order],
    )
    return {
        number: replace(
            found[number], headlines={language: int(order[row]) for language, row in found[number].headlines.items()}
        )
        for number in ids
    }


def _threshold(points: Floats, column: Integers, middles: Floats) -> float:
    """Measure how alike articles are to topics of others: few of them may seem to belong there.

    The same share that decides whether a small story joins a topic (`analysis.topics.CHANCE`).
    """
    if len(middles) == 0:
        return FEW_TYPICAL
    rows = np.linspace(0, len(points) - 1, min(len(points), MOST_COMPARED)).astype(np.int64)
    similar = points[rows] @ middles.T
    strange = np.ones(similar.shape, dtype=bool)
    inside = np.flatnonzero(column[rows] >= 0)
    strange[inside, column[rows][inside]] = False
    foreign = similar[strange]
    return float(np.quantile(foreign, CHANCE)) if len(foreign) >= FEW else FEW_TYPICAL
