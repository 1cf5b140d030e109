"""Store: the one meeting place of ingestion, analysis and page."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from data.store import articles, guiding, hits, places, reading, runs, staging
from data.store.alerted import Alerted
from data.store.connection import open_engine, shown, store_url, troubles
from data.store.counted import Counted
from data.store.guided import Guided
from data.store.listed import Listed
from data.store.missed import Missed
from data.store.runs import Run, Topic
from data.store.tables import Tables
from data.store.told import Told
from data.store.worked import Worked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from data.article import Article, Rejected
    from data.filters import Filters
    from data.store.articles import Added
    from data.store.guiding import RunState
    from data.store.reading import Order


class Store(Alerted, Counted, Guided, Listed, Missed, Told, Worked):
    """Articles, vectors and runs.

    Readers see the current run whole or the one before, never anything between; writers wait for each other in short
    turns. An object may be used by several threads.

    Parameters
    ----------
    url : str
        A path (SQLite), or a SQLAlchemy URL of SQLite or PostgreSQL.
    create : bool
        Make the store when there is none.

    Raises
    ------
    StoreError
        When the store is not there, not a store, of a newer version, locked, or may not be written; from every method.
    """

    def __init__(self, url: str, *, create: bool = True) -> None:
        self._url = store_url(url)
        self.name = shown(self._url)
        self._engine = open_engine(self._url, create=create)
        self._tables = Tables()
        self._columns = hits.Columns()
        self._places: tuple[str, pl.DataFrame] | None = None
        self._lock = threading.Lock()
        self._kept = {}
        self._vectors = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with troubles(self._url), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with troubles(self._url), self._engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            self._look_again()
            try:
                with connection.begin():
                    yield connection
            finally:
                self._look_again()

    # Articles

    def add_articles(self, batch: Sequence[Article]) -> Added:
        """Keep articles in one transaction; see `Added` for what can become of each.

        An article that repeats another one nearly word for word is linked to the earliest of them.
        """
        with self._writing() as connection:
            added = articles.add_articles(connection, batch)
        if added.revised:
            self._columns.forget()
        return added

    def record_rejected(self, rows: Sequence[Rejected]) -> None:
        """Keep what could not be read, for the page of runs."""
        with self._writing() as connection:
            articles.record_rejected(connection, rows)

    def rejected(self, *, limit: int = 200) -> pl.DataFrame:
        """Read what could not be read, the latest first: origin, line, reason, excerpt, kept, seen_at (UTC)."""
        with self._reading() as connection:
            return articles.read_rejected(connection, limit)

    def n_articles(self) -> int:
        """Count all articles, reprints included."""
        with self._reading() as connection:
            return articles.count_articles(connection)

    def corpus(self, keys: Sequence[int] | None = None) -> pl.DataFrame:
        """Read all articles for an analysis, ordered by id, or some, in the order of their keys.

        Returns
        -------
        polars.DataFrame
            key, id, given_id, title, text, language, source, published_at (UTC), truncated, reprint_of (a key),
            text_hash.
        """
        with self._reading() as connection:
            return articles.corpus(connection) if keys is None else articles.corpus_of(connection, keys)

    def outline(self) -> pl.DataFrame:
        """Read all articles without their texts, ordered by id: the columns of `corpus` less title, text, given_id."""
        with self._reading() as connection:
            return articles.outline(connection)

    def revisions(self, article_id: str) -> pl.DataFrame:
        """Read the earlier texts of an article, the latest first: title, text, replaced_at (UTC)."""
        with self._reading() as connection:
            return articles.read_revisions(connection, article_id)

    # Vectors

    def vectors(
        self, encoder: str, keys: Sequence[int] | None = None
    ) -> tuple[NDArray[np.int64], list[str], NDArray[np.float32]]:
        """Read what an encoder (its fingerprint) made: keys ``(n,)``, text hashes, vectors ``(n, n_dims)``.

        All of it, or what there is for some articles; in no order.
        """
        with self._reading() as connection:
            return articles.read_vectors(connection, encoder, keys)

    def vector_pieces(self, encoder: str, keys: Sequence[int] | None = None) -> Iterator[articles.Vectors]:
        """Read the same, some thousand at a time: who puts them in their place holds them once."""
        with self._reading() as connection:
            yield from articles.vector_pieces(connection, encoder, keys)

    def add_vectors(
        self, encoder: str, keys: NDArray[np.int64], text_hashes: Sequence[str], matrix: NDArray[np.float32]
    ) -> None:
        """Keep the vectors ``(n, n_dims)`` that an encoder made of the texts with these hashes."""
        with self._writing() as connection:
            articles.add_vectors(connection, encoder, keys, text_hashes, matrix)

    # The map

    def coordinates(self, encoder: str) -> pl.DataFrame:
        """Read where the map of an encoder (its fingerprint) has its articles: key, x, y."""
        with self._reading() as connection:
            return places.read_coordinates(connection, encoder)

    def add_coordinates(self, encoder: str, keys: NDArray[np.int64], where: NDArray[np.float32]) -> None:
        """Keep places ``(n, 2)`` on an encoder's map; an article that had one is moved."""
        with self._writing() as connection:
            places.add_coordinates(connection, encoder, keys, where)

    def places(self, filters: Filters) -> pl.DataFrame:
        """Read where on the map the articles of the current run are that a filter lets through.

        Returns
        -------
        polars.DataFrame
            key (ascending), x, y, topic_id, story_id, language, source, published_at (seconds since 1970 UTC).
        """
        filters = self.settled(filters)
        run = self.current_run()
        if run is None:
            return pl.DataFrame(schema=places.PLACES)
        with self._reading() as connection:
            with self._lock:
                generation, found = self._places or ("", pl.DataFrame())
                # The map is drawn after its run is published: until every article has a place, look again.
                if generation != str(run.id) or found.height < run.n_articles:
                    found = places.read_places(connection, run.id, run.parameters.get("fingerprint", ""))
                    self._places = (str(run.id), found)
            if filters.text:
                found = found.filter(pl.col("key").is_in(self._known(connection, filters)["key"].implode()))
            return places.narrow_places(found, filters)

    def articles_by_key(self, keys: Sequence[int]) -> pl.DataFrame:
        """Read some articles, at most a few hundred, as `articles` does."""
        with self._reading() as connection:
            return reading.read_keyed(connection, self._run_id(connection), keys)

    # Runs

    def start_run(self, *, encoder: str, parameters: dict[str, Any], version: str) -> int:
        """Open a run and give its id; what a crashed one left behind is removed, a living one's stays."""
        return runs.start_run(self._writing, encoder=encoder, parameters=parameters, version=version)

    def stage(
        self,
        run_id: int,
        *,
        memberships: pl.DataFrame,
        stories: pl.DataFrame,
        topics: Sequence[Topic],
        state: RunState | None = None,
    ) -> None:
        """Write the result of a run in short batches; nobody sees it yet.

        Parameters
        ----------
        run_id : int
        memberships : polars.DataFrame
            key, story_id, topic_id (0: outlier), score; where published_at (UTC), language, source and reprint_of of
            the articles stand beside these, they are not read again.
        stories : polars.DataFrame
            story_id, topic_id, headline_key, first_seen, last_seen (UTC), size.
        topics : sequence of Topic
        state : RunState, optional
            What the next run goes on from.
        """
        staging.stage(self._writing, run_id, memberships_=memberships, stories_=stories, topics_=topics)
        if state is not None:
            with self._writing() as connection:
                guiding.write_state(connection, run_id, state)

    def publish(self, run_id: int, *, result: dict[str, Any]) -> None:
        """Make a staged run current by one switch; the last ten runs are kept."""
        runs.publish(self._writing, run_id, result=result)

    def fail(self, run_id: int, reason: str) -> None:
        """Close a run that came to nothing."""
        runs.fail(self._writing, run_id, reason)

    def current_run(self) -> Run | None:
        """Give the run that readers see."""
        with self._reading() as connection:
            run_id = runs.current_run_id(connection)
            return next((run for run in runs.read_runs(connection) if run.id == run_id), None)

    def runs(self) -> list[Run]:
        """Give all runs, newest first."""
        with self._reading() as connection:
            return runs.read_runs(connection)

    def memberships(self, run_id: int | None = None) -> pl.DataFrame:
        """Read where each article of a run (the current one) belongs: key, story_id, topic_id, score."""
        with self._reading() as connection:
            return runs.read_memberships(connection, runs.current_run_id(connection) if run_id is None else run_id)

    def topics(self) -> list[Topic]:
        """Give the topics of the current run, largest first."""

        def read() -> list[Topic]:
            with self._reading() as connection:
                return runs.read_topics(connection, self._run_id(connection))

        return list(self.kept("topics", read))

    def known_topics(self) -> list[tuple[int, int]]:
        """Give id and colour slot of every topic there ever was."""
        with self._reading() as connection:
            return runs.known_topics(connection)

    def next_topic_id(self) -> int:
        """Give the first topic id that was never used."""
        return max((topic_id for topic_id, _ in self.known_topics()), default=0) + 1

    def forget(self) -> None:
        """Read anew what is asked for next: something was changed within a generation."""
        self._tables = Tables()
        self._columns.forget()
        with self._lock:
            self._kept.clear()
            self._places = None

    # Reading the current run

    def articles(self, filters: Filters, *, limit: int = 100, offset: int = 0, order: Order = "newest") -> pl.DataFrame:
        """Read the articles that a filter lets through.

        Returns
        -------
        polars.DataFrame
            key, id, given_id, title, text, language, source, published_at (UTC), url, truncated, reprint_of (a key),
            topic_id, story_id, score; undated ones last. The order ``best`` is that of a search's best matches.
        """
        filters = self.settled(filters)
        with self._reading() as connection:
            run_id = self._run_id(connection)
            found, wanted = self._known(connection, filters), slice(offset, offset + limit)
            if order == "newest":
                return hits.read_keys(connection, run_id, hits.newest(found, filters, wanted.stop)[wanted])
            keys = hits.ordered(hits.narrowed(found, filters), order)
            if order == "best" and filters.text:
                keys = self._best_first(connection, filters, keys)
            return hits.read_keys(connection, run_id, keys[wanted])

    def iter_articles(self, filters: Filters, *, batch: int = 5_000) -> Iterator[pl.DataFrame]:
        """Read the same frames as `articles`, oldest first, a batch at a time, however many there are."""
        filters = self.settled(filters)
        with self._reading() as connection:
            run_id = self._run_id(connection)
            keys = hits.ordered(hits.narrowed(self._known(connection, filters), filters), "oldest")
            for start in range(0, len(keys), batch):
                yield hits.read_keys(connection, run_id, keys[start : start + batch])
