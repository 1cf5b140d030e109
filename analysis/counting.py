"""Headlines and beginnings of texts → how often each lemma stands in each story, how it is written, what follows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log1p

import numpy as np
from numpy.typing import NDArray

from analysis.words import SPLIT, bare_word, content_lemma

TITLE_COUNTS = 3
HEAD = 300
"""Characters of a text that are read: news says first what it is about."""
MOST_TEXTS = 40
"""Texts read per topic and language; of the others only the headlines are."""
MANY_WORDS = 5_000
"""Words of a language beyond which those that are written once are left out."""
BEGINS = frozenset(".!?…:;«“„\"'(—–|\n")
"""What stands before the first word of a sentence or of a quotation."""
TITLE_CASE = 0.6
"""Share of words with capitals inside headlines from which they say nothing about names."""

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Counts:
    """What was counted of one language; lemmas are numbered in the order in which they were met.

    Attributes
    ----------
    topics : list of int
        Those that were read.
    n_stories : int
    lemmas : list of str
    forms : dict of str to Counter
        By lemma, how it is written.
    lemma, row, times : ndarray, (n_words,) int64
        Of each word of content; in a headline it counts several times.
    place : ndarray, (n_words,) int64
        Topic and story: a place in ``topics``, times ``n_stories``, and a number of the story, in the order of stories.
    pair : ndarray, (n_words,) int64
        The lemma that follows a word with a capital, else -1.
    seen, followed, inside, capital : ndarray, (n_lemmas,) int64
        Uses of each lemma: all, those before another word of content, those inside sentences, with a capital.
    """

    topics: list[int]
    n_stories: int
    lemmas: list[str]
    forms: dict[str, Counter[str]]
    lemma: Integers
    row: Integers
    times: Integers
    place: Integers
    pair: Integers
    seen: Integers
    followed: Integers
    inside: Integers
    capital: Integers

    def rows(self) -> list[list[int]]:
        """Give for every lemma the articles that it stands in, once for headline and once for text."""
        order = np.argsort(self.lemma, kind="stable")
        ends = np.cumsum(self.seen)
        rows = self.row[order].tolist()
        return [rows[end - times : end] for end, times in zip(ends.tolist(), self.seen.tolist(), strict=True)]

    def pairs(self, names: Collection[str]) -> list[tuple[str, str, int, int]]:
        """List names that follow each other, and how often in all; last, in how many stories."""
        named = np.asarray([lemma in names for lemma in self.lemmas], dtype=bool)
        found = np.flatnonzero((self.pair >= 0) & named[self.lemma] & named[self.pair])
        both = self.lemma[found] * len(self.lemmas) + self.pair[found]
        told = Counter(code for code, _ in set(zip(both.tolist(), self.place[found].tolist(), strict=True)))
        codes, inverse = np.unique(both, return_inverse=True)
        times = np.bincount(inverse, self.times[found], minlength=len(codes)).astype(np.int64)
        return [
            (self.lemmas[code // len(self.lemmas)], self.lemmas[code % len(self.lemmas)], count, told[code])
            for code, count in zip(codes.tolist(), times.tolist(), strict=True)
        ]

    def totals(self) -> dict[str, tuple[int, int]]:
        """Give for every lemma how often it stands in all, and in how many stories."""
        times = np.bincount(self.lemma, self.times, minlength=len(self.lemmas)).astype(np.int64)
        told = np.unique(self.place * len(self.lemmas) + self.lemma) % max(1, len(self.lemmas))
        stories = np.bincount(told, minlength=len(self.lemmas))
        return dict(zip(self.lemmas, zip(times.tolist(), stories.tolist(), strict=True), strict=True))

    def summed(self, same: Mapping[str, str], whole: Collection[tuple[str, str]]) -> dict[int, dict[str, float]]:
        """Add up what stories say, each on a logarithmic scale: by topic and term.

        Parameters
        ----------
        same : mapping of str to str
            Lemmas that are another term.
        whole : collection of (str, str)
            Pairs of lemmas that are one name, which is a term of its own.
        """
        number: dict[str, int] = {}
        terms = np.asarray([number.setdefault(same.get(one, one), len(number)) for one in self.lemmas], dtype=np.int64)
        where = {lemma: at for at, lemma in enumerate(self.lemmas)}
        name_of = {
            where[one] * len(where) + where[two]: number.setdefault(
                f"{same.get(one, one)} {same.get(two, two)}", len(number)
            )
            for one, two in whole
        }
        both = np.where(self.pair >= 0, self.lemma * len(where) + self.pair, -1)
        named = np.flatnonzero(np.isin(both, np.asarray(list(name_of), dtype=np.int64)))
        names = np.asarray([name_of[code] for code in both[named].tolist()], dtype=np.int64)
        first, second = terms[self.lemma[named]], terms[self.pair[named]]
        times, place = self.times[named], self.place[named]
        # A name counts as such, and no more as its two words; what comes first in a story stays first.
        term = np.concatenate([terms[self.lemma], names, first, second])
        place = np.concatenate([self.place, place, place, place])
        own, at, inverse = np.unique(place * len(number) + term, return_index=True, return_inverse=True)
        counted = np.bincount(inverse, np.concatenate([self.times, times, -times, -times]), minlength=len(own))
        order = np.lexsort((at, place[at]))
        order = order[counted[order] > 0]
        logs = list(map(log1p, range(int(counted.max(initial=0)) + 1)))
        written = list(number)
        topic = place[at][order] // self.n_stories
        found: dict[int, dict[str, float]] = {topic: {} for topic in self.topics}
        for number_of_topic, name, count in zip(
            topic.tolist(), term[at][order].tolist(), counted[order].astype(np.int64).tolist(), strict=True
        ):
            summed, word = found[self.topics[number_of_topic]], written[name]
            summed[word] = summed.get(word, 0.0) + logs[count]
        return found


def count_words(
    rows: Mapping[int, Sequence[int]],
    *,
    titles: Sequence[str],
    texts: Sequence[str],
    stories: Sequence[int],
    language: str,
    outlets: frozenset[str],
) -> Counts:
    """Count the words of content of one language.

    Parameters
    ----------
    rows, titles, texts, stories, language, outlets
        As for `analysis.terms.weigh_terms`.
    """
    read = [(number, row, TITLE_COUNTS, titles[row]) for number, own in enumerate(rows.values()) for row in own]
    read += [
        (number, row, 1, texts[row][:HEAD]) for number, own in enumerate(rows.values()) for row in own[:MOST_TEXTS]
    ]
    # Topic by topic, of each the headlines first.
    read.sort(key=lambda piece: piece[0])
    parts = [SPLIT.split(text) for _, _, _, text in read]
    words = list(chain.from_iterable(part[1::2] for part in parts))
    before = list(chain.from_iterable(part[:-1:2] for part in parts))
    lengths = np.asarray([len(part) // 2 for part in parts], dtype=np.int64)
    number = {word: at for at, word in enumerate(dict.fromkeys(words))}
    word = _looked_up(number, words)
    known = list(number)
    used = np.bincount(word, minlength=len(known))
    lemma_of = _lemmas(known, used, language, outlets)
    lemmas = {lemma: at for at, lemma in enumerate(dict.fromkeys(lemma for lemma in lemma_of if lemma is not None))}
    lemma = np.asarray([-1 if one is None else lemmas[one] for one in lemma_of], dtype=np.int64)
    bare = [None if lemma is None else bare_word(one, language) for one, lemma in zip(known, lemma_of, strict=True)]
    forms: dict[str, Counter[str]] = {one: Counter() for one in lemmas}
    for own, form, times in zip(lemma_of, bare, used.tolist(), strict=True):
        if own is not None and form is not None:
            forms[own][form] += times
    kept, piece = lemma[word] >= 0, np.repeat(np.arange(len(read)), lengths)
    in_title = np.asarray([times > 1 for _, _, times, _ in read], dtype=bool)[piece]
    first = np.zeros(len(words), dtype=bool)
    first[(np.cumsum(lengths) - lengths)[lengths > 0]] = True
    inside = np.where(first, _looked_up_by(_is_far_in, before), _looked_up_by(_is_inside, before))
    if _has_capitals_everywhere(known, word[in_title & ~first]):
        inside &= ~in_title
    goes_on = np.zeros(len(words), dtype=bool)
    goes_on[:-1] = kept[1:] & ~first[1:] & _looked_up_by(_is_space, before)[1:]
    capital = np.asarray([form is not None and form[0].isupper() for form in bare], dtype=bool)[word]
    follower = np.full(len(words), -1)
    follower[:-1] = np.where(goes_on[:-1] & capital[:-1], lemma[word[1:]], -1)
    found, own_piece, is_capital = lemma[word[kept]], piece[kept], capital[kept]

    def tally(chosen: Flags) -> Integers:
        return np.bincount(found[chosen], minlength=len(lemmas))

    row = np.asarray([row for _, row, _, _ in read], dtype=np.int64)
    story, told = np.unique([stories[row] for _, row, _, _ in read], return_inverse=True)
    topic = np.asarray([number for number, _, _, _ in read], dtype=np.int64)
    return Counts(
        topics=list(rows),
        n_stories=len(story),
        lemmas=list(lemmas),
        forms=forms,
        lemma=found,
        row=row[own_piece],
        times=np.where(in_title[kept], TITLE_COUNTS, 1),
        place=(topic * len(story) + told)[own_piece],
        pair=follower[kept],
        seen=tally(np.ones(len(found), dtype=bool)),
        followed=tally(goes_on[kept]),
        inside=tally(inside[kept]),
        capital=tally(inside[kept] & is_capital),
    )


def _lemmas(words: Sequence[str], used: Integers, language: str, outlets: frozenset[str]) -> list[str | None]:
    """Give the lemma of each word, or none where it says nothing, is written once among many, or names a source."""
    least = 1 if len(words) < MANY_WORDS else 2
    found = (
        content_lemma(word, language) if times >= least and word.lower() not in outlets else None
        for word, times in zip(words, used.tolist(), strict=True)
    )
    return [None if lemma in outlets else lemma for lemma in found]


def _looked_up(number: Mapping[str, int], words: Sequence[str]) -> Integers:
    return np.fromiter(map(number.__getitem__, words), dtype=np.int64, count=len(words))


def _looked_up_by(tells: Callable[[str], bool], texts: Sequence[str]) -> Flags:
    """Ask of each text, but only once of the same."""
    told = {text: tells(text) for text in set(texts)}
    return np.fromiter(map(told.__getitem__, texts), dtype=bool, count=len(texts))


def _is_far_in(before: str) -> bool:
    """Tell from what stands before the first word whether it is inside a sentence."""
    return len(before) > 1 and _is_inside(before)


def _is_inside(before: str) -> bool:
    return BEGINS.isdisjoint(before[-2:])


def _is_space(before: str) -> bool:
    return before in {" ", "\u00a0"}


def _has_capitals_everywhere(known: Sequence[str], inside: Integers) -> bool:
    """Tell whether headlines are written so, from their words behind the first."""
    used = np.bincount(inside, minlength=len(known))
    long = [(word[0].isupper(), times) for word, times in zip(known, used.tolist(), strict=True) if len(word) > 3]
    return bool(sum(times for is_upper, times in long if is_upper) > TITLE_CASE * sum(times for _, times in long))
