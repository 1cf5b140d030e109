"""A report as CSV: the articles in one file, or all tables in a ZIP archive."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from analysis.report.tables import ARTICLES, article_rows, moment, tables

if TYPE_CHECKING:
    from analysis.report.model import Report

MARK = "\ufeff"
"""Without it, spreadsheets take the file for an old encoding."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 1 << 16


def render_articles(report: Report) -> Iterator[bytes]:
    """Write the articles as CSV (UTF-8), one a row."""
    yield from lines(ARTICLES, article_rows(report))


def render_zip(report: Report) -> Iterator[bytes]:
    """Write every table as a CSV file of a ZIP archive."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in tables(report):
                with archive.open(f"{table.name}.csv", "w", force_zip64=True) as member:
                    member.writelines(lines(table.columns, table.rows))
        file.seek(0)
        yield from iter(lambda: file.read(CHUNK), b"")


def cell(value: Any) -> Any:  # noqa: ANN401
    """Write a value so that no spreadsheet takes text for a formula: an apostrophe stands before its first sign.

    Examples
    --------
    >>> cell("=1+1"), cell(-3), cell("plain")
    ("'=1+1", -3, 'plain')
    """
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, bool):
        return int(value)
    return moment(value) if isinstance(value, datetime) else value


def lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Write a table as CSV (UTF-8), in parts."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(MARK)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if buffer.tell() > CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
