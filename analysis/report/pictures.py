"""The charts of a report as pictures: PNG or SVG, one file, or a ZIP archive where there are several."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from analysis.errors import ReportError
from analysis.report.browser import find_browser
from analysis.report.charts import charts, for_paper

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from analysis.report.model import Report

Kind = Literal["png", "svg"]
WIDTH = 1_100
SECONDS = 60
SCALE = {"png": 2.0, "svg": 1.0}


def render_png(report: Report) -> Iterator[bytes]:
    """Write every chart as PNG, in one ZIP archive."""
    yield from _archive(report, "png")


def render_svg(report: Report) -> Iterator[bytes]:
    """Write every chart as SVG, in one ZIP archive."""
    yield from _archive(report, "svg")


def pictures(report: Report, *kinds: Kind) -> Iterator[tuple[str, bytes]]:
    """Draw every chart: file name and content, each chart in each kind.

    Raises
    ------
    ReportError
        When there is no Chrome or Chromium to draw with, or it fails.
    """
    found = list(charts(report))
    if not found:
        raise ReportError("No article that matches has a date: there is no chart to draw.")
    browser = find_browser()
    if browser is None:
        raise ReportError(
            "Pictures of charts need Chrome or Chromium, and none was found on the machine that newstide runs on: "
            "install one (Debian: apt install chromium) or name it in BROWSER_PATH. "
            "All other formats work without it."
        )
    figures = [for_paper(chart, report).update_layout(title=_title(chart.title)) for chart in found]
    for figure in figures:
        figure.update_layout(width=WIDTH, margin={"t": 64})
    named = [
        (f"{chart.name}.{kind}", kind, figure) for chart, figure in zip(found, figures, strict=True) for kind in kinds
    ]
    contents = asyncio.run(_draw(browser, [(figure, kind) for _, kind, figure in named]))
    yield from ((name, content) for (name, _, _), content in zip(named, contents, strict=True))


def _archive(report: Report, kind: Kind) -> Iterator[bytes]:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pictures(report, kind):
            archive.writestr(name, content)
    yield file.getvalue()


def _title(text: str) -> dict[str, object]:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": escaped, "x": 0.01, "xanchor": "left", "font": {"size": 18}}


async def _draw(browser: str, wanted: list[tuple[go.Figure, Kind]]) -> list[bytes]:
    from kaleido import Kaleido, PageGenerator

    # The library's page would load plotly.js and MathJax from foreign hosts.
    script = Path(str(files("analysis.figures") / "plotly" / "plotly-cartesian.min.js"))
    page = PageGenerator(plotly=script.as_uri(), mathjax=False)
    try:
        async with asyncio.timeout(SECONDS), Kaleido(path=browser, page_generator=page) as kaleido:
            return [
                bytes(await kaleido.calc_fig(figure, opts={"format": kind, "scale": SCALE[kind]}))
                for figure, kind in wanted
            ]
    except TimeoutError as error:
        raise ReportError(f"{browser} took more than {SECONDS} seconds to draw the charts.") from error
    except (RuntimeError, OSError, ValueError) as error:
        raise ReportError(f"{browser} could not draw the charts: {error}") from error
