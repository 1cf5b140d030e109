"""A vocabulary + parallel sentences → a model: n-grams imitate known words, translations are drawn together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import EmbeddingBag
from torch.nn.functional import cross_entropy, normalize

from analysis.encoder.lexicon import Lexicon, Words
from analysis.encoder.tokens import grams, sound
from analysis.training.corpora import LANGUAGES, Parallel
from analysis.training.vocabulary import Vocabulary

BUCKETS = 12_000
NUMBERS = 1_000
IMITATED = 80_000
SOUNDS = 250_000
SHORTEST_SOUND = 3
SCALE = 20.0
Features = tuple[NDArray[np.int64], NDArray[np.float32]]


@dataclass(frozen=True)
class Recipe:
    """What training may vary.

    Attributes
    ----------
    epochs : int
        Over each set of parallel sentences, four pairs of languages each.
    teaching : float
        Weight of the teacher's vectors of the English sentences against the contrastive loss.
    rate : float
        Of SparseAdam.
    batch : int
        Sentences that each other serve as negatives.
    unknown_weight, number_weight, head
        See `Lexicon`.
    """

    epochs: int = 12
    teaching: float = 3.0
    rate: float = 1e-3
    batch: int = 256
    unknown_weight: float = 1.5
    number_weight: float = 0.6
    head: int = 10


def imitate(
    vocabulary: Vocabulary, vectors: NDArray[np.float32], *, epochs: int = 6, seed: int = 0
) -> NDArray[np.float32]:
    """Learn rows for hashed character n-grams whose mean comes close to the vectors of the frequent words.

    Returns
    -------
    ndarray, (n_buckets, n_dims) float32
    """
    torch.manual_seed(seed)
    frequent = np.argsort(vocabulary.weight, kind="stable")[:IMITATED]
    targets = torch.tensor(vectors)[vocabulary.row[frequent]]
    pieces = [grams(vocabulary.words[number], BUCKETS) for number in frequent]
    table = EmbeddingBag(BUCKETS, targets.shape[1], mode="mean", sparse=True)
    torch.nn.init.normal_(table.weight, std=0.02)
    optimizer = torch.optim.SparseAdam(table.parameters(), lr=3e-3)
    for epoch in range(epochs):
        order = np.random.default_rng(seed + epoch).permutation(len(frequent))
        for start in range(0, len(order), 2_048):
            batch = order[start : start + 2_048]
            offsets = np.cumsum([0, *(len(pieces[word]) for word in batch[:-1])])
            guessed = table(torch.tensor([piece for word in batch for piece in pieces[word]]), torch.tensor(offsets))
            loss = ((guessed - targets[batch]) ** 2).sum(dim=1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()  # type: ignore[no-untyped-call]
    return np.asarray(table.weight.detach().numpy())


def untrained(
    vocabulary: Vocabulary, vectors: NDArray[np.float32], gram_rows: NDArray[np.float32], recipe: Recipe
) -> Lexicon:
    """Put a model together that knows the dictionaries only."""
    frequent = np.argsort(vocabulary.weight, kind="stable")[:SOUNDS]
    heard: dict[str, int] = {}
    for number in frequent:
        plain = sound(vocabulary.words[number])
        if len(plain) >= SHORTEST_SOUND:
            heard.setdefault(plain, int(number))
    sounds = sorted(heard)
    numbers = np.random.default_rng(0).standard_normal((NUMBERS, vectors.shape[1])).astype(np.float32)
    numbers /= np.linalg.norm(numbers, axis=1, keepdims=True)
    words = Words(
        vocabulary.words,
        vocabulary.row,
        vocabulary.weight,
        sounds,
        np.asarray([heard[plain] for plain in sounds], dtype=np.int32),
    )
    return Lexicon(
        words,
        {"meanings": vectors, "grams": gram_rows, "numbers": numbers},
        unknown_weight=recipe.unknown_weight,
        number_weight=recipe.number_weight,
        head=recipe.head,
    )


def contrast(
    model: Lexicon,
    sets: Sequence[tuple[Parallel, NDArray[np.float32]]],
    recipe: Recipe,
    *,
    seed: int = 0,
) -> None:
    """Train the rows of a model so that translations are nearest among the sentences of a batch, and near the teacher.

    Parameters
    ----------
    model : Lexicon
        Changed in place.
    sets : sequence of (Parallel, ndarray of shape (n_sentences, n_dims))
        Sentences and the teacher's unit vectors of their English side.
    recipe : Recipe
    seed : int

    Notes
    -----
    The loss is that of MultipleNegativesRanking, both ways (Henderson et al., "Efficient natural language response
    suggestion", 2017); half of the pairs hold English.
    """
    rng = random.Random(seed)  # noqa: S311
    torch.manual_seed(seed)
    table = EmbeddingBag.from_pretrained(torch.from_numpy(model.table.copy()), freeze=False, mode="sum", sparse=True)
    optimizer = torch.optim.SparseAdam(table.parameters(), lr=recipe.rate)
    features = [
        {language: _features(model, texts) for language, texts in parallel.sentences.items()} for parallel, _ in sets
    ]
    teachers = [torch.from_numpy(vectors) for _, vectors in sets]
    for _ in range(recipe.epochs * 4):
        for found, teacher in zip(features, teachers, strict=True):
            order = list(range(len(teacher)))
            rng.shuffle(order)
            for start in range(0, len(order), recipe.batch):
                batch = order[start : start + recipe.batch]
                if len(batch) < 8:
                    continue
                english = rng.random() >= 0.5
                one, other = ("en", rng.choice(LANGUAGES[1:])) if english else rng.sample(LANGUAGES, 2)
                left, right = _bag(table, found[one], batch), _bag(table, found[other], batch)
                similar = left @ right.T * SCALE
                same = torch.arange(len(batch))
                taught = (2 - ((left + right) * teacher[batch]).sum(dim=1)).mean()
                loss = cross_entropy(similar, same) + cross_entropy(similar.T, same) + recipe.teaching * taught
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()  # type: ignore[no-untyped-call]
    model.table = table.weight.detach().numpy()


def _features(model: Lexicon, texts: Sequence[str]) -> list[Features]:
    """Give, for each text, the rows of its words and their weights."""
    found = model.rows_of(texts)
    inside = found.indptr[1:-1]
    rows, weights = np.split(found.indices.astype(np.int64), inside), np.split(found.data, inside)
    return list(zip(rows, weights, strict=True))


def _bag(table: EmbeddingBag, features: Sequence[Features], batch: Sequence[int]) -> torch.Tensor:
    chosen = [features[index] for index in batch]
    offsets = np.cumsum([0, *(len(rows) for rows, _ in chosen[:-1])])
    rows = torch.from_numpy(np.concatenate([rows for rows, _ in chosen]))
    weights = torch.from_numpy(np.concatenate([weights for _, weights in chosen]))
    return normalize(table(rows, torch.tensor(offsets), per_sample_weights=weights), dim=1)
