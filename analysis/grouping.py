"""Where the articles of a store belong: everything at once, or what is new on top of what the last run knew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.clustering import Clustering, cluster
from analysis.evidence import Evidence, telling_words, weigh_evidence
from analysis.guidance import Guidance, Pin, with_vectors
from analysis.identity import carry_ids
from analysis.names import name_features
from analysis.space import centred, language_means
from analysis.updating import GROWN, carry_stories, update
from data.language import identify

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from analysis.encoder import Encoder
    from data.store import RunState, Store

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

SURELY = 20
"""Letters from which a text says in which language it is."""


class Wanted(Protocol):
    """What a user may choose about an analysis; see `analysis.pipeline.Parameters`."""

    @property
    def granularity(self) -> float:
        """Above 1: finer topics."""

    @property
    def n_topics(self) -> int | None:
        """Forces the number of topics."""

    @property
    def full(self) -> bool:
        """Start from nothing."""


@dataclass(frozen=True)
class Found:
    """Where originals belong, before any correction.

    Attributes
    ----------
    story, topic : ndarray, (n_originals,) int64
        Ids that go on from the last run; topic 0: outliers.
    score : ndarray, (n_originals,) float32
    typical : float
    n_full : int
        Originals when everything was last clustered at once.
    n_new : int
        Originals that the last run did not know, or not with their present text.
    full : bool
        Whether everything was clustered at once.
    line : float or None
        From which similarity on stories join topics that were asked for; see `analysis.guidance.Guidance.claims`.
    """

    story: Integers
    topic: Integers
    score: Floats
    typical: float
    n_full: int
    n_new: int
    full: bool
    line: float | None = None


def group(
    store: Store,
    encoder: Encoder,
    wanted: Wanted,
    originals: pl.DataFrame,
    vectors: Floats,
    fresh: NDArray[np.bool_],
) -> Found:
    """Cluster the originals of a store.

    Parameters
    ----------
    store : Store
    encoder : Encoder
    wanted : Wanted
    originals : polars.DataFrame
        See `Store.outline`.
    vectors : ndarray, (n_originals, n_dims) float32
    fresh : ndarray of bool, (n_originals,)
        Whose text was not known.
    """
    keys = originals["key"].to_numpy()
    state = store.state()
    before = _story_before(state, keys)
    before[fresh] = -1
    languages, days = originals["language"].to_list(), days_of(originals["published_at"])

    def names_of(rows: Integers) -> csr_matrix:
        read = store.corpus(keys[rows].tolist())
        return name_features(*(read[name].to_list() for name in ("title", "text", "language")))

    guidance = guidance_of(store, encoder, _pins(store), keys, languages, vectors)
    options = {"granularity": wanted.granularity, "n_topics": wanted.n_topics, "guidance": guidance}
    n_new = int(np.count_nonzero(before < 0))
    if state is None or wanted.full or _outgrown(store, encoder, state, len(keys)):
        found = cluster(vectors, names=names_of(np.arange(len(keys))), languages=languages, timestamps=days, **options)  # type: ignore[arg-type]
        story = carry_stories(before, found.story, next_id=int(state.story.max(initial=-1)) + 1 if state else 0)
        n_full, full = len(keys), True
    else:
        found = update(
            vectors,
            story=before,
            typical=state.typical,
            names_of=names_of,
            languages=languages,
            timestamps=days,
            **options,  # type: ignore[arg-type]
        )
        story, n_full, full = found.story, state.n_full, False
    topic = _topic_ids(store, state, keys, found)
    return Found(story, topic, found.score, found.typical, n_full, n_new, full, found.line)


def points_of(store: Store, keys: Integers) -> Floats:
    """Read language-centred vectors ``(n_articles, n_dims)`` of the current run's encoder; zero where there is none."""
    run = store.current_run()
    known, _hashes, matrix = store.vectors("" if run is None else str(run.parameters.get("fingerprint", "")))
    row_of = {int(key): row for row, key in enumerate(known)}
    rows = np.asarray([row_of.get(int(key), -1) for key in keys], dtype=np.int64)
    vectors = np.zeros((len(keys), matrix.shape[1] or 1), dtype=np.float32)
    vectors[rows >= 0] = matrix[rows[rows >= 0]]
    languages = dict(store.outline().select("key", "language").iter_rows())
    return centred(vectors, [languages.get(int(key)) for key in keys])


def days_of(published_at: pl.Series) -> NDArray[np.float64]:
    """Give times as days since 1970; NaN where there is none."""
    seconds = published_at.dt.epoch("s").cast(pl.Float64).to_numpy()
    return np.asarray(seconds / 86_400, dtype=np.float64)


def _outgrown(store: Store, encoder: Encoder, state: RunState, n_articles: int) -> bool:
    run = store.current_run()
    return run is None or run.parameters.get("fingerprint") != encoder.fingerprint or n_articles > GROWN * state.n_full


def _story_before(state: RunState | None, keys: Integers) -> Integers:
    before = np.full(len(keys), -1)
    if state is None or len(state.key) == 0:
        return before
    order = np.argsort(state.key)
    at = np.minimum(np.searchsorted(state.key[order], keys), len(order) - 1)
    known = state.key[order][at] == keys
    before[known] = state.story[order][at[known]]
    return before


def _pins(store: Store) -> list[Pin]:
    return [Pin(pin.name, pin.examples, pin.topic_id) for pin in store.pins()]


def guidance_of(
    store: Store,
    encoder: Encoder,
    pins: Sequence[Pin],
    keys: Integers,
    languages: Sequence[str | None],
    vectors: Floats,
) -> Guidance | None:
    """Encode what was asked for, and look its words up among the articles of a store.

    Parameters
    ----------
    store : Store
    encoder : Encoder
    pins : sequence of Pin
    keys : ndarray, (n_articles,) int64
    languages : sequence, (n_articles,)
    vectors : ndarray, (n_articles, n_dims) float32
    """
    if not pins:
        return None
    means = language_means(vectors, languages)

    def headlines(rows: Integers) -> Floats:
        titles = store.corpus(keys[rows].tolist())["title"].to_list()
        return means.removed_from(encoder.encode(titles), [languages[row] for row in rows])

    def examples(texts: Sequence[str]) -> Floats:
        return means.removed_from(encoder.encode(texts), _languages(texts))

    spoken = sorted({language for language in languages if language})

    def evidence(text: str) -> Evidence:
        words = telling_words(text, identify([text])[0], spoken)
        holding = [np.flatnonzero(np.isin(keys, found)) for found in store.holding(words, spoken)]
        return weigh_evidence(holding, len(keys))

    return with_vectors(pins, examples, headlines, evidence)


def _languages(texts: Sequence[str]) -> list[str | None]:
    found = identify(texts)
    return [language if len(text) >= SURELY else None for text, language in zip(texts, found, strict=True)]


def _topic_ids(store: Store, state: RunState | None, keys: Integers, found: Clustering) -> Integers:
    """Give topics ids that go on from the last run; pinned ones have theirs."""
    pins = _pins(store)
    fixed = {number: pin.topic_id or 0 for number, pin in zip(found.pinned, pins, strict=False)}
    taken = set(fixed.values())
    inside = (found.topic >= 0) & ~np.isin(found.topic, list(fixed))
    free = dict(zip(keys[inside].tolist(), found.topic[inside].tolist(), strict=True))
    former = _topics_before(store, state)
    # A topic whose articles people moved to others is in no table, but its id is in use.
    next_id = max([store.next_topic_id(), *(topic + 1 for topic in former.values())])
    ids = carry_ids({key: topic for key, topic in former.items() if topic not in taken}, free, next_id=next_id)
    named = {**ids, **fixed}
    numbers = np.zeros(max(named, default=-1) + 2, dtype=np.int64)
    for number, topic_id in named.items():
        numbers[number] = topic_id
    return numbers[found.topic]


def _topics_before(store: Store, state: RunState | None) -> dict[int, int]:
    if state is not None:
        inside = state.topic > 0
        return dict(zip(state.key[inside].tolist(), state.topic[inside].tolist(), strict=True))
    return dict(store.memberships().filter(pl.col("topic_id") > 0).select("key", "topic_id").iter_rows())
