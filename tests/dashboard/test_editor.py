"""Edits that are sent to the page's server without its buttons: refused where they must be, never a stack trace."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest

from dashboard import edits
from dashboard.app import create_app
from dashboard.components.editor import OUTPUTS
from data.store import Store
from tests.dashboard.test_work import ended


@pytest.fixture
def sample_copy(sample_store, tmp_path) -> Iterator[Store]:
    with Store(str(shutil.copy(sample_store, tmp_path / "own.db")), create=False) as store:
        yield store


def send(store: Store, edit: object, *, editable: bool = True, host: str = "localhost", **headers: str):
    client = create_app(store, editable=editable).server.test_client()
    body = {
        "output": f"..{'...'.join(f'{name}.{prop}' for name, prop in OUTPUTS)}..",
        "outputs": [{"id": name, "property": prop} for name, prop in OUTPUTS],
        "inputs": [
            {"id": "edit", "property": "data", "value": edit},
            {"id": "edit-undo", "property": "n_clicks"},
            {"id": "edit-close", "property": "n_clicks"},
        ],
        "state": [{"id": "edit-back", "property": "data"}],
        "changedPropIds": ["edit.data"],
    }
    return client.post("/_dash-update-component", json=body, headers={"Host": host, **headers})


def said(store: Store, edit: object, **how: object) -> str:
    answer = send(store, edit, **how)
    assert answer.status_code == 200, answer.text
    return answer.json["response"]["edit-said"]["children"]


def test_who_may_not_edit_is_refused_by_the_server(sample_copy):
    topic = sample_copy.topics()[0]
    wish = {"kind": "hide", "topic": topic.id}
    assert "served to this machine alone" in said(sample_copy, wish, editable=False)
    # A foreign name that leads here belongs to a foreign page.
    assert "served to this machine alone" in said(sample_copy, wish, host="evil.example")
    assert send(sample_copy, wish, Origin="https://evil.example").status_code == 403
    assert sample_copy.corrections() == []
    assert said(sample_copy, wish) == f"Done: “{topic.label}” is hidden."
    assert sample_copy.topics()[0].hidden


@pytest.mark.parametrize(
    "wish",
    [
        None,
        "hide",
        {"kind": "drop"},
        {"kind": "hide"},
        {"kind": "hide", "topic": -1},
        {"kind": "hide", "topic": 10**30},
        {"kind": "merge", "topic": 1, "into": None},
        {"kind": "split", "topic": 1, "parts": ""},
        {"kind": "undo", "correction": 1, "more": 2},
        {"kind": "put back", "topic": 1, "name": "x"},
    ],
)
def test_a_wish_that_is_none_is_told(sample_copy, wish):
    assert said(sample_copy, wish) == "Something is missing there: fill it in first."


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"kind": "hide", "topic": 999}, "There is no topic 999"),
        ({"kind": "show", "topic": 1}, "not hidden"),
        ({"kind": "unpin", "topic": 1}, "not pinned"),
        ({"kind": "split", "topic": 1, "parts": 99}, "2 to 12 parts"),
        ({"kind": "move", "article": "nobody", "topic": 1}, "There is no article nobody"),
        ({"kind": "undo", "correction": 7}, "There is no correction 7"),
        ({"kind": "ask", "name": " "}, "1 to 120"),
        ({"kind": "put back", "topic": 999, "name": "x", "examples": [], "origin": "page"}, "never a topic 999"),
    ],
)
def test_what_cannot_be_done_is_told(sample_copy, wish, reason):
    assert reason in said(sample_copy, wish)


def test_an_empty_store_has_nothing_to_correct_but_can_be_asked(store):
    assert "There is no topic 1" in said(store, {"kind": "hide", "topic": 1})
    assert said(store, {"kind": "ask", "name": "Floods"}) == "“Floods” is pinned; the next analysis fills it."


def test_in_a_large_store_what_takes_long_is_worked_by_a_process_and_told_when_it_is_done(sample_copy, monkeypatch):
    monkeypatch.setattr(edits, "AT_ONCE", 1_000)
    topic = sample_copy.topics()[0]
    answer = send(sample_copy, {"kind": "split", "topic": topic.id, "parts": 2}).json["response"]
    assert answer["edit-said"]["children"] == "Working…"
    assert answer["edit-clock"]["disabled"] is False
    # One at a time.
    assert "Something else is being worked on" in said(sample_copy, {"kind": "merge", "topic": 1, "into": 2})
    job = ended(sample_copy)
    assert job.state == "done"
    assert json.loads(job.message) == {"kind": "undo", "correction": 1}
    assert len(sample_copy.topics()) == 16
    # What is quick is not asked of a process.
    assert said(sample_copy, {"kind": "hide", "topic": topic.id}) == f"Done: “{topic.label}” is hidden."
