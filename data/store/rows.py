"""Many rows at once, out of a store and into it, past what SQLAlchemy does for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, Table, insert

AT_ONCE = 20_000


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
        statement = insert(table).compile(dialect=connection.dialect, column_keys=rows.columns)
        connection.exec_driver_sql(str(statement), rows.select(statement.positiontup or rows.columns).rows())
        return
    from psycopg import sql

    names = sql.SQL(", ").join(map(sql.Identifier, rows.columns))
    stream = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    with connection.connection.cursor().copy(stream) as copying:
        for row in rows.iter_rows():
            copying.write_row(row)
