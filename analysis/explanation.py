"""Why an article is where it is: the topics nearest to it, and the words and names that it shares with its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.errors import AnalysisError
from analysis.names import shared_names
from analysis.space import LanguageMeans, centroids, language_means
from analysis.words import WORD, content_lemma
from data.filters import Filters

if TYPE_CHECKING:
    from data.store import Correction, Store

NEAREST = 5
SHOWN = 8
MOST = 20_000
"""Originals of which the middles of topics are made."""


@dataclass(frozen=True)
class Near:
    """A topic near to an article; `similarity` is to the middle of the topic's articles, -1 to 1."""

    topic_id: int
    label: str
    similarity: float


@dataclass(frozen=True)
class Explanation:
    """Why an article is where it is.

    Attributes
    ----------
    article : dict
        A row as `Store.articles` gives it.
    topic : str or None
        Label; none for an outlier.
    nearest : list of Near
        Topics, the nearest first.
    words : list of str
        Keywords of its topic that stand in it.
    names : list of str
        Names in it that other articles of its story have, in whatever script.
    story : list of dict
        Other articles of its story.
    correction : Correction or None
        By which a person put it there.
    """

    article: dict[str, Any]
    topic: str | None
    nearest: list[Near]
    words: list[str]
    names: list[str]
    story: list[dict[str, Any]]
    correction: Correction | None


@dataclass(frozen=True)
class Middles:
    """Where the middles of topics are.

    Attributes
    ----------
    topic : ndarray, (n_topics,) int64
    points : ndarray, (n_topics, n_dims) float32
        Unit vectors.
    means : LanguageMeans
        To be taken from a vector before it is compared.
    """

    topic: NDArray[np.int64]
    points: NDArray[np.float32]
    means: LanguageMeans


class Explainer:
    """Says why articles are where they are; what it needs of a run is read once. May be used by several threads.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._middles: tuple[str, Middles | None] = ("", None)

    def explain(self, article: str) -> Explanation:
        """Say why an article is where it is: see `explain`."""
        return _explained(self._store, article, self._current)

    def _current(self) -> Middles | None:
        generation = self._store.generation()
        with self._lock:
            if self._middles[0] != generation:
                self._middles = (generation, middles_of(self._store))
            return self._middles[1]


def explain(store: Store, article: str) -> Explanation:
    """Say why an article is where it is.

    Parameters
    ----------
    store : Store
    article : str
        Its id, newstide's own or the one that it was given.

    Raises
    ------
    AnalysisError
        When there is no such article, or no run knows it.
    """
    return Explainer(store).explain(article)


def middles_of(store: Store) -> Middles | None:
    """Find the middles of the current run's topics; nothing where it has none, or no vectors.

    Of more than 20,000 originals so many are looked at, evenly spread.
    """
    places = store.memberships().join(store.outline().filter(pl.col("reprint_of").is_null()), on="key").sort("key")
    places = places.gather_every(-(-places.height // MOST) or 1)
    known, _hashes, vectors = store.vectors(_encoder(store), places["key"].to_list())
    places = pl.DataFrame({"key": known}).join(places, on="key", maintain_order="left")
    inside = np.flatnonzero(places["topic_id"].to_numpy() > 0)
    if len(inside) == 0:
        return None
    languages = places["language"].to_list()
    means = language_means(vectors, languages)
    numbers, label = np.unique(places["topic_id"].to_numpy()[inside], return_inverse=True)
    points = means.removed_from(vectors[inside], [languages[row] for row in inside])
    return Middles(numbers, centroids(points, label.astype(np.int64)), means)


def _encoder(store: Store) -> str:
    run = store.current_run()
    return "" if run is None else str(run.parameters.get("fingerprint", ""))


def _explained(store: Store, article: str, middles: Callable[[], Middles | None]) -> Explanation:
    found = store.articles_by_id([article])
    if found.is_empty():
        raise AnalysisError(f"There is no article {article} in the store.")
    row = found.row(0, named=True)
    if row["topic_id"] is None:
        raise AnalysisError(f"The article {article} waits for an analysis: run `newstide analyze`.")
    topics = {topic.id: topic for topic in store.topics()}
    topic = topics.get(row["topic_id"])
    language = row["language"] or ""
    keywords = [] if topic is None else topic.keywords.get(language, [])
    lemmas = {content_lemma(word, language) for word in WORD.findall(_whole(row))}
    others = store.story_articles(row["story_id"], Filters(), limit=SHOWN + 1)
    others = others.filter(pl.col("key") != row["key"]).head(SHOWN)
    return Explanation(
        article=row,
        topic=None if topic is None else topic.label,
        nearest=[
            Near(number, topics[number].label if number in topics else f"Topic {number}", similarity)
            for number, similarity in _nearest(store, row, middles())
        ],
        words=[word for word in keywords if {content_lemma(part, language) for part in WORD.findall(word)} <= lemmas],
        names=shared_names(_whole(row), [_whole(other) for other in others.iter_rows(named=True)]),
        story=others.to_dicts(),
        correction=_correction(store, row),
    )


def _whole(row: dict[str, Any]) -> str:
    return f"{row['title']}\n{row['text']}"


def _nearest(store: Store, row: dict[str, Any], middles: Middles | None) -> list[tuple[int, float]]:
    _keys, _hashes, vectors = store.vectors(_encoder(store), [row["reprint_of"] or row["key"]])
    if middles is None or len(vectors) == 0:
        return []
    own = middles.means.removed_from(vectors, [row["language"]])[0]
    similar = np.round(middles.points @ own, 4)
    order = np.argsort(-similar, kind="stable")[:NEAREST]
    return [(int(middles.topic[number]), float(similar[number])) for number in order]


def _correction(store: Store, row: dict[str, Any]) -> Correction | None:
    key, topic = row["reprint_of"] or row["key"], row["topic_id"]
    for correction in reversed(store.corrections()):
        body = correction.body
        if correction.undone_at is not None:
            continue
        if correction.kind == "move" and body["key"] == key:
            return correction
        if correction.kind == "merge" and body["into"] == topic:
            return correction
        if correction.kind == "split" and any(topic == part["topic"] for part in body["parts"]):
            return correction
    return None
