"""Articles: new ones, revisions, links from reprints to originals, full text; rejected entries; vectors."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from data.article import Article, Rejected
from data.lemmas import terms_of
from data.reprints import comparable, is_reprint, signature
from data.schema import articles, rejected, reprint_bands, revisions, vectors
from data.store.rows import pieces_of, read_rows

AT_ONCE = 5_000
FAR_FUTURE = 2**62
FTS5_INSERT = "INSERT INTO article_words (rowid, title, text, lemmas) VALUES (:key, :title, :text, :lemmas)"
FTS5_DELETE = (
    "INSERT INTO article_words (article_words, rowid, title, text, lemmas) "
    "VALUES ('delete', :key, :title, :text, :lemmas)"
)


@dataclass(frozen=True)
class Added:
    """What became of a batch of articles.

    Attributes
    ----------
    new : int
        Never met before.
    revised : int
        Met before with another text, date or language; the earlier text is kept as a revision.
    unchanged : int
    reprints : int
        Of the new and revised ones, those linked to an original.
    """

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    reprints: int = 0


def add_articles(connection: Connection, batch: Sequence[Article]) -> Added:
    """Keep a batch of articles; of several with one id the last one counts."""
    incoming = {article.id: article for article in batch}
    known = _known(connection, list(incoming))
    new = [article for article in incoming.values() if article.id not in known]
    revised = [article for article in incoming.values() if article.id in known and _differs(article, known[article.id])]
    keys = _insert(connection, new)
    for article in revised:
        keys[article.id] = int(known[article.id]["key"])
        _revise(connection, article, known[article.id])
    reworded = [article for article in revised if article.text_hash != known[article.id]["text_hash"]]
    reprints = _link_reprints(connection, [(keys[article.id], article) for article in (*new, *reworded)])
    return Added(len(new), len(revised), len(batch) - len(new) - len(revised), reprints)


def insert_ignore(connection: Connection, table: Table) -> Any:  # noqa: ANN401
    """Build an INSERT that leaves rows alone that are there already."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).on_conflict_do_nothing()


def in_pieces(values: Sequence[Any], size: int = AT_ONCE) -> Iterator[Sequence[Any]]:
    """Cut a sequence into pieces that fit into one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def record_rejected(connection: Connection, rows: Sequence[Rejected]) -> None:
    """Keep what could not be read; the same entry of the same origin once."""
    now = int(time.time())
    values = [
        {
            "id": hashlib.sha256(f"{row.origin}\x1f{row.line}\x1f{row.reason}\x1f{row.excerpt}".encode()).hexdigest()[
                :32
            ],
            "seen_at": now,
            **row.model_dump(),
        }
        for row in rows
    ]
    if values:
        connection.execute(insert_ignore(connection, rejected), values)


def add_vectors(
    connection: Connection,
    encoder: str,
    keys: NDArray[np.int64],
    text_hashes: Sequence[str],
    matrix: NDArray[np.float32],
) -> None:
    """Keep vectors, in place of those that the encoder made of earlier texts of these articles."""
    for piece in in_pieces([int(key) for key in keys]):
        connection.execute(delete(vectors).where(vectors.c.encoder == encoder, vectors.c.article_key.in_(piece)))
    rows = [
        {"encoder": encoder, "article_key": int(key), "text_hash": text_hash, "vector": row.tobytes()}
        for key, text_hash, row in zip(keys, text_hashes, matrix.astype("<f4"), strict=True)
    ]
    if rows:
        connection.execute(insert(vectors), rows)


Vectors = tuple[NDArray[np.int64], Sequence[str], NDArray[np.float32]]
"""Keys of articles, hashes of their texts, a row for each."""


def vector_pieces(connection: Connection, encoder: str, keys: Sequence[int] | None = None) -> Iterator[Vectors]:
    """Read the vectors that an encoder made, all or those of some articles, some thousand at a time."""
    columns = select(vectors.c.article_key, vectors.c.text_hash, vectors.c.vector)
    some = columns.where(vectors.c.encoder == encoder)
    # Where all are wanted, the index would only lead to the rows one by one.
    all_ = columns.where(vectors.c.encoder.concat("") == encoder)
    queries = [all_] if keys is None else [some.where(vectors.c.article_key.in_(piece)) for piece in in_pieces(keys)]
    for query in queries:
        for piece in pieces_of(connection, query, AT_ONCE):
            known, hashes, numbers = zip(*piece, strict=True)
            matrix = np.frombuffer(b"".join(numbers), dtype="<f4").reshape(len(known), -1)
            yield np.asarray(known, dtype=np.int64), hashes, matrix.astype(np.float32, copy=False)


def read_vectors(
    connection: Connection, encoder: str, keys: Sequence[int] | None = None
) -> tuple[NDArray[np.int64], list[str], NDArray[np.float32]]:
    """Read the same at once."""
    known: list[NDArray[np.int64]] = []
    hashes: list[str] = []
    # Grows where it is: beside the matrix, only one piece of it is held.
    numbers = bytearray()
    for of_piece, hashes_of_piece, matrix in vector_pieces(connection, encoder, keys):
        known.append(of_piece)
        hashes.extend(hashes_of_piece)
        numbers += matrix.tobytes()
    if not known:
        return np.zeros(0, dtype=np.int64), [], np.zeros((0, 0), dtype=np.float32)
    return np.concatenate(known), hashes, np.frombuffer(numbers, dtype=np.float32).reshape(len(hashes), -1)


CORPUS = {
    "key": pl.Int64(),
    "id": pl.String(),
    "given_id": pl.String(),
    "title": pl.String(),
    "text": pl.String(),
    "language": pl.String(),
    "source": pl.String(),
    "published_at": pl.Int64(),
    "truncated": pl.Boolean(),
    "reprint_of": pl.Int64(),
    "text_hash": pl.String(),
}


def corpus(connection: Connection) -> pl.DataFrame:
    """Read all articles for an analysis, ordered by id, so that the order of ingestion makes no difference."""
    return _all(connection, list(CORPUS))


def outline(connection: Connection) -> pl.DataFrame:
    """Read the same without what is long."""
    return _all(connection, [name for name in CORPUS if name not in {"title", "text", "given_id"}])


def corpus_of(connection: Connection, keys: Sequence[int]) -> pl.DataFrame:
    """Read the same as `corpus` for some articles, in the order of the keys."""
    query = _columns(list(CORPUS))
    pieces = [read_rows(connection, query.where(articles.c.key.in_(piece)), CORPUS) for piece in in_pieces(keys)]
    frame = _told(pl.concat(pieces or [pl.DataFrame(schema=CORPUS)]))
    return pl.DataFrame({"key": pl.Series(keys, dtype=pl.Int64)}).join(frame, on="key", maintain_order="left")


def _all(connection: Connection, names: Sequence[str]) -> pl.DataFrame:
    # Sorted here: read in the order of their ids, articles are looked up one by one.
    return _told(read_rows(connection, _columns(names), {name: CORPUS[name] for name in names})).sort("id")


def _columns(names: Sequence[str]) -> Select[Any]:
    return select(*(articles.c[name] for name in names))


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(as_time("published_at"), pl.col("truncated").cast(pl.Boolean))


def as_time(column: str) -> pl.Expr:
    """Turn a column of seconds since 1970 into UTC times."""
    return pl.from_epoch(pl.col(column).cast(pl.Int64), "s").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _known(connection: Connection, ids: list[str]) -> dict[str, Any]:
    names = ("key", "id", "title", "text", "text_hash", "published_at", "language", "url", "lemmas")
    columns = [articles.c[name] for name in names]
    return {
        row.id: row._mapping  # noqa: SLF001
        for piece in in_pieces(ids)
        for row in connection.execute(select(*columns).where(articles.c.id.in_(piece)))
    }


def _differs(article: Article, known: Any) -> bool:  # noqa: ANN401
    dated = article.published_at is not None and _seconds(article.published_at) != known["published_at"]
    return bool(article.text_hash != known["text_hash"] or dated or article.language != known["language"])


def _seconds(time_: datetime | None) -> int | None:
    return None if time_ is None else int(time_.timestamp())


def _row(article: Article) -> dict[str, Any]:
    fields = article.model_dump(exclude={"published_at"})
    return {
        **fields,
        "id": article.id,
        "text_hash": article.text_hash,
        "published_at": _seconds(article.published_at),
        "added_at": int(time.time()),
        "lemmas": terms_of(article.title, article.text, article.language),
    }


def _insert(connection: Connection, new: Sequence[Article]) -> dict[str, int]:
    if not new:
        return {}
    rows = [_row(article) for article in new]
    connection.execute(insert(articles), rows)
    ids = [article.id for article in new]
    keys: dict[str, int] = {
        row.id: row.key
        for piece in in_pieces(ids)
        for row in connection.execute(select(articles.c.id, articles.c.key).where(articles.c.id.in_(piece)))
    }
    if connection.dialect.name == "sqlite":
        connection.execute(text(FTS5_INSERT), [{"key": keys[row["id"]], **_searched(row)} for row in rows])
    return keys


def _searched(row: Any) -> dict[str, str]:  # noqa: ANN401
    return {name: row[name] for name in ("title", "text", "lemmas")}


def _revise(connection: Connection, article: Article, known: Any) -> None:  # noqa: ANN401
    key = int(known["key"])
    reworded = article.text_hash != known["text_hash"]
    if reworded:
        earlier = {name: known[name] for name in ("text_hash", "title", "text")}
        connection.execute(
            insert_ignore(connection, revisions), [{"article_key": key, "replaced_at": int(time.time()), **earlier}]
        )
        connection.execute(delete(reprint_bands).where(reprint_bands.c.article_key == key))
    row = _row(article)
    if connection.dialect.name == "sqlite" and _searched(row) != _searched(known):
        connection.execute(text(FTS5_DELETE), {"key": key, **_searched(known)})
        connection.execute(text(FTS5_INSERT), {"key": key, **_searched(row)})
    for name in ("added_at", *(name for name in ("published_at", "url", "given_id") if row[name] is None)):
        del row[name]
    if reworded:
        row["reprint_of"] = None
    connection.execute(update(articles).where(articles.c.key == key).values(**row))


def _link_reprints(connection: Connection, added: Sequence[tuple[int, Article]]) -> int:
    """Link each article that repeats another one to the earliest of them; returns how many were linked."""
    bands = {key: signature(article.title, article.text) for key, article in added}
    holders, texts = _candidates(connection, sorted({band for found in bands.values() for band in found}))
    links: dict[int, int] = {}
    for key, article in added:
        mine = (_seconds(article.published_at) or FAR_FUTURE, key, comparable(article.title, article.text))
        near = sorted({holder for band in bands[key] for holder in holders[band]} - {key})
        original = next((other for other in near if is_reprint(mine[2], texts[other][2])), None)
        if original is not None and texts[original][:2] <= mine[:2]:
            links[key] = original
            continue
        if original is not None:
            _replace_original(connection, original, key, links, holders)
        texts[key] = mine
        for band in bands[key]:
            holders[band].append(key)
    _store_links(connection, links, {key: found for key, found in bands.items() if key not in links})
    return sum(key in links for key, _ in added)


def _candidates(
    connection: Connection, bands: Sequence[int]
) -> tuple[defaultdict[int, list[int]], dict[int, tuple[int, int, str]]]:
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for piece in in_pieces(bands):
        for band, key in connection.execute(
            select(reprint_bands.c.band, reprint_bands.c.article_key).where(reprint_bands.c.band.in_(piece))
        ):
            holders[band].append(key)
    texts: dict[int, tuple[int, int, str]] = {}
    for piece in in_pieces(sorted({key for keys in holders.values() for key in keys})):
        columns = (articles.c.key, articles.c.published_at, articles.c.title, articles.c.text)
        for key, seconds, title, body in connection.execute(select(*columns).where(articles.c.key.in_(piece))):
            texts[key] = (seconds or FAR_FUTURE, key, comparable(title, body))
    return holders, texts


def _replace_original(
    connection: Connection, former: int, key: int, links: dict[int, int], holders: defaultdict[int, list[int]]
) -> None:
    """Put an earlier original that arrived late in the former one's place."""
    connection.execute(update(articles).where(articles.c.reprint_of == former).values(reprint_of=key))
    connection.execute(delete(reprint_bands).where(reprint_bands.c.article_key == former))
    for reprint in [reprint for reprint, original in links.items() if original == former]:
        links[reprint] = key
    links[former] = key
    for keys in holders.values():
        if former in keys:
            keys.remove(former)


def _store_links(connection: Connection, links: dict[int, int], bands: dict[int, tuple[int, ...]]) -> None:
    if links:
        statement = (
            update(articles).where(articles.c.key == bindparam("reprint")).values(reprint_of=bindparam("original"))
        )
        connection.execute(statement, [{"reprint": key, "original": original} for key, original in links.items()])
    rows = [{"band": band, "article_key": key} for key, found in bands.items() for band in dict.fromkeys(found)]
    if rows:
        connection.execute(insert_ignore(connection, reprint_bands), rows)


def count_articles(connection: Connection) -> int:
    """Count all articles, reprints included."""
    return connection.execute(select(func.count()).select_from(articles)).scalar_one()


def corpus_mark(connection: Connection) -> str:
    """Name the articles that there are, with their texts: another mark when one came or was revised."""
    last = connection.execute(select(func.max(articles.c.key))).scalar()
    revised = connection.execute(select(func.count()).select_from(revisions)).scalar()
    return f"{last or 0}.{revised}"


def read_rejected(connection: Connection, limit: int) -> pl.DataFrame:
    """Read what could not be read, the latest first."""
    schema = {
        "origin": pl.String,
        "line": pl.Int64,
        "reason": pl.String,
        "excerpt": pl.String,
        "kept": pl.Boolean,
        "seen_at": pl.Int64,
    }
    query = select(*(rejected.c[name] for name in schema)).order_by(
        rejected.c.seen_at.desc(), rejected.c.origin, rejected.c.line
    )
    rows = [tuple(row) for row in connection.execute(query.limit(limit))]
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(as_time("seen_at"))


def read_revisions(connection: Connection, article_id: str) -> pl.DataFrame:
    """Read the earlier texts of an article, the latest first."""
    query = (
        select(revisions.c.title, revisions.c.text, revisions.c.replaced_at)
        .join(articles, articles.c.key == revisions.c.article_key)
        .where(articles.c.id == article_id)
        .order_by(revisions.c.replaced_at.desc(), revisions.c.text_hash)
    )
    rows = [tuple(row) for row in connection.execute(query)]
    schema = {"title": pl.String, "text": pl.String, "replaced_at": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(as_time("replaced_at"))
