"""A word that may never have been seen → the known words that it is made of or looks like.

An unknown word is tried as parts around hyphens and apostrophes, as the same sound in another script, as another form
of a word with the same beginning, and as a compound; what stays unknown is left to its character n-grams.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from analysis.encoder.tokens import sound

SAME_START = 5
"""Letters at least that two forms of a word share at their beginning, and the part of the longer one that they are."""
SAME_PART = 0.6
SHORTEST_PART = 4
COMPOUND = 9
LINKS = ("", "s", "es", "n", "en", "e", "er", "o")
"""What stands between the parts of a compound: Arbeit-s-markt, Sonne-n-energie, vod-o-vod."""


class Lookup:
    """Finds known words.

    Parameters
    ----------
    words : sequence of str
        Known words, sorted.
    sounds : sequence of str
        How the more frequent of them sound, sorted.
    sounding : sequence of int
        For each sound the number of its word.
    """

    def __init__(self, words: Sequence[str], sounds: Sequence[str], sounding: Sequence[int]) -> None:
        self._words = words
        self._sounds = sounds
        self._sounding = sounding

    def exactly(self, word: str) -> int | None:
        """Give the number of a known word."""
        return _at(self._words, word)

    def nearly(self, word: str) -> list[int]:
        """Give the numbers of the known words that an unknown one stands for, possibly none."""
        parts = [part for part in word.replace("'", "-").split("-") if len(part) > 1]
        if len(parts) > 1 or (parts and parts[0] != word):
            found = [number for part in parts for number in self._part(part)]
            if found:
                return found
        return self._similar(word)

    def _part(self, part: str) -> list[int]:
        number = self.exactly(part)
        return [number] if number is not None else self._similar(part)

    def _similar(self, word: str) -> list[int]:
        heard = sound(word)
        place = _at(self._sounds, heard) if len(heard) > 2 else None
        if place is not None:
            return [self._sounding[place]]
        number = _same_start(self._words, word)
        if number is not None:
            return [number]
        compound = self._compound(word)
        if compound:
            return compound
        place = _same_start(self._sounds, heard)
        return [] if place is None else [self._sounding[place]]

    def _compound(self, word: str) -> list[int]:
        """Split into two known words, the second as long as possible: it says what kind of thing is meant."""
        if len(word) < COMPOUND:
            return []
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            last = self.exactly(word[cut:])
            if last is None:
                continue
            for link in LINKS:
                if word[:cut].endswith(link) and cut - len(link) >= SHORTEST_PART:
                    first = self.exactly(word[: cut - len(link)])
                    if first is not None:
                        return [first, last]
        return []


def _at(words: Sequence[str], word: str) -> int | None:
    place = bisect_left(words, word)
    return place if place < len(words) and words[place] == word else None


def _same_start(words: Sequence[str], word: str) -> int | None:
    """Give the place of the word that shares the longest beginning: it stands beside the place of the unknown one."""
    if len(word) < SAME_START:
        return None
    place = bisect_left(words, word)
    best, chosen = 0.0, None
    for near in range(max(0, place - 2), min(len(words), place + 3)):
        other = words[near]
        shared = _shared(word, other)
        longer = max(len(word), len(other))
        if shared >= SAME_START and shared >= SAME_PART * longer and shared - 0.1 * abs(len(word) - len(other)) > best:
            best, chosen = shared - 0.1 * abs(len(word) - len(other)), near
    return chosen


def _shared(one: str, other: str) -> int:
    """Count the letters that two words share at their beginning."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length
