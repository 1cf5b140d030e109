"""The command that says how good the topics are: evaluate."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.cli.options import DEFAULT_STORE, PARTLY, JsonOption, QuietOption, StoreOption
from dashboard.cli.terminal import err, escape, out

if TYPE_CHECKING:
    from rich.table import Table

    from analysis.evaluation import Agreement, Intrinsic, Scores, Stability
    from analysis.evaluation.analysed import Analysed
    from data.store import Store


def evaluate(
    gold: Annotated[
        str | None,
        typer.Argument(metavar="GOLD", help="CSV with the columns id and topic or story (or both); .gz too."),
    ] = None,
    *,
    store: StoreOption = DEFAULT_STORE,
    stability: Annotated[
        bool, typer.Option("--stability/--no-stability", help="Cluster five times more, to see what changes.")
    ] = True,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Score the current run: by itself and, where there is a file with gold topics or stories, against that.

    By itself: whether keywords belong together (NPMI coherence), differ from topic to topic (diversity), whether
    topics are apart (silhouette), mix languages as the corpus does, and stay the same when articles come in another
    order or a tenth of them is left out. Articles of the gold file are matched by the id that they had where they
    were read from, or by newstide's own.

    Examples:

      newstide evaluate

      newstide evaluate gold.csv

      newstide evaluate gold.csv --no-stability --json
    """
    from analysis.evaluation import score_run
    from analysis.evaluation.analysed import read_analysed
    from data.errors import NewstideError
    from data.sources.gold import read_gold
    from data.store import Store

    found: dict[str, Any] = {}
    with Store(store, create=False) as opened:
        scores, missing = ({}, 0) if gold is None else score_run(opened, read_gold(gold))
        try:
            analysed = read_analysed(opened)
        except NewstideError as error:
            # What the gold file says can be told all the same.
            if gold is None:
                raise
            err.print(f"[yellow]Note:[/] {escape(str(error))}", soft_wrap=True)
        else:
            found = _by_itself(opened, analysed, stability=stability, quiet=quiet or as_json)
    if as_json:
        against = {**{level: asdict(scored) for level, scored in scores.items()}, "missing": missing} if gold else {}
        typer.echo(json.dumps({**against, **{name: _plain(figures) for name, figures in found.items()}}))
    else:
        if scores:
            _print_scores(scores, missing)
        if found:
            _print_by_itself(found["without_gold"], found["stability"], found["revised"])
    if missing:
        raise typer.Exit(PARTLY)


def _by_itself(store: Store, analysed: Analysed, *, stability: bool, quiet: bool) -> dict[str, Any]:
    from analysis.evaluation import describe_run, measure_stability
    from dashboard.cli.terminal import stepping

    with stepping(quiet=quiet) as progress:
        articles = analysed.articles.height
        progress("evaluate", 0, articles)
        figures = describe_run(store, analysed)
        progress("evaluate", articles, articles)
        repeated = None
        if stability:
            repeated = measure_stability(
                analysed, progress=lambda done, total: progress("repeat", done * articles // total, articles)
            )
    return {"without_gold": figures, "stability": repeated, "revised": analysed.revised}


def _plain(figures: object) -> object:
    return figures if figures is None or isinstance(figures, int) else asdict(figures)  # type: ignore[call-overload]


def _print_scores(scores: dict[str, Scores], missing: int) -> None:
    columns = ("Articles", "B³ precision", "B³ recall", "B³ F1", "ARI", "NMI", "V-measure", "Across languages")
    table = _table("Against gold", *columns)
    for level, found in scores.items():
        figures = (*asdict(found.b_cubed).values(), found.ari, found.nmi, found.v_measure)
        mixing = "" if found.mixing is None else f"{found.mixing.recall:.3f} ({found.mixing.precision:.3f})"
        table.add_row(level, f"{found.articles:,}", *(f"{figure:.3f}" for figure in figures), mixing)
    out.print(table)
    out.print(
        "[dim]Across languages: share of gold pairs in two languages that were put together (in brackets: share of "
        "such pairs put together that are gold).[/]",
        soft_wrap=True,
    )
    if missing:
        err.print(f"[yellow]Note:[/] {missing:,} articles of the gold file are not in the store's current run.")


def _print_by_itself(found: Intrinsic, stability: Stability | None, revised: int) -> None:
    table = _table("Without gold", "Figure", "What it means", left=2)
    for name, figure, meaning in (
        ("outliers", f"{found.outliers:.1%}".replace("%", " %"), f"of {found.articles:,} originals"),
        ("coherence", _figure(found.coherence), "NPMI of keywords, -1 to 1: whether they stand in the same articles"),
        ("diversity", _figure(found.diversity), "share of keywords that are of one topic only, 0 to 1"),
        ("silhouette", _figure(found.silhouette), "-1 to 1: whether articles are nearer to their topic than to others"),
        ("languages", _figure(found.language_entropy), "mixing of languages in topics; 1: as in the whole corpus"),
    ):
        table.add_row(name, figure, f"[dim]{meaning}[/]")
    if stability is not None:
        for name, agreement, meaning in (
            ("reordered", stability.reordering, "the same articles in another order; 1 or something is wrong"),
            ("a tenth less", stability.leaving_out, "on the articles that both have, mean of 3"),
            ("at once", stability.run, "this run against one of all its articles, without updates and corrections"),
        ):
            table.add_row(name, _agreement(agreement), f"[dim]ARI of topics (stories): {meaning}[/]")
    out.print(table)
    by_language = ", ".join(f"{language} {_figure(figure)}" for language, figure in found.coherence_of.items())
    if by_language:
        out.print(f"[dim]Coherence by language: {by_language}.[/]", soft_wrap=True)
    if revised:
        err.print(
            f"[yellow]Note:[/] {revised:,} articles have another text than the run knew and are left out: "
            "run `newstide analyze` again.",
            soft_wrap=True,
        )


def _table(title: str, *columns: str, left: int = 0) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(title)
    for number, column in enumerate(columns, start=1):
        table.add_column(column, justify="left" if number == left else "right")
    return table


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _agreement(found: Agreement) -> str:
    return f"{found.topics:.3f} ({found.stories:.3f})"
