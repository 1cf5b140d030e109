"""How good topics are without gold: do their keywords belong together, are they apart, do they mix languages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import silhouette_score

from analysis.space import centred
from analysis.words import WORD, content_lemma

if TYPE_CHECKING:
    from analysis.evaluation.analysed import Analysed
    from data.store import Store

HEAD_WORDS = 60
"""Words of a text, after its title, that count as one window: where the keywords come from."""
FEW_DOCUMENTS = 10
"""Articles below which a language says nothing about which words go together."""
MOST_COMPARED = 5_000

Keywords = Mapping[Hashable, Mapping[str, Sequence[str]]]
"""Topic → language → keywords."""


@dataclass(frozen=True)
class Intrinsic:
    """What can be said about topics without gold.

    Attributes
    ----------
    articles, topics : int
        Originals, and the topics that they are in.
    outliers : float
        Share of the articles that are in no topic.
    coherence, diversity : float or None
        Means over languages, weighted by the topics that have keywords there; none where there is nothing to count.
    coherence_of, diversity_of : dict of str to float
        By language.
    silhouette : float or None
        -1 to 1; none with fewer than two topics.
    language_entropy : float or None
        0 (every topic in one language) to about 1 (as mixed as the corpus); none for a corpus in one language.
    """

    articles: int
    topics: int
    outliers: float
    coherence: float | None
    coherence_of: dict[str, float]
    diversity: float | None
    diversity_of: dict[str, float]
    silhouette: float | None
    language_entropy: float | None


def describe_run(store: Store, analysed: Analysed) -> Intrinsic:
    """Give the figures of the current run.

    Parameters
    ----------
    store : Store
    analysed : Analysed
        From `analysis.evaluation.analysed.read_analysed`.
    """
    topic, languages = analysed.topic, analysed.languages
    keywords: Keywords = {found.id: found.keywords for found in store.topics()}
    titles, texts = (analysed.articles[name].to_list() for name in ("title", "text"))
    coherence_of = npmi_coherence(keywords, titles, texts, languages)
    diversity_of = topic_diversity(keywords)
    topics_of = Counter(language for words in keywords.values() for language, found in words.items() if found)
    return Intrinsic(
        articles=len(topic),
        topics=len(np.unique(topic[topic > 0])),
        outliers=float(np.mean(topic == 0)),
        coherence=_weighted(coherence_of, topics_of),
        coherence_of=coherence_of,
        diversity=_weighted(diversity_of, topics_of),
        diversity_of=diversity_of,
        silhouette=silhouette(centred(analysed.vectors, languages), topic),
        language_entropy=language_entropy(topic, languages),
    )


def npmi_coherence(
    keywords: Keywords, titles: Sequence[str], texts: Sequence[str], languages: Sequence[str | None]
) -> dict[str, float]:
    """Measure how often the keywords of a topic stand in the same articles, beyond chance.

    The normalised pointwise mutual information of Bouma, "Normalized (pointwise) mutual information in collocation
    extraction", 2009, as the mean over pairs of a topic's keywords (Lau, Newman and Baldwin, "Machine reading tea
    leaves", 2014). Words are counted as lemmas; the window is the head of an article, as it is for the keywords
    themselves.

    Parameters
    ----------
    keywords : mapping
        Topic → language → words.
    titles, texts, languages : sequence, (n_articles,)
        The corpus, outliers included.

    Returns
    -------
    dict of str to float
        By language, -1 (never together) to 1 (never apart); the mean over its topics. Languages of fewer than ten
        articles are left out.
    """
    found = {}
    for language in sorted({language for words in keywords.values() for language in words}):
        rows = [row for row, spoken in enumerate(languages) if (spoken or "und") == language]
        of_topics = [list(dict.fromkeys(words.get(language, ()))) for words in keywords.values()]
        of_topics = [listed for listed in of_topics if len(listed) > 1]
        if len(rows) < FEW_DOCUMENTS or not of_topics:
            continue
        parts = {word: _parts(word, language) for listed in of_topics for word in listed}
        wanted = frozenset(lemma for word, of_word in parts.items() for lemma in (word.lower(), *of_word))
        having: defaultdict[str, set[int]] = defaultdict(set)
        for row in rows:
            for lemma in wanted & _head(titles[row], texts[row], language):
                having[lemma].add(row)
        holding = {
            # A keyword is a lemma as it is mostly written, or a name of several words.
            word: having[word.lower()] or set.intersection(*(having[lemma] for lemma in of_word))
            for word, of_word in parts.items()
        }
        coherent = [
            np.mean([_npmi(holding[one], holding[other], len(rows)) for one, other in combinations(listed, 2)])
            for listed in of_topics
        ]
        found[language] = float(np.mean(coherent))
    return found


def topic_diversity(keywords: Keywords) -> dict[str, float]:
    """Give the share of different words among the keywords of all topics (Dieng, Ruiz and Blei, 2020), by language.

    Examples
    --------
    >>> topic_diversity({1: {"en": ["plan", "peace"]}, 2: {"en": ["peace", "vote"]}})
    {'en': 0.75}
    """
    listed: defaultdict[str, list[str]] = defaultdict(list)
    for words in keywords.values():
        for language, found in words.items():
            listed[language] += [word.casefold() for word in found]
    return {language: len(set(words)) / len(words) for language, words in sorted(listed.items()) if words}


def silhouette(points: NDArray[np.float32], topic: NDArray[np.int64]) -> float | None:
    """Compare how near articles are to their own topic and to the next one, by cosine (Rousseeuw, 1987).

    Parameters
    ----------
    points : ndarray, (n_articles, n_dims) float32
        Without what their language has in common.
    topic : ndarray, (n_articles,) int64
        0 for outliers, which are left out. Of more than 5,000 articles every n-th is looked at.

    Returns
    -------
    float or None
        -1 to 1; none with fewer than two topics.
    """
    inside = np.flatnonzero(topic > 0)
    chosen = inside[np.linspace(0, len(inside) - 1, min(len(inside), MOST_COMPARED)).astype(np.int64)]
    topics = len(np.unique(topic[chosen]))
    if not 2 <= topics < len(chosen):
        return None
    return float(silhouette_score(points[chosen], topic[chosen], metric="cosine"))


def language_entropy(topic: NDArray[np.int64], languages: Sequence[str | None]) -> float | None:
    """Compare how mixed the languages of topics are with how mixed those of the corpus are.

    Parameters
    ----------
    topic : ndarray, (n_articles,) int64
        0 for outliers, which count for the corpus only.
    languages : sequence of str or None, (n_articles,)

    Returns
    -------
    float or None
        Mean over topics of the entropy of a topic's languages, in units of the corpus'; none for one language.

    Examples
    --------
    >>> language_entropy(np.array([1, 1, 2, 2]), ["uk", "en", "uk", "uk"]) is None
    False
    >>> language_entropy(np.array([1, 1, 2, 2]), ["uk", "en", "uk", "en"])
    1.0
    """
    whole = _entropy([language or "" for language in languages])
    topics = np.unique(topic[topic > 0])
    if whole == 0 or len(topics) == 0:
        return None
    spoken = np.asarray([language or "" for language in languages])
    return float(np.mean([_entropy(spoken[topic == number].tolist()) for number in topics]) / whole)


def _parts(keyword: str, language: str) -> tuple[str, ...]:
    return tuple(content_lemma(word, language) or word.lower() for word in keyword.split()) or (keyword,)


def _head(title: str, text: str, language: str) -> set[str]:
    words = [*WORD.findall(title), *WORD.findall(text[: HEAD_WORDS * 10])[:HEAD_WORDS]]
    return {lemma for word in words if (lemma := content_lemma(word, language)) is not None}


def _npmi(one: Collection[int], other: Collection[int], n_articles: int) -> float:
    both = len(set(one) & set(other))
    if both == 0:
        return -1.0
    if both == n_articles:
        return 1.0
    return log(both * n_articles / (len(one) * len(other))) / -log(both / n_articles)


def _entropy(labels: Sequence[str]) -> float:
    shares = np.asarray(list(Counter(labels).values()), dtype=np.float64) / len(labels)
    return float(-(shares * np.log(shares)).sum()) + 0.0


def _weighted(figures: Mapping[str, float], weights: Mapping[str, int]) -> float | None:
    if not figures:
        return None
    return float(np.average(list(figures.values()), weights=[weights[language] for language in figures]))
