"""The part of the store that lists articles for a reader who goes through them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import Connection

from data.filters import Filters
from data.store import hits, listing
from data.store.listing import FOLDED, Listing, Tallies
from data.store.reading import Order
from data.store.search import Wanted, understood
from data.store.tables import Counts


class Listed:
    """What `Store` knows about lists of articles."""

    _reading: Callable[[], AbstractContextManager[Connection]]
    generation: Callable[[Connection | None], str]
    _run_id: Callable[[Connection], int | None]
    _columns: hits.Columns
    settled: Callable[[Filters], Filters]
    _table: Callable[[Filters, Literal["hour", "day"], Collection[str]], Counts]

    def listing(self, filters: Filters, *, limit: int = 20, offset: int = 0, order: Order = "newest") -> Listing:
        """Read a page of the articles that a filter lets through, reprints under their original."""
        filters = self.settled(filters)
        with self._reading() as connection:
            run_id = self._run_id(connection)
            found = hits.narrowed(self._known(connection, filters), filters)
            news = listing.news_of(found)
            keys = hits.ordered(news, order)
            if order == "best" and filters.text:
                keys = self._best_first(connection, filters, keys)
            page = hits.read_keys(connection, run_id, keys[offset : offset + limit])
            folded = listing.folded_under(found, page)
            named = folded.group_by("lead", maintain_order=True).head(FOLDED)["key"].to_numpy()
            return Listing(
                articles=found.height,
                reprints=found.height - int(found["reprint_of"].null_count()),
                news=news.height,
                undated=int(found["published_at"].null_count()),
                waiting=int(found["topic_id"].null_count()),
                page=page,
                folded=hits.read_keys(connection, run_id, named),
                folds=dict(folded.group_by("lead").len().iter_rows()),
            )

    def tallies(self, filters: Filters) -> Tallies:
        """Count how many articles there would be with one language, source, topic or month in place of the filter's."""
        filters = self.settled(filters)
        with self._reading() as connection:
            waiting = self._known(connection, filters).filter(pl.col("topic_id").is_null())
        return listing.tally(self._table(filters, "day", ("sources",)), waiting, filters)

    def understood(self, typed: str) -> list[Wanted]:
        """Read a search: its words may be of any language that there are articles in."""
        with self._reading() as connection:
            return understood(typed, self._columns_of(connection).languages)

    def holding(self, words: Sequence[str], languages: Sequence[str]) -> list[NDArray[np.int64]]:
        """Give, for each word, the keys of the articles that hold it.

        Parameters
        ----------
        words : sequence of str
            Each is looked for in all its forms.
        languages : sequence of str
            In which a word may be meant (ISO 639-1).
        """
        with self._reading() as connection:
            return hits.holding(connection, words, languages)

    def _columns_of(self, connection: Connection) -> hits.Known:
        run_id, generation = self._run_id(connection), self.generation(connection)
        return self._columns.known(connection, run_id, generation=generation)

    def _known(self, connection: Connection, filters: Filters) -> pl.DataFrame:
        """Give the columns of the hits of a filter's words, or of all articles; the rest of the filter is to come."""
        known = self._columns_of(connection)
        return self._columns.hits(connection, known, filters.text) if filters.text else known.frame

    def _best_first(self, connection: Connection, filters: Filters, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._columns.best_first(connection, self._columns_of(connection), filters.text, keys)
