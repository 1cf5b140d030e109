"""The part of the store about jobs that the page asks for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Literal

from sqlalchemy import URL, Connection

from data.store import jobs
from data.store.connection import may_write
from data.store.jobs import Job


class Worked:
    """What `Store` knows about jobs."""

    _url: URL
    _reading: Callable[[], AbstractContextManager[Connection]]
    _writing: Callable[[], AbstractContextManager[Connection]]

    @property
    def address(self) -> str:
        """Where the store is, for another process: with its password, so not for the eyes of others."""
        return self._url.render_as_string(hide_password=False)

    def may_write(self) -> bool:
        """Tell whether the store can be changed."""
        with self._reading() as connection:
            return may_write(connection, self._url)

    def ask_job(self, kind: str, parameters: dict[str, Any]) -> int | None:
        """Ask for a job and give its id; nothing while another one is open."""
        with self._writing() as connection:
            return jobs.ask(connection, kind, parameters)

    def claim_job(self, job_id: int) -> Job | None:
        """Take a job that waits; nothing when it does not, or when another one is worked."""
        with self._writing() as connection:
            return jobs.claim(connection, job_id)

    def advance_job(self, job_id: int, *, step: str | None, done: int, total: int) -> bool:
        """Say how far a job is and that its process lives; tells whether it shall go on."""
        with self._writing() as connection:
            return jobs.advance(connection, job_id, step=step, done=done, total=total)

    def finish_job(
        self,
        job_id: int,
        state: Literal["done", "failed", "cancelled"],
        *,
        message: str | None = None,
        run_id: int | None = None,
    ) -> None:
        """Close a job; one that is closed stays as it is."""
        with self._writing() as connection:
            jobs.finish(connection, job_id, state, message=message, run_id=run_id)

    def cancel_job(self, job_id: int) -> None:
        """Ask that a job ends; its process does so when it hears of it."""
        with self._writing() as connection:
            jobs.cancel(connection, job_id)

    def latest_job(self, kind: str | None = None) -> Job | None:
        """Read the job that was asked for last, of one kind or of all."""
        with self._reading() as connection:
            return jobs.read_latest(connection, kind)

    def job(self, job_id: int) -> Job | None:
        """Read a job, or nothing when there is none of that id."""
        with self._reading() as connection:
            return jobs.read(connection, job_id)
