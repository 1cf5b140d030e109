"""What people say about topics, and what becomes of them: corrections, pins, events; what a run leaves behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from safetensors.numpy import load, save
from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from data.schema import (
    articles,
    corrections,
    current,
    daily_counts,
    hourly_counts,
    memberships,
    pinned_topics,
    run_states,
    runs,
    stories,
    topic_events,
    topic_slots,
    topics,
)
from data.store.articles import in_pieces, insert_ignore
from data.store.rows import add_rows, read_rows
from data.store.runs import Topic, topic_row
from data.store.staging import ABOUT, count_by_time, of_run

Integers = NDArray[np.int64]
FROM_PAGE = "page"


@dataclass(frozen=True)
class RunState:
    """What the next analysis goes on from: the clustering before any correction.

    Attributes
    ----------
    key : ndarray, (n_originals,) int64
        Articles that are no reprints.
    story, topic : ndarray, (n_originals,) int64
        Topic 0: outliers.
    typical : float
        See `analysis.clustering.Clustering`.
    n_full : int
        Originals when everything was last clustered at once.
    """

    key: Integers
    story: Integers
    topic: Integers
    typical: float
    n_full: int


@dataclass(frozen=True)
class Correction:
    """What a person changed.

    Attributes
    ----------
    id : int
    kind : str
        rename, merge, split, hide, move or pin.
    body : dict
    made_at, undone_at : datetime or None
        UTC.
    """

    id: int
    kind: str
    body: dict[str, Any]
    made_at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True)
class PinnedTopic:
    """A topic that a person named in advance; `origin` is the file that says so, or ``page``."""

    topic_id: int
    name: str
    examples: tuple[str, ...]
    origin: str


@dataclass(frozen=True)
class Event:
    """What became of a topic.

    Attributes
    ----------
    kind : {"birth", "death", "merge", "split"}
        A topic that merged ends in `other_id`; one that split off comes from `other_id`.
    happened_at : datetime
        UTC, when the run ended.
    articles : int
        Of the topic, at that time (at its last time for one that ended).
    """

    run_id: int
    happened_at: datetime
    kind: str
    topic_id: int
    other_id: int | None
    articles: int
    label: str


@dataclass(frozen=True)
class Revision:
    """What a correction changes in the current run.

    Attributes
    ----------
    memberships : polars.DataFrame
        key, story_id, topic_id of the articles that move.
    stories : polars.DataFrame
        Their stories as they are now; see `Store.stage`.
    gone_stories : collection of int
    topics : sequence of Topic
        Those that changed.
    gone_topics : collection of int
    """

    memberships: pl.DataFrame
    stories: pl.DataFrame
    gone_stories: Collection[int]
    topics: Sequence[Topic]
    gone_topics: Collection[int]


def write_state(connection: Connection, run_id: int, state: RunState) -> None:
    """Keep what the next run goes on from."""
    arrays = {
        "key": state.key,
        "story": state.story,
        "topic": state.topic,
        "typical": np.asarray([state.typical]),
        "n_full": np.asarray([state.n_full]),
    }
    connection.execute(insert(run_states), {"run_id": run_id, "state": save(arrays)})


def read_state(connection: Connection, run_id: int | None) -> RunState | None:
    """Read what a run left behind."""
    blob = connection.execute(select(run_states.c.state).where(run_states.c.run_id == run_id)).scalar()
    if blob is None:
        return None
    arrays = load(bytes(blob))
    return RunState(
        arrays["key"], arrays["story"], arrays["topic"], float(arrays["typical"][0]), int(arrays["n_full"][0])
    )


def read_corrections(connection: Connection) -> list[Correction]:
    """Read all corrections, the first first."""
    return [
        Correction(
            row.id, row.kind, row.body, _time(row.made_at), None if row.undone_at is None else _time(row.undone_at)
        )
        for row in connection.execute(select(corrections).order_by(corrections.c.id))
    ]


REVISED = "revised"
"""In the result of a run: how often it was changed since it was published."""
MARK = select(
    *(
        select(column).scalar_subquery()
        for column in (
            current.c.run_id,
            func.max(corrections.c.id),
            func.count(corrections.c.undone_at),
            func.count(pinned_topics.c.topic_id),
            func.max(pinned_topics.c.topic_id),
            func.max(pinned_topics.c.pinned_at),
        )
    ),
    select(runs.c.result[REVISED].as_integer()).where(runs.c.id == current.c.run_id).scalar_subquery(),
)
"""Asked before every answer from memory: one statement, made once."""


def look(connection: Connection) -> tuple[int | None, str]:
    """Give the id of the run that readers see, and a name of its state: of the corrections and pins in force, too."""
    run_id, last, undone, *pins, revised = connection.execute(MARK).one()
    return run_id, f"{run_id}.{last or 0}.{undone}.{'-'.join(str(part or 0) for part in pins)}.{revised or 0}"


def be_alone(connection: Connection) -> int | None:
    """Wait for others who change the current run, and give its id; on SQLite whoever writes is alone already."""
    return connection.execute(select(current.c.run_id).with_for_update()).scalar()


def add_correction(connection: Connection, kind: str, body: dict[str, Any]) -> int:
    """Keep a correction."""
    row = {"made_at": int(time.time()), "kind": kind, "body": body}
    return int(connection.execute(insert(corrections).returning(corrections.c.id), row).scalar_one())


def undo_correction(connection: Connection, correction_id: int) -> None:
    """Take a correction back; it stays in the list."""
    statement = update(corrections).where(corrections.c.id == correction_id)
    connection.execute(statement.values(undone_at=int(time.time())))


def revise(connection: Connection, revision: Revision) -> None:
    """Change the current run in one transaction: readers see all of it or nothing."""
    run_id = int(connection.execute(select(current.c.run_id)).scalar_one())
    moved = revision.memberships
    keys = moved["key"].to_list()
    affected: set[int] = set(moved["topic_id"].to_list())
    for piece in in_pieces(keys):
        here = memberships.c.run_id == run_id
        former = select(memberships.c.topic_id).distinct().where(here, memberships.c.article_key.in_(piece))
        affected.update(connection.execute(former).scalars())
    if keys:
        statement = update(memberships).where(
            memberships.c.run_id == run_id, memberships.c.article_key == bindparam("article")
        )
        connection.execute(
            statement.values(story_id=bindparam("story"), topic_id=bindparam("topic")),
            [{"article": key, "story": story, "topic": topic} for key, story, topic in moved.iter_rows()],
        )
    _replace(connection, stories, stories.c.story_id, run_id, [*revision.gone_stories, *revision.stories["story_id"]])
    seconds = [pl.col(name).dt.epoch("s").alias(name) for name in ("first_seen", "last_seen")]
    rows = [{"run_id": run_id, **row} for row in revision.stories.with_columns(seconds).to_dicts()]
    if rows:
        connection.execute(insert(stories), rows)
    changed = [topic.id for topic in revision.topics]
    _replace(connection, topics, topics.c.topic_id, run_id, [*revision.gone_topics, *changed])
    if revision.topics:
        connection.execute(insert(topics), [{"run_id": run_id, **topic_row(topic)} for topic in revision.topics])
        slots = [{"topic_id": topic.id, "slot": topic.slot} for topic in revision.topics]
        connection.execute(insert_ignore(connection, topic_slots), slots)
    _recount(connection, run_id, sorted(affected))
    result = connection.execute(select(runs.c.result).where(runs.c.id == run_id)).scalar_one()
    counted = {**result, REVISED: result.get(REVISED, 0) + 1}
    connection.execute(update(runs).where(runs.c.id == run_id).values(result=counted))


def _replace(connection: Connection, table: Any, column: Any, run_id: int, ids: Sequence[int]) -> None:  # noqa: ANN401
    for piece in in_pieces(list(ids)):
        connection.execute(delete(table).where(table.c.run_id == run_id, column.in_(piece)))


def _recount(connection: Connection, run_id: int, affected: Sequence[int]) -> None:
    if not affected:
        return
    about = [articles.c[name] for name in ABOUT]
    placed = select(memberships.c.topic_id, *about).join_from(
        memberships, articles, articles.c.key == memberships.c.article_key
    )
    here = placed.where(memberships.c.run_id == run_id, memberships.c.topic_id.in_(affected))
    hourly, daily = count_by_time(read_rows(connection, here, {"topic_id": pl.Int64(), **ABOUT}))
    for table, counts in ((hourly_counts, hourly), (daily_counts, daily)):
        connection.execute(delete(table).where(table.c.run_id == run_id, table.c.topic_id.in_(affected)))
        add_rows(connection, table, of_run(run_id, counts))


def read_pins(connection: Connection) -> list[PinnedTopic]:
    """Read the pinned topics, by id."""
    query = select(pinned_topics).order_by(pinned_topics.c.topic_id)
    return [PinnedTopic(row.topic_id, row.name, tuple(row.examples), row.origin) for row in connection.execute(query)]


def set_pin(connection: Connection, pin: PinnedTopic) -> None:
    """Keep a pinned topic in place of an earlier one with its id."""
    last = connection.execute(select(func.max(pinned_topics.c.pinned_at))).scalar() or 0
    connection.execute(delete(pinned_topics).where(pinned_topics.c.topic_id == pin.topic_id))
    row = {
        "topic_id": pin.topic_id,
        "name": pin.name,
        "examples": list(pin.examples),
        "origin": pin.origin,
        # Two changes within a second are two.
        "pinned_at": max(int(time.time()), last + 1),
    }
    connection.execute(insert(pinned_topics), row)


def remove_pin(connection: Connection, topic_id: int) -> None:
    """Let go of a pinned topic."""
    connection.execute(delete(pinned_topics).where(pinned_topics.c.topic_id == topic_id))


def reserve_topic(connection: Connection, next_slot: Callable[[set[int]], int]) -> int:
    """Give a topic id that was never used, and keep it."""
    known = connection.execute(select(topic_slots.c.topic_id, topic_slots.c.slot)).all()
    topic_id = max((row.topic_id for row in known), default=0) + 1
    connection.execute(insert(topic_slots), {"topic_id": topic_id, "slot": next_slot({row.slot for row in known})})
    return topic_id


def add_events(connection: Connection, events: Sequence[Event]) -> None:
    """Keep what became of topics."""
    rows = [
        {
            **{name: getattr(event, name) for name in Event.__dataclass_fields__},
            "happened_at": int(event.happened_at.timestamp()),
        }
        for event in events
    ]
    if rows:
        connection.execute(insert(topic_events), rows)


def read_events(connection: Connection, topic_ids: Collection[int] | None) -> list[Event]:
    """Read what became of topics, the latest first; of some of them, or of all."""
    query = select(topic_events).order_by(topic_events.c.id.desc())
    if topic_ids is not None:
        ids = list(topic_ids)
        query = query.where(or_(topic_events.c.topic_id.in_(ids), topic_events.c.other_id.in_(ids)))
    return [
        Event(row.run_id, _time(row.happened_at), row.kind, row.topic_id, row.other_id, row.articles, row.label)
        for row in connection.execute(query)
    ]


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
