"""The main job: articles of the store → vectors → stories → topics → labels → a run that becomes current at once.

Every step leaves what it made in the store, so that a job that was interrupted starts again where it stopped: vectors
are kept batch by batch, and a run is visible only when it is whole.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from analysis.clustering import Clustering, cluster
from analysis.errors import AnalysisError
from analysis.identity import carry_ids
from analysis.labels import Description, describe_topics
from analysis.names import name_features
from analysis.places import place_articles
from data.store import Run, Store, Topic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.encoder import Encoder

ENCODE_BATCH = 2_000
NOTHING_TO_ANALYSE = "The store holds no articles yet: add some with `newstide ingest FILE…`, then analyse again."

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, the articles done and the articles to do."""


@dataclass(frozen=True)
class Parameters:
    """What a user may choose about an analysis.

    Attributes
    ----------
    granularity : float
        Above 1: more and finer topics; below 1: fewer and broader ones.
    n_topics : int or None
        Forces the number of topics.
    """

    granularity: float = 1.0
    n_topics: int | None = None


def analyze(
    store: Store,
    *,
    encoder: Encoder,
    parameters: Parameters | None = None,
    progress: Progress = lambda _step, _done, _total: None,
) -> Run:
    """Find stories and topics in all articles of the store and make the result the current run.

    Parameters
    ----------
    store : Store
    encoder : Encoder
        Vectors that the store has from this encoder (by its fingerprint) are reused.
    parameters : Parameters, optional
    progress : callable, optional

    Returns
    -------
    Run
        The run, published. Its ``result`` counts articles, reprints, stories, topics and outliers, gives the seconds of
        each step and the warnings that a reader should see.

    Raises
    ------
    AnalysisError
        When there is nothing to analyse.
    """
    chosen = parameters or Parameters()
    corpus = store.corpus()
    if corpus.is_empty():
        raise AnalysisError(NOTHING_TO_ANALYSE)
    clock = _Clock()
    run_id = store.start_run(
        encoder=encoder.name,
        parameters={
            "granularity": chosen.granularity,
            "n_topics": chosen.n_topics,
            "dims": encoder.dims,
            "fingerprint": encoder.fingerprint,
        },
        version=version("newstide"),
    )
    try:
        vectors = _vectors(store, corpus, encoder, progress)
        clock.lap("encode")
        result = _find_topics(store, run_id, corpus, vectors, chosen, clock, progress)
        result["warnings"] = _warnings(corpus, encoder)
        result["seconds"] = clock.laps
        result["articles_per_second"] = round(corpus.height / max(sum(clock.laps.values()), 1e-9), 1)
        store.publish(run_id, result=result)
    except BaseException as error:
        store.fail(run_id, str(error) or type(error).__name__)
        raise
    # The run stands, whatever becomes of the map: the next analysis places what has no place yet.
    place_articles(store, encoder.fingerprint, corpus, vectors, progress=progress)
    published = store.current_run()
    if published is None:
        raise AnalysisError("The run was published and is gone again: is another program deleting from this store?")
    return published


def _vectors(store: Store, corpus: pl.DataFrame, encoder: Encoder, progress: Progress) -> NDArray[np.float32]:
    known_keys, known_hashes, known = store.vectors(encoder.fingerprint)
    row_of = {
        (int(key), text_hash): row for row, (key, text_hash) in enumerate(zip(known_keys, known_hashes, strict=True))
    }
    rows = [row_of.get(pair, -1) for pair in corpus.select("key", "text_hash").iter_rows()]
    vectors = np.zeros((corpus.height, encoder.dims), dtype=np.float32)
    found = np.asarray(rows) >= 0
    if found.any():
        vectors[found] = known[np.asarray(rows)[found]]
    missing = np.flatnonzero(~found)
    done = int(found.sum())
    progress("encode", done, corpus.height)
    for start in range(0, len(missing), ENCODE_BATCH):
        batch = missing[start : start + ENCODE_BATCH]
        part = corpus[batch.tolist()]
        vectors[batch] = encoder.encode(part["text"].to_list(), titles=part["title"].to_list())
        store.add_vectors(encoder.fingerprint, part["key"].to_numpy(), part["text_hash"].to_list(), vectors[batch])
        progress("encode", done := done + len(batch), corpus.height)
    return vectors


def _find_topics(
    store: Store,
    run_id: int,
    corpus: pl.DataFrame,
    vectors: NDArray[np.float32],
    parameters: Parameters,
    clock: _Clock,
    progress: Progress,
) -> dict[str, Any]:
    """Cluster originals, give reprints the same place, name the topics, stage the run; returns what it counted."""
    is_original = corpus["reprint_of"].is_null().to_numpy()
    originals, vectors = corpus.filter(is_original), vectors[is_original]
    titles, texts, languages = (originals[name].to_list() for name in ("title", "text", "language"))
    progress("cluster", 0, originals.height)
    names = name_features(titles, texts, languages)
    clock.lap("names")
    found = cluster(
        vectors,
        names=names,
        languages=languages,
        timestamps=_days(originals["published_at"]),
        granularity=parameters.granularity,
        n_topics=parameters.n_topics,
    )
    clock.lap("cluster")
    progress("label", originals.height, originals.height)
    described = describe_topics(found.topic, titles, texts, languages, originals["source"].to_list(), vectors)
    clock.lap("label")
    ids, slots = _topic_ids(store, originals, found)
    memberships = _memberships(corpus, originals, found, ids)
    stories = _stories(originals, found, ids)
    topics = [
        _topic(ids[number], slots[ids[number]], description, memberships, stories, originals)
        for number, description in described.items()
    ]
    progress("store", corpus.height, corpus.height)
    store.stage(run_id, memberships=memberships, stories=stories, topics=topics)
    clock.lap("store")
    return {
        "articles": corpus.height,
        "reprints": corpus.height - originals.height,
        "stories": stories.height,
        "topics": len(topics),
        "outliers": int((found.topic < 0).sum()),
    }


def _topic_ids(store: Store, originals: pl.DataFrame, found: Clustering) -> tuple[dict[int, int], dict[int, int]]:
    """Ids that go on from the current run, and for every id its colour slot: the first free one, kept for good."""
    numbers = pl.DataFrame({"key": originals["key"], "cluster": found.topic}).filter(pl.col("cluster") >= 0)
    previous = store.memberships().filter(pl.col("topic_id") > 0) if store.current_run() else None
    ids = carry_ids(
        dict(previous.select("key", "topic_id").iter_rows()) if previous is not None else {},
        dict(numbers.iter_rows()),
        next_id=store.next_topic_id(),
    )
    slots = dict(store.known_topics())
    in_use = {slots[topic_id] for topic_id in ids.values() if topic_id in slots}
    for topic_id in sorted(set(ids.values()) - slots.keys()):
        slots[topic_id] = next(slot for slot in count() if slot not in in_use)
        in_use.add(slots[topic_id])
    return ids, slots


def _memberships(corpus: pl.DataFrame, originals: pl.DataFrame, found: Clustering, ids: dict[int, int]) -> pl.DataFrame:
    """Give every article its story, topic (0: outlier) and score; a reprint has those of its original."""
    of_originals = pl.DataFrame(
        {
            "key": originals["key"],
            "story_id": found.story,
            "topic_id": [ids.get(int(number), 0) for number in found.topic],
            "score": found.score,
        }
    )
    return (
        corpus.select("key", original=pl.coalesce("reprint_of", "key"))
        .join(of_originals, left_on="original", right_on="key", how="inner", maintain_order="left")
        .drop("original")
    )


def _stories(originals: pl.DataFrame, found: Clustering, ids: dict[int, int]) -> pl.DataFrame:
    """Sum up each story: topic, the article whose title stands for it, first and last date, articles."""
    frame = originals.select("key", "published_at").with_columns(
        story_id=pl.Series(found.story),
        topic_id=pl.Series([ids.get(int(number), 0) for number in found.topic], dtype=pl.Int64),
        score=pl.Series(found.score),
    )
    return frame.group_by("story_id", maintain_order=True).agg(
        topic_id=pl.col("topic_id").first(),
        headline_key=pl.col("key").sort_by(["score", "key"], descending=[True, False]).first(),
        first_seen=pl.col("published_at").min(),
        last_seen=pl.col("published_at").max(),
        size=pl.len(),
    )


def _topic(
    topic_id: int,
    slot: int,
    description: Description,
    memberships: pl.DataFrame,
    stories: pl.DataFrame,
    originals: pl.DataFrame,
) -> Topic:
    labels = description.labels
    return Topic(
        id=topic_id,
        slot=slot,
        label=labels.get("en") or next(iter(labels.values())),
        labels=labels,
        keywords=description.keywords,
        headlines={language: originals["id"][row] for language, row in description.headlines.items()},
        n_articles=memberships.filter(pl.col("topic_id") == topic_id).height,
        n_stories=stories.filter(pl.col("topic_id") == topic_id).height,
    )


def _days(published_at: pl.Series) -> NDArray[np.float64]:
    seconds = published_at.dt.epoch("s").cast(pl.Float64).to_numpy()
    return np.asarray(seconds / 86_400, dtype=np.float64)


def _warnings(corpus: pl.DataFrame, encoder: Encoder) -> list[str]:
    if not encoder.languages:
        return []
    strangers = corpus.filter(~pl.col("language").fill_null("?").is_in(sorted(encoder.languages)))
    if strangers.is_empty():
        return []
    counted = strangers["language"].fill_null("unknown").value_counts(sort=True)
    named = ", ".join(f"{language} ({articles:,})" for language, articles in counted.iter_rows())
    warning = (
        f"{strangers.height:,} articles are in languages that the encoder {encoder.name} was not made for: {named}. "
        "They are grouped by names and by what their words share with other languages; expect less of them."
    )
    return [warning]


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._started = time.perf_counter()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.laps[step] = round(now - self._started, 3)
        self._started = now
