"""Corrections by people: checked, kept, and at work at once, in the current run and in every later one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.corrections import Grouping, Wishes, corrected
from analysis.descriptions import as_topics, describe, story_frame
from analysis.errors import AnalysisError
from analysis.grouping import points_of
from analysis.guidance import checked_pin
from analysis.identity import events_between
from analysis.space import centroids
from analysis.wards import ward
from data.store import Correction, Event, PinnedTopic, Revision, RunState, Store
from data.store.guiding import FROM_PAGE

if TYPE_CHECKING:
    from pathlib import Path

    from data.store import Topic

Floats = NDArray[np.float32]
LABEL = 120
PARTS = 12
FAR = 1 << 40
"""Stories of articles that were moved have numbers that no clustering gives."""


def rename(store: Store, topic: int, label: str, *, language: str | None = None) -> int:
    """Give a topic a label that stays, in all languages or in one; gives the correction's id.

    Raises
    ------
    AnalysisError
        When there is no such topic, or another one has that label.
    """
    known = _topic(store, topic)
    named = " ".join(label.split())
    if not named or len(named) > LABEL:
        raise AnalysisError(f"A label has 1 to {LABEL} signs; this one has {len(named)}.")
    for other in store.topics():
        labels = (other.label, *other.labels.values()) if language is None else (other.labels.get(language, ""),)
        if other.id != topic and named.casefold() in {one.casefold() for one in labels}:
            raise AnalysisError(f"Topic {other.id} is already called “{named}”; labels must differ.")
    return _correct(store, "rename", {"topic": known.id, "label": named, "language": language})


def merge(store: Store, into: int, topics: Sequence[int]) -> int:
    """Put the articles of some topics into another one."""
    others = [_topic(store, topic).id for topic in dict.fromkeys(topics)]
    target = _topic(store, into).id
    if not others or target in others:
        raise AnalysisError("A merge needs a topic, and at least one other to put into it.")
    return _correct(store, "merge", {"into": target, "topics": others})


def split(store: Store, topic: int, *, parts: int = 2) -> int:
    """Divide a topic into parts, by its stories; the largest part keeps its id and label.

    Raises
    ------
    AnalysisError
        When the topic has not as many stories.
    """
    known = _topic(store, topic)
    if not 2 <= parts <= PARTS:
        raise AnalysisError(f"A topic can be split into 2 to {PARTS} parts, not {parts}.")
    now, vectors = _now(store)
    rows = np.flatnonzero(now.topic == topic)
    story = np.unique(now.story[rows], return_inverse=True)[1].astype(np.int64)
    n_stories = int(story.max(initial=-1)) + 1
    if n_stories < parts:
        raise AnalysisError(f"Topic {topic} has {n_stories} stories: it cannot be split into {parts} parts.")
    sizes = np.bincount(story).astype(np.float64)
    part = ward(centroids(vectors[rows], story), sizes / sizes.mean()).into(parts)[story]
    order = np.argsort(-np.bincount(part), kind="stable")
    ids = [known.id, *(store.reserve_topic() for _ in range(parts - 1))]
    body = [
        {"topic": topic_id, "keys": now.key[rows[part == number]].tolist()}
        for topic_id, number in zip(ids, order, strict=True)
    ]
    return _correct(store, "split", {"topic": known.id, "parts": body})


def hide(store: Store, topic: int) -> int:
    """Take a topic out of tables and charts; its articles still count in what all articles are."""
    return _correct(store, "hide", {"topic": _topic(store, topic).id})


def move(store: Store, article: str, topic: int) -> int:
    """Put an article into another topic, or (0) into none; where its story has others, it becomes one of its own.

    Parameters
    ----------
    article : str
        Its id, given or newstide's own.
    """
    if topic != 0:
        _topic(store, topic)
    state = _state(store)
    rows = store.articles_by_id([article])
    if rows.is_empty():
        raise AnalysisError(f"There is no article {article} in the store.")
    row = rows.row(0, named=True)
    key = row["reprint_of"] or row["key"]
    if key not in set(state.key.tolist()):
        raise AnalysisError(f"The article {article} is newer than the current run: run `newstide analyze` first.")
    used = [int(state.story.max(initial=-1))]
    used += [correction.body["story"] for correction in store.corrections() if correction.kind == "move"]
    return _correct(store, "move", {"key": key, "topic": topic, "story": FAR + max(used) % FAR + 1})


def pin(store: Store, topic: int) -> int:
    """Keep a topic for good: its id and label stay, also when it has no articles."""
    known = _topic(store, topic)
    return _correct(store, "pin", {"topic": known.id, "label": known.label})


def pin_new(store: Store, name: str, examples: Sequence[str]) -> PinnedTopic:
    """Ask for a topic by a name and words or headlines; the next analysis fills it.

    Raises
    ------
    AnalysisError
        When the name is taken.
    """
    wanted = checked_pin(name, list(examples), "The pinned topic")
    if any(one.name.casefold() == wanted.name.casefold() for one in store.pins()):
        raise AnalysisError(f"There is already a pinned topic “{wanted.name}”.")
    made = PinnedTopic(store.reserve_topic(), wanted.name, wanted.examples, FROM_PAGE)
    store.set_pins([made])
    return made


def unpin(store: Store, topic: int) -> None:
    """Let go of a topic that was asked for; from the next analysis on its articles are free."""
    if topic not in {one.topic_id for one in store.pins()}:
        raise AnalysisError(
            f"Topic {topic} was not asked for by name; a pin on a topic that was found is taken back by undo."
        )
    store.set_pins([], gone=[topic])


def read_pins_file(store: Store, path: Path) -> list[PinnedTopic]:
    """Read pinned topics from a file into the store: those of an earlier reading that are gone from it are let go.

    Raises
    ------
    AnalysisError
        With file and line.
    """
    from analysis.guidance import read_pins

    wanted = read_pins(path)
    known = {one.name.casefold(): one for one in store.pins()}
    origin = str(path.name)
    made = [
        PinnedTopic(
            known[one.name.casefold()].topic_id if one.name.casefold() in known else store.reserve_topic(),
            one.name,
            one.examples,
            origin,
        )
        for one in wanted
    ]
    names = {one.name.casefold() for one in wanted}
    gone = [one.topic_id for name, one in known.items() if one.origin == origin and name not in names]
    store.set_pins(made, gone=gone)
    return made


def undo(store: Store, correction_id: int | None = None) -> Correction:
    """Take a correction back, the last one by default.

    Raises
    ------
    AnalysisError
        When there is none, or it was taken back before.
    """
    all_ = store.corrections()
    in_force = [one for one in all_ if one.undone_at is None]
    if correction_id is None and not in_force:
        raise AnalysisError("There is no correction to take back.")
    meant = in_force[-1] if correction_id is None else next((one for one in all_ if one.id == correction_id), None)
    if meant is None:
        raise AnalysisError(f"There is no correction {correction_id}.")
    if meant.undone_at is not None:
        raise AnalysisError(f"Correction {meant.id} was taken back before.")
    after = [replace(one, undone_at=datetime.now(UTC)) if one.id == meant.id else one for one in all_]
    revision, events = _revision(store, after, _topics_of(meant))
    store.undo(meant.id, revision, events)
    return meant


def _correct(store: Store, kind: str, body: dict[str, Any]) -> int:
    made = Correction(0, kind, body, datetime.now(UTC))
    revision, events = _revision(store, [*store.corrections(), made], _topics_of(made))
    return store.correct(kind, body, revision, events)


def _topics_of(correction: Correction) -> set[int]:
    body = correction.body
    named = {body.get("topic"), body.get("into"), *body.get("topics", ())}
    named |= {part["topic"] for part in body.get("parts", ())}
    return {int(topic) for topic in named if topic}


def _revision(store: Store, corrections: Sequence[Correction], named: set[int]) -> tuple[Revision, list[Event]]:
    """Find what changes in the current run when these corrections are in force."""
    state = _state(store)
    vectors: list[Floats] = []

    def points() -> Floats:
        if not vectors:
            vectors.append(points_of(store, state.key))
        return vectors[0]

    raw = Grouping(state.key, state.story, state.topic)
    now = corrected(raw, corrections, points)
    outline = store.outline()
    shown = store.memberships()
    originals = shown.join(outline.filter(pl.col("reprint_of").is_null()).select("key", "published_at"), on="key")
    spoken = dict(outline.select("key", "language").iter_rows())
    languages = [spoken.get(int(key)) for key in now.key]
    wanted = outline.select("key", original=pl.coalesce("reprint_of", "key")).join(
        pl.DataFrame({"original": now.key, "story_id": now.story, "topic_id": now.topic}), on="original"
    )
    both = shown.join(wanted, on="key", suffix="_now")
    moved = both.filter((pl.col("story_id") != pl.col("story_id_now")) | (pl.col("topic_id") != pl.col("topic_id_now")))
    topics = {*moved["topic_id"], *moved["topic_id_now"], *named} - {0}
    touched = {*moved["story_id"], *moved["story_id_now"]}
    after = originals.select("key", "published_at", "score").join(
        wanted.select("key", "story_id", "topic_id"), on="key"
    )
    stories = story_frame(after.filter(pl.col("story_id").is_in(list(touched))))
    last = {topic.id: topic for topic in store.topics()}
    present = set(np.unique(now.topic[now.topic > 0]).tolist())
    renew = _to_describe(corrections, last, topics & present)
    known = {topic: one for topic, one in last.items() if topic not in renew}
    described = describe(store, now, points(), languages, only=renew, known=known) if renew else {}
    counted = dict(wanted.group_by("topic_id").agg(pl.len()).iter_rows())
    told = dict(after.group_by("topic_id").agg(pl.col("story_id").n_unique()).iter_rows())
    made = as_topics(
        {**known, **described},
        slots=dict(store.known_topics()),
        sizes={topic: (counted[topic], told.get(topic, 0)) for topic in topics if topic in counted},
        wishes=Wishes.of(corrections, store.pins()),
    )
    changed = [topic for topic in made if topic.id in topics]
    gone = sorted((topics & last.keys()) - {topic.id for topic in changed})
    revision = Revision(
        memberships=moved.select("key", story_id="story_id_now", topic_id="topic_id_now"),
        stories=stories,
        gone_stories=sorted(touched),
        topics=changed,
        gone_topics=gone,
    )
    run = store.current_run()
    before, after_ = (
        dict(frame.filter(pl.col("topic_id") > 0).select("key", "topic_id").iter_rows()) for frame in (shown, wanted)
    )
    named_topics = {**last, **{topic.id: topic for topic in made}}
    return revision, events_between(0 if run is None else run.id, before, after_, named_topics)


def _to_describe(corrections: Sequence[Correction], last: Collection[int], changed: set[int]) -> set[int]:
    """Choose the topics whose words are found anew: those that have none, and those that lost a person's label."""
    renamed = {one.body["topic"] for one in corrections if one.kind == "rename" and one.undone_at is not None}
    return {topic for topic in changed if topic not in last or topic in renamed}


def _topic(store: Store, topic: int) -> Topic:
    found = next((one for one in store.topics() if one.id == topic), None)
    if found is None:
        raise AnalysisError(f"There is no topic {topic} in the current run; `newstide topics list` names them.")
    return found


def _state(store: Store) -> RunState:
    state = store.state()
    if state is None:
        raise AnalysisError("The store has no run that can be corrected: run `newstide analyze` first.")
    return state


def _now(store: Store) -> tuple[Grouping, Floats]:
    state = _state(store)
    vectors = points_of(store, state.key)
    raw = Grouping(state.key, state.story, state.topic)
    return corrected(raw, store.corrections(), lambda: vectors), vectors
