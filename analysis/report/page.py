"""A report as one HTML file: charts included, opens without a network, prints well."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import polars as pl
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from analysis.figures import plotly_js
from analysis.figures.palette import colour
from analysis.figures.trend import trend
from analysis.summary import change_in_words

if TYPE_CHECKING:
    from jinja2 import Template

    from analysis.report.model import Report

STORIES_OF_A_TOPIC = 8


def render(report: Report) -> Iterator[bytes]:
    """Write a report as HTML, article by article."""
    figure = trend(report.summary, report.locale)
    stream = _template("report.html.jinja").stream(
        report=report,
        t=report.locale,
        summary=report.summary,
        coverage=report.coverage(),
        chart=Markup(figure.to_json().replace("</", "<\\/")),  # noqa: S704 - JSON of numbers and escaped names
        plotly=Markup(plotly_js()),  # noqa: S704 - the library's own file
        topics=list(_topics(report)),
        articles=_articles(report),
    )
    stream.enable_buffering(200)
    yield from (part.encode() for part in stream)


def web_link(url: str | None) -> str | None:
    """Give a link only where it leads to the web: ``javascript:`` and the like never become one."""
    return url if url and urlsplit(url).scheme.lower() in {"http", "https"} else None


def _topics(report: Report) -> Iterator[dict[str, Any]]:
    summary, locale = report.summary, report.locale
    for row in summary.topics.iter_rows(named=True):
        topic = summary.named.get(row["topic_id"])
        stories = report.stories.filter(pl.col("topic_id") == row["topic_id"])
        yield {
            **row,
            "label": summary.label(row["topic_id"], locale),
            "colour": colour(row["slot"]),
            "change_in_words": change_in_words(row, locale),
            "keywords": {} if topic is None else topic.keywords,
            "stories": stories.sort("articles", descending=True, maintain_order=True)
            .head(STORIES_OF_A_TOPIC)
            .to_dicts(),
        }


def _articles(report: Report) -> Iterator[dict[str, Any]]:
    for batch in report.articles():
        for row in batch.iter_rows(named=True):
            known = row["topic_id"] is not None
            label = report.summary.label(row["topic_id"], report.locale) if known else ""
            yield {**row, "url": web_link(row["url"]), "topic": label}


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("analysis.report", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
