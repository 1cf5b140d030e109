"""Runs made by hand: so many articles of a topic on a day, and a run that says so."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta

import polars as pl
from helpers import article

from data.store import Event, Store, Topic

MONDAY = date(2025, 9, 1)
Volumes = Mapping[date, int]


def week(number: int) -> date:
    """Give the Monday of a week, the first being 1."""
    return MONDAY + timedelta(weeks=number - 1)


def publish(
    store: Store,
    volumes: Mapping[int, Volumes],
    *,
    born: Collection[int] = (),
    pinned: Collection[int] = (),
    hidden: Collection[int] = (),
) -> int:
    """Add articles of topics (0: of none) on days, and publish a run of all articles of the store; gives its id."""
    for topic_id, days in volumes.items():
        made = [_article(topic_id, day, number) for day, articles in days.items() for number in range(articles)]
        store.add_articles(made)
    rows = [(row["key"], int(row["given_id"] or 0)) for row in store.corpus().iter_rows(named=True)]
    memberships = pl.DataFrame(
        {"key": [key for key, _ in rows], "topic_id": [topic_id for _, topic_id in rows]}
    ).select("key", story_id=pl.col("topic_id") + 1, topic_id="topic_id", score=pl.lit(1.0))
    ids = sorted({topic_id for _, topic_id in rows})
    run = store.start_run(encoder="test", parameters={}, version="0")
    store.stage(
        run,
        memberships=memberships,
        stories=pl.DataFrame(
            {
                "story_id": [topic_id + 1 for topic_id in ids],
                "topic_id": ids,
                "headline_key": [next(key for key, topic in rows if topic == topic_id) for topic_id in ids],
                "size": [sum(topic == topic_id for _, topic in rows) for topic_id in ids],
            }
        ).with_columns(
            first_seen=pl.lit(None, pl.Datetime(time_zone="UTC")), last_seen=pl.lit(None, pl.Datetime(time_zone="UTC"))
        ),
        topics=[
            Topic(
                id=topic_id,
                slot=topic_id,
                label=f"Topic <{topic_id}> & more",
                labels={"uk": f"Тема {topic_id}"},
                pinned=topic_id in pinned,
                hidden=topic_id in hidden,
            )
            for topic_id in ids
            if topic_id
        ],
    )
    store.publish(run, result={})
    store.add_events([Event(run, datetime.now(UTC), "birth", topic_id, None, 1, "") for topic_id in born])
    return run


def _article(topic_id: int, day: date, number: int):
    name = f"{topic_id}-{day}-{number}"
    # Texts of which none looks like a reprint of another.
    words = hashlib.sha256(name.encode()).hexdigest()
    text = " ".join(words[at : at + 6] for at in range(0, 60, 6))
    moment = datetime.combine(day, time(12), tzinfo=UTC)
    return article(
        f"News {text}", text=text, url=f"https://a.example/{name}", given_id=str(topic_id), published_at=moment
    )
