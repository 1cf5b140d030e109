"""Tables of runs, and of what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components import aria

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from analysis.locale import Locale
    from data.store import Run

COUNTED = ("articles", "new", "stories", "topics", "outliers")


def runs(found: Sequence[Run], current: int | None, locale: Locale) -> html.Div | html.P:
    """Lay out runs, the newest first; the one that readers see is marked."""
    if not found:
        return html.P(locale("Nothing was analysed yet."), className="soft")
    heads = [
        (locale("Run"), ""),
        (locale("State"), ""),
        (locale("Started"), "time"),
        (locale("Seconds"), "figure"),
        (locale("Articles"), "figure"),
        (locale("New"), "figure"),
        (locale("Stories"), "figure"),
        (locale("Topics"), "figure"),
        (locale("Outliers"), "figure"),
        (locale("Parameters"), ""),
        (locale("Encoder"), ""),
        (locale("Version"), ""),
    ]
    body = []
    for run in found:
        body.append(_run(run, current, locale))
        said = _notes(run, locale)
        if said:
            body.append(html.Tr(html.Td(said, colSpan=len(heads)), className="runs-notes"))
    return _table(heads, body, locale("Runs until now"))


def _run(run: Run, current: int | None, locale: Locale) -> html.Tr:
    figures = [html.Td(_figure(run.result.get(name), locale), className="figure") for name in COUNTED]
    if run.state != "published":
        figures[0] = html.Td(locale.number(run.n_articles), className="figure")
    return html.Tr(
        [
            html.Th(str(run.id), scope="row"),
            html.Td(_state(run, current, locale)),
            html.Td(locale.time(run.started_at), className="time"),
            html.Td(_seconds(run, locale), className="figure"),
            *figures,
            html.Td(_parameters(run, locale), className="runs-words"),
            html.Td(run.encoder),
            html.Td(run.version),
        ],
        id=f"runs-run-{run.id}",
    )


def _state(run: Run, current: int | None, locale: Locale) -> html.Span:
    if run.id == current:
        return html.Span(locale("current"), className="badge runs-current")
    named = {"staged": locale("under way"), "published": locale("earlier"), "failed": locale("failed")}
    return html.Span(named[run.state], className="badge" if run.state == "failed" else "soft")


def _seconds(run: Run, locale: Locale) -> str:
    steps = run.result.get("seconds")
    if isinstance(steps, dict):
        return locale.number(sum(steps.values()), 1)
    if run.finished_at is None:
        return ""
    return locale.number((run.finished_at - run.started_at).total_seconds())


def _parameters(run: Run, locale: Locale) -> str:
    chosen = run.parameters
    parts = [locale("granularity {n}", n=locale.number(chosen.get("granularity", 1.0), 1))]
    if chosen.get("n_topics"):
        parts.append(locale.plural("{n} topic asked for", "{n} topics asked for", chosen["n_topics"]))
    if run.result.get("full"):
        parts.append(locale("everything looked at"))
    return ", ".join(parts)


def _notes(run: Run, locale: Locale) -> list[html.P]:
    if run.state == "failed":
        return [html.P(locale.sentence(run.reason))]
    return [html.P(locale.sentence(warning)) for warning in run.result.get("warnings", [])]


def _figure(value: object, locale: Locale) -> str:
    return locale.number(value) if isinstance(value, int) else ""


def rejected(rows: pl.DataFrame, limit: int, locale: Locale) -> html.Div | html.P:
    """Lay out lines that were rejected, or kept with a change; those beyond a limit are said to be there."""
    if rows.is_empty():
        return html.P(locale("Every line could be read."), className="soft")
    heads = [
        (locale("Origin"), ""),
        (locale("Line"), "figure"),
        (locale("Reason"), ""),
        (locale("Excerpt"), ""),
        (locale("Outcome"), ""),
        (locale("Seen"), "time"),
    ]
    body = [
        html.Tr(
            [
                html.Th(row["origin"], scope="row"),
                html.Td("" if row["line"] is None else locale.number(row["line"]), className="figure"),
                html.Td(locale.sentence(row["reason"]), className="runs-words"),
                html.Td(html.Code(row["excerpt"] or "")),
                html.Td(locale("kept with a change") if row["kept"] else locale("rejected")),
                html.Td(locale.time(row["seen_at"]), className="time"),
            ]
        )
        for row in rows.head(limit).iter_rows(named=True)
    ]
    parts: list[Any] = [_table(heads, body, locale("What could not be read"))]
    if rows.height > limit:
        parts.append(html.P(locale.plural("The latest {n} is shown.", "The latest {n} are shown.", limit)))
    return html.Div(parts)


def _table(heads: Sequence[tuple[str, str]], body: list[html.Tr], label: str) -> html.Div:
    head = html.Thead(html.Tr([html.Th(text, scope="col", className=kind) for text, kind in heads]))
    # A region that scrolls can be reached by keyboard.
    return html.Div(
        html.Table([head, html.Tbody(body)]),
        className="runs-wide",
        tabIndex="0",
        role="region",
        **aria(label=label),
    )
