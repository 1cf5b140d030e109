"""Words of pinned topics → the articles that hold them: what is asked for is there, or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.words import WORD, is_stop_word

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]

OF_WORDS, OF_WEIGHT = 2 / 3, 0.6
"""Share of the words of a text, and of their weight (the rarer a word is, the more), that an article must hold."""


@dataclass(frozen=True)
class Evidence:
    """Articles that hold most of the words of a text.

    Attributes
    ----------
    rows : ndarray, (n_found,) int64
    share : ndarray, (n_found,) float32
        Of the weight of the words, 0 to 1.
    n_words, n_missing : int
        Words that say something, and those of them that no article holds.
    """

    rows: Integers
    share: Floats
    n_words: int
    n_missing: int


def telling_words(text: str, language: str | None, languages: Sequence[str]) -> list[str]:
    """List the words of a text that say something: those that join others in its language, or in two, do not.

    Parameters
    ----------
    text : str
    language : str or None
        In which it seems to be.
    languages : sequence of str
        Of the corpus; a few words may be of any.

    Examples
    --------
    >>> telling_words("strikes on the US power grid", "en", ["en", "uk"])
    ['strikes', 'US', 'power', 'grid']
    """

    def joins(word: str) -> bool:
        if word.isupper() and len(word) > 1:
            return False
        return is_stop_word(word, language) or sum(is_stop_word(word, one) for one in languages) > 1

    return [word for word in dict.fromkeys(WORD.findall(text)) if not joins(word)]


def weigh_evidence(holding: Sequence[Integers], n_articles: int) -> Evidence:
    """Find the articles that hold most of the words of a text, weighed by inverse document frequency.

    Parameters
    ----------
    holding : sequence of ndarray
        For each word, the rows of the articles that hold it.
    n_articles : int

    Examples
    --------
    >>> found = weigh_evidence([np.array([0, 1]), np.array([1, 2]), np.array([], dtype=np.int64)], 9)
    >>> found.rows.tolist(), found.n_words, found.n_missing
    ([], 3, 1)
    >>> weigh_evidence([np.array([0, 1]), np.array([1, 2])], 9).rows.tolist()
    [1]
    """
    counted = np.asarray([len(rows) for rows in holding])
    weight = np.log((n_articles + 1) / (counted + 1))
    share, words = np.zeros(n_articles), np.zeros(n_articles, dtype=np.int64)
    for rows, worth in zip(holding, weight, strict=True):
        share[rows] += worth
        words[rows] += 1
    total = float(weight.sum())
    share /= total if total > 0 else 1.0
    found = np.flatnonzero((words >= OF_WORDS * len(holding) - 1e-9) & (share >= OF_WEIGHT))
    n_missing = int(np.count_nonzero(counted == 0))
    return Evidence(found, share[found].astype(np.float32), len(holding), n_missing)
