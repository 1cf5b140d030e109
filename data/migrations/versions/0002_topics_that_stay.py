"""What people do with topics and runs: events, pins, corrections, views, jobs, places on the map, alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    for name in ("pinned", "hidden"):
        op.add_column("topics", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "run_states",
        sa.Column("run_id", KEY, sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("state", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "topic_events",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("happened_at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("topic_id", KEY, nullable=False),
        sa.Column("other_id", KEY),
        sa.Column("articles", sa.BigInteger, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
    )
    op.create_index("topic_events_topic", "topic_events", ["topic_id"])
    op.create_table(
        "pinned_topics",
        sa.Column("topic_id", KEY, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("examples", sa.JSON, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("pinned_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "corrections",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("undone_at", sa.BigInteger),
    )
    op.create_table(
        "saved_views",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("saved_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("step", sa.String(16)),
        sa.Column("done", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("total", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("message", sa.Text),
        sa.Column("run_id", KEY),
    )
    op.create_table(
        "coordinates",
        sa.Column("encoder", sa.String(64), primary_key=True),
        sa.Column("article_key", KEY, sa.ForeignKey("articles.key"), primary_key=True),
        sa.Column("x", sa.Float, nullable=False),
        sa.Column("y", sa.Float, nullable=False),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("topic_id", KEY, nullable=False),
        sa.Column("raised_at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("sent_at", sa.BigInteger),
    )
