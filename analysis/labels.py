"""Topics → words for people: keywords by language, a label that reads like a phrase, the most typical headline."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analysis.words import WORD, content_lemma

KEYWORDS = 8
TITLE_COUNTS = 3
HEAD = 60
PHRASES = (2, 3, 4)
ENOUGH_HEADLINES = 3
POSSESSIVE = ("'s", "’s", "s’")
"""What is still to come after these is what a phrase is about."""

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Description:
    """What a topic is about.

    Attributes
    ----------
    labels : dict of str to str
        By language.
    keywords : dict of str to list of str
        By language, the most telling first.
    headlines : dict of str to int
        By language, the row of the most typical article.
    """

    labels: dict[str, str] = field(default_factory=dict)
    keywords: dict[str, list[str]] = field(default_factory=dict)
    headlines: dict[str, int] = field(default_factory=dict)


@dataclass
class _Terms:
    """Lemmas of one language: how often per topic, and how they are mostly written."""

    per_topic: defaultdict[int, Counter[str]]
    written: defaultdict[str, Counter[str]]


def describe_topics(
    topic: Integers,
    titles: Sequence[str],
    texts: Sequence[str],
    languages: Sequence[str | None],
    sources: Sequence[str],
    vectors: Floats,
    *,
    only: Collection[int] | None = None,
    taken: Mapping[str, Collection[str]] | None = None,
) -> dict[int, Description]:
    """Describe every topic in each of its languages.

    Keywords are found by class-based TF-IDF (Grootendorst, "BERTopic", 2022) over lemmas. The label is a phrase of
    headlines, as they have it, with as much of the keywords' weight as possible; no two topics have the same.

    Parameters
    ----------
    topic : ndarray, (n_articles,) int64
        -1 for outliers.
    titles, texts, languages, sources : sequence, (n_articles,)
    vectors : ndarray, (n_articles, n_dims) float32
    only : collection of int, optional
        Topics to describe; the others count as contrast.
    taken : mapping of str to collection of str, optional
        By language, labels that no topic may have.

    Returns
    -------
    dict of int to Description
        Without the outliers.
    """
    rows_of = _rows_by(topic, languages)
    outlets = {word.lower() for source in set(sources) for word in WORD.findall(source)}
    described: dict[int, Description] = {int(number): Description() for number in np.unique(topic) if number >= 0}
    for language in sorted({language for _, language in rows_of}):
        rows = {number: found for (number, of), found in rows_of.items() if of == language}
        terms = _count(rows, titles, texts, language, outlets)
        weights = _class_tf_idf(terms.per_topic)
        labels = {label.casefold() for label in (taken or {}).get(language, ())}
        for number in sorted(rows, key=lambda number: (-len(rows[number]), number)):
            if only is not None and number not in only:
                continue
            description = described[number]
            best = sorted(weights[number].items(), key=lambda pair: (-pair[1], pair[0]))[:KEYWORDS]
            written = [_written(terms, lemma) for lemma, _ in best]
            headline = _medoid(vectors, rows[number])
            if not written:
                written = [titles[headline]]
            headlines = [titles[row] for row in rows[number]]
            label = _label(headlines, language, dict(weights[number]), written, labels)
            labels.add(label.casefold())
            description.labels[language] = label
            description.keywords[language] = written
            description.headlines[language] = headline
    return {number: one for number, one in described.items() if only is None or number in only}


def _rows_by(topic: Integers, languages: Sequence[str | None]) -> dict[tuple[int, str], list[int]]:
    rows: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for row in np.flatnonzero(topic >= 0).tolist():
        rows[int(topic[row]), languages[row] or "und"].append(row)
    return dict(sorted(rows.items()))


def _count(
    rows: dict[int, list[int]], titles: Sequence[str], texts: Sequence[str], language: str, outlets: set[str]
) -> _Terms:
    terms = _Terms(defaultdict(Counter), defaultdict(Counter))
    for number, found in rows.items():
        words: Counter[str] = Counter()
        for row in found:
            for _ in range(TITLE_COUNTS):
                words.update(WORD.findall(titles[row]))
            words.update(WORD.findall(texts[row][: HEAD * 10])[:HEAD])
        for word, times in words.items():
            lemma = content_lemma(word, language)
            if lemma is not None and word.lower() not in outlets:
                terms.per_topic[number][lemma] += times
                terms.written[lemma][word] += times
    return terms


def _class_tf_idf(per_topic: dict[int, Counter[str]]) -> defaultdict[int, dict[str, float]]:
    """Weigh the lemmas of each topic: frequent here, rare in other topics."""
    overall: Counter[str] = Counter()
    for counted in per_topic.values():
        overall.update(counted)
    average = sum(overall.values()) / max(1, len(per_topic))
    weights: defaultdict[int, dict[str, float]] = defaultdict(dict)
    for number, counted in per_topic.items():
        total = sum(counted.values())
        weights[number] = {
            lemma: times / total * float(np.log1p(average / overall[lemma])) for lemma, times in counted.items()
        }
    return weights


def _written(terms: _Terms, lemma: str) -> str:
    """Write a lemma as news does: names with their capital."""
    forms = terms.written[lemma]
    capital = sum(times for form, times in forms.items() if form[0].isupper())
    if capital <= 0.8 * forms.total():
        return lemma
    alike = Counter({form: times for form, times in forms.items() if form.lower() == lemma})
    most = max(alike or forms, key=lambda form: (forms[form], form))
    return most if alike else lemma.capitalize()


def _medoid(vectors: Floats, rows: Sequence[int]) -> int:
    """Give the row nearest to the mean of all."""
    own = vectors[list(rows)]
    return rows[int(np.argmax(np.round(own @ own.mean(axis=0), 5)))]


def _label(
    headlines: Sequence[str], language: str, weights: dict[str, float], keywords: Sequence[str], taken: set[str]
) -> str:
    enough = min(ENOUGH_HEADLINES, max(1, len(headlines) // 2))
    phrases: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for headline in headlines:
        for lemmas, phrase in _phrases(headline, language):
            phrases[lemmas][phrase] += 1
    total = sum(sorted(weights.values(), reverse=True)[:KEYWORDS]) or 1.0

    def worth(lemmas: tuple[str, ...]) -> float:
        spread = phrases[lemmas].total() / len(headlines)
        return sum(weights.get(lemma, 0.0) for lemma in set(lemmas)) / total * (0.2 + min(1.0, spread * 2))

    standing = Counter(lemma for headline in headlines for lemma in _lemmas(headline, language))
    frequent = [lemmas for lemmas in phrases if min(standing[lemma] for lemma in lemmas) >= enough]
    for lemmas in sorted(frequent, key=lambda lemmas: (-worth(lemmas), lemmas)):
        label = max(phrases[lemmas], key=lambda phrase: (phrases[lemmas][phrase], phrase))
        label = _completed(label, lemmas, keywords, language)
        if label.casefold() not in taken:
            return label
    for size in (2, 3) if len(keywords) > 1 else (1,):
        for pair in combinations(keywords[:6], size):
            label = _capital(", ".join(pair))
            if label.casefold() not in taken:
                return label
    return next(label for label in _numbered(keywords[0]) if label.casefold() not in taken)


def _completed(label: str, lemmas: tuple[str, ...], keywords: Sequence[str], language: str) -> str:
    """Name the strongest keyword as well where a phrase lacks it; begin with a capital."""
    strongest = keywords[0]
    known = set(lemmas) | {word.lower() for word in WORD.findall(label)}
    missing = strongest.lower() not in known and content_lemma(strongest, language) not in known
    whole = f"{strongest}: {label}" if missing and len(label.split()) < 5 else label
    return _capital(whole)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _phrases(headline: str, language: str) -> Iterable[tuple[tuple[str, ...], str]]:
    """List the phrases of a headline that begin and end with a word of content, by the lemmas of these words."""
    spans = [(match.start(), match.end()) for match in WORD.finditer(headline)]
    lemmas = [content_lemma(headline[start:end], language) for start, end in spans]
    seen = set()
    for size in PHRASES:
        for first in range(len(spans) - size + 1):
            chosen = lemmas[first : first + size]
            between = headline[spans[first][0] : spans[first + size - 1][1]]
            if (
                chosen[0] is None
                or chosen[-1] is None
                or between.endswith(POSSESSIVE)
                or any(sign in between for sign in ',.:;!?«»“”"()–—|')
            ):
                continue
            content = tuple(lemma for lemma in chosen if lemma is not None)
            if content not in seen and len(content) >= 2:
                seen.add(content)
                yield content, between


def _lemmas(headline: str, language: str) -> set[str]:
    found = (content_lemma(word, language) for word in WORD.findall(headline))
    return {lemma for lemma in found if lemma is not None}


def _numbered(word: str) -> Iterable[str]:
    number = 1
    while True:
        number += 1
        yield f"{word} {number}"
