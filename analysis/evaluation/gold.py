"""How good a clustering is against gold labels: B-cubed, ARI, NMI, V-measure, pairs across languages."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, v_measure_score

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from data.store import Store


@dataclass(frozen=True)
class BCubed:
    """Precision, recall and F1, each 0 to 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class LanguageMixing:
    """How well articles of one gold cluster in different languages meet: of their pairs, and of the pairs predicted."""

    recall: float
    precision: float
    pairs: int


@dataclass(frozen=True)
class Scores:
    """A clustering against gold.

    Attributes
    ----------
    articles : int
        Those with a gold label.
    b_cubed : BCubed
    ari, nmi, v_measure : float
        Adjusted Rand index, normalised mutual information, V-measure.
    mixing : LanguageMixing or None
        Where languages are known.
    """

    articles: int
    b_cubed: BCubed
    ari: float
    nmi: float
    v_measure: float
    mixing: LanguageMixing | None = None


def b_cubed(gold: Sequence[Hashable], predicted: Sequence[Hashable]) -> BCubed:
    """Average, over the articles, how pure and how complete the cluster of each is.

    Bagga and Baldwin, "Entity-based cross-document coreferencing using the vector space model", 1998.

    Examples
    --------
    >>> b_cubed(["a", "a", "b", "b"], [1, 1, 1, 1])
    BCubed(precision=0.5, recall=1.0, f1=0.6666666666666666)
    """
    pairs, of_gold, of_predicted = _overlaps(gold, predicted)
    counts = pairs[:, 2].astype(float)
    precision = float((counts**2 / of_predicted[pairs[:, 1]]).sum() / len(gold))
    recall = float((counts**2 / of_gold[pairs[:, 0]]).sum() / len(gold))
    return BCubed(precision, recall, 2 * precision * recall / (precision + recall))


def language_mixing(
    gold: Sequence[Hashable], predicted: Sequence[Hashable], languages: Sequence[Hashable]
) -> LanguageMixing:
    """Count pairs of articles in different languages: of one gold cluster, of one predicted cluster, and of both."""

    def pairs(*labels: Sequence[Hashable]) -> float:
        together = _sizes(list(zip(*labels, strict=True)))
        alike = _sizes(list(zip(*labels, languages, strict=True)))
        return float((together * (together - 1)).sum() - (alike * (alike - 1)).sum()) / 2

    both, in_gold, in_predicted = pairs(gold, predicted), pairs(gold), pairs(predicted)
    return LanguageMixing(
        both / in_gold if in_gold else 1.0, both / in_predicted if in_predicted else 1.0, int(in_gold)
    )


def evaluate(
    gold: Sequence[Hashable], predicted: Sequence[Hashable], *, languages: Sequence[Hashable] | None = None
) -> Scores:
    """Score a clustering against gold labels, article by article.

    Parameters
    ----------
    gold, predicted : sequence, (n_articles,)
    languages : sequence, optional
    """
    g, p = _numbers(gold), _numbers(predicted)
    return Scores(
        articles=len(gold),
        b_cubed=b_cubed(gold, predicted),
        ari=float(adjusted_rand_score(g, p)),
        nmi=float(normalized_mutual_info_score(g, p)),
        v_measure=float(v_measure_score(g, p)),
        mixing=None if languages is None else language_mixing(gold, predicted, languages),
    )


def score_run(store: Store, gold: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, Scores], int]:
    """Score the current run of a store against gold labels.

    Parameters
    ----------
    store : Store
    gold : mapping of str to mapping
        Article id (given or newstide's own) → ``story`` and ``topic``, either or both; an empty label is left out.

    Returns
    -------
    dict of str to Scores
        By level.
    int
        Articles with gold labels that the run does not have.

    Raises
    ------
    AnalysisError
        When there is no run, or it has none of these articles.
    """
    if store.current_run() is None:
        raise AnalysisError("The store has not been analysed yet: run `newstide analyze` first.")
    corpus = store.corpus().select("key", "id", "given_id", "language").join(store.memberships(), on="key")
    rows = {row[name]: row for name in ("given_id", "id") for row in corpus.iter_rows(named=True) if row[name]}
    known = [(rows[key], labels) for key, labels in gold.items() if key in rows]
    if not known:
        raise AnalysisError("None of the articles of the gold file is in the store: do the ids agree?")
    found = {}
    for level in ("story", "topic"):
        labelled = [(row, labels[level]) for row, labels in known if labels.get(level)]
        if labelled:
            # An outlier stands for itself: counted as one topic, all outliers would be a cluster that nobody made.
            predicted = [
                -row["key"] if level == "topic" and row["topic_id"] == 0 else row[f"{level}_id"] for row, _ in labelled
            ]
            languages = [row["language"] for row, _ in labelled]
            found[level] = evaluate([label for _, label in labelled], predicted, languages=languages)
    return found, len(gold) - len(known)


def _numbers(labels: Sequence[Hashable]) -> NDArray[np.int64]:
    number: dict[Hashable, int] = {}
    return np.asarray([number.setdefault(label, len(number)) for label in labels], dtype=np.int64)


def _sizes(labels: Sequence[Hashable]) -> NDArray[np.int64]:
    return np.bincount(_numbers(labels))


def _overlaps(
    gold: Sequence[Hashable], predicted: Sequence[Hashable]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    g, p = _numbers(gold), _numbers(predicted)
    pairs, counts = np.unique(np.stack([g, p], axis=1), axis=0, return_counts=True)
    return np.column_stack([pairs, counts]), np.bincount(g), np.bincount(p)
