"""The first tables: articles, vectors, runs with topics, stories, memberships and counts, full text."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("key", KEY, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("given_id", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("published_at", sa.BigInteger),
        sa.Column("url", sa.Text),
        sa.Column("truncated", sa.Boolean, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("line", sa.BigInteger),
        sa.Column("reprint_of", KEY, sa.ForeignKey("articles.key")),
        sa.Column("text_hash", sa.String(16), nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
    )
    op.create_index("articles_published_at", "articles", ["published_at"])
    op.create_index("articles_reprint_of", "articles", ["reprint_of"])
    op.create_table(
        "revisions",
        sa.Column("article_key", KEY, sa.ForeignKey("articles.key"), primary_key=True),
        sa.Column("text_hash", sa.String(16), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("replaced_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "reprint_bands",
        sa.Column("band", sa.BigInteger, primary_key=True),
        sa.Column("article_key", KEY, sa.ForeignKey("articles.key"), primary_key=True),
    )
    op.create_index("reprint_bands_article", "reprint_bands", ["article_key"])
    op.create_table(
        "rejected",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("line", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("excerpt", sa.Text, nullable=False),
        sa.Column("kept", sa.Boolean, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "vectors",
        sa.Column("encoder", sa.String(64), primary_key=True),
        sa.Column("article_key", KEY, sa.ForeignKey("articles.key"), primary_key=True),
        sa.Column("text_hash", sa.String(16), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("encoder", sa.Text, nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("n_articles", sa.BigInteger, nullable=False),
        sa.Column("result", sa.JSON, nullable=False),
    )
    op.create_table(
        "current_run",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("run_id", KEY, sa.ForeignKey("runs.id"), nullable=False),
    )
    op.create_table(
        "topics",
        sa.Column("run_id", KEY, sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("topic_id", KEY, primary_key=True),
        sa.Column("slot", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("keywords", sa.JSON, nullable=False),
        sa.Column("headlines", sa.JSON, nullable=False),
        sa.Column("n_articles", sa.BigInteger, nullable=False),
        sa.Column("n_stories", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "topic_slots",
        sa.Column("topic_id", KEY, primary_key=True, autoincrement=False),
        sa.Column("slot", sa.Integer, nullable=False),
    )
    op.create_table(
        "stories",
        sa.Column("run_id", KEY, sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("story_id", KEY, primary_key=True),
        sa.Column("topic_id", KEY, nullable=False),
        sa.Column("headline_key", KEY, sa.ForeignKey("articles.key"), nullable=False),
        sa.Column("first_seen", sa.BigInteger),
        sa.Column("last_seen", sa.BigInteger),
        sa.Column("size", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "memberships",
        sa.Column("run_id", KEY, sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("article_key", KEY, sa.ForeignKey("articles.key"), primary_key=True),
        sa.Column("story_id", KEY, nullable=False),
        sa.Column("topic_id", KEY, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
    )
    op.create_index("memberships_topic", "memberships", ["run_id", "topic_id"])
    op.create_index("memberships_story", "memberships", ["run_id", "story_id"])
    op.create_table(
        "hourly_counts",
        sa.Column("run_id", KEY, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("hour", sa.BigInteger),
        sa.Column("topic_id", KEY, nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("articles", sa.BigInteger, nullable=False),
        sa.Column("originals", sa.BigInteger, nullable=False),
    )
    op.create_index("hourly_counts_run", "hourly_counts", ["run_id", "hour"])
    op.create_table(
        "daily_counts",
        sa.Column("run_id", KEY, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("day", sa.BigInteger),
        sa.Column("topic_id", KEY, nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("articles", sa.BigInteger, nullable=False),
        sa.Column("originals", sa.BigInteger, nullable=False),
    )
    op.create_index("daily_counts_run", "daily_counts", ["run_id", "day"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE article_words USING fts5("
            "title, text, content='articles', content_rowid='key', tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        op.execute(
            "ALTER TABLE articles ADD COLUMN words tsvector GENERATED ALWAYS AS "
            "(to_tsvector('simple', left(title || ' ' || text, 200000))) STORED"
        )
        op.execute("CREATE INDEX articles_words ON articles USING gin (words)")
