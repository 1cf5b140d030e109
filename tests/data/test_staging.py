from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from helpers import article
from sqlalchemy import select

from data.schema import daily_counts, hourly_counts, memberships, stories
from data.store import Store, Topic, staging
from data.store.guiding import Revision
from data.store.staging import count_by_time

N = 24
TIME = pl.Datetime("us", "UTC")


def moment(hours: int) -> datetime:
    return datetime.fromtimestamp(1_762_000_000 + hours * 3_600, UTC)


@pytest.fixture(autouse=True)
def batches_of_five(monkeypatch):
    monkeypatch.setattr(staging, "BATCH", 5)


@pytest.fixture
def grown(any_store: Store) -> Store:
    """Articles of two languages, the first of them undated, two to a story; one run."""
    any_store.add_articles(
        [
            article(
                f"Title {n}",
                url=f"https://a.example/{n}",
                language="en" if n % 3 else "uk",
                published_at=moment(n * 7) if n else None,
            )
            for n in range(N)
        ]
    )
    keys = sorted(any_store.outline()["key"])
    stage(any_store, {key: (n // 2, n // 12 + 1, n / N) for n, key in enumerate(keys)}, publish=True)
    return any_store


def stage(store: Store, places: dict[int, tuple[int, int, float]], *, publish: bool = False) -> int:
    """Stage a run of articles in these stories and topics with these scores."""
    run = store.start_run(encoder="test", parameters={}, version="0")
    rows = pl.DataFrame(
        [(key, *place) for key, place in places.items()],
        schema={"key": pl.Int64, "story_id": pl.Int64, "topic_id": pl.Int64, "score": pl.Float64},
        orient="row",
    )
    told = rows.group_by("story_id").agg(pl.col("topic_id").first(), headline_key=pl.col("key").min(), size=pl.len())
    seen = told.with_columns(first_seen=pl.lit(None, dtype=TIME), last_seen=pl.lit(moment(3), dtype=TIME))
    topics = [Topic(id=number, slot=number, label=f"Topic {number}") for number in sorted(set(rows["topic_id"]))]
    store.stage(run, memberships=rows, stories=seen, topics=topics)
    if publish:
        store.publish(run, result={})
    return run


def rows_of(store: Store, run: int) -> dict[str, list[tuple]]:
    """All that a run has in its large tables, without its number."""
    found = {}
    with store._reading() as connection:
        for table in (memberships, stories, hourly_counts, daily_counts):
            query = select(*[column for column in table.c if column.name != "run_id"]).where(table.c.run_id == run)
            found[table.name] = sorted(map(tuple, connection.execute(query)), key=str)
    return found


def places_of(store: Store, run: int) -> dict[int, tuple[int, int, float]]:
    return {key: tuple(place) for key, *place in store.memberships(run).iter_rows()}


def test_a_run_is_whole_however_many_batches_it_takes(grown):
    run = grown.current_run().id
    places = places_of(grown, run)
    found = rows_of(grown, run)
    assert [place for _, place in sorted(places.items())] == [(n // 2, n // 12 + 1, n / N) for n in range(N)]
    assert [row[0] for row in sorted(found["stories"])] == list(range(N // 2))
    assert sum(row[-1] for row in found["stories"]) == N
    assert sum(row[-1] for row in found["hourly_counts"]) == sum(row[-1] for row in found["daily_counts"]) == N


def test_an_article_that_a_run_leaves_out_does_not_stay(grown):
    places = places_of(grown, grown.current_run().id)
    gone = next(iter(places))
    del places[gone]
    run = stage(grown, places, publish=True)
    assert places_of(grown, run) == places
    assert sum(row[-1] for row in rows_of(grown, run)["hourly_counts"]) == N - 1


def test_a_corrected_run_counts_like_one_that_was_staged_so(grown):
    run = grown.current_run().id
    places = places_of(grown, run)
    key = list(places)[3]
    moved = pl.DataFrame({"key": [key], "story_id": [77], "topic_id": [2]})
    columns = [column.name for column in stories.c if column.name != "run_id"]
    nothing = pl.DataFrame(schema={name: TIME if name.endswith("_seen") else pl.Int64 for name in columns})
    grown.revise(Revision(moved, nothing, (), (), ()), seen=grown.generation())
    corrected = rows_of(grown, run)
    places[key] = (77, 2, places[key][2])
    staged = rows_of(grown, stage(grown, places))
    for name in ("memberships", "hourly_counts", "daily_counts"):
        assert corrected[name] == staged[name]


def test_counts_are_by_hour_and_day_and_the_undated_are_counted_apart():
    hour = 3_600
    placed = pl.DataFrame(
        {
            "topic_id": [1, 1, 1, 1, 2],
            "published_at": [25 * hour, 25 * hour + 5, 47 * hour, None, -1],
            "language": ["en", "en", "en", None, "uk"],
            "source": ["A", "A", "A", "B", "A"],
            "reprint_of": [None, 7, None, None, None],
        }
    )
    hourly, daily = count_by_time(placed)
    assert hourly.rows() == [
        (None, 1, None, "B", 1, 1),
        (-1, 2, "uk", "A", 1, 1),
        (25, 1, "en", "A", 2, 1),
        (47, 1, "en", "A", 1, 1),
    ]
    assert daily.rows() == [(None, 1, None, "B", 1, 1), (-1, 2, "uk", "A", 1, 1), (1, 1, "en", "A", 3, 2)]
