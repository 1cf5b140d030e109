"""Near-identical reprints: title and text → a signature that copies share, and the test whether two texts are copies.

MinHash over shingles of words, in bands (Broder, "On the resemblance and containment of documents", 1997): texts with
an equal band are compared word by word, all others never meet.
"""

from __future__ import annotations

import hashlib
import zlib

import numpy as np
import regex
from numpy.typing import NDArray

SHINGLE = 3
BANDS = 20
ROWS = 3
RESEMBLANCE = 0.6
SHORT = 25
TOO_SHORT = 8
WORDS = 2_000
WORD = regex.compile(r"[\p{L}\p{N}]+")

_random = np.random.default_rng(20251)
FACTORS = _random.integers(1 << 62, 1 << 63, (BANDS * ROWS, 1), dtype=np.uint64) | np.uint64(1)
MIX = _random.integers(1 << 62, 1 << 63, (1, ROWS), dtype=np.uint64) | np.uint64(1)


def comparable(title: str, text: str) -> str:
    """Give what copies share: the text, whose headline may differ, or for a teaser both."""
    return text if len(text) > 40 * SHORT or len(WORD.findall(text)) >= SHORT else f"{title}\n{text}"


def signature(title: str, text: str) -> tuple[int, ...]:
    """Hash an article so that copies share at least one number.

    Returns
    -------
    tuple of int
        63-bit numbers: 20 for an article; one for a teaser of less than 25 words, which must agree word for word;
        none below 8 words, which may agree by chance.
    """
    words = _words(comparable(title, text))
    if len(words) < TOO_SHORT:
        return ()
    if len(words) < SHORT:
        digest = hashlib.sha256(" ".join(words).encode()).digest()
        return (int.from_bytes(digest[:8], "big") >> 1,)
    shingles = _shingles(words)
    mixed = FACTORS * (shingles ^ (shingles >> np.uint64(29)))
    smallest = mixed.min(axis=1).reshape(BANDS, ROWS)
    bands = (smallest * MIX).sum(axis=1, dtype=np.uint64) + np.arange(BANDS, dtype=np.uint64)
    return tuple(int(band) for band in bands >> np.uint64(1))


def is_reprint(one: str, other: str) -> bool:
    """Tell whether two texts (as `comparable` gives them) differ by small edits only.

    Their shingles of three words have a resemblance (intersection over union) of at least 0.6; below 25 words, all
    words are the same.
    """
    a, b = _words(one), _words(other)
    if min(len(a), len(b)) < SHORT:
        return a == b
    first, second = set(_shingles(a).tolist()), set(_shingles(b).tolist())
    return len(first & second) >= RESEMBLANCE * len(first | second)


def _words(text: str) -> list[str]:
    return WORD.findall(text[: WORDS * 40].lower())[:WORDS]


def _shingles(words: list[str]) -> NDArray[np.uint64]:
    hashes = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint64)
    first, second, third = hashes[:-2], hashes[1:-1], hashes[2:]
    mixed = first * np.uint64(0x9E3779B97F4A7C15) + second * np.uint64(0xC2B2AE3D27D4EB4F) + third
    return np.unique(mixed)
