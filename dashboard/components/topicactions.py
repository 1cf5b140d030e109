"""What a reader can do to a topic: the place for it on the topic's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Store, Topic


def layout(_topic: Topic, _locale: Locale) -> html.Div:
    """Lay out the place."""
    return html.Div(id="topic-actions")


def register(_app: Dash, _store: Store) -> None:
    """Register its callbacks."""
