"""The command that lists runs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from dashboard.cli.options import DEFAULT_STORE, JsonOption, StoreOption
from dashboard.cli.terminal import escape, out

if TYPE_CHECKING:
    from data.store import Run


def runs(*, store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List what was analysed when, and what came of it, the newest first.

    Examples:

      newstide runs

      newstide runs --json
    """
    from data.store import Store

    with Store(store, create=False) as opened:
        found, current = opened.runs(), opened.current_run()
    if as_json:
        typer.echo(json.dumps([_as_json(run) for run in found], ensure_ascii=False))
        return
    if not found:
        out.print("Nothing was analysed yet. [dim]Next: newstide analyze[/]")
        return
    _print(found, None if current is None else current.id)


def _print(found: list[Run], current: int | None) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Run", "Articles", "New", "Stories", "Topics", "Outliers"):
        table.add_column(column, justify="right", no_wrap=True)
    for column in ("Started (UTC)", "State"):
        table.add_column(column, overflow="fold")
    for run in found:
        counts = [run.result.get(name) for name in ("new", "stories", "topics", "outliers")]
        figures = ["" if count is None else f"{count:,}" for count in counts]
        state = "current" if run.id == current else {"published": "earlier", "staged": "under way"}.get(run.state, "")
        table.add_row(
            str(run.id),
            f"{run.n_articles:,}",
            *figures,
            f"{run.started_at:%Y-%m-%d %H:%M}",
            escape(state or f"failed: {run.reason}"),
        )
    out.print(table)


def _as_json(run: Run) -> dict[str, Any]:
    found = asdict(run)
    for name in ("started_at", "finished_at"):
        found[name] = None if found[name] is None else found[name].isoformat()
    return found
