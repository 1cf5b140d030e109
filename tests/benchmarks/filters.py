"""Server time of a filter change: what the page asks for, answered by the real application, per page and field.

    python -m tests.benchmarks.filters [ARTICLES] [--store PATH] [--keep PATH] [--only PAGE ...]

A change of the filter is one request for the address and one for each callback of the page that follows the filter; an
address outside of the pages (the map's points, the API) is one request. They are sent as the browser sends them,
through the application's WSGI interface (all of Dash and Flask, no socket), one after the other; their times are added
up. Every change is another filter, so that no answer is remembered. Times are those of the process on the CPU, which
other programs on the machine do not lengthen; those of the clock stand beside them. Bytes are those of the page's own
data, as they are and as they travel to another machine (brotli).

Sizes that are measured: 100,000 and 1,000,000, whose store takes 2 GiB and some four minutes to make; ``--keep`` makes
it once, ``--store`` measures it again.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import brotli
from dash import Dash
from rich.console import Console
from rich.table import Table

from dashboard.app import create_app
from dashboard.components.filterbar import PRESET_DAYS, with_preset
from dashboard.delivery import BROTLI_LEVEL
from data.filters import PERIODS, Filters
from data.store import Store
from tests.benchmarks.stores import EVERYWHERE, SELDOM, TENTHS, make_store

CHANGES = 40
PAGES = ("/", "/topic/1", "/articles", "/map", "/story/1", "/topics", "/runs")
ADDRESSES = ("/map/points", "/api/v1/topics", "/api/v1/volumes", "/api/v1/stories", "/api/v1/articles")
FIELDS = ("preset", "date", "topic", "language", "source", "several", "zone", "panel", "seldom", "tenth", "all")
TEXTS = ("seldom", "tenth", "all")
"""Words of one article in a thousand, of one in ten, and of all."""
ZONES = ("Europe/Kyiv", "America/New_York", "Asia/Kolkata", "Asia/Tokyo")


def target(name: str, n_articles: int) -> float | None:
    """Give the milliseconds that a change may take; none where a page only has to show that it works."""
    if name not in TEXTS:
        return 100.0 if n_articles <= 100_000 else 200.0
    hits = n_articles // {"seldom": 1_000, "tenth": 10, "all": 1}[name]
    return 300.0 if hits <= 100_000 else None


@dataclass(frozen=True)
class Measured:
    """Changes of one field on one page: milliseconds of the process and by the clock, bytes plain and compressed."""

    cpu: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    plain: list[int] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)


class Reader:
    """A browser with one page open, as far as the server can tell."""

    def __init__(self, app: Dash, path: str) -> None:
        self._client = app.server.test_client()
        self._path = path
        self.answers: list[bytes] = []
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
        self.answers = []
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
        self.answers.append(answer.data)
        return json.loads(answer.data)["response"] if answer.status_code == 200 else {}

    def _given(self, source: dict[str, str]) -> dict[str, Any]:
        value = self._path if source["id"] == "url" and source["property"] == "pathname" else None
        return {**source, "value": value or self._values.get(f"{source['id']}.{source['property']}")}


class Address:
    """A program that asks one address for one filter after the other."""

    def __init__(self, app: Dash, path: str) -> None:
        self._client = app.server.test_client()
        self._path = path
        self.answers: list[bytes] = []

    def choose(self, filters: Filters) -> None:
        """Ask with another filter."""
        answer = self._client.get(f"{self._path}?{filters.to_query()}")
        assert answer.status_code == 200, answer.text
        self.answers = [answer.data]


def measure(
    store: Store, places: tuple[str, ...] = (*PAGES, *ADDRESSES), *, changes: int = CHANGES
) -> dict[tuple[str, str], Measured]:
    """Change every field of the filter on every page and address, so many times each."""
    app = create_app(store)
    found = {}
    for place in places:
        reader = Reader(app, place) if place in PAGES else Address(app, place)
        # What is read once for a run (counts per day and hour, columns, dictionaries) is there.
        for filters in (Filters(), Filters(text="warm"), Filters(zone="Etc/GMT-5")):
            reader.choose(filters)
        for name in FIELDS:
            measured = Measured()
            for filters in changed(store, name, changes):
                cpu, clock = time.process_time(), time.perf_counter()
                reader.choose(filters)
                measured.cpu.append((time.process_time() - cpu) * 1_000)
                measured.clock.append((time.perf_counter() - clock) * 1_000)
                measured.plain.append(sum(map(len, reader.answers)))
                measured.sent.append(sum(len(brotli.compress(one, quality=BROTLI_LEVEL)) for one in reader.answers))
            found[place, name] = measured
    return found


def changed(store: Store, name: str, count: int, *, seed: int = 0) -> Iterator[Filters]:
    """Make filters, every one different from those before, as long as there are so many."""
    choose, facets = random.Random(seed), store.facets()
    first, last = facets.first or date(2025, 1, 1), facets.last or date(2025, 12, 31)
    languages, sources = sorted(facets.languages), sorted(facets.sources)
    topics = [topic.id for topic in store.topics()]

    def dated(**more: Any) -> Filters:
        start = first + timedelta(days=choose.randrange((last - first).days))
        return Filters(start=start, end=start + timedelta(days=choose.randrange(1, 120)), **more)

    def some(values: list[Any], most: int) -> tuple[Any, ...]:
        return tuple(choose.sample(values, k=most))

    def preset(number: int) -> Filters:
        period = PERIODS[number // 5 % len(PERIODS)]
        return with_preset(Filters(period=period), (*PRESET_DAYS, "year", "all")[number % 5], last)

    makers: dict[str, Callable[[int], Filters]] = {
        "preset": preset,
        "date": lambda _number: dated(),
        "topic": lambda number: Filters(topics=some(topics, 1 + number % 3)),
        "language": lambda number: Filters(languages=some(languages, 1 + number % 3)),
        "source": lambda number: Filters(sources=some(sources, 1 + number % 5)),
        "several": lambda _number: dated(
            topics=some(topics, 2), languages=some(languages, 3), sources=some(sources, 9)
        ),
        "zone": lambda number: dated(zone=ZONES[number % len(ZONES)]),
        "panel": lambda _number: dated(panel=True),
        "seldom": lambda number: Filters(text=SELDOM[(7 + 13 * number) % len(SELDOM)]),
        "tenth": lambda number: Filters(text=TENTHS[number % len(TENTHS)]),
        # The last word may go on: few letters find all words that begin with them.
        "all": lambda number: Filters(text=EVERYWHERE[: len(EVERYWHERE) - number % 4]),
    }
    yield from map(makers[name], range(count))


def percentile(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


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


def report(store: Store, places: tuple[str, ...] = (*PAGES, *ADDRESSES), *, changes: int = CHANGES) -> Table:
    """Measure, and write what was found as a table."""
    n_articles = store.n_articles()
    table = Table(title=f"A filter change, {n_articles:,} articles, {changes} changes each; ms, KiB")
    heads = ("page", "field", "median", "95th percentile", "by the clock", "at most", "plain", "sent")
    for head in heads:
        table.add_column(head, justify="left" if head in ("page", "field") else "right")
    for (place, name), measured in measure(store, places, changes=changes).items():
        times = statistics.median(measured.cpu), percentile(measured.cpu), percentile(measured.clock)
        most = target(name, n_articles)
        size = (max(measured.plain) / 1_024, max(measured.sent) / 1_024)
        told = "" if most is None else f"{most:.0f}"
        table.add_row(place, name, *(f"{value:.0f}" for value in times), told, *(f"{value:.0f}" for value in size))
    return table


def show(n_articles: int, *, changes: int = CHANGES) -> None:
    """Make a store of so many articles, measure, and print the table."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "filters.db"
        make_store(n_articles, path)
        with Store(str(path), create=False) as store:
            Console(width=110).print(report(store, changes=changes))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=20_000)
    parser.add_argument("--store", help="an analysed store; else one is made")
    parser.add_argument("--keep", metavar="PATH", type=Path, help="make the store there, and leave it")
    parser.add_argument("--only", metavar="PAGE", nargs="*", choices=(*PAGES, *ADDRESSES), help="these only")
    parser.add_argument("--changes", type=int, default=CHANGES)
    chosen = parser.parse_args()
    if chosen.keep:
        make_store(chosen.articles, chosen.keep)
        chosen.store = str(chosen.keep)
    if not chosen.store:
        show(chosen.articles, changes=chosen.changes)
        return
    with Store(chosen.store, create=False) as store:
        places = tuple(chosen.only or (*PAGES, *ADDRESSES))
        Console(width=110).print(report(store, places, changes=chosen.changes))


if __name__ == "__main__":
    main()
