"""Seconds of each step of an analysis, when articles come to a store that is analysed already, in the same process.

    python -m tests.benchmarks.updates [ARTICLES] [--new N] [--store STORE]

First everything is analysed at once, then again after so many new articles of the latest days, and once more after as
many of all days. A step lasts from what it first tells of its progress to what the next one does; reading known vectors
is part of the first one. Times are those of the clock, and those of the process on its processors.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from data.article import Article
from data.store import Store
from tests.benchmarks.generator import article_of, generate

if TYPE_CHECKING:
    from analysis.encoder import Encoder

STEPS = ("read", "encode", "cluster", "label", "store", "map")
AT_ONCE = 5_000


class Steps:
    """Seconds by step, of the clock and of the processors; an object is what `analyze` tells its progress."""

    def __init__(self) -> None:
        self.clock = dict.fromkeys(STEPS, 0.0)
        self.cpu = dict.fromkeys(STEPS, 0.0)
        self._step, self._since = STEPS[0], (time.perf_counter(), time.process_time())

    def __call__(self, step: str, _done: int, _total: int) -> None:
        """Close the step before, unless it is still the same."""
        now = time.perf_counter(), time.process_time()
        self.clock[self._step] += now[0] - self._since[0]
        self.cpu[self._step] += now[1] - self._since[1]
        self._step, self._since = step, now


def batches(n_articles: int, n_new: int) -> tuple[list[Article], list[Article], list[Article]]:
    """Generate articles to begin with, new ones of the latest days, and new ones of all days."""
    made = sorted(map(article_of, generate(n_articles + 2 * n_new)), key=lambda one: (one.published_at, one.given_id))
    latest, others = made[len(made) - n_new :], made[: len(made) - n_new]
    random.Random(0).shuffle(others)
    return others[n_new:], latest, others[:n_new]


def measure(store: Store, encoder: Encoder, articles: Sequence[Article]) -> Steps:
    """Add articles, then analyse."""
    from analysis.pipeline import analyze

    for start in range(0, len(articles), AT_ONCE):
        store.add_articles(articles[start : start + AT_ONCE])
    steps = Steps()
    analyze(store, encoder=encoder, progress=steps)
    steps("", 0, 0)
    return steps


def show(n_articles: int, n_new: int, *, store: str | None = None) -> None:
    """Make a store of so many articles, let it grow twice, and print what took how long."""
    from analysis.encoder import load_encoder

    first, latest, spread = batches(n_articles, n_new)
    encoder = load_encoder()
    with tempfile.TemporaryDirectory() as folder, Store(store or str(Path(folder) / "updates.db")) as opened:
        known = opened.n_articles() > 0
        found = {
            "nothing new" if known else f"{n_articles:,} at once": measure(opened, encoder, [] if known else first),
            f"{n_new:,} of the latest days": measure(opened, encoder, latest),
            f"{n_new:,} of all days": measure(opened, encoder, spread),
        }
        Console(width=120).print(report(found, opened.n_articles()))


def report(found: dict[str, Steps], n_articles: int) -> Table:
    """Write what was measured as a table."""
    table = Table(title=f"Analyses of a store that grows to {n_articles:,} articles: s (s of CPU)")
    table.add_column("new")
    for step in (*STEPS, "in all"):
        table.add_column(step, justify="right")
    for name, steps in found.items():
        pairs = [(steps.clock[step], steps.cpu[step]) for step in STEPS]
        pairs.append((sum(steps.clock.values()), sum(steps.cpu.values())))
        table.add_row(name, *(f"{clock:.2f} ({cpu:.2f})" for clock, cpu in pairs))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=20_000)
    parser.add_argument("--new", type=int, default=1_000)
    parser.add_argument("--store", help="where to make it, or one that this made before")
    chosen = parser.parse_args()
    show(chosen.articles, chosen.new, store=chosen.store)


if __name__ == "__main__":
    main()
