"""What stands where there is nothing to see: why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

if TYPE_CHECKING:
    from analysis.locale import Locale
    from analysis.summary import Summary
    from data.store import Store


def why_empty(store: Store, summary: Summary, locale: Locale) -> html.Div | None:
    """Say why the page shows no chart, or nothing when it does."""
    if store.current_run() is None:
        waiting = store.n_articles()
        if waiting == 0:
            return _state(
                locale("The store is empty."), locale("Read articles into it:"), "newstide ingest articles.jsonl"
            )
        return _state(
            locale.plural("{n} article waits for an analysis.", "{n} articles wait for an analysis.", waiting),
            locale("Find their stories and topics:"),
            "newstide analyze",
        )
    if summary.originals:
        return None
    if summary.undated:
        return _state(
            locale.plural(
                "{n} article is undated: it is in the topics and the list below, but in no chart over time.",
                "{n} articles are undated: they are in the topics and the list below, but in no chart over time.",
                summary.undated,
            ),
            locale("A date can be set on purpose when they are read again:"),
            "newstide ingest page.txt --date 2025-11-24",
        )
    return _state(
        locale("No article matches this filter."),
        locale("Take a wider span of dates, or leave out a topic, language, source or word."),
        None,
    )


def no_such_page(locale: Locale) -> html.Div:
    """Say that an address names no page, and give a way out."""
    return html.Div(
        [
            html.H1(locale("There is no such page."), className="state-what"),
            html.P(locale("The address may have been cut short, or is of another newstide.")),
            dcc.Link(locale("To the overview"), href="/"),
        ],
        className="state",
        id="no-such-page",
    )


def _state(what: str, advice: str, command: str | None) -> html.Div:
    return html.Div(
        [html.P(what, className="state-what"), html.P(advice), html.Code(command) if command else None],
        className="state",
        role="status",
    )
