"""Pinned topics: what describes each, a form to change it, and one to ask for another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, ctx, html, no_update

from dashboard.components import aria, editor
from dashboard.edits import Unpin
from dashboard.links import topic_link
from data.store.guiding import FROM_PAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash import Dash

    from analysis.locale import Locale
    from data.filters import Filters
    from data.store import PinnedTopic, Topic

SAVE = "topics-pin-save"
NAME = "topics-pin-name"
WORDS = "topics-pin-words"


def items(
    pins: Sequence[PinnedTopic], topics: Sequence[Topic], filters: Filters, locale: Locale, *, editable: bool
) -> list[html.Li]:
    """Lay out the topics that were asked for, and those that were found and pinned."""
    by_id = {topic.id: topic for topic in topics}
    asked = {pin.topic_id for pin in pins}
    found = [topic for topic in topics if topic.pinned and topic.id not in asked]
    shown = [_asked(pin, by_id.get(pin.topic_id), filters, locale, editable=editable) for pin in pins]
    return [*shown, *(_found(topic, filters, locale, editable=editable) for topic in found)]


def _asked(pin: PinnedTopic, topic: Topic | None, filters: Filters, locale: Locale, *, editable: bool) -> html.Li:
    name: Any = html.B(pin.name) if topic is None else topic_link(topic, filters, locale)
    articles = 0 if topic is None else topic.n_articles
    words = [html.Span(example, className="word") for example in pin.examples]
    origin = (
        locale("asked for on the page") if pin.origin == FROM_PAGE else locale("from the file {file}", file=pin.origin)
    )
    actions = [_change(pin, locale), _unpin(pin.topic_id, pin.name, locale)] if editable else []
    return html.Li(
        [
            html.Div([html.H3(name), *_amount(articles, locale)], className="pin-head"),
            html.P(words, className="words")
            if words
            else html.P(locale("Only its name describes it."), className="soft"),
            html.P(html.Span(origin), className="about"),
            html.Div(actions, className="pin-actions"),
        ]
    )


def _found(topic: Topic, filters: Filters, locale: Locale, *, editable: bool) -> html.Li:
    actions = [_unpin(topic.id, topic.label, locale)] if editable else []
    return html.Li(
        [
            html.Div(
                [html.H3(topic_link(topic, filters, locale)), *_amount(topic.n_articles, locale)], className="pin-head"
            ),
            html.P(html.Span(locale("found in the news, and kept")), className="about"),
            html.Div(actions, className="pin-actions"),
        ]
    )


def _amount(articles: int, locale: Locale) -> list[html.Span]:
    counted = html.Span(locale.plural("{n} article", "{n} articles", articles), className="soft")
    return [counted] if articles else [counted, html.Span(locale("empty"), className="badge")]


def _unpin(topic: int, name: str, locale: Locale) -> html.Button:
    return editor.button(
        locale("Unpin"),
        Unpin(topic=topic),
        place="pins",
        look="unfold-button",
        said=locale("Unpin {topic}", topic=name),
    )


def _change(pin: PinnedTopic, locale: Locale) -> html.Details:
    number = pin.topic_id
    return html.Details(
        [
            html.Summary(
                locale("Change…"), className="unfold-button", **aria(label=locale("Change {topic}", topic=pin.name))
            ),
            *fields(pin.name, pin.examples, number, locale),
            dmc.Button(locale("Save"), id={"type": SAVE, "topic": number}, size="xs"),
        ],
        className="pin-change",
    )


def fields(name: str, examples: Sequence[str], number: int, locale: Locale) -> list[Any]:
    """Lay out the fields that describe a pinned topic; number 0: one that is new."""
    return [
        dmc.TextInput(id={"type": NAME, "topic": number}, label=locale("Name"), value=name, size="sm"),
        dmc.Textarea(
            id={"type": WORDS, "topic": number},
            label=locale("Words or headlines of such articles"),
            description=locale("In any language, one a line"),
            value="\n".join(examples),
            autosize=True,
            minRows=3,
            maxRows=12,
            size="sm",
        ),
    ]


def new(locale: Locale) -> html.Div:
    """Lay out the form for a topic that is new."""
    return html.Div(
        [
            html.H3(locale("Pin a new topic")),
            *fields("", (), 0, locale),
            dmc.Button(locale("Pin"), id={"type": SAVE, "topic": 0}, size="sm"),
        ],
        className="pin-new",
    )


def register(app: Dash) -> None:
    """Register what the forms ask for."""

    @app.callback(
        Output("edit", "data", allow_duplicate=True),
        Input({"type": SAVE, "topic": ALL}, "n_clicks"),
        State({"type": NAME, "topic": ALL}, "value"),
        State({"type": WORDS, "topic": ALL}, "value"),
        prevent_initial_call=True,
    )
    def ask(_clicks: list[int | None], _names: list[str | None], _words: list[str | None]) -> Any:  # noqa: ANN401
        cause = ctx.triggered_id
        # Forms that are put in place tell of their buttons, too; none was pressed.
        if not isinstance(cause, dict) or not ctx.triggered[0]["value"]:
            return no_update
        name, words = ({part["id"]["topic"]: part.get("value") for part in parts} for parts in ctx.states_list)
        number = int(cause["topic"])
        examples = [line.strip() for line in str(words.get(number) or "").splitlines() if line.strip()]
        asked = {"name": str(name.get(number) or ""), "examples": examples}
        return {"kind": "change", "topic": number, **asked} if number else {"kind": "ask", **asked}
