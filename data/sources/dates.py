"""What origins write for a date → a time in UTC, or none: ISO 8601, RFC 2822, seconds since 1970, and words."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import regex

LANGUAGES = ["uk", "ru", "be", "en", "pl", "cs", "bg", "de", "fr", "es", "it", "pt", "ro", "tr", "el", "lt"]
EPOCH = regex.compile(r"^-?\d{9,10}(\.\d+)?$|^-?\d{12,13}$")
DOTTED = regex.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
MAX_DATE = 80


def read_date(given: str) -> datetime | None:
    """Read a date; one without a zone is taken as UTC, a relative one ("yesterday") is none.

    Examples
    --------
    >>> read_date("27 грудня 2025").isoformat()
    '2025-12-27T00:00:00+00:00'
    >>> read_date("yesterday")
    """
    value = given.strip()
    if not value or len(value) > MAX_DATE:
        return None
    try:
        found = _iso(value) or _epoch(value) or _dotted(value) or _rfc(value) or _in_words(value)
        return None if found is None else _utc(found)
    except (OverflowError, OSError, ValueError):
        return None


def _utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _iso(value: str) -> datetime | None:
    if EPOCH.match(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _epoch(value: str) -> datetime | None:
    if not EPOCH.match(value):
        return None
    seconds = float(value)
    return datetime.fromtimestamp(seconds / 1_000 if abs(seconds) > 1e11 else seconds, UTC)


def _dotted(value: str) -> datetime | None:
    match = DOTTED.match(value)
    if match is None:
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _rfc(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None


@lru_cache(maxsize=10_000)
def _in_words(value: str) -> datetime | None:
    import dateparser

    settings = {
        "PARSERS": ["absolute-time"],
        "STRICT_PARSING": True,
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
    }
    return dateparser.parse(value, languages=LANGUAGES, settings=settings)  # type: ignore[no-any-return]
