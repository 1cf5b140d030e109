"""Stores of generated news of any size, analysed as the truth has it: where a run puts articles does not matter here.

The first twenty thousand articles are kept as ingestion keeps any. Larger stores repeat these, copied by the database:
on other days, as other articles of other stories, and every few copies of other topics.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import Connection, create_engine, text

from data.article import Article
from data.store import Store, Topic
from tests.benchmarks.generator import Generated, article_of, generate

MADE = 20_000
"""Articles that are made; those beyond are copies."""
COPIES_OF_A_TOPIC = 5
AT_ONCE = 5_000
ENCODER = "none"
SPAN = 365 * 86_400
EVERYWHERE = "newswire"
"""A word of every article."""
TENTHS = tuple(f"tenth{letter}" for letter in "abcdefghij")
"""Words of which each stands in one of ten articles."""
SELDOM = tuple(f"seldom{one}{other}{last}" for one in "abcdefghij" for other in "abcdefghij" for last in "abcdefghij")
"""Words of which each stands in one of a thousand articles."""
COPY = """
    INSERT INTO articles (key, id, given_id, title, text, language, source, published_at, url, truncated, origin, line,
                          reprint_of, text_hash, added_at, lemmas)
    SELECT key + :offset, printf('%08x', :copy) || substr(id, 9), given_id || '-' || :copy, title, text, language,
           source, :first + (published_at - :first + :later) % :span, url || '-' || :copy, truncated, origin, line,
           reprint_of + :offset, text_hash, added_at, lemmas
    FROM articles WHERE key <= :made
"""
INDEX = "INSERT INTO article_words (rowid, title, text, lemmas) SELECT key, title, text, lemmas FROM articles"


def make_store(n_articles: int, path: Path, *, made: int = MADE) -> None:
    """Keep so many articles (beyond ``made`` a multiple of it) in a new SQLite file, with their stories and topics."""
    generated = list(generate(min(n_articles, made)))
    copies = max(1, n_articles // made)
    with Store(str(path)) as store:
        for start in range(0, len(generated), AT_ONCE):
            piece = enumerate(generated[start : start + AT_ONCE], start)
            store.add_articles([_article(one, number) for number, one in piece])
    if copies > 1:
        _copy(path, copies)
    with Store(str(path), create=False) as store:
        run = store.start_run(encoder=ENCODER, parameters={"fingerprint": ENCODER}, version="0")
        members = _members(generated, store, copies)
        store.stage(
            run,
            memberships=members.select("key", "story_id", "topic_id", "score"),
            stories=_stories(members),
            topics=list(_topics(generated, members)),
        )
        store.publish(run, result={})
        for piece in members.iter_slices(AT_ONCE):
            store.add_coordinates(ENCODER, piece["key"].to_numpy(), _places(piece["topic_id"].to_numpy()))


def _copy(path: Path, copies: int) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        made, first = connection.execute(text("SELECT max(key), min(published_at) FROM articles")).one()
        for copy in range(1, copies):
            later = SPAN * copy // copies
            values = {"offset": copy * made, "copy": copy, "first": first, "later": later, "span": SPAN, "made": made}
            connection.execute(text(COPY), values)
        _index(connection, made)
    engine.dispose()


def _index(connection: Connection, made: int) -> None:
    connection.execute(text(f"{INDEX} WHERE key > :made"), {"made": made})


def _members(generated: list[Generated], store: Store, copies: int) -> pl.DataFrame:
    """Say where every article belongs: key, story_id, topic_id, score, published_at."""
    known = store.outline().select("key", "published_at")
    step = known.height // copies
    topics, names = _numbered(generated), {one.id: one for one in generated}
    made = pl.DataFrame(
        [
            (key, int(names[given_id].story[1:]), topics.get(names[given_id].topic, 0))
            for key, given_id in store.corpus(list(range(1, step + 1))).select("key", "given_id").iter_rows()
        ],
        schema={"key": pl.Int64, "story_id": pl.Int64, "topic_id": pl.Int64},
        orient="row",
    )
    most, n_topics = int(made["story_id"].max()), len(topics)  # type: ignore[arg-type]

    def other(copy: int) -> pl.DataFrame:
        topic = pl.when(pl.col("topic_id") > 0).then(pl.col("topic_id") + n_topics * (copy // COPIES_OF_A_TOPIC))
        return made.with_columns(
            pl.col("key") + copy * step, pl.col("story_id") + copy * most, topic_id=topic.otherwise(0)
        )

    members = pl.concat([other(copy) for copy in range(copies)]).with_columns(score=pl.lit(0.5))
    return members.join(known, on="key", how="left", maintain_order="left")


def _places(topic_ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """Give every article a place around the middle of its topic."""
    noise = np.random.default_rng(len(topic_ids)).normal(size=(len(topic_ids), 2))
    middles = np.stack([np.cos(topic_ids * 2.4), np.sin(topic_ids * 2.4)], axis=1) * np.sqrt(topic_ids)[:, None] * 3
    return (middles + noise).astype(np.float32)


def _stories(members: pl.DataFrame) -> pl.DataFrame:
    return members.group_by("story_id").agg(
        topic_id=pl.col("topic_id").first(),
        headline_key=pl.col("key").first(),
        first_seen=pl.col("published_at").min(),
        last_seen=pl.col("published_at").max(),
        size=pl.len(),
    )


def _topics(generated: list[Generated], members: pl.DataFrame) -> Iterator[Topic]:
    names = {number: name for name, number in _numbered(generated).items()}
    found = members.filter(pl.col("topic_id") > 0).group_by("topic_id").agg(pl.len(), pl.col("story_id").n_unique())
    for topic_id, n_articles, n_stories in found.sort("topic_id").iter_rows():
        group, number = divmod(topic_id - 1, len(names))
        label = names[number + 1] if group == 0 else f"{names[number + 1]} {group + 1}"
        yield Topic(id=topic_id, slot=topic_id - 1, label=label, n_articles=n_articles, n_stories=n_stories)


def _numbered(generated: list[Generated]) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted({one.topic for one in generated} - {""}), start=1)}


def _article(one: Generated, number: int) -> Article:
    words = (EVERYWHERE.capitalize(), TENTHS[number % 10], SELDOM[number % 1_000])
    return article_of(one).model_copy(update={"text": f"{one.text} {' '.join(words)}."})
