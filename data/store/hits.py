"""Hits of a text search: their keys from the full-text index, all else from columns kept in memory.

Texts are long and lie between the columns that counting needs; the few columns of all articles take some 40 bytes an
article in memory, and with them 100,000 hits are counted, narrowed and put in order without touching the texts.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import timedelta
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import Connection, TextClause, func, select, text

from data.filters import Filters
from data.schema import articles, memberships, revisions
from data.store.reading import Order, frame, of_filter
from data.store.search import index_query
from data.store.zones import HOUR, first_hour

COLUMNS = {
    "key": pl.Int64,
    "published_at": pl.Int64,
    "language": pl.String,
    "source": pl.String,
    "reprint_of": pl.Int64,
    "topic_id": pl.Int64,
    "story_id": pl.Int64,
    "score": pl.Float64,
}
DAY = 24 * HOUR
KEPT = 8
"""Searches whose hits are remembered: one change of the page asks for the same hits several times."""


class Columns:
    """Few columns of all articles, as the current run has them; articles that came since are added.

    May be used by several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation: str | None = None
        self._frame = pl.DataFrame(schema=COLUMNS)
        self._found: OrderedDict[tuple[object, ...], NDArray[np.int64]] = OrderedDict()

    def hits(self, connection: Connection, run_id: int | None, typed: str, *, generation: str) -> pl.DataFrame:
        """Give the columns of the articles that a search finds, by key; another generation is read anew."""
        last = _last(connection)
        revised = connection.execute(select(func.count()).select_from(revisions)).scalar()
        with self._lock:
            frame = self._current(connection, run_id, last, generation)
            name = (last, revised, typed)
            if name not in self._found:
                self._found[name] = _keys(connection, typed)
                while len(self._found) > KEPT:
                    self._found.popitem(last=False)
            keys = self._found[name]
        known = frame["key"].to_numpy()
        return frame.filter(pl.Series(np.isin(known, keys, assume_unique=True)))

    def all(self, connection: Connection, run_id: int | None, *, generation: str) -> pl.DataFrame:
        """Give the columns of all articles, by key."""
        last = _last(connection)
        with self._lock:
            return self._current(connection, run_id, last, generation)

    def _current(self, connection: Connection, run_id: int | None, last: int, generation: str) -> pl.DataFrame:
        if self._generation != generation:
            self._frame, self._generation = pl.DataFrame(schema=COLUMNS), generation
            self._found.clear()
        known = 0 if self._frame.is_empty() else int(self._frame["key"][-1])
        if last > known:
            self._frame = pl.concat([self._frame, _read(connection, run_id, known)])
        return self._frame


def counted(hits: pl.DataFrame, per: Literal["hour", "day"]) -> pl.DataFrame:
    """Count hits in the same form as the count tables; those that the run has not seen are left out."""
    step = HOUR if per == "hour" else DAY
    by = (per, "topic_id", "language", "source")
    return (
        hits.filter(pl.col("topic_id").is_not_null())
        .with_columns(pl.col("published_at").floordiv(step).alias(per))
        .group_by(*by)
        .agg(
            articles=pl.len().cast(pl.Int64),
            originals=pl.col("reprint_of").is_null().sum().cast(pl.Int64),
        )
        .select(*by, "articles", "originals")
    )


def narrowed(hits: pl.DataFrame, filters: Filters) -> pl.DataFrame:
    """Keep the hits that the rest of a filter lets through."""
    keep = pl.lit(value=True)
    if filters.start:
        keep &= pl.col("published_at") >= first_hour(filters.start, filters.zone) * HOUR
    if filters.end:
        keep &= pl.col("published_at") < first_hour(filters.end + timedelta(days=1), filters.zone) * HOUR
    for name, values in (("topic_id", filters.topics), ("language", filters.languages), ("source", filters.sources)):
        if values:
            keep &= pl.col(name).is_in(list(values))
    return hits.filter(keep)


def ordered(hits: pl.DataFrame, order: Order) -> NDArray[np.int64]:
    """Give the keys of hits in an order; the undated last."""
    match order:
        case "oldest":
            hits = hits.sort("published_at", "key", nulls_last=True)
        case "typical":
            hits = hits.sort("score", "key", descending=[True, False], nulls_last=True)
        case _:
            hits = hits.sort("published_at", "key", descending=[True, False], nulls_last=True)
    return hits["key"].to_numpy()


def best_first(connection: Connection, typed: str, keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put keys in the order in which the index ranks them for a search; a word of the title weighs most.

    SQLite ranks by BM25, PostgreSQL by how often the words stand in an article of its length.
    """
    if connection.dialect.name == "sqlite":
        query = text(
            "SELECT rowid FROM article_words WHERE article_words MATCH :search "
            "ORDER BY bm25(article_words, 10.0, 1.0, 1.0), rowid"
        )
    else:
        query = text(
            "SELECT key FROM articles WHERE words @@ to_tsquery('simple', :search) "
            "ORDER BY ts_rank('{0.1, 0.1, 0.1, 1}', words, to_tsquery('simple', :search), 1) DESC, key"
        )
    ranked = _fetched(connection, query, typed)
    return ranked[np.isin(ranked, keys)]


def read_keys(connection: Connection, run_id: int | None, keys: NDArray[np.int64]) -> pl.DataFrame:
    """Read articles by their keys, in that order: the frame of `reading.read_articles`."""
    wanted = [int(key) for key in keys]
    query = of_filter(run_id, Filters(), connection.dialect.name).where(articles.c.key.in_(wanted))
    order = pl.DataFrame({"key": wanted}, schema={"key": pl.Int64})
    return order.join(frame(connection, query), on="key", how="inner", maintain_order="left")


def _last(connection: Connection) -> int:
    return int(connection.execute(select(func.max(articles.c.key))).scalar() or 0)


def _keys(connection: Connection, typed: str) -> NDArray[np.int64]:
    if connection.dialect.name == "sqlite":
        query = text("SELECT rowid FROM article_words WHERE article_words MATCH :search")
    else:
        query = text("SELECT key FROM articles WHERE words @@ to_tsquery('simple', :search)")
    return _fetched(connection, query, typed)


def _fetched(connection: Connection, query: TextClause, typed: str) -> NDArray[np.int64]:
    search = index_query(connection.dialect.name, typed)
    if search is None:
        return np.zeros(0, dtype=np.int64)
    # Past SQLAlchemy's rows: there may be very many, of one number each.
    rows = connection.execute(query, {"search": search}).cursor.fetchall()
    return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))


def _read(connection: Connection, run_id: int | None, known: int) -> pl.DataFrame:
    """Read the columns of the articles behind a key; where the run has put them is joined in memory."""
    query = select(*(articles.c[name] for name in list(COLUMNS)[:5])).where(articles.c.key > known)
    placed = select(*(memberships.c[name] for name in ("article_key", *list(COLUMNS)[5:]))).where(
        memberships.c.run_id == run_id, memberships.c.article_key > known
    )
    if connection.dialect.name == "sqlite":
        # Covers all columns: the texts between them are not walked over.
        query = query.with_hint(articles, "INDEXED BY articles_published_at", "sqlite").order_by(
            articles.c.published_at
        )
    here = pl.DataFrame(
        [tuple(row) for row in connection.execute(query)], schema=dict(list(COLUMNS.items())[:5]), orient="row"
    )
    there = pl.DataFrame(
        [tuple(row) for row in connection.execute(placed)],
        schema={"key": pl.Int64, **dict(list(COLUMNS.items())[5:])},
        orient="row",
    )
    return here.join(there, on="key", how="left").sort("key").select(*COLUMNS)
