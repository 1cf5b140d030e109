"""Do the articles of a story belong together more than chance has it? Those that do not are stories by accident."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

REFERENCES = 100
"""Articles of each language that others are compared with; fewer than a fifth of them say nothing."""
UPPER = 0.05
"""Share of the articles of other days that are the most alike: what chance can bring about."""
MEMBERS = 12
"""Articles of a story that are looked at."""
LARGE, SMALL = 0.7, 1.1
"""How alike the articles of a large and of a small story must be, in units of what chance can bring about."""
MIDDLING = 10.0

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


def accidental(
    points: Floats, story: Integers, languages: NDArray[np.str_], days: NDArray[np.float64], *, apart: float
) -> Integers:
    """Find the stories whose articles are no more alike than articles of other days are.

    An article is compared with others in the language of its partner in a pair: across languages all are less alike.

    Parameters
    ----------
    points : ndarray, (n_articles, n_dims) float32
        Unit vectors.
    story : ndarray, (n_articles,) int64
    languages : ndarray of str, (n_articles,)
    days : ndarray, (n_articles,) float64
        NaN for undated articles, which are compared with all of other stories.
    apart : float
        Days from which two articles cannot be of one story.

    Returns
    -------
    ndarray, (n_found,) int64
        Stories.
    """
    sizes = np.bincount(story)
    members = list(_members(story, sizes))
    if not members:
        return np.zeros(0, dtype=np.int64)
    rows = np.concatenate(members)
    kinds, kind = np.unique(languages, return_inverse=True)
    chance = _chance(points, story, kind, days, rows, len(kinds), apart)
    found = []
    start = 0
    pairs = {n_rows: np.triu_indices(n_rows, 1) for n_rows in range(2, MEMBERS + 1)}
    for chosen in members:
        own = chance[start : start + len(chosen)]
        start += len(chosen)
        one, other = pairs[len(chosen)]
        alike = float(np.einsum("ij,ij->i", points[chosen[one]], points[chosen[other]]).mean())
        expected = np.concatenate([own[one, kind[chosen[other]]], own[other, kind[chosen[one]]]])
        expected = expected[~np.isnan(expected)]
        size = float(sizes[story[chosen[0]]])
        least = LARGE + (SMALL - LARGE) / (1.0 + (size / MIDDLING) ** 3)
        if len(expected) and round(alike, 5) < round(least * float(expected.mean()), 5):
            found.append(int(story[chosen[0]]))
    return np.asarray(found, dtype=np.int64)


def _members(story: Integers, sizes: Integers) -> Iterator[Integers]:
    """Give the rows of each story of several articles, evenly chosen where there are many."""
    order = np.argsort(story, kind="stable")
    for rows in np.split(order, np.cumsum(sizes)[:-1]):
        if len(rows) > 1:
            yield rows[np.linspace(0, len(rows) - 1, min(MEMBERS, len(rows))).astype(np.int64)]


def _chance(
    points: Floats,
    story: Integers,
    kind: Integers,
    days: NDArray[np.float64],
    rows: Integers,
    n_kinds: int,
    apart: float,
) -> NDArray[np.float64]:
    """Give ``(n_rows, n_kinds)`` how alike an article is to the nearest of other days in each language."""
    chance = np.full((len(rows), n_kinds), np.nan)
    for number in range(n_kinds):
        spoken = np.flatnonzero(kind == number)
        if len(spoken) < REFERENCES // 5:
            continue
        references = spoken[np.linspace(0, len(spoken) - 1, min(REFERENCES, len(spoken))).astype(np.int64)]
        top = max(3, int(UPPER * len(references)))
        for start in range(0, len(rows), 4_096):
            part = rows[start : start + 4_096]
            alike = points[part] @ points[references].T
            near = np.abs(days[part][:, None] - days[references][None, :]) <= apart
            alike[near | (story[part][:, None] == story[references][None, :])] = -1.0
            highest = np.partition(alike, -top, axis=1)[:, -top:]
            known = (highest > -1.0).all(axis=1)
            chance[start : start + 4_096, number] = np.where(known, np.sort(highest, axis=1).mean(axis=1), np.nan)
    return chance
