"""Jobs: what the page asks for, worked one at a time by a process of its own that says here how far it is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from data.messages import message
from data.schema import jobs

JobState = Literal["waiting", "running", "cancelling", "done", "failed", "cancelled"]
OPEN: tuple[JobState, ...] = ("waiting", "running", "cancelling")
WORKED: tuple[JobState, ...] = ("running", "cancelling")
SILENT = timedelta(minutes=2)
DIED = message("Its process ended before it was done; start it again.")


@dataclass(frozen=True)
class Job:
    """Something that was asked for.

    Attributes
    ----------
    id : int
    kind : str
        Such as "analyze".
    state : {"waiting", "running", "cancelling", "done", "failed", "cancelled"}
    parameters : dict
    asked_at, started_at : datetime or None
        UTC.
    heard_at : datetime or None
        When its process last gave a sign of life; of a job that is over: when it ended. UTC.
    step : str or None
        What it is about.
    done, total : int
        Of the step, in articles.
    message : str or None
        Why it failed, or what its process has to say.
    run_id : int or None
        The run that came of it.
    """

    id: int
    kind: str
    state: JobState
    parameters: dict[str, Any]
    asked_at: datetime
    started_at: datetime | None
    heard_at: datetime | None
    step: str | None
    done: int
    total: int
    message: str | None
    run_id: int | None

    def is_open(self, now: datetime) -> bool:
        """Tell whether somebody works it, or soon will."""
        return self.state in OPEN and now - (self.heard_at or self.asked_at) < SILENT


def ask(connection: Connection, kind: str, parameters: dict[str, Any]) -> int | None:
    """Ask for a job and give its id; nothing while another one is open."""
    _one_at_a_time(connection)
    _close_dead(connection)
    if _any(connection, OPEN):
        return None
    row = {"kind": kind, "state": "waiting", "parameters": parameters, "asked_at": _now()}
    return int(connection.execute(insert(jobs).returning(jobs.c.id), row).scalar_one())


def claim(connection: Connection, job_id: int) -> Job | None:
    """Take a job that waits; nothing when it does not, or when another one is worked."""
    _one_at_a_time(connection)
    _close_dead(connection)
    if _any(connection, WORKED):
        return None
    taken = update(jobs).where(jobs.c.id == job_id, jobs.c.state == "waiting")
    row = connection.execute(
        taken.values(state="running", started_at=_now(), finished_at=_now()).returning(*jobs.c)
    ).first()
    return None if row is None else _job(row)


def advance(connection: Connection, job_id: int, *, step: str | None, done: int, total: int) -> bool:
    """Say how far a job is and that its process lives; tells whether it shall go on."""
    values = {"step": step, "done": done, "total": total, "finished_at": _now()}
    said = update(jobs).where(jobs.c.id == job_id, jobs.c.state.in_(WORKED)).values(**values)
    return connection.execute(said.returning(jobs.c.state)).scalar() == "running"


def finish(
    connection: Connection,
    job_id: int,
    state: Literal["done", "failed", "cancelled"],
    *,
    message: str | None = None,
    run_id: int | None = None,
) -> None:
    """Close a job; one that is closed stays as it is."""
    values = {"state": state, "message": message, "run_id": run_id, "finished_at": _now()}
    connection.execute(update(jobs).where(jobs.c.id == job_id, jobs.c.state.in_(OPEN)).values(**values))


def cancel(connection: Connection, job_id: int) -> None:
    """Ask that a job ends: one that waits does at once, one that is worked when its process hears of it."""
    waiting = update(jobs).where(jobs.c.id == job_id, jobs.c.state == "waiting")
    connection.execute(waiting.values(state="cancelled", finished_at=_now()))
    worked = update(jobs).where(jobs.c.id == job_id, jobs.c.state == "running")
    connection.execute(worked.values(state="cancelling"))


def read_latest(connection: Connection, kind: str | None) -> Job | None:
    """Read the job that was asked for last, of one kind or of all."""
    query = select(jobs).order_by(jobs.c.id.desc()).limit(1)
    row = connection.execute(query if kind is None else query.where(jobs.c.kind == kind)).first()
    return None if row is None else _job(row)


def read(connection: Connection, job_id: int) -> Job | None:
    """Read a job."""
    row = connection.execute(select(jobs).where(jobs.c.id == job_id)).first()
    return None if row is None else _job(row)


def _one_at_a_time(connection: Connection) -> None:
    """Wait for other askers and takers; on SQLite whoever writes is alone already."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE jobs IN SHARE ROW EXCLUSIVE MODE")


def _close_dead(connection: Connection) -> None:
    before = _now() - int(SILENT.total_seconds())
    dead = update(jobs).where(
        jobs.c.state.in_(OPEN), jobs.c.asked_at <= before, jobs.c.finished_at.is_(None) | (jobs.c.finished_at <= before)
    )
    connection.execute(dead.values(state="failed", message=DIED))


def _any(connection: Connection, states: tuple[JobState, ...]) -> bool:
    return connection.execute(select(jobs.c.id).where(jobs.c.state.in_(states)).limit(1)).first() is not None


def _job(row: Row[Any]) -> Job:
    values = dict(row._mapping)  # noqa: SLF001
    # While a job is worked, the column says when its process was last heard of.
    values["heard_at"] = values.pop("finished_at")
    for name in ("asked_at", "started_at", "heard_at"):
        values[name] = None if values[name] is None else datetime.fromtimestamp(values[name], UTC)
    return Job(**values)


def _now() -> int:
    return int(time.time())
