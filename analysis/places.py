"""Places of articles on the map: those that have one keep it, new ones come beside what they are like."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from analysis.projection import place_among, project
from analysis.space import centred, language_means

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from data.store import Store

OUTGROWN = 10
"""A map is drawn anew when there are so many times as many articles as it was drawn for and they have no place."""
REFERENCES = 20_000
"""Placed articles that new ones are compared with, at most."""
BATCH = 10_000


def place_articles(
    store: Store,
    encoder: str,
    corpus: pl.DataFrame,
    vectors: NDArray[np.float32],
    *,
    progress: Callable[[str, int, int], None] = lambda _step, _done, _total: None,
) -> int:
    """Give every article that has none a place on the map.

    Parameters
    ----------
    store : Store
    encoder : str
        Fingerprint of the encoder that made the vectors: each has a map of its own.
    corpus : polars.DataFrame
        id, key and language of each article.
    vectors : ndarray, (n_articles, n_dims) float32
    progress : callable, optional

    Returns
    -------
    int
        Articles that were placed. Those that had a place stay where they were, unless the map is outgrown.
    """
    keys, languages = corpus["key"].to_numpy(), corpus["language"].to_list()
    known = corpus.select("key", "id").join(store.coordinates(encoder), on="key", how="left", maintain_order="left")
    has_place = known["x"].is_not_null().to_numpy()
    missing = np.flatnonzero(~has_place)
    progress("map", int(has_place.sum()), len(keys))
    if len(missing) == 0:
        return 0
    if len(keys) >= OUTGROWN * int(has_place.sum()):
        missing, places = np.arange(len(keys)), project(centred(vectors, languages))
    else:
        # Ids are as good as random: the first ones are a sample that no order of arrival decides.
        some = known.with_row_index("row").filter(has_place).sort("id")[:REFERENCES].sort("row")
        means, placed = language_means(vectors, languages), some["row"].to_numpy()
        new, old = (means.removed_from(vectors[rows], [languages[row] for row in rows]) for rows in (missing, placed))
        places = place_among(new, old, some.select("x", "y").to_numpy().astype(np.float32))
    for start in range(0, len(missing), BATCH):
        rows = slice(start, start + BATCH)
        store.add_coordinates(encoder, keys[missing[rows]], places[rows])
        progress("map", len(keys) - max(len(missing) - start - BATCH, 0), len(keys))
    return len(missing)
