"""A report as PDF laid out without a browser: fonts with Latin, Cyrillic and Greek letters inside, charts as lines."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from analysis.figures.palette import colour
from analysis.figures.silences import NEARLY_ALL
from analysis.report.sections import HEADINGS, Section, article_cells, sections, topic_cells, topic_heads
from analysis.trends.bursts import stretches

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfgen.canvas import Canvas

    from analysis.report.model import Report

LISTED = 1_000
AT_ONCE = 100
DRAWN = 10
MARGIN = 40.0
WIDTH, HEIGHT = 503.0, 210.0
CHUNK = 1 << 16
MISSING = "\ufffd"
SOFT, LINE, BAND = "#566070", "#d5dae0", "#e9ebee"


def render(report: Report) -> Iterator[bytes]:
    """Write a report as PDF."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    _fonts()
    with tempfile.TemporaryFile() as file:
        document = SimpleDocTemplate(
            file,
            pagesize=A4,
            title=report.title(),
            author=f"newstide {report.version}",
            lang=report.locale.code,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN,
        )
        document.build(list(_flow(report)), onFirstPage=_foot, onLaterPages=_foot)
        file.seek(0)
        yield from iter(lambda: file.read(CHUNK), b"")


def _flow(report: Report) -> Iterator[Any]:
    locale, summary = report.locale, report.summary
    yield _text(report.title(), "title")
    yield _text(summary.sentence(locale), "lead")
    yield _table([], report.coverage(), (80, WIDTH - 80))
    if not summary.series.is_empty():
        yield _text(report.volume_title(), "heading")
        yield _chart(report)
        yield _legend(report)
    if not summary.topics.is_empty():
        yield _text(locale("Topics"), "heading")
        heads = topic_heads(report)
        numbers = (42.0,) * (len(heads) - 6)
        yield _table(heads, topic_cells(report), (WIDTH - 308 - sum(numbers), *numbers, 66, 50, 76, 58, 58))
        if summary.now:
            yield _text(f"{locale('Change')}: {summary.compared(locale)}.", "soft")
        for section in sections(report):
            yield from _section(section)
    yield _text(f"{locale('Articles')} ({locale.number(report.n_articles)})", "heading")
    if note := report.left_out(LISTED):
        yield _text(note, "soft")
    if not report.n_articles:
        yield _text(locale("No article matches this filter."))
    yield from _articles(report)


def _section(section: Section) -> Iterator[Any]:
    yield _text(section.label, "subheading")
    for language, words, titles in section.spoken:
        yield _text(f"{language}: {', '.join(words)}")
        yield from (_text(title, "soft") for title in titles)
    if section.bursts:
        yield _text(section.bursts)
    yield from (_text(f"• {title} ({counted})", "item") for title, counted in section.stories)
    if section.more:
        yield _text(f"• {section.more}", "item")


def _articles(report: Report) -> Iterator[Any]:
    from reportlab.platypus import Paragraph

    widths = (60.0, 218.0, 84.0, 42.0, WIDTH - 404)
    rows: list[list[Any]] = []
    heads = [report.locale(head) for head in HEADINGS]
    for cells, url in article_cells(report, LISTED):
        title = escape(_printable(cells[1]))
        linked = f"<a href={quoteattr(url)}>{title}</a>" if url else title
        rows.append([cells[0], Paragraph(linked, _styles()["cell"]), *cells[2:]])
        if len(rows) == AT_ONCE:
            yield _table(heads, rows, widths)
            heads, rows = [], []
    if rows:
        yield _table(heads, rows, widths)


def _chart(report: Report) -> Drawing:
    """Draw volume over time, a line per topic."""
    from reportlab.graphics.shapes import Drawing, Line, PolyLine, Rect, String
    from reportlab.lib.colors import HexColor

    series, drawing = report.summary.series, Drawing(WIDTH, HEIGHT)
    days = series["period"].unique().sort().to_list()
    lines = _drawn(report)
    top = max([1, *series.filter(pl.col("topic_id").is_in([key for key, _, _ in lines]))["volume"]])
    left, bottom, right, high = 34.0, 22.0, WIDTH - 8, HEIGHT - 8
    for step in range(5):
        value, y = top * step / 4, bottom + (high - bottom) * step / 4
        drawing.add(Line(left, y, right, y, strokeColor=HexColor(LINE), strokeWidth=0.5))
        if value == int(value):
            text = report.locale.number(value)
            drawing.add(String(left - 4, y - 3, text, fontName="Noto Sans", fontSize=7, textAnchor="end"))
    places = [left + (right - left) * (n + 0.5) / len(days) for n in range(len(days))]
    for place in range(0, len(days), max(1, -(-len(days) // 8))):
        text = report.locale.day(days[place], short=True)
        drawing.add(String(places[place], 8, text, fontName="Noto Sans", fontSize=7, textAnchor="middle"))
    intake, half = report.summary.intake.sort("period"), (right - left) / len(days) / 2
    for x, gap in zip(places, intake["gap"], strict=True):
        if gap:
            drawing.add(Rect(x - half, bottom, 2 * half, high - bottom, fillColor=HexColor(BAND), strokeWidth=0))
    collected = (intake["missing"] < NEARLY_ALL).to_numpy()
    for topic_id, _, slot in lines:
        volumes = series.filter(pl.col("topic_id") == topic_id).sort("period")["volume"].to_list()
        for first, last in stretches(collected):
            points = [
                value
                for x, volume in zip(places[first : last + 1], volumes[first : last + 1], strict=True)
                for value in (x, bottom + (high - bottom) * volume / top)
            ]
            if first == last:
                points = [points[0] - 6, points[1], points[0] + 6, points[1]]
            drawing.add(PolyLine(points, strokeColor=HexColor(colour(slot)), strokeWidth=1.4))
    return drawing


def _legend(report: Report) -> Any:  # noqa: ANN401
    from reportlab.platypus import Paragraph

    marks = [
        f'<font color="{colour(slot)}" size="14">•</font> {escape(_printable(label))}'
        for _, label, slot in _drawn(report)
    ]
    return Paragraph(" &nbsp; ".join(marks), _styles()["body"])


def _drawn(report: Report) -> list[tuple[int, str, int]]:
    topics = report.summary.topics
    inside = topics.filter(pl.col("topic_id") > 0)
    rows = (topics if inside.is_empty() else inside).head(DRAWN).select("topic_id", "slot").iter_rows()
    return [(topic_id, report.summary.label(topic_id, report.locale), slot) for topic_id, slot in rows]


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[float]) -> Any:  # noqa: ANN401
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import LongTable

    cells = [[_text(value, "cell") if isinstance(value, str) else value for value in row] for row in rows]
    given = [[_text(head, "head") for head in heads], *cells] if heads else cells
    look = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(LINE)),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    return LongTable(given, colWidths=widths, repeatRows=1 if heads else 0, style=look)


def _text(text: str, style: str = "body") -> Any:  # noqa: ANN401
    from reportlab.platypus import Paragraph

    return Paragraph(escape(_printable(text)), _styles()[style])


def _printable(text: str) -> str:
    """Leave what the shipped fonts have no sign for to a sign that says so."""
    known = _fonts()
    return "".join(sign if ord(sign) in known else " " if sign.isspace() else MISSING for sign in text)


@cache
def _fonts() -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = files(__package__ or "analysis.report") / "fonts"
    plain = TTFont("Noto Sans", str(folder / "NotoSans-Regular.ttf"))
    pdfmetrics.registerFont(plain)
    pdfmetrics.registerFont(TTFont("Noto Sans Bold", str(folder / "NotoSans-Bold.ttf")))
    pdfmetrics.registerFontFamily("Noto Sans", normal="Noto Sans", bold="Noto Sans Bold")
    return frozenset(plain.face.charToGlyph)


@cache
def _styles() -> dict[str, ParagraphStyle]:
    from reportlab.lib.styles import ParagraphStyle

    def style(name: str, size: float, bold: bool = False, **more: Any) -> ParagraphStyle:  # noqa: ANN401, FBT001, FBT002
        font = "Noto Sans Bold" if bold else "Noto Sans"
        return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.35, **more)

    return {
        "title": style("title", 18, bold=True, spaceAfter=6),
        "lead": style("lead", 11, spaceAfter=8),
        "heading": style("heading", 13, bold=True, spaceBefore=14, spaceAfter=5, keepWithNext=1),
        "subheading": style("subheading", 10.5, bold=True, spaceBefore=9, spaceAfter=3, keepWithNext=1),
        "body": style("body", 8.5),
        "soft": style("soft", 8.5, textColor=SOFT),
        "item": style("item", 8.5, leftIndent=10, firstLineIndent=-8),
        "head": style("head", 7.5, bold=True, textColor=SOFT),
        "cell": style("cell", 7.5),
    }


def _foot(canvas: Canvas, document: Any) -> None:  # noqa: ANN401
    canvas.saveState()
    canvas.setFont("Noto Sans", 7)
    canvas.drawString(MARGIN, 20, "newstide")
    canvas.drawRightString(MARGIN + WIDTH, 20, str(document.page))
    canvas.restoreState()
