"""The count tables of the current run in memory: every chart asks for them, most charts for sums of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import Literal

import numpy as np
import polars as pl

from data.filters import UTC_ZONE
from data.store.reading import FIELDS
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
        self._moment = whole.columns[0]
        self._sums: dict[tuple[str, ...], pl.DataFrame] = {}
        self._undated: pl.DataFrame | None = None
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
        """Give the counts by hour or day (the undated first) and some fields, in this order; the others summed up."""
        return self._summed((self._moment, *(name for name in FIELDS if name in fields)))

    def undated(self) -> pl.DataFrame:
        """Give the counts of the undated by all fields."""
        with self._lock:
            if self._undated is None:
                counts = self.whole.filter(pl.col(self._moment).is_null())
                self._undated = counts.group_by(FIELDS).agg(pl.col("articles", "originals").sum()).sort(FIELDS)
            return self._undated

    def dated(self, fields: Collection[str], *, begin: int | None = None, end: int | None = None) -> pl.DataFrame:
        """Give the counts of the dated as `by` does, from one hour or day until before another one."""
        counts = self.by(fields)
        counts = counts.slice(counts[self._moment].null_count())
        if begin is None and end is None:
            return counts
        moments = counts[self._moment].to_numpy()
        first = 0 if begin is None else int(np.searchsorted(moments, begin))
        last = len(moments) if end is None else int(np.searchsorted(moments, end))
        return counts.slice(first, max(0, last - first))

    def timeless(self, fields: Collection[str]) -> pl.DataFrame:
        """Give the counts of the dated by some fields, their hours or days summed up, too."""
        return self._summed(tuple(name for name in FIELDS if name in fields))

    def _summed(self, names: tuple[str, ...]) -> pl.DataFrame:
        with self._lock:
            if names not in self._sums:
                known = [
                    self.whole,
                    *(counts for had, counts in self._sums.items() if {self._moment, *names} <= {*had}),
                ]
                smallest = min(known, key=lambda counts: counts.height)
                total = pl.col("articles", "originals").sum()
                if self._moment not in names:
                    smallest = smallest.filter(pl.col(self._moment).is_not_null())
                summed = smallest.group_by(names).agg(total).sort(names) if names else smallest.select(total)
                self._sums[names] = summed.rechunk()
            return self._sums[names]


class Tables:
    """Tables of counts, each read once for a run; may be used by several threads."""

    def __init__(self) -> None:
        self._generation = ""
        self._kept: dict[str, Counts] = {}
        self._lock = threading.Lock()
        self._reading = {"hour": threading.Lock(), "day": threading.Lock()}

    def get(
        self,
        generation: str,
        per: Literal["hour", "day"],
        read: Callable[[Literal["hour", "day"]], pl.DataFrame],
        *,
        zone: str = UTC_ZONE,
    ) -> Counts:
        """Give the counts per hour (UTC) or per day of a zone; in another generation they are read again."""
        local = per == "day" and zone != UTC_ZONE
        known = self._known(generation, zone if local else per)
        if known is not None:
            return known
        stored: Literal["hour", "day"] = "hour" if local else per
        # Who asks for days does not wait for hours to be read.
        with self._reading[stored]:
            utc = self._known(generation, stored)
            if utc is None:
                utc = self._keep(generation, stored, Counts(read(stored)))
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
