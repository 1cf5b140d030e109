"""Names and numbers of articles → features that are the same in every language (Лукашенко, Lukaszenka: one feature).

Names tie stories together across languages where word vectors blur them.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import regex
from scipy.sparse import csr_matrix

from analysis.encoder.tokens import normalize, sound

DIMS = 1_024
INSIDE = regex.compile(r"(?<![.!?…:;«“„\"(]\s?)(?<!^)(?<!\n)\b\p{Lu}[\p{L}\p{M}'’ʼ-]{2,}|\d{2,}")
LOWER = regex.compile(r"\b\p{Ll}[\p{L}'’ʼ-]{2,}")
NOUNS_ARE_CAPITAL = 0.2
"""Share of words with capitals inside sentences from which a language is taken to write its nouns so."""
WRITES_NOUNS_SO = frozenset({"de", "lb"})
ENOUGH_WORDS = 1_000
PREFIXES = (4, 5, 6)


def name_features(titles: Sequence[str], texts: Sequence[str], languages: Sequence[str | None]) -> csr_matrix:
    """Count hashed names and numbers.

    A word is a name where it is written with a capital inside a sentence and, in its language, more often with one than
    without; where all nouns have capitals, as in German, it must also be a name in another language.

    Parameters
    ----------
    titles, texts, languages : sequence, (n_articles,)

    Returns
    -------
    scipy.sparse.csr_matrix, (n_articles, 1024) float32
        Signed square roots of counts; the sign comes from the hash, so that collisions cancel on average.
    """
    found = [INSIDE.findall(f"{title}\n{text}") for title, text in zip(titles, texts, strict=True)]
    names = _names(found, texts, languages)
    keys = {token: _columns(token) for of_language in names.values() for token in of_language}
    rows: list[int] = []
    columns: list[int] = []
    signs: list[int] = []
    for row, (tokens, language) in enumerate(zip(found, languages, strict=True)):
        known = names[language]
        for token in tokens:
            if token in known:
                for column, sign in keys[token]:
                    rows.append(row)
                    columns.append(column)
                    signs.append(sign)
    counts = csr_matrix((np.asarray(signs, dtype=np.float32), (rows, columns)), shape=(len(titles), DIMS))
    counts.sum_duplicates()
    counts.data = np.sign(counts.data) * np.sqrt(np.abs(counts.data))
    return counts


def _names(
    found: Sequence[list[str]], texts: Sequence[str], languages: Sequence[str | None]
) -> dict[str | None, set[str]]:
    """Tell, by language, which of the words with capitals are names."""
    capitals: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
    small: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
    for tokens, text, language in zip(found, texts, languages, strict=True):
        capitals[language].update(tokens)
        small[language].update(LOWER.findall(text))
    names = {
        language: {token for token, times in counted.items() if times > small[language][token.lower()]}
        for language, counted in capitals.items()
    }
    words = {language: small[language].total() + counted.total() for language, counted in capitals.items()}
    crowded = {
        language
        for language, counted in capitals.items()
        if language in WRITES_NOUNS_SO
        or (words[language] >= ENOUGH_WORDS and counted.total() > NOUNS_ARE_CAPITAL * words[language])
    }
    elsewhere = {sound(normalize(token))[:5] for language in names.keys() - crowded for token in names[language]}
    for language in crowded:
        names[language] = {
            token
            for token in names[language]
            if not elsewhere or token.isdigit() or sound(normalize(token))[:5] in elsewhere
        }
    return names


def _columns(token: str) -> list[tuple[int, int]]:
    """Hash what a name sounds like at its beginning, whatever its ending."""
    if token.isdigit():
        return [_hash(token)]
    plain = sound(normalize(token))
    return [_hash(prefix) for prefix in sorted({plain[:size] for size in PREFIXES})] if len(plain) > 1 else []


def shared_names(text: str, others: Sequence[str]) -> list[str]:
    """List the names and numbers of a text that others have, too, in whatever script, as they are written in it.

    Examples
    --------
    >>> shared_names("Учора Лукашенко говорив у Мінську.", ["On Monday Lukashenko spoke."])
    ['Лукашенко']
    """
    elsewhere = {_name_key(token) for other in others for token in INSIDE.findall(other)}
    found = {_name_key(token): token for token in reversed(INSIDE.findall(text))}
    return [token for key, token in reversed(found.items()) if key in elsewhere]


def _name_key(token: str) -> str:
    return token if token.isdigit() else sound(normalize(token))[: PREFIXES[-1]]


def _hash(key: str) -> tuple[int, int]:
    number = zlib.crc32(key.encode())
    return number % DIMS, 1 if number >> 31 else -1


def weighted(names: csr_matrix) -> csr_matrix:
    """Weigh features by inverse document frequency and give every article that has any unit length.

    Returns
    -------
    scipy.sparse.csr_matrix, (n_articles, 1024) float32
    """
    frequency = names.getnnz(axis=0) / max(1, names.shape[0])
    found = csr_matrix(names, dtype=np.float32, copy=True)
    found.data *= np.log(1.0 / (frequency + 1e-3)).astype(np.float32)[found.indices]
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    found.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(found.indptr)).astype(np.float32)
    return found
