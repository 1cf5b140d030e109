"""Tables of the store (SQLAlchemy Core), the same on SQLite and PostgreSQL; `data/migrations` makes and changes them.

Times are whole seconds since 1970 UTC, hours and days are counted from the same moment: exact and quick on both.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
)

SCHEMA_VERSION = "0005"
"""The newest migration that this program knows."""

metadata = MetaData()

Key = BigInteger().with_variant(Integer, "sqlite")

articles = Table(
    "articles",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("given_id", Text),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(8)),
    Column("source", Text, nullable=False),
    Column("published_at", BigInteger),
    Column("url", Text),
    Column("truncated", Boolean, nullable=False),
    Column("origin", Text, nullable=False),
    Column("line", BigInteger),
    Column("reprint_of", Key, ForeignKey("articles.key")),
    Column("text_hash", String(16), nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("lemmas", Text, nullable=False, server_default=""),
    # Holds all that counting the hits of a search needs: the texts are not read for it.
    Index("articles_published_at", "published_at", "language", "source", "reprint_of"),
    Index("articles_reprint_of", "reprint_of"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article_key", Key, ForeignKey("articles.key"), primary_key=True),
    Column("text_hash", String(16), primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("replaced_at", BigInteger, nullable=False),
)

reprint_bands = Table(
    "reprint_bands",
    metadata,
    Column("band", BigInteger, primary_key=True),
    Column("article_key", Key, ForeignKey("articles.key"), primary_key=True),
    Index("reprint_bands_article", "article_key"),
)
"""Signatures of originals only: whatever repeats a reprint repeats its original, too."""

rejected = Table(
    "rejected",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("origin", Text, nullable=False),
    Column("line", BigInteger),
    Column("reason", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("kept", Boolean, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)

missed_fetches = Table(
    "missed_fetches",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("hour", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    Column("encoder", String(64), primary_key=True),
    Column("article_key", Key, ForeignKey("articles.key"), primary_key=True),
    Column("text_hash", String(16), nullable=False),
    Column("vector", LargeBinary, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("state", String(16), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("encoder", Text, nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("version", Text, nullable=False),
    Column("n_articles", BigInteger, nullable=False),
    Column("result", JSON, nullable=False),
)

current = Table(
    "current_run",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("run_id", Key, ForeignKey("runs.id"), nullable=False),
)
"""One row: the run that readers see. Changing it is what publishes a run."""

topics = Table(
    "topics",
    metadata,
    Column("run_id", Key, ForeignKey("runs.id"), primary_key=True),
    Column("topic_id", Key, primary_key=True),
    Column("slot", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("keywords", JSON, nullable=False),
    Column("headlines", JSON, nullable=False),
    Column("n_articles", BigInteger, nullable=False),
    Column("n_stories", BigInteger, nullable=False),
    Column("pinned", Boolean, nullable=False, server_default=false()),
    Column("hidden", Boolean, nullable=False, server_default=false()),
)

topic_slots = Table(
    "topic_slots",
    metadata,
    Column("topic_id", Key, primary_key=True, autoincrement=False),
    Column("slot", Integer, nullable=False),
)
"""The colour slot of every topic there ever was: outlives the runs, so that no id comes back for something else."""

stories = Table(
    "stories",
    metadata,
    Column("run_id", Key, ForeignKey("runs.id"), primary_key=True),
    Column("story_id", Key, primary_key=True),
    Column("topic_id", Key, nullable=False),
    Column("headline_key", Key, ForeignKey("articles.key"), nullable=False),
    Column("first_seen", BigInteger),
    Column("last_seen", BigInteger),
    Column("size", BigInteger, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("run_id", Key, ForeignKey("runs.id"), primary_key=True),
    Column("article_key", Key, ForeignKey("articles.key"), primary_key=True),
    Column("story_id", Key, nullable=False),
    Column("topic_id", Key, nullable=False),
    Column("score", Float, nullable=False),
    Index("memberships_topic", "run_id", "topic_id"),
    Index("memberships_story", "run_id", "story_id"),
)

hourly_counts = Table(
    "hourly_counts",
    metadata,
    Column("run_id", Key, ForeignKey("runs.id"), nullable=False),
    Column("hour", BigInteger),
    Column("topic_id", Key, nullable=False),
    Column("language", String(8)),
    Column("source", Text, nullable=False),
    Column("articles", BigInteger, nullable=False),
    Column("originals", BigInteger, nullable=False),
    Index("hourly_counts_run", "run_id", "hour"),
)

daily_counts = Table(
    "daily_counts",
    metadata,
    Column("run_id", Key, ForeignKey("runs.id"), nullable=False),
    Column("day", BigInteger),
    Column("topic_id", Key, nullable=False),
    Column("language", String(8)),
    Column("source", Text, nullable=False),
    Column("articles", BigInteger, nullable=False),
    Column("originals", BigInteger, nullable=False),
    Index("daily_counts_run", "run_id", "day"),
)

run_states = Table(
    "run_states",
    metadata,
    Column("run_id", Key, ForeignKey("runs.id"), primary_key=True),
    Column("state", LargeBinary, nullable=False),
)
"""What the next run needs to go on from this one, as safetensors."""

OF_A_RUN = (memberships, hourly_counts, daily_counts, stories, topics, run_states)
"""What goes when a run goes, the large ones first."""

topic_events = Table(
    "topic_events",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("run_id", Key, nullable=False),
    Column("happened_at", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("topic_id", Key, nullable=False),
    Column("other_id", Key),
    Column("articles", BigInteger, nullable=False),
    Column("label", Text, nullable=False),
    Index("topic_events_topic", "topic_id"),
)
"""Births, deaths, merges, splits: outlives the runs, so that a topic's lineage can be followed."""

pinned_topics = Table(
    "pinned_topics",
    metadata,
    Column("topic_id", Key, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("examples", JSON, nullable=False),
    Column("origin", Text, nullable=False),
    Column("pinned_at", BigInteger, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("made_at", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("body", JSON, nullable=False),
    Column("undone_at", BigInteger),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("path", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("finished_at", BigInteger),
    Column("step", String(16)),
    Column("done", BigInteger, nullable=False, server_default="0"),
    Column("total", BigInteger, nullable=False, server_default="0"),
    Column("message", Text),
    Column("run_id", Key),
)
"""What the page asked for: worked by a process of its own, which says here how far it is."""

coordinates = Table(
    "coordinates",
    metadata,
    Column("encoder", String(64), primary_key=True),
    Column("article_key", Key, ForeignKey("articles.key"), primary_key=True),
    Column("x", Float, nullable=False),
    Column("y", Float, nullable=False),
)
"""Where articles are on the map; they stay there."""

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("topic_id", Key, nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("body", JSON, nullable=False),
    Column("sent_at", BigInteger),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("tried_at", BigInteger),
    Column("error", Text),
)

alert_rules = Table(
    "alert_rules",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("topic_id", Key),
    Column("period", String(8), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("threshold", Float, nullable=False),
    Column("set_at", BigInteger, nullable=False),
)

alert_settings = Table(
    "alert_settings",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("feed_id", String(36), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("webhook", JSON),
    Column("webhook_set_at", BigInteger),
)
"""One row."""
