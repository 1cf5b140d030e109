"""The formats of a report by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.report import bundle, delimited, interchange, markdown, page, pictures, printed, workbook
from data.messages import message

if TYPE_CHECKING:
    from analysis.report.model import Report


@dataclass(frozen=True)
class Format:
    """How a report is written.

    Attributes
    ----------
    name : str
        For a menu, a message of the locale.
    ending : str
        Of the file.
    media_type : str
    render : callable
        Report → its bytes, in parts; `ReportError` where it cannot be made, before the first part.
    heavy : bool
        Whether it takes seconds and much memory: few of them are made at a time.
    """

    name: str
    ending: str
    media_type: str
    render: Callable[[Report], Iterator[bytes]]
    heavy: bool = False


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
FORMATS = {
    "html": Format("HTML", "html", "text/html; charset=utf-8", page.render),
    "pdf": Format("PDF", "pdf", "application/pdf", printed.render, heavy=True),
    "md": Format("Markdown", "md", "text/markdown; charset=utf-8", markdown.render),
    "xlsx": Format(message("Excel (XLSX)"), "xlsx", XLSX, workbook.render),
    "csv": Format(message("Articles (CSV)"), "csv", "text/csv; charset=utf-8", delimited.render_articles),
    "zip": Format(message("All tables (CSV, ZIP)"), "tables.zip", ZIP, delimited.render_zip),
    "json": Format("JSON", "json", "application/json", interchange.render),
    "png": Format(message("Charts (PNG, ZIP)"), "png.zip", ZIP, pictures.render_png, heavy=True),
    "svg": Format(message("Charts (SVG, ZIP)"), "svg.zip", ZIP, pictures.render_svg, heavy=True),
    "all": Format(message("Everything (ZIP)"), "all.zip", ZIP, bundle.render, heavy=True),
}


def format_of(path: str) -> str | None:
    """Name the format that a file's name asks for by its ending, the longest that fits.

    Examples
    --------
    >>> format_of("november.XLSX"), format_of("n.svg.zip"), format_of("n.zip"), format_of("n.docx")
    ('xlsx', 'svg', 'zip', None)
    """
    name = path.lower()
    fitting = [key for key, known in FORMATS.items() if name.endswith(f".{known.ending}")]
    if fitting:
        return max(fitting, key=lambda key: len(FORMATS[key].ending))
    return {"zip": "zip", "markdown": "md", "htm": "html"}.get(name.rpartition(".")[2])
