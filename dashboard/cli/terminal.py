"""How the command line shows things: progress with rates, tables, sparklines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape as escape  # noqa: PLC0414 - handed on to the commands
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.locale import Locale
    from analysis.summary import Summary

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

WIDE = 100
BARS = "▁▂▃▄▅▆▇█"
STEPS = {
    "encode": "Encoding articles",
    "cluster": "Finding stories and topics",
    "label": "Naming topics",
    "store": "Storing the run",
    "map": "Drawing the map",
    "evaluate": "Judging topics",
    "repeat": "Clustering again",
}


class RateColumn(ProgressColumn):
    """Articles a second."""

    def render(self, task: Task) -> Text:
        """Show the rate, or nothing before there is one."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f} articles/s" if speed else "", style="dim")


@contextmanager
def counting(*, quiet: bool) -> Iterator[Callable[[str, int], None]]:
    """Show how many articles were read from each origin; yields the callback of `data.ingest.ingest`."""
    with _progress(TextColumn("{task.completed:,.0f} articles"), quiet=quiet) as progress:
        tasks: dict[str, object] = {}

        def advance(origin: str, articles: int) -> None:
            if origin not in tasks:
                tasks[origin] = progress.add_task(f"Reading {escape(origin)}", total=None)
            progress.advance(tasks[origin], articles)  # type: ignore[arg-type]

        yield advance
        for task in tasks.values():
            progress.update(task, total=progress.tasks[int(task)].completed)  # type: ignore[arg-type, call-overload]


@contextmanager
def stepping(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Show the steps of an analysis; yields the callback of `analysis.pipeline.analyze`."""
    with _progress(MofNCompleteColumn(), quiet=quiet) as progress:
        tasks: dict[str, object] = {}

        def advance(step: str, done: int, total: int) -> None:
            for earlier, task in tasks.items():
                if earlier != step:
                    progress.update(task, completed=total, total=total)  # type: ignore[arg-type]
            if step not in tasks:
                tasks[step] = progress.add_task(STEPS.get(step, step), total=total or None)
            progress.update(tasks[step], completed=done, total=total)  # type: ignore[arg-type]

        yield advance


def _progress(amount: ProgressColumn, *, quiet: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        amount,
        RateColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=quiet,
    )


def sparkline(values: Sequence[float], *, width: int = 26) -> str:
    """Draw values as one line of bars, merged to at most ``width`` of them.

    Examples
    --------
    >>> sparkline([0, 1, 2, 4, 8])
    '▁▂▃▅█'
    """
    if not values:
        return ""
    if len(values) > width:
        edges = [round(i * len(values) / width) for i in range(width + 1)]
        values = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    top = max(values) or 1
    return "".join(BARS[0] if value <= 0 else BARS[max(1, round(value / top * 7))] for value in values)


def topic_table(summary: Summary, locale: Locale) -> Table:
    """Lay out the topics of a summary for the terminal."""
    narrow = out.width < WIDE
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Topic", overflow="fold", min_width=18)
    table.add_column("Volume", justify="right", no_wrap=True)
    table.add_column("Change", justify="right", no_wrap=True)
    table.add_column("Languages", overflow="fold", max_width=17)
    table.add_column("Trend", no_wrap=True)
    if summary.undated:
        table.add_column("Undated", justify="right", no_wrap=True)
    for row in summary.topics.iter_rows(named=True):
        table.add_row(
            f"[dim]{row['topic_id']}[/] {escape(summary.label(row['topic_id'], locale))}",
            f"{row['volume']:,}",
            _change(row["change"], row["now"]),
            " ".join(row["languages"]),
            sparkline(row["trend"], width=12 if narrow else 26),
            *([f"{row['undated']:,}"] if summary.undated else []),
        )
    return table


def _change(change: float | None, now: int) -> str:
    if change is None:
        return "from 0" if now else ""
    return f"{change:+.0%}".replace("%", " %")
