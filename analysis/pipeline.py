"""The main job: articles of the store → vectors → stories → topics → labels → a run that becomes current at once.

Every step leaves what it made in the store, so that a job that was interrupted starts again where it stopped: vectors
are kept batch by batch, and a run is visible only when it is whole. A run goes on from the one before: only what is new
is encoded, and only what new articles change is clustered and named again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from analysis.catchup import catch_up
from analysis.corrections import Grouping, Wishes, corrected
from analysis.descriptions import as_topics, describe, story_frame, unchanged
from analysis.errors import AnalysisError
from analysis.grouping import Found, group
from analysis.identity import events_between
from analysis.places import place_articles
from analysis.space import centred
from data.messages import message
from data.store import Event, Run, RunState, Store, Topic
from data.store.runs import first_free

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.encoder import Encoder
    from data.store.articles import Vectors

ENCODE_BATCH = 2_000
NOTHING_TO_ANALYSE = message(
    "The store holds no articles yet: add some with `newstide ingest FILE…`, then analyse again."
)

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
    full : bool
        Cluster and name everything again, as if nothing were known.
    """

    granularity: float = 1.0
    n_topics: int | None = None
    full: bool = False


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
    # Originals first: their vectors are then a part of all, and no copy.
    corpus = store.outline().sort(pl.col("reprint_of").is_not_null(), maintain_order=True)
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
        vectors, fresh = _vectors(store, corpus, encoder, progress)
        clock.lap("encode")
        job = _Job(store, encoder, chosen, clock, progress)
        wanted = store.corrections(), store.pins()
        result, events = job.find_topics(run_id, corpus, vectors, fresh)
        result["warnings"] = _warnings(corpus, encoder)
        result["seconds"] = clock.laps
        result["articles_per_second"] = round(corpus.height / max(sum(clock.laps.values()), 1e-9), 1)
        store.publish(run_id, result=result)
        store.add_events(events)
    except BaseException as error:
        store.fail(run_id, str(error) or ("" if isinstance(error, KeyboardInterrupt) else type(error).__name__))
        raise
    catch_up(store, *wanted)
    # The run stands, whatever becomes of the map: the next analysis places what has no place yet.
    place_articles(store, encoder.fingerprint, corpus, vectors, progress=progress)
    published = store.current_run()
    if published is None:
        raise AnalysisError("The run was published and is gone again: is another program deleting from this store?")
    return published


def _vectors(
    store: Store, corpus: pl.DataFrame, encoder: Encoder, progress: Progress
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Give a vector to every article, and tell which had none of its present text."""
    vectors = np.zeros((corpus.height, encoder.dims), dtype=np.float32)
    found = np.zeros(corpus.height, dtype=bool)
    keys, hashes = corpus["key"].to_numpy(), corpus["text_hash"].to_numpy()
    by_key = np.argsort(keys)

    def put_in_place(pieces: Iterator[Vectors]) -> None:
        for known, known_hashes, part in pieces:
            rows = by_key[np.minimum(np.searchsorted(keys, known, sorter=by_key), len(keys) - 1)]
            same = (keys[rows] == known) & (hashes[rows] == np.asarray(known_hashes, dtype=object))
            vectors[rows[same]] = part[same]
            found[rows[same]] = True

    put_in_place(store.remembered(encoder.fingerprint))
    unknown = keys[~found].tolist() if found.any() else None
    put_in_place(store.vector_pieces(encoder.fingerprint, unknown))
    missing = np.flatnonzero(~found)
    done = int(found.sum())
    progress("encode", done, corpus.height)
    for start in range(0, len(missing), ENCODE_BATCH):
        batch = missing[start : start + ENCODE_BATCH]
        part = store.corpus(corpus["key"][batch.tolist()].to_list())
        vectors[batch] = encoder.encode(part["text"].to_list(), titles=part["title"].to_list())
        store.add_vectors(encoder.fingerprint, part["key"].to_numpy(), part["text_hash"].to_list(), vectors[batch])
        hashes[batch] = part["text_hash"].to_numpy()
        progress("encode", done := done + len(batch), corpus.height)
    store.remember(encoder.fingerprint, (keys, hashes.tolist(), vectors))
    return vectors, ~found


@dataclass(frozen=True)
class _Job:
    store: Store
    encoder: Encoder
    parameters: Parameters
    clock: _Clock
    progress: Progress

    def find_topics(
        self, run_id: int, corpus: pl.DataFrame, vectors: NDArray[np.float32], fresh: NDArray[np.bool_]
    ) -> tuple[dict[str, Any], list[Event]]:
        """Group originals, give reprints the same place, name the topics, stage the run.

        Gives what was counted, and what became of topics.
        """
        n_originals = corpus["reprint_of"].null_count()
        originals, vectors, fresh = corpus[:n_originals], vectors[:n_originals], fresh[:n_originals]
        store = self.store
        self.progress("cluster", 0, originals.height)
        found = group(store, self.encoder, self.parameters, originals, vectors, fresh)
        self.clock.lap("cluster")
        raw = Grouping(originals["key"].to_numpy(), found.story, found.topic)
        corrections, pins = store.corrections(), store.pins()
        now = corrected(raw, corrections, lambda: centred(vectors, originals["language"].to_list()))
        self.progress("label", originals.height, originals.height)
        was = store.memberships().join(originals.select("key"), on="key").filter(pl.col("topic_id") > 0)
        before = dict(was.select("key", "topic_id").iter_rows())
        memberships = _memberships(corpus, now, found.score)
        stories = story_frame(
            originals.select("key", "published_at").with_columns(
                story_id=pl.Series(now.story), topic_id=pl.Series(now.topic), score=pl.Series(found.score)
            )
        )
        languages = originals["language"].to_list()
        wishes = Wishes.of(corrections, pins)
        topics = self._topics(now, found, vectors, languages, before, memberships, stories, wishes)
        self.clock.lap("label")
        self.progress("store", corpus.height, corpus.height)
        state = RunState(raw.key, raw.story, raw.topic, found.typical, found.n_full)
        store.stage(run_id, memberships=memberships, stories=stories, topics=topics, state=state)
        inside = now.topic > 0
        current = dict(zip(now.key[inside].tolist(), now.topic[inside].tolist(), strict=True))
        known = {**{topic.id: topic for topic in store.topics()}, **{topic.id: topic for topic in topics}}
        events = events_between(run_id, before, current, known)
        self.clock.lap("store")
        counted = {
            "articles": corpus.height,
            "reprints": corpus.height - originals.height,
            "new": int(found.n_new),
            "full": found.full,
            "stories": stories.height,
            "topics": len(topics),
            "outliers": int((now.topic == 0).sum()),
            "line": None if found.line is None else round(found.line, 3),
        }
        return counted, events

    def _topics(
        self,
        now: Grouping,
        found: Found,
        vectors: NDArray[np.float32],
        languages: list[str | None],
        before: dict[int, int],
        memberships: pl.DataFrame,
        stories: pl.DataFrame,
        wishes: Wishes,
    ) -> list[Topic]:
        store = self.store
        last = {topic.id: topic for topic in store.topics()}
        present = set(np.unique(now.topic[now.topic > 0]).tolist())
        keep = set() if found.full else unchanged(before, now, last.keys() & present)
        known = {topic_id: last[topic_id] for topic_id in keep}
        described = describe(store, now, vectors, languages, only=present - keep, known=known)
        counted = memberships.group_by("topic_id").agg(articles=pl.len())
        told = dict(stories.group_by("topic_id").agg(stories=pl.len()).iter_rows())
        sizes = {topic: (articles, told.get(topic, 0)) for topic, articles in counted.iter_rows() if topic > 0}
        ended = {topic_id: topic for topic_id, topic in last.items() if topic_id not in present}
        return as_topics({**ended, **known, **described}, slots=_slots(store, present), sizes=sizes, wishes=wishes)


def _slots(store: Store, topics: set[int]) -> dict[int, int]:
    """Give every topic its colour slot: the one it always had, or the first that no topic of the run has."""
    slots = dict(store.known_topics())
    in_use = {slots[topic_id] for topic_id in topics if topic_id in slots}
    for topic_id in sorted(topics - slots.keys()):
        slots[topic_id] = first_free(in_use)
        in_use.add(slots[topic_id])
    return slots


def _memberships(corpus: pl.DataFrame, now: Grouping, score: NDArray[np.float32]) -> pl.DataFrame:
    """Give every article its story, topic (0: outlier) and score, beside what is told of it.

    A reprint has those of its original.
    """
    of_originals = pl.DataFrame({"key": now.key, "story_id": now.story, "topic_id": now.topic, "score": score})
    return (
        corpus.with_columns(original=pl.coalesce("reprint_of", "key"))
        .join(of_originals, left_on="original", right_on="key", how="inner", maintain_order="left")
        .select("key", "story_id", "topic_id", "score", "published_at", "language", "source", "reprint_of")
    )


def _warnings(corpus: pl.DataFrame, encoder: Encoder) -> list[str]:
    if not encoder.languages:
        return []
    strangers = corpus.filter(~pl.col("language").fill_null("?").is_in(sorted(encoder.languages)))
    if strangers.is_empty():
        return []
    counted = strangers["language"].fill_null("unknown").value_counts(sort=True)
    named = ", ".join(f"{language} ({articles:,})" for language, articles in counted.iter_rows())
    warning = message(
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
