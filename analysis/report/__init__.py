"""Reports about topics for one filter: one model, one renderer per format, all streams of bytes."""

from __future__ import annotations

from analysis.report.formats import FORMATS, Format, format_of
from analysis.report.model import Report, build_report

__all__ = ["FORMATS", "Format", "Report", "build_report", "format_of"]
