"""The map: all articles of the filter in two dimensions, coloured by topic; near means alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Input, Output, State, ctx, dcc, html, no_update
from flask import Flask, Response, jsonify, request

from analysis.figures.palette import OUTLIERS, colour
from dashboard.components import aria, articlelist
from dashboard.components.states import no_places
from dashboard.mappoints import article_note, encoded, inside
from dashboard.reader import reader_locale
from data.filters import Filters

if TYPE_CHECKING:
    import polars as pl
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Store, Topic

PATH = "/map"
MAX_CORNERS = 400


def name(locale: Locale) -> str:
    """Name the page in the navigation."""
    return locale("Map")


def layout(_store: Store, locale: Locale) -> html.Div:
    """Lay out the page before anything is read."""
    return html.Div(
        [
            html.H1(locale("Map of all articles"), className="unseen"),
            html.P(id="map-sentence", className="sentence", **aria(live="polite")),
            html.Section(
                [
                    html.Div(id="map-empty"),
                    html.Div([_tools(locale), _canvas(locale)], id="map-frame"),
                    html.P(
                        locale(
                            "Each point is an article; near means alike, the distance between islands means little. "
                            "Scroll or pinch to zoom, drag to move, click a point for its article. "
                            "With the lasso, draw around points to see which articles they are."
                        ),
                        className="hint",
                    ),
                ],
                className="card",
            ),
            html.Section(
                [
                    html.H2(locale("Topics on the map")),
                    html.P(
                        locale("Choose a topic to filter by it; choose it again to take it back."), className="hint"
                    ),
                    html.Ul(id="map-topics", className="map-topics"),
                ],
                className="card",
            ),
            html.Section(
                [
                    html.Div(
                        [
                            html.H2(locale("Articles"), id="map-articles-title"),
                            dmc.Button(
                                locale("All articles of the filter"),
                                id="map-unpick",
                                variant="subtle",
                                size="compact-xs",
                            ),
                            dmc.Button(
                                locale("Filter by these topics"), id="map-filter", variant="default", size="compact-xs"
                            ),
                        ],
                        className="card-head",
                    ),
                    html.Div(id="map-counts", **aria(live="polite")),
                    html.Ol(id="map-articles", className="articles"),
                    dmc.Button(locale("More"), id="map-more", variant="default", size="xs"),
                ],
                className="card",
            ),
            dcc.Store(id="map-picked"),
            dcc.Store(id="map-drawn"),
            dcc.Store(id="map-chosen", data=[]),
        ]
    )


def register(app: Dash, store: Store) -> None:
    """Register the page's callbacks and the addresses that the drawing reads from."""
    _serve_points(app, store)
    _sum_up(app, store)
    _list_articles(app, store)
    _follow_clicks(app)
    app.clientside_callback(
        ClientsideFunction("newstide_map", "show"),
        Output("map-drawn", "data"),
        Input("query", "data"),
    )


def _sum_up(app: Dash, store: Store) -> None:
    @app.callback(
        Output("map-sentence", "children"),
        Output("map-topics", "children"),
        Output("map-empty", "children"),
        Output("map-frame", "style"),
        Input("query", "data"),
    )
    def show(query: str | None) -> tuple[Any, ...]:
        locale, filters = reader_locale(), Filters.from_query(query or "")
        places = store.places(filters)
        all_topics = store.places(filters.model_copy(update={"topics": ()})) if filters.topics else places
        empty = no_places(store, places, locale)
        sentence = locale.plural("{n} article on the map.", "{n} articles on the map.", places.height)
        return (
            "" if empty is not None else sentence,
            _topics(store, all_topics, filters.topics, locale),
            empty,
            {"display": "none"} if empty is not None else {},
        )


def _list_articles(app: Dash, store: Store) -> None:
    @app.callback(
        Output("map-articles", "children"),
        Output("map-articles-title", "children"),
        Output("map-counts", "children"),
        Output("map-chosen", "data"),
        Output("map-unpick", "style"),
        Output("map-filter", "style"),
        Output("map-more", "style"),
        Input("query", "data"),
        Input("map-picked", "data"),
        Input("map-more", "n_clicks"),
        State("map-articles", "children"),
    )
    def list_articles(
        query: str | None, picked: dict[str, Any] | None, _more: int | None, shown: list[Any] | None
    ) -> tuple[Any, ...]:
        locale, filters = reader_locale(), Filters.from_query(query or "")
        if "query" in {prop.split(".")[0] for prop in ctx.triggered_prop_ids}:
            picked = None
        topics = {topic.id: topic for topic in store.topics()}
        before = shown or [] if ctx.triggered_id == "map-more" else []
        hide = {"display": "none"}
        if not picked:
            found = store.articles(filters, limit=articlelist.AT_ONCE + 1, offset=len(before))
            further = articlelist.items(found.head(articlelist.AT_ONCE), topics, locale)
            more = {} if found.height > articlelist.AT_ONCE else hide
            return [*before, *further], locale("Articles"), None, [], hide, hide, more
        chosen = _picked(store.places(filters), picked)
        keys = chosen["key"].slice(len(before), articlelist.AT_ONCE).to_list()
        further = articlelist.items(store.articles_by_key(keys), topics, locale)
        ids = sorted(set(chosen["topic_id"].to_list()))
        return (
            [*before, *further],
            locale.plural("{n} selected article", "{n} selected articles", chosen.height),
            _counts(chosen, topics, locale),
            ids,
            {},
            {} if ids else hide,
            {} if chosen.height > len(before) + len(keys) else hide,
        )


def _follow_clicks(app: Dash) -> None:
    @app.callback(
        Output("map-picked", "data"),
        Input("map-unpick", "n_clicks"),
        Input("query", "data"),
        prevent_initial_call=True,
    )
    def unpick(_clicks: int | None, _query: str | None) -> None:
        return None

    @app.callback(
        Output("wanted", "data", allow_duplicate=True),
        Input("map-filter", "n_clicks"),
        Input({"type": "map-topic", "topic": ALL}, "n_clicks"),
        State("map-chosen", "data"),
        State("query", "data"),
        prevent_initial_call=True,
    )
    def want(_filter: int | None, _topics: list[int | None], chosen: list[int] | None, query: str | None) -> Any:  # noqa: ANN401
        # A list that has just been put in place triggers, too, without a click.
        if not ctx.triggered or not ctx.triggered[0]["value"]:
            return no_update
        filters = Filters.from_query(query or "")
        if ctx.triggered_id == "map-filter":
            return filters.model_copy(update={"topics": tuple(chosen or ())}).to_query()
        return filters.toggled(int(ctx.triggered_id["topic"])).to_query()


def _serve_points(app: Dash, store: Store) -> None:
    server: Flask = app.server

    @server.get("/map/points")
    def map_points() -> Response:
        filters = Filters.from_query(request.query_string.decode("utf-8", "replace"))
        body = encoded(store, filters, reader_locale())
        return Response(body, content_type="application/octet-stream", headers={"Cache-Control": "no-store"})

    @server.get("/map/article/<int:key>")
    def map_article(key: int) -> Response:
        return jsonify(article_note(store, key, reader_locale()))


def _tools(locale: Locale) -> html.Div:
    def button(part: str, text: str, label: str, **more: Any) -> html.Button:  # noqa: ANN401
        return html.Button(text, id=f"map-{part}", className="map-tool", title=label, **more, **aria(label=label))

    return html.Div(
        [
            button("closer", "+", locale("Zoom in")),
            button("farther", "−", locale("Zoom out")),
            button("whole", "⤢", locale("The whole map")),
            html.Button(locale("Lasso"), id="map-lasso", className="map-tool map-tool-wide", **aria(pressed="false")),
        ],
        className="map-tools",
        role="toolbar",
        **aria(label=locale("Tools of the map")),
    )


def _canvas(locale: Locale) -> html.Div:
    return html.Div(
        [
            html.Canvas(id="map-canvas"),
            html.Div(id="map-labels", className="map-labels", **aria(hidden="true")),
            html.Div(id="map-note", className="map-note", role="status"),
            html.Div(id="map-sampled", className="map-sampled"),
        ],
        id="map-figure",
        className="map-figure",
        tabIndex="0",
        role="application",
        **aria(
            label=locale(
                "Map of the articles: arrow keys move, plus and minus zoom, 0 shows the whole map. "
                "The topics with their numbers are listed below."
            )
        ),
    )


def _picked(places: pl.DataFrame, picked: dict[str, Any]) -> pl.DataFrame:
    """Give the places that a click or a lasso means, the latest first; what cannot be read means none."""
    import polars as pl

    corners = picked.get("lasso")
    if isinstance(corners, list):
        found = places.filter(inside(places, corners[:MAX_CORNERS]))
    else:
        key = picked.get("key")
        found = places.filter(pl.col("key") == (key if isinstance(key, int) else -1))
    return found.sort("published_at", "key", descending=[True, False], nulls_last=True)


def _label(topic: Topic | None, locale: Locale) -> str:
    return topic.labels.get(locale.code, topic.label) if topic else locale("No topic")


def _counts(chosen: pl.DataFrame, topics: dict[int, Topic], locale: Locale) -> html.Div:
    by_topic = chosen["topic_id"].value_counts(sort=True).iter_rows()
    by_language = chosen["language"].value_counts(sort=True).iter_rows()
    of_topics = [
        html.Span([_dot(topics.get(topic_id)), _label(topics.get(topic_id), locale), _number(number, locale)])
        for topic_id, number in by_topic
    ]
    of_languages = [html.Span([locale.language(code), _number(number, locale)]) for code, number in by_language]
    return html.Div(
        [
            html.P(of_topics, className="about"),
            html.P(of_languages, className="about"),
            html.P(
                locale(
                    "The filter knows topics, not areas: “Filter by these topics” shows all articles of the topics "
                    "that the lasso touches, also those outside it."
                ),
                className="hint",
            ),
        ]
    )


def _number(number: int, locale: Locale) -> html.Span:
    return html.Span(locale.number(number), className="map-number")


def _dot(topic: Topic | None) -> html.Span:
    shade = colour(topic.slot) if topic else OUTLIERS
    return html.Span(className="dot", style={"background": shade}, **aria(hidden="true"))


def _topics(store: Store, places: pl.DataFrame, chosen: tuple[int, ...], locale: Locale) -> list[html.Li]:
    topics = {topic.id: topic for topic in store.topics()}
    counted = places["topic_id"].value_counts(sort=True).sort(["count", "topic_id"], descending=[True, False])
    return [
        html.Li(
            html.Button(
                [
                    _dot(topics.get(topic_id)),
                    html.Span(_label(topics.get(topic_id), locale), className="topic-label"),
                    _number(number, locale),
                ],
                id={"type": "map-topic", "topic": topic_id},
                className="topic-button chosen" if topic_id in chosen else "topic-button",
                **aria(pressed="true" if topic_id in chosen else "false"),
            )
        )
        for topic_id, number in counted.iter_rows()
    ]
