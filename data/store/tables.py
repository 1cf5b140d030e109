"""The count tables of the current run in memory: every chart asks for them, most charts for sums of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from typing import Literal

import polars as pl
from sqlalchemy import Connection

from data.filters import UTC_ZONE
from data.store.reading import FIELDS, read_counts
from data.store.zones import with_days

ZONES_KEPT = 4
"""Time zones of which the daily counts are kept."""
PARTS_KEPT = 4
"""Choices of sources of which the counts are kept: one change of the page asks for the same ones several times."""


class Counts:
    """Counts per hour or day by topic, language and source, and their sums by fewer of these, each made once.

    With a million articles the whole has nearly as many rows; its sums by topic have some hundred a day. May be used by
    several threads.

    Parameters
    ----------
    whole : polars.DataFrame
        hour or day (null: undated) in the first column, topic_id, language, source, articles, originals.
    """

    def __init__(self, whole: pl.DataFrame) -> None:
        self.whole = whole
        self._sums = {frozenset(FIELDS): whole}
        self._parts: OrderedDict[frozenset[str], Counts] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, sources: Collection[str]) -> Counts:
        """Give the counts of some sources, all where none is named; of the latest few choices they are kept."""
        wanted = frozenset(sources)
        if not wanted:
            return self
        with self._lock:
            if wanted not in self._parts:
                self._parts[wanted] = Counts(self.whole.filter(pl.col("source").is_in(sorted(wanted))))
                while len(self._parts) > PARTS_KEPT:
                    self._parts.popitem(last=False)
            self._parts.move_to_end(wanted)
            return self._parts[wanted]

    def by(self, fields: Collection[str]) -> pl.DataFrame:
        """Give the counts by some fields, the others summed up."""
        wanted = frozenset(fields)
        with self._lock:
            if wanted not in self._sums:
                known = [summed for names, summed in self._sums.items() if wanted <= names]
                smallest = min(known, key=lambda summed: summed.height)
                names = [smallest.columns[0], *(name for name in FIELDS if name in wanted)]
                self._sums[wanted] = smallest.group_by(names).agg(pl.col("articles", "originals").sum())
            return self._sums[wanted]


class Tables:
    """Tables of counts, each read once for a run; may be used by several threads."""

    def __init__(self) -> None:
        self._generation = ""
        self._kept: dict[str, Counts] = {}
        self._lock = threading.Lock()
        self._reading = {"hour": threading.Lock(), "day": threading.Lock()}

    def read(
        self,
        connection: Connection,
        run_id: int | None,
        generation: str,
        per: Literal["hour", "day"],
        *,
        zone: str = UTC_ZONE,
    ) -> Counts:
        """Give the counts of a run per hour (UTC) or per day of a zone; read again in another generation."""
        local = per == "day" and zone != UTC_ZONE
        known = self._known(generation, zone if local else per)
        if known is not None:
            return known
        stored: Literal["hour", "day"] = "hour" if local else per
        # Who asks for days does not wait for hours to be read.
        with self._reading[stored]:
            utc = self._known(generation, stored)
            if utc is None:
                utc = self._keep(generation, stored, Counts(read_counts(connection, run_id, per=stored)))
            return self._keep(generation, zone, Counts(with_days(utc.whole, zone))) if local else utc

    def _known(self, generation: str, key: str) -> Counts | None:
        with self._lock:
            if generation != self._generation:
                self._generation, self._kept = generation, {}
            return self._kept.get(key)

    def _keep(self, generation: str, key: str, counts: Counts) -> Counts:
        with self._lock:
            if generation == self._generation:
                zones = [one for one in self._kept if one not in self._reading]
                for zone in zones[: max(0, len(zones) - ZONES_KEPT + 1)] if key not in self._reading else ():
                    del self._kept[zone]
                self._kept[key] = counts
        return counts
