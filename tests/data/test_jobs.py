from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from data.schema import jobs
from data.store import Store
from data.store.jobs import SILENT

CHOSEN = {"granularity": 1.5, "n_topics": None, "full": True}


def let_time_pass(store: Store, seconds: float) -> None:
    """Move what the store knows of its jobs into the past."""
    with store._writing() as connection:
        connection.execute(
            update(jobs).values(asked_at=jobs.c.asked_at - int(seconds), finished_at=jobs.c.finished_at - int(seconds))
        )


def test_a_job_goes_from_asked_to_done(any_store):
    job_id = any_store.ask_job("analyze", CHOSEN)
    waiting = any_store.latest_job()
    assert (waiting.id, waiting.kind, waiting.state, waiting.parameters) == (job_id, "analyze", "waiting", CHOSEN)
    assert any_store.claim_job(job_id).state == "running"
    assert any_store.advance_job(job_id, step="encode", done=40, total=100)
    running = any_store.latest_job()
    assert (running.step, running.done, running.total) == ("encode", 40, 100)
    assert running.is_open(datetime.now(UTC))
    any_store.finish_job(job_id, "done", run_id=7)
    done = any_store.latest_job()
    assert (done.state, done.run_id) == ("done", 7)
    assert not done.is_open(datetime.now(UTC))


def test_a_store_without_jobs_has_no_latest_one(any_store):
    assert any_store.latest_job() is None


def test_a_second_job_is_refused_while_one_is_open(any_store):
    first = any_store.ask_job("analyze", CHOSEN)
    assert any_store.ask_job("analyze", CHOSEN) is None
    any_store.claim_job(first)
    assert any_store.ask_job("analyze", CHOSEN) is None
    any_store.cancel_job(first)
    assert any_store.ask_job("analyze", CHOSEN) is None
    any_store.finish_job(first, "cancelled")
    assert any_store.ask_job("analyze", CHOSEN) == first + 1


def test_of_many_who_ask_or_claim_at_once_one_succeeds(any_store):
    start = threading.Barrier(6)

    def at_once(do) -> list:
        found: list = []

        def one() -> None:
            start.wait()
            found.append(do())

        threads = [threading.Thread(target=one) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [what for what in found if what is not None]

    asked = at_once(lambda: any_store.ask_job("analyze", CHOSEN))
    assert len(asked) == 1
    assert [job.id for job in at_once(lambda: any_store.claim_job(asked[0]))] == asked


def test_a_job_that_waits_is_cancelled_at_once(any_store):
    job_id = any_store.ask_job("analyze", CHOSEN)
    any_store.cancel_job(job_id)
    assert any_store.latest_job().state == "cancelled"
    assert any_store.claim_job(job_id) is None


def test_a_job_that_is_worked_hears_that_it_shall_stop(any_store):
    job_id = any_store.ask_job("analyze", CHOSEN)
    any_store.claim_job(job_id)
    any_store.cancel_job(job_id)
    assert any_store.latest_job().state == "cancelling"
    assert not any_store.advance_job(job_id, step="cluster", done=0, total=10)
    any_store.finish_job(job_id, "cancelled")
    any_store.finish_job(job_id, "failed", message="too late")
    assert (any_store.latest_job().state, any_store.latest_job().message) == ("cancelled", None)


def test_a_job_whose_process_died_makes_room_for_the_next(any_store):
    dead = any_store.ask_job("analyze", CHOSEN)
    any_store.claim_job(dead)
    let_time_pass(any_store, SILENT.total_seconds() + 1)
    assert not any_store.latest_job().is_open(datetime.now(UTC))
    following = any_store.ask_job("analyze", CHOSEN)
    assert following == dead + 1
    assert not any_store.advance_job(dead, step="encode", done=1, total=2)
    assert any_store.claim_job(following).id == following


def test_a_long_job_that_gives_signs_of_life_stays_open(any_store):
    job_id = any_store.ask_job("analyze", CHOSEN)
    any_store.claim_job(job_id)
    let_time_pass(any_store, timedelta(hours=3).total_seconds())
    assert any_store.advance_job(job_id, step="cluster", done=0, total=10)
    assert any_store.latest_job().is_open(datetime.now(UTC))
    assert any_store.ask_job("analyze", CHOSEN) is None


def test_a_store_that_only_lets_read_says_so(postgresql):
    writable = {"": True, "?options=-c%20default_transaction_read_only%3Don": False}
    with Store(f"{postgresql}/postgres") as store:
        store.n_articles()
    for options, expected in writable.items():
        with Store(f"{postgresql}/postgres{options}") as store:
            assert store.may_write() is expected
