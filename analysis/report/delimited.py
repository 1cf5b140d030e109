"""A report as CSV: the articles in one file, or all tables in a ZIP archive."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analysis.report.tables import ARTICLES, article_rows, tables

if TYPE_CHECKING:
    from analysis.report.model import Report

MARK = "\ufeff"
"""Without it, spreadsheets take the file for an old encoding."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 1 << 16


def render_articles(report: Report) -> Iterator[bytes]:
    """Write the articles as CSV (UTF-8), one a row."""
    yield from (part.encode() for part in _lines(ARTICLES, article_rows(report)))


def render_zip(report: Report) -> Iterator[bytes]:
    """Write every table as a CSV file of a ZIP archive."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in tables(report):
                with archive.open(f"{table.name}.csv", "w", force_zip64=True) as member:
                    for part in _lines(table.columns, table.rows):
                        member.write(part.encode())
        file.seek(0)
        yield from iter(lambda: file.read(CHUNK), b"")


def cell(value: Any) -> Any:  # noqa: ANN401
    """Keep text from being taken for a formula by spreadsheets: an apostrophe before its first sign.

    Examples
    --------
    >>> cell("=1+1"), cell(-3), cell("plain")
    ("'=1+1", -3, 'plain')
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(MARK)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if buffer.tell() > CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
