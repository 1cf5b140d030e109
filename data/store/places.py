"""Places of articles on the map, and what a reader asks of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from sqlalchemy import Connection, and_, delete, insert, select

from data.schema import articles, coordinates, memberships
from data.store.articles import in_pieces
from data.store.zones import HOUR, first_hour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.filters import Filters

PLACES = {
    "key": pl.Int64,
    "x": pl.Float32,
    "y": pl.Float32,
    "topic_id": pl.Int64,
    "story_id": pl.Int64,
    "language": pl.Categorical,
    "source": pl.Categorical,
    "published_at": pl.Int64,
}
NAMED = 500
"""Keys that one statement names."""


def read_coordinates(connection: Connection, encoder: str) -> pl.DataFrame:
    """Read where an encoder's map has its articles: key, x, y."""
    query = select(coordinates.c.article_key, coordinates.c.x, coordinates.c.y).where(coordinates.c.encoder == encoder)
    rows = [tuple(row) for row in connection.execute(query.order_by(coordinates.c.article_key))]
    return pl.DataFrame(rows, schema={"key": pl.Int64, "x": pl.Float64, "y": pl.Float64}, orient="row")


def add_coordinates(connection: Connection, encoder: str, keys: NDArray[np.int64], places: NDArray[np.float32]) -> None:
    """Keep places, in place of those that the map had for these articles."""
    for piece in in_pieces([int(key) for key in keys], NAMED):
        here = and_(coordinates.c.encoder == encoder, coordinates.c.article_key.in_(piece))
        connection.execute(delete(coordinates).where(here))
    rows = [
        {"encoder": encoder, "article_key": int(key), "x": float(x), "y": float(y)}
        for key, (x, y) in zip(keys, places, strict=True)
    ]
    if rows:
        connection.execute(insert(coordinates), rows)


def read_places(connection: Connection, run_id: int | None, encoder: str) -> pl.DataFrame:
    """Read all articles of a run that have a place, with what filters ask of them."""
    columns = (
        coordinates.c.article_key,
        coordinates.c.x,
        coordinates.c.y,
        memberships.c.topic_id,
        memberships.c.story_id,
        articles.c.language,
        articles.c.source,
        articles.c.published_at,
    )
    of_run = and_(memberships.c.article_key == coordinates.c.article_key, memberships.c.run_id == run_id)
    query = (
        select(*columns)
        .join_from(coordinates, memberships, of_run)
        .join(articles, articles.c.key == coordinates.c.article_key)
        .where(coordinates.c.encoder == encoder)
        .order_by(coordinates.c.article_key)
    )
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=PLACES, orient="row")


def narrow_places(places: pl.DataFrame, filters: Filters) -> pl.DataFrame:
    """Keep the places of the articles that a filter lets through, its words left aside."""
    keep = pl.lit(value=True)
    if filters.start:
        keep &= pl.col("published_at") >= first_hour(filters.start, filters.zone) * HOUR
    if filters.end:
        keep &= pl.col("published_at") < first_hour(filters.end + timedelta(days=1), filters.zone) * HOUR
    if filters.topics:
        keep &= pl.col("topic_id").is_in(list(filters.topics))
    for name, values in (("language", filters.languages), ("source", filters.sources)):
        if values:
            keep &= pl.col(name).cast(pl.String).is_in(list(values))
    return places.filter(keep)
