"""One table: how long a report takes in each format, how much memory, how many bytes, each in a process of its own.

    python -m tests.benchmarks.reports [--articles 10000] [--store PATH]

A store is made of generated news where none is given. Memory is that of the program; a browser that it starts is not
in it.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from analysis.report import FORMATS, build_report


def make_store(n_articles: int, path: Path) -> None:
    """Generate, ingest and analyse news."""
    from analysis.encoder import load_encoder
    from analysis.pipeline import analyze
    from data.store import Store
    from tests.benchmarks.generator import article_of, generate

    articles = [article_of(made) for made in generate(n_articles)]
    with Store(str(path)) as store:
        for start in range(0, len(articles), 5_000):
            store.add_articles(articles[start : start + 5_000])
        analyze(store, encoder=load_encoder())


def run_one(kind: str, path: str) -> dict[str, float]:
    """Measure one format: from the opened store to the last byte, and to the first."""
    from analysis.locale import locale_of
    from data.filters import Filters
    from data.store import Store

    with Store(path, create=False) as store:
        started, worked, n_bytes, first = time.perf_counter(), time.process_time(), 0, 0.0
        for part in FORMATS[kind].render(build_report(store, Filters(), locale=locale_of("en"))):
            first = first or time.perf_counter() - started
            n_bytes += len(part)
        seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": cpu, "first": first, "mib": mib, "bytes": n_bytes}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--store", help="an analysed store; else one is generated")
    parser.add_argument("--one", choices=sorted(FORMATS), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(run_one(chosen.one, chosen.store)))
        return
    with tempfile.TemporaryDirectory() as name:
        path = chosen.store or str(Path(name) / "reports.db")
        if not chosen.store:
            make_store(chosen.articles, Path(path))
        Console(width=100).print(_table(path))


def _table(path: str) -> Table:
    table = Table(title=f"Reports on all articles of {Path(path).name}")
    for head in ("format", "s", "s of CPU", "s to first byte", "MiB", "bytes"):
        table.add_column(head, justify="left" if head == "format" else "right")
    for kind in FORMATS:
        command = [sys.executable, "-m", "tests.benchmarks.reports", "--one", kind, "--store", path]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            table.add_row(kind, (done.stderr.strip().splitlines() or ["failed"])[-1])
            continue
        found = json.loads(done.stdout.splitlines()[-1])
        figures = [f"{found[name]:.2f}" for name in ("seconds", "cpu", "first")]
        table.add_row(kind, *figures, f"{found['mib']:.0f}", f"{found['bytes']:,}")
    return table


if __name__ == "__main__":
    main()
