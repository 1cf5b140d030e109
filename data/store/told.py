"""The part of the store that knows stories, and the articles and sources that tell them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager

import polars as pl
from sqlalchemy import Connection

from data.filters import Filters
from data.store import articles, hits, stories
from data.store.leading import leading
from data.store.stories import Story


class Told:
    """What `Store` knows about stories."""

    _reading: Callable[[], AbstractContextManager[Connection]]
    settled: Callable[[Filters], Filters]
    _known: Callable[[Connection, Filters], pl.DataFrame]
    generation: Callable[[Connection | None], str]
    _run_id: Callable[[Connection], int | None]

    def edition(self) -> str:
        """Name what there is to read now: it changes with the generation, and when articles come or are revised."""
        with self._reading() as connection:
            return f"{self.generation(connection)}.{articles.corpus_mark(connection)}"

    def typical_titles(self, filters: Filters, *, each: int = 1) -> pl.DataFrame:
        """Read the most typical headlines, so many for each topic and language, of what a filter lets through.

        Returns
        -------
        polars.DataFrame
            topic_id, language, title, source; reprints and outliers are left out.
        """
        filters = self.settled(filters)
        with self._reading() as connection:
            typical = stories.typical_of(hits.narrowed(self._known(connection, filters), filters), each=each)
            keys = typical["key"].to_numpy()
            return hits.read_keys(connection, self._run_id(connection), keys).select(stories.TITLES)

    def leading_stories(
        self, filters: Filters, *, each: int = 2, points: int = 400, language: str | None = None
    ) -> pl.DataFrame:
        """Read which stories lead each topic in each period of what a filter lets through.

        Parameters
        ----------
        filters : Filters
        each : int
            Stories of a topic and period.
        points : int
            Of so many topics and periods, those with the most articles.
        language : str, optional
            As in `stories`.

        Returns
        -------
        polars.DataFrame
            period (its first day), topic_id, story_id, articles (originals of the period), title; the largest first.
        """
        filters = self.settled(filters)
        with self._reading() as connection:
            run_id = self._run_id(connection)
            found = leading(self._known(connection, filters), filters, each=each, points=points)
            ids, spoken = found["story_id"].unique().to_list(), _let_through(language, filters)
            titles = stories.read_headlines(connection, run_id, ids, language=spoken)
        return found.join(titles.select("story_id", "title"), on="story_id", maintain_order="left")

    def headlines(self, story_ids: Collection[int], *, language: str | None = None) -> dict[int, str]:
        """Read the titles that stand for stories of the current run, in a language where one is in it."""
        with self._reading() as connection:
            titles = stories.read_headlines(connection, self._run_id(connection), story_ids, language=language)
        return dict(titles.select("story_id", "title").iter_rows())

    def story(self, story_id: int, *, language: str | None = None) -> Story | None:
        """Give one story of the current run, or nothing when there is none of that id; its title as in `stories`."""
        with self._reading() as connection:
            return stories.read_story(connection, self._run_id(connection), story_id, language=language)

    def stories(
        self, filters: Filters, *, limit: int = 200, offset: int = 0, language: str | None = None
    ) -> pl.DataFrame:
        """Read the stories that a filter lets through, the latest first.

        Parameters
        ----------
        filters : Filters
        limit, offset : int
        language : str, optional
            Of the reader (ISO 639-1): a story that was told in it has its most typical headline in it, unless the
            filter leaves that language out. By default the headline is the most typical of all.

        Returns
        -------
        polars.DataFrame
            story_id, topic_id, title and language (of the headline), first_seen, last_seen (UTC), articles, languages,
            sources.
        """
        filters = self.settled(filters)
        with self._reading() as connection:
            found = hits.narrowed(self._known(connection, filters), filters)
            spoken, run_id = _let_through(language, filters), self._run_id(connection)
            return stories.read_stories(connection, run_id, found, limit=limit, offset=offset, language=spoken)

    def story_articles(self, story_id: int, filters: Filters, *, limit: int = 500) -> pl.DataFrame:
        """Read the articles of a story that a filter lets through, oldest first: the same frame as `articles`."""
        filters = self.settled(filters)
        with self._reading() as connection:
            found = hits.narrowed(self._known(connection, filters), filters).filter(pl.col("story_id") == story_id)
            keys = hits.ordered(found, "oldest")[:limit]
            return hits.read_keys(connection, self._run_id(connection), keys)

    def story_languages(self, story_ids: Collection[int]) -> dict[int, list[str]]:
        """Tell in which languages stories of the current run were told, the most frequent first."""
        with self._reading() as connection:
            return stories.read_story_languages(connection, self._run_id(connection), story_ids)

    def articles_by_id(self, ids: Collection[str]) -> pl.DataFrame:
        """Read articles by their ids, own or given: the same frame as `articles`; unknown ids are left out."""
        with self._reading() as connection:
            return stories.read_by_id(connection, self._run_id(connection), ids)

    def coverage(self, filters: Filters) -> pl.DataFrame:
        """Read who told what a filter lets through, the first one first: source, articles, first_seen (UTC)."""
        filters = self.settled(filters)
        with self._reading() as connection:
            return stories.coverage_of(hits.narrowed(self._known(connection, filters), filters))


def _let_through(language: str | None, filters: Filters) -> str | None:
    return None if filters.languages and language not in filters.languages else language
