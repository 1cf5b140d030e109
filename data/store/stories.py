"""What a reader asks of one story or topic of the current run: its articles, its headline, who told it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import Connection, func, select

from data.schema import articles, memberships, stories
from data.store.articles import as_time, in_pieces
from data.store.reading import frame, placed

TITLES = ("topic_id", "language", "title", "source")
STORIES = {
    "story_id": pl.Int64,
    "topic_id": pl.Int64,
    "title": pl.String,
    "language": pl.String,
    "first_seen": pl.Int64,
    "last_seen": pl.Int64,
    "articles": pl.Int64,
    "languages": pl.Int64,
    "sources": pl.Int64,
}


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


def read_story(
    connection: Connection, run_id: int | None, story_id: int, *, language: str | None = None
) -> Story | None:
    """Read one story, or nothing when the run has none of that id."""
    query = select(stories.c.topic_id, stories.c.first_seen, stories.c.last_seen, stories.c.size)
    row = connection.execute(query.where(stories.c.run_id == run_id, stories.c.story_id == story_id)).first()
    titles = read_headlines(connection, run_id, [story_id], language=language)
    if row is None or titles.is_empty():
        return None
    _, title, spoken = titles.row(0)
    return Story(story_id, row.topic_id, title, spoken, _time(row.first_seen), _time(row.last_seen), row.size)


def read_headlines(
    connection: Connection, run_id: int | None, story_ids: Collection[int], *, language: str | None = None
) -> pl.DataFrame:
    """Read the titles that stand for stories: the most typical in a language, where one is in it, or else of all.

    Returns
    -------
    polars.DataFrame
        story_id, title, language.
    """
    typical = (
        select(stories.c.story_id, articles.c.title, articles.c.language)
        .join_from(stories, articles, articles.c.key == stories.c.headline_key)
        .where(stories.c.run_id == run_id)
    )
    order = memberships.c.score.desc(), memberships.c.article_key
    place = func.row_number().over(partition_by=memberships.c.story_id, order_by=order).label("place")
    spoken = (
        select(memberships.c.story_id, articles.c.title, articles.c.language, place)
        .join_from(memberships, articles, articles.c.key == memberships.c.article_key)
        .where(memberships.c.run_id == run_id, articles.c.language == language, articles.c.reprint_of.is_(None))
    )
    found: dict[int, tuple[int, str, str | None]] = {}
    for piece in in_pieces(list(story_ids)):
        found.update((row[0], tuple(row)) for row in connection.execute(typical.where(stories.c.story_id.in_(piece))))
        if language is not None:
            ranked = spoken.where(memberships.c.story_id.in_(piece)).subquery()
            rows = connection.execute(select(*list(ranked.c)[:3]).where(ranked.c.place == 1))
            found.update((row[0], tuple(row)) for row in rows)
    schema = {"story_id": pl.Int64, "title": pl.String, "language": pl.String}
    return pl.DataFrame(list(found.values()), schema=schema, orient="row")


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
    """Read articles by their ids, newstide's own or else those that they were given, in order of id."""
    everything = placed(run_id)
    own = frame(connection, everything.where(articles.c.id.in_(list(ids))))
    # Given ids have no index: they are looked through only for what is no own one.
    others = sorted(set(ids).difference(own["id"]))
    if not others:
        return own.sort("id")
    return (
        pl.concat([own, frame(connection, everything.where(articles.c.given_id.in_(others)))]).unique("id").sort("id")
    )


def coverage_of(found: pl.DataFrame) -> pl.DataFrame:
    """Sum up which sources articles (`hits.Columns`) are of, the one that was first at the top."""
    return (
        found.group_by("source")
        .agg(articles=pl.len().cast(pl.Int64), first_seen=pl.col("published_at").min())
        .with_columns(as_time("first_seen"), pl.col("source").cast(pl.String))
        .sort("first_seen", "source", nulls_last=True)
    )


def read_stories(
    connection: Connection, run_id: int | None, found: pl.DataFrame, *, limit: int, offset: int, language: str | None
) -> pl.DataFrame:
    """Sum up the stories of articles (`hits.Columns`), the latest first, and read what they are called."""
    of_story = found.filter(pl.col("story_id").is_not_null())
    page = (
        of_story.group_by("story_id", "topic_id")
        .agg(
            first_seen=pl.col("published_at").min(),
            last_seen=pl.col("published_at").max(),
            articles=pl.len().cast(pl.Int64),
        )
        .sort("last_seen", "articles", "story_id", descending=[True, True, False], nulls_last=True)
        .slice(offset, limit)
    )
    ids = set(page["story_id"].to_list())
    told = {
        (story, topic): counted
        for story, topic, *counted in of_story.filter(pl.col("story_id").is_in(ids))
        .group_by("story_id", "topic_id")
        .agg(pl.col("language", "source").drop_nulls().n_unique())
        .iter_rows()
    }
    titles = {
        story: titled for story, *titled in read_headlines(connection, run_id, ids, language=language).iter_rows()
    }
    rows = [
        (story, topic, *titles[story], *counted, *told[story, topic])
        for story, topic, *counted in page.iter_rows()
        if story in titles
    ]
    return pl.DataFrame(rows, schema=STORIES, orient="row").with_columns(as_time("first_seen"), as_time("last_seen"))


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)


def typical_of(found: pl.DataFrame, *, each: int) -> pl.DataFrame:
    """Choose the most typical of articles (`hits.Columns`), so many for each topic and language; no reprints."""
    return (
        found.filter(pl.col("reprint_of").is_null() & (pl.col("topic_id") > 0) & pl.col("language").is_not_null())
        .sort("topic_id", "language", "score", "key", descending=[False, False, True, False])
        .group_by("topic_id", "language", maintain_order=True)
        .head(each)
    )
