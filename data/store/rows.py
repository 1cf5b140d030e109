"""Many rows at once, out of a store and into it, past what SQLAlchemy does for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, Table

AT_ONCE = 20_000
VALUES = 900
"""Values that one statement adds to SQLite, below what its oldest versions take."""


def read_rows(connection: Connection, query: Select[Any], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Read what a query finds: numbers and texts, as the driver gives them.

    Parameters
    ----------
    connection : Connection
    query : Select
        Its columns are those of the schema, in that order; a truth value of SQLite is a number.
    schema : mapping of str to polars.DataType
    """
    rows = [row for piece in pieces_of(connection, query, AT_ONCE) for row in piece]
    return pl.DataFrame(rows, schema=dict(schema), orient="row")


def pieces_of(connection: Connection, query: Select[Any], size: int) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Read what a query finds in pieces of so many rows: numbers, texts and bytes, as the driver gives them."""
    with connection.execute(query) as found:
        while found.cursor is not None and (rows := found.cursor.fetchmany(size)):
            yield rows


def add_rows(connection: Connection, table: Table, rows: pl.DataFrame) -> None:
    """Add rows whose columns are named as those of the table; PostgreSQL takes them as one stream."""
    if rows.is_empty():
        return
    if connection.dialect.name == "sqlite":
        together = min(VALUES // rows.width, rows.height)
        whole = rows.height // together * together
        for part, n_rows in ((rows[:whole], together), (rows[whole:], 1)):
            if not part.is_empty():
                connection.exec_driver_sql(_insert_many(table, rows.columns, n_rows), _in_turn(part, n_rows))
        return
    from psycopg import sql

    names = sql.SQL(", ").join(map(sql.Identifier, rows.columns))
    stream = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    with connection.connection.cursor().copy(stream) as copying:
        for row in rows.iter_rows():
            copying.write_row(row)


def _insert_many(table: Table, columns: Sequence[str], n_rows: int) -> str:
    one = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {', '.join([one] * n_rows)}"  # noqa: S608


def _in_turn(rows: pl.DataFrame, n_rows: int) -> list[tuple[Any, ...]]:
    """Give the values of so many rows at a time, one behind the other."""
    found = rows.rows()
    return [tuple(chain.from_iterable(found[at : at + n_rows])) for at in range(0, len(found), n_rows)]
