"""A report as one HTML file: charts included, opens without a network, prints well."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from analysis.figures import plotly_js
from analysis.figures.palette import colour
from analysis.intake import periods_in_words
from analysis.locale.scripts import charts as spoken
from analysis.report.charts import Chart, charts, for_paper
from analysis.report.sections import HEADINGS, article_cells, sections, topic_cells, topic_heads, web_link

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from jinja2 import Template

    from analysis.report.model import Report

__all__ = ["render", "render_for_paper", "web_link"]

LISTED = 10_000
LISTED_ON_PAPER = 1_000
PAPER_WIDTH = 690
PAPER_HEIGHT = 350
"""CSS pixels, the width that between the margins of A4."""


def render(report: Report) -> Iterator[bytes]:
    """Write a report as HTML, article by article."""
    yield from _render(report, [(chart, chart.figure) for chart in charts(report)], listed=LISTED)


def render_for_paper(report: Report) -> Iterator[bytes]:
    """Write a report as HTML to be printed at once: charts as wide as the paper, fonts inside, fewer articles."""
    drawn = [(chart, for_paper(chart, report)) for chart in charts(report)]
    for chart, figure in drawn:
        figure.update_layout(width=PAPER_WIDTH, font={"size": 10})
        if chart.name != "topics":
            figure.update_layout(height=PAPER_HEIGHT)
    yield from _render(report, drawn, listed=LISTED_ON_PAPER, fonts=_font_faces())


def _render(report: Report, drawn: list[tuple[Chart, go.Figure]], *, listed: int, fonts: str = "") -> Iterator[bytes]:
    summary = report.summary
    rows = zip(summary.topics["slot"], summary.topics["topic_id"], topic_cells(report), strict=True)
    stream = _template("report.html.jinja").stream(
        report=report,
        t=report.locale,
        summary=summary,
        coverage=report.coverage(),
        title=report.title(),
        charts=[chart for chart, _ in drawn],
        figures=[Markup(_json(figure)) for _, figure in drawn],  # noqa: S704 - JSON of numbers and escaped names
        spoken=Markup(_in_script(json.dumps(spoken(report.locale), ensure_ascii=False))),  # noqa: S704 - a catalogue's words
        plotly=Markup(plotly_js()) if drawn else "",  # noqa: S704 - the library's own file
        fonts=Markup(fonts),  # noqa: S704 - the program's own file
        topic_heads=topic_heads(report),
        topics=[(colour(slot), cells) for slot, _, cells in rows],
        volumes=_volumes(report),
        sections=[(colour(section.slot), section) for section in sections(report)],
        heads=HEADINGS,
        note=report.left_out(listed),
        articles=_articles(article_cells(report, listed)),
    )
    stream.enable_buffering(200)
    yield from (part.encode() for part in stream)


def _articles(rows: Iterable[tuple[list[str], str | None]]) -> Iterator[dict[str, Any]]:
    for cells, url in rows:
        yield {"day": cells[0], "title": cells[1], "language": cells[3], "others": cells[2:], "url": url}


def _volumes(report: Report) -> dict[str, Any] | None:
    """Give the chart's numbers as a table, for those who do not see it: a row per period, the largest eight topics."""
    summary, locale = report.summary, report.locale
    if summary.series.is_empty():
        return None
    shown = summary.topics["topic_id"].to_list()[:8]
    wide = summary.series.filter(pl.col("topic_id").is_in(shown)).pivot("topic_id", index="period", values="volume")
    called = periods_in_words(summary.intake, summary.filters.period, locale)
    return {
        "heads": [summary.label(topic_id, locale) for topic_id in shown],
        "rows": [
            (called[row["period"]], [locale.number(row[str(key)] or 0) for key in shown])
            for row in wide.sort("period").iter_rows(named=True)
        ],
    }


def _json(figure: go.Figure) -> str:
    return _in_script(str(figure.to_json()))


def _in_script(written: str) -> str:
    return written.replace("</", "<\\/").replace("<!--", "<\\u0021--")


def _font_faces() -> str:
    faces = []
    for name, weight in (("NotoSans-Regular.ttf", 400), ("NotoSans-Bold.ttf", 700)):
        data = base64.b64encode((files(__package__ or "analysis.report") / "fonts" / name).read_bytes()).decode()
        source = f'url("data:font/ttf;base64,{data}")'
        faces.append(f'@font-face {{ font-family: "Noto Sans"; font-weight: {weight}; src: {source}; }}')
    return "\n".join([*faces, 'body { font-family: "Noto Sans", "DejaVu Sans", sans-serif; }'])


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("analysis.report", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
