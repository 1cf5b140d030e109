"""Lemmas beside words in the full-text index; an index that counts hits without reading texts."""

import sqlalchemy as sa
from alembic import op

from data.lemmas import terms_of

revision = "0003"
down_revision = "0002"

AT_ONCE = 2_000
WORDS = (
    "setweight(to_tsvector('simple', title), 'A') || "
    "setweight(to_tsvector('simple', left(text, 200000)), 'C') || "
    "setweight(to_tsvector('simple', left(lemmas, 100000)), 'B')"
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        op.execute("DROP TABLE article_words")
    else:
        op.execute("ALTER TABLE articles DROP COLUMN words")
    op.add_column("articles", sa.Column("lemmas", sa.Text, nullable=False, server_default=""))
    _fill(op.get_bind())
    op.drop_index("articles_published_at", "articles")
    op.create_index("articles_published_at", "articles", ["published_at", "language", "source", "reprint_of"])
    if sqlite:
        op.execute(
            "CREATE VIRTUAL TABLE article_words USING fts5(title, text, lemmas, "
            "content='articles', content_rowid='key', tokenize='unicode61 remove_diacritics 0')"
        )
        op.execute("INSERT INTO article_words (article_words) VALUES ('rebuild')")
    else:
        op.execute(f"ALTER TABLE articles ADD COLUMN words tsvector GENERATED ALWAYS AS ({WORDS}) STORED")
        op.execute("CREATE INDEX articles_words ON articles USING gin (words)")


def _fill(connection: sa.Connection) -> None:
    """Find the terms of all articles, some thousands at a time, so that no large store must fit into memory."""
    read = sa.text("SELECT key, title, text, language FROM articles WHERE key > :last ORDER BY key LIMIT :at_once")
    write = sa.text("UPDATE articles SET lemmas = :lemmas WHERE key = :key")
    last = -1
    while rows := connection.execute(read, {"last": last, "at_once": AT_ONCE}).fetchall():
        connection.execute(write, [{"key": key, "lemmas": terms_of(*found)} for key, *found in rows])
        last = rows[-1].key
