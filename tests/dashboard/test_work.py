from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from helpers import article

from dashboard import work
from dashboard.app import create_app
from data.store import Store

START = {
    "output": "..runs-asked.data...runs-refused.children..",
    "outputs": [{"id": "runs-asked", "property": "data"}, {"id": "runs-refused", "property": "children"}],
    "inputs": [{"id": "runs-start", "property": "n_clicks", "value": 1}],
    "state": [
        {"id": "runs-granularity", "property": "value", "value": 1},
        {"id": "runs-topics", "property": "value", "value": 0},
        {"id": "runs-full", "property": "checked", "value": True},
    ],
    "changedPropIds": ["runs-start.n_clicks"],
}


def refusal(store: Store, *, editable: bool, host: str = "localhost") -> str | None:
    """Ask for an analysis of no topics, which is refused in any case, and give what the page says then."""
    client = create_app(store, editable=editable).server.test_client()
    answer = client.post("/_dash-update-component", json=START, headers={"Host": host})
    assert answer.status_code == 200, answer.text
    return answer.json["response"]["runs-refused"]["children"]


def ended(store: Store):
    """Wait until the latest job is over."""
    until = time.monotonic() + 90
    while (job := store.latest_job()).state in {"waiting", "running", "cancelling"}:
        assert time.monotonic() < until, job
        time.sleep(0.1)
    return job


def test_only_a_page_of_this_machine_listens_to_who_wants_to_start(store):
    assert "Granularity" in refusal(store, editable=True)
    assert refusal(store, editable=False) is None
    # A foreign name that leads here belongs to a foreign page.
    assert refusal(store, editable=True, host="evil.example") is None


def test_a_job_that_fails_says_why(store):
    work.start_analysis(store, granularity=1.0, n_topics=None, full=False)
    job = ended(store)
    assert job.state == "failed"
    assert job.message.startswith("The store holds no articles yet")


def test_a_job_whose_process_is_killed_is_closed(store):
    store.add_articles([article("Something")])
    job_id = store.ask_job("analyze", {"granularity": 1.0, "n_topics": None, "full": False})
    environment = {**os.environ, work.STORE: store.address}
    process = subprocess.Popen([sys.executable, "-m", "dashboard.work", str(job_id)], env=environment)
    until = time.monotonic() + 60
    while store.latest_job().state != "running":
        assert time.monotonic() < until
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    work._watch(store.address, job_id, process)
    assert store.latest_job().message == work.ENDED.format(code=-signal.SIGKILL)
    assert store.ask_job("analyze", {}) == job_id + 1


@pytest.mark.parametrize("articles", [1, 30])
def test_a_small_store_is_analysed_by_a_process_of_its_own(any_store, articles):
    any_store.add_articles([article(f"Flood in town {n}", text=f"The river rose {n} metres.") for n in range(articles)])
    work.start_analysis(any_store, granularity=1.0, n_topics=None, full=False)
    job = ended(any_store)
    assert (job.state, job.message, job.run_id) == ("done", None, any_store.current_run().id)
    assert any_store.current_run().n_articles == articles
