"""Texts → vectors: the bundled encoder, or any model of sentence-transformers by name or folder.

torch is imported only when a model is loaded; the bundled encoder needs none.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from data.errors import NewstideError
from data.language import ENCODER_LANGUAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from analysis.encoder.lexicon import Lexicon

BUNDLED = "bundled"
FOLDER = Path(__file__).parent / "bundled"
BATCH = 512
PATIENCE = 10.0
"""Seconds that the hub of models may take to answer."""
TITLE_COUNTS = 2
"""How often the bundled encoder reads the title: what is written large says most."""

Backend = Literal["torch", "onnx", "openvino"]
PROMPTS = (
    (re.compile("e5.*instruct"), "Instruct: Identify the topic of the given news article\nQuery: "),
    (re.compile(r"(^|-)e5(-|$)"), "query: "),
    (re.compile("nomic-embed"), "clustering: "),
    (re.compile("jina-embeddings-v[5-9]"), "Document: "),
)
"""What families of models were trained to see before a text, by their model cards; bge and gte: nothing."""


class EncoderError(NewstideError):
    """A model cannot be had, or not used."""

    exit_code = 4


class Encoder:
    """The bundled encoder or a sentence-transformers model that knows titles, and its own name.

    Attributes
    ----------
    name : str
        As the user gave it.
    fingerprint : str
        Differs where vectors may differ: a hash of name, weights and settings.
    dims : int
    languages : frozenset of str
        ISO 639-1; empty where the model does not say.
    prompt : str
        What is put before each text, as the model's makers ask for where texts are clustered.
    origin : str
        Where the weights came from.
    """

    def __init__(
        self,
        model: SentenceTransformer | Lexicon,
        name: str,
        fingerprint: str,
        *,
        languages: frozenset[str] = frozenset(),
        prompt: str = "",
        origin: str = "",
        batch: int = 32,
    ) -> None:
        self._model = model
        self.name = name
        self.fingerprint = fingerprint
        self.languages = languages
        self.prompt = prompt
        self.origin = origin
        self.batch = batch
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
            When the model gives no finite vector, or runs out of memory on a single text.
        """
        times = TITLE_COUNTS if self.name == BUNDLED else 1
        whole = (
            list(texts) if titles is None else [f"{f'{t}. ' * times}{x}" for t, x in zip(titles, texts, strict=True)]
        )
        parts = []
        step = BATCH * 4 if self.name == BUNDLED else self.batch * 4
        for start in range(0, len(whole), step):
            batch = whole[start : start + step]
            parts.append(self._encode(batch))
            progress(len(batch))
        vectors = np.concatenate(parts).astype(np.float32) if parts else np.zeros((0, self.dims), dtype=np.float32)
        if not np.isfinite(vectors).all():
            raise EncoderError(f"The encoder {self.name} gives vectors that are not numbers; its files may be damaged.")
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Encode one batch; when memory does not suffice, by halves of it, for good."""
        while True:
            try:
                return np.asarray(
                    self._model.encode(
                        texts, batch_size=self.batch, prompt=self.prompt or None, show_progress_bar=False
                    )
                )
            except (MemoryError, RuntimeError) as error:
                if "memory" not in str(error).lower() or self.batch == 1:
                    raise EncoderError(f"The encoder {self.name} failed on a text: {_first_line(error)}.") from error
                self.batch //= 2


def load_encoder(name: str = BUNDLED, *, device: str = "cpu", backend: Backend = "torch") -> Encoder:
    """Load a model.

    Parameters
    ----------
    name : str
        ``bundled``, or the folder or name of any sentence-transformers model; a name needs a network the first time.
    device, backend : str
        As sentence-transformers knows them; the bundled encoder always runs on the processor, by numpy.

    Raises
    ------
    EncoderError
        When there is no such model, or it cannot be loaded.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    _quieten()
    if name == BUNDLED:
        return _bundled()
    try:
        model = _named(name, device=device, backend=backend)
    except Exception as error:
        raise EncoderError(_why(name, error, device=device, backend=backend)) from error
    return Encoder(
        model,
        name,
        _fingerprint(model, name),
        prompt=prompt_of(name, getattr(model, "prompts", {})),
        origin=str(Path(name).resolve()) if Path(name).is_dir() else f"the model hub, as {name}",
        batch=batch_of(model),
    )


def prompt_of(name: str, prompts: Mapping[str, str]) -> str:
    """Choose what is put before each text: what the model says for clustering, else what its family is known for.

    Examples
    --------
    >>> prompt_of("intfloat/multilingual-e5-small", {}), prompt_of("BAAI/bge-m3", {})
    ('query: ', '')
    """
    said = {key.lower(): value for key, value in prompts.items()}
    if said.get("clustering"):
        return said["clustering"]
    plain = Path(name).name.lower()
    return next((prompt for family, prompt in PROMPTS if family.search(plain)), "")


def batch_of(model: SentenceTransformer) -> int:
    """Choose how many texts a model takes at once: what a quarter of the free memory holds, 1 to 128.

    A transformer keeps some twenty numbers per token and hidden unit while it works.
    """
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return 32
    tokens = min(float(model.max_seq_length or 512), 8_192.0)
    need = tokens * (model.get_embedding_dimension() or 768) * 4 * 20
    return int(np.clip(free / 4 / need, 1, 128))


def _bundled() -> Encoder:
    from analysis.encoder.lexicon import CONFIG, WEIGHTS, Lexicon

    if not (FOLDER / WEIGHTS).is_file():
        raise EncoderError(f"The bundled encoder's weights are not at {FOLDER}: install newstide again.")
    model = Lexicon.load(FOLDER / CONFIG, FOLDER / WEIGHTS)
    digest = hashlib.sha256()
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in {".json", ".safetensors"}:
            digest.update(path.read_bytes())
    return Encoder(
        model,
        BUNDLED,
        f"{BUNDLED}-{TITLE_COUNTS}-{digest.hexdigest()[:16]}",
        languages=frozenset(ENCODER_LANGUAGES),
        origin=str(FOLDER),
        batch=BATCH,
    )


def _named(name: str, **how: Any) -> SentenceTransformer:  # noqa: ANN401
    """Load what is here already without asking anyone; what is not is fetched, if the hub can be reached at all."""
    from huggingface_hub import constants, get_session
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, local_files_only=True, trust_remote_code=False, **how)
    except OSError:
        if Path(name).is_dir():
            raise
    # The library would ask again and again, a minute long.
    get_session().head(constants.ENDPOINT, timeout=PATIENCE)
    return SentenceTransformer(name, trust_remote_code=False, **how)


def _fingerprint(model: Any, name: str) -> str:  # noqa: ANN401
    """Tell a model by its name and some of its numbers: hashing gigabytes would cost more than it guards."""
    digest = hashlib.sha256(name.encode())
    for parameter in model.parameters():
        digest.update(parameter.detach().flatten()[:64].float().numpy().tobytes())
    return f"{Path(name).name[:40]}-{digest.hexdigest()[:16]}"


def _why(name: str, error: Exception, *, device: str, backend: str) -> str:
    said = _first_line(error)
    if "trust_remote_code" in str(error):
        return f"The model {name} wants to run code of its own, which newstide does not allow; choose another one."
    if backend != "torch" and (isinstance(error, ImportError) or "pip install" in str(error)):
        extra = f"sentence-transformers[{backend}]"
        return f"The backend {backend} is not installed: pip install '{extra}', or leave out --backend."
    if device != "cpu" and isinstance(error, RuntimeError | AssertionError | ValueError):
        return f"The model {name} cannot run on {device}: {said}. Leave out --device to use the processor."
    if Path(name).is_dir():
        return f"The folder {name} holds no model that sentence-transformers can load ({said})."
    return (
        f"The model {name} cannot be had: it is neither a folder here nor was it found on the network or in the cache "
        f"({said}). Check the name and the connection, or leave out --model to use the bundled encoder."
    )


def _first_line(error: Exception) -> str:
    return str(error).split("\n", maxsplit=1)[0].rstrip(".")[:200] or type(error).__name__


def _quieten() -> None:
    import logging

    for noisy in ("transformers", "sentence_transformers", "huggingface_hub"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
