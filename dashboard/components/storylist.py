"""A list of stories: typical headline, days, size, languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard import elements as html
from dashboard.links import address

if TYPE_CHECKING:
    import polars as pl

    from analysis.locale import Locale
    from dashboard.elements import Element
    from data.filters import Filters

AT_ONCE = 12


def items(stories: pl.DataFrame, languages: dict[int, list[str]], filters: Filters, locale: Locale) -> list[Element]:
    """Lay out stories, one an item.

    Parameters
    ----------
    stories : polars.DataFrame
        Of `Store.stories`.
    languages : dict of int to list of str
        Of `Store.story_languages`.
    filters : Filters
        Kept in the links.
    locale : Locale
    """
    return [_item(row, languages.get(row["story_id"], []), filters, locale) for row in stories.iter_rows(named=True)]


def _item(row: dict[str, Any], languages: list[str], filters: Filters, locale: Locale) -> Element:
    when = locale("undated")
    if row["first_seen"] is not None:
        first, last = row["first_seen"].date(), row["last_seen"].date()
        when = locale.day(first, short=True) if first == last else locale.span_short(first, last)
    about = [
        html.Span(when, className="when"),
        html.Span(locale.plural("{n} article", "{n} articles", row["articles"])),
        html.Span(locale.plural("{n} source", "{n} sources", row["sources"])),
        html.Span(", ".join(locale.language(code) for code in languages)),
    ]
    title = html.Link(row["title"], href=address(f"/story/{row['story_id']}", filters))
    return html.Li([html.H3(title, lang=row["language"] or ""), html.P(about, className="about")])
