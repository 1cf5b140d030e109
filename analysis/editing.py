"""Corrections by people: checked, kept, and at work at once, in the current run and in every later one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.corrections import Grouping, Wishes, corrected
from analysis.descriptions import as_topics, describe, story_frame
from analysis.errors import EditError
from analysis.grouping import points_of
from analysis.identity import events_between
from analysis.space import centroids
from analysis.wards import ward
from data.errors import OutdatedError
from data.store import Correction, Event, Revision, RunState, Store

if TYPE_CHECKING:
    from data.store import Topic

Floats = NDArray[np.float32]
Made = TypeVar("Made")
LABEL = 120
PARTS = 12
FAR = 1 << 40
"""Stories of articles that were moved have numbers that no clustering gives."""
STORIES: dict[str, pl.DataType] = {
    "key": pl.Int64(),
    "published_at": pl.Datetime("us", "UTC"),
    "story_id": pl.Int64(),
    "topic_id": pl.Int64(),
    "score": pl.Float64(),
}
MOVING = ("merge", "split", "move")
"""Corrections that put articles elsewhere; the others change what a topic is called, and how it is shown."""
TRIES = 4


def rename(store: Store, topic: int, label: str, *, language: str | None = None) -> int:
    """Give a topic a label that stays, in all languages or in one; gives the correction's id.

    Raises
    ------
    EditError
        When there is no such topic, or another one has that label.
    """
    known = topic_of(store, topic)
    named = " ".join(label.split())
    if not named or len(named) > LABEL:
        raise EditError("A label has 1 to {most} signs; this one has {n}.", most=LABEL, n=len(named))
    check_label(store, topic, named, language=language)
    before = [one for one in store.corrections() if _renames(one, topic) and one.undone_at is None]
    was = before[-1].body.get("was") if before else {"label": known.label, "labels": known.labels}
    return _correct(store, "rename", {"topic": known.id, "label": named, "language": language, "was": was})


def check_label(store: Store, topic: int, label: str, *, language: str | None = None) -> None:
    """Refuse a label that another topic has.

    Raises
    ------
    EditError
    """
    for other in store.topics():
        labels = (other.label, *other.labels.values()) if language is None else (other.labels.get(language, ""),)
        if other.id != topic and label.casefold() in {one.casefold() for one in labels}:
            raise EditError("Topic {id} is already called “{label}”; labels must differ.", id=other.id, label=label)


def merge(store: Store, into: int, topics: Sequence[int]) -> int:
    """Put the articles of some topics into another one."""
    others = [topic_of(store, topic).id for topic in dict.fromkeys(topics)]
    target = topic_of(store, into).id
    if not others or target in others:
        raise EditError("A merge needs a topic, and at least one other to put into it.")
    return _correct(store, "merge", {"into": target, "topics": others})


def split(store: Store, topic: int, *, parts: int = 2) -> int:
    """Divide a topic into parts, by its stories; the largest part keeps its id and label.

    Raises
    ------
    EditError
        When the topic has not as many stories.
    """
    known = topic_of(store, topic)
    if not 2 <= parts <= PARTS:
        raise EditError("A topic can be split into 2 to {most} parts, not {n}.", most=PARTS, n=parts)
    now, vectors = _now(store)
    rows = np.flatnonzero(now.topic == topic)
    story = np.unique(now.story[rows], return_inverse=True)[1].astype(np.int64)
    n_stories = int(story.max(initial=-1)) + 1
    if n_stories < parts:
        raise EditError("Its {n} stories cannot be split into {parts} parts.", n=n_stories, parts=parts)
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
    known = topic_of(store, topic)
    if known.hidden:
        raise EditError("Topic {id} is hidden already.", id=topic)
    return _correct(store, "hide", {"topic": known.id})


def show(store: Store, topic: int) -> Correction:
    """Show a topic that was hidden: the correction that hid it is taken back."""
    return _take_back(store, "hide", topic, "Topic {id} is not hidden.")


def move(store: Store, article: str, topic: int) -> int:
    """Put an article into another topic, or (0) into none; where its story has others, it becomes one of its own.

    Parameters
    ----------
    article : str
        Its id, given or newstide's own.
    """
    if topic != 0:
        topic_of(store, topic)
    state = _state(store)
    rows = store.articles_by_id([article])
    if rows.is_empty():
        raise EditError("There is no article {article} in the store.", article=article)
    row = rows.row(0, named=True)
    key = row["reprint_of"] or row["key"]
    if key not in set(state.key.tolist()):
        raise EditError(
            "The article {article} is newer than the current run: run `newstide analyze` first.", article=article
        )
    if row["topic_id"] == topic:
        raise EditError("The article is there already.")
    used = [int(state.story.max(initial=-1))]
    used += [correction.body["story"] for correction in store.corrections() if correction.kind == "move"]
    return _correct(store, "move", {"key": key, "topic": topic, "story": FAR + max(used) % FAR + 1})


def pin(store: Store, topic: int) -> int:
    """Keep a topic for good: its id and label stay, also when it has no articles."""
    known = topic_of(store, topic)
    if known.pinned:
        raise EditError("Topic {id} is pinned already.", id=topic)
    return _correct(store, "pin", {"topic": known.id, "label": known.label, "labels": known.labels})


def unpin(store: Store, topic: int) -> Correction:
    """Let go of a topic that was found and pinned: the correction that pinned it is taken back."""
    return _take_back(store, "pin", topic, "Topic {id} is not pinned.")


def _take_back(store: Store, kind: str, topic: int, otherwise: str) -> Correction:
    made = [one for one in store.corrections() if one.kind == kind and one.body["topic"] == topic]
    in_force = [one for one in made if one.undone_at is None]
    if not in_force:
        raise EditError(otherwise, id=topic)
    for one in in_force:
        undo(store, one.id)
    return in_force[-1]


def undo(store: Store, correction_id: int | None = None) -> Correction:
    """Take a correction back, the last one by default.

    Raises
    ------
    EditError
        When there is none, or it was taken back before.
    """

    def attempt(seen: str) -> Correction:
        all_ = store.corrections()
        meant = _meant(all_, correction_id)
        after = [replace(one, undone_at=datetime.now(UTC)) if one.id == meant.id else one for one in all_]
        revision, events = _revision(store, after, meant)
        store.undo(meant.id, revision, events, seen=seen)
        return meant

    return retried(store, attempt)


def _meant(all_: Sequence[Correction], correction_id: int | None) -> Correction:
    in_force = [one for one in all_ if one.undone_at is None]
    if correction_id is None and not in_force:
        raise EditError("There is no correction to take back.")
    meant = in_force[-1] if correction_id is None else next((one for one in all_ if one.id == correction_id), None)
    if meant is None:
        raise EditError("There is no correction {id}.", id=correction_id)
    if meant.undone_at is not None:
        raise EditError("Correction {id} was taken back before.", id=meant.id)
    return meant


def _correct(store: Store, kind: str, body: dict[str, Any]) -> int:
    made = Correction(0, kind, body, datetime.now(UTC))

    def attempt(seen: str) -> int:
        revision, events = _revision(store, [*store.corrections(), made], made)
        return store.correct(kind, body, revision, events, seen=seen)

    return retried(store, attempt)


def retried(store: Store, attempt: Callable[[str], Made]) -> Made:
    """Work something out from what the store holds, and write it; once more where others wrote meanwhile.

    Parameters
    ----------
    store : Store
    attempt : callable
        Gets the store's generation before it reads anything, and writes for that one only.

    Raises
    ------
    EditError
        When others write again and again.
    """
    for _ in range(TRIES):
        with suppress(OutdatedError):
            return attempt(store.generation())
    raise EditError("Others are changing the topics just now: try again.")


def retouched(topics: Sequence[Topic], store: Store, wishes: Wishes, ids: Collection[int]) -> Revision:
    """Find what changes of topics whose articles stay where they are.

    Parameters
    ----------
    topics : sequence of Topic
        As they are known.
    store : Store
    wishes : Wishes
    ids : collection of int
        Of the topics that are meant; one that nobody wants to keep and that has no articles goes.
    """
    made = as_topics(
        {topic.id: topic for topic in topics},
        slots=dict(store.known_topics()),
        sizes={topic.id: (topic.n_articles, topic.n_stories) for topic in topics if topic.n_articles},
        wishes=wishes,
    )
    changed = [topic for topic in made if topic.id in ids]
    gone = sorted({topic.id for topic in topics if topic.id in ids} - {topic.id for topic in changed})
    return Revision(
        memberships=pl.DataFrame(schema=dict.fromkeys(("key", "story_id", "topic_id"), pl.Int64)),
        stories=story_frame(pl.DataFrame(schema=STORIES)),
        gone_stories=(),
        topics=changed,
        gone_topics=gone,
    )


def topics_of(correction: Correction) -> set[int]:
    """Give the topics that a correction names."""
    body = correction.body
    named = {body.get("topic"), body.get("into"), *body.get("topics", ())}
    named |= {part["topic"] for part in body.get("parts", ())}
    return {int(topic) for topic in named if topic}


def _revision(store: Store, corrections: Sequence[Correction], changed: Correction) -> tuple[Revision, list[Event]]:
    """Find what changes in the current run when these corrections are in force, one of which is new, or undone now."""
    if changed.kind in MOVING:
        return regrouped(store, corrections, topics_of(changed), set())
    topic = int(changed.body["topic"])
    known = next((one for one in store.topics() if one.id == topic), None)
    undone = all(one.id != changed.id or one.undone_at is not None for one in corrections)
    if changed.kind == "rename" and undone and known is not None:
        former = _former(store, known, changed)
        if former is None:
            return regrouped(store, corrections, {topic}, {topic})
        known = former
    wishes = Wishes.of(corrections, store.pins())
    _state(store)
    return retouched([known] if known else [], store, wishes, {topic}), []


def _former(store: Store, topic: Topic, rename: Correction) -> Topic | None:
    """Give a topic the labels that it had before it was renamed; nothing where another topic has one of them now."""
    was = rename.body.get("was")
    if not was:
        return None
    mine = {label.casefold() for label in (was["label"], *was["labels"].values())}
    others = [other for other in store.topics() if other.id != topic.id]
    theirs = {label.casefold() for other in others for label in (other.label, *other.labels.values())}
    return None if mine & theirs else replace(topic, label=was["label"], labels=was["labels"])


def _renames(correction: Correction, topic: int) -> bool:
    return correction.kind == "rename" and correction.body["topic"] == topic


def regrouped(
    store: Store, corrections: Sequence[Correction], named: set[int], anew: set[int]
) -> tuple[Revision, list[Event]]:
    """Find where articles belong now, and describe topics that have no words yet, or are wanted anew."""
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
    renew = {topic for topic in topics & present if topic not in last or topic in anew}
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


def topic_of(store: Store, topic: int) -> Topic:
    """Give a topic of the current run.

    Raises
    ------
    EditError
        When there is none of that id.
    """
    found = next((one for one in store.topics() if one.id == topic), None)
    if found is None:
        raise EditError("There is no topic {id} in the current run; `newstide topics list` names them.", id=topic)
    return found


def _state(store: Store) -> RunState:
    state = store.state()
    if state is None:
        raise EditError("The store has no run that can be corrected: run `newstide analyze` first.")
    return state


def _now(store: Store) -> tuple[Grouping, Floats]:
    state = _state(store)
    vectors = points_of(store, state.key)
    raw = Grouping(state.key, state.story, state.topic)
    return corrected(raw, store.corrections(), lambda: vectors), vectors
