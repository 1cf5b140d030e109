"""Why an article is in its topic: what `newstide topics why` says, for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.links import address, label_of, topic_link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.explanation import Explanation, Near
    from analysis.locale import Locale
    from data.filters import Filters
    from data.store import Topic


def reasons(found: Explanation, topics: dict[int, Topic], filters: Filters, locale: Locale) -> list[Any]:
    """Lay out why an article is where it is."""
    return [
        html.H4(locale("Why it is there")),
        html.P(_said(found, topics, locale)),
        _nearest(found.nearest, topics, filters, locale),
        _words(locale("Words of its topic"), found.words, found.article["language"]),
        _words(locale("Names that its story shares"), found.names, found.article["language"]),
        _story(found, filters, locale),
    ]


def _said(found: Explanation, topics: dict[int, Topic], locale: Locale) -> str:
    topic = topics.get(found.article["topic_id"])
    if topic is None:
        return locale("Its story is in no topic: none is near enough.")
    label = label_of(topic, locale)
    if found.correction is not None:
        return locale("It is in the topic “{topic}” because a person put it there.", topic=label)
    score = locale.number(found.article["score"], 2)
    return locale("It is in the topic “{topic}” (score {score}).", topic=label, score=score)


def _nearest(nearest: Sequence[Near], topics: dict[int, Topic], filters: Filters, locale: Locale) -> html.Div | None:
    rows = [
        html.Li(
            [
                topic_link(topics[near.topic_id], filters, locale),
                html.Meter(value=f"{max(0.0, near.similarity):.3f}", min="0", max="1"),
                html.Span(locale.number(near.similarity, 2), className="soft"),
            ]
        )
        for near in nearest
        if near.topic_id in topics
    ]
    if not rows:
        return None
    return html.Div([html.H5(locale("Nearest topics")), html.Ol(rows, className="nearest")])


def _words(title: str, words: Sequence[str], language: str | None) -> html.Div | None:
    if not words:
        return None
    chips = [html.Span(word, className="word", lang=language or "") for word in words]
    return html.Div([html.H5(title), html.P(chips, className="words")])


def _story(found: Explanation, filters: Filters, locale: Locale) -> html.Div:
    if not found.story:
        return html.Div(html.H5(locale("It is a story of its own.")))
    titles = [
        html.Li([html.Span(row["title"], lang=row["language"] or ""), " ", html.Span(row["source"], className="soft")])
        for row in found.story
    ]
    link = dcc.Link(locale("The whole story"), href=address(f"/story/{found.article['story_id']}", filters))
    return html.Div([html.H5(locale("Others of its story")), html.Ul(titles, className="others"), link])
