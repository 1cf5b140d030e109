"""The portrait of a topic: its words and typical headlines per language, who covered it, what it is related to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.report.page import web_link
from analysis.summary import change_in_words
from dashboard import elements as html
from dashboard.components.charttable import wide_table
from dashboard.links import topic_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from analysis.locale import Locale
    from analysis.summary import Summary
    from dashboard.elements import Element
    from data.filters import Filters
    from data.store import Topic

NAMED = 12
"""Sources that are named at once; the others unfold."""
RELATED = 6


def words(topic: Topic, headlines: pl.DataFrame, locale: Locale) -> Element:
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


def coverage(covered: pl.DataFrame, zone: str, locale: Locale) -> list[Element]:
    """Say who covered a topic, the first one first, and who did not.

    Parameters
    ----------
    covered : polars.DataFrame
        Of `analysis.trends.coverage.coverage`.
    zone : str
    locale : Locale
    """
    told = covered.filter(covered["articles"] > 0)
    rows = [_covered(row, zone, locale) for row in told.head(NAMED).iter_rows(named=True)]
    parts: list[Element] = [html.Ol(rows, className="coverage")]
    if told.height > NAMED:
        further = locale.plural("{n} more source", "{n} more sources", told.height - NAMED)
        body = [
            [row["source"], _when(row, zone, locale), locale.number(row["articles"]), locale.percent(row["share"], 1)]
            for row in told.slice(NAMED).iter_rows(named=True)
        ]
        head = [locale("Source"), locale("First article"), locale("Articles"), locale("Share of its own")]
        parts.append(html.Details([html.Summary(further), wide_table(head, body, further)]))
    silent = sorted(covered.filter(covered["articles"] == 0)["source"], key=str.casefold)
    if silent:
        count = locale.plural("{n} source did not cover it at all", "{n} sources did not cover it at all", len(silent))
        parts.append(html.Details([html.Summary(count), html.P(", ".join(silent))]))
    elif rows:
        parts.append(html.P(locale("Every source covered it."), className="soft"))
    return parts


def _covered(row: dict[str, Any], zone: str, locale: Locale) -> Element:
    counted = locale.plural("{n} article", "{n} articles", row["articles"])
    said = locale("{articles}, {percent} of its own", articles=counted, percent=locale.percent(row["share"], 1))
    return html.Li(
        [
            html.Span(
                [row["source"], html.Span(locale("the first"), className="badge") if row["rank"] == 1 else None],
                className="who",
            ),
            html.Span(_when(row, zone, locale), className="when"),
            html.Span(said, className="soft"),
        ]
    )


def _when(row: dict[str, Any], zone: str, locale: Locale) -> str:
    return locale.time(row["first_seen"], zone) if row["first_seen"] else locale("undated")


def state(topic: Topic, summary: Summary, locale: Locale) -> Element | None:
    """Say in words whether a topic rises or falls, and what is compared; nothing where no days are compared."""
    found = summary.topics.filter(summary.topics["topic_id"] == topic.id)
    row = next(found.iter_rows(named=True), None)
    if row is None or row["state"] is None:
        return None
    named = {
        "emerging": locale("emerging"),
        "rising": locale("rising"),
        "steady": locale("steady"),
        "fading": locale("fading"),
        "ended": locale("ended"),
    }
    said = locale("{change} {compared}", change=change_in_words(row, locale), compared=summary.compared(locale))
    badge = html.Span(named[row["state"]], className=f"badge topic-state {row['state']}")
    return html.P([badge, html.Span(said)], className="about")


def together(topic: Topic, pairs: pl.DataFrame, topics: Iterable[Topic], filters: Filters, locale: Locale) -> Element:
    """List the topics that rise and fall together with one.

    Parameters
    ----------
    topic : Topic
    pairs : polars.DataFrame
        Of `analysis.trends.companions.companions`.
    topics : iterable of Topic
    filters : Filters
    locale : Locale
    """
    by_id = {other.id: other for other in topics if not other.hidden}
    shown = []
    for row in pairs.iter_rows(named=True):
        mine = topic.id in (row["topic_id"], row["other_id"])
        other = by_id.get(row["other_id"] if row["topic_id"] == topic.id else row["topic_id"])
        if mine and other is not None:
            said = locale("correlation {n}", n=locale.number(row["correlation"], 2))
            shown.append(html.Li([topic_link(other, filters, locale), html.Span(said, className="soft")]))
    if not shown:
        said = locale(
            "No other topic rises and falls with it more than chance would have it, or the time is too short."
        )
        return html.P(said, className="soft")
    return html.Ul(shown[:RELATED], className="related")


def related(topic: Topic, topics: Iterable[Topic], filters: Filters, locale: Locale) -> Element:
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


def _headline(title: str, url: str | None, code: str) -> Element:
    link = web_link(url)
    shown = html.A(title, href=link, target="_blank", rel="noopener noreferrer") if link else title
    return html.P(shown, lang=code, className="typical")
