"""The module of the bundled encoder: words → rows of one table, unknown words → rows of their n-grams, summed.

It is a sentence-transformers input module: ``SentenceTransformer(folder)`` loads it like any other model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from sentence_transformers.base.modules import InputModule

from analysis.encoder.tokens import WORD, grams, is_cyrillic, normalize, unmask

CONFIG, VOCABULARY, WEIGHTS = "lexical.json", "vocabulary.txt", "model.safetensors"
CACHED = 500_000

Rows = tuple[tuple[int, ...], tuple[float, ...]]


class LexicalEmbedding(InputModule):
    """Sum the rows of a text's words.

    Parameters
    ----------
    vocabulary : sequence of str
        One line per row: the normalised words that share it, separated by spaces.
    rows : ndarray, (n_rows, n_dims) float32
        Weighted: a word's row is long where the word says much.
    gram_rows : ndarray, (n_buckets, n_dims) float32
        For the hashed character n-grams of unknown words.
    unknown_weight : float
        Of an unknown word against a known one.
    head : int
        Words of a text that count fully; further on they count less and less, as news says first what matters.
    """

    config_keys: list[str] = [  # noqa: RUF012 - the base class declares it so
        "unknown_weight",
        "head",
    ]
    save_in_root = True

    def __init__(
        self,
        vocabulary: Sequence[str],
        rows: NDArray[np.float32],
        gram_rows: NDArray[np.float32],
        *,
        unknown_weight: float,
        head: int,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.vocabulary = vocabulary
        self.unknown_weight = unknown_weight
        self.head = head
        self._row_of = {word: row for row, line in enumerate(vocabulary) for word in line.split(" ")}
        self._n_rows, self._n_buckets = len(rows), len(gram_rows)
        table = torch.from_numpy(np.concatenate([rows, gram_rows]))
        self.embedding = torch.nn.EmbeddingBag.from_pretrained(table, freeze=True, mode="sum")
        self._found: tuple[dict[str, Rows], dict[str, Rows]] = ({}, {})
        self._fading = np.ones(0, dtype=np.float32)

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_options: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        """Turn texts into rows, their weights and where each text begins."""
        rows: list[int] = []
        weights: list[NDArray[np.float32]] = []
        offsets: list[int] = []
        for text in inputs:
            offsets.append(len(rows))
            ids, worth = self._rows(f"{prompt}{text}" if prompt else text)
            rows.extend(ids)
            weights.append(worth)
        return {
            "rows": torch.tensor(rows, dtype=torch.long),
            "weights": torch.from_numpy(np.concatenate(weights) if weights else np.zeros(0, dtype=np.float32)),
            "offsets": torch.tensor(offsets, dtype=torch.long),
        }

    def forward(self, features: dict[str, torch.Tensor], **_options: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        """Sum the rows of each text and give the sum unit length."""
        sums = self.embedding(features["rows"], features["offsets"], per_sample_weights=features["weights"])
        features["sentence_embedding"] = torch.nn.functional.normalize(sums, dim=1)
        return features

    def get_embedding_dimension(self) -> int:
        """Give the number of dimensions of a vector."""
        return int(self.embedding.embedding_dim)

    @property
    def max_seq_length(self) -> float:
        """Texts of any length are read whole."""
        return math.inf

    @property
    def tokenizer(self) -> None:  # type: ignore[override]
        """There is no tokenizer of another library."""
        return None

    def save(self, output_path: str, *_arguments: Any, **_options: Any) -> None:  # noqa: ANN401
        """Write vocabulary, weights (int8 with a scale per row) and settings into a folder."""
        folder = Path(output_path)
        table = self.embedding.weight.detach().numpy()
        scales = np.maximum(np.abs(table).max(axis=1) / 127, 1e-12).astype(np.float32)
        numbers = np.round(table / scales[:, None]).astype(np.int8)
        save_file({"rows": numbers, "scales": scales}, folder / WEIGHTS)
        (folder / VOCABULARY).write_text("\n".join(self.vocabulary), encoding="utf-8")
        settings = {"unknown_weight": self.unknown_weight, "head": self.head, "n_rows": self._n_rows}
        (folder / CONFIG).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **options: Any) -> Self:  # type: ignore[override]  # noqa: ANN401
        """Read a folder that `save` wrote, local or in the cache of the hub."""
        where: dict[str, Any] = {
            name: options.get(name) for name in ("token", "cache_folder", "revision", "local_files_only")
        }
        paths = [
            Path(str(cls.load_file_path(model_name_or_path, filename=name, subfolder=subfolder, **where)))
            for name in (CONFIG, VOCABULARY, WEIGHTS)
        ]
        settings = json.loads(paths[0].read_text(encoding="utf-8"))
        vocabulary = paths[1].read_text(encoding="utf-8").split("\n")
        stored = load_file(paths[2])
        table = stored["rows"].astype(np.float32) * stored["scales"][:, None]
        n_rows = settings.pop("n_rows")
        return cls(vocabulary, table[:n_rows], table[n_rows:], **settings)

    def _rows(self, text: str) -> tuple[list[int], NDArray[np.float32]]:
        normal = normalize(text)
        cyrillic = not normal.isascii() and is_cyrillic(normal)
        found = self._found[cyrillic]
        ids: list[int] = []
        weights: list[float] = []
        lengths: list[int] = []
        for word in WORD.findall(normal):
            entry = found.get(word)
            if entry is None:
                entry = self._look_up(word, cyrillic=cyrillic)
                if len(found) >= CACHED:
                    found.clear()
                found[word] = entry
            ids.extend(entry[0])
            weights.extend(entry[1])
            lengths.append(len(entry[0]))
        if not ids:
            ids = [self._n_rows + bucket for bucket in grams(normal[:100], self._n_buckets)]
            return ids, np.full(len(ids), 1.0 / len(ids), dtype=np.float32)
        worth = np.asarray(weights, dtype=np.float32)
        if len(lengths) > self.head:
            worth *= np.repeat(self._fade(len(lengths)), lengths)
        return ids, worth

    def _look_up(self, word: str, *, cyrillic: bool) -> Rows:
        plain = word
        if not word.isascii() or cyrillic:
            plain = unmask(word, cyrillic=cyrillic)
        row = self._row_of.get(plain)
        if row is not None:
            return (row,), (1.0,)
        parts = [part for part in plain.replace("'", "-").split("-") if part]
        known = [self._row_of[part] for part in parts if part in self._row_of]
        if len(parts) > 1 and len(known) == len(parts):
            return tuple(known), (1.0 / len(known) ** 0.5,) * len(known)
        buckets = grams(plain, self._n_buckets)
        weight = self.unknown_weight / len(buckets)
        return tuple(self._n_rows + bucket for bucket in buckets), (weight,) * len(buckets)

    def _fade(self, n_words: int) -> NDArray[np.float32]:
        if len(self._fading) < n_words:
            places = np.arange(max(n_words, 4_096), dtype=np.float32)
            self._fading = np.minimum(1.0, self.head / np.maximum(places, 1.0)).astype(np.float32)
        return self._fading[:n_words]
