"""Texts → vectors: the bundled encoder, or any model of sentence-transformers by name or folder.

torch is imported only when a model is loaded.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from data.errors import NewstideError
from data.language import ENCODER_LANGUAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

BUNDLED = "bundled"
FOLDER = Path(__file__).parent / "bundled"
BATCH = 512
TITLE_COUNTS = 2
"""How often the bundled encoder reads the title: what is written large says most."""

Backend = Literal["torch", "onnx", "openvino"]


class EncoderError(NewstideError):
    """A model cannot be had, or not used."""

    exit_code = 4


class Encoder:
    """A sentence-transformers model that knows titles, and its own name.

    Attributes
    ----------
    name : str
        As the user gave it.
    fingerprint : str
        Differs where vectors may differ: a hash of name, weights and settings.
    dims : int
    languages : frozenset of str
        ISO 639-1; empty where the model does not say.
    """

    def __init__(self, model: SentenceTransformer, name: str, fingerprint: str, languages: frozenset[str]) -> None:
        self._model = model
        self.name = name
        self.fingerprint = fingerprint
        self.languages = languages
        self.dims = int(model.get_embedding_dimension() or 0)

    def encode(
        self,
        texts: Sequence[str],
        *,
        titles: Sequence[str] | None = None,
        progress: Callable[[int], None] = lambda _done: None,
    ) -> NDArray[np.float32]:
        """Encode articles.

        Parameters
        ----------
        texts : sequence of str, (n_articles,)
        titles : sequence of str, optional
            Read before the texts; by the bundled encoder twice, as they say most.
        progress : callable, optional
            Called with the number of further articles encoded.

        Returns
        -------
        ndarray, (n_articles, n_dims) float32
            Unit vectors.

        Raises
        ------
        EncoderError
            When the model gives no finite vector.
        """
        times = TITLE_COUNTS if self.name == BUNDLED else 1
        whole = (
            list(texts) if titles is None else [f"{f'{t}. ' * times}{x}" for t, x in zip(titles, texts, strict=True)]
        )
        parts = []
        for start in range(0, len(whole), BATCH * 4):
            batch = whole[start : start + BATCH * 4]
            parts.append(
                self._model.encode(batch, batch_size=BATCH if self.name == BUNDLED else 32, show_progress_bar=False)
            )
            progress(len(batch))
        vectors = np.concatenate(parts).astype(np.float32) if parts else np.zeros((0, self.dims), dtype=np.float32)
        if not np.isfinite(vectors).all():
            raise EncoderError(f"The encoder {self.name} gives vectors that are not numbers; its files may be damaged.")
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))


def load_encoder(name: str = BUNDLED, *, device: str = "cpu", backend: Backend = "torch") -> Encoder:
    """Load a model.

    Parameters
    ----------
    name : str
        ``bundled``, or the folder or name of any sentence-transformers model; a name needs a network the first time.
    device, backend : str
        As sentence-transformers knows them.

    Raises
    ------
    EncoderError
        When there is no such model, or it cannot be loaded.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    _quieten()
    if name == BUNDLED:
        return _bundled()
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(name, device=device, backend=backend, trust_remote_code=False)
    except Exception as error:
        raise EncoderError(_why(name, error)) from error
    return Encoder(model, name, _fingerprint(model, name), frozenset())


def _bundled() -> Encoder:
    from sentence_transformers import SentenceTransformer

    from analysis.encoder.lexical import WEIGHTS, LexicalEmbedding

    if not (FOLDER / WEIGHTS).is_file():
        raise EncoderError(f"The bundled encoder's weights are not at {FOLDER}: install newstide again.")
    model = SentenceTransformer(modules=[LexicalEmbedding.load(str(FOLDER))], device="cpu")
    digest = hashlib.sha256()
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in {".json", ".txt", ".safetensors"}:
            digest.update(path.read_bytes())
    return Encoder(model, BUNDLED, f"{BUNDLED}-{TITLE_COUNTS}-{digest.hexdigest()[:16]}", frozenset(ENCODER_LANGUAGES))


def _fingerprint(model: Any, name: str) -> str:  # noqa: ANN401
    """Tell a model by its name and some of its numbers: hashing gigabytes would cost more than it guards."""
    digest = hashlib.sha256(name.encode())
    for parameter in model.parameters():
        digest.update(parameter.detach().flatten()[:64].float().numpy().tobytes())
    return f"{Path(name).name[:40]}-{digest.hexdigest()[:16]}"


def _why(name: str, error: Exception) -> str:
    said = str(error).split("\n", maxsplit=1)[0][:200]
    if Path(name).is_dir():
        return f"The folder {name} holds no model that sentence-transformers can load ({said})."
    if "trust_remote_code" in str(error):
        return f"The model {name} wants to run code of its own, which newstide does not allow; choose another one."
    return (
        f"The model {name} cannot be had: it is neither a folder here nor was it found on the network or in the cache "
        f"({said}). Check the name and the connection, or leave out --model to use the bundled encoder."
    )


def _quieten() -> None:
    import logging

    for noisy in ("transformers", "sentence_transformers", "huggingface_hub"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
