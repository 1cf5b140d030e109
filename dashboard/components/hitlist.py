"""The list of what a search found: headline, piece of the text, where it is from, where it belongs, what to unfold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from analysis.report.page import web_link
from dashboard.components.marked import Parts, excerpted, marked
from dashboard.links import address, topic_link
from data.highlights import highlights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.locale import Locale
    from data.filters import Filters
    from data.highlights import Span
    from data.store import Listing, Topic
    from data.store.search import Wanted

OPEN, TEXT, WHY = "articles-open", "articles-text", "articles-why"
"""Kinds of ids; the article's own id follows."""


@dataclass(frozen=True)
class Reader:
    """Who reads: the filter in force, the words looked for, the language of the page, the topics by id."""

    filters: Filters
    wanted: Sequence[Wanted]
    locale: Locale
    topics: dict[int, Topic]

    def time(self, row: dict[str, Any]) -> str:
        """Say when an article was published, in the reader's time zone."""
        when = row["published_at"]
        return self.locale.time(when, self.filters.zone) if when else self.locale("undated")


def items(listing: Listing, reader: Reader) -> list[html.Li]:
    """Lay out a page of articles, each with its reprints under it."""
    under: dict[int, list[dict[str, Any]]] = {}
    for row in listing.folded.iter_rows(named=True):
        under.setdefault(row["reprint_of"], []).append(row)
    return [
        _item(row, under.get(row["reprint_of"] or row["key"], []), listing.folds.get(row["key"], 0), reader)
        for row in listing.page.iter_rows(named=True)
    ]


def _item(row: dict[str, Any], reprints: list[dict[str, Any]], n_reprints: int, reader: Reader) -> html.Li:
    language = row["language"] or ""
    text = row["text"]
    in_title, in_text = highlights([row["title"], text], reader.wanted, row["language"])
    piece = excerpted(text, in_text) if text else None
    return html.Li(
        [
            html.H3(_title(row, in_title), lang=language),
            html.P(_about(row, reader), className="about"),
            html.P(piece, className="piece", lang=language) if piece else None,
            _reprints(reprints, n_reprints, reader) if n_reprints else None,
            _opened(row, reader),
        ]
    )


def _title(row: dict[str, Any], spans: Sequence[Span]) -> html.A | Parts:
    shown = marked(row["title"], spans)
    link = web_link(row["url"])
    return html.A(shown, href=link, target="_blank", rel="noopener noreferrer") if link else shown


def _about(row: dict[str, Any], reader: Reader) -> list[Any]:
    locale, topic = reader.locale, reader.topics.get(row["topic_id"] or 0)
    about: list[Any] = [
        html.Span(row["source"], className="who"),
        html.Span(reader.time(row)),
        html.Span(locale.language(row["language"])),
    ]
    if topic is not None:
        about.append(topic_link(topic, reader.filters, locale))
    elif row["topic_id"] is None:
        about.append(html.Span(locale("not analysed yet")))
    else:
        about.append(html.Span(locale("No topic")))
    if row["story_id"] is not None:
        about.append(dcc.Link(locale("Story"), href=address(f"/story/{row['story_id']}", reader.filters)))
    if row["reprint_of"] is not None:
        about.append(html.Span(locale("reprint"), className="badge"))
    if row["truncated"]:
        about.append(html.Span(locale("teaser"), className="badge"))
    return about


def _reprints(rows: list[dict[str, Any]], count: int, reader: Reader) -> html.Details:
    locale = reader.locale
    named = [html.Li([html.Span(_linked(row), className="who"), html.Span(reader.time(row))]) for row in rows]
    if count > len(rows):
        named.append(html.Li(locale.plural("{n} more", "{n} more", count - len(rows))))
    return html.Details(
        [
            html.Summary(locale.plural("{n} reprint", "{n} reprints", count)),
            html.Ul(named, className="reprints"),
        ]
    )


def _linked(row: dict[str, Any]) -> html.A | str:
    link = web_link(row["url"])
    return html.A(row["source"], href=link, target="_blank", rel="noopener noreferrer") if link else row["source"]


def _opened(row: dict[str, Any], reader: Reader) -> html.Details:
    waits = html.P(reader.locale("One moment …"), className="soft")
    return html.Details(
        [
            html.Summary(
                reader.locale("Text, and why it is in its topic") if row["text"] else reader.locale("Why it is there"),
                id={"type": OPEN, "article": row["id"]},
            ),
            html.Div(waits, id={"type": TEXT, "article": row["id"]}, className="whole"),
            html.Div(waits, id={"type": WHY, "article": row["id"]}, className="why"),
        ]
    )
