from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from helpers import article
from sqlalchemy import select

from data.schema import daily_counts, hourly_counts, memberships, stories
from data.store import Store, Topic, staging
from data.store.guiding import Revision
from data.store.staging import SAME_SCORE, count_by_time

N = 24


def moment(hours: int) -> datetime:
    return datetime.fromtimestamp(1_762_000_000 + hours * 3_600, UTC)


@pytest.fixture(autouse=True)
def batches_of_five(monkeypatch):
    monkeypatch.setattr(staging, "BATCH", 5)


@pytest.fixture
def grown(any_store: Store) -> Store:
    """Dated articles of two languages, each in a story with the next one, and an undated one; one run."""
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
    seen = told.with_columns(
        first_seen=pl.lit(None, dtype=pl.Datetime("us", "UTC")),
        last_seen=pl.lit(moment(3), dtype=pl.Datetime("us", "UTC")),
    )
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


def staged_in_full(store: Store, places: dict[int, tuple[int, int, float]], monkeypatch) -> dict[str, list[tuple]]:
    with monkeypatch.context() as patched:
        patched.setattr(staging, "COPIED", 2.0)
        return rows_of(store, stage(store, places))


def test_a_run_that_copies_is_the_same_as_one_in_full(grown, monkeypatch):
    grown.add_articles([article("New", url="https://a.example/new", published_at=moment(9))])
    places = places_of(grown, grown.current_run().id)
    new = next(key for key in grown.outline()["key"] if key not in places)
    gone, moved, retold, *_ = places
    del places[gone]
    places |= {moved: (places[moved][0], 2, 0.25), retold: (99, *places[retold][1:]), new: (7, 1, 0.5)}
    assert rows_of(grown, stage(grown, places)) == staged_in_full(grown, places, monkeypatch)


def test_only_what_changed_is_written(grown, monkeypatch):
    written = []
    add_rows = staging.add_rows
    monkeypatch.setattr(
        staging,
        "add_rows",
        lambda c, table, rows: written.append((table.name, rows.height)) or add_rows(c, table, rows),
    )
    places = places_of(grown, grown.current_run().id)
    places[list(places)[8]] = (50, 2, 0.1)
    stage(grown, places)
    changed = {name: sum(height for one, height in written if one == name) for name in ("memberships", "stories")}
    assert changed == {"memberships": 1, "stories": 2}


def test_a_score_that_hardly_moved_stays_and_one_that_moved_does_not(grown):
    before = places_of(grown, grown.current_run().id)
    first, second, *_ = before
    places = dict(before)
    places[first] = (*before[first][:2], before[first][2] + 0.9 * SAME_SCORE)
    places[second] = (*before[second][:2], before[second][2] + 1.1 * SAME_SCORE)
    after = places_of(grown, stage(grown, places))
    assert after[first] == before[first]
    assert after[second] == pytest.approx(places[second])


def test_what_people_corrected_meanwhile_is_not_copied(grown):
    places = places_of(grown, grown.current_run().id)
    key = list(places)[3]
    moved = pl.DataFrame({"key": [key], "story_id": [77], "topic_id": [2]})
    nothing = pl.DataFrame(
        schema={column.name: pl.Int64 for column in stories.c if column.name != "run_id"}
    ).with_columns(pl.from_epoch("first_seen"), pl.from_epoch("last_seen"))
    grown.revise(Revision(moved, nothing, (), (), ()), seen=grown.generation())
    assert places_of(grown, grown.current_run().id)[key][:2] == (77, 2)
    assert places_of(grown, stage(grown, places)) == places


def test_a_run_is_copied_from_the_current_one_only(grown):
    places = places_of(grown, grown.current_run().id)
    others = {key: (story + 1, 3 - topic, 0.9) for key, (story, topic, _) in places.items()}
    stage(grown, others)
    assert places_of(grown, stage(grown, places)) == places


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
