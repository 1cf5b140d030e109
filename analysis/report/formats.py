"""The formats of a report by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.report import delimited, page

if TYPE_CHECKING:
    from analysis.report.model import Report


@dataclass(frozen=True)
class Format:
    """How a report is written.

    Attributes
    ----------
    ending : str
        Of the file.
    media_type : str
    render : callable
        Report → its bytes, in parts.
    """

    ending: str
    media_type: str
    render: Callable[[Report], Iterator[bytes]]


FORMATS = {
    "html": Format("html", "text/html; charset=utf-8", page.render),
    "csv": Format("csv", "text/csv; charset=utf-8", delimited.render_articles),
    "zip": Format("zip", "application/zip", delimited.render_zip),
}
