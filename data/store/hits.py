"""Hits of a text search: their keys from the full-text index, all else from columns kept in memory.

Texts are long and lie between the columns that counting needs; the few columns of all articles take some 40 bytes an
article in memory, and with them 100,000 hits are counted, narrowed and put in order without touching the texts.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Generic, Literal, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import Connection, false, func, select, text

from data.filters import UTC_ZONE, Filters
from data.schema import articles, memberships, revisions
from data.store.articles import in_pieces
from data.store.reading import FIELDS, Order, frame, placed, plain_rows
from data.store.search import Wanted, index_query, title_query, understood
from data.store.tables import Counts
from data.store.zones import HOUR, first_hour

COLUMNS = {
    "key": pl.Int64,
    "published_at": pl.Int64,
    "language": pl.Categorical,
    "source": pl.Categorical,
    "reprint_of": pl.Int64,
    "topic_id": pl.Int64,
    "story_id": pl.Int64,
    "score": pl.Float64,
}
DAY = 24 * HOUR
KEPT = 8
"""Searches that are remembered: one change of the page asks for the same hits several times."""
FOUND = 2
"""Searches of which all columns of the hits are: of a million they take 50 MiB."""
RANKED = 20_000
"""Hits up to which each is weighed against the others; a word that more articles hold tells little about them."""
FEW = 10_000
"""Hits that are looked through at first for a page of a list."""
STATE = select(
    select(func.max(articles.c.key)).scalar_subquery(),
    select(func.count()).select_from(revisions).scalar_subquery(),
)
"""Of all articles: the last key, and how many of them were revised."""
Kept = TypeVar("Kept")


class Recent(Generic[Kept]):
    """What was made for the latest few searches; who asks for what is being made waits for it."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, Kept] = OrderedDict()

    def get(self, name: object, make: Callable[[], Kept]) -> Kept:
        """Give what was made for a name, or make it."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = make()
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(name)
            return self._kept[name]


@dataclass(frozen=True)
class Known:
    """The columns of all articles (`COLUMNS`, newest first), their languages, and a number that no other state has."""

    frame: pl.DataFrame
    languages: tuple[str, ...]
    state: int


class Columns:
    """Few columns of all articles, as the current run has them; articles that came since are added.

    What a search found is kept for a while: which articles, how they are counted, which match best. May be used by
    several threads; nobody waits for the search of another one who does not search.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: tuple[str, int] | None = None
        self._known = Known(pl.DataFrame(schema=COLUMNS), (), 0)
        self._rows: Recent[NDArray[np.int64]] = Recent()
        self._found: Recent[pl.DataFrame] = Recent(FOUND)
        self._counts: Recent[Counts] = Recent()
        self._ranked: Recent[NDArray[np.int64]] = Recent()

    def known(self, connection: Connection, run_id: int | None, *, generation: str) -> Known:
        """Give the columns of all articles; another generation is read anew."""
        last, revised = connection.execute(STATE).one()
        last = last or 0
        with self._lock:
            frame = self._known.frame
            if self._read != (generation, revised):
                frame, self._read = pl.DataFrame(schema=COLUMNS), (generation, revised)
            behind = int(frame["key"].max() or 0)  # type: ignore[arg-type]
            if last > behind:
                further = _columns_behind(connection, run_id, behind)
                # Once for all lists: what is filtered stays in this order.
                frame = pl.concat([frame, further]).sort(
                    "published_at", "key", descending=[True, False], nulls_last=True
                )
            if frame is not self._known.frame:
                languages = tuple(frame["language"].drop_nulls().unique().cast(pl.String).sort())
                self._known = Known(frame, languages, self._known.state + 1)
            return self._known

    def hits(self, connection: Connection, known: Known, typed: str) -> pl.DataFrame:
        """Give the columns of the articles that a search finds, newest first."""

        def find() -> NDArray[np.int64]:
            search = index_query(connection.dialect.name, understood(typed, known.languages))
            return _rows_of(known.frame["key"].to_numpy(), _found(connection, search))

        def take() -> pl.DataFrame:
            rows = self._rows.get((known.state, typed), find)
            return known.frame if len(rows) == known.frame.height else known.frame[rows]

        return self._found.get((known.state, typed), take)

    def counts(
        self, connection: Connection, known: Known, typed: str, per: Literal["hour", "day"], *, zone: str = UTC_ZONE
    ) -> Counts:
        """Count the articles that a search finds, per hour (UTC) or per day of a zone, as the count tables do."""
        local = per == "day" and zone != UTC_ZONE

        def count() -> Counts:
            counts = Counts.coded(counted(self.hits(connection, known, typed), "hour" if local else per))
            return counts.in_days(zone) if local else counts

        return self._counts.get((known.state, typed, per, zone if local else None), count)

    def best_first(
        self, connection: Connection, known: Known, typed: str, keys: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Put keys of hits in the order of `ranked`, or of `titled_first` where there are very many."""

        def rank() -> NDArray[np.int64]:
            found = self.hits(connection, known, typed)
            wanted = understood(typed, known.languages)
            if found.height <= RANKED:
                return ranked(connection, wanted)
            return titled_first(connection, wanted, ordered(found, "newest"))

        order = self._ranked.get((known.state, typed), rank)
        return order[_rows_of(order, keys)]

    def forget(self) -> None:
        """Read everything anew when it is asked for: some articles are no longer what they were."""
        with self._lock:
            self._read = None


def counted(hits: pl.DataFrame, per: Literal["hour", "day"]) -> pl.DataFrame:
    """Count each hit in the form of the count tables; those that the run has not seen are left out."""
    step = HOUR if per == "hour" else DAY
    return hits.filter(pl.col("topic_id").is_not_null()).select(
        pl.col("published_at").floordiv(step).alias(per),
        *FIELDS,
        articles=pl.lit(1, dtype=pl.Int64),
        originals=pl.col("reprint_of").is_null().cast(pl.Int64),
    )


def narrowed(hits: pl.DataFrame, filters: Filters) -> pl.DataFrame:
    """Keep the hits that the rest of a filter lets through."""
    conditions = conditions_of(filters)
    return hits.filter(*conditions.values()) if conditions else hits


def newest(hits: pl.DataFrame, filters: Filters, count: int) -> NDArray[np.int64]:
    """Give the keys of the newest hits that the rest of a filter lets through, no further than so many are found."""
    conditions = list(conditions_of(filters).values())
    start, size, keys = 0, max(FEW, count), np.zeros(0, dtype=np.int64)
    while len(keys) < count and start < hits.height:
        piece = hits.slice(start, size)
        found = piece.filter(*conditions) if conditions else piece
        keys = np.concatenate([keys, found["key"].to_numpy()])
        start, size = start + size, size * 8
    return keys[:count]


def conditions_of(filters: Filters) -> dict[str, pl.Expr]:
    """Say what a filter asks of hits beside its words: by ``dates``, ``topics``, ``languages`` and ``sources``."""
    found: dict[str, pl.Expr] = {}
    when = pl.col("published_at")
    after = first_hour(filters.start, filters.zone) * HOUR if filters.start else None
    before = first_hour(filters.end + timedelta(days=1), filters.zone) * HOUR if filters.end else None
    if after is not None and before is not None:
        found["dates"] = (when >= after) & (when < before)
    elif after is not None:
        found["dates"] = when >= after
    elif before is not None:
        found["dates"] = when < before
    if filters.topics:
        found["topics"] = pl.col("topic_id").is_in(list(filters.topics))
    if filters.languages:
        found["languages"] = pl.col("language").is_in(list(filters.languages))
    if filters.sources:
        found["sources"] = pl.col("source").is_in(list(filters.sources))
    return found


def ordered(hits: pl.DataFrame, order: Order) -> NDArray[np.int64]:
    """Give the keys of hits, which are newest first, in an order; the undated last."""
    match order:
        case "oldest":
            hits = hits.sort("published_at", "key", nulls_last=True)
        case "typical":
            hits = hits.sort("score", "key", descending=[True, False], nulls_last=True)
    return hits["key"].to_numpy()


def ranked(connection: Connection, wanted: Sequence[Wanted]) -> NDArray[np.int64]:
    """Give the keys of what a search finds as the index ranks them; a word of the title weighs most.

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
    search = index_query(connection.dialect.name, wanted)
    rows = [] if search is None else connection.execute(query, {"search": search}).cursor.fetchall()
    return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))


def titled_first(connection: Connection, wanted: Sequence[Wanted], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put those first whose title holds the words as they were typed, else leave the order as it is."""
    titled = _found(connection, title_query(connection.dialect.name, wanted))
    inside = np.zeros(len(keys), dtype=np.bool_)
    inside[_rows_of(keys, titled)] = True
    return np.concatenate([keys[inside], keys[~inside]])


def read_keys(connection: Connection, run_id: int | None, keys: NDArray[np.int64]) -> pl.DataFrame:
    """Read articles by their keys, in that order: the frame of `Store.articles`."""
    wanted = [int(key) for key in keys]
    everything = placed(run_id)
    read = [frame(connection, everything.where(articles.c.key.in_(piece))) for piece in in_pieces(wanted)]
    order = pl.DataFrame({"key": wanted}, schema={"key": pl.Int64})
    found = pl.concat(read) if read else frame(connection, everything.where(false()))
    return order.join(found, on="key", how="inner", maintain_order="left")


def holding(connection: Connection, words: Sequence[str], languages: Sequence[str]) -> list[NDArray[np.int64]]:
    """Give, for each word, the keys of the articles that hold it in any of its forms."""
    wanted = [[replace(one, goes_on=False) for one in understood(word, languages)] for word in words]
    return [_found(connection, index_query(connection.dialect.name, word)) for word in wanted]


def _rows_of(known: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the places of keys among others, in the order of those; keys are small numbers that lie close together."""
    wanted = np.zeros(int(max(known.max(initial=0), keys.max(initial=0))) + 1, dtype=np.bool_)
    wanted[keys] = True
    return np.flatnonzero(wanted[known])


def _found(connection: Connection, search: str | None) -> NDArray[np.int64]:
    """Ask the full-text index for keys: all in one value, for a row of its own each would take four times as long."""
    if search is None:
        return np.zeros(0, dtype=np.int64)
    if connection.dialect.name == "sqlite":
        query = "SELECT group_concat(rowid, ' ') FROM article_words WHERE article_words MATCH :search"
    else:
        query = "SELECT string_agg(key::text, ' ') FROM articles WHERE words @@ to_tsquery('simple', :search)"
    found = connection.execute(text(query), {"search": search}).scalar()
    return np.fromstring(found or "", dtype=np.int64, sep=" ")


def _columns_behind(connection: Connection, run_id: int | None, key: int) -> pl.DataFrame:
    """Read the columns of the articles behind a key; where the run has put them is joined in memory."""
    query = select(*(articles.c[name] for name in list(COLUMNS)[:5])).where(articles.c.key > key)
    placed = select(*(memberships.c[name] for name in ("article_key", *list(COLUMNS)[5:]))).where(
        memberships.c.run_id == run_id, memberships.c.article_key > key
    )
    if connection.dialect.name == "sqlite":
        # Covers all columns: the texts between them are not walked over.
        query = query.with_hint(articles, "INDEXED BY articles_published_at", "sqlite")
    schema = list(COLUMNS.items())
    here = pl.DataFrame(plain_rows(connection, query), schema=dict(schema[:5]), orient="row")
    there = pl.DataFrame(plain_rows(connection, placed), schema={"key": pl.Int64, **dict(schema[5:])}, orient="row")
    return here.join(there, on="key", how="left").select(*COLUMNS)
