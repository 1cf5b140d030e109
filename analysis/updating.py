"""New articles join what is there: only stories that they can change are made again, then topics from all stories."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.clustering import Clustering, in_given_order, nearness, themes
from analysis.guidance import Guidance
from analysis.linkage import in_order
from analysis.space import STORY_NAMES, canonical_order, centred_in_order, joined
from analysis.stories import PENALTY, find_stories

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Days = NDArray[np.float64]

GROWN = 1.2
"""So many times as many articles as when everything was clustered at once, and it is done again."""
ENOUGH = 5_000
TIMES = 20
"""Articles near in time that are looked at again, at least, and per new article; beyond, only the most alike are."""
MEMBERS = 8
"""Articles that stand for a story then."""
FAR = np.float32(-2.0)
ROWS = 64
"""New articles that are compared at once with all that are near in time to one of them."""


def update(
    vectors: Floats,
    *,
    story: Integers,
    typical: float,
    names_of: Callable[[Integers], csr_matrix | None],
    languages: Sequence[str | None],
    timestamps: Days,
    granularity: float = 1.0,
    n_topics: int | None = None,
    guidance: Guidance | None = None,
) -> Clustering:
    """Join new articles to stories and topics, or open new ones.

    Stories near in time to a new article are made again together with it; all others stay as they are. Where that
    would be most of the corpus, a new article joins the story most like it, or none, and the others stay.

    Parameters
    ----------
    vectors : ndarray, (n_articles, n_dims) float32
        Of all articles.
    story : ndarray, (n_articles,) int64
        What was known before; -1 for new articles.
    typical : float
        `Clustering.typical` of the clustering before.
    names_of : callable
        Rows → their names, as `analysis.names.name_features` gives them.
    languages, timestamps, granularity, n_topics, guidance
        As for `analysis.clustering.cluster`.

    Returns
    -------
    Clustering
        Stories that did not change keep their number.
    """
    order = canonical_order(vectors, None, timestamps)
    days, known = timestamps[order], story[order]
    dense, spoken = centred_in_order(vectors, languages, order)
    found, typical = _stories_with(dense, known, days, spoken, lambda rows: names_of(order[rows]), typical)
    dense_story = in_order(found)
    options = {"granularity": granularity, "n_topics": n_topics, "guidance": guidance}
    topic, pinned, line = themes(dense, order, dense_story, **options)  # type: ignore[arg-type]
    kept, topic, score = in_given_order(order, found, topic, nearness(dense, dense_story, topic))
    return Clustering(kept, topic, score, typical, pinned, line)


def carry_stories(before: Integers, made: Integers, *, next_id: int) -> Integers:
    """Let each story go on under the number that most of its articles had, if it has most of that story's articles.

    Parameters
    ----------
    before : ndarray, (n_articles,) int64
        -1 for new articles.
    made : ndarray, (n_articles,) int64
        From 0.
    next_id : int
        First number that was never used.

    Examples
    --------
    >>> carry_stories(np.array([7, 7, 7, -1]), np.array([0, 0, 1, 1]), next_id=9).tolist()
    [7, 7, 9, 9]
    """
    numbers = np.full(int(made.max(initial=-1)) + 1, -1)
    old = before >= 0
    pairs, shared = np.unique(np.stack([before[old], made[old]], axis=1), axis=0, return_counts=True)
    taken: set[int] = set()
    for row in np.lexsort((pairs[:, 1], pairs[:, 0], -shared)):
        former, now = int(pairs[row, 0]), int(pairs[row, 1])
        if numbers[now] < 0 and former not in taken:
            numbers[now] = former
            taken.add(former)
    fresh = np.flatnonzero(numbers < 0)
    numbers[fresh] = next_id + np.arange(len(fresh))
    return numbers[made]


def _stories_with(
    dense: Floats,
    story: Integers,
    days: Days,
    spoken: NDArray[np.str_],
    names_of: Callable[[Integers], csr_matrix | None],
    typical: float,
) -> tuple[Integers, float]:
    """Give every new article a story, and make those again that it may change."""
    found = story.copy()
    new = np.flatnonzero(story < 0)
    if len(new) == 0:
        return found, typical
    near = _near_in_time(days, new)
    few = len(near) <= max(ENOUGH, TIMES * len(new))
    again = _whole_stories(story, near) if few else _representatives(dense, story, days, new)
    points = joined(dense[again], names_of(again), STORY_NAMES)
    made, typical = find_stories(points, spoken[again], days[again], typical=typical)
    carried = carry_stories(story[again], made, next_id=int(story.max(initial=-1)) + 1)
    changed = np.ones(len(again), dtype=bool) if few else story[again] < 0
    found[again[changed]] = carried[changed]
    return found, typical


def _whole_stories(story: Integers, near: Integers) -> Integers:
    stories = np.unique(story[near])
    return np.flatnonzero((story < 0) | np.isin(story, stories[stories >= 0]))


def _representatives(dense: Floats, story: Integers, days: Days, new: Integers) -> Integers:
    """Give new articles and some articles of the story that is most like each of them."""
    stories = np.unique(story[_most_alike(dense, story, days, new)])
    rows = np.flatnonzero(np.isin(story, stories[stories >= 0]))
    rows = rows[np.argsort(story[rows], kind="stable")]
    _, first, sizes = np.unique(story[rows], return_index=True, return_counts=True)
    place = np.arange(len(rows)) - np.repeat(first, sizes)
    step = np.repeat(np.maximum(1, sizes // MEMBERS), sizes)
    return np.sort(np.concatenate([new, rows[place % step == 0]]))


def _near_in_time(days: Days, new: Integers) -> Integers:
    if np.isnan(days[new]).any():
        return np.arange(len(days))
    times = np.sort(days[new])
    after = np.searchsorted(times, days - PENALTY.reach)
    close = (after < len(times)) & (times[np.minimum(after, len(times) - 1)] <= days + PENALTY.reach)
    return np.flatnonzero(close | np.isnan(days))


def _most_alike(dense: Floats, story: Integers, days: Days, new: Integers) -> Integers:
    """Give the known article most like each new one, of those near in time; sorted by day, the undated last."""
    old = np.flatnonzero(story >= 0)
    dated = old[~np.isnan(days[old])]
    undated = old[len(dated) :]
    found = []
    for start in range(0, len(new), ROWS):
        rows = new[start : start + ROWS]
        times = days[rows]
        near = old
        if not np.isnan(times).any():
            from_, to = times[0] - PENALTY.reach, times[-1] + PENALTY.reach
            near = np.concatenate([dated[(days[dated] >= from_) & (days[dated] <= to)], undated])
        alike = np.round(dense[rows] @ dense[near].T, 5)
        alike[np.abs(times[:, None] - days[near][None, :]) > PENALTY.reach] = FAR
        best = np.argmax(alike, axis=1) if len(near) else np.zeros(0, dtype=np.int64)
        found.append(near[best[alike[np.arange(len(best)), best] > FAR]])
    return np.unique(np.concatenate(found))
