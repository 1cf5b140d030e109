"""Alerts: by which rules they are raised, where they go, and what was raised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, ctx, dcc, html

from dashboard.alerts import feed, telling
from dashboard.components import aria, editor, filterbar
from dashboard.components.corrections import names_of
from dashboard.reader import reader_locale
from data.filters import PERIODS
from data.store import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash import Dash

    from analysis.locale import Locale
    from data.filters import Period
    from data.store import Alert, Store, Webhook

PATH = "/alerts"
AT_ONCE = 30
ANY = "any"
REMOVE = "alerts-remove"
HIDE = {"display": "none"}


class _Choice(NamedTuple):
    """What a rule may be about: how it is asked for, and from where on it tells by default."""

    label: str
    threshold: str
    default: float
    needs_topic: bool = False
    per_period: bool = True


def _choices(locale: Locale) -> dict[str, _Choice]:
    return {
        "burst": _Choice(locale("A burst"), locale("Strength from (4 is clear, 15 is strong)"), 4),
        "new": _Choice(locale("A new topic"), locale("Articles from"), 5, per_period=False),
        "volume": _Choice(locale("A topic above a number of articles"), locale("Articles above"), 20, needs_topic=True),
        "share": _Choice(
            locale("A topic above a share of all articles"), locale("Per cent above"), 10, needs_topic=True
        ),
    }


def name(locale: Locale) -> str:
    """Give its entry in the navigation."""
    return locale("Alerts")


def layout(store: Store, locale: Locale) -> html.Div:
    """Lay out the page before anything is read."""
    editable, (latest, where, more_style) = editor.allowed(store), _told(store, AT_ONCE, locale)
    told = _rules(store.alert_rules(), _quoted(store, locale), locale, editable=editable)
    rules = [html.H2(locale("What is told")), html.Ul(told, id="alerts-rules", className="events")]
    if editable:
        rules.append(_form(locale))
    else:
        rules.append(html.P(locale("Rules are set on the command line: newstide alerts set."), className="soft"))
    rules.append(html.P(id="alerts-said", role="status", className="runs-refused"))
    more = dmc.Button(locale("More"), id="alerts-more", variant="default", size="xs", style=more_style)
    return html.Div(
        [
            html.Div(
                [
                    html.H1(locale("Alerts")),
                    html.P(locale("After each analysis, what is news is told once."), className="about"),
                ],
                className="page-head",
            ),
            html.Div(
                [
                    html.Div(
                        html.Section(
                            [
                                html.H2(locale("Latest alerts")),
                                html.Ol(latest, id="alerts-latest", className="events"),
                                more,
                            ],
                            className="card",
                        ),
                        className="main-column",
                    ),
                    html.Div(
                        [
                            html.Section(rules, className="card"),
                            html.Section(
                                [
                                    html.H2(locale("Where alerts go")),
                                    html.Ul(where, id="alerts-where", className="events"),
                                ],
                                className="card",
                            ),
                        ],
                        className="side-column",
                    ),
                ],
                className="columns",
            ),
        ],
        id="alerts-page",
    )


def _form(locale: Locale) -> html.Div:
    choices = _choices(locale)
    first = choices["burst"]
    return html.Div(
        [
            html.H3(locale("Tell me of")),
            dmc.Select(
                id="alerts-kind",
                data=[{"value": kind, "label": choice.label} for kind, choice in choices.items()],
                value="burst",
                allowDeselect=False,
                size="sm",
                **aria(label=locale("Tell me of")),
            ),
            html.Div(
                dmc.Select(
                    id="alerts-topic",
                    label=locale("Topic"),
                    data=[],
                    value=ANY,
                    searchable=True,
                    allowDeselect=False,
                    limit=200,
                    nothingFoundMessage=locale("Nothing found"),
                    size="sm",
                ),
                id="alerts-topic-field",
            ),
            dmc.NumberInput(id="alerts-threshold", label=first.threshold, value=first.default, min=0, size="sm"),
            html.Div(filterbar.per("alerts-period", "week", locale), id="alerts-period-field"),
            dmc.Button(locale("Set"), id="alerts-set", size="sm"),
        ],
        className="pin-new",
    )


def register(app: Dash, store: Store) -> None:
    """Register the page's callbacks."""

    @app.callback(
        Output("alerts-topic", "data"),
        Output("alerts-topic", "value"),
        Output("alerts-topic-field", "style"),
        Output("alerts-threshold", "label"),
        Output("alerts-threshold", "value"),
        Output("alerts-threshold", "max"),
        Output("alerts-period-field", "style"),
        Input("alerts-kind", "value"),
        Input("query", "data"),
        State("alerts-topic", "value"),
        State("alerts-threshold", "value"),
    )
    def choose(kind: str, _query: str | None, topic: str | None, threshold: float | None) -> tuple[Any, ...]:
        locale = reader_locale()
        choice = _choices(locale)[kind]
        topics = [{"value": str(number), "label": label} for number, label in _named(store, locale).items()]
        everything = [] if choice.needs_topic else [{"value": ANY, "label": locale("Any topic")}]
        offered = [*everything, *topics]
        if topic not in {one["value"] for one in offered}:
            topic = None if choice.needs_topic else ANY
        return (
            offered,
            topic,
            {} if kind != "new" else HIDE,
            choice.threshold,
            choice.default if ctx.triggered_id == "alerts-kind" or threshold is None else threshold,
            100 if kind == "share" else None,
            {} if choice.per_period else HIDE,
        )

    @app.callback(
        Output("alerts-rules", "children"),
        Output("alerts-said", "children"),
        Input("query", "data"),
        Input("alerts-set", "n_clicks", allow_optional=True),
        Input({"type": REMOVE, "rule": ALL}, "n_clicks"),
        State("alerts-kind", "value", allow_optional=True),
        State("alerts-topic", "value", allow_optional=True),
        State("alerts-threshold", "value", allow_optional=True),
        State("alerts-period", "value", allow_optional=True),
        # The page is laid out with what there is.
        prevent_initial_call=True,
    )
    def rule(_query: str | None, _set: int | None, _remove: list[int | None], *asked: Any) -> tuple[Any, Any]:  # noqa: ANN401
        locale, cause, editable = reader_locale(), ctx.triggered_id, editor.allowed(store)
        names = _quoted(store, locale)
        said = None
        # Buttons that are put in place tell of themselves, too; none was pressed.
        if editable and ctx.triggered[0]["value"]:
            if cause == "alerts-set":
                said = _set_rule(store, asked, names, locale)
            elif isinstance(cause, dict):
                store.remove_alert_rule(int(cause["rule"]))
                said = locale("The rule is removed; what was raised stays.")
        return _rules(store.alert_rules(), names, locale, editable=editable), said

    @app.callback(
        Output("alerts-latest", "children"),
        Output("alerts-where", "children"),
        Output("alerts-more", "style"),
        Input("query", "data"),
        Input("alerts-more", "n_clicks"),
        prevent_initial_call=True,
    )
    def tell(_query: str | None, more: int | None) -> tuple[Any, Any, Any]:
        return _told(store, AT_ONCE * (1 + (more or 0)), reader_locale())


def _named(store: Store, locale: Locale) -> dict[int, str]:
    """Name the topics that a rule can be about: those of the run and those that wait for their first article."""
    known = {topic.id for topic in store.topics()} | {pin.topic_id for pin in store.pins()}
    return {topic: label for topic, label in names_of(store, locale).items() if topic in known}


def _quoted(store: Store, locale: Locale) -> dict[int, str]:
    return {topic: f"“{label}”" for topic, label in names_of(store, locale).items()}


def _set_rule(store: Store, asked: tuple[Any, ...], names: Mapping[int, str], locale: Locale) -> str:
    """Keep the rule that the form describes, and say what came of it."""
    kind, topic, threshold, period = asked
    choice = _choices(locale).get(str(kind))
    if choice is None or not isinstance(threshold, int | float) or period not in PERIODS:
        return locale("Something is missing there: fill it in first.")
    number = int(topic) if str(topic).isdecimal() and kind != "new" else None
    if choice.needs_topic and number not in names:
        return locale("Choose a topic first.")
    if threshold <= 0 or (kind == "share" and threshold > 100):
        return locale("The number must be above 0, and no more than 100 per cent.")
    kept = store.set_alert_rule(_rule(str(kind), number, float(threshold), period))
    return locale("Set: {rule}. It is looked at after each analysis.", rule=telling.in_words(kept, names, locale))


def _rule(kind: str, topic: int | None, threshold: float, period: Period) -> Rule:
    match kind:
        case "burst":
            return Rule("burst", period, "strength", threshold, topic)
        case "new":
            return Rule("new", "week", "volume", threshold)
        case "volume":
            return Rule("line", period, "volume", threshold, topic)
        case _:
            return Rule("line", period, "share", threshold / 100.0, topic)


def _rules(rules: list[Rule], names: Mapping[int, str], locale: Locale, *, editable: bool) -> list[html.Li]:
    items = []
    for one in rules:
        said = telling.in_words(one, names, locale)
        parts: list[Any] = [html.Span(said)]
        if editable:
            label = aria(label=locale("Remove: {what}", what=said))
            parts.append(html.Button(locale("Remove"), id={"type": REMOVE, "rule": one.id}, className="quiet", **label))
        items.append(html.Li(parts))
    return items or [html.Li(locale("Nothing is told."), className="soft")]


def _told(store: Store, shown: int, locale: Locale) -> tuple[list[html.Li], list[html.Li], dict[str, str]]:
    """Give the latest alerts, where they go, and whether there are more."""
    raised = store.alerts(limit=shown + 1)
    waiting = {alert.id for alert in store.pending_alerts()}
    items = [_alert(alert, locale, waits=alert.id in waiting) for alert in raised[:shown]]
    none = html.Li(locale("Nothing was news yet."), className="soft")
    return items or [none], _where(store.webhook(), locale), {} if len(raised) > shown else HIDE


def _alert(alert: Alert, locale: Locale, *, waits: bool) -> html.Li:
    state: str | None = None
    if alert.sent_at is not None:
        state = locale("sent")
    elif alert.error is not None:
        state = locale("waits: {why}", why=alert.error) if waits else locale("not sent: {why}", why=alert.error)
    elif waits:
        state = locale("waits to be sent")
    return html.Li(
        [
            html.Span(locale.time(alert.raised_at), className="when"),
            html.Span(
                [
                    dcc.Link(telling.title(alert, locale), href=telling.link(alert, page="/"), className="topic-link"),
                    " ",
                    html.Span(telling.text(alert, locale), className="soft"),
                ]
            ),
            html.Span(state, className="badge") if state else None,
        ]
    )


def _where(webhook: Webhook | None, locale: Locale) -> list[html.Li]:
    atom = html.Li(html.A(locale("Atom feed"), href=feed.PATH))
    if webhook is None:
        return [
            atom,
            html.Li(locale("To a webhook, too: newstide alerts set webhook, on the command line."), className="soft"),
        ]
    signed = locale("signed") if webhook.secret else locale("not signed")
    return [atom, html.Li(locale("Webhook {url}, {signed}", url=webhook.url, signed=signed))]
