"""Filters: which articles a reader looks at, and how; the same object for page, report and store, and a URL query."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode
from zoneinfo import available_timezones

import regex
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from data.messages import message

Period = Literal["day", "week", "month"]
Measure = Literal["volume", "share"]
PERIODS: tuple[Period, ...] = get_args(Period)
MEASURES: tuple[Measure, ...] = get_args(Measure)
UTC_ZONE = "UTC"
MAX_TEXT = 200
DAY = regex.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
LARGEST_ID = 2**53
REPEATED = {"topic": "topics", "language": "languages", "source": "sources"}


class Filters(BaseModel):
    """What a reader chose.

    Attributes
    ----------
    start, end : date or None
        First and last day, both included, in ``zone``.
    topics : tuple of int
        Topic ids; 0 stands for the outliers. Empty: all.
    languages, sources : tuple of str
        Empty: all.
    text : str
        Words that an article must hold; words in double quotes are one phrase.
    period : {"day", "week", "month"}
        ISO weeks, which start on Monday.
    measure : {"volume", "share"}
        Articles, or their part of all articles of the period.
    panel : bool
        Only sources that report over all days compared, so that a new source does not look like a rise.
    zone : str
        IANA name of the time zone in which days begin.
    """

    model_config = ConfigDict(frozen=True)

    start: date | None = None
    end: date | None = None
    topics: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    text: str = ""
    period: Period = "week"
    measure: Measure = "volume"
    panel: bool = False
    zone: str = UTC_ZONE

    @field_validator("start", "end", mode="before")
    @classmethod
    def _day_is_written_out(cls, value: Any) -> Any:  # noqa: ANN401
        # Else 20251103 would be that many seconds after 1970.
        if isinstance(value, str) and not DAY.fullmatch(value):
            raise ValueError("a day is written as 2025-11-30")
        return value

    @field_validator("start", "end")
    @classmethod
    def _day_is_near(cls, value: date | None) -> date | None:
        if value is not None and not EARLIEST <= value <= LATEST:
            raise ValueError(f"a day lies between {EARLIEST} and {LATEST}")
        return value

    @field_validator("topics")
    @classmethod
    def _ids_are_small(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 0 <= topic_id <= LARGEST_ID for topic_id in value):
            raise ValueError("that is no id of a topic")
        return value

    @field_validator("topics", "languages", "sources")
    @classmethod
    def _each_once(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(value))

    @field_validator("text")
    @classmethod
    def _text_is_short(cls, value: str) -> str:
        return " ".join(value.replace("\x00", " ").split())[:MAX_TEXT].strip()

    @field_validator("zone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        if value != UTC_ZONE and value not in _zones():
            raise ValueError(f"“{value[:40]}” is no time zone; give an IANA name such as Europe/Kyiv")
        return value

    @model_validator(mode="after")
    def _start_is_before_end(self) -> Filters:
        if self.start and self.end and self.start > self.end:
            raise ValueError("the first day is after the last one")
        return self

    def toggled(self, topic_id: int) -> Filters:
        """Add a topic, or take it out again."""
        others = tuple(topic for topic in self.topics if topic != topic_id)
        return self.model_copy(update={"topics": others if topic_id in self.topics else (*self.topics, topic_id)})

    def to_query(self) -> str:
        """Write the filter as a URL query without the question mark; what is at its default is left out."""
        pairs: list[tuple[str, str]] = []
        if self.start:
            pairs.append(("from", self.start.isoformat()))
        if self.end:
            pairs.append(("to", self.end.isoformat()))
        for key, name in REPEATED.items():
            pairs.extend((key, str(value)) for value in getattr(self, name))
        if self.text:
            pairs.append(("text", self.text))
        if self.period != "week":
            pairs.append(("period", self.period))
        if self.measure != "volume":
            pairs.append(("measure", self.measure))
        if self.panel:
            pairs.append(("panel", "1"))
        if self.zone != UTC_ZONE:
            pairs.append(("zone", self.zone))
        return urlencode(pairs)

    @classmethod
    def from_query(cls, query: str) -> Filters:
        """Read a URL query; what cannot be read is left out (`problems` says what)."""
        return _read(query)[0]


def problems(query: str) -> list[str]:
    """Say which parts of a URL query were left out by `Filters.from_query`, one sentence each."""
    return _read(query)[1]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _read(query: str) -> tuple[Filters, list[str]]:
    values: dict[str, Any] = {}
    wrong: list[str] = []
    try:
        pairs = parse_qsl(query.lstrip("?"), max_num_fields=1_000)
    except ValueError:
        return Filters(), [message("The address holds more parts than a filter can have; it was left out.")]
    for key, value in pairs:
        name = {"from": "start", "to": "end"}.get(key, REPEATED.get(key, key))
        if name not in Filters.model_fields or key in REPEATED.values():
            continue
        given = (*values.get(name, ()), value) if key in REPEATED else value
        try:
            Filters.model_validate({name: given})
        except ValidationError:
            wrong.append(message(f"“{key}={value[:40]}” is no {key} and was left out."))
            continue
        values[name] = given
    try:
        return Filters.model_validate(values), wrong
    except ValidationError:
        values.pop("start")
        late = message("The first day is after the last one; it was left out.")
        return Filters.model_validate(values), [*wrong, late]
