"""The bundled encoder as a module of sentence-transformers: ``SentenceTransformer(folder)`` loads it like any other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from sentence_transformers.base.modules import InputModule

from analysis.encoder.lexicon import CONFIG, WEIGHTS, Lexicon


class LexicalEmbedding(InputModule):
    """Sum the rows of a text's words.

    Parameters
    ----------
    lexicon : Lexicon
        Its table is that of the module.
    """

    save_in_root = True

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.lexicon = lexicon
        self.embedding = torch.nn.EmbeddingBag.from_pretrained(
            torch.from_numpy(lexicon.table), freeze=True, mode="sum", include_last_offset=True
        )

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_options: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        """Turn texts into rows, their weights and where each text begins; last, where the last one ends."""
        rows = self.lexicon.rows_of([f"{prompt}{text}" for text in inputs] if prompt else inputs)
        return {
            "rows": torch.from_numpy(rows.indices.astype(np.int64)),
            "weights": torch.from_numpy(rows.data),
            "offsets": torch.from_numpy(rows.indptr.astype(np.int64)),
        }

    def forward(self, features: dict[str, torch.Tensor], **_options: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        """Sum the rows of each text and give the sum unit length."""
        sums = self.embedding(features["rows"], features["offsets"], per_sample_weights=features["weights"])
        features["sentence_embedding"] = torch.nn.functional.normalize(sums, dim=1)
        return features

    def get_embedding_dimension(self) -> int:
        """Give the number of dimensions of a vector."""
        return self.lexicon.get_embedding_dimension()

    @property
    def max_seq_length(self) -> float:
        """Texts of any length are read whole."""
        return math.inf

    @property
    def tokenizer(self) -> None:  # type: ignore[override]
        """There is no tokenizer of another library."""
        return None

    def save(self, output_path: str, *_arguments: Any, **_options: Any) -> None:  # noqa: ANN401
        """Write what `load` reads."""
        self.lexicon.save(Path(output_path))

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **options: Any) -> Self:  # type: ignore[override]  # noqa: ANN401
        """Read a folder that `save` wrote, local or in the cache of the hub."""
        where: dict[str, Any] = {
            name: options.get(name) for name in ("token", "cache_folder", "revision", "local_files_only")
        }
        settings, weights = (
            Path(str(cls.load_file_path(model_name_or_path, filename=name, subfolder=subfolder, **where)))
            for name in (CONFIG, WEIGHTS)
        )
        return cls(Lexicon.load(settings, weights))
