"""Pages, one per file, and which of them an address names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dashboard.pages import alerts, articles, overview, runs, story, topic, topics
from dashboard.pages import map as map_page

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from analysis.locale import Locale
    from data.store import Store


class Page(Protocol):
    """What the module of a page holds.

    Attributes
    ----------
    PATH : str
        Its address; what follows after another slash ("/topic/3") is the page's own business.
    """

    PATH: str

    def layout(self, store: Store, locale: Locale) -> Component:
        """Lay it out before anything is counted."""

    def register(self, app: Dash, store: Store) -> None:
        """Register its callbacks, which run when it is put in place and when ``query`` changes.

        One that follows ``query`` writes to its own page only: Dash takes all outputs of a callback or none of them,
        and on other pages those of this one are missing.
        """


class Listed(Page, Protocol):
    """A page with an entry in the navigation; the others are reached by links only."""

    def name(self, locale: Locale) -> str:
        """Give its entry."""


LISTED: tuple[Listed, ...] = (overview, topics, map_page, articles, alerts, runs)
"""In the order of the navigation."""
PAGES: tuple[Page, ...] = (*LISTED, topic, story)


def page_of(path: str | None) -> Page | None:
    """Find the page of an address.

    Examples
    --------
    >>> page_of("/").PATH, page_of(None).PATH, page_of("/no/such")
    ('/', '/', None)
    """
    wanted = "/" + (path or "").strip("/")
    return next((page for page in PAGES if wanted == page.PATH or wanted.startswith(f"{page.PATH}/")), None)
