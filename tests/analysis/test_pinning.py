from __future__ import annotations

import pytest

from analysis import editing, pinning
from analysis.errors import EditError
from data.store import PinnedTopic


def test_a_topic_that_is_asked_for_is_in_the_run_at_once_empty(sample_copy):
    made = pinning.ask_for(sample_copy, "  Grain   exports ", ["зерновий коридор", " "])
    assert (made.name, made.examples) == ("Grain exports", ("зерновий коридор",))
    topic = {one.id: one for one in sample_copy.topics()}[made.topic_id]
    assert (topic.label, topic.n_articles, topic.pinned) == ("Grain exports", 0, True)
    assert topic.slot == dict(sample_copy.known_topics())[topic.id]


def test_what_is_asked_for_is_changed_let_go_and_put_back_under_its_id(sample_copy):
    made = pinning.ask_for(sample_copy, "Grain exports", [])
    generation = sample_copy.generation()
    before = pinning.change_pin(sample_copy, made.topic_id, "Grain", ["ships"])
    assert before == made
    assert sample_copy.generation() != generation
    assert {one.id: one.label for one in sample_copy.topics()}[made.topic_id] == "Grain"
    gone = pinning.let_go(sample_copy, made.topic_id)
    assert gone == PinnedTopic(made.topic_id, "Grain", ("ships",), "page")
    assert made.topic_id not in {one.id for one in sample_copy.topics()}
    pinning.put_back(sample_copy, gone)
    assert sample_copy.pins() == [gone]
    assert {one.id: one.pinned for one in sample_copy.topics()}[made.topic_id]


def test_before_the_first_run_a_topic_can_be_asked_for(store):
    assert pinning.ask_for(store, "Floods", []).topic_id == 1
    assert store.topics() == []


def test_what_cannot_be_asked_for_is_told(sample_copy):
    made = pinning.ask_for(sample_copy, "Grain exports", [])
    label = sample_copy.topics()[0].label
    for call, message in (
        (lambda: pinning.ask_for(sample_copy, " ", []), "1 to 120"),
        (lambda: pinning.ask_for(sample_copy, "x" * 121, []), "1 to 120"),
        (lambda: pinning.ask_for(sample_copy, "x", ["y"] * 51), "51 examples are too many"),
        (lambda: pinning.ask_for(sample_copy, "GRAIN exports", []), "already a pinned topic"),
        (lambda: pinning.ask_for(sample_copy, label, []), "already called"),
        (lambda: pinning.change_pin(sample_copy, made.topic_id, label, []), "already called"),
        (lambda: pinning.change_pin(sample_copy, 1, "x", []), "not asked for"),
        (lambda: pinning.let_go(sample_copy, 999), "not asked for"),
        (lambda: pinning.put_back(sample_copy, PinnedTopic(999, "x", (), "page")), "never a topic 999"),
        (lambda: editing.unpin(sample_copy, made.topic_id), "not pinned"),
    ):
        with pytest.raises(EditError, match=message):
            call()
