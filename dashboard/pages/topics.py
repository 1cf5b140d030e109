"""Topics: all of the run, hidden and empty ones, too; pinned ones; what people corrected; what became of topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Input, Output, html

from analysis.identity import lineage
from dashboard import elements
from dashboard.components import aria, editor, history, pinlist
from dashboard.components.corrections import in_words, names_of, titles_of
from dashboard.edits import Hide, Pin, Show, Undo, Unpin
from dashboard.links import label_of, topic_link
from dashboard.reader import may_edit, reader_locale
from data.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash import Dash

    from analysis.locale import Locale
    from data.store import Correction, Store, Topic

PATH = "/topics"
AT_ONCE = 30
EVERY = "all"
HIDE = {"display": "none"}


def name(locale: Locale) -> str:
    """Give its entry in the navigation."""
    return locale("Topics")


def layout(_store: Store, locale: Locale) -> html.Div:
    """Lay out the page before anything is read."""
    return html.Div(
        [
            html.Div(
                [html.H1(locale("Topics")), html.P(id="topics-about", className="about")],
                className="page-head",
            ),
            html.Div(
                [
                    html.Div(_of_run(locale), className="main-column"),
                    html.Div([_pinned(locale), _corrections(locale)], className="side-column"),
                ],
                className="columns",
            ),
            _history(locale),
        ],
        id="topics-page",
    )


def _of_run(locale: Locale) -> html.Section:
    search = dmc.TextInput(
        id="topics-search",
        placeholder=locale("Find a topic"),
        value="",
        debounce=150,
        size="xs",
        **aria(label=locale("Find a topic")),
    )
    head = html.Div([html.H2(locale("Topics of the run")), search], className="card-head spread")
    return html.Section([head, html.Div(id="topics-table")], className="card")


def _pinned(locale: Locale) -> html.Section:
    said = locale(
        "A pinned topic stays, also without articles. Articles that are like its words join it at the next analysis."
    )
    return html.Section(
        [
            html.H2(locale("Pinned topics")),
            html.P(said, className="hint"),
            html.P(id="topics-line", className="hint"),
            html.Ul(id="topics-pins", className="pins"),
            html.Div(id="topics-new"),
        ],
        className="card",
    )


def _corrections(locale: Locale) -> html.Section:
    more = dmc.Button(locale("More"), id="topics-corrections-more", variant="default", size="xs", style=HIDE)
    made = html.Ol(id="topics-corrections", className="events")
    return html.Section(
        [html.H2(locale("Corrections")), html.P(id="topics-why", className="soft"), made, more], className="card"
    )


def _history(locale: Locale) -> html.Section:
    select = dmc.Select(
        id="topics-family",
        data=[{"value": EVERY, "label": locale("All topics")}],
        value=EVERY,
        searchable=True,
        allowDeselect=False,
        limit=200,
        size="xs",
        **aria(label=locale("Whose history")),
    )
    more = dmc.Button(locale("More"), id="topics-events-more", variant="default", size="xs", style=HIDE)
    return html.Section(
        [
            html.Div([html.H2(locale("What became of topics")), select], className="card-head spread"),
            html.Ol(id="topics-events", className="events"),
            more,
        ],
        className="card",
    )


def register(app: Dash, store: Store) -> None:
    """Register the page's callbacks."""
    pinlist.register(app)

    @app.callback(
        Output("topics-about", "children"),
        Output("topics-table", "children"),
        Input("query", "data"),
        Input("topics-search", "value"),
    )
    def list_topics(query: str | None, typed: str | None) -> tuple[Any, Any]:
        locale, topics = reader_locale(), store.topics()
        wanted = (typed or "").casefold().strip()
        found = [topic for topic in topics if wanted in label_of(topic, locale).casefold()]
        editable = editor.allowed(store)
        return _about(store, topics, locale), _table(found, Filters.from_query(query or ""), locale, editable=editable)

    @app.callback(
        Output("topics-line", "children"),
        Output("topics-pins", "children"),
        Output("topics-new", "children"),
        Input("query", "data"),
    )
    def list_pins(query: str | None) -> tuple[Any, Any, Any]:
        locale, pins, editable = reader_locale(), store.pins(), editor.allowed(store)
        shown = pinlist.items(pins, store.topics(), Filters.from_query(query or ""), locale, editable=editable)
        # Under another key a form that was sent is put in place anew, empty.
        new = html.Div(pinlist.new(locale), key=store.generation()) if editable else None
        return _line(store, locale), shown or [html.Li(locale("None yet."), className="soft")], new

    @app.callback(
        Output("topics-why", "children"),
        Output("topics-corrections", "children"),
        Output("topics-corrections-more", "style"),
        Input("query", "data"),
        Input("topics-corrections-more", "n_clicks"),
    )
    def list_corrections(_query: str | None, more: int | None) -> tuple[Any, Any, Any]:
        locale, made = reader_locale(), store.corrections()[::-1]
        shown = made[: AT_ONCE * (1 + (more or 0))]
        why = None if made else locale("There are no corrections.")
        if not may_edit():
            why = locale(
                "Topics are corrected from the page only when it is served to this machine alone and its store may be "
                "written; on the command line: newstide topics."
            )
        return why, _made(store, shown, locale), {} if len(made) > len(shown) else HIDE

    @app.callback(
        Output("topics-family", "data"),
        Output("topics-events", "children"),
        Output("topics-events-more", "style"),
        Input("query", "data"),
        Input("topics-family", "value"),
        Input("topics-events-more", "n_clicks"),
    )
    def tell(_query: str | None, wanted: str | None, more: int | None) -> tuple[Any, Any, Any]:
        locale, events = reader_locale(), store.events()
        names = names_of(store, locale)
        known = {event.topic_id for event in events}
        choices = [{"value": str(topic), "label": names[topic]} for topic in sorted(known & names.keys())]
        if wanted and wanted != EVERY and wanted.isdecimal():
            family = lineage(int(wanted), [(event.topic_id, event.other_id) for event in events])
            events = [event for event in events if event.topic_id in family]
        shown = events[: AT_ONCE * (1 + (more or 0))]
        told = history.items(shown, store, locale) or [elements.Li(locale("Nothing is known yet."), className="soft")]
        data = [{"value": EVERY, "label": locale("All topics")}, *choices]
        return data, told, {} if len(events) > len(shown) else HIDE


def _about(store: Store, topics: Sequence[Topic], locale: Locale) -> list[html.Span]:
    run = store.current_run()
    if run is None:
        return [html.Span(locale("Nothing was analysed yet."))]
    hidden, pinned = sum(topic.hidden for topic in topics), sum(topic.pinned for topic in topics)
    said = [
        locale.plural("{n} topic", "{n} topics", len(topics)),
        locale("run {n}, {time} UTC", n=locale.number(run.id), time=locale.time(run.started_at)),
    ]
    if hidden:
        said.append(locale.plural("{n} hidden", "{n} hidden", hidden))
    if pinned:
        said.append(locale.plural("{n} pinned", "{n} pinned", pinned))
    return [html.Span(part) for part in said]


def _line(store: Store, locale: Locale) -> str | None:
    run = store.current_run()
    line = None if run is None else run.result.get("line")
    if not isinstance(line, (int, float)):
        return None
    return locale(
        "How like is learnt from the news themselves: at the last analysis, the first stories that join had to be {n} "
        "times the usual spread above the usual likeness.",
        n=locale.number(line, 1),
    )


def _table(topics: Sequence[Topic], filters: Filters, locale: Locale, *, editable: bool) -> html.Div | html.P:
    if not topics:
        return html.P(locale("There is no such topic."), className="soft")
    heads = [
        (locale("Topic"), ""),
        (locale("Articles"), "figure"),
        (locale("Stories"), "figure"),
    ]
    heads += [(locale("Actions"), "")] if editable else []
    body = [html.Tr(_cells(topic, filters, locale, editable=editable)) for topic in topics]
    head = html.Thead(html.Tr([html.Th(text, scope="col", className=kind) for text, kind in heads]))
    # A region that scrolls can be reached by keyboard.
    said = aria(label=locale("Topics of the run"))
    return html.Div(
        html.Table([head, html.Tbody(body)]), className="runs-wide topics-wide", tabIndex="0", role="region", **said
    )


def _cells(topic: Topic, filters: Filters, locale: Locale, *, editable: bool) -> list[Any]:
    marks = {"pinned": topic.pinned, "hidden": topic.hidden, "empty": topic.n_articles == 0}
    words = {"pinned": locale("pinned"), "hidden": locale("hidden"), "empty": locale("empty")}
    cells: list[Any] = [
        html.Th(
            [
                topic_link(topic, filters, locale),
                *(html.Span(words[mark], className="badge") for mark, is_so in marks.items() if is_so),
            ],
            scope="row",
        ),
        html.Td(locale.number(topic.n_articles), className="figure"),
        html.Td(locale.number(topic.n_stories), className="figure"),
    ]
    return [*cells, html.Td(_actions(topic, locale), className="marks")] if editable else cells


def _actions(topic: Topic, locale: Locale) -> list[html.Button]:
    label = label_of(topic, locale)
    hide = (
        (locale("Show"), Show, locale("Show {topic}"))
        if topic.hidden
        else (locale("Hide"), Hide, locale("Hide {topic}"))
    )
    pin = (
        (locale("Unpin"), Unpin, locale("Unpin {topic}"))
        if topic.pinned
        else (locale("Pin"), Pin, locale("Pin {topic}"))
    )
    return [
        editor.button(text, edit(topic=topic.id), place="table", said=said.format(topic=label))
        for text, edit, said in (hide, pin)
    ]


def _made(store: Store, made: Sequence[Correction], locale: Locale) -> list[html.Li]:
    names, titles, editable = names_of(store, locale), titles_of(store, made), editor.allowed(store)
    items = []
    for one in made:
        said = in_words(one, names, titles, locale)
        way: Any = None
        if one.undone_at is not None:
            way = html.Span(locale("taken back"), className="badge")
        elif editable:
            way = editor.button(
                locale("Undo"), Undo(correction=one.id), place="corrections", said=locale("Undo: {what}", what=said)
            )
        parts = [html.Span(locale.time(one.made_at), className="when"), html.Span(said), way]
        items.append(html.Li(parts, className="soft" if one.undone_at is not None else ""))
    return items
