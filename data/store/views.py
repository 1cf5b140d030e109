"""Views that readers saved: a page and a filter under a name."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from data.schema import saved_views

NAME = 80


@dataclass(frozen=True)
class View:
    """A saved view.

    Attributes
    ----------
    name : str
        At most 80 characters.
    path, query : str
        Of the address: "/topic/3", "from=2025-11-01&language=uk".
    saved_at : datetime
        UTC.
    """

    name: str
    path: str
    query: str
    saved_at: datetime


def save_view(connection: Connection, name: str, *, path: str, query: str) -> None:
    """Keep a view; one of the same name gives way."""
    name = " ".join(name.replace("\x00", " ").split())[:NAME].strip()
    if not name:
        raise ValueError("A view needs a name.")
    connection.execute(delete(saved_views).where(saved_views.c.name == name))
    row = {"name": name, "path": path, "query": query, "saved_at": int(time.time())}
    connection.execute(insert(saved_views).values(row))


def read_views(connection: Connection) -> list[View]:
    """Read all views, by name."""
    rows = connection.execute(select(saved_views).order_by(saved_views.c.name))
    return [View(row.name, row.path, row.query, datetime.fromtimestamp(row.saved_at, tz=UTC)) for row in rows]


def delete_view(connection: Connection, name: str) -> None:
    """Remove a view; one that is not there is no error."""
    connection.execute(delete(saved_views).where(saved_views.c.name == name))
