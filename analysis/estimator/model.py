"""`TopicModel`: stories and topics as a scikit-learn estimator, with the verbs that users of topic models know."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from analysis.encoder import BUNDLED, Encoder, load_encoder
from analysis.errors import AnalysisError
from analysis.estimator.folder import read_model, write_model
from analysis.estimator.inputs import Articles, read_days, read_languages, read_texts, read_titles
from analysis.estimator.topics import Clusters, Topics, describe, find_clusters
from analysis.estimator.verbs import TopicVerbs
from analysis.space import unit

if TYPE_CHECKING:
    from sklearn.utils import Tags

    from analysis.labels import Description

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


class TopicModel(TopicVerbs, ClusterMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Find stories (one event, days) and topics (a theme, months) in texts of many languages.

    Nothing is random: the same texts in any order give the same topics.

    Parameters
    ----------
    encoder : str or object
        ``"bundled"``, a sentence-transformers model by name or folder, an `analysis.encoder.Encoder`, or any object
        with a method ``encode(texts)`` that gives one vector a text.
    granularity : float
        Above 1: more and finer topics; below 1: fewer and broader ones.
    n_topics : int, optional
        Forces the number of topics.

    Attributes
    ----------
    labels_ : ndarray, (n_texts,) int64
        The topic of each text, from 0, the largest first; -1 for outliers. Topics keep these ids when `partial_fit`
        brings more texts and when others are merged.
    stories_ : ndarray, (n_texts,) int64
        The story of each text; every text has one.
    scores_ : ndarray, (n_texts,) float32
        0 to 1: how near a text is to the middle of its topic; outliers: of their story.
    topics_ : dict of int to analysis.labels.Description
        Labels, keywords and most typical texts (rows) by language, per topic; its order is that of the columns which
        `transform` gives.
    topic_vectors_ : ndarray, (n_topics, n_features_in_) float32
        Middles of the topics, in the same order.
    languages_ : list of str or None
        As given or detected.
    n_features_in_ : int
        Dimensions of the vectors.

    Notes
    -----
    X is a list (array, series) of texts, or a matrix of numbers, which is taken for their vectors; then there are no
    words to name topics by. With both, give the texts as X and the vectors as ``embeddings``. All vectors are brought
    to unit length.

    Examples
    --------
    >>> from analysis import TopicModel
    >>> model = TopicModel().fit(
    ...     ["The council agreed on a bridge over the river.", "Рада погодила будівництво мосту через річку.",
    ...      "The striker scored twice in the final."],
    ...     timestamps=["2025-03-01", "2025-03-01", "2025-03-02"])
    >>> model.labels_.tolist(), model.languages_
    ([0, 0, -1], ['en', 'uk', 'en'])
    """

    def __init__(self, encoder: str | Any = BUNDLED, granularity: float = 1.0, n_topics: int | None = None) -> None:
        self.encoder = encoder
        self.granularity = granularity
        self.n_topics = n_topics

    def fit(
        self,
        X: Any,
        y: object = None,
        *,
        embeddings: Any = None,
        timestamps: Any = None,
        languages: Any = None,
        titles: Any = None,
    ) -> Self:
        """Find stories and topics.

        Parameters
        ----------
        X : sequence of str, or array-like (n_texts, n_dims)
            Texts, or their vectors.
        y : object
            Not used.
        embeddings : array-like, (n_texts, n_dims), optional
            Vectors of the texts, when they are known.
        timestamps : sequence, optional
            When the texts were published: datetimes (without a zone: UTC), dates, ISO 8601 texts, days since 1970, or
            None. Stories are better with them.
        languages : sequence of str or None, optional
            ISO 639-1; detected where it is missing.
        titles : sequence of str, optional
            Without them the first sentence stands for the title where topics are named.

        Raises
        ------
        AnalysisError
            When lengths differ, or a parameter, a text or a time is not one.
        EncoderError
            When the encoder cannot be had.
        """
        articles = self._read(X, embeddings, timestamps, languages, titles, reset=True)
        if not len(articles):
            raise AnalysisError("X is empty: there must be at least one text to find topics in.")
        self._take(articles, self._clusters(articles), merges={})
        return self

    def partial_fit(
        self,
        X: Any,
        y: object = None,
        *,
        embeddings: Any = None,
        timestamps: Any = None,
        languages: Any = None,
        titles: Any = None,
    ) -> Self:
        """Take more texts in: they join stories and topics or open new ones, and may revise what is known.

        ``labels_`` and its like then hold all texts, the earlier ones first. Topics keep their ids, merged ones stay
        merged. The parameters are those of `fit`.
        """
        if not hasattr(self, "_articles"):
            return self.fit(X, y, embeddings=embeddings, timestamps=timestamps, languages=languages, titles=titles)
        others = self._read(X, embeddings, timestamps, languages, titles, reset=False)
        if len(others):
            articles = self._articles.followed_by(others)
            self._take(articles, self._clusters(articles, before=self._found), merges=self._merges)
        return self

    def transform(
        self,
        X: Any,
        *,
        embeddings: Any = None,
        languages: Any = None,
        titles: Any = None,
    ) -> Floats:
        """Compare texts with the middle of each topic.

        As scikit-learn's clusterers do, this gives a column for each topic; for the topics themselves see `predict`.

        Returns
        -------
        ndarray, (n_texts, n_topics) float32
            Cosine similarities; the columns are in the order of ``topics_``.
        """
        check_is_fitted(self, "labels_")
        articles = self._read(X, embeddings, None, languages, titles, reset=False)
        return self._topics.similarities(articles.vectors, articles.languages)

    def fit_transform(self, X: Any, y: object = None, **fit_params: Any) -> Floats:
        """Fit, and compare the same texts with the middle of each topic; they are encoded once."""
        self.fit(X, y, **fit_params)
        return self._topics.similarities(self._articles.vectors, self._articles.languages)

    def predict(
        self,
        X: Any,
        *,
        embeddings: Any = None,
        languages: Any = None,
        titles: Any = None,
    ) -> Integers:
        """Give the nearest topic of each text, -1 where none is near enough; nothing is learnt from them.

        A text is judged by itself. What was fitted has been judged by its story too: a few of its texts, which their
        story put elsewhere, get another topic here than in ``labels_``.

        Returns
        -------
        ndarray, (n_texts,) int64
        """
        similar = self.transform(X, embeddings=embeddings, languages=languages, titles=titles)
        return self._topics.nearest(similar)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Name the columns that `transform` gives: ``topic_0``, ``topic_1`` and so on."""
        check_is_fitted(self, "labels_")
        return np.asarray([f"topic_{number}" for number in self.topics_], dtype=object)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.transformer_tags.preserves_dtype = ["float32"]
        return tags

    def save(self, folder: str | Path) -> None:
        """Write the model to a folder, as safetensors and JSON (Lines), texts included.

        Raises
        ------
        AnalysisError
            When the folder cannot be written.
        """
        check_is_fitted(self, "labels_")
        settings = {
            "encoder": self.encoder if isinstance(self.encoder, str) else getattr(self.encoder, "name", None),
            "granularity": self.granularity,
            "n_topics": self.n_topics,
            "fingerprint": self._fingerprint,
        }
        write_model(Path(folder), settings, self._articles, self._found, self._merges, self._topics)

    @classmethod
    def load(cls, folder: str | Path, *, encoder: Any = None) -> Self:
        """Read a model that `save` wrote.

        Parameters
        ----------
        folder : str or Path
        encoder : object, optional
            The encoder, where it was given as an object that has no name.

        Raises
        ------
        AnalysisError
            When there is no such model in the folder, it is damaged, or of another version.
        """
        settings, articles, clusters, merges, topics = read_model(Path(folder))
        model = cls(
            encoder=encoder if encoder is not None else settings["encoder"],
            granularity=settings["granularity"],
            n_topics=settings["n_topics"],
        )
        model._fingerprint = settings["fingerprint"]
        model._show(articles, clusters, merges, topics)
        return model

    def _clusters(self, articles: Articles, before: Clusters | None = None) -> Clusters:
        return find_clusters(articles, granularity=self.granularity, n_topics=self.n_topics, before=before)

    def _take(self, articles: Articles, clusters: Clusters, *, merges: Mapping[int, int]) -> None:
        self._show(articles, clusters, merges, describe(articles, clusters, merges))

    def _show(self, articles: Articles, clusters: Clusters, merges: Mapping[int, int], topics: Topics) -> None:
        self._articles, self._found, self._merges, self._topics = articles, clusters, dict(merges), topics
        self.labels_: Integers = topics.labels
        self.stories_: Integers = clusters.story
        self.scores_: Floats = topics.scores
        self.topics_: dict[int, Description] = topics.descriptions
        self.topic_vectors_: Floats = topics.middles
        self.languages_: list[str | None] = articles.languages
        self.n_features_in_: int = articles.vectors.shape[1]

    def _read(
        self,
        X: Any,
        embeddings: Any,
        timestamps: Any,
        languages: Any,
        titles: Any,
        *,
        reset: bool,
    ) -> Articles:
        if reset:
            self._fingerprint: str | None = None
        texts = read_texts(X)
        read = read_titles(titles, texts)
        if texts is None:
            if embeddings is not None:
                raise AnalysisError("X holds numbers and there are embeddings too: give texts as X, or vectors as X.")
            vectors = validate_data(self, X, reset=reset, dtype=np.float32)
        else:
            if reset:
                self.__dict__.pop("n_features_in_", None)
            vectors = self._encoded(texts, read) if embeddings is None else self._given(embeddings, len(texts))
        n_articles = len(vectors)
        return Articles(
            unit(np.array(vectors, dtype=np.float32)),
            read_days(timestamps, n_articles),
            read_languages(languages, n_articles, texts=texts, titles=read),
            texts,
            read,
        )

    def _given(self, embeddings: Any, n_texts: int) -> Floats:
        vectors: Floats = check_array(embeddings, dtype=np.float32, ensure_min_samples=0, input_name="embeddings")
        if len(vectors) != n_texts:
            raise AnalysisError(
                f"There are {len(vectors):,} embeddings for {n_texts:,} texts; there must be one for each."
            )
        return self._fitting(vectors, "The embeddings")

    def _encoded(self, texts: list[str], titles: list[str] | None) -> Floats:
        if not texts:
            return np.zeros((0, getattr(self, "n_features_in_", 1)), dtype=np.float32)
        if self.encoder is None:
            raise AnalysisError("The model was saved without the name of its encoder: load it with encoder=….")
        encoder = _loaded(self.encoder) if isinstance(self.encoder, str) else self.encoder
        if isinstance(encoder, Encoder):
            if self._fingerprint not in {None, encoder.fingerprint}:
                raise AnalysisError(
                    f"The encoder {encoder.name} is not the one that the model was fitted with: fit it again."
                )
            self._fingerprint = encoder.fingerprint
            return self._fitting(encoder.encode(texts, titles=titles), f"The vectors of the encoder {encoder.name}")
        whole = texts if titles is None else [f"{title}. {text}" for title, text in zip(titles, texts, strict=True)]
        vectors = check_array(encoder.encode(whole), dtype=np.float32, input_name="what the encoder gives")
        return self._fitting(vectors, "The vectors of the encoder")

    def _fitting(self, vectors: Floats, what: str) -> Floats:
        expected = getattr(self, "n_features_in_", vectors.shape[1])
        if vectors.shape[1] != expected:
            raise AnalysisError(f"{what} have {vectors.shape[1]} dimensions, the model's have {expected}.")
        return vectors


@lru_cache(maxsize=2)
def _loaded(name: str) -> Encoder:
    return load_encoder(name)
