"""A topic's own page: its timeline by language or source, stories, words, who covered it, articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
import polars as pl
from dash import Input, Output, State, ctx, dcc, html, no_update

from analysis import intake
from analysis.figures.breakdown import HEIGHT, OTHERS, breakdown, shares_of
from analysis.figures.changes import in_words, mark_changes
from analysis.figures.palette import colour
from analysis.figures.silences import mark_silences, mark_silent_sources
from analysis.figures.trend import unfilled
from analysis.identity import lineage
from analysis.summary import of_all_topics
from analysis.trends.changepoints import change_points_of
from analysis.trends.companions import companions
from analysis.trends.coverage import coverage
from dashboard import elements
from dashboard.components import aria, articlelist, editor, history, movedialog, portrait, storylist, topicactions
from dashboard.components.charttable import chart_table
from dashboard.components.states import became_part, no_articles_yet, no_such_topic, nothing_of_it
from dashboard.components.trendchart import CONFIG
from dashboard.links import id_in, label_of
from dashboard.pages.overview import zoomed_dates
from dashboard.reader import reader_locale
from data.filters import Filters

if TYPE_CHECKING:
    from datetime import date

    from dash import Dash

    from analysis.locale import Locale
    from data.store import Store, Topic
    from data.store.reading import By

PATH = "/topic"
HIDE = {"display": "none"}
EVENTS = 12


def title(store: Store, path: str | None, locale: Locale) -> str:
    """Name the document of a topic."""
    topic = _topic(store, path)
    return locale("No such topic") if topic is None else label_of(topic, locale)


def layout(_store: Store, locale: Locale) -> html.Div:
    """Lay out the page before anything is counted."""
    return html.Div(
        [
            html.Div(
                [html.Div(id="topic-head"), html.Div(id="topic-trend"), html.Div(id="topic-actions")],
                className="page-head topic-head",
            ),
            html.Div(id="topic-state"),
            html.Div(
                [
                    _timeline(locale),
                    html.Div(
                        [
                            html.Div(
                                [
                                    _listing("topic-stories", locale("Stories"), "stories", locale),
                                    _listing("topic-articles", locale("Articles"), "articles", locale),
                                ],
                                className="main-column",
                            ),
                            html.Div(
                                [
                                    _card("topic-words", locale("In each language")),
                                    _card("topic-coverage", locale("Who covered it, the first one first")),
                                    _card("topic-related", locale("Topics with the same keywords")),
                                    _card("topic-together", locale("Rises together with")),
                                    _card("topic-events", locale("What became of it")),
                                ],
                                className="side-column",
                            ),
                        ],
                        className="columns",
                    ),
                ],
                id="topic-body",
            ),
        ]
    )


def register(app: Dash, store: Store) -> None:
    """Register the page's callbacks."""
    _register_lists(app, store)
    _register_surroundings(app, store)
    topicactions.register(app)

    @app.callback(
        Output("topic-head", "children"),
        Output("topic-state", "children"),
        Output("topic-body", "style"),
        Output("topic-words", "children"),
        Output("topic-coverage", "children"),
        Output("topic-related", "children"),
        Input("query", "data"),
        State("url", "pathname"),
    )
    def show(query: str | None, path: str | None) -> tuple[Any, ...]:
        locale, filters, topic = reader_locale(), Filters.from_query(query or ""), _topic(store, path)
        if topic is None:
            return None, _gone(store, id_in(path), filters, locale), HIDE, None, None, None
        of_topic = _of(topic, filters)
        covered = coverage(store.coverage(of_topic), _everyone(store, filters))
        headlines = store.articles_by_id(list(topic.headlines.values()))
        empty = None
        if not covered["articles"].sum():
            empty = no_articles_yet(locale) if topic.n_articles == 0 else nothing_of_it(locale)
        return (
            _head(topic, covered, store.counts(of_topic, by=("day", "language")), locale),
            empty,
            HIDE if empty else {},
            portrait.words(topic, headlines, locale),
            portrait.coverage(covered, filters.zone, locale),
            portrait.related(topic, store.topics(), filters, locale),
        )

    @app.callback(
        Output("topic-figure", "figure"),
        Output("topic-frame", "style"),
        Output("topic-numbers", "children"),
        Output("topic-changes", "children"),
        Input("query", "data"),
        Input("topic-by", "value"),
        State("url", "pathname"),
    )
    def draw(query: str | None, by: str, path: str | None) -> tuple[Any, ...]:
        locale, filters, topic = reader_locale(), Filters.from_query(query or ""), _topic(store, path)
        column: By = "source" if by == "source" else "language"
        counts = store.counts(_of(topic, filters), by=("day", column)) if topic else None
        if topic is None or counts is None or counts.is_empty():
            return no_update, HIDE, None, None
        days = counts["day"]
        first: date = filters.start or days.min()  # type: ignore[assignment]
        last: date = filters.end or days.max()  # type: ignore[assignment]
        parts = shares_of(counts, by=column, first=first, last=last, period=filters.period)
        names = _names(parts, column, locale)
        figure = breakdown(parts, names, locale, period=filters.period)
        shares = intake.shares(store, _of(topic, filters), first, last)
        mark_silences(figure, shares, locale, period=filters.period)
        silent = intake.silent(store, filters, first, last) if column == "source" else None
        if silent is not None:
            mark_silent_sources(figure, silent, locale, period=filters.period)
        figure["layout"]["uirevision"] = f"{path} {query} {by}"
        changes = _changes(parts, shares)
        mark_changes(figure, changes, locale, period=filters.period)
        said = [html.Li(in_words(row, locale, period=filters.period)) for row in changes.iter_rows(named=True)]
        listed = html.Ul(said) if said else html.P(locale("None was found."))
        words = [html.Summary(locale("Change points: {n}", n=locale.number(len(said)))), listed]
        table = chart_table(parts, names, filters.period, locale, shares=shares, silent=silent)
        return figure, {}, table, words

    @app.callback(
        Output("wanted", "data", allow_duplicate=True),
        Input("topic-figure", "relayoutData"),
        State("query", "data"),
        prevent_initial_call=True,
    )
    def zoom(zoomed: dict[str, Any] | None, query: str | None) -> Any:  # noqa: ANN401
        filters = Filters.from_query(query or "")
        dates = zoomed_dates(zoomed, filters.period) if zoomed else None
        if dates is None or dates == (filters.start, filters.end):
            return no_update
        return filters.model_copy(update={"start": dates[0], "end": dates[1]}).to_query()


def _register_surroundings(app: Dash, store: Store) -> None:
    @app.callback(
        Output("topic-trend", "children"),
        Output("topic-together", "children"),
        Output("topic-events", "children"),
        Output("topic-actions", "children"),
        Input("query", "data"),
        State("url", "pathname"),
    )
    def compare(query: str | None, path: str | None) -> tuple[Any, ...]:
        locale, filters, topic = reader_locale(), Filters.from_query(query or ""), _topic(store, path)
        if topic is None:
            return None, None, None, None
        summary = of_all_topics(store, filters)
        events = store.events()
        family = lineage(topic.id, [(event.topic_id, event.other_id) for event in events])
        told = [event for event in events if event.topic_id in family]
        return (
            portrait.state(topic, summary, locale),
            portrait.together(topic, companions(summary.series), store.topics(), filters, locale),
            elements.Ol(history.items(told[:EVENTS], store, locale), className="events"),
            _actions(topic, path, store, locale),
        )


def _actions(topic: Topic, path: str | None, store: Store, locale: Locale) -> list[html.Div] | None:
    if not editor.allowed(store):
        return None
    # Under another key what was unfolded is put in place anew, folded up.
    actions = topicactions.layout(topic, store.topics(), locale)
    return [html.Div(actions, className="topic-actions", key=f"{path} {store.generation()}")]


def _register_lists(app: Dash, store: Store) -> None:
    @app.callback(
        Output("topic-stories", "children"),
        Output("topic-stories-more", "style"),
        Input("query", "data"),
        Input("topic-stories-more", "n_clicks"),
        State("topic-stories", "children"),
        State("url", "pathname"),
    )
    def list_stories(
        query: str | None, _more: int | None, shown: list[Any] | None, path: str | None
    ) -> tuple[list[Any], dict[str, str]]:
        locale, filters, topic = reader_locale(), Filters.from_query(query or ""), _topic(store, path)
        if topic is None:
            return [], HIDE
        before = shown or [] if ctx.triggered_id == "topic-stories-more" else []
        found = store.stories(
            _of(topic, filters), limit=storylist.AT_ONCE + 1, offset=len(before), language=locale.code
        )
        page = found.head(storylist.AT_ONCE)
        languages = store.story_languages(page["story_id"].to_list())
        return [*before, *storylist.items(page, languages, filters, locale)], {} if found.height > page.height else HIDE

    @app.callback(
        Output("topic-articles", "children"),
        Output("topic-articles-more", "style"),
        Input("query", "data"),
        Input("topic-articles-more", "n_clicks"),
        State("topic-articles", "children"),
        State("url", "pathname"),
    )
    def list_articles(
        query: str | None, _more: int | None, shown: list[Any] | None, path: str | None
    ) -> tuple[list[Any], dict[str, str]]:
        locale, filters, topic = reader_locale(), Filters.from_query(query or ""), _topic(store, path)
        if topic is None:
            return [], HIDE
        before = shown or [] if ctx.triggered_id == "topic-articles-more" else []
        found = store.articles(_of(topic, filters), limit=articlelist.AT_ONCE + 1, offset=len(before))
        page = found.head(articlelist.AT_ONCE)
        move = movedialog.button(locale) if editor.allowed(store) else lambda _row: None
        return [*before, *articlelist.items(page, {}, locale, action=move)], {} if found.height > page.height else HIDE


def _topic(store: Store, path: str | None) -> Topic | None:
    wanted = id_in(path)
    return next((topic for topic in store.topics() if topic.id == wanted), None)


def _changes(parts: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Find the change points of what a topic's parts are together; what was not collected is no change."""
    gaps = set(shares.filter("gap")["period"])
    periods = parts.filter(pl.col("part").eq_missing(parts["part"][0])).select("period", "complete")
    together = parts["volume"].to_numpy().reshape(-1, periods.height).sum(axis=0).tolist()
    known = zip(periods["period"], together, strict=True)
    volume = pl.Series("volume", [None if start in gaps else volume for start, volume in known], dtype=pl.Int64)
    return change_points_of(periods.with_columns(volume, topic_id=pl.lit(1)))


def _everyone(store: Store, filters: Filters) -> pl.DataFrame:
    """Count the articles of all sources that a filter lets through, whatever they wrote about."""
    dated = store.counts(filters, by=("source",), ignore=("topics", "text"))
    undated = store.undated(filters.model_copy(update={"topics": (), "text": ""}))
    return pl.concat([part.select("source", pl.col("articles").cast(pl.Int64)) for part in (dated, undated)])


def _gone(store: Store, wanted: int | None, filters: Filters, locale: Locale) -> html.Div:
    """Say what became of a topic that is no more, as far as it is known: it may have gone on from one to the next."""
    topics = {topic.id: topic for topic in store.topics()}
    merged = [event for event in reversed(store.events()) if event.kind == "merge"]
    name, heir = "", wanted
    for event in merged:
        if event.topic_id == heir and event.other_id is not None:
            name, heir = name or event.label, event.other_id
    if heir in topics:
        return became_part(name, topics[heir], locale, filters)
    return no_such_topic(locale, filters)


def _of(topic: Topic, filters: Filters) -> Filters:
    """Set the filter's topics aside: the page is about one."""
    return filters.model_copy(update={"topics": (topic.id,)})


def _head(topic: Topic, covered: pl.DataFrame, counts: pl.DataFrame, locale: Locale) -> list[Any]:
    dot = html.Span(className="dot", style={"background": colour(topic.slot)}, **aria(hidden="true"))
    said = [
        locale.plural("{n} article", "{n} articles", int(covered["articles"].sum())),
        locale.plural("{n} source", "{n} sources", covered.height),
    ]
    if not counts.is_empty():
        days = counts["day"]
        said.insert(1, locale.plural("{n} language", "{n} languages", counts["language"].drop_nulls().n_unique()))
        said.append(locale("first seen {day}", day=locale.day(days.min())))  # type: ignore[arg-type]
        said.append(locale("last seen {day}", day=locale.day(days.max())))  # type: ignore[arg-type]
    return [
        html.Div(html.H1([dot, label_of(topic, locale)]), className="card-head"),
        html.P([html.Span(part) for part in said], className="about"),
    ]


def _names(parts: pl.DataFrame, column: str, locale: Locale) -> dict[str, str]:
    name_of = locale.language if column == "language" else str
    names = {part: name_of(part) for part in parts["part"].unique() if part}
    return {**names, OTHERS: locale("others") if column == "source" else locale("other or unknown")}


def _timeline(locale: Locale) -> html.Section:
    switch = dmc.SegmentedControl(
        id="topic-by",
        data=[
            {"value": "language", "label": locale("By language")},
            {"value": "source", "label": locale("By source")},
        ],
        value="language",
        size="xs",
        **aria(label=locale("Timeline by language or by source")),
    )
    graph = dcc.Graph(
        id="topic-figure",
        figure=unfilled(locale, height=HEIGHT),
        config=CONFIG,  # type: ignore[arg-type]
        style={"height": f"{HEIGHT}px"},
    )
    said = locale("Articles of the topic over time; the table below holds the numbers.")
    return html.Section(
        [
            html.Div([html.H2(locale("Timeline")), switch], className="card-head spread"),
            html.Div(graph, id="topic-frame", role="figure", **aria(label=said)),
            html.Details(html.Summary(locale("Change points")), id="topic-changes", className="numbers changes"),
            html.Details(
                [html.Summary(locale("The chart as a table")), html.Div(id="topic-numbers")], className="numbers"
            ),
        ],
        className="card",
    )


def _listing(name: str, title: str, kind: str, locale: Locale) -> html.Section:
    more = dmc.Button(locale("More"), id=f"{name}-more", variant="default", size="xs", style=HIDE)
    return html.Section([html.H2(title), html.Ol(id=name, className=kind), more], className="card")


def _card(name: str, title: str) -> html.Section:
    return html.Section([html.H2(title), html.Div(id=name)], className="card")
