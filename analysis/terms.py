"""Articles → terms: the lemmas of a language with the weight that each has for each topic, names kept whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log1p

import regex

from analysis.cases import is_subject, looks_alike, made_plural, stands_in_plural, stands_in_singular
from analysis.nouns import is_inflected_as_verb
from analysis.spellings import CAPITAL_NOUNS, same_names
from analysis.words import WORD, bare_word, content_lemma
from data.lemmas import is_known

TITLE_COUNTS = 3
HEAD = 300
"""Characters of a text that are read: news says first what it is about."""
MOST_TEXTS = 40
"""Texts read per topic and language; of the others only the headlines are."""
MANY_WORDS = 5_000
"""Words of a language beyond which those that are written once are left out."""
NAME = 0.8
"""Share of capitals inside sentences from which a word is a name."""
ENOUGH_EVIDENCE = 2
WHOLE = 0.6
"""Share of a word's uses that stand before the same other word from which the two are one name."""
ENOUGH_PAIRS = 2
FULL_NAME = 0.15
"""Share of a name's uses behind another name from which it is taken for a person's."""
NAME_WEIGHT = 0.8
"""How much less names say about a theme than words do."""
SINGULAR = 0.2
"""Share of a word's uses in the base form below which it is rather written in the plural: hostages."""
RARELY = 0.1
"""Share of a name's uses in what should be its base form below which that is another word: gas, not Gaza."""
BEGINS = frozenset(".!?…:;«“„\"'(—–|\n")
"""What stands before the first word of a sentence or of a quotation."""
TITLE_CASE = 0.6
"""Share of words with capitals inside headlines from which they say nothing about names."""


@dataclass
class Terms:
    """The terms of one language.

    Attributes
    ----------
    weights : dict of int to dict of str to float
        By topic and term; the most telling term of a topic has 1.
    forms : dict of str to Counter
        By term, how it is written.
    same : dict of str to str
        Lemmas that are another term: forms of one surname, names that a dictionary takes for a verb.
    whole : set of (str, str)
        Pairs of terms that are one name.
    names, persons : set of str
    rows : dict of str to list of int
        By term, the articles that it stands in, once for headline and once for text.
    verbs : set of str
        English lemmas that are mostly verbs, by their forms.
    closes : dict of str to float
        Share of a term's uses after which no word of content follows: nouns close a phrase, adjectives do not.
    """

    language: str
    weights: dict[int, dict[str, float]] = field(default_factory=dict)
    forms: dict[str, Counter[str]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    whole: set[tuple[str, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    verbs: set[str] = field(default_factory=set)
    closes: dict[str, float] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def term(self, word: str) -> str | None:
        """Give the term that a word is, or none when it says nothing."""
        lemma = content_lemma(word, self.language)
        return None if lemma is None else self.same.get(lemma, lemma)

    def written(self, term: str) -> str:
        """Write a term as news does: names with their capital."""
        if " " in term:
            return " ".join(self.written(part) for part in term.split(" "))
        forms = self.forms.get(term)
        if not forms:
            return term
        capital = sum(times for form, times in forms.items() if form[0].isupper())
        if capital <= NAME * forms.total():
            return term
        return self.name(term, forms)

    def name(self, term: str, forms: Mapping[str, int]) -> str:
        """Write a name as news does, from the forms in which it stands."""
        alike = {form: times for form, times in forms.items() if form.lower() == term and form != term}
        if sum(alike.values()) > RARELY * sum(forms.values()):
            return max(alike, key=lambda form: (alike[form], form))
        # Gaza, which the dictionary takes for gas: its cases are those of a name in -а.
        ends = {form.lower().removeprefix(term) for form in forms}
        return (
            f"{term}а".capitalize() if ends & {"ы", "и", "і"} and ends & {"у", "ой", "ою", "а"} else term.capitalize()
        )

    def plural(self, term: str) -> str | None:
        """Give what looks like the plural of an inflected word that news hardly uses in the singular."""
        forms = self.forms.get(term, Counter[str]())
        lower: Counter[str] = Counter()
        for form, times in forms.items():
            lower[form.lower()] += times
        stem = term[: max(3, len(term) - 2)]
        found = {
            form: times
            for form, times in lower.items()
            if form != term and form.startswith(stem) and is_subject(term, form, self.language)
        }
        best = max(found, key=lambda form: (found[form], form), default=None)
        if lower[term] > SINGULAR * forms.total() or self._is_rather_one(term, lower):
            return None
        if best is not None and found[best] > lower[term]:
            return best
        others = sum(times for form, times in lower.items() if stands_in_plural(form, self.language))
        return made_plural(term, self.language) if others > forms.total() / 2 else None

    def _is_rather_one(self, term: str, forms: Mapping[str, int]) -> bool:
        if not looks_alike(term, self.language):
            return False
        one = {form: stands_in_singular(term, form, self.language) for form in forms}
        singular = sum(times for form, times in forms.items() if one[form])
        return singular > 0 and singular >= sum(times for form, times in forms.items() if one[form] is False)


@dataclass
class _Piece:
    """A headline or the head of a text: its words of content, and what stands beside them."""

    lemmas: list[str]
    forms: list[str]
    inside: list[bool]
    followed: list[bool]


class _Counts:
    """What was counted of one language."""

    def __init__(self) -> None:
        self.per_story: defaultdict[int, defaultdict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.pairs: defaultdict[int, defaultdict[int, Counter[tuple[str, str]]]] = defaultdict(
            lambda: defaultdict(Counter)
        )
        self.forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.inside: Counter[str] = Counter()
        self.capital: Counter[str] = Counter()
        self.followed: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.rows: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, topic: int, story: int, piece: _Piece, weight: int) -> None:
        counted, pairs = self.per_story[topic][story], self.pairs[topic][story]
        for place, (lemma, form) in enumerate(zip(piece.lemmas, piece.forms, strict=True)):
            counted[lemma] += weight
            self.forms[lemma][form] += 1
            self.seen[lemma] += 1
            is_capital = form[0].isupper()
            if piece.inside[place]:
                self.inside[lemma] += 1
                self.capital[lemma] += is_capital
            if piece.followed[place]:
                self.followed[lemma] += 1
                if is_capital:
                    pairs[lemma, piece.lemmas[place + 1]] += weight

    def names(self, language: str) -> set[str]:
        found = {
            lemma
            for lemma, times in self.inside.items()
            if times >= ENOUGH_EVIDENCE and self.capital[lemma] >= NAME * times
        }
        if language not in CAPITAL_NOUNS:
            return found
        return {name for name in found if not is_known(name, language)}


def weigh_terms(
    rows: Mapping[int, Sequence[int]],
    *,
    titles: Sequence[str],
    texts: Sequence[str],
    stories: Sequence[int],
    language: str,
    outlets: frozenset[str],
) -> Terms:
    """Weigh the terms of every topic in one language by class-based TF-IDF (Grootendorst, "BERTopic", 2022).

    A term counts by story, not by article, so that what one large story tells again and again does not stand for the
    whole topic; names count a little less than words.

    Parameters
    ----------
    rows : mapping of int to sequence of int
        By topic, its articles in this language, those first that should be read when there are too many.
    titles, texts, stories : sequence, (n_articles,)
    language : str
    outlets : frozenset of str
        Words of the names of sources, in lower case.
    """
    counts = _count(rows, titles, texts, stories, language, outlets)
    names = counts.names(language)
    same = same_names(counts.forms, names, language)
    whole = _whole_names(counts, names)
    per_topic = {
        topic: _sum_stories(by_story, counts.pairs[topic], same, whole) for topic, by_story in counts.per_story.items()
    }
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    seen: Counter[str] = Counter()
    followed: Counter[str] = Counter()
    for lemma, written in counts.forms.items():
        term = same.get(lemma, lemma)
        rows_of[term].extend(counts.rows[lemma])
        forms[term].update(written)
        seen[term] += counts.seen[lemma]
        followed[term] += counts.followed[lemma]
    named = {same.get(name, name) for name in names}
    return Terms(
        language=language,
        weights=_class_tf_idf(per_topic, named),
        forms=dict(forms),
        same=same,
        whole={(same.get(first, first), same.get(second, second)) for first, second in whole},
        names=named,
        rows=_rows_of_names(dict(rows_of), whole, same),
        persons={same.get(name, name) for name in _persons(counts, names)},
        verbs={term for term, written in forms.items() if language == "en" and is_inflected_as_verb(term, written)},
        closes={term: 1.0 - followed[term] / times for term, times in seen.items()},
    )


def _rows_of_names(
    rows: dict[str, list[int]], whole: set[tuple[str, str]], same: Mapping[str, str]
) -> dict[str, list[int]]:
    for first, second in whole:
        one, two = same.get(first, first), same.get(second, second)
        rows[f"{one} {two}"] = rows[two]
    return rows


def _count(
    rows: Mapping[int, Sequence[int]],
    titles: Sequence[str],
    texts: Sequence[str],
    stories: Sequence[int],
    language: str,
    outlets: frozenset[str],
) -> _Counts:
    found: dict[int, list[tuple[int, list[regex.Match[str]], int]]] = {}
    words: Counter[str] = Counter()
    for topic, own in rows.items():
        pieces = [(row, list(WORD.finditer(titles[row])), TITLE_COUNTS) for row in own]
        pieces += [(row, list(WORD.finditer(texts[row][:HEAD])), 1) for row in own[:MOST_TEXTS]]
        found[topic] = pieces
        for _, matches, _ in pieces:
            words.update(match.group() for match in matches)
    least = 1 if len(words) < MANY_WORDS else 2
    lemmas = {
        word: lemma
        for word, times in words.items()
        if times >= least
        and word.lower() not in outlets
        and (lemma := content_lemma(word, language)) is not None
        and lemma not in outlets
    }
    bare = {word: bare_word(word, language) for word in lemmas}
    counts = _Counts()
    crowded = _has_capitals_everywhere(
        [matches for pieces in found.values() for _, matches, times in pieces if times > 1]
    )
    for topic, pieces in found.items():
        for row, matches, times in pieces:
            piece = _piece(matches, lemmas, bare)
            if crowded and times > 1:
                piece.inside = [False] * len(piece.inside)
            counts.add(topic, stories[row], piece, times)
            for lemma in piece.lemmas:
                counts.rows[lemma].append(row)
    return counts


def _piece(matches: Sequence[regex.Match[str]], lemmas: Mapping[str, str], bare: Mapping[str, str]) -> _Piece:
    piece = _Piece([], [], [], [])
    end = -1
    for match in matches:
        word = match.group()
        lemma = lemmas.get(word)
        if lemma is None:
            continue
        start = match.start()
        text = match.string
        piece.lemmas.append(lemma)
        piece.forms.append(bare[word])
        piece.inside.append(start > 1 and text[start - 1] not in BEGINS and text[start - 2] not in BEGINS)
        if piece.followed:
            piece.followed[-1] = end + 1 == start and text[end] in " \u00a0"
        piece.followed.append(False)
        end = match.end()
    return piece


def _has_capitals_everywhere(headlines: Sequence[Sequence[regex.Match[str]]]) -> bool:
    inside = [match.group() for matches in headlines for match in matches[1:] if match.end() - match.start() > 3]
    return sum(word[0].isupper() for word in inside) > TITLE_CASE * len(inside)


def _persons(counts: _Counts, names: set[str]) -> set[str]:
    """Tell which names are persons': news gives the first name, too, at least once."""
    behind: Counter[str] = Counter()
    for by_story in counts.pairs.values():
        for counted in by_story.values():
            for first, second in counted:
                if first in names and second in names:
                    behind[second] += 1
    told: Counter[str] = Counter()
    for stories in counts.per_story.values():
        for words in stories.values():
            told.update(words.keys() & behind.keys())
    return {name for name, times in behind.items() if times >= FULL_NAME * told[name]}


def _whole_names(counts: _Counts, names: set[str]) -> set[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for by_story in counts.pairs.values():
        for counted in by_story.values():
            pairs.update(counted)
    totals: Counter[str] = Counter()
    for words_by_story in counts.per_story.values():
        for words in words_by_story.values():
            totals.update(words)
    return {
        (first, second)
        for (first, second), times in pairs.items()
        if times >= ENOUGH_PAIRS * TITLE_COUNTS
        and first in names
        and second in names
        and first != second
        and times >= WHOLE * min(totals[first], totals[second])
    }


def _sum_stories(
    by_story: Mapping[int, Counter[str]],
    pairs: Mapping[int, Counter[tuple[str, str]]],
    same: Mapping[str, str],
    whole: set[tuple[str, str]],
) -> dict[str, float]:
    """Add up what stories say, each on a logarithmic scale."""
    summed: defaultdict[str, float] = defaultdict(float)
    for story, counted in sorted(by_story.items()):
        own: Counter[str] = Counter()
        for lemma, times in counted.items():
            own[same.get(lemma, lemma)] += times
        for (first, second), times in pairs[story].items():
            if (first, second) in whole:
                one, two = same.get(first, first), same.get(second, second)
                own[f"{one} {two}"] += times
                own[one] -= times
                own[two] -= times
        for term, times in own.items():
            if times > 0:
                summed[term] += log1p(times)
    return dict(summed)


def _class_tf_idf(per_topic: Mapping[int, Mapping[str, float]], names: set[str]) -> dict[int, dict[str, float]]:
    shares: dict[int, dict[str, float]] = {}
    overall: defaultdict[str, float] = defaultdict(float)
    for topic, counted in per_topic.items():
        total = sum(counted.values()) or 1.0
        shares[topic] = {term: times / total for term, times in counted.items()}
        for term, share in shares[topic].items():
            overall[term] += share
    weights: dict[int, dict[str, float]] = {}
    for topic, counted in shares.items():
        weighed = {
            term: share
            * log1p(1.0 / overall[term])
            * (NAME_WEIGHT if any(part in names for part in term.split(" ")) else 1.0)
            for term, share in counted.items()
        }
        most = max(weighed.values(), default=1.0) or 1.0
        weights[topic] = {term: weight / most for term, weight in weighed.items()}
    return weights
