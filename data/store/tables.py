"""The count tables of the current run in memory: every chart asks for them, most charts for sums of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.filters import UTC_ZONE
from data.store.reading import FIELDS
from data.store.zones import HOUR, local_days

ZONES_KEPT = 4
"""Time zones of which the daily counts are kept."""
PARTS_KEPT = 4
"""Choices of sources of which the counts are kept: one change of the page asks for the same ones several times."""
CELLS = 1 << 20
"""Combinations of values up to which each has a place of its own while counts are summed, whether it occurs or not."""
Codes = NDArray[np.int64]


class Values:
    """The distinct values of a column of counts in order, null first where there is one; a code is a place in it.

    Parameters
    ----------
    known : polars.Series
    """

    def __init__(self, known: pl.Series) -> None:
        self.known = known
        self.nulls = known.null_count()

    def __len__(self) -> int:
        return len(self.known)

    @cached_property
    def written(self) -> pl.Series:
        """The values as they are given out: days as dates, hours as times, names as strings."""
        match self.known.name:
            case "day":
                return pl.from_epoch(self.known, "d")
            case "hour":
                return pl.from_epoch(self.known * HOUR, "s").dt.replace_time_zone("UTC")
            case "topic_id":
                return self.known
        return self.known.cast(pl.String)

    @cached_property
    def _places(self) -> dict[Any, int]:
        return {value: place for place, value in enumerate(self.known.to_list())}

    def among(self, wanted: Collection[Any]) -> NDArray[np.bool_]:
        """Mark the codes of some values."""
        marked = np.zeros(len(self), dtype=np.bool_)
        marked[[self._places[value] for value in wanted if value in self._places]] = True
        return marked

    def first_from(self, value: int) -> int:
        """Give the code of the first number that is no smaller than one."""
        return self.nulls + int(np.searchsorted(self.known.slice(self.nulls).to_numpy(), value))


@dataclass(frozen=True)
class Sums:
    """Counts by some columns: the codes of each, ``(n,)``, articles and originals; whether no two rows are alike."""

    codes: dict[str, Codes]
    articles: NDArray[np.int64]
    originals: NDArray[np.int64]
    distinct: bool = True

    def __len__(self) -> int:
        return len(self.articles)

    def rows(self, chosen: slice | NDArray[np.bool_]) -> Sums:
        """Give some of the rows."""
        codes = {name: column[chosen] for name, column in self.codes.items()}
        return replace(self, codes=codes, articles=self.articles[chosen], originals=self.originals[chosen])

    def by(self, names: Sequence[str], sizes: Sequence[int]) -> Sums:
        """Sum by some of the columns, whose values are so many; in their order."""
        if self.distinct and list(self.codes) == list(names):
            return self
        if not names:
            return Sums({}, self.articles.sum(keepdims=True), self.originals.sum(keepdims=True))
        place = np.ravel_multi_index([self.codes[name] for name in names], sizes)
        if prod(sizes) <= max(CELLS, 4 * len(self)):
            found = np.flatnonzero(np.bincount(place))
            # Whole numbers below 2^53 are exact.
            articles, originals = (
                np.bincount(place, weights=counted)[found].astype(np.int64)
                for counted in (self.articles, self.originals)
            )
        else:
            rows = pl.DataFrame({"place": place, "articles": self.articles, "originals": self.originals})
            summed = rows.group_by("place").agg(pl.col("articles", "originals").sum()).sort("place")
            found, articles, originals = (summed[name].to_numpy() for name in summed.columns)
        return Sums(dict(zip(names, np.unravel_index(found, sizes), strict=True)), articles, originals)

    def frame(self, columns: Mapping[str, pl.Series]) -> pl.DataFrame:
        """Write the values of the columns in the place of their codes."""
        # Straight from the values: what `Series.gather` plans first takes longer than most of these do.
        named = {name: columns[name][codes] for name, codes in self.codes.items()}
        return pl.DataFrame({**named, "articles": self.articles, "originals": self.originals})


class Counts:
    """Counts per hour or day by topic, language and source, and their sums by fewer of these, each made once.

    With a million articles the whole has nearly as many rows; its sums by topic have some hundred a day. May be used by
    several threads.

    Parameters
    ----------
    known : dict of str to Values
        Of hour or day (null: undated), then of topic_id, language, source.
    whole : Sums
        By all of these.
    """

    def __init__(self, known: dict[str, Values], whole: Sums) -> None:
        self._known, self._whole = known, whole
        self._moment = next(iter(known))
        self._sums: dict[tuple[str, ...], Sums] = {}
        self._frames: dict[tuple[str, ...], pl.DataFrame] = {}
        self._undated: Sums | None = None
        self._parts: OrderedDict[frozenset[str], Counts] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def coded(cls, whole: pl.DataFrame) -> Counts:
        """Take the counts of a frame: hour or day, topic_id, language, source, articles, originals."""
        coded = {name: _coded(whole[name]) for name in (whole.columns[0], *FIELDS)}
        codes = {name: codes for name, (_, codes) in coded.items()}
        known = {name: values for name, (values, _) in coded.items()}
        return cls(known, Sums(codes, whole["articles"].to_numpy(), whole["originals"].to_numpy(), distinct=False))

    def of(self, sources: Collection[str]) -> Counts:
        """Give the counts of some sources, all where none is named; of the latest few choices they are kept."""
        wanted = frozenset(sources)
        if not wanted:
            return self
        with self._lock:
            if wanted not in self._parts:
                own = self._known["source"].among(wanted)[self._whole.codes["source"]]
                self._parts[wanted] = Counts(self._known, self._whole.rows(own))
                while len(self._parts) > PARTS_KEPT:
                    self._parts.popitem(last=False)
            self._parts.move_to_end(wanted)
            return self._parts[wanted]

    def in_days(self, zone: str) -> Counts:
        """Put the days of a zone in the place of the hours; the undated have no day."""
        hours = self._known["hour"]
        days = pl.Series(local_days(hours.known.slice(hours.nulls).to_numpy(), zone), dtype=pl.Int64)
        values, codes = _coded(pl.concat([hours.known.head(hours.nulls), days]).rename("day"))
        known = {"day": values, **{name: self._known[name] for name in FIELDS}}
        own = {"day": codes[self._whole.codes["hour"]], **{name: self._whole.codes[name] for name in FIELDS}}
        return Counts(known, replace(self._whole, codes=own, distinct=False))

    def by(self, fields: Collection[str]) -> pl.DataFrame:
        """Give the counts by hour or day (a number; the undated first) and some fields, in this order."""
        names = (self._moment, *(name for name in FIELDS if name in fields))
        if names not in self._frames:
            self._frames[names] = self._summed(names).frame({name: self._known[name].known for name in names})
        return self._frames[names]

    def dated(
        self,
        by: Sequence[str],
        *,
        where: Mapping[str, Collection[Any]] | None = None,
        begin: int | None = None,
        end: int | None = None,
    ) -> pl.DataFrame:
        """Sum the counts of the dated.

        Parameters
        ----------
        by : sequence of str
            Columns, in whose order the sums are given.
        where : mapping of str to collection, optional
            Fields that must have one of some values.
        begin, end : int, optional
            The first hour or day, and the one after the last.

        Returns
        -------
        polars.DataFrame
            The columns of ``by`` (day: Date, hour: UTC, language and source: String), articles, originals.
        """
        where = where or {}
        names = tuple(name for name in FIELDS if name in by or name in where)
        if begin is None and end is None and self._moment not in by:
            return self._written(self._narrowed(self._summed(names), where), by)
        # Summed by all fields it would have nearly as many rows, in order of time.
        whole = len(names) == len(FIELDS)
        counts = self._whole if whole else self._summed((self._moment, *names))
        moments, known = counts.codes[self._moment], self._known[self._moment]
        first = known.nulls if begin is None else known.first_from(begin)
        last = len(known) if end is None else known.first_from(end)
        if whole:
            counts = counts.rows((moments >= first) & (moments < last))
        else:
            counts = counts.rows(slice(*np.searchsorted(moments, [first, max(first, last)])))
        return self._written(self._narrowed(counts, where), by)

    def undated(self, *, where: Mapping[str, Collection[Any]] | None = None) -> pl.DataFrame:
        """Sum the counts of the undated by all fields, as `dated` does."""
        with self._lock:
            if self._undated is None:
                without = self._whole.codes[self._moment] < self._known[self._moment].nulls
                self._undated = self._whole.rows(without).by(FIELDS, [len(self._known[name]) for name in FIELDS])
        return self._written(self._narrowed(self._undated, where or {}), FIELDS)

    def _narrowed(self, counts: Sums, where: Mapping[str, Collection[Any]]) -> Sums:
        for name, wanted in where.items():
            counts = counts.rows(self._known[name].among(wanted)[counts.codes[name]])
        return counts

    def _written(self, counts: Sums, by: Sequence[str]) -> pl.DataFrame:
        summed = counts.by(by, [len(self._known[name]) for name in by])
        return summed.frame({name: self._known[name].written for name in by})

    def _summed(self, names: tuple[str, ...]) -> Sums:
        with self._lock:
            if names not in self._sums:
                wanted = {self._moment, *names}
                smallest = min(
                    (self._whole, *(one for one in self._sums.values() if wanted <= one.codes.keys())), key=len
                )
                if self._moment not in names:
                    smallest = smallest.rows(smallest.codes[self._moment] >= self._known[self._moment].nulls)
                self._sums[names] = smallest.by(names, [len(self._known[name]) for name in names])
            return self._sums[names]


def _coded(column: pl.Series) -> tuple[Values, Codes]:
    """Part a column of counts into its values and their codes."""
    numbers = column.to_physical()
    known = column.unique().sort()
    places = known.to_physical()
    lowest = int(numbers.min() or 0)  # type: ignore[arg-type]
    # The numbers lie close together; null has the place before them.
    code_of = np.zeros(int(numbers.max() or 0) - lowest + 2, dtype=np.int64)  # type: ignore[arg-type]
    code_of[places.cast(pl.Int64).fill_null(lowest - 1).to_numpy() - lowest + 1] = np.arange(len(known))
    return Values(known), code_of[numbers.cast(pl.Int64).fill_null(lowest - 1).to_numpy() - lowest + 1]


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
                utc = self._keep(generation, stored, Counts.coded(read(stored)))
            return self._keep(generation, zone, utc.in_days(zone)) if local else utc

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
