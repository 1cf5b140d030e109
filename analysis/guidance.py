"""Pinned topics: what a user named and described in advance → which stories join it, and from what similarity on."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import AnalysisError
from analysis.evidence import Evidence
from analysis.space import centroids, sums_of, unit

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

FEW = 200
"""Articles below which a corpus says too little about itself: a prior is taken."""
FEW_ALIKE = 0.3
FEW_DEVIATIONS = 3.0
"""Deviations from the usual similarity from which a story joins, where there are no topics to learn it from."""
SURELY = 0.75
"""Share of topics from whose threshold on a story is the first of a pinned topic; others may then join it."""
WHOLE = 0.5
"""Share of a topic that joined from which all of it does."""
UNLIKE = 1.0
"""Deviations from the usual similarity to what is asked for up to which an article holds its words by chance."""
TOLD = 0.6
"""Share of what is near enough as a rule that does for a story in which the words of a topic stand."""
MISSING = 0.5
"""Share of words that no article holds from which a topic is not there, if no article holds the others together."""
HEADLINES = 3
MOST_EXAMPLES = 50


@dataclass(frozen=True)
class Pin:
    """A topic that was asked for.

    Attributes
    ----------
    name : str
    examples : tuple of str
        Words or headlines in any language.
    topic_id : int or None
        None before the store knows it.
    """

    name: str
    examples: tuple[str, ...]
    topic_id: int | None = None


@dataclass(frozen=True)
class Guidance:
    """Pinned topics as vectors.

    Attributes
    ----------
    examples : ndarray, (n_examples, n_dims) float32
        Unit vectors of names and examples.
    pin : ndarray, (n_examples,) int64
        To which pinned topic, from 0, each belongs.
    n_topics : int
        Pinned topics.
    headlines : callable
        Rows of articles → vectors ``(n_rows, n_dims)`` of their headlines alone, less what their languages share.
    evidence : tuple of Evidence, (n_examples,)
        Articles that hold the words of each of these; empty where nobody looked.
    """

    examples: Floats
    pin: Integers
    n_topics: int
    headlines: Callable[[Integers], Floats]
    evidence: tuple[Evidence, ...] = ()

    def claims(self, dense: Floats, order: Integers, story: Integers, topic: Integers) -> tuple[Integers, float | None]:
        """Say which pinned topic each story joins.

        How near is near enough is learnt from the topics that the corpus has without guidance: their own headlines are
        taken for examples, and the similarity that tells their stories best from all others is taken. Articles that
        hold the words of a topic show where it is, and what most words are missing of is not there. The first stories
        must be nearer than that; then what is like them joins (Rocchio, "Relevance feedback in information retrieval",
        1971), and the rest of a topic of which most has joined.

        Parameters
        ----------
        dense : ndarray, (n_articles, n_dims) float32
            Language-centred unit vectors.
        order : ndarray, (n_articles,) int64
            Rows of these articles for `headlines`.
        story, topic : ndarray, (n_articles,) int64

        Returns
        -------
        claimed : ndarray, (n_stories,) int64
            -1 where a story joins none.
        line : float or None
            How many deviations above the usual similarity the first stories of a topic must be; none where the corpus
            is too small to tell, and a prior similarity was taken.
        """
        middles, sizes = centroids(dense, story), np.bincount(story)
        claimed = np.full(len(sizes), -1)
        known = np.unique(self.pin)
        if len(known) == 0:
            return claimed, None
        asked = unit(sums_of(self.examples, self.pin)[known])
        if len(dense) < FEW:
            return _nearest(middles @ asked.T, FEW_ALIKE, known), None
        surely, near = self._thresholds(dense, order, story, topic, middles, sizes)
        asked, told, missing = self._with_evidence(asked, known, dense, order, story)
        enough = np.where(told, TOLD * near, surely).astype(np.float32)
        enough[:, missing] = np.inf
        first = _nearest(_deviations(middles @ asked.T) / enough, 1.0, known)
        found = np.flatnonzero(first >= 0)
        pins, place = np.unique(first[found], return_inverse=True)
        if len(found) == 0:
            return claimed, surely
        known_stories = centroids(middles[found] * sizes[found, None].astype(np.float32), place.astype(np.int64))
        wanted = unit(asked[np.searchsorted(known, pins)] + known_stories)
        claimed = _nearest(_deviations(middles @ wanted.T), near, pins)
        claimed[found] = first[found]
        of_story = topic_of(story, topic)
        near_wholly = _nearest(self._of_topics(dense, topic, middles, asked), surely, known)
        return _whole_topics(claimed, of_story, sizes, near_wholly), surely

    def _of_topics(self, dense: Floats, topic: Integers, middles: Floats, asked: Floats) -> Floats:
        """Measure how near each topic as a whole is to each pinned one, in the deviations of stories."""
        inside = topic >= 0
        whole = unit(sums_of(dense[inside], topic[inside]))
        return _deviations(middles @ asked.T, whole @ asked.T)

    def _with_evidence(
        self, asked: Floats, known: Integers, dense: Floats, order: Integers, story: Integers
    ) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
        """Move what is asked for towards articles that hold its words.

        Returns
        -------
        asked : ndarray, (n_pins, n_dims) float32
        told : ndarray of bool, (n_stories, n_pins)
            Where one of these articles is.
        missing : ndarray of bool, (n_pins,)
            Most words of these stand nowhere.
        """
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        centres = np.zeros_like(asked)
        told = np.zeros((int(story.max()) + 1, len(known)), dtype=bool)
        n_words, n_missing = np.zeros(len(known)), np.zeros(len(known))
        for vector, pin, evidence in zip(self.examples, np.searchsorted(known, self.pin), self.evidence, strict=False):
            n_words[pin] += evidence.n_words
            n_missing[pin] += evidence.n_missing
            if len(evidence.rows) == 0:
                continue
            turn = np.argsort(place[evidence.rows])
            rows, share = place[evidence.rows][turn], evidence.share[turn]
            unusual = _deviations((dense @ vector)[:, None])[rows, 0]
            likely = unusual > UNLIKE
            weight = (share**2 * unusual)[likely]
            centres[pin] += weight @ dense[rows[likely]] / max(float(weight.sum()), 1e-6)
            told[story[rows[likely]], pin] = True
        found = told.any(axis=0)
        missing = ~found & (n_words > 0) & (n_missing >= MISSING * n_words)
        return unit(asked + unit(centres)), told, missing

    def _thresholds(
        self, dense: Floats, order: Integers, story: Integers, topic: Integers, middles: Floats, sizes: Integers
    ) -> tuple[float, float]:
        """Give the deviations from which a story belongs to a topic surely, and from which it does as a rule."""
        of_story = topic_of(story, topic)
        found = []
        for number in range(int(topic.max()) + 1):
            stories = np.flatnonzero(of_story == number)
            if len(stories) <= 1:
                continue
            chosen = stories[np.argsort(-sizes[stories], kind="stable")[:HEADLINES]]
            rows = np.asarray([_medoid(dense, story, middles, one) for one in chosen])
            probe = unit(self.headlines(order[rows]).mean(axis=0, keepdims=True))
            deviations = _deviations(middles @ probe.T)[:, 0]
            found.append(_best_cut(deviations, of_story == number, sizes))
        if not found:
            return FEW_DEVIATIONS, FEW_DEVIATIONS
        return float(np.quantile(found, SURELY)), float(np.median(found))


def topic_of(story: Integers, topic: Integers) -> Integers:
    """Give the topic of each story."""
    found = np.full(int(story.max()) + 1, -1)
    found[story] = topic
    return found


def _whole_topics(claimed: Integers, of_story: Integers, sizes: Integers, near_wholly: Integers) -> Integers:
    """Let the rest of a topic join a pinned one that has most of its articles already: it is what was asked for.

    So does the rest of a topic that as a whole is near enough to a pinned one (``near_wholly``, -1: to none) which has
    some of it.
    """
    found = claimed.copy()
    for number in np.unique(of_story[(claimed >= 0) & (of_story >= 0)]):
        inside = of_story == number
        counted = np.bincount(claimed[inside] + 1, sizes[inside])
        most = int(counted[1:].argmax()) + 1
        wholly = counted[most] > WHOLE * counted.sum() or near_wholly[number] == most - 1
        if wholly:
            found[inside & (claimed < 0)] = most - 1
    return found


def _nearest(scores: Floats, least: float, pins: Integers) -> Integers:
    """Give the pin of the highest score of each row, -1 where it is below the least."""
    rounded = np.round(scores, 5)
    best = rounded.argmax(axis=1)
    return np.where(rounded[np.arange(len(best)), best] >= least, pins[best], -1)


def _medoid(dense: Floats, story: Integers, middles: Floats, number: int) -> int:
    rows = np.flatnonzero(story == number)
    return int(rows[np.argmax(np.round(dense[rows] @ middles[number], 5))])


def _deviations(similar: Floats, others: Floats | None = None) -> Floats:
    """Measure similarities, or others, in robust deviations from what is usual for each column."""
    usual = np.median(similar, axis=0)
    spread = 1.4826 * np.median(np.abs(similar - usual), axis=0)
    measured = similar if others is None else others
    return np.asarray((measured - usual) / np.maximum(spread, 1e-6), dtype=np.float32)


def _best_cut(deviations: Floats, inside: NDArray[np.bool_], sizes: Integers) -> float:
    """Give the cut above which most articles are inside, and most of the inside (the best F1)."""
    order = np.argsort(-deviations, kind="stable")
    weights = sizes[order].astype(float)
    hits = np.cumsum(weights * inside[order])
    f1 = 2 * hits / (np.cumsum(weights) + (sizes * inside).sum())
    return float(deviations[order[int(np.argmax(np.round(f1, 5)))]])


def read_pins(path: Path) -> list[Pin]:
    """Read pinned topics from a TOML file: tables ``[[topic]]`` with ``name`` and ``examples``.

    Raises
    ------
    AnalysisError
        With file and line, when it is not such a file.
    """
    try:
        text = path.read_text("utf-8")
        tables = tomllib.loads(text)
    except FileNotFoundError as error:
        raise AnalysisError(f"There is no file {path}.") from error
    except OSError as error:
        raise AnalysisError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise AnalysisError(f"{path} is not written in UTF-8; save it so.") from error
    except tomllib.TOMLDecodeError as error:
        raise AnalysisError(f"{path} is no TOML file: {error}.") from error
    unknown = sorted(set(tables) - {"topic"})
    if unknown or not isinstance(tables.get("topic", []), list):
        raise AnalysisError(f"{path}: only tables [[topic]] are known here, not “{', '.join(unknown) or 'topic'}”.")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().replace(" ", "") == "[[topic]]"]
    pins = [
        _pin(table, f"{path}, line {line}")
        for table, line in zip(tables.get("topic", []), [*lines, *[0] * len(tables.get("topic", []))], strict=False)
    ]
    names = [pin.name.casefold() for pin in pins]
    twice = next((pin.name for pin in pins if names.count(pin.name.casefold()) > 1), None)
    if twice is not None:
        raise AnalysisError(f"{path} names the topic “{twice}” twice; names must differ.")
    return pins


def _pin(table: dict[str, Any], where: str) -> Pin:
    unknown = sorted(set(table) - {"name", "examples"})
    if unknown:
        raise AnalysisError(f"{where}: a topic has a name and examples, not “{unknown[0]}”.")
    return checked_pin(table.get("name"), table.get("examples", []), where)


def checked_pin(name: Any, examples: Any, where: str) -> Pin:  # noqa: ANN401
    """Check what a user gave for a pinned topic.

    Raises
    ------
    AnalysisError
    """
    if not isinstance(name, str) or not name.strip():
        raise AnalysisError(f"{where}: a pinned topic needs a name.")
    if not isinstance(examples, list) or not all(isinstance(one, str) and one.strip() for one in examples):
        raise AnalysisError(f"{where}: the examples of “{name}” must be a list of words or headlines.")
    if len(examples) > MOST_EXAMPLES:
        raise AnalysisError(f"{where}: “{name}” has {len(examples)} examples; {MOST_EXAMPLES} are enough.")
    return Pin(" ".join(name.split())[:120], tuple(" ".join(one.split()) for one in examples))


def with_vectors(
    pins: Sequence[Pin],
    encode: Callable[[Sequence[str]], Floats],
    headlines: Callable[[Integers], Floats],
    evidence: Callable[[str], Evidence] | None = None,
) -> Guidance | None:
    """Encode what was said about pinned topics.

    Parameters
    ----------
    pins : sequence of Pin
    encode : callable
        Texts → language-centred vectors.
    headlines : callable
        See `Guidance`.
    evidence : callable, optional
        Text → the articles that hold its words.
    """
    if not pins:
        return None
    texts = [(number, text) for number, pin in enumerate(pins) for text in (pin.name, *pin.examples)]
    vectors = unit(np.array(encode([text for _, text in texts]), dtype=np.float32))
    told = tuple(evidence(text) for _, text in texts) if evidence is not None else ()
    return Guidance(vectors, np.asarray([number for number, _ in texts], dtype=np.int64), len(pins), headlines, told)
