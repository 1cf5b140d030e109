"""Days of a time zone, made of the hours (UTC) in which articles are counted.

A day begins with the first full hour, UTC, at or after its midnight: in zones whose offset has half hours (India,
Nepal) up to 59 minutes belong to the day before. Counts and articles both keep to this, so that their numbers agree.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)
HOUR = 3_600


def first_hour(day: date, zone: str) -> int:
    """Count the hours from 1970 (UTC) to the first that belongs to a day of a zone.

    Examples
    --------
    >>> first_hour(date(1970, 1, 2), "UTC"), first_hour(date(1970, 1, 2), "Asia/Kolkata")
    (24, 19)
    """
    if zone == "UTC":
        return (day - EPOCH).days * 24
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp()
    return int(-(-midnight // HOUR))


def local_days(hours: NDArray[np.int64], zone: str) -> NDArray[np.int64]:
    """Give the day (counted from 1970) of a zone to which each hour belongs."""
    if not len(hours):
        return hours
    # No zone is more than a day away from UTC.
    low, high = int(hours.min()) // 24 - 1, int(hours.max()) // 24 + 2
    starts = [first_hour(EPOCH + timedelta(days=day), zone) for day in range(low, high + 1)]
    return np.asarray(low + np.searchsorted(starts, hours, side="right") - 1, dtype=np.int64)
