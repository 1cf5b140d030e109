"""The charts of a report: of all topics, and of each topic where few are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl

from analysis.figures.bars import bars
from analysis.figures.breakdown import OTHERS, breakdown, shares_of
from analysis.figures.chart import figure as chart_of
from analysis.figures.silences import mark_silences

if TYPE_CHECKING:
    from datetime import date

    from analysis.report.model import Report

TICKS = 9
FONT = "'Noto Sans', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Chart:
    """One chart.

    Attributes
    ----------
    name : str
        ASCII, fit for a file's name.
    title : str
    figure : plotly.graph_objects.Figure
    topic_id : int or None
        The only topic it is about.
    """

    name: str
    title: str
    figure: go.Figure
    topic_id: int | None = None


def charts(report: Report) -> Iterator[Chart]:
    """Draw all charts of a report; none where no article has a date."""
    summary, locale = report.summary, report.locale
    if summary.series.is_empty() or summary.first is None or summary.last is None:
        return
    yield Chart("volumes", report.volume_title(), chart_of(report.drawing(), locale))
    if summary.topics.height > 1:
        yield Chart("topics", locale("Topics by volume"), bars(summary, locale))
    shown = set(summary.topics["topic_id"])
    for topic_id in report.chosen():
        if topic_id not in shown:
            continue
        figure = _by_language(report, topic_id, summary.first, summary.last)
        title = locale("{topic}, by language", topic=summary.label(topic_id, locale))
        yield Chart(f"topic-{topic_id}", title, figure, topic_id)


def _by_language(report: Report, topic_id: int, first: date, last: date) -> go.Figure:
    locale, period = report.locale, report.summary.filters.period
    counts = report.by_language(topic_id).with_columns(pl.col("language").fill_null("?"))
    parts = shares_of(counts, by="language", first=first, last=last, period=period)
    names = {code: locale.language(code) for code in parts["part"]} | {"?": locale.language(None)}
    figure = breakdown(parts, names | {OTHERS: locale("other or unknown")}, locale, period=period)
    return go.Figure(mark_silences(figure, report.intake(topic_id), locale, period=period))


def for_paper(chart: Chart, report: Report) -> go.Figure:
    """Prepare a chart for where nothing moves: white, in the reader's language, without what is hidden at first."""
    figure = go.Figure(chart.figure)
    figure.data = [trace for trace in figure.data if trace.visible != "legendonly"] or list(figure.data)
    for trace in figure.data:
        trace.visible = True
    figure.update_layout(
        paper_bgcolor="#ffffff", plot_bgcolor="#ffffff", font={"family": FONT, "color": "#1c2430", "size": 13}
    )
    figure.update_xaxes(gridcolor="#e1e5ea", zerolinecolor="#c8ced6")
    figure.update_yaxes(gridcolor="#e1e5ea", zerolinecolor="#c8ced6")
    if chart.name != "topics":
        periods = report.summary.series["period"].unique().sort().to_list()
        shown = periods[:: max(1, -(-len(periods) // TICKS))]
        labels = [report.locale.day(day, short=True) for day in shown]
        figure.update_xaxes(tickmode="array", tickvals=[day.isoformat() for day in shown], ticktext=labels, tickangle=0)
    return figure
