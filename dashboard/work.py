"""Jobs of the page, each in a process of its own: started here by the page, and worked here by that process."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from dashboard.alerts import after_run
from data.errors import NewstideError, StoreError
from data.messages import message
from data.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from analysis.pipeline import Progress
    from dashboard.edits import Edit

STORE = "NEWSTIDE_JOB_STORE"
BEAT_SECONDS = 0.5
EDIT_JOB = "edit"
"""An edit's job is done with what takes it back for its message."""
CANCELLED = message("It was cancelled.")
UNEXPECTED = message("It failed in a way that nobody foresaw ({error}); `newstide analyze` shows more.")
ENDED = message("Its process ended unexpectedly (exit code {code}); perhaps the memory did not suffice.")


def start_analysis(store: Store, *, granularity: float, n_topics: int | None, full: bool) -> int | None:
    """Ask for an analysis and start the process that works it.

    Returns
    -------
    int or None
        The job's id; none when another job is open.
    """
    return _start(store, "analyze", {"granularity": granularity, "n_topics": n_topics, "full": full})


def start_edit(store: Store, edit: Edit) -> int | None:
    """Ask for an edit of topics that takes long, and start the process that works it; see `start_analysis`."""
    return _start(store, EDIT_JOB, edit.model_dump(mode="json"))


def _start(store: Store, kind: str, parameters: dict[str, Any]) -> int | None:
    job_id = store.ask_job(kind, parameters)
    if job_id is None:
        return None
    # The address may hold a password: an environment is for its owner's eyes, arguments are for everybody's.
    process = subprocess.Popen(  # noqa: S603 - a program of ours, and a number
        [sys.executable, "-P", "-m", "dashboard.work", str(job_id)],
        env={**os.environ, STORE: store.address},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # Whoever stops the page with Ctrl+C does not mean the analysis.
        start_new_session=True,
    )
    threading.Thread(target=_watch, args=(store.address, job_id, process), daemon=True).start()
    return job_id


def _watch(address: str, job_id: int, process: subprocess.Popen[bytes]) -> None:
    code = process.wait()
    if code == 0:
        return
    with suppress(StoreError), Store(address, create=False) as store:
        store.finish_job(job_id, "failed", message=ENDED.format(code=code))


def work(store: Store, job_id: int) -> None:
    """Work a job that waits, in the main thread of this process; one that another process took is left alone."""
    job = store.claim_job(job_id)
    if job is None:
        return
    runs_before = {run.id for run in store.runs()}
    try:
        with _beating(store, job_id) as progress:
            if job.kind == EDIT_JOB:
                result: dict[str, Any] = {"message": _edit(store, job.parameters)}
            else:
                result = {"run_id": _analyse(store, job.parameters, progress)}
        store.finish_job(job_id, "done", **result)
    except KeyboardInterrupt:
        # A run that was published before the word came stands; only its map is unfinished.
        published = [run.id for run in store.runs() if run.id not in runs_before and run.state == "published"]
        store.finish_job(job_id, "done" if published else "cancelled", run_id=max(published, default=None))
    except NewstideError as error:
        store.finish_job(job_id, "failed", message=str(error))
    except Exception as error:
        store.finish_job(job_id, "failed", message=UNEXPECTED.format(error=f"{type(error).__name__}: {error}"))
        raise
    else:
        if job.kind == "analyze":
            # Readers have the result; those who are told of it elsewhere can wait a moment.
            after_run(store)


def _analyse(store: Store, parameters: dict[str, Any], progress: Progress) -> int:
    from analysis.encoder import load_encoder
    from analysis.pipeline import Parameters, analyze

    return analyze(store, encoder=load_encoder(), parameters=Parameters(**parameters), progress=progress).id


def _edit(store: Store, parameters: dict[str, Any]) -> str | None:
    from dashboard.edits import EDIT, do

    back = do(store, EDIT.validate_python(parameters))
    return None if back is None else back.model_dump_json()


@contextmanager
def _beating(store: Store, job_id: int) -> Iterator[Progress]:
    """Say twice a second how far the job is, also while a step is silent; interrupt it when it shall not go on."""
    now: dict[str, Any] = {"step": None, "done": 0, "total": 0}
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            # A store that is locked for a moment is no reason to stop.
            with suppress(StoreError):
                if not store.advance_job(job_id, **now) and not over.is_set():
                    _thread.interrupt_main()
                    return

    def progress(step: str, done: int, total: int) -> None:
        now.update(step=step, done=done, total=total)

    heart = threading.Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield progress
    finally:
        over.set()
        heart.join()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt(CANCELLED)


def main() -> None:
    """Work the job that the page started this process for."""
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    with Store(os.environ.pop(STORE), create=False) as store:
        work(store, int(sys.argv[1]))


if __name__ == "__main__":
    main()
