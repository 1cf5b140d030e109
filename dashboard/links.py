"""Addresses of pages that keep the filter in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

from analysis.figures.palette import colour
from dashboard.components import aria

if TYPE_CHECKING:
    from analysis.locale import Locale
    from data.filters import Filters
    from data.store import Topic


def address(path: str, filters: Filters) -> str:
    """Write the address of a page.

    Examples
    --------
    >>> from data.filters import Filters
    >>> address("/topic/3", Filters(languages=("uk",)))
    '/topic/3?language=uk'
    """
    query = filters.to_query()
    return f"{path}?{query}" if query else path


def id_in(path: str | None) -> int | None:
    """Read the id that follows a page's name in a path.

    Examples
    --------
    >>> id_in("/topic/3"), id_in("/topic/"), id_in("/topic/x"), id_in("/topic/3/4")
    (3, None, None, None)
    """
    parts = (path or "").strip("/").split("/")
    named = parts[1] if len(parts) == 2 else ""
    return int(named) if named.isascii() and named.isdecimal() and len(named) < 16 else None


def label_of(topic: Topic, locale: Locale) -> str:
    """Name a topic in the reader's language where it has a label there."""
    return topic.labels.get(locale.code, topic.label)


def topic_link(topic: Topic, filters: Filters, locale: Locale) -> dcc.Link:
    """Link to a topic's page: its colour and its label."""
    dot = html.Span(className="dot", style={"background": colour(topic.slot)}, **aria(hidden="true"))
    return dcc.Link([dot, label_of(topic, locale)], href=address(f"/topic/{topic.id}", filters), className="topic-link")
