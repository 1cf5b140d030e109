"""The portrait of a topic: its words and typical headlines per language, who covered it, what it is related to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from analysis.report.page import web_link
from dashboard.links import topic_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from analysis.locale import Locale
    from data.filters import Filters
    from data.store import Topic

NAMED = 12
"""Sources that are named at once; the others unfold."""
RELATED = 6


def words(topic: Topic, headlines: pl.DataFrame, locale: Locale) -> html.Div:
    """Lay out keywords and the most typical headline of each language.

    Parameters
    ----------
    topic : Topic
    headlines : polars.DataFrame
        The articles that ``topic.headlines`` names, as `Store.articles_by_id` reads them.
    locale : Locale
    """
    by_id = {row["id"]: row for row in headlines.iter_rows(named=True)}
    blocks = []
    for code in dict.fromkeys([*topic.keywords, *topic.headlines]):
        article = by_id.get(topic.headlines.get(code, ""))
        chips = html.P(
            [html.Span(word, className="word", lang=code) for word in topic.keywords.get(code, [])[:8]],
            className="words",
        )
        blocks.append(
            html.Div(
                [html.H3(locale.language(code)), chips, _headline(article["title"], article["url"], code)]
                if article
                else [html.H3(locale.language(code)), chips],
                className="of-language",
            )
        )
    return html.Div(blocks or html.P(locale("There are no keywords."), className="soft"))


def coverage(covered: pl.DataFrame, everyone: Iterable[str], locale: Locale) -> list[html.Ol | html.P | html.Details]:
    """Say who covered a topic, the first one first, and who did not.

    Parameters
    ----------
    covered : polars.DataFrame
        Of `Store.coverage`.
    everyone : iterable of str
        All sources that the filter lets through, whatever they wrote about.
    locale : Locale
    """
    rows = [
        html.Li(
            [
                html.Span(row["source"], className="who"),
                html.Span(locale.time(row["first_seen"]) if row["first_seen"] else locale("undated"), className="when"),
                html.Span(locale.plural("{n} article", "{n} articles", row["articles"]), className="soft"),
            ]
        )
        for row in covered.iter_rows(named=True)
    ]
    parts: list[html.Ol | html.P | html.Details] = [html.Ol(rows[:NAMED], className="coverage")]
    if len(rows) > NAMED:
        further = locale.plural("{n} more source", "{n} more sources", len(rows) - NAMED)
        parts.append(
            html.Details([html.Summary(further), html.Ol(rows[NAMED:], className="coverage", start=str(NAMED + 1))])
        )
    silent = sorted(set(everyone) - set(covered["source"]), key=str.casefold)
    if silent:
        count = locale.plural("{n} source did not cover it at all", "{n} sources did not cover it at all", len(silent))
        parts.append(html.Details([html.Summary(count), html.P(", ".join(silent))]))
    elif rows:
        parts.append(html.P(locale("Every source covered it."), className="soft"))
    return parts


def related(topic: Topic, topics: Iterable[Topic], filters: Filters, locale: Locale) -> html.Ul | html.P:
    """List the topics that share keywords with one, and which."""
    shared = []
    for other in topics:
        both = shared_words(topic, other)
        if other.id != topic.id and both:
            shared.append((len(both), other.n_articles, other, both))
    if not shared:
        return html.P(locale("No other topic shares its keywords."), className="soft")
    shared.sort(key=lambda found: (-found[0], -found[1], found[2].id))
    return html.Ul(
        [
            html.Li([topic_link(other, filters, locale), html.Span(", ".join(both[:4]), className="soft")])
            for _, _, other, both in shared[:RELATED]
        ],
        className="related",
    )


def shared_words(one: Topic, other: Topic) -> list[str]:
    """List the keywords that two topics share in some language, each once."""
    found: dict[str, None] = {}
    for code, mine in one.keywords.items():
        theirs = {word.casefold() for word in other.keywords.get(code, [])}
        found.update({word: None for word in mine if word.casefold() in theirs})
    return list({word.casefold(): word for word in found}.values())


def _headline(title: str, url: str | None, code: str) -> html.P:
    link = web_link(url)
    shown = html.A(title, href=link, target="_blank", rel="noopener noreferrer") if link else title
    return html.P(shown, lang=code, className="typical")
