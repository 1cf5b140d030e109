"""What people correct, laid over what a run found; it stays in force in every later run, and can be taken back.

A run finds topics without looking at corrections; these are then applied in the order in which they were made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.space import centroids, unit

if TYPE_CHECKING:
    from data.store import Correction, PinnedTopic, Topic

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Grouping:
    """Where articles belong.

    Attributes
    ----------
    key, story, topic : ndarray, (n_articles,) int64
        Topic 0: outliers.
    """

    key: Integers
    story: Integers
    topic: Integers


@dataclass
class Wishes:
    """What people want of topics beside their articles.

    Attributes
    ----------
    names : dict of int to dict of str to str
        Topic → language → label; the language ``""`` stands for all.
    hidden, pinned : set of int
    """

    names: dict[int, dict[str, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    pinned: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, corrections: Sequence[Correction], pins: Sequence[PinnedTopic]) -> Wishes:
        """Read them from corrections and pins."""
        wishes = cls()
        for pin in pins:
            wishes.pinned.add(pin.topic_id)
            wishes.names[pin.topic_id] = {"": pin.name}
        for correction in _in_force(corrections):
            body = correction.body
            if correction.kind == "rename":
                named = wishes.names.setdefault(body["topic"], {})
                if not body.get("language"):
                    named.clear()
                named[body.get("language") or ""] = body["label"]
            elif correction.kind == "hide":
                wishes.hidden.add(body["topic"])
            elif correction.kind == "pin":
                wishes.pinned.add(body["topic"])
                wishes.names.setdefault(body["topic"], {"": body["label"], **body.get("labels", {})})
        return wishes

    def on(self, topic: Topic) -> Topic:
        """Give a topic as people want it."""
        names = self.names.get(topic.id, {})
        labels, label = dict(topic.labels), topic.label
        if "" in names:
            label, labels = names[""], dict.fromkeys(labels, names[""])
        for language, name in names.items():
            if language:
                labels[language] = name
                label = name if language == "en" else label
        return replace(
            topic, label=label, labels=labels, hidden=topic.id in self.hidden, pinned=topic.id in self.pinned
        )


def corrected(found: Grouping, corrections: Sequence[Correction], points: Callable[[], Floats]) -> Grouping:
    """Apply corrections to what a run found.

    Parameters
    ----------
    found : Grouping
    corrections : sequence of Correction
        Those that were undone change nothing.
    points : callable
        Gives the vectors ``(n_articles, n_dims)``; called only where a topic was split and has new articles since.

    Returns
    -------
    Grouping
    """
    story, topic = found.story.copy(), found.topic.copy()
    row_of: dict[int, int] = {}
    for correction in _in_force(corrections):
        body = correction.body
        if correction.kind == "merge":
            topic[np.isin(topic, body["topics"])] = body["into"]
        elif correction.kind == "split":
            _split(found.key, story, topic, body, points)
        elif correction.kind == "move":
            row_of = row_of or {int(key): row for row, key in enumerate(found.key)}
            row = row_of.get(body["key"])
            if row is not None:
                topic[row] = body["topic"]
                if np.count_nonzero(story == story[row]) > 1:
                    story[row] = body["story"]
    return Grouping(found.key, story, topic)


def _in_force(corrections: Sequence[Correction]) -> list[Correction]:
    return [correction for correction in corrections if correction.undone_at is None]


def _split(
    key: Integers,
    story: Integers,
    topic: Integers,
    body: dict[str, list[dict[str, list[int]]]],
    points: Callable[[], Floats],
) -> None:
    """Give the articles of a topic to its parts; new ones follow their story, or what they are most like."""
    inside = np.flatnonzero(topic == body["topic"])
    parts = body["parts"]
    part = np.full(len(inside), -1)
    for number, one in enumerate(parts):
        part[np.isin(key[inside], one["keys"])] = number
    known = part >= 0
    if not known.any():
        return
    if not known.all():
        stories = np.unique(story[inside], return_inverse=True)[1]
        votes = np.zeros((int(stories.max()) + 1, len(parts)))
        np.add.at(votes, (stories[known], part[known]), 1)
        told = ~known & (votes[stories].sum(axis=1) > 0)
        part[told] = votes[stories[told]].argmax(axis=1)
        rest = np.flatnonzero(part < 0)
        if len(rest):
            own = points()[inside]
            numbers, label = np.unique(part[part >= 0], return_inverse=True)
            middles = centroids(unit(own[part >= 0].copy()), label.astype(np.int64))
            part[rest] = numbers[np.round(own[rest] @ middles.T, 5).argmax(axis=1)]
    topic[inside] = np.asarray([one["topic"] for one in parts])[part]
