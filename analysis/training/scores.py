"""Scores of an encoder, language by language: topic transfer from English and retrieval of translations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold

from analysis.training.corpora import LANGUAGES, Parallel

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
FOLDS = 5


def transfer(encode: Encode, sentences: Parallel, topics: Sequence[str], held_out: Sequence[int]) -> dict[str, float]:
    """Learn topics from English sentences and name those of other sentences in every language.

    Parameters
    ----------
    encode : callable
    sentences : Parallel
    topics : sequence of str
    held_out : sequence of int
        Rows to test on; the probe (logistic regression) learns from the English side of all others.

    Returns
    -------
    dict of str to float
        Accuracy by language.
    """
    gold, tested = np.asarray(topics), np.asarray(held_out)
    rest = np.setdiff1d(np.arange(len(gold)), tested)
    english = encode(sentences.sentences["en"])
    probe = LogisticRegression(C=20, max_iter=3_000).fit(english[rest], gold[rest])
    return {
        language: float(probe.score(encode([sentences.sentences[language][row] for row in tested]), gold[tested]))
        for language in LANGUAGES
    }


def retrieval(encode: Encode, sentences: Parallel) -> dict[str, float]:
    """Find translations: how often the nearest sentence is the right one, mean of from and to English."""
    english, right = encode(sentences.sentences["en"]), np.arange(len(sentences))
    found = {}
    for language in LANGUAGES[1:]:
        similar = english @ encode(sentences.sentences[language]).T
        found[language] = float(
            ((similar.argmax(axis=1) == right).mean() + (similar.argmax(axis=0) == right).mean()) / 2
        )
    return found


def story_auc(
    encode: Encode, pairs: Sequence[tuple[str, str, bool]], *, draws: int = 2_000
) -> tuple[float, float, float]:
    """Tell pairs of the same story from others by their cosine.

    Returns
    -------
    tuple of float
        ROC AUC, and its 95 % interval by bootstrap over the pairs.
    """
    one, other = encode([pair[0] for pair in pairs]), encode([pair[1] for pair in pairs])
    similar, same = np.einsum("ij,ij->i", one, other), np.asarray([pair[2] for pair in pairs])
    random = np.random.default_rng(0)
    drawn = [random.integers(0, len(pairs), len(pairs)) for _ in range(draws)]
    aucs = [roc_auc_score(same[rows], similar[rows]) for rows in drawn if 0 < same[rows].sum() < len(rows)]
    low, high = np.quantile(aucs, [0.025, 0.975])
    return float(roc_auc_score(same, similar)), float(low), float(high)


def folds(n_sentences: int, *, seed: int = 0) -> list[tuple[list[int], list[int]]]:
    """Split sentences for cross-validation: (trained on, tested on), five times."""
    split = KFold(FOLDS, shuffle=True, random_state=seed).split(np.arange(n_sentences))
    return [(train.tolist(), test.tolist()) for train, test in split]
