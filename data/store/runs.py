"""Runs: staged in short batches, published by one switch, the last ten kept."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import polars as pl
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from data.messages import message
from data.schema import OF_A_RUN, current, memberships, runs, topic_slots, topics
from data.store.articles import count_articles
from data.store.owners import may_live, this_process
from data.store.rows import read_rows

KEPT = 10
BATCH = 20_000
MEMBERSHIPS = {"key": pl.Int64(), "story_id": pl.Int64(), "topic_id": pl.Int64(), "score": pl.Float64()}

Begin = Callable[[], AbstractContextManager[Connection]]
"""Opens a transaction that writes."""
INTERRUPTED = message("It was interrupted.")


@dataclass(frozen=True)
class Run:
    """One analysis of the corpus.

    Attributes
    ----------
    id : int
    state : {"staged", "published", "failed"}
    started_at, finished_at : datetime or None
        UTC.
    encoder : str
    parameters : dict
    version : str
        Of newstide.
    n_articles : int
        In the store when the run started, reprints included.
    result : dict
        What it counted; for a failed run the reason, for one under way its process.
    """

    id: int
    state: Literal["staged", "published", "failed"]
    started_at: datetime
    finished_at: datetime | None
    encoder: str
    parameters: dict[str, Any]
    version: str
    n_articles: int
    result: dict[str, Any]

    @property
    def reason(self) -> str:
        """Why it failed, in a sentence; empty for one that did not."""
        if self.state != "failed":
            return ""
        said = self.result.get("reason")
        return INTERRUPTED if said in {None, "", "KeyboardInterrupt"} else str(said)


@dataclass(frozen=True)
class Topic:
    """A topic of one run.

    Attributes
    ----------
    id : int
        Stays from run to run; 0 is never a topic.
    slot : int
        Number of its colour, from 0, fixed for the id.
    label : str
    labels : dict of str to str
        By language (ISO 639-1).
    keywords : dict of str to list of str
        By language, the most telling first.
    headlines : dict of str to str
        By language, the id of the most typical article.
    n_articles, n_stories : int
        Reprints included.
    pinned : bool
        Named by a person; stays, if need be empty.
    hidden : bool
        A person does not want to see it.
    """

    id: int
    slot: int
    label: str
    labels: dict[str, str] = field(default_factory=dict)
    keywords: dict[str, list[str]] = field(default_factory=dict)
    headlines: dict[str, str] = field(default_factory=dict)
    n_articles: int = 0
    n_stories: int = 0
    pinned: bool = False
    hidden: bool = False


def start_run(begin: Begin, *, encoder: str, parameters: dict[str, Any], version: str) -> int:
    """Open a run; what a crashed one left behind is removed, what another process is about is not."""
    with begin() as connection:
        staged = connection.execute(select(runs.c.id, runs.c.started_at, runs.c.result).where(runs.c.state == "staged"))
        crashed = [
            row.id for row in staged if not may_live((row.result or {}).get("process"), since=int(row.started_at))
        ]
        connection.execute(
            update(runs)
            .where(runs.c.id.in_(crashed))
            .values(state="failed", finished_at=int(time.time()), result={"reason": INTERRUPTED})
        )
    _remove(begin, crashed)
    with begin() as connection:
        row = {
            "state": "staged",
            "started_at": int(time.time()),
            "encoder": encoder,
            "parameters": parameters,
            "version": version,
            "n_articles": count_articles(connection),
            "result": {"process": this_process()},
        }
        return int(connection.execute(insert(runs).returning(runs.c.id), row).scalar_one())


def publish(begin: Begin, run_id: int, *, result: dict[str, Any]) -> None:
    """Make a staged run the one that readers see, then remove those beyond the last ten."""
    with begin() as connection:
        done = {"state": "published", "finished_at": int(time.time()), "result": result}
        connection.execute(update(runs).where(runs.c.id == run_id).values(**done))
        connection.execute(delete(current))
        connection.execute(insert(current), {"only": 1, "run_id": run_id})
        others = select(runs.c.id).where(runs.c.state != "staged", runs.c.id != run_id)
        old = connection.execute(others.order_by(runs.c.id.desc()).offset(KEPT - 1)).scalars().all()
    _remove(begin, old)
    with begin() as connection:
        connection.execute(delete(runs).where(runs.c.id.in_(old)))


def fail(begin: Begin, run_id: int, reason: str) -> None:
    """Close a run that came to nothing; the current run stays what it was."""
    with begin() as connection:
        done = {"state": "failed", "finished_at": int(time.time()), "result": {"reason": reason}}
        connection.execute(update(runs).where(runs.c.id == run_id, runs.c.state == "staged").values(**done))
    _remove(begin, [run_id])


def current_run_id(connection: Connection) -> int | None:
    """Give the id of the run that readers see."""
    return connection.execute(select(current.c.run_id)).scalar()


def read_runs(connection: Connection) -> list[Run]:
    """Read all runs, newest first."""
    return [_run(row) for row in connection.execute(select(runs).order_by(runs.c.id.desc()))]


def read_topics(connection: Connection, run_id: int | None) -> list[Topic]:
    """Read the topics of a run, largest first."""
    query = select(topics).where(topics.c.run_id == run_id).order_by(topics.c.n_articles.desc(), topics.c.topic_id)
    return [
        Topic(
            id=row.topic_id,
            slot=row.slot,
            label=row.label,
            labels=row.labels,
            keywords=row.keywords,
            headlines=row.headlines,
            n_articles=row.n_articles,
            n_stories=row.n_stories,
            pinned=row.pinned,
            hidden=row.hidden,
        )
        for row in connection.execute(query)
    ]


def read_memberships(connection: Connection, run_id: int | None) -> pl.DataFrame:
    """Read where each article of a run belongs: key, story_id, topic_id, score."""
    columns = (memberships.c.article_key, memberships.c.story_id, memberships.c.topic_id, memberships.c.score)
    query = select(*columns).where(memberships.c.run_id == run_id).order_by(memberships.c.article_key)
    return read_rows(connection, query, MEMBERSHIPS)


def known_topics(connection: Connection) -> list[tuple[int, int]]:
    """Read id and colour slot of every topic there ever was."""
    query = select(topic_slots.c.topic_id, topic_slots.c.slot).order_by(topic_slots.c.topic_id)
    return [(row.topic_id, row.slot) for row in connection.execute(query)]


def _run(row: Row[Any]) -> Run:
    values = dict(row._mapping)  # noqa: SLF001
    for name in ("started_at", "finished_at"):
        values[name] = None if values[name] is None else datetime.fromtimestamp(values[name], UTC)
    return Run(**values)


def topic_row(topic: Topic) -> dict[str, Any]:
    """Write a topic as a row of its table, without the run."""
    row = asdict(topic)
    row["topic_id"] = row.pop("id")
    return json.loads(json.dumps(row))  # type: ignore[no-any-return]


def first_free(taken: set[int]) -> int:
    """Give the first colour slot that is not taken."""
    return next(slot for slot in itertools.count() if slot not in taken)


def _remove(begin: Begin, run_ids: Sequence[int]) -> None:
    """Remove what belongs to runs, in short transactions."""
    for run_id in run_ids:
        for table in OF_A_RUN:
            if table is not memberships:
                with begin() as connection:
                    connection.execute(delete(table).where(table.c.run_id == run_id))
                continue
            last: int | None = -1
            while last is not None:
                with begin() as connection:
                    keys = select(table.c.article_key).where(table.c.run_id == run_id, table.c.article_key > last)
                    chunk = keys.order_by(table.c.article_key).limit(BATCH).subquery()
                    last = connection.execute(select(func.max(chunk.c.article_key))).scalar()
                    if last is not None:
                        connection.execute(delete(table).where(table.c.run_id == run_id, table.c.article_key <= last))
