"""The bundled encoder: words → rows of one table, one row per meaning in any language, summed.

It needs no torch; `analysis.encoder.lexical` is the same as a module of sentence-transformers.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from scipy.sparse import csr_matrix

from analysis.encoder.lookup import Lookup
from analysis.encoder.tokens import WORD, grams, is_cyrillic, normalize, unmask

CONFIG, WEIGHTS = "lexical.json", "model.safetensors"
CACHED = 1_000_000
ALPHABET = 400
"""Characters by which the alphabet of a text is told."""
LONGEST = 100
FEW = 50
TABLES = ("meanings", "grams", "numbers")
LIGHTEST = 1.0 / 255
SMALL = 1e-12

Rows = tuple[Sequence[int], Sequence[float]]


@dataclass(frozen=True)
class Words:
    """What the encoder knows of words.

    Attributes
    ----------
    known : list of str
        Normalised, sorted.
    row : ndarray, (n_words,) int32
        The meaning of each.
    weight : ndarray, (n_words,) float32
        How much each says.
    sounds : list of str
        How the more frequent words sound, sorted.
    sounding : ndarray, (n_sounds,) int32
        The word of each sound.
    """

    known: list[str]
    row: NDArray[np.int32]
    weight: NDArray[np.float32]
    sounds: list[str]
    sounding: NDArray[np.int32]


class Lexicon:
    """Sum the rows of a text's words.

    Parameters
    ----------
    words : Words
    tables : dict of str to ndarray
        ``meanings`` (n_rows, n_dims), ``grams`` (n_buckets, n_dims) for the hashed character n-grams of unknown words,
        ``numbers`` (n_numbers, n_dims) for hashed numbers, all float32.
    unknown_weight : float
        Of an unknown word against a known one.
    number_weight : float
        Of a number.
    head : int
        News says first what matters: the word at place r counts 1 / sqrt(1 + r / head).

    Attributes
    ----------
    table : ndarray, (n_rows, n_dims) float32
        All tables, one below the other.
    """

    def __init__(
        self,
        words: Words,
        tables: dict[str, NDArray[np.float32]],
        *,
        unknown_weight: float,
        number_weight: float,
        head: int,
    ) -> None:
        self.words = words
        self.unknown_weight, self.number_weight, self.head = unknown_weight, number_weight, head
        self._sizes = {name: len(tables[name]) for name in TABLES}
        self._first = dict(zip(TABLES, np.cumsum([0, *self._sizes.values()]).tolist(), strict=False))
        self._lookup = Lookup(words.known, words.sounds, words.sounding.tolist())
        self.table = np.concatenate([tables[name] for name in TABLES])
        self._row, self._weight = words.row.tolist(), words.weight.tolist()
        self._entries = _Entries(self)

    def rows_of(self, texts: Sequence[str]) -> csr_matrix:
        """Give the rows of the table that each text's words stand for, and how much each counts.

        Returns
        -------
        csr_matrix, (n_texts, n_rows) float32
            In the order of the words; a row that two words stand for is named twice.
        """
        found = [self._entries.of(text) for text in texts]
        n_words = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
        words = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=int(n_words.sum()))
        starts, counts, rows, weights = self._entries.tables()
        first, sizes = starts[words], counts[words]
        ends = np.cumsum(sizes)
        places = np.repeat(first - (ends - sizes), sizes) + np.arange(int(sizes.sum()))
        rank = np.arange(len(words)) - np.repeat(np.cumsum(n_words) - n_words, n_words)
        fading = (1.0 / np.sqrt(1.0 + rank / self.head)).astype(np.float32)
        before = np.concatenate([[0], ends])[np.concatenate([[0], np.cumsum(n_words)])]
        shape = (len(texts), len(self.table))
        return csr_matrix((weights[places] * np.repeat(fading, sizes), rows[places], before), shape=shape)

    def encode(self, texts: Sequence[str], **_options: Any) -> NDArray[np.float32]:  # noqa: ANN401
        """Sum the rows of each text and give the sum unit length.

        Returns
        -------
        ndarray, (n_texts, n_dims) float32
        """
        sums = self.rows_of(texts) @ self.table
        return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), SMALL))

    def copy(self) -> Self:
        """Give a lexicon with rows of its own and the same words."""
        tables = np.split(self.table.copy(), np.cumsum(list(self._sizes.values()))[:-1])
        return type(self)(self.words, dict(zip(TABLES, tables, strict=True)), **self._settings())

    def get_embedding_dimension(self) -> int:
        """Give the number of dimensions of a vector."""
        return int(self.table.shape[1])

    def save(self, folder: Path) -> None:
        """Write words, weights (int8 with a scale per row) and settings into a folder."""
        scales = np.maximum(np.abs(self.table).max(axis=1) / 127, SMALL).astype(np.float32)
        stored = {
            "rows": np.round(self.table / scales[:, None]).astype(np.int8),
            "scales": scales,
            "sizes": np.asarray(list(self._sizes.values()), dtype=np.int64),
            "words": _packed(self.words.known),
            "word_rows": self.words.row,
            "word_weights": np.round(self.words.weight / LIGHTEST).clip(1, 255).astype(np.uint8),
            "sounds": _packed(self.words.sounds),
            "sounding": self.words.sounding,
        }
        save_file(stored, folder / WEIGHTS)
        (folder / CONFIG).write_text(json.dumps(self._settings(), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, settings: Path, weights: Path) -> Self:
        """Read what `save` wrote."""
        stored = load_file(weights)
        table = stored["rows"].astype(np.float32)
        table *= stored["scales"][:, None]
        words = Words(
            _unpacked(stored["words"]),
            stored["word_rows"],
            stored["word_weights"].astype(np.float32) * np.float32(LIGHTEST),
            _unpacked(stored["sounds"]),
            stored["sounding"],
        )
        parts = np.split(table, np.cumsum(stored["sizes"])[:-1])
        return cls(words, dict(zip(TABLES, parts, strict=True)), **json.loads(settings.read_text(encoding="utf-8")))

    def _settings(self) -> dict[str, Any]:
        return {"unknown_weight": self.unknown_weight, "number_weight": self.number_weight, "head": self.head}

    def _look_up(self, word: str, *, cyrillic: bool) -> Rows:
        plain = unmask(word, cyrillic=cyrillic) if not word.isascii() or cyrillic else word
        if plain.isdigit():
            number = zlib.crc32(plain.encode()) % self._sizes["numbers"]
            return (self._first["numbers"] + number,), (self.number_weight,)
        exact = self._lookup.exactly(plain)
        near = [exact] if exact is not None else self._lookup.nearly(plain)
        if near:
            shared = 1.0 / len(near) ** 0.5
            return tuple(self._row[number] for number in near), tuple(self._weight[number] * shared for number in near)
        return self._spell(plain, self.unknown_weight)

    def _spell(self, text: str, weight: float) -> Rows:
        buckets = grams(text, self._sizes["grams"])
        return tuple(self._first["grams"] + bucket for bucket in buckets), (weight / len(buckets),) * len(buckets)


class _Entries:
    """Remembers the rows of everything between two spaces that was met before: most of a text was."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._look_up, self._spell = lexicon._look_up, lexicon._spell  # noqa: SLF001 - two halves of one thing
        self._clear()

    def _clear(self) -> None:
        self._known: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._starts, self._counts = array("q"), array("q")
        self._rows, self._weights = array("i"), array("f")

    def of(self, text: str) -> list[int]:
        """Give the numbers of a text's entries, at least one."""
        head = text[:ALPHABET]
        cyrillic = not head.isascii() and is_cyrillic(head.lower())
        known = self._known[cyrillic]
        pieces = text.split()
        found: list[int | None] = list(map(known.get, pieces))
        if None in found:
            for place, number in enumerate(found):
                if number is None:
                    found[place] = known.get(pieces[place], -1)
                    if found[place] == -1:
                        found[place] = self._add(pieces[place], known, cyrillic=cyrillic)
        # A text without a letter or digit is spelled as it stands.
        if len(found) <= FEW and not any(self._counts[number] for number in found):  # type: ignore[index]
            return [self._append(self._spell(normalize(text)[:LONGEST], 1.0))]
        return found  # type: ignore[return-value]

    def tables(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """Give start and number of rows of each entry, and all rows and weights; forget all when there are too many."""
        made = (
            np.array(self._starts, dtype=np.int64),
            np.array(self._counts, dtype=np.int64),
            np.array(self._rows, dtype=np.int32),
            np.array(self._weights, dtype=np.float32),
        )
        if len(self._starts) > CACHED:
            self._clear()
        return made

    def _add(self, piece: str, known: dict[str, int], *, cyrillic: bool) -> int:
        entries = [self._look_up(word, cyrillic=cyrillic) for word in WORD.findall(normalize(piece))]
        rows = [row for of_word, _ in entries for row in of_word]
        number = self._append((rows, [weight for _, of_word in entries for weight in of_word]))
        if len(piece) <= LONGEST:
            known[piece] = number
        return number

    def _append(self, entry: Rows) -> int:
        self._starts.append(len(self._rows))
        self._counts.append(len(entry[0]))
        self._rows.extend(entry[0])
        self._weights.extend(entry[1])
        return len(self._starts) - 1


def _packed(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(zlib.compress("\n".join(words).encode(), 9), dtype=np.uint8)


def _unpacked(stored: NDArray[np.uint8]) -> list[str]:
    return zlib.decompress(stored.tobytes()).decode().split("\n")
