"""The verbs that users of topic models know: look at topics, find them, count them over time, merge them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.utils.validation import check_is_fitted

from analysis.errors import AnalysisError
from analysis.estimator import tables
from analysis.estimator.inputs import Articles, read_days
from analysis.estimator.topics import Clusters, Topics
from analysis.labels import Description
from analysis.space import unit
from analysis.trends import Period
from analysis.wards import ward

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


class TopicVerbs:
    """What can be done with a fitted model; the half of `TopicModel` that scikit-learn does not ask for."""

    labels_: Integers
    stories_: Integers
    topics_: dict[int, Description]
    topic_vectors_: Floats
    _articles: Articles
    _found: Clusters
    _merges: dict[int, int]
    _topics: Topics

    @abstractmethod
    def _take(self, articles: Articles, clusters: Clusters, *, merges: Mapping[int, int]) -> None: ...

    @abstractmethod
    def _encoded(self, texts: list[str], titles: list[str] | None) -> Floats: ...

    def get_topic_info(self, topic: int | None = None) -> pl.DataFrame:
        """List topics, outliers first.

        Returns
        -------
        polars.DataFrame
            Topic, Count, Name, Representation (keywords), Representative_Docs, Languages, Stories.
        """
        check_is_fitted(self, "labels_")
        info = tables.topic_info(self._articles, self._topics, self.stories_)
        return info if topic is None else info.filter(pl.col("Topic") == self._known(topic, outliers=True))

    def get_topics(self) -> dict[int, dict[str, list[str]]]:
        """Give the keywords of every topic by language."""
        check_is_fitted(self, "labels_")
        return {number: dict(found.keywords) for number, found in self.topics_.items()}

    def get_topic(self, topic: int, language: str | None = None) -> list[str]:
        """Give the keywords of a topic, the most telling first, in one of its languages (as a rule English)."""
        check_is_fitted(self, "labels_")
        found = self.topics_[self._known(topic)]
        return list(found.keywords.get(language or tables.main_language(found) or "", []))

    def get_representative_docs(self, topic: int | None = None) -> list[str] | dict[int, list[str]]:
        """Give the texts nearest to the middle of a topic, at most three, or those of all topics by id."""
        check_is_fitted(self, "labels_")
        found = tables.representative_docs(self._articles, self._topics)
        return found if topic is None else found[self._known(topic)]

    def find_topics(self, query: str, top_n: int = 5) -> tuple[list[int], list[float]]:
        """Find the topics nearest to some words in any language that the encoder knows.

        Returns
        -------
        list of int
            Topics, the nearest first.
        list of float
            Their cosine similarities.
        """
        check_is_fitted(self, "labels_")
        if not query.strip():
            raise AnalysisError("The query is empty: give some words to find topics by.")
        # A few words are no article: what articles of their language have in common is not in them to be removed.
        similar = unit(self._encoded([query], None))[0] @ self.topic_vectors_.T
        best = np.argsort(-np.round(similar, 5), kind="stable")[:top_n]
        ids = list(self.topics_)
        return [ids[column] for column in best], [float(similar[column]) for column in best]

    def topics_over_time(self, timestamps: Any = None, period: Period = "week") -> pl.DataFrame:
        """Count the texts of each topic per period, without gaps.

        Parameters
        ----------
        timestamps : sequence, optional
            In place of those that the model was fitted with.
        period : {"day", "week", "month"}

        Returns
        -------
        polars.DataFrame
            Topic, Name, Timestamp (first day of the period, UTC), Frequency, Share (of all texts of the period).
        """
        check_is_fitted(self, "labels_")
        days = self._articles.days if timestamps is None else read_days(timestamps, len(self._articles))
        if np.isnan(days).all():
            raise AnalysisError("No text has a time: give timestamps, here or when the model is fitted.")
        return tables.over_time(self._topics, days, period)

    def merge_topics(self, topics_to_merge: Sequence[int] | Sequence[Sequence[int]]) -> Self:
        """Merge topics, for good: each group becomes its largest topic.

        Parameters
        ----------
        topics_to_merge : sequence of int, or of such sequences
            One group, such as ``[1, 2]``, or several, such as ``[[1, 2], [3, 4]]``.
        """
        check_is_fitted(self, "labels_")
        groups = [[part] if isinstance(part, int) else list(part) for part in topics_to_merge]
        if any(isinstance(part, int) for part in topics_to_merge):
            groups = [[topic for group in groups for topic in group]]
        named = [self._known(topic) for group in groups for topic in group]
        if len(set(named)) < len(named):
            raise AnalysisError(
                "A topic is named twice among those to merge; put all that belong together in one group."
            )
        sizes = {topic: int(np.count_nonzero(self.labels_ == topic)) for topic in named}
        target = {topic: min(group, key=lambda number: (-sizes[number], number)) for group in groups for topic in group}
        merges = {number: target.get(into, into) for number, into in self._merges.items()}
        merges.update({topic: into for topic, into in target.items() if topic != into})
        self._take(self._articles, self._found, merges=merges)
        return self

    def reduce_topics(self, n_topics: int) -> Self:
        """Merge the topics that are most alike until so many are left."""
        check_is_fitted(self, "labels_")
        if n_topics < 1:
            raise AnalysisError(f"The number of topics must be at least 1, not {n_topics}.")
        ids = list(self.topics_)
        if n_topics >= len(ids):
            return self
        sizes = np.asarray([np.count_nonzero(self.labels_ == number) for number in ids], dtype=np.float64)
        groups = ward(self.topic_vectors_, sizes / sizes.mean()).into(n_topics)
        together = [[ids[column] for column in np.flatnonzero(groups == number)] for number in range(n_topics)]
        return self.merge_topics([group for group in together if len(group) > 1])

    def _known(self, topic: int, *, outliers: bool = False) -> int:
        if topic in self.topics_ or (outliers and topic == -1):
            return int(topic)
        listed = ", ".join(map(str, self.topics_)) or "none"
        raise AnalysisError(f"There is no topic {topic}; the topics are: {listed}.")
