"""Parameters of the API: the page's filter and pages of a list, read strictly; each can describe itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dashboard.api.problems import ApiError
from data.filters import MAX_TEXT, REPEATED, Filters
from data.store.reading import Order

FIELDS = {"from": "start", "to": "end", **REPEATED}
"""Fields of a filter that have another name in an address."""
EXPECTED = {
    "from": "the first day, in the time zone of `zone`, such as 2025-11-01",
    "to": "the last day, such as 2025-11-30; it is included",
    "topic": "the id of a topic, 0 for the articles of none; may be repeated",
    "language": "the code of a language (ISO 639-1), such as uk; may be repeated",
    "source": "the name of an outlet; may be repeated",
    "text": f'words that an article must hold, at most {MAX_TEXT} characters; "in quotes": a phrase',
    "period": "day, week (ISO weeks, from Monday on) or month",
    "panel": "true (or 1) for only those sources that report over all days compared",
    "zone": "the time zone in which days begin, an IANA name such as Europe/Kyiv",
    "limit": "how many items to give at most, a number",
    "offset": "how many items to pass over, a number",
    "order": "newest, oldest, typical (nearest to the middle of their topic) or best (matches of `text`)",
}
DRAWN = "how the page draws; an address of the page may have it, and it changes no number here"
"""What is expected of all other fields of a filter."""
MANY = 1_000
SHOWN = 40


class Paging(BaseModel):
    """Which part of a list is wanted."""

    model_config = ConfigDict(frozen=True)

    limit: int = Field(default=100, ge=1, le=1_000)
    offset: int = Field(default=0, ge=0, le=10_000_000)


class VolumePaging(Paging):
    """The same; volumes are small and many."""

    limit: int = Field(default=1_000, ge=1, le=10_000)


class ArticlePaging(Paging):
    """The same; articles are large, and come in an order."""

    limit: int = Field(default=100, ge=1, le=500)
    order: Order = "newest"


@dataclass(frozen=True)
class Asked:
    """A question, as it was understood.

    Attributes
    ----------
    path : str
    page : str
        Address under which the reader finds newstide.
    filters : Filters
    paging : Paging
    query : tuple of (str, str)
        The parameters, as they were given.
    """

    path: str
    page: str
    filters: Filters
    paging: Paging
    query: tuple[tuple[str, str], ...]

    def next(self) -> str:
        """Give the address of the next part of the list."""
        others = [pair for pair in self.query if pair[0] not in {"limit", "offset"}]
        offset = self.paging.offset + self.paging.limit
        return f"{self.path}?{urlencode([*others, ('limit', self.paging.limit), ('offset', offset)])}"


def read(path: str, query: str, *, page: str, filtered: bool, paging: type[Paging] | None) -> Asked:
    """Read the query of a question.

    Parameters
    ----------
    path : str
        What is asked for.
    query : str
        Of its address, without the question mark.
    page : str
        Address under which the reader finds newstide.
    filtered : bool
        Whether it takes a filter.
    paging : type of Paging, optional
        How its list is paged.

    Raises
    ------
    ApiError
        When a parameter is unknown, given twice, or no value of its kind; the message names it. A parameter without a
        value counts as not given, as on the page.
    """
    try:
        pairs = parse_qsl(query, max_num_fields=MANY)
    except ValueError as error:
        raise ApiError(f"The address holds more than {MANY:,} parameters.") from error
    models: list[type[BaseModel]] = [*([Filters] if filtered else []), *([paging] if paging is not None else [])]
    known = {name: model for model in models for name in names(model)}
    given: dict[type[BaseModel], dict[str, Any]] = {model: {} for model in models}
    for name, value in pairs:
        if name not in known:
            raise ApiError(_unknown(name, path, list(known)), parameter=name)
        model, field = known[name], FIELDS.get(name, name)
        values = given[model]
        if name not in REPEATED and field in values:
            raise ApiError(f"The parameter “{name}” is given twice; give it once.", parameter=name)
        values[field] = (*values.get(field, ()), value) if name in REPEATED else value
        _check(model, name, values[field], value)
    filters = _filters(given.get(Filters, {}))
    paged = Paging() if paging is None else paging.model_validate(given[paging])
    return Asked(path, page, filters, paged, tuple(pairs))


def names(model: type[BaseModel]) -> list[str]:
    """Give the names that the fields of a model have in an address."""
    written = {field: name for name, field in FIELDS.items()}
    return [written.get(field, field) for field in model.model_fields]


def described(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Describe the parameters of a model, as OpenAPI has them."""
    properties = model.model_json_schema()["properties"]
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": _sentence(EXPECTED.get(name, DRAWN)),
            "schema": _plain(properties[FIELDS.get(name, name)]),
        }
        for name in names(model)
    ]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Take from a schema what an address cannot say: that there is nothing, and a title."""
    options = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    return {
        name: value
        for name, value in (options[0] if options else schema).items()
        if name != "title" and not (name == "default" and value == [])
    }


def _check(model: type[BaseModel], name: str, given: str | tuple[str, ...], shown: str) -> None:
    if name == "text" and len(shown) > MAX_TEXT:
        raise ApiError(f"The parameter “text” is longer than {MAX_TEXT} characters.", parameter=name)
    try:
        model.model_validate({FIELDS.get(name, name): given})
    except ValidationError as error:
        found = error.errors()[0]
        bounds = [str(found["ctx"][one]) for one in ("ge", "le") if one in found.get("ctx", {})]
        limits = (
            f" It is at {'least' if found['type'] == 'greater_than_equal' else 'most'} {bounds[0]}." if bounds else ""
        )
        short = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
        said = found["msg"].removeprefix("Value error, ")
        expected = EXPECTED.get(name) or f"{said[:1].lower()}{said[1:]}"
        raise ApiError(
            f"“{short}” is no value of the parameter “{name}”: {expected}.{limits}", parameter=name
        ) from error


def _filters(values: dict[str, Any]) -> Filters:
    try:
        return Filters.model_validate(values)
    except ValidationError as error:
        raise ApiError("The day of “from” is after that of “to”.", parameter="from") from error


def _unknown(name: str, path: str, known: list[str]) -> str:
    takes = f"takes {', '.join(known)}" if known else "takes no parameters"
    return f"“{name[:SHOWN]}” is no parameter of {path}; it {takes}."
