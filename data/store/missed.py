"""Fetches that failed: of which origin, which sources it used to bring, and when."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta

import polars as pl
from sqlalchemy import Connection, delete, select

from data.filters import UTC_ZONE
from data.schema import articles, missed_fetches
from data.store.articles import in_pieces, insert_ignore
from data.store.zones import EPOCH, HOUR, local_days

MISSED = {"source": pl.String, "start": pl.Date, "end": pl.Date, "origin": pl.String, "reason": pl.String}
MADE_GOOD = 24
"""Hours before a fetch that its origin still holds: feeds and files bring what an earlier fetch missed."""


class Missed:
    """What `Store` knows about fetches that failed."""

    _reading: Callable[[], AbstractContextManager[Connection]]
    _writing: Callable[[], AbstractContextManager[Connection]]

    def record_fetches(
        self,
        failed: Mapping[str, str],
        fetched: Collection[str],
        *,
        source: str | None = None,
        now: float | None = None,
    ) -> None:
        """Keep which origins failed, and forget the failures of the day before those that were read.

        Parameters
        ----------
        failed : mapping of str to str
            Origin → reason. It counts for the sources of the articles that the origin brought before; an origin that
            never brought any counts for nothing, unless ``source`` names what it was to bring.
        fetched : collection of str
            Origins that were read to their end.
        source : str, optional
        now : float, optional
            Seconds since 1970; the present by default.
        """
        if not failed and not fetched:
            return
        hour = int(time.time() if now is None else now) // HOUR
        with self._writing() as connection:
            for piece in in_pieces(sorted(fetched)):
                good = (missed_fetches.c.origin.in_(piece), missed_fetches.c.hour > hour - MADE_GOOD)
                connection.execute(delete(missed_fetches).where(*good))
            known = set(_brought(connection, sorted(failed)))
            if source:
                known |= {(origin, source) for origin in failed}
            rows = [
                {"origin": origin, "source": name, "hour": hour, "reason": failed[origin]}
                for origin, name in sorted(known)
            ]
            if rows:
                connection.execute(insert_ignore(connection, missed_fetches), rows)

    def missed(self, zone: str = UTC_ZONE) -> pl.DataFrame:
        """Read which fetches failed: source, start and end (the day, in a time zone), origin, reason; oldest first."""
        columns = [missed_fetches.c[name] for name in ("source", "hour", "origin", "reason")]
        with self._reading() as connection:
            rows = [tuple(row) for row in connection.execute(select(*columns).order_by(*columns[1::-1]))]
        if not rows:
            return pl.DataFrame(schema=MISSED)
        schema = {"source": pl.String, "hour": pl.Int64, "origin": pl.String, "reason": pl.String}
        found = pl.DataFrame(rows, schema=schema, orient="row")
        numbers = local_days(found["hour"].to_numpy(), zone).tolist()
        days = pl.Series("day", [EPOCH + timedelta(days=number) for number in numbers], dtype=pl.Date)
        return found.with_columns(start=days, end=days).select(list(MISSED))


def _brought(connection: Connection, origins: list[str]) -> list[tuple[str, str]]:
    return [
        (row.origin, row.source)
        for piece in in_pieces(origins)
        for row in connection.execute(
            select(articles.c.source, articles.c.origin).distinct().where(articles.c.origin.in_(piece))
        )
    ]
