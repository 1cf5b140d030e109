"""Why an article is where it is: the topics nearest to it, and the words and names that it shares with its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from analysis.errors import AnalysisError
from analysis.grouping import points_of
from analysis.names import shared_names
from analysis.space import centroids
from analysis.words import WORD, content_lemma
from data.filters import Filters

if TYPE_CHECKING:
    from data.store import Correction, Store

NEAREST = 5
SHOWN = 8


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
            for number, similarity in _nearest(store, row["reprint_of"] or row["key"])
        ],
        words=[word for word in keywords if {content_lemma(part, language) for part in WORD.findall(word)} <= lemmas],
        names=shared_names(_whole(row), [_whole(other) for other in others.iter_rows(named=True)]),
        story=others.to_dicts(),
        correction=_correction(store, row),
    )


def _whole(row: dict[str, Any]) -> str:
    return f"{row['title']}\n{row['text']}"


def _nearest(store: Store, key: int) -> list[tuple[int, float]]:
    places = store.memberships().join(store.outline().filter(pl.col("reprint_of").is_null()).select("key"), on="key")
    keys, topics = places["key"].to_numpy(), places["topic_id"].to_numpy()
    points = points_of(store, keys)
    own, inside = np.flatnonzero(keys == key), np.flatnonzero(topics > 0)
    if len(own) == 0 or len(inside) == 0:
        return []
    numbers, label = np.unique(topics[inside], return_inverse=True)
    similar = np.round(centroids(points[inside], label.astype(np.int64)) @ points[own[0]], 4)
    order = np.argsort(-similar, kind="stable")[:NEAREST]
    return [(int(numbers[number]), float(similar[number])) for number in order]


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
