"""Server time of a filter change: what the page asks for, answered by the real application, per page and field.

    python -m tests.benchmarks.filters [ARTICLES] [--store PATH]

A change of the filter is one request for the address and one for each callback of the page that follows the filter.
They are sent as the browser sends them, through the application's WSGI interface (all of Dash and Flask, no socket),
one after the other; their times are added up. Every change is another filter, so that no answer is remembered. Times
are those of the process on the CPU, which other programs on the machine do not lengthen; those of the clock stand
beside them.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from dash import Dash
from rich.console import Console
from rich.table import Table

from dashboard.app import create_app
from data.article import Article
from data.filters import Filters
from data.store import Store, Topic
from tests.benchmarks.generator import Generated, article_of, generate

EVERYWHERE = "newswire"
"""A word of every article that is made here."""
CHANGES = 40
PAGES = ("/", "/articles", "/topic/1", "/map")
FIELDS = ("date", "topic", "language", "source", "text")
TARGET = {"text": 300.0}
"""Milliseconds; 100 for what is not named."""


@dataclass(frozen=True)
class Measured:
    """Milliseconds of changes of one field on one page: of the process, and by the clock."""

    cpu: list[float]
    clock: list[float]


class Reader:
    """A browser with one page open, as far as the server can tell."""

    def __init__(self, app: Dash, path: str) -> None:
        self._client = app.server.test_client()
        self._path = path
        layout = self._client.get("/_dash-layout", headers={"Referer": f"http://localhost{path}"}).json
        self._values = dict(_properties(layout))
        ids = {name.rsplit(".", 1)[0] for name in self._values}
        asked = self._client.get("/_dash-dependencies").json
        self._follow = next(one for one in asked if one["output"].startswith("..url.search..."))
        self._callbacks = [
            one
            for one in asked
            if not one["clientside_function"]
            and one is not self._follow
            and any((source["id"], source["property"]) == ("query", "data") for source in one["inputs"])
            and all(name.rsplit(".", 1)[0] in ids for name in _outputs(one))
        ]

    def choose(self, filters: Filters) -> dict[str, Any]:
        """Change the filter and get all that the page asks for then: properties by the id of their component."""
        query = filters.to_query()
        self._values["url.search"] = f"?{query}" if query else ""
        answer = self._ask(self._follow, "url.search")
        self._values["query.data"] = query
        for name, properties in answer.items():
            self._values.update({f"{name}.{key}": value for key, value in properties.items()})
        for callback in self._callbacks:
            answer |= self._ask(callback, "query.data")
        return answer

    def _ask(self, callback: dict[str, Any], changed: str) -> dict[str, Any]:
        outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in _outputs(callback)]
        body = {
            "output": callback["output"],
            "outputs": outputs if callback["output"].startswith("..") else outputs[0],
            "inputs": [self._given(source) for source in callback["inputs"]],
            "state": [self._given(source) for source in callback["state"]],
            "changedPropIds": [changed],
        }
        answer = self._client.post("/_dash-update-component", json=body)
        assert answer.status_code in (200, 204), answer.text
        return json.loads(answer.data)["response"] if answer.status_code == 200 else {}

    def _given(self, source: dict[str, str]) -> dict[str, Any]:
        value = self._path if source["id"] == "url" and source["property"] == "pathname" else None
        return {**source, "value": value or self._values.get(f"{source['id']}.{source['property']}")}


def measure(store: Store, paths: tuple[str, ...] = PAGES, *, changes: int = CHANGES) -> dict[tuple[str, str], Measured]:
    """Change every field of the filter on every page, so many times each."""
    app = create_app(store)
    found = {}
    for path in paths:
        reader = Reader(app, path)
        for filters in (Filters(), Filters(text="warm")):
            reader.choose(filters)
        for field in FIELDS:
            measured = Measured([], [])
            for filters in changed(store, field, changes):
                cpu, clock = time.process_time(), time.perf_counter()
                reader.choose(filters)
                measured.cpu.append((time.process_time() - cpu) * 1_000)
                measured.clock.append((time.perf_counter() - clock) * 1_000)
            found[path, field] = measured
    return found


def changed(store: Store, field: str, count: int, *, seed: int = 0) -> Iterator[Filters]:
    """Make filters, every one different from the one before; those of words find few articles, many and all."""
    choose, facets = random.Random(seed), store.facets()
    first, last = facets.first or date(2025, 1, 1), facets.last or date(2025, 12, 31)
    languages, sources = sorted(facets.languages), sorted(facets.sources)
    topics = [topic.id for topic in store.topics()]
    words = [EVERYWHERE, *"abcdefghijklmnoprstuvwz", *"абвгдежзиклмнопрстуц"]
    for number in range(count):
        match field:
            case "date":
                start = first + timedelta(days=choose.randrange((last - first).days))
                yield Filters(start=start, end=start + timedelta(days=choose.randrange(1, 120)))
            case "topic":
                yield Filters(topics=tuple(choose.sample(topics, k=1 + number % 3)))
            case "language":
                yield Filters(languages=tuple(choose.sample(languages, k=1 + number % 3)))
            case "source":
                yield Filters(sources=tuple(choose.sample(sources, k=1 + number % 5)))
            case _:
                # The last word may go on: one letter finds all words that begin with it.
                yield Filters(text=words[number % len(words)])


def percentile(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def make_store(n_articles: int, path: Path) -> None:
    """Keep generated news with its true stories and topics: where a run puts articles does not matter here."""
    made = list(generate(n_articles))
    with Store(str(path)) as store:
        for start in range(0, len(made), 5_000):
            store.add_articles([_article(one) for one in made[start : start + 5_000]])
        keys = dict(store.corpus().select("given_id", "key").iter_rows())
        run = store.start_run(encoder="none", parameters={}, version="0")
        topic_ids = {name: number for number, name in enumerate(sorted({one.topic for one in made} - {""}), start=1)}
        members = pl.DataFrame(
            {
                "key": [keys[one.id] for one in made],
                "story_id": [int(one.story[1:]) for one in made],
                "topic_id": [topic_ids.get(one.topic, 0) for one in made],
                "score": [0.5] * len(made),
                "published_at": [one.published_at for one in made],
            }
        ).unique("key", keep="first", maintain_order=True)
        stories = members.group_by("story_id").agg(
            topic_id=pl.col("topic_id").first(),
            headline_key=pl.col("key").first(),
            first_seen=pl.col("published_at").min(),
            last_seen=pl.col("published_at").max(),
            size=pl.len(),
        )
        sizes = dict(members.group_by("topic_id").len().iter_rows())
        topics = [
            Topic(
                id=number,
                slot=number - 1,
                label=name,
                labels={},
                keywords={},
                headlines={},
                n_articles=sizes.get(number, 0),
                n_stories=0,
            )
            for name, number in topic_ids.items()
        ]
        store.stage(run, memberships=members.drop("published_at"), stories=stories, topics=topics)
        store.publish(run, result={})


def _article(one: Generated) -> Article:
    return article_of(replace(one, text=f"{one.text} {EVERYWHERE.capitalize()}."))


def _properties(component: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(component, list):
        for one in component:
            yield from _properties(one)
    elif isinstance(component, dict) and "props" in component:
        props = component["props"]
        name = props.get("id")
        if isinstance(name, str):
            yield f"{name}.id", name
            yield from ((f"{name}.{key}", value) for key, value in props.items())
        for value in props.values():
            yield from _properties(value)


def _outputs(callback: dict[str, Any]) -> list[str]:
    names = callback["output"].strip(".").split("...") if callback["output"].startswith("..") else [callback["output"]]
    return [name.split("@")[0] for name in names]


def report(store: Store, *, changes: int = CHANGES) -> Table:
    """Measure, and write what was found as a table."""
    table = Table(title=f"Server time of a filter change, {store.n_articles():,} articles, {changes} changes each, ms")
    for head in ("page", "field", "median", "95th percentile", "by the clock", "at most"):
        table.add_column(head, justify="left" if head in ("page", "field") else "right")
    for (path, field), measured in measure(store, changes=changes).items():
        figures = statistics.median(measured.cpu), percentile(measured.cpu), percentile(measured.clock)
        table.add_row(path, field, *(f"{value:.0f}" for value in figures), f"{TARGET.get(field, 100.0):.0f}")
    return table


def show(n_articles: int, *, changes: int = CHANGES) -> None:
    """Make a store of so many articles, measure, and print the table."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "filters.db"
        make_store(n_articles, path)
        with Store(str(path), create=False) as store:
            Console(width=100).print(report(store, changes=changes))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=20_000)
    parser.add_argument("--store", help="an analysed store; else one is made")
    parser.add_argument("--changes", type=int, default=CHANGES)
    chosen = parser.parse_args()
    if not chosen.store:
        show(chosen.articles, changes=chosen.changes)
        return
    with Store(chosen.store, create=False) as store:
        Console(width=100).print(report(store, changes=chosen.changes))


if __name__ == "__main__":
    main()
