"""A list of articles: title, source, date, language, topic, text to unfold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.figures.palette import colour
from analysis.report.page import web_link
from dashboard import elements as html
from dashboard.components import aria

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from analysis.locale import Locale
    from dashboard.elements import Element
    from data.store import Topic

AT_ONCE = 20
TEXT = 2_000


def items(
    articles: pl.DataFrame,
    topics: dict[int, Topic],
    locale: Locale,
    *,
    action: Callable[[dict[str, Any]], Any] = lambda _row: None,
) -> list[Element]:
    """Lay out articles, one an item; an action gives what a reader may do with each."""
    return [_item(row, topics, locale, action(row)) for row in articles.iter_rows(named=True)]


def _item(row: dict[str, Any], topics: dict[int, Topic], locale: Locale, action: Any) -> Element:  # noqa: ANN401
    link = web_link(row["url"])
    language = row["language"] or ""
    title: Any = row["title"]
    if link:
        title = html.A(title, href=link, target="_blank", rel="noopener noreferrer")
    when = locale.time(row["published_at"]) if row["published_at"] else locale("undated")
    about = [html.Span(row["source"]), html.Span(when), html.Span(locale.language(row["language"]))]
    topic = topics.get(row["topic_id"] or 0)
    if topic is not None:
        dot = html.Span(className="dot", style={"background": colour(topic.slot)}, **aria(hidden="true"))
        about.append(html.Span([dot, topic.labels.get(locale.code, topic.label)]))
    if row["reprint_of"] is not None:
        about.append(html.Span(locale("reprint"), className="badge"))
    if row["truncated"]:
        about.append(html.Span(locale("teaser"), className="badge"))
    if action is not None:
        about.append(action)
    text = row["text"]
    unfolded = (
        html.Details(
            [
                html.Summary(locale("Text")),
                *(html.P(part, lang=language) for part in text[:TEXT].split("\n")),
                html.P(locale("(goes on)"), className="soft") if len(text) > TEXT else None,
            ]
        )
        if text
        else None
    )
    return html.Li([html.H3(title, lang=language), html.P(about, className="about"), unfolded])
