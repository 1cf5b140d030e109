"""What a reader asks of the current run: counts, stories, articles, each for a filter.

Counts come from the count tables, which are small; articles are read only to be shown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import polars as pl
from sqlalchemy import Connection, Select, and_, case, select

from data.filters import Filters
from data.schema import articles, daily_counts, hourly_counts, memberships
from data.store.articles import as_time
from data.store.zones import first_hour

By = Literal["hour", "day", "topic_id", "language", "source"]
Order = Literal["newest", "oldest", "typical", "best"]

COUNTS = {
    "day": pl.Int64,
    "topic_id": pl.Int64,
    "language": pl.Categorical,
    "source": pl.Categorical,
    "articles": pl.Int64,
    "originals": pl.Int64,
}
FIELDS = ("topic_id", "language", "source")
"""By what counts can be narrowed, beside their time."""
NARROWED_BY = {"topic_id": "topics", "language": "languages", "source": "sources"}
"""Their names in a filter."""
ARTICLES = {
    "key": pl.Int64,
    "id": pl.String,
    "given_id": pl.String,
    "title": pl.String,
    "text": pl.String,
    "language": pl.String,
    "source": pl.String,
    "published_at": pl.Int64,
    "url": pl.String,
    "truncated": pl.Boolean,
    "reprint_of": pl.Int64,
    "topic_id": pl.Int64,
    "story_id": pl.Int64,
    "score": pl.Float64,
}


@dataclass(frozen=True)
class Matching:
    """How much a filter holds: all articles, originals among them, and undated originals (in both numbers, too)."""

    articles: int
    originals: int
    undated: int


@dataclass(frozen=True)
class Facets:
    """What there is to filter by.

    Attributes
    ----------
    languages, sources : dict of str to int
        Originals, most first.
    first, last : date or None
        Days of the first and the latest dated article, UTC.
    articles, originals, undated : int
    """

    languages: dict[str, int]
    sources: dict[str, int]
    first: date | None
    last: date | None
    articles: int
    originals: int
    undated: int


def day_number(day: date) -> int:
    """Count days since 1970."""
    return (day - date(1970, 1, 1)).days


def read_counts(connection: Connection, run_id: int | None, *, per: Literal["hour", "day"] = "day") -> pl.DataFrame:
    """Read a whole count table of a run; hour or day is null for the undated."""
    table = hourly_counts if per == "hour" else daily_counts
    query = select(*(table.c[name] for name in (per, *list(COUNTS)[1:]))).where(table.c.run_id == run_id)
    schema = {per: pl.Int64, **{name: COUNTS[name] for name in list(COUNTS)[1:]}}
    return pl.DataFrame(plain_rows(connection, query), schema=schema, orient="row")


def plain_rows(connection: Connection, query: Select[Any]) -> Sequence[Any]:
    """Read numbers and strings as the driver gives them: of a million rows, wrapping each would take a second more."""
    return connection.execute(query).cursor.fetchall()


def narrow(counts: pl.DataFrame, filters: Filters, *, ignore: Collection[str] = ()) -> pl.DataFrame:
    """Keep the counts per day that a filter lets through; undated ones only where no date is asked for."""
    conditions = [pl.col(name).is_in(wanted) for name, wanted in narrowing(filters, ignore).items()]
    begin, end = span(filters, "day", ignore=ignore)
    if begin is not None:
        conditions.append(pl.col("day") >= begin)
    if end is not None:
        conditions.append(pl.col("day") < end)
    return counts.filter(conditions) if conditions else counts


def narrowing(filters: Filters, ignore: Collection[str] = ()) -> dict[str, list[Any]]:
    """Give the fields of counts that a filter narrows, and to which values."""
    chosen = {name: getattr(filters, own) for name, own in NARROWED_BY.items() if own not in ignore}
    return {name: list(wanted) for name, wanted in chosen.items() if wanted}


def span(
    filters: Filters, per: Literal["hour", "day"], *, ignore: Collection[str] = ()
) -> tuple[int | None, int | None]:
    """Give the first hour (UTC) or day of a filter and the one after its last, counted from 1970."""

    def begins(day: date) -> int:
        return first_hour(day, filters.zone) if per == "hour" else day_number(day)

    begin = begins(filters.start) if filters.start and "start" not in ignore else None
    end = begins(filters.end + timedelta(days=1)) if filters.end and "end" not in ignore else None
    return begin, end


def facets(counts: pl.DataFrame) -> Facets:
    """Sum up a whole table of daily counts."""
    days = counts["day"].drop_nulls()
    return Facets(
        languages=_ranked(counts, "language"),
        sources=_ranked(counts, "source"),
        first=None if days.is_empty() else date(1970, 1, 1) + timedelta(days=int(days.min())),  # type: ignore[arg-type]
        last=None if days.is_empty() else date(1970, 1, 1) + timedelta(days=int(days.max())),  # type: ignore[arg-type]
        articles=int(counts["articles"].sum()),
        originals=int(counts["originals"].sum()),
        undated=int(counts.filter(pl.col("day").is_null())["originals"].sum()),
    )


def read_keyed(connection: Connection, run_id: int | None, keys: Sequence[int]) -> pl.DataFrame:
    """Read articles by their keys, the newest first, in the same frame."""
    undated_last = case((articles.c.published_at.is_(None), 1), else_=0)
    query = placed(run_id).where(articles.c.key.in_(keys))
    return frame(connection, query.order_by(undated_last, articles.c.published_at.desc(), articles.c.key))


def frame(connection: Connection, query: Select[Any]) -> pl.DataFrame:
    """Run a query of `placed`."""
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=ARTICLES, orient="row").with_columns(as_time("published_at"))


def placed(run_id: int | None) -> Select[Any]:
    """Select all articles, with where a run has put them (null before any run); the columns of `ARTICLES`."""
    here = and_(memberships.c.article_key == articles.c.key, memberships.c.run_id == run_id)
    columns = [articles.c[name] for name in list(ARTICLES)[:11]]
    columns += [memberships.c[name] for name in ("topic_id", "story_id", "score")]
    return select(*columns).join_from(articles, memberships, here, isouter=True)


def _ranked(counts: pl.DataFrame, column: str) -> dict[str, int]:
    summed = (
        counts.group_by(column).agg(pl.col("originals").sum()).sort(["originals", column], descending=[True, False])
    )
    return {name: int(originals) for name, originals in summed.iter_rows() if name is not None}
