"""The command that says what newstide runs on, and what would be missing."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import typer

from dashboard.cli.options import (
    DEFAULT_STORE,
    PARTLY,
    Backend,
    BackendOption,
    DeviceOption,
    JsonOption,
    ModelOption,
    StoreOption,
)
from dashboard.cli.terminal import err, escape, out
from data.errors import NewstideError

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.encoder import Encoder
    from data.store import Facets, Store

TIMED = 400
GAPS_LISTED = 20
LIBRARIES = ("torch", "sentence-transformers", "scikit-learn", "polars", "sqlalchemy", "dash", "plotly")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def doctor(
    *,
    store: StoreOption = DEFAULT_STORE,
    model: ModelOption = "bundled",
    device: DeviceOption = "cpu",
    backend: BackendOption = Backend.TORCH,
    as_json: JsonOption = False,
) -> None:
    """Say what newstide runs on: versions, the encoder with its languages and speed, the store, gaps in collection.

    A gap is a silence that a source's own habits make improbable, or a fetch that failed.

    Examples:

      newstide doctor

      newstide doctor --model intfloat/multilingual-e5-small --json
    """
    problems: list[str] = []
    found: dict[str, dict[str, Any]] = {"newstide": _program()}
    looks: dict[str, Callable[[], dict[str, Any]]] = {
        "encoder": lambda: _encoder(model, device, backend),
        "store": lambda: _store(store),
    }
    for name, look in looks.items():
        try:
            found[name] = look()
        except NewstideError as error:
            problems.append(str(error))
            found[name] = {"problem": str(error)}
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        for part, facts in found.items():
            out.print(f"[bold]{part}[/]")
            for what, value in facts.items():
                shown = (
                    ("; " if what == "gaps" else ", ").join(map(str, value)) if isinstance(value, list) else str(value)
                )
                out.print(f"  {what:<12} {escape(shown)}", soft_wrap=True)
    for problem in problems if not as_json else ():
        err.print(f"[yellow]Note:[/] {escape(problem)}", soft_wrap=True)
    if "problem" in found["encoder"]:
        raise typer.Exit(PARTLY)


def _program() -> dict[str, Any]:
    libraries = []
    for library in LIBRARIES:
        try:
            libraries.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            libraries.append(f"{library}: missing")
    return {
        "version": version("newstide"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "program": sys.argv[0],
        "libraries": libraries,
        "browser": next(filter(None, map(shutil.which, BROWSERS)), "none: PDF and picture reports need a Chromium"),
    }


def _encoder(model: str, device: str, backend: Backend) -> dict[str, Any]:
    from analysis.encoder import load_encoder

    started = time.perf_counter()
    encoder = load_encoder(model, device=device, backend=backend.value)
    loaded = time.perf_counter() - started
    return {
        "name": encoder.name,
        "from": encoder.origin,
        "fingerprint": encoder.fingerprint,
        "dimensions": encoder.dims,
        "languages": sorted(encoder.languages) or "the model does not say",
        "prompt": encoder.prompt or "none",
        "loaded in": f"{loaded:.1f} s",
        "speed": f"{_speed(encoder):,.0f} articles a second",
        "licence": "CC BY-SA 4.0" if encoder.name == "bundled" else "as its makers say",
    }


def _speed(encoder: Encoder) -> float:
    """Encode the beginning of the bundled sample, the second time over: words are looked up once."""
    lines = (files("data") / "sample" / "articles.jsonl").read_text(encoding="utf-8").splitlines()[:TIMED]
    rows = [json.loads(line) for line in lines]
    texts, titles = [row["text"] for row in rows], [row["title"] for row in rows]
    few = slice(0, TIMED if encoder.name == "bundled" else 32)
    encoder.encode(texts[few], titles=titles[few])
    started = time.perf_counter()
    encoder.encode(texts[few], titles=titles[few])
    return len(texts[few]) / (time.perf_counter() - started)


def _store(store: str) -> dict[str, Any]:
    from data.store import Store

    with Store(store, create=False) as opened:
        run, facets = opened.current_run(), opened.facets()
        return {
            "name": opened.name,
            "articles": opened.n_articles(),
            "run": "none yet" if run is None else f"{run.id}, by {run.encoder}, {run.result.get('topics', 0)} topics",
            "sources": len(facets.sources),
            "dates": "none" if facets.first is None else f"{facets.first} to {facets.last}",
            "gaps": _gaps(opened, facets),
        }


def _gaps(store: Store, facets: Facets) -> list[str] | str:
    """List the latest gaps in collection, in words."""
    from analysis.intake import gap_in_words, gaps
    from analysis.locale import locale_of
    from data.filters import Filters

    found = gaps(store, Filters(), facets.first, facets.last)
    listed = [gap_in_words(gap, locale_of("en")) for gap in found.tail(GAPS_LISTED).iter_rows(named=True)]
    if found.height > GAPS_LISTED:
        listed.insert(0, f"{found.height - GAPS_LISTED} earlier ones")
    return listed or "none found"
