"""Topics → words for people: keywords by language, a label that reads like a phrase, the most typical headline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from analysis.choice import choose_label
from analysis.counting import HEAD
from analysis.headlines import in_usual_case, shortened, words_of
from analysis.phrases import Phrases
from analysis.space import centred, unit
from analysis.standing import Standing
from analysis.terms import Terms, weigh_terms
from analysis.words import WORD

KEYWORDS = 8
READ = 5_000
"""Articles that are read for all descriptions together, as far as `MOST` and `LEAST` allow."""
MOST, LEAST = 120, 24
"""Articles that are read per topic and language: the most typical ones, of stories in turn."""
MOST_CONTRAST = 40
"""The same for topics that are only there to tell what is special about others."""
COMPARED = 30
"""Terms per topic and language whose meaning is compared with the topic's."""
MEANING = 0.75
"""Share of a term's weight that depends on how near its meaning is to the topic's."""
NAME_MEANING = 0.5
"""The least that meaning leaves of a name: a name stands for a theme that its own story is far from the middle of."""
SMALL = 1e-6

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Rows = dict[str, dict[int, list[int]]]


@dataclass(frozen=True)
class Description:
    """What a topic is about.

    Attributes
    ----------
    labels : dict of str to str
        By language, the one with most articles first.
    keywords : dict of str to list of str
        By language, the most telling first.
    headlines : dict of str to int
        By language, the row of the most typical article.
    """

    labels: dict[str, str] = field(default_factory=dict)
    keywords: dict[str, list[str]] = field(default_factory=dict)
    headlines: dict[str, int] = field(default_factory=dict)


def describe_topics(
    topic: Integers,
    titles: Sequence[str],
    texts: Sequence[str],
    languages: Sequence[str | None],
    sources: Sequence[str],
    vectors: Floats,
    *,
    stories: Sequence[int] | Integers | None = None,
    only: Collection[int] | None = None,
    taken: Mapping[str, Collection[str]] | None = None,
) -> dict[int, Description]:
    """Describe every topic in each of its languages.

    Keywords are weighed by class-based TF-IDF over lemmas, counted by story, and by how near their meaning is to the
    topic's. The label is a phrase of the headlines, else of what texts begin with, else two words joined, of words that
    stand in at least three headlines of its language, else together with other languages. Where they make
    none that says enough, as in a language of few headlines, the best phrase is taken of words that stand in two
    headlines, or one, and the beginnings of three articles; every language of a topic has a label. No two topics have
    the same label, in whatever language.

    Parameters
    ----------
    topic : ndarray, (n_articles,) int64
        -1 for outliers.
    titles, texts, languages, sources : sequence, (n_articles,)
    vectors : ndarray, (n_articles, n_dims) float32
    stories : sequence of int, (n_articles,), optional
        Without them every article counts for itself.
    only : collection of int, optional
        Topics to describe; the others only show what is special about these.
    taken : mapping of str to collection of str, optional
        By language, labels that other topics have.

    Returns
    -------
    dict of int to Description
        Without the outliers.
    """
    wanted = {int(number) for number in np.unique(topic) if number >= 0}
    wanted &= wanted if only is None else {int(number) for number in only}
    told = np.arange(len(titles)) if stories is None else np.asarray(stories)
    read = typical_rows(topic, languages, told, vectors, wanted=wanted)
    titles = _in_usual_case(read, titles, texts)
    spoken = {
        language: {
            number: words_of([titles[row] for row in found], language)
            for number, found in by_topic.items()
            if number in wanted
        }
        for language, by_topic in read.items()
    }
    rows = sorted(row for by_topic in read.values() for found in by_topic.values() for row in found)
    points = centred(vectors[rows], [languages[row] for row in rows]) if rows else vectors[:0]
    middles = _middles(topic[rows], points)
    place = dict(zip(rows, range(len(rows)), strict=True))
    outlets = frozenset(word.lower() for source in set(sources) for word in WORD.findall(source))
    names = _Names(taken)
    described = {number: Description() for number in sorted(wanted)}
    for language, by_topic in read.items():
        terms = weigh_terms(
            by_topic,
            titles=titles,
            texts=texts,
            stories=told.tolist(),
            language=language,
            outlets=outlets,
            wanted=wanted,
        )
        own = {number: found for number, found in by_topic.items() if number in wanted}
        weights = _weigh_meaning(terms, own, place, points, middles)
        for number in sorted(own, key=lambda number: (-len(own[number]), number)):
            standing = Standing(
                own[number],
                [titles[row] for row in own[number]],
                told[own[number]].tolist(),
                terms=terms,
                weights=weights[number],
                elsewhere=_elsewhere(spoken, number, language),
            )
            _describe(described[number], number, own[number], standing, titles, texts, names)
    return {number: _most_spoken_first(found, topic == number, languages) for number, found in described.items()}


def _describe(
    found: Description,
    number: int,
    rows: Sequence[int],
    standing: Standing,
    titles: Sequence[str],
    texts: Sequence[str],
    names: _Names,
) -> None:
    """Add keywords, label and headline of one topic in one language."""
    best = sorted(standing.weights.items(), key=lambda pair: (-round(pair[1], 6), pair[0]))[:KEYWORDS]
    keywords = [standing.terms.written(term) for term, _ in best]
    typical = next((row for row in rows if titles[row].strip()), rows[0])
    label = choose_label(Phrases(standing, partial(_beginnings, texts, rows)), partial(names.is_free, number))
    if label is None:
        label = names.first_free([shortened(titles[typical]), ", ".join(keywords[:2]), "…"], number)
    names.give(label, number)
    found.labels[standing.language] = label
    found.keywords[standing.language] = keywords or [label]
    found.headlines[standing.language] = typical


def _beginnings(texts: Sequence[str], rows: Sequence[int]) -> list[str]:
    return [texts[row][:HEAD] for row in rows]


def _in_usual_case(read: Rows, titles: Sequence[str], texts: Sequence[str]) -> list[str]:
    written = list(titles)
    for by_topic in read.values():
        rows = [row for found in by_topic.values() for row in found]
        usual = in_usual_case([titles[row] for row in rows], [texts[row][:HEAD] for row in rows])
        for row, title in zip(rows, usual, strict=True):
            written[row] = title
    return written


def _most_spoken_first(found: Description, inside: NDArray[np.bool_], languages: Sequence[str | None]) -> Description:
    spoken = Counter(languages[row] or "und" for row in np.flatnonzero(inside).tolist())
    order = sorted(found.labels, key=lambda language: (-spoken[language], language))
    return Description(
        {language: found.labels[language] for language in order},
        {language: found.keywords[language] for language in order},
        {language: found.headlines[language] for language in order},
    )


def typical_rows(
    topic: Integers, languages: Sequence[str | None], stories: Integers, vectors: Floats, *, wanted: Collection[int]
) -> Rows:
    """Choose the articles that are read for descriptions: of each story in turn the most typical.

    Parameters
    ----------
    topic : ndarray, (n_articles,) int64
        -1 for outliers.
    languages : sequence, (n_articles,)
    stories : ndarray, (n_articles,) int64
    vectors : ndarray, (n_articles, n_dims) float32
    wanted : collection of int
        Topics that are to be described.

    Returns
    -------
    dict of str to dict of int to list of int
        By language and topic, the rows, the most typical one first.
    """
    codes = sorted({language or "und" for language in languages})
    code_of = {code: number for number, code in enumerate(codes)}
    column = np.asarray([code_of[language or "und"] for language in languages], dtype=np.int64)
    topic = np.asarray(topic, dtype=np.int64)
    inside = np.flatnonzero(topic >= 0)
    order = inside[np.lexsort((topic[inside], column[inside]))]
    edges = np.flatnonzero(np.diff(column[order]) | np.diff(topic[order])) + 1
    groups = np.split(order, edges) if len(order) else []
    most = min(MOST, max(LEAST, READ // max(1, len(groups))))
    chosen: Rows = {}
    for group in groups:
        number = int(topic[group[0]])
        own = vectors[group]
        near = np.round(own @ own.mean(axis=0), 5)
        turns = _in_turns(group, stories[group], near, vectors)
        kept = turns[: most if number in wanted else min(most, MOST_CONTRAST)]
        chosen.setdefault(codes[column[group[0]]], {})[number] = kept.tolist()
    return chosen


def _in_turns(rows: Integers, stories: Integers, near: Floats, vectors: Floats) -> Integers:
    """Order articles: the most typical of each story, then the second of each, and so on."""
    order = np.lexsort((vectors[rows, 0], -near))
    by_story = order[np.argsort(stories[order], kind="stable")]
    first = np.flatnonzero(np.diff(stories[by_story], prepend=stories[by_story[0]] - 1))
    rank = np.arange(len(rows)) - np.repeat(first, np.diff(np.append(first, len(rows))))
    turn = np.empty(len(rows), dtype=np.int64)
    turn[by_story] = rank
    return rows[order[np.argsort(turn[order], kind="stable")]]


def _elsewhere(spoken: Mapping[str, Mapping[int, Counter[str]]], number: int, language: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for other, by_topic in spoken.items():
        if other != language:
            counted.update(by_topic.get(number, Counter()))
    return counted


class _Names:
    """Labels and the topics that have them."""

    def __init__(self, taken: Mapping[str, Collection[str]] | None) -> None:
        self._owner = {label.casefold(): -1 for labels in (taken or {}).values() for label in labels}

    def is_free(self, number: int, label: str) -> bool:
        return self._owner.get(label.casefold(), number) == number

    def give(self, label: str, number: int) -> None:
        self._owner[label.casefold()] = number

    def first_free(self, labels: Sequence[str], number: int) -> str:
        said = [label for label in labels if label.strip()]
        return next(label for label in _numbered(said) if self.is_free(number, label))


def _weigh_meaning(
    terms: Terms,
    by_topic: Mapping[int, Sequence[int]],
    place: Mapping[int, int],
    points: Floats,
    middles: Mapping[int, Floats],
) -> dict[int, dict[str, float]]:
    """Give the terms of each topic with the weight that meaning leaves them.

    A term means what the articles are about in which it stands; what one story of a topic tells, or topics of all
    kinds, is far from what the topic is about.
    """
    weights = {number: terms.weights.get(number, {}) for number in by_topic}
    first = {
        number: sorted(weighed, key=lambda term: (-round(weighed[term], 6), term))[:COMPARED]
        for number, weighed in weights.items()
    }
    meaning = {
        term: points[[place[row] for row in terms.rows[term]]].mean(axis=0)
        for term in sorted({term for found in first.values() for term in found})
    }
    for number, chosen in first.items():
        if not chosen:
            continue
        near = np.maximum(unit(np.stack([meaning[term] for term in chosen])) @ middles[number], 0.0)
        share = np.round(near / max(float(near.max()), SMALL), 5)
        named = [any(part in terms.names for part in term.split(" ")) for term in chosen]
        share = np.where(named, np.maximum(share, NAME_MEANING), share)
        nearness = dict(zip(chosen, share.tolist(), strict=True))
        weights[number] = {
            term: weight * (1.0 - MEANING + MEANING * nearness.get(term, 0.0))
            for term, weight in weights[number].items()
        }
    return weights


def _middles(topic: Integers, points: Floats) -> dict[int, Floats]:
    return {int(number): unit(points[topic == number].mean(axis=0)[None])[0] for number in np.unique(topic[topic >= 0])}


def _numbered(labels: Sequence[str]) -> Iterator[str]:
    yield from labels
    number = 1
    while True:
        number += 1
        yield f"{labels[0]} {number}"
