from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from helpers import article

from analysis import editing, pinning
from analysis.errors import AnalysisError, EditError
from analysis.pipeline import Parameters, analyze
from analysis.summary import summarise
from data.filters import Filters
from data.store import Correction, Revision, Store

REVISION = Revision(pl.DataFrame(), pl.DataFrame(), (), (), ())


def shown(store: Store) -> dict:
    return {
        "memberships": store.memberships().sort("key").rows(),
        "topics": sorted((topic.id, topic.label, topic.n_articles, topic.n_stories) for topic in store.topics()),
        "counts": store.counts(Filters(), by=("day", "topic_id")).rows(),
        "stories": store.stories(Filters(), limit=500).sort("story_id").rows(),
    }


def volume(store: Store, topic: int) -> int:
    counts = store.counts(Filters(), by=("topic_id",))
    return int(counts.filter(pl.col("topic_id") == topic)["originals"].sum())


def test_a_new_label_is_shown_at_once_stays_after_a_full_run_and_can_be_taken_back(sample_copy, encoder):
    topic = sample_copy.topics()[0]
    editing.rename(sample_copy, topic.id, "Peace  at last")
    assert sample_copy.topics()[0].label == "Peace at last"
    assert set(sample_copy.topics()[0].labels.values()) == {"Peace at last"}
    analyze(sample_copy, encoder=encoder, parameters=Parameters(full=True))
    assert {one.id: one.label for one in sample_copy.topics()}[topic.id] == "Peace at last"
    editing.undo(sample_copy)
    assert sample_copy.topics()[0].label != "Peace at last"
    assert sample_copy.topics()[0].id == topic.id


def test_two_topics_cannot_have_one_label(sample_copy):
    first, second = sample_copy.topics()[:2]
    with pytest.raises(AnalysisError, match="already called"):
        editing.rename(sample_copy, first.id, second.label.upper())


def test_merged_topics_stay_merged_and_come_apart_again(sample_copy, encoder):
    before = shown(sample_copy)
    into, other = sample_copy.topics()[1], sample_copy.topics()[4]
    both = volume(sample_copy, into.id) + volume(sample_copy, other.id)
    generation = sample_copy.generation()
    editing.merge(sample_copy, into.id, [other.id])
    assert sample_copy.generation() != generation
    assert volume(sample_copy, into.id) == both
    assert other.id not in {topic.id for topic in sample_copy.topics()}
    assert {topic.id: topic.label for topic in sample_copy.topics()}[into.id] == into.label
    assert sample_copy.events([other.id])[0].kind == "merge"
    analyze(sample_copy, encoder=encoder)
    assert volume(sample_copy, into.id) == both
    editing.undo(sample_copy)
    after = shown(sample_copy)
    assert after["memberships"] == before["memberships"]
    assert after["counts"] == before["counts"]
    assert after["stories"] == before["stories"]


def test_a_split_topic_stays_split_and_new_articles_find_their_part(sample_copy, encoder):
    topic = sample_copy.topics()[0]
    editing.split(sample_copy, topic.id, parts=3)
    events = sample_copy.events([topic.id])
    assert [event.kind for event in events[:2]] == ["split", "split"]
    parts = {topic.id, *(event.topic_id for event in events[:2])}
    sizes = {part: volume(sample_copy, part) for part in parts}
    assert sum(sizes.values()) == topic.n_articles - (topic.n_articles - sum(sizes.values()))
    assert sizes[topic.id] == max(sizes.values())
    labels = [one.label for one in sample_copy.topics()]
    assert len(set(labels)) == len(labels)
    smallest = min(parts, key=sizes.__getitem__)
    told = sample_copy.articles(Filters(topics=(smallest,)), limit=1, order="typical").row(0, named=True)
    again = article(
        told["title"] + " again",
        text="Once more. " + told["text"][:300],
        language=told["language"],
        published_at=told["published_at"],
        source="A new paper",
    )
    sample_copy.add_articles([again])
    analyze(sample_copy, encoder=encoder)
    place = sample_copy.articles_by_id([again.id]).row(0, named=True)
    assert place["topic_id"] == smallest
    editing.undo(sample_copy)
    assert {one.id for one in sample_copy.topics()} & parts == {topic.id}


def test_an_article_is_moved_alone(sample_copy, encoder):
    target = sample_copy.topics()[2]
    row = sample_copy.articles(Filters(topics=(sample_copy.topics()[0].id,)), limit=1).row(0, named=True)
    editing.move(sample_copy, row["given_id"], target.id)
    moved = sample_copy.articles_by_id([row["id"]]).row(0, named=True)
    assert moved["topic_id"] == target.id
    assert moved["story_id"] != row["story_id"]
    analyze(sample_copy, encoder=encoder, parameters=Parameters(full=True))
    assert sample_copy.articles_by_id([row["id"]]).row(0, named=True)["topic_id"] == target.id
    editing.undo(sample_copy)
    assert sample_copy.articles_by_id([row["id"]]).row(0, named=True)["topic_id"] == row["topic_id"]


def test_a_hidden_topic_is_in_no_table_and_still_in_the_whole(sample_copy):
    topic = sample_copy.topics()[0]
    before = summarise(sample_copy, Filters())
    editing.hide(sample_copy, topic.id)
    after = summarise(sample_copy, Filters())
    assert topic.id not in after.topics["topic_id"]
    assert topic.id not in after.series["topic_id"]
    assert after.originals == before.originals
    other = before.topics["topic_id"][1]
    share = [s.topics.filter(pl.col("topic_id") == other)["share"][0] for s in (before, after)]
    assert share[0] == share[1]
    editing.undo(sample_copy)
    assert topic.id in summarise(sample_copy, Filters()).topics["topic_id"]


def test_wrong_corrections_are_told(sample_copy, store):
    topic = sample_copy.topics()[0].id
    for call, message in (
        (lambda: editing.rename(sample_copy, 999, "X"), "no topic 999"),
        (lambda: editing.rename(sample_copy, topic, "  "), "1 to 120"),
        (lambda: editing.merge(sample_copy, topic, [topic]), "at least one other"),
        (lambda: editing.split(sample_copy, topic, parts=1), "2 to 12"),
        (lambda: editing.move(sample_copy, "nobody", topic), "no article nobody"),
        (lambda: editing.undo(sample_copy), "no correction"),
        (lambda: editing.undo(sample_copy, 7), "no correction 7"),
        (lambda: editing.hide(store, 1), "no topic 1"),
    ):
        with pytest.raises(AnalysisError, match=message):
            call()


def test_labels_of_all_languages_come_back_when_renaming_pinning_and_hiding_are_taken_back(sample_copy):
    topic = sample_copy.topics()[0]
    before = shown(sample_copy)
    first = editing.rename(sample_copy, topic.id, "One name")
    second = editing.rename(sample_copy, topic.id, "Ім'я", language="uk")
    assert sample_copy.topics()[0].labels == {**dict.fromkeys(topic.labels, "One name"), "uk": "Ім'я"}
    editing.undo(sample_copy, first)
    assert sample_copy.topics()[0].labels == {**topic.labels, "uk": "Ім'я"}
    editing.undo(sample_copy, second)
    editing.pin(sample_copy, topic.id)
    assert sample_copy.topics()[0].pinned
    assert sample_copy.topics()[0].labels == topic.labels
    editing.unpin(sample_copy, topic.id)
    editing.hide(sample_copy, topic.id)
    editing.show(sample_copy, topic.id)
    assert sample_copy.topics()[0] == topic
    assert shown(sample_copy) == before


def test_a_label_that_another_topic_took_meanwhile_does_not_come_back(sample_copy):
    topic, other = sample_copy.topics()[:2]
    renamed = editing.rename(sample_copy, topic.id, "One name")
    editing.rename(sample_copy, other.id, topic.label)
    editing.undo(sample_copy, renamed)
    labels = [one.label for one in sample_copy.topics()]
    assert len(set(labels)) == len(labels)
    assert "One name" not in labels


def test_what_another_process_corrects_in_between_is_not_lost(sample_copy):
    first, second, third = sample_copy.topics()[:3]
    meanwhile = []

    def attempt(seen: str) -> int:
        body = {"topic": first.id}
        corrections = [*sample_copy.corrections(), Correction(0, "hide", body, datetime.now(UTC))]
        revision, events = editing._revision(sample_copy, corrections, corrections[-1])
        if not meanwhile:
            meanwhile.append(editing.merge(sample_copy, second.id, [third.id]))
        return sample_copy.correct("hide", body, revision, events, seen=seen)

    assert editing.retried(sample_copy, attempt) == meanwhile[0] + 1
    assert sample_copy.topics()[0].n_articles >= second.n_articles
    assert {one.id: one.hidden for one in sample_copy.topics()}[first.id]
    with pytest.raises(EditError, match="Others are changing"):
        editing.retried(sample_copy, lambda _seen: sample_copy.undo(1, REVISION, seen="of another time"))


def test_what_is_corrected_while_a_run_is_made_holds_in_that_run(sample_copy, encoder):
    first, second, third, fourth = sample_copy.topics()[:4]
    both = volume(sample_copy, second.id) + volume(sample_copy, third.id)

    def correct(step: str, _done: int, _total: int) -> None:
        if step == "store":
            editing.hide(sample_copy, first.id)
            editing.merge(sample_copy, second.id, [third.id])
            editing.rename(sample_copy, fourth.id, "Found meanwhile")
            pinning.ask_for(sample_copy, "Grain exports", [])

    run = analyze(sample_copy, encoder=encoder, parameters=Parameters(full=True), progress=correct)
    assert run.id == 2
    topics = {one.id: one for one in sample_copy.topics()}
    assert topics[first.id].hidden
    assert third.id not in topics
    assert volume(sample_copy, second.id) == both
    assert topics[fourth.id].label == "Found meanwhile"
    assert [one.n_articles for one in topics.values() if one.label == "Grain exports"] == [0]
