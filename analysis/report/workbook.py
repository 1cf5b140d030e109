"""A report as XLSX: a sheet per table, charts that the spreadsheet draws itself, row by row through a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.figures.palette import colour
from analysis.report.tables import Table, tables
from data.messages import message

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from analysis.report.model import Report

CHUNK = 1 << 16
ROWS = 1_048_575
"""Of a sheet, the heading left out."""
LONGEST = 32_767
CUT = "…"
DRAWN = 10
A4 = 9
HEAD_HEIGHT = 30
"""In points: two lines."""
CHART_WIDTH, CHART_HEIGHT = 880, 520
"""In pixels, as wide as the cover."""
CHART_ROWS = CHART_HEIGHT // 20 + 1
NAMES = message(
    {
        "about": "About",
        "topics": "Topics",
        "keywords": "Keywords",
        "volumes": "Volumes",
        "bursts": "Bursts",
        "gaps": "Gaps",
        "stories": "Stories",
        "articles": "Articles",
    }
)
HEADS = message(
    {
        "what": "What",
        "value": "Value",
        "id": "Id",
        "given_id": "Id of the origin",
        "published_at": "Published (UTC)",
        "title": "Title",
        "language": "Language",
        "source": "Source",
        "url": "Link",
        "topic_id": "Topic id",
        "topic": "Topic",
        "story_id": "Story id",
        "score": "Score",
        "reprint": "Reprint",
        "truncated": "Truncated",
        "text": "Text",
        "volume": "Volume",
        "share": "Share",
        "undated": "Undated",
        "now": "Now",
        "before": "Before",
        "change": "Change",
        "change_low": "Change, at least",
        "change_high": "Change, at most",
        "uncertain": "May be chance",
        "state": "State",
        "start": "Begins",
        "end": "Last period",
        "strength": "Strength",
        "languages": "Languages",
        "first_seen": "First seen",
        "last_seen": "Last seen",
        "keywords": "Keywords",
        "headlines": "Typical headlines",
        "headline": "Headline",
        "articles": "Articles",
        "period": "Period",
        "total": "Total",
        "complete": "Complete",
        "missing": "Not collected",
        "expected": "Articles missing",
        "p": "Probability of chance",
    }
)
WIDTHS = {
    "what": 16, "value": 110, "title": 70, "headline": 70, "topic": 36, "keywords": 60, "headlines": 90, "text": 60,
    "url": 30, "published_at": 18, "first_seen": 18, "last_seen": 18, "source": 22, "id": 14,
    "period": 12, "start": 12, "end": 12,
}  # fmt: skip
PERCENT = frozenset({"share", "change", "change_low", "change_high", "missing"})


def render(report: Report) -> Iterator[bytes]:
    """Write a report as XLSX."""
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        # Text is text: no cell becomes a formula, a link or a number by what it looks like.
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        }
        with xlsxwriter.Workbook(file, options) as book:
            _write(book, report)
        file.seek(0)
        yield from iter(lambda: file.read(CHUNK), b"")


def safe_text(text: str) -> str:
    """Keep text within what a cell can hold: 32,767 UTF-16 units."""
    if len(text.encode("utf-16-le", "surrogatepass")) <= 2 * LONGEST:
        return text
    cut = text.encode("utf-16-le", "surrogatepass")[: 2 * (LONGEST - 1)]
    return cut.decode("utf-16-le", "ignore") + CUT


@dataclass
class _Styles:
    book: Workbook
    made: dict[str, Format] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Format:
        looks: dict[str, dict[str, Any]] = {
            "head": {"bold": True, "bottom": 1, "bg_color": "#eef1f5", "valign": "top", "text_wrap": True},
            "date": {"num_format": "yyyy-mm-dd", "align": "left"},
            "time": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
            "percent": {"num_format": "0.0 %"},
            "number": {"num_format": "#,##0"},
            "wrapped": {"text_wrap": True, "valign": "top"},
        }
        if name not in self.made:
            self.made[name] = self.book.add_format(looks[name])
        return self.made[name]


def _write(book: Workbook, report: Report) -> None:
    locale, styles = report.locale, _Styles(book)
    made_at = report.made_at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": report.title()[:250], "comments": f"newstide {report.version}", "created": made_at})
    names = {name: locale(named)[:31] for name, named in NAMES.items()}
    cover: Worksheet | None = None
    place = 0
    for table in tables(report):
        sheet = _sheet(book, table, names[table.name], styles, report)
        filled = _rows(book, sheet, table, names[table.name], styles, report)
        if cover is None:
            cover, place = sheet, filled + 2
        chart = None
        if table.name == "topics" and filled:
            chart = _bars(book, names["topics"], min(filled, DRAWN * 2), report)
        elif table.name == "volumes" and filled:
            chart = _lines(book, names["volumes"], report)
        if chart is not None:
            # What is seen first: what the report covers, then its charts.
            cover.insert_chart(place, 0, chart)
            place += CHART_ROWS


def _sheet(book: Workbook, table: Table, name: str, styles: _Styles, report: Report) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.set_paper(A4)
    if table.name == "about":
        sheet.fit_to_pages(1, 1)
    else:
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_row(0, HEAD_HEIGHT)
    sheet.set_footer("&L&A&R&P / &N")
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, WIDTHS.get(column, 11))
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, report.locale(HEADS[column]), styles["head"])
    return sheet


def _rows(book: Workbook, sheet: Worksheet, table: Table, name: str, styles: _Styles, report: Report) -> int:
    """Write the rows; where a sheet is full, the next one goes on."""
    row_number, filled, sheets = 0, 0, 1
    for row in table.rows:
        if row_number == ROWS:
            sheets += 1
            sheet, row_number = _sheet(book, table, f"{name[:26]} {sheets}", styles, report), 0
        row_number += 1
        filled += 1
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _cell(sheet, (row_number, place), _told(value, column, report), column, styles)
    if row_number and table.name != "about":
        sheet.autofilter(0, 0, row_number, len(table.columns) - 1)
    return filled


def _told(value: Any, column: str, report: Report) -> Any:  # noqa: ANN401
    return report.locale(value) if column == "state" and value else value


def _cell(sheet: Worksheet, place: tuple[int, int], value: Any, column: str, styles: _Styles) -> None:  # noqa: ANN401
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(*place, value)
        case datetime():
            sheet.write_datetime(*place, value.astimezone(UTC).replace(tzinfo=None), styles["time"])
        case date():
            sheet.write_datetime(*place, value, styles["date"])
        case int() | float():
            sheet.write_number(*place, value, _number_style(column, styles))
        case _:
            look = styles["wrapped"] if column in {"value", "headlines"} else None
            sheet.write_string(*place, safe_text(str(value)), look)


def _number_style(column: str, styles: _Styles) -> Format | None:
    if column in PERCENT:
        return styles["percent"]
    return None if column.endswith("_id") or column in {"score", "strength", "p"} else styles["number"]


def _bars(book: Workbook, name: str, rows: int, report: Report) -> Chart:
    chart = book.add_chart({"type": "bar"})
    slots = report.summary.topics["slot"].to_list()
    chart.add_series(
        {
            "name": report.locale("Volume"),
            "categories": [name, 1, 1, rows, 1],
            "values": [name, 1, 2, rows, 2],
            "points": [{"fill": {"color": colour(slot)}} for slot in slots[:rows]],
            "gap": 40,
        }
    )
    chart.set_title({"name": report.locale("Topics"), "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#d9dde3"}}})
    chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    return chart


def _lines(book: Workbook, name: str, report: Report) -> Chart | None:
    """Draw the largest topics; the rows of a topic follow each other, so that a range is a line."""
    summary = report.summary
    chart = book.add_chart({"type": "line"})
    numbered = summary.series.with_row_index("row", offset=1)
    for topic_id, slot in summary.topics.filter(pl.col("topic_id") > 0).select("topic_id", "slot").head(DRAWN).rows():
        rows = numbered.filter(pl.col("topic_id") == topic_id)["row"]
        if rows.is_empty():
            continue
        chart.add_series(
            {
                "name": [name, rows[0], 2],
                "categories": [name, rows[0], 0, rows[-1], 0],
                "values": [name, rows[0], 3, rows[-1], 3],
                "line": {"color": colour(slot), "width": 2},
            }
        )
    if not chart.series:
        return None
    chart.set_title({"name": report.volume_title()})
    chart.show_blanks_as("gap")
    chart.set_x_axis({"date_axis": True, "num_format": "yyyy-mm-dd"})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#d9dde3"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    return chart
