"""What stands where there is nothing to see: why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard.links import address, topic_link
from data.filters import Filters

if TYPE_CHECKING:
    import polars as pl

    from analysis.locale import Locale
    from analysis.summary import Summary
    from data.store import Store, Topic


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


def no_places(store: Store, places: pl.DataFrame, locale: Locale) -> html.Div | None:
    """Say why the map is empty, or nothing when it is not."""
    if not places.is_empty():
        return None
    run = store.current_run()
    if run is None:
        waiting = store.n_articles()
        said = locale.plural("{n} article waits for an analysis.", "{n} articles wait for an analysis.", waiting)
        advice = locale("Find their stories and topics:") if waiting else locale("Read articles into it:")
        command = "newstide analyze" if waiting else "newstide ingest articles.jsonl"
        return _state(said if waiting else locale("The store is empty."), advice, command)
    if store.places(Filters()).is_empty():
        return _state(
            locale("The map of this run is not drawn yet."),
            locale("It follows soon after an analysis; if it does not, analyse again:"),
            "newstide analyze",
        )
    return _state(
        locale("No article matches this filter."),
        locale("Take a wider span of dates, or leave out a topic, language, source or word."),
        None,
    )


def no_articles(store: Store, filters: Filters, locale: Locale) -> html.Div:
    """Say why a list of articles is empty, and what to do."""
    if store.n_articles() == 0:
        return _state(locale("The store is empty."), locale("Read articles into it:"), "newstide ingest articles.jsonl")
    if not filters.text:
        return _state(
            locale("No article matches this filter."),
            locale("Take a wider span of dates, or leave out a topic, language, source or word."),
            None,
        )
    words_only = Filters(text=filters.text, period=filters.period, measure=filters.measure, zone=filters.zone)
    elsewhere = store.listing(words_only, limit=1).articles
    if elsewhere:
        said = locale.plural(
            "The rest of the filter leaves out the {n} article that holds these words.",
            "The rest of the filter leaves out all {n} articles that hold these words.",
            elsewhere,
        )
        found = _state(locale("No article matches this filter."), said, None)
        found.children.append(dcc.Link(locale("Look for the words everywhere"), href=address("/articles", words_only)))
        return found
    return _state(
        locale("No article holds all of these words."),
        locale("Take fewer words; outside of quotes they are found in all their forms, the last one by its beginning."),
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


def became_part(name: str, heir: Topic, locale: Locale, filters: Filters) -> html.Div:
    """Say which topic has the articles of one that is gone."""
    return html.Div(
        [
            html.H1(locale("“{topic}” is now part of another topic.", topic=name), className="state-what"),
            topic_link(heir, filters, locale),
        ],
        className="state",
        role="status",
    )


def no_articles_yet(locale: Locale) -> html.Div:
    """Say that a topic that was asked for waits for articles."""
    return _state(
        locale("No article has joined this pinned topic yet."),
        locale(
            "Articles that are like its words join it at the next analysis, which can be started on the page of runs:"
        ),
        "newstide analyze",
    )


def no_such_topic(locale: Locale, filters: Filters) -> html.Div:
    """Say that the current run has no topic of this id."""
    return _missing(
        locale("There is no such topic."),
        locale("The latest run may have merged it into another one; those of today are on the overview."),
        locale,
        filters,
    )


def no_such_story(locale: Locale, filters: Filters) -> html.Div:
    """Say that the current run has no story of this id."""
    return _missing(
        locale("There is no such story."),
        locale("Stories are found anew by each run; those of today are on the pages of their topics."),
        locale,
        filters,
    )


def nothing_of_it(locale: Locale) -> html.Div:
    """Say that the filter lets none of a topic's or story's articles through."""
    return _state(
        locale("None of its articles matches this filter."),
        locale("Take a wider span of dates, or leave out a language, source or word."),
        None,
    )


def _missing(what: str, advice: str, locale: Locale, filters: Filters) -> html.Div:
    return html.Div(
        [
            html.H1(what, className="state-what"),
            html.P(advice),
            dcc.Link(locale("To the overview"), href=address("/", filters)),
        ],
        className="state",
        role="status",
    )


def _state(what: str, advice: str, command: str | None) -> html.Div:
    return html.Div(
        [html.P(what, className="state-what"), html.P(advice), html.Code(command) if command else None],
        className="state",
        role="status",
    )
