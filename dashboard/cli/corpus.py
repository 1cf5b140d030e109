"""Commands that fill the store and analyse it: ingest, analyze."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from dashboard.cli.options import (
    DEFAULT_STORE,
    PARTLY,
    Backend,
    BackendOption,
    DeviceOption,
    JsonOption,
    ModelOption,
    QuietOption,
    StoreOption,
)
from dashboard.cli.terminal import counting, err, escape, out, stepping

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.encoder import Encoder
    from dashboard.alerts import Outcome
    from data.article import Rejected
    from data.ingest import IngestSummary
    from data.store import Run, Store

SHOWN_PROBLEMS = 10


def ingest(
    origins: Annotated[
        list[str], typer.Argument(metavar="ORIGIN…", help="Files, folders of them, or - for standard input.")
    ],
    *,
    store: StoreOption = DEFAULT_STORE,
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="Date (UTC) of articles that have none."),
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of articles that name none (ISO 639-1).")] = None,
    source: Annotated[str | None, typer.Option(help="Outlet of articles that name none.")] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Read articles into the store: JSON Lines, CSV, or news pages saved as text; also .gz.

    Nothing is lost: a line that cannot be read is reported with its number, the others are kept. Ingesting again
    changes nothing.

    Examples:

      newstide ingest articles.jsonl archive/

      newstide ingest page.txt --date 2025-11-24 --source "Daily News"

      zcat dump.jsonl.gz | newstide ingest -
    """
    from data.ingest import ingest as read_into
    from data.sources import ReadOptions
    from data.sources.records import language_code
    from data.store import Store

    if language is not None and language_code(language) is None:
        raise typer.BadParameter(f"“{language}” is no language code; use two letters, such as uk.")
    options = ReadOptions(
        date=None if date is None else date.replace(tzinfo=UTC),
        language=None if language is None else language_code(language),
        source=source,
    )
    with Store(store) as opened, counting(quiet=quiet or as_json) as progress:
        summary = read_into(opened, origins, options=options, progress=progress)
    if as_json:
        typer.echo(json.dumps(_ingested(summary), ensure_ascii=False))
    else:
        _print_ingested(summary, store)
    lost = bool(summary.failed) or any(not row.kept for row in summary.rejected)
    if lost:
        raise typer.Exit(PARTLY if summary.usable else 1)


def analyze(
    *,
    store: StoreOption = DEFAULT_STORE,
    model: ModelOption = "bundled",
    granularity: Annotated[
        float, typer.Option(min=0.1, max=10.0, help="Above 1: more, finer topics; below 1: fewer, broader ones.")
    ] = 1.0,
    topics: Annotated[int | None, typer.Option(min=1, help="Force the number of topics.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Look at everything again, not only at what is new.")] = False,
    device: DeviceOption = "cpu",
    backend: BackendOption = Backend.TORCH,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Find stories and topics in the articles of the store.

    Only what is new is encoded; it joins stories and topics, or opens new ones, and only what it changes is made again.
    When the store has grown by a fifth since everything was looked at, everything is. Topics keep their ids.

    Examples:

      newstide analyze

      newstide analyze --granularity 1.5 --full

      newstide analyze --model intfloat/multilingual-e5-small
    """
    from data.store import Store

    with Store(store, create=False) as opened:
        run = run_analysis(
            opened,
            granularity=granularity,
            n_topics=topics,
            full=full,
            quiet=quiet or as_json,
            load=lambda: _load(model, device=device, backend=backend.value, quiet=quiet or as_json),
        )
        if as_json:
            typer.echo(json.dumps(_run_as_json(run, opened), ensure_ascii=False))
        else:
            print_run(run, opened)


def run_analysis(
    store: Store,
    *,
    granularity: float = 1.0,
    n_topics: int | None = None,
    full: bool = False,
    quiet: bool,
    load: Callable[[], Encoder] | None = None,
) -> Run:
    """Analyse a store with progress shown; an empty one is told before a model is loaded."""
    from analysis.errors import AnalysisError
    from analysis.pipeline import NOTHING_TO_ANALYSE, Parameters
    from analysis.pipeline import analyze as run_pipeline
    from dashboard.alerts import after_run

    if store.n_articles() == 0:
        raise AnalysisError(NOTHING_TO_ANALYSE)
    encoder = load() if load is not None else _load("bundled", device="cpu", backend="torch", quiet=quiet)
    with stepping(quiet=quiet) as progress:
        run = run_pipeline(
            store,
            encoder=encoder,
            parameters=Parameters(granularity=granularity, n_topics=n_topics, full=full),
            progress=progress,
        )
    _tell(after_run(store), quiet=quiet)
    return run


def _tell(outcome: Outcome, *, quiet: bool) -> None:
    """Show which alerts a run raised, and what could not be sent."""
    from analysis.locale import locale_of
    from dashboard.alerts.telling import text, title

    if not quiet:
        for alert in outcome.raised:
            english = locale_of("en")
            err.print(f"[bold]{escape(title(alert, english))}[/] {escape(text(alert, english))}", soft_wrap=True)
    if outcome.problem:
        err.print(f"[yellow]Note:[/] alerts wait for the next run: {escape(outcome.problem)}", soft_wrap=True)


def _load(model: str, *, device: str, backend: Literal["torch", "onnx", "openvino"], quiet: bool) -> Encoder:
    from analysis.encoder import load_encoder

    with nullcontext() if quiet else err.status(f"Loading the encoder {escape(model)}"):
        return load_encoder(model, device=device, backend=backend)


def print_run(run: Run, store: Store) -> None:
    """Show what a run found: figures, warnings, the topics."""
    from analysis.locale import locale_of
    from analysis.summary import summarise
    from dashboard.cli.terminal import topic_table
    from data.filters import Filters

    counted, locale = run.result, locale_of("en")
    summary = summarise(store, Filters())
    for warning in counted.get("warnings", []):
        err.print(f"[yellow]Note:[/] {escape(warning)}", soft_wrap=True)
    out.print(topic_table(summary, locale))
    out.print(summary.sentence(locale), soft_wrap=True)
    out.print(
        f"[dim]Run {run.id}: {counted['articles']:,} articles ({counted['reprints']:,} reprints) in "
        f"{counted['stories']:,} stories, {counted['topics']:,} topics, {counted['outliers']:,} outliers; "
        f"{sum(counted['seconds'].values()):.1f} s.[/]",
        soft_wrap=True,
    )


def _ingested(summary: IngestSummary) -> dict[str, Any]:
    return {
        "new": summary.new,
        "revised": summary.revised,
        "unchanged": summary.unchanged,
        "reprints": summary.reprints,
        "rejected": [row.model_dump() for row in summary.rejected],
        "failed": [str(error) for error in summary.failed],
    }


def _print_ingested(summary: IngestSummary, store: str) -> None:
    parts = [f"{summary.new:,} new"]
    for number, word in ((summary.revised, "revised"), (summary.unchanged, "unchanged")):
        if number:
            parts.append(f"{number:,} {word}")
    reprints = f"; {summary.reprints:,} are reprints of others" if summary.reprints else ""
    out.print(f"{', '.join(parts)} articles in {escape(store)}{reprints}.", soft_wrap=True)
    for error in summary.failed:
        err.print(f"[red]Not read:[/] {escape(str(error))}", soft_wrap=True)
    lost = [row for row in summary.rejected if not row.kept]
    changed = [row for row in summary.rejected if row.kept]
    for kind, rows in (("Rejected", lost), ("Kept with a change", changed)):
        for row in rows[:SHOWN_PROBLEMS]:
            err.print(f"[yellow]{kind}:[/] {escape(_problem(row))}", soft_wrap=True)
        if len(rows) > SHOWN_PROBLEMS:
            err.print(f"[yellow]{kind}:[/] {len(rows) - SHOWN_PROBLEMS:,} more; --json lists them all.")
    if summary.usable:
        out.print("[dim]Next: newstide analyze[/]")


def _problem(row: Rejected) -> str:
    where = row.origin if row.line is None else f"{row.origin}, line {row.line:,}"
    return f"{where}: {row.reason}"


def _run_as_json(run: Run, store: Store) -> dict[str, Any]:
    found = asdict(run)
    for name in ("started_at", "finished_at"):
        found[name] = None if found[name] is None else found[name].isoformat()
    return {**found, "topics": [asdict(topic) for topic in store.topics()]}
