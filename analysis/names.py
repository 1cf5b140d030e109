"""Names and numbers of articles → features that are the same in every language (Лукашенко, Lukaszenka: one feature).

Names tie stories together across languages where word vectors blur them.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
import regex
from scipy.sparse import csr_matrix

from analysis.encoder.tokens import normalize, sound

DIMS = 512
INSIDE = regex.compile(r"(?<![.!?…:;«“„\"(]\s?)(?<!^)(?<!\n)\b\p{Lu}[\p{L}\p{M}'’ʼ-]{2,}|\d{2,}")
LOWER = regex.compile(r"\b\p{Ll}[\p{L}'’ʼ-]{2,}")
NOUNS_ARE_CAPITAL = 0.2
"""Share of words with capitals inside sentences from which a language is taken to write its nouns so."""
WRITES_NOUNS_SO = frozenset({"de", "lb"})
ENOUGH_WORDS = 1_000
ENOUGH_TEXTS = 3_000
"""Texts of a language from which it is seen how it writes a word."""
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
    scipy.sparse.csr_matrix, (n_articles, 512) float32
        Signed square roots of counts; the sign comes from the hash, so that collisions cancel on average.
    """
    found = [INSIDE.findall(f"{title}\n{text}") for title, text in zip(titles, texts, strict=True)]
    names = _names(found, texts, languages)
    numbers = {token: number for number, token in enumerate(sorted(set().union(*names.values())))}
    known = {language: {token: numbers[token] for token in of_language} for language, of_language in names.items()}
    inside = [
        [own[token] for token in tokens if token in own]
        for tokens, own in zip(found, (known[language] for language in languages), strict=True)
    ]
    told = _counts(inside, len(numbers))
    counts = csr_matrix(told @ _hashed(list(numbers)))
    counts.eliminate_zeros()
    counts.data = np.sign(counts.data) * np.sqrt(np.abs(counts.data))
    return counts


def _counts(numbers: Sequence[Sequence[int]], n_columns: int) -> csr_matrix:
    """Count numbers row by row."""
    ends = np.cumsum([0, *map(len, numbers)])
    columns = np.fromiter(chain.from_iterable(numbers), dtype=np.int64, count=int(ends[-1]))
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(numbers), n_columns))


def _hashed(tokens: Sequence[str]) -> csr_matrix:
    """Give for every token the signed columns of what it sounds like at its beginning, whatever its ending."""
    hashed = [_columns(token) for token in tokens]
    pairs = np.asarray(list(chain.from_iterable(hashed)), dtype=np.int64).reshape(-1, 2)
    ends = np.cumsum([0, *map(len, hashed)])
    return csr_matrix((pairs[:, 1].astype(np.float32), pairs[:, 0], ends), shape=(len(tokens), DIMS))


def _names(
    found: Sequence[list[str]], texts: Sequence[str], languages: Sequence[str | None]
) -> dict[str | None, set[str]]:
    """Tell, by language, which of the words with capitals are names."""
    capitals: dict[str | None, Counter[str]] = {}
    small: dict[str | None, Counter[str]] = {}
    rows_of: defaultdict[str | None, list[int]] = defaultdict(list)
    for row, language in enumerate(languages):
        rows_of[language].append(row)
    names: dict[str | None, set[str]] = {}
    for language, rows in rows_of.items():
        sample = _some_of(rows, texts)
        capitals[language] = Counter(chain.from_iterable(found[row] for row in sample))
        small[language] = Counter(chain.from_iterable(LOWER.findall(texts[row]) for row in sample))
        met = set(chain.from_iterable(found[row] for row in rows))
        names[language] = {token for token in met if _is_name(token, capitals[language], small[language])}
    words = {language: small[language].total() + counted.total() for language, counted in capitals.items()}
    crowded = {
        language
        for language, counted in capitals.items()
        if language in WRITES_NOUNS_SO
        or (words[language] >= ENOUGH_WORDS and counted.total() > NOUNS_ARE_CAPITAL * words[language])
    }
    elsewhere = {_plain(token)[:5] for language in names.keys() - crowded for token in names[language]}
    for language in crowded:
        names[language] = {
            token for token in names[language] if not elsewhere or token.isdigit() or _plain(token)[:5] in elsewhere
        }
    return names


def _some_of(rows: list[int], texts: Sequence[str]) -> list[int]:
    """Choose texts that show how a language writes its words, by what stands in them and not by where they stand."""
    if len(rows) <= ENOUGH_TEXTS:
        return rows
    sums = np.asarray([zlib.crc32(texts[row].encode()) for row in rows])
    last = np.partition(sums, ENOUGH_TEXTS - 1)[ENOUGH_TEXTS - 1]
    near = [(told, texts[row], row) for told, row in zip(sums.tolist(), rows, strict=True) if told <= last]
    return [row for _, _, row in sorted(near)[:ENOUGH_TEXTS]]


def _is_name(token: str, capitals: Counter[str], small: Counter[str]) -> bool:
    written_small = small[token.lower()]
    return written_small == 0 or capitals[token] > written_small


@lru_cache(maxsize=200_000)
def _columns(token: str) -> tuple[tuple[int, int], ...]:
    """Hash what a name sounds like at its beginning, whatever its ending."""
    if token.isdigit():
        return (_hash(token),)
    plain = _plain(token)
    return tuple(_hash(prefix) for prefix in sorted({plain[:size] for size in PREFIXES})) if len(plain) > 1 else ()


@lru_cache(maxsize=200_000)
def _plain(token: str) -> str:
    return sound(normalize(token))


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
    return token if token.isdigit() else _plain(token)[: PREFIXES[-1]]


def _hash(key: str) -> tuple[int, int]:
    number = zlib.crc32(key.encode())
    return number % DIMS, 1 if number >> 31 else -1


def weighted(names: csr_matrix) -> csr_matrix:
    """Weigh features by inverse document frequency and give every article that has any unit length.

    Returns
    -------
    scipy.sparse.csr_matrix, (n_articles, 512) float32
    """
    frequency = names.getnnz(axis=0) / max(1, names.shape[0])
    found = csr_matrix(names, dtype=np.float32, copy=True)
    found.data *= np.log(1.0 / (frequency + 1e-3)).astype(np.float32)[found.indices]
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    found.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(found.indptr)).astype(np.float32)
    return found
