"""The count tables of the current run in memory: they are small, and every chart asks for them."""

from __future__ import annotations

import threading
from typing import Literal

import polars as pl
from sqlalchemy import Connection

from data.filters import UTC_ZONE
from data.store.reading import read_counts
from data.store.zones import per_day

ZONES_KEPT = 4
"""Time zones of which the daily counts are kept."""


class Tables:
    """Tables of counts, each read once for a run; may be used by several threads."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, pl.DataFrame]] = {}
        self._lock = threading.Lock()

    def read(
        self,
        connection: Connection,
        run_id: int | None,
        generation: str,
        per: Literal["hour", "day"],
        *,
        zone: str = UTC_ZONE,
    ) -> pl.DataFrame:
        """Give the counts of a run per hour (UTC) or per day of a zone; read again in another generation."""
        local = per == "day" and zone != UTC_ZONE
        key = zone if local else per
        with self._lock:
            known, counts = self._kept.get(key, ("", None))
            if counts is None or known != generation:
                counts = read_counts(connection, run_id, per="hour" if local else per)
                if local:
                    counts = per_day(counts, zone)
                    self._forget()
                self._kept[key] = (generation, counts)
            return counts

    def _forget(self) -> None:
        zones = [key for key in self._kept if key not in {"hour", "day"}]
        for zone in zones[: max(0, len(zones) - ZONES_KEPT + 1)]:
            del self._kept[zone]
