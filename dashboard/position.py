"""Where in a list a reader is: the page and the order, which the address keeps beside the filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlencode

from data.filters import Filters

Order = Literal["best", "newest", "oldest"]
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Position:
    """A place in a list.

    Attributes
    ----------
    page : int
        From 1.
    order : {"best", "newest", "oldest"} or None
        None: the best match first where words are looked for, else the newest.
    """

    page: int = 1
    order: Order | None = None

    @classmethod
    def from_query(cls, query: str | None) -> Position:
        """Read a URL query; what cannot be read is left out.

        Examples
        --------
        >>> Position.from_query("?text=talks&page=3&order=newest"), Position.from_query("page=x&order=y")
        (Position(page=3, order='newest'), Position(page=1, order=None))
        """
        try:
            found = dict(parse_qsl((query or "").lstrip("?"), max_num_fields=1_000))
        except ValueError:
            found = {}
        page = found.get("page", "")
        order = next((known for known in get_args(Order) if known == found.get("order")), None)
        readable = page.isascii() and page.isdecimal() and len(page) < 16
        return cls(min(max(1, int(page)), LAST_PAGE) if readable else 1, order)

    def order_for(self, filters: Filters) -> Order:
        """Give the order in force: without words none matches best."""
        if filters.text:
            return self.order or "best"
        return "oldest" if self.order == "oldest" else "newest"

    def beside(self, filters: Filters) -> str:
        """Write filter and place as a URL query without the question mark.

        Examples
        --------
        >>> Position(2, "newest").beside(Filters(text="talks")), Position().beside(Filters())
        ('text=talks&order=newest&page=2', '')
        """
        pairs: list[tuple[str, str]] = [("order", self.order)] if self.order else []
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return "&".join(filter(None, (filters.to_query(), urlencode(pairs))))
