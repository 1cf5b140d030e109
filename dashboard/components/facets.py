"""What a list can be narrowed by, with how many articles there would be: each a link to that filter."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from analysis.figures.palette import colour
from dashboard.components import aria
from dashboard.links import label_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.locale import Locale
    from data.filters import Filters
    from data.store import Tallies, Topic

AT_ONCE = 8
MOST = 60
"""Values of one field that are listed; the filter bar has them all."""


@dataclass(frozen=True)
class Choice:
    """One value: how it is called, how many articles it has, whether it is chosen, and the filter that a click sets."""

    name: Any
    articles: int
    chosen: bool
    filters: Filters


def facets(
    tallies: Tallies, topics: dict[int, Topic], filters: Filters, locale: Locale, *, href: Callable[[Filters], str]
) -> list[html.Section]:
    """Lay out all fields; ``href`` writes the address of a filter."""
    fields = (
        (locale("Topics"), _topics(tallies.topics, topics, filters, locale)),
        (
            locale("Languages"),
            [
                Choice(locale.language(code), articles, code in filters.languages, _with(filters, "languages", code))
                for code, articles in _listed(tallies.languages, filters.languages)
            ],
        ),
        (
            locale("Sources"),
            [
                Choice(name, articles, name in filters.sources, _with(filters, "sources", name))
                for name, articles in _listed(tallies.sources, filters.sources)
            ],
        ),
        (locale("Months"), [_month(first, articles, filters, locale) for first, articles in tallies.months.items()]),
    )
    return [_field(title, choices, locale, href) for title, choices in fields if choices]


def _listed(tallies: dict[Any, int], chosen: Sequence[Hashable]) -> Iterable[tuple[Any, int]]:
    """Give values with their numbers, those that are chosen but not there at the end."""
    return {**tallies, **{value: tallies.get(value, 0) for value in chosen}}.items()


def _with(filters: Filters, field: str, value: str) -> Filters:
    """Add a value to a field of the filter, or take it out again."""
    before = getattr(filters, field)
    after = tuple(other for other in before if other != value) if value in before else (*before, value)
    return filters.model_copy(update={field: after})


def _topics(tallies: dict[int, int], topics: dict[int, Topic], filters: Filters, locale: Locale) -> list[Choice]:
    choices = []
    for topic_id, articles in _listed(tallies, filters.topics):
        topic = topics.get(topic_id)
        name: Any = locale("No topic") if topic_id == 0 else locale("Topic {id}", id=topic_id)
        if topic is not None or topic_id == 0:
            slot = -1 if topic is None else topic.slot
            dot = html.Span(className="dot", style={"background": colour(slot)}, **aria(hidden="true"))
            name = [dot, name if topic is None else label_of(topic, locale)]
        choices.append(Choice(name, articles, topic_id in filters.topics, filters.toggled(topic_id)))
    return choices


def _month(first: date, articles: int, filters: Filters, locale: Locale) -> Choice:
    last = first.replace(day=monthrange(first.year, first.month)[1])
    chosen = (filters.start, filters.end) == (first, last)
    dates = {"start": None, "end": None} if chosen else {"start": first, "end": last}
    return Choice(locale.period(first, "month"), articles, chosen, filters.model_copy(update=dates))


def _field(title: str, choices: list[Choice], locale: Locale, href: Callable[[Filters], str]) -> html.Section:
    rows = [_row(choice, locale, href) for choice in choices[:MOST]]
    parts: list[Any] = [html.H3(title), html.Ul(rows[:AT_ONCE], className="facet")]
    if len(rows) > AT_ONCE:
        further = html.Ul(rows[AT_ONCE:], className="facet")
        count = len(rows) - AT_ONCE
        parts.append(html.Details([html.Summary(locale.plural("{n} more", "{n} more", count)), further]))
    if len(choices) > MOST:
        parts.append(html.P(locale("All are in the filter at the top."), className="hint"))
    return html.Section(parts)


def _row(choice: Choice, locale: Locale, href: Callable[[Filters], str]) -> html.Li:
    said: list[Any] = [
        html.Span(choice.name, className="facet-name"),
        html.Span(locale.number(choice.articles), className="count"),
    ]
    if choice.chosen:
        said.append(html.Span(locale("chosen, take it out"), className="unseen"))
    return html.Li(
        dcc.Link(said, href=href(choice.filters), className="facet-link chosen" if choice.chosen else "facet-link")
    )
