"""How much of a result is chance: the same articles in another order, and with a tenth of them left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from analysis.clustering import Clustering, cluster
from analysis.names import name_features

if TYPE_CHECKING:
    from analysis.evaluation.analysed import Analysed

SAMPLES = 3
LEFT_OUT = 0.1
SEED = 1

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Agreement:
    """Adjusted Rand index of two results, for stories and for topics; outliers stand for themselves."""

    stories: float
    topics: float


@dataclass(frozen=True)
class Stability:
    """How stable stories and topics are.

    Attributes
    ----------
    reordering : Agreement
        Of one clustering and another of the same articles in shuffled order: 1, or something is wrong.
    leaving_out : Agreement
        Of a clustering of all articles and others without a tenth, on the articles of both; the mean of three samples.
    run : Agreement
        Of the current run and one clustering of all its articles at once: below 1 where the run has grown by updates
        or was corrected.
    """

    reordering: Agreement
    leaving_out: Agreement
    run: Agreement


def measure_stability(
    analysed: Analysed, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Stability:
    """Cluster the articles of a run five times: as they are, shuffled, and three times without a tenth of them.

    Parameters
    ----------
    analysed : Analysed
        From `analysis.evaluation.analysed.read_analysed`.
    progress : callable, optional
        Called with the clusterings done and to do.
    """
    n_articles, total = analysed.articles.height, SAMPLES + 2
    random = np.random.default_rng(SEED)
    everything = np.arange(n_articles)
    whole = _clustered(analysed, everything)
    progress(1, total)
    shuffled = random.permutation(n_articles)
    reordering = _agreement(whole, shuffled, _clustered(analysed, shuffled))
    progress(2, total)
    partial = []
    for sample in range(SAMPLES):
        kept = np.sort(random.permutation(n_articles)[: max(1, round(n_articles * (1 - LEFT_OUT)))])
        partial.append(_agreement(whole, kept, _clustered(analysed, kept)))
        progress(sample + 3, total)
    return Stability(
        reordering=reordering,
        leaving_out=Agreement(
            float(np.mean([found.stories for found in partial])), float(np.mean([found.topics for found in partial]))
        ),
        run=Agreement(
            _ari(whole.story, analysed.articles["story_id"].to_numpy()),
            _ari(_alone(whole.topic), _alone(analysed.topic - 1)),
        ),
    )


def _clustered(analysed: Analysed, rows: Integers) -> Clustering:
    articles, parameters = analysed.articles[rows.tolist()], analysed.run.parameters
    titles, texts, languages = (articles[name].to_list() for name in ("title", "text", "language"))
    seconds = articles["published_at"].dt.epoch("s").cast(pl.Float64).to_numpy()
    return cluster(
        analysed.vectors[rows],
        names=name_features(titles, texts, languages),
        languages=languages,
        timestamps=np.asarray(seconds / 86_400, dtype=np.float64),
        granularity=parameters.get("granularity", 1.0),
        n_topics=parameters.get("n_topics"),
    )


def _agreement(whole: Clustering, rows: Integers, part: Clustering) -> Agreement:
    return Agreement(_ari(whole.story[rows], part.story), _ari(_alone(whole.topic[rows]), _alone(part.topic)))


def _alone(topic: Integers) -> Integers:
    """Give every outlier (below 0) a number of its own: together they would be a cluster that nobody made."""
    outside = np.flatnonzero(topic < 0)
    found = topic.copy()
    found[outside] = -1 - np.arange(len(outside))
    return found


def _ari(one: Integers, other: Integers) -> float:
    return float(adjusted_rand_score(one, other))
