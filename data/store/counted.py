"""The part of the store that counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Literal

import polars as pl
from sqlalchemy import Connection

from data.filters import UTC_ZONE, Filters
from data.store import hits, panel, reading
from data.store.kept import Kept
from data.store.reading import By, Facets, Matching
from data.store.tables import Counts, Tables


class Counted(Kept):
    """What `Store` knows about how many articles there are."""

    _columns: hits.Columns
    _columns_of: Callable[[Connection], hits.Known]
    _tables: Tables

    def counts(self, filters: Filters, *, by: Sequence[By], ignore: Collection[str] = ()) -> pl.DataFrame:
        """Count the dated articles that a filter lets through.

        Parameters
        ----------
        filters : Filters
        by : sequence of {"hour", "day", "topic_id", "language", "source"}
            Not by hour and day at once.
        ignore : collection of str
            Fields of the filter to leave out, such as ``topics`` for the whole of which a topic has a share.

        Returns
        -------
        polars.DataFrame
            The columns of ``by`` (day: Date, in the filter's zone; hour: UTC), articles (all), originals (without
            reprints).
        """
        filters = self.settled(filters)
        per: Literal["hour", "day"] = "hour" if "hour" in by else "day"
        table, ignore = self._table(filters, per, ignore), {*ignore, "sources"}
        begin, end = reading.span(filters, per, ignore=ignore)
        return table.dated(by, where=reading.narrowing(filters, ignore), begin=begin, end=end)

    def undated(self, filters: Filters) -> pl.DataFrame:
        """Count the undated articles that a filter lets through: topic_id, language, source, articles, originals.

        A filter with dates lets none through.
        """
        filters = self.settled(filters)
        found = self._table(filters, "day").undated(where=reading.narrowing(filters, ("sources",)))
        return found.clear() if filters.start or filters.end else found

    def n_matching(self, filters: Filters) -> Matching:
        """Count what a filter lets through."""
        dated, undated = self.counts(filters, by=()), self.undated(filters)
        without = int(undated["originals"].sum())
        return Matching(
            int(dated["articles"].sum()) + int(undated["articles"].sum()),
            int(dated["originals"].sum()) + without,
            without,
        )

    def facets(self) -> Facets:
        """Give the languages, sources and dates that there are to filter by."""
        return self.kept("facets", lambda: reading.facets(self._cached("day").by(("language", "source"))))

    def settled(self, filters: Filters) -> Filters:
        """Put the names of its sources in the place of the panel, so that other dates can be asked of the same ones."""
        if not filters.panel:
            return filters
        mark = f"{filters.start} {filters.end} {filters.zone}"
        names = self.kept(
            "panel",
            lambda: panel.panel_of(filters.start, filters.end, self._cached("day", filters.zone).by(("source",))),
            mark=mark,
        )
        return panel.settle(filters, names)

    def _table(self, filters: Filters, per: Literal["hour", "day"], ignore: Collection[str] = ()) -> Counts:
        """Give the counts of a filter's words and sources; the rest of the filter is to come."""
        sources = () if "sources" in ignore else filters.sources
        if not filters.text or "text" in ignore:
            return self._cached(per, filters.zone).of(sources)
        with self._reading() as connection:
            known = self._columns_of(connection)
            return self._columns.counts(connection, known, filters.text, per, zone=filters.zone).of(sources)

    def _cached(self, per: Literal["hour", "day"], zone: str = UTC_ZONE) -> Counts:
        def read(per: Literal["hour", "day"]) -> pl.DataFrame:
            with self._reading() as connection:
                return reading.read_counts(connection, self._run_id(connection), per=per)

        return self._tables.get(self.generation(), per, read, zone=zone)
