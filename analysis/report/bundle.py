"""A report in all formats at once, in one ZIP archive; what cannot be made here is named in it."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from analysis.errors import ReportError
from analysis.report import delimited, interchange, markdown, page, pictures, printed, workbook
from analysis.report.tables import tables

if TYPE_CHECKING:
    from analysis.report.model import Report

CHUNK = 1 << 16
MISSING = "not-included.txt"
DOCUMENTS: dict[str, Callable[[Report], Iterator[bytes]]] = {
    "report.html": page.render,
    "report.md": markdown.render,
    "report.xlsx": workbook.render,
    "report.json": interchange.render,
    "report.pdf": printed.render,
}


def render(report: Report) -> Iterator[bytes]:
    """Write a report in every format, as one ZIP archive."""
    missing: list[str] = []
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, write in DOCUMENTS.items():
                try:
                    _add(archive, name, write(report))
                except ReportError as error:
                    missing.append(f"{name}: {report.locale.sentence(str(error))}")
            for table in tables(report):
                _add(archive, f"tables/{table.name}.csv", delimited.lines(table.columns, table.rows))
            try:
                for name, content in pictures.pictures(report, "png", "svg"):
                    archive.writestr(f"charts/{name}", content)
            except ReportError as error:
                missing.append(f"charts: {report.locale.sentence(str(error))}")
            if missing:
                archive.writestr(MISSING, "\n".join(missing) + "\n")
        file.seek(0)
        yield from iter(lambda: file.read(CHUNK), b"")


def _add(archive: zipfile.ZipFile, name: str, parts: Iterator[bytes]) -> None:
    # The first part comes before the member is opened: what cannot be made leaves no empty file.
    first = next(parts, b"")
    with archive.open(name, "w", force_zip64=True) as member:
        member.write(first)
        for part in parts:
            member.write(part)
