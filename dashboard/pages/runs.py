"""Runs: what was analysed when, what came of it, what could not be read; analyses are started and cancelled here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Input, Output, State, dcc, html, no_update

from dashboard import work
from dashboard.components import aria, runtable
from dashboard.reader import may_edit, reader_locale
from data.errors import StoreError
from data.store.jobs import DIED

if TYPE_CHECKING:
    import polars as pl
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Job, Run, Store

PATH = "/runs"
REJECTED = 200
FAST, SLOW = 700, 4_000
NEWS = timedelta(hours=1)
STEPS = ("encode", "cluster", "label", "store", "map")


def name(locale: Locale) -> str:
    """Give its entry in the navigation."""
    return locale("Runs")


def layout(store: Store, locale: Locale) -> html.Div:
    """Lay out the page with what is there; its callbacks follow what comes."""
    found, unread = store.runs(), _rejected(store)
    table, rejected = _tables(store, found, unread, locale)
    return html.Div(
        [
            html.Div(
                [
                    html.H1(locale("Runs")),
                    html.P(
                        locale("What was analysed when, and what came of it. All times are UTC."), className="about"
                    ),
                ],
                className="page-head",
            ),
            dcc.Interval(id="runs-clock", interval=FAST),
            dcc.Store(id="runs-seen", data=_mark(found, unread)),
            html.Section(
                [html.H2(locale("Start an analysis")), _form(locale, _why_not(store, locale)), _progress(locale)],
                className="card",
            ),
            html.Section([html.H2(locale("Runs until now")), html.Div(table, id="runs-table")], className="card"),
            html.Section(
                [html.H2(locale("What could not be read")), html.Div(rejected, id="runs-rejected")], className="card"
            ),
        ],
        id="runs-page",
    )


def register(app: Dash, store: Store) -> None:
    """Register the page's callbacks."""
    _register_asking(app, store)

    @app.callback(
        Output("runs-form", "style"),
        Output("runs-why", "children"),
        Output("runs-progress", "style"),
        Output("runs-step", "children"),
        Output("runs-line", "style"),
        Output("runs-bar", "value"),
        Output("runs-amount", "children"),
        Output("runs-cancel", "style"),
        Output("runs-clock", "interval"),
        Input("runs-clock", "n_intervals"),
        Input("runs-start", "n_clicks"),
        Input("runs-cancel", "n_clicks"),
        Input("runs-asked", "data"),
    )
    def follow(*_ticks: object) -> tuple[Any, ...]:
        locale, job = reader_locale(), store.latest_job("analyze")
        why = _why_not(store, locale)
        is_open = job is not None and job.is_open(datetime.now(UTC))
        allowed = why is None
        return (
            _shown(on=allowed and not is_open),
            why,
            _shown(on=job is not None and (is_open or _is_news(job))),
            _said(job, locale, is_open=is_open),
            _shown(on=is_open),
            _share(job),
            _amount(job, locale) if is_open else None,
            _shown(on=allowed and is_open),
            FAST if is_open else SLOW,
        )

    @app.callback(
        Output("runs-table", "children"),
        Output("runs-rejected", "children"),
        Output("runs-seen", "data"),
        Input("runs-clock", "n_intervals"),
        State("runs-seen", "data"),
    )
    def fill(_ticks: int | None, seen: str | None) -> tuple[Any, Any, Any]:
        found, rejected = store.runs(), _rejected(store)
        now = _mark(found, rejected)
        if now == seen:
            return no_update, no_update, no_update
        return *_tables(store, found, rejected, reader_locale()), now


def _register_asking(app: Dash, store: Store) -> None:
    @app.callback(
        Output("runs-asked", "data"),
        Output("runs-refused", "children"),
        Input("runs-start", "n_clicks"),
        State("runs-granularity", "value"),
        State("runs-topics", "value"),
        State("runs-full", "checked"),
        prevent_initial_call=True,
    )
    def start(clicks: int | None, granularity: object, topics: object, full: object) -> tuple[Any, Any]:
        locale = reader_locale()
        if not clicks or _why_not(store, locale) is not None:
            return None, None
        wanted = _wanted(granularity, topics)
        if wanted is None:
            return None, locale("Granularity is a number from 0.1 to 10; the number of topics is 1 or more, or empty.")
        if store.n_articles() == 0:
            return None, locale("The store is empty.")
        try:
            job_id = work.start_analysis(store, granularity=wanted[0], n_topics=wanted[1], full=full is True)
        except (StoreError, OSError) as error:
            return None, locale.sentence(str(error))
        return job_id, None if job_id else _busy(store, locale)

    @app.callback(
        Output("runs-asked", "data", allow_duplicate=True),
        Input("runs-cancel", "n_clicks"),
        prevent_initial_call=True,
    )
    def cancel(clicks: int | None) -> int | None:
        job = store.latest_job("analyze")
        if not clicks or job is None or _why_not(store, reader_locale()) is not None:
            return None
        store.cancel_job(job.id)
        return -job.id


def _form(locale: Locale, why: str | None) -> html.Div:
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [
                            dmc.NumberInput(
                                id="runs-granularity",
                                label=locale("Granularity"),
                                description=locale("Above 1: more, finer topics"),
                                value=1,
                                min=0.1,
                                max=10,
                                step=0.1,
                                decimalScale=2,
                                size="sm",
                                w=210,
                            ),
                            dmc.NumberInput(
                                id="runs-topics",
                                label=locale("Number of topics"),
                                description=locale("Empty: as many as there are"),
                                min=1,
                                max=1_000,
                                allowDecimal=False,
                                size="sm",
                                w=210,
                            ),
                            dmc.Switch(
                                id="runs-full",
                                label=locale("Look at everything again"),
                                description=locale("Otherwise only at what is new"),
                                checked=False,
                            ),
                            dmc.Button(locale("Start"), id="runs-start", size="sm"),
                        ],
                        className="runs-fields",
                    ),
                    html.P(id="runs-refused", role="alert", className="runs-refused"),
                ],
                id="runs-form",
                style=_shown(on=why is None),
            ),
            html.P(why, id="runs-why", className="soft"),
            dcc.Store(id="runs-asked"),
        ]
    )


def _rejected(store: Store) -> pl.DataFrame:
    return store.rejected(limit=REJECTED + 1)


def _mark(found: list[Run], rejected: pl.DataFrame) -> str:
    """Tell one state of the tables from another."""
    latest = None if rejected.is_empty() else rejected["seen_at"][0]
    return f"{[(run.id, run.state) for run in found]} {rejected.height} {latest}"


def _tables(store: Store, found: list[Run], rejected: pl.DataFrame, locale: Locale) -> tuple[Any, Any]:
    """Lay out the runs and what could not be read."""
    current = store.current_run()
    table = runtable.runs(found, None if current is None else current.id, locale)
    return table, runtable.rejected(rejected, REJECTED, locale)


def _progress(locale: Locale) -> html.Div:
    return html.Div(
        [
            html.P(id="runs-step", role="status", className="runs-step"),
            html.Div(
                [
                    html.Progress(
                        id="runs-bar", value="0", max="100", className="runs-bar", **aria(label=locale("Progress"))
                    ),
                    html.Span(id="runs-amount", className="runs-amount"),
                    dmc.Button(
                        locale("Cancel"), id="runs-cancel", size="xs", variant="default", style=_shown(on=False)
                    ),
                ],
                className="runs-line",
                id="runs-line",
            ),
        ],
        id="runs-progress",
        style=_shown(on=False),
    )


def _why_not(store: Store, locale: Locale) -> str | None:
    """Say why no analysis can be started from here."""
    if not may_edit():
        return locale(
            "Analyses are started from the page only when it is served to this machine alone; "
            "on the command line: newstide analyze."
        )
    if not store.may_write():
        return locale("The store is read-only: no analysis can be started here.")
    return None


def _busy(store: Store, locale: Locale) -> str:
    job = store.latest_job()
    if job is not None and job.kind != "analyze":
        return locale("Topics are being corrected just now: try again in a moment.")
    return locale("An analysis is under way already.")


def _wanted(granularity: object, topics: object) -> tuple[float, int | None] | None:
    """Read the form; it may hold anything."""
    fine = isinstance(granularity, (int, float)) and 0.1 <= granularity <= 10
    if topics in (None, ""):
        return (float(granularity), None) if fine else None  # type: ignore[arg-type]
    if not fine or not isinstance(topics, int) or not 1 <= topics <= 1_000:
        return None
    return float(granularity), topics  # type: ignore[arg-type]


def _is_news(job: Job) -> bool:
    """Tell whether how a job ended is worth a line above the runs themselves."""
    return datetime.now(UTC) - (job.heard_at or job.asked_at) < NEWS


def _said(job: Job | None, locale: Locale, *, is_open: bool) -> str | None:
    if job is None:
        return None
    if is_open:
        return _now(job, locale)
    if job.state == "done":
        return locale("Run {n} is there.", n=job.run_id) if job.run_id else locale("Done.")
    if job.state == "cancelled":
        return locale("The analysis was cancelled; the run before stays in force.")
    reason = locale.sentence(job.message or DIED)
    return locale("The analysis failed: {reason}", reason=reason)


def _now(job: Job, locale: Locale) -> str:
    if job.state == "cancelling":
        return locale("Cancelling…")
    steps = {
        "encode": locale("Encoding articles"),
        "cluster": locale("Finding stories and topics"),
        "label": locale("Naming topics"),
        "store": locale("Storing the run"),
        "map": locale("Drawing the map"),
    }
    if job.step not in steps:
        return locale("Loading the encoder…")
    number = STEPS.index(job.step) + 1
    return locale("Step {number} of {steps}: {what}", number=number, steps=len(STEPS), what=steps[job.step])


def _share(job: Job | None) -> str:
    if job is None or job.state in {"failed", "cancelled"}:
        return "0"
    if job.state == "done":
        return "100"
    before = STEPS.index(job.step) if job.step in STEPS else 0
    within = min(job.done / job.total, 1.0) if job.total else 0.0
    # Naming and storing are told before they begin.
    within = 0.0 if job.step in {"label", "store"} else within
    return str(round(100 * (before + within) / len(STEPS), 1))


def _amount(job: Job | None, locale: Locale) -> str | None:
    if job is None or job.step != "encode" or not job.total:
        return None
    return locale("{done} of {all} articles", done=locale.number(job.done), all=locale.number(job.total))


def _shown(*, on: bool) -> dict[str, str]:
    return {} if on else {"display": "none"}
