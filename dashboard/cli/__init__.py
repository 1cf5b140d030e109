"""The command line: ``newstide``. Commands import what they need when they run, so that ``--help`` answers at once."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from dashboard.cli import alerts, corpus, evaluation, health, pages, reports, runs, topics
from dashboard.cli.options import PARTLY
from dashboard.cli.terminal import err
from data.errors import NewstideError

INTERRUPTED = 130

app = typer.Typer(
    name="newstide",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Topics and stories in multilingual news, and how their volume changes over time.\n\n"
    "Try it on the bundled sample:  [bold]newstide demo[/]\n\n"
    "With your own articles:  [bold]newstide ingest articles.jsonl && newstide analyze && newstide serve[/]",
    epilog=f"Exit codes: 0 success, 1 nothing usable, 2 wrong use, {PARTLY} done in part, 4 the surroundings fail "
    "(no model, no store, no port).",
)
app.command()(corpus.ingest)
app.command()(corpus.analyze)
app.command()(pages.serve)
app.command()(reports.report)
app.command()(evaluation.evaluate)
app.add_typer(topics.app, name="topics")
app.add_typer(alerts.app, name="alerts")
app.command()(runs.runs)
app.command()(pages.demo)
app.command()(health.doctor)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"newstide {version('newstide')}")
        raise typer.Exit


@app.callback()
def newstide(
    *,
    _show: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda value: _version(wanted=value), is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """Hold the options that come before a command."""


def main() -> None:
    """Run the command line; errors that a person can act on become one sentence and an exit code."""
    try:
        app()
    except NewstideError as error:
        err.print(f"[bold red]Error:[/] {_escaped(str(error))}", soft_wrap=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        err.print("Interrupted; what was kept until now stays.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)
