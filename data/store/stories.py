"""What a reader asks of one story or topic of the current run: its articles, its headline, who told it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import Connection, case, func, or_, select

from data.filters import Filters
from data.schema import articles, memberships, stories
from data.store.articles import as_time
from data.store.reading import frame, of_filter

TITLES = {"topic_id": pl.Int64, "language": pl.String, "title": pl.String, "source": pl.String}
COVERAGE = {"source": pl.String, "articles": pl.Int64, "first_seen": pl.Int64}


@dataclass(frozen=True)
class Story:
    """A story of one run, all its articles counted.

    Attributes
    ----------
    id, topic_id : int
        A topic of 0: none.
    title : str
        Its most typical headline, and ``language`` is of that.
    language : str or None
    first_seen, last_seen : datetime or None
        UTC.
    size : int
        Articles, reprints included.
    """

    id: int
    topic_id: int
    title: str
    language: str | None
    first_seen: datetime | None
    last_seen: datetime | None
    size: int


def read_story(connection: Connection, run_id: int | None, story_id: int) -> Story | None:
    """Read one story, or nothing when the run has none of that id."""
    query = (
        select(
            stories.c.story_id,
            stories.c.topic_id,
            articles.c.title,
            articles.c.language,
            stories.c.first_seen,
            stories.c.last_seen,
            stories.c.size,
        )
        .join_from(stories, articles, articles.c.key == stories.c.headline_key)
        .where(stories.c.run_id == run_id, stories.c.story_id == story_id)
    )
    row = connection.execute(query).first()
    return None if row is None else Story(*row[:4], _time(row[4]), _time(row[5]), row[6])


def read_story_articles(
    connection: Connection, run_id: int | None, story_id: int, filters: Filters, *, limit: int
) -> pl.DataFrame:
    """Read the articles of a story that a filter lets through, in order of time, the undated last."""
    undated_last = case((articles.c.published_at.is_(None), 1), else_=0)
    query = of_filter(run_id, filters, connection.dialect.name).where(memberships.c.story_id == story_id)
    return frame(connection, query.order_by(undated_last, articles.c.published_at, articles.c.key).limit(limit))


def read_story_languages(
    connection: Connection, run_id: int | None, story_ids: Collection[int]
) -> dict[int, list[str]]:
    """Read in which languages stories were told, the most frequent first."""
    query = (
        select(memberships.c.story_id, articles.c.language)
        .join_from(memberships, articles, articles.c.key == memberships.c.article_key)
        .where(
            memberships.c.run_id == run_id,
            memberships.c.story_id.in_(list(story_ids)),
            articles.c.language.is_not(None),
        )
        .group_by(memberships.c.story_id, articles.c.language)
        .order_by(memberships.c.story_id, func.count().desc(), articles.c.language)
    )
    found: dict[int, list[str]] = {story_id: [] for story_id in story_ids}
    for story_id, language in connection.execute(query):
        found[story_id].append(language)
    return found


def read_by_id(connection: Connection, run_id: int | None, ids: Collection[str]) -> pl.DataFrame:
    """Read articles by their ids, newstide's own or those that they were given, in order of id."""
    named = or_(articles.c.id.in_(list(ids)), articles.c.given_id.in_(list(ids)))
    query = of_filter(run_id, Filters(), connection.dialect.name).where(named)
    return frame(connection, query.order_by(articles.c.id))


def read_coverage(connection: Connection, run_id: int | None, filters: Filters) -> pl.DataFrame:
    """Read which sources a filter lets articles of through, the one that was first at the top."""
    matching = of_filter(run_id, filters, connection.dialect.name).subquery()
    first = func.min(matching.c.published_at)
    query = (
        select(matching.c.source, func.count(), first)
        .group_by(matching.c.source)
        .order_by(case((first.is_(None), 1), else_=0), first, matching.c.source)
    )
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=COVERAGE, orient="row").with_columns(as_time("first_seen"))


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)


def read_typical_titles(connection: Connection, run_id: int | None, filters: Filters, *, each: int) -> pl.DataFrame:
    """Read the titles of the most typical articles that a filter lets through, for each topic and language."""
    matching = of_filter(run_id, filters, connection.dialect.name).where(articles.c.reprint_of.is_(None)).subquery()
    place = func.row_number().over(
        partition_by=(matching.c.topic_id, matching.c.language), order_by=(matching.c.score.desc(), matching.c.key)
    )
    ranked = select(*(matching.c[name] for name in TITLES), place.label("place")).where(
        matching.c.topic_id > 0, matching.c.language.is_not(None)
    )
    found = ranked.subquery()
    query = (
        select(*(found.c[name] for name in TITLES))
        .where(found.c.place <= each)
        .order_by(found.c.topic_id, found.c.language, found.c.place)
    )
    return pl.DataFrame([tuple(row) for row in connection.execute(query)], schema=TITLES, orient="row")
