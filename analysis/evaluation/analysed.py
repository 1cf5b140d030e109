"""The articles of the current run with their places and vectors, as the figures without gold need them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from data.store import Run, Store

NO_RUN = "The store has not been analysed yet: run `newstide analyze` first."


@dataclass(frozen=True)
class Analysed:
    """What the current run knows about its originals, in the order of their ids.

    Attributes
    ----------
    run : Run
    articles : polars.DataFrame
        title, text, language, published_at, story_id, topic_id (0: outlier). Reprints are left out, which say nothing
        of their own.
    vectors : ndarray, (n_articles, n_dims) float32
    revised : int
        Originals without a row here, because their text has changed since the run.
    """

    run: Run
    articles: pl.DataFrame
    vectors: NDArray[np.float32]
    revised: int

    @property
    def languages(self) -> list[str | None]:
        """Languages, (n_articles,)."""
        return self.articles["language"].to_list()

    @property
    def topic(self) -> NDArray[np.int64]:
        """Topic ids, (n_articles,); 0 for outliers."""
        return self.articles["topic_id"].to_numpy()


def read_analysed(store: Store) -> Analysed:
    """Read the current run with the vectors it was made from.

    Raises
    ------
    AnalysisError
        When there is no run, or the store has lost its vectors.
    """
    run = store.current_run()
    if run is None:
        raise AnalysisError(NO_RUN)
    keys, hashes, vectors = store.vectors(_fingerprint(run.parameters))
    rows = pl.DataFrame(
        {"key": keys, "text_hash": hashes, "row": np.arange(len(keys))},
        schema={"key": pl.Int64, "text_hash": pl.String, "row": pl.Int64},
    )
    originals = store.corpus().join(store.memberships(), on="key").filter(pl.col("reprint_of").is_null())
    found = originals.join(rows, on=["key", "text_hash"], maintain_order="left")
    if found.is_empty():
        raise AnalysisError("The store holds no vectors of the current run: run `newstide analyze` once more.")
    return Analysed(run, found, vectors[found["row"].to_numpy()], originals.height - found.height)


def _fingerprint(parameters: dict[str, Any]) -> str:
    found = parameters.get("fingerprint")
    if not found:
        raise AnalysisError(
            "The current run is of an earlier newstide and does not say which vectors it used: "
            "run `newstide analyze` once more."
        )
    return str(found)
