"""Topics of a run as the store keeps them: described anew where they changed, as before where they did not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.corrections import Grouping, Wishes
from analysis.labels import describe_topics, typical_rows
from data.store import Topic

if TYPE_CHECKING:
    from data.store import Store

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

SAME = 0.9
"""Share of the articles of a topic, before or now, that must be in both for its description to stay."""


def unchanged(before: Mapping[int, int], now: Grouping, topics: Collection[int]) -> set[int]:
    """Tell which topics hold nearly the same articles as before.

    Parameters
    ----------
    before : mapping of int to int
        Article key → topic id.
    now : Grouping
    topics : collection of int
        Topics that have a description.
    """
    former = np.asarray([before.get(key, 0) for key in now.key.tolist()], dtype=np.int64)
    same = set()
    for topic in topics:
        was, is_ = former == topic, now.topic == topic
        either = np.count_nonzero(was | is_)
        if either and np.count_nonzero(was & is_) >= SAME * either:
            same.add(topic)
    return same


def describe(
    store: Store,
    now: Grouping,
    vectors: Floats,
    languages: Sequence[str | None],
    *,
    only: Collection[int],
    known: Mapping[int, Topic],
) -> dict[int, Topic]:
    """Describe some topics, with what is read of the others as contrast.

    Parameters
    ----------
    store : Store
    now : Grouping
    vectors : ndarray, (n_articles, n_dims) float32
    languages : sequence, (n_articles,)
    only : collection of int
        Topics to describe.
    known : mapping of int to Topic
        Topics that keep their description: their labels are taken.

    Returns
    -------
    dict of int to Topic
        With words only; `as_topics` gives them the rest.
    """
    wanted = sorted(set(only) - {0})
    if not wanted:
        return {}
    inside = np.where(now.topic > 0, now.topic, -1)
    read = typical_rows(inside, languages, now.story, vectors, wanted=wanted)
    rows = np.sort([row for by_topic in read.values() for found in by_topic.values() for row in found])
    texts = store.corpus(now.key[rows].tolist())
    taken: dict[str, list[str]] = {}
    for topic in known.values():
        for language, label in topic.labels.items():
            taken.setdefault(language, []).append(label)
    described = describe_topics(
        inside[rows],
        texts["title"].to_list(),
        texts["text"].to_list(),
        texts["language"].to_list(),
        texts["source"].to_list(),
        vectors[rows],
        stories=now.story[rows],
        only=wanted,
        taken=taken,
    )
    ids = texts["id"]
    return {
        number: Topic(
            id=number,
            slot=0,
            label=found.labels.get("en") or next(iter(found.labels.values())),
            labels=found.labels,
            keywords=found.keywords,
            headlines={language: ids[row] for language, row in found.headlines.items()},
        )
        for number, found in described.items()
        if found.labels
    }


def as_topics(
    described: Mapping[int, Topic],
    *,
    slots: Mapping[int, int],
    sizes: Mapping[int, tuple[int, int]],
    wishes: Wishes,
) -> list[Topic]:
    """Make the topics that the store keeps.

    Parameters
    ----------
    described : mapping of int to Topic
        What their words are, found now or before.
    slots : mapping of int to int
    sizes : mapping of int to tuple
        Articles and stories of each topic; one that is pinned has none where it is not among them.
    wishes : Wishes
    """
    topics = []
    for topic_id in sorted(sizes.keys() | wishes.pinned & slots.keys()):
        topic = described.get(topic_id) or Topic(topic_id, slots[topic_id], f"Topic {topic_id}")
        articles, stories = sizes.get(topic_id, (0, 0))
        topics.append(wishes.on(replace(topic, slot=slots[topic_id], n_articles=articles, n_stories=stories)))
    return topics


def story_frame(articles: pl.DataFrame) -> pl.DataFrame:
    """Sum up stories: topic, the article whose title stands for each, first and last date, articles.

    Parameters
    ----------
    articles : polars.DataFrame
        key, published_at, story_id, topic_id, score of originals.
    """
    return articles.group_by("story_id", maintain_order=True).agg(
        topic_id=pl.col("topic_id").first(),
        headline_key=pl.col("key").sort_by(["score", "key"], descending=[True, False]).first(),
        first_seen=pl.col("published_at").min(),
        last_seen=pl.col("published_at").max(),
        size=pl.len(),
    )
