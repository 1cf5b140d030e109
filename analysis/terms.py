"""Articles → terms: the lemmas of a language with the weight that each has for each topic, names kept whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import log1p
from typing import TYPE_CHECKING

import numpy as np

from analysis.cases import is_subject, looks_alike, made_plural, stands_in_plural, stands_in_singular
from analysis.counting import HEAD, MOST_TEXTS, TITLE_COUNTS, Counts, count_words
from analysis.nouns import is_german_verb, is_inflected_as_verb, used_as_verbs
from analysis.scenes import places_of
from analysis.spellings import CAPITAL_NOUNS, same_names
from analysis.words import content_lemma
from data.lemmas import is_known

if TYPE_CHECKING:
    from analysis.headlines import Known

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
ONE_IS_MANY = frozenset("аяьaоеёoe")
"""Ends of nouns of which a case of the singular may look like the plural."""
RARELY = 0.1
"""Share of a name's uses in what should be its base form below which that is another word: gas, not Gaza."""


@dataclass
class Terms:
    """The terms of one language.

    Attributes
    ----------
    weights : dict of int to dict of str to float
        By topic and term; the most telling term of a topic has 1.
    forms : dict of str to Counter
        By term, how it is written.
    places : dict of str to Counter
        By term, how news says that something is there: in Gaza.
    same : dict of str to str
        Lemmas that are another term: forms of one surname, names that a dictionary takes for a verb.
    whole : set of (str, str)
        Pairs of terms that are one name.
    names, persons : set of str
    rows : dict of str to list of int
        By term, the articles that it stands in, once for headline and once for text.
    verbs : set of str
        English and German lemmas that are mostly verbs, by their forms and by what stands before them.
    closes : dict of str to float
        Share of a term's uses after which no word of content follows: nouns close a phrase, adjectives do not.
    """

    language: str
    weights: dict[int, dict[str, float]] = field(default_factory=dict)
    forms: dict[str, Counter[str]] = field(default_factory=dict)
    places: dict[str, Counter[str]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    whole: set[tuple[str, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    verbs: set[str] = field(default_factory=set)
    closes: dict[str, float] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    looked_up: dict[str, Known] = field(default_factory=dict, repr=False, compare=False)
    """What `analysis.headlines.tokens_of` found out of words."""
    _written: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _plurals: dict[str, str | None] = field(default_factory=dict, repr=False, compare=False)

    def term(self, word: str) -> str | None:
        """Give the term that a word is, or none when it says nothing."""
        lemma = content_lemma(word, self.language)
        return None if lemma is None else self.same.get(lemma, lemma)

    def written(self, term: str) -> str:
        """Write a term as news does: names with their capital."""
        if term not in self._written:
            self._written[term] = self._as_written(term)
        return self._written[term]

    def _as_written(self, term: str) -> str:
        if " " in term:
            return " ".join(self.written(part) for part in term.split(" "))
        forms = self.forms.get(term)
        if not forms:
            return term
        capital = sum(times for form, times in forms.items() if form[0].isupper())
        if capital <= NAME * forms.total():
            return term
        return self.name(term, forms)

    def where(self, term: str) -> str | None:
        """Say that something is where a term is, as most news does."""
        counted = self.places.get(term)
        return max(counted, key=lambda put: (counted[put], put)) if counted else None

    def name(self, term: str, forms: Mapping[str, int]) -> str:
        """Write a name as news does, from the forms in which it stands."""
        alike = {form: times for form, times in forms.items() if form.lower() == term and form != term}
        if sum(alike.values()) > RARELY * sum(forms.values()):
            return max(alike, key=lambda form: (alike[form], form))
        # Gaza, which the dictionary takes for gas: its cases are those of a name in -а.
        ends = {form.lower().removeprefix(term) for form in forms}
        is_other = is_known(term, self.language) and ends & {"ы", "и", "і"} and ends & {"у", "ой", "ою", "а"}
        return f"{term}а".capitalize() if is_other else term.capitalize()

    def plural(self, term: str) -> str | None:
        """Give what looks like the plural of an inflected word that news hardly uses in the singular."""
        if term not in self._plurals:
            self._plurals[term] = self._plural(term)
        return self._plurals[term]

    def _plural(self, term: str) -> str | None:
        forms = self.forms.get(term, Counter[str]())
        lower: Counter[str] = Counter()
        for form, times in forms.items():
            lower[form.lower()] += times
        stem = term[: max(2, len(term) - 2)]
        found = {
            form: times
            for form, times in lower.items()
            if form != term and form.startswith(stem) and is_subject(term, form, self.language)
        }
        best = max(found, key=lambda form: (found[form], form), default=None)
        if best is not None and found[best] > lower[term] and term[-1] not in ONE_IS_MANY:
            return best
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
        plural = sum(times for form, times in forms.items() if one[form] is False)
        return singular > plural or (singular > 0 and plural == 0)


def weigh_terms(
    rows: Mapping[int, Sequence[int]],
    *,
    titles: Sequence[str],
    texts: Sequence[str],
    stories: Sequence[int],
    language: str,
    outlets: frozenset[str],
    wanted: Collection[int] | None = None,
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
    wanted : collection of int, optional
        Topics whose terms are weighed, in place of all.
    """
    counts = count_words(rows, titles=titles, texts=texts, stories=stories, language=language, outlets=outlets)
    names = _names(counts, language)
    same = same_names(counts.forms, names, language)
    pairs, totals = counts.pairs(names), counts.totals()
    whole = _whole_names(pairs, totals)
    named = {same.get(name, name) for name in names}
    weights = _class_tf_idf(counts.summed(same, whole), named, rows if wanted is None else wanted)
    forms: dict[str, Counter[str]] = {}
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    seen: Counter[str] = Counter()
    followed: Counter[str] = Counter()
    for lemma, own, times, before in zip(
        counts.lemmas, counts.rows(), counts.seen.tolist(), counts.followed.tolist(), strict=True
    ):
        term = same.get(lemma, lemma)
        rows_of[term] += own
        if term in forms:
            forms[term].update(counts.forms[lemma])
        else:
            forms[term] = counts.forms[lemma]
        seen[term] += times
        followed[term] += before
    read = [titles[row] for own in rows.values() for row in own]
    read += [texts[row][:HEAD] for own in rows.values() for row in own[:MOST_TEXTS]]
    places: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, put in places_of(read, language).items():
        place = content_lemma(word, language)
        if place is not None:
            places[same.get(place, place)].update(put)
    for first, second in whole:
        one, two = same.get(first, first), same.get(second, second)
        rows_of[f"{one} {two}"] = rows_of[two]
    return Terms(
        language=language,
        weights=weights,
        forms=forms,
        places=dict(places),
        same=same,
        whole={(same.get(first, first), same.get(second, second)) for first, second in whole},
        names=named,
        rows=dict(rows_of),
        persons={same.get(name, name) for name in _persons(pairs, totals)},
        verbs=_verbs(read, forms, seen, language),
        closes={term: 1.0 - followed[term] / times for term, times in seen.items()},
    )


def _verbs(read: Sequence[str], forms: Mapping[str, Counter[str]], seen: Mapping[str, int], language: str) -> set[str]:
    if language == "de":
        return {term for term, written in forms.items() if is_german_verb(term, written)}
    if language != "en":
        return set()
    inflected = {term for term, written in forms.items() if is_inflected_as_verb(term, written)}
    return inflected | used_as_verbs(read, seen)


def _names(counts: Counts, language: str) -> set[str]:
    evident = (counts.inside >= ENOUGH_EVIDENCE) & (counts.capital >= NAME * counts.inside)
    found = {counts.lemmas[at] for at in np.flatnonzero(evident).tolist()}
    return {name for name in found if not is_known(name, language)} if language in CAPITAL_NOUNS else found


def _whole_names(
    pairs: Sequence[tuple[str, str, int, int]], totals: Mapping[str, tuple[int, int]]
) -> set[tuple[str, str]]:
    return {
        (first, second)
        for first, second, times, _ in pairs
        if first != second
        and times > TITLE_COUNTS
        and (times >= ENOUGH_PAIRS * TITLE_COUNTS or times == totals[second][0])
        and times >= WHOLE * min(totals[first][0], totals[second][0])
    }


def _persons(pairs: Sequence[tuple[str, str, int, int]], totals: Mapping[str, tuple[int, int]]) -> set[str]:
    """Tell which names are persons': news gives the first name, too, at least once."""
    behind: Counter[str] = Counter()
    for _, second, _, stories in pairs:
        behind[second] += stories
    return {name for name, stories in behind.items() if stories >= FULL_NAME * totals[name][1]}


def _class_tf_idf(
    per_topic: Mapping[int, Mapping[str, float]], names: set[str], wanted: Collection[int]
) -> dict[int, dict[str, float]]:
    totals = {topic: sum(counted.values()) or 1.0 for topic, counted in per_topic.items()}
    overall: defaultdict[str, float] = defaultdict(float)
    for topic, counted in per_topic.items():
        total = totals[topic]
        for term, times in counted.items():
            overall[term] += times / total
    weights: dict[int, dict[str, float]] = {}
    for topic in per_topic.keys() & wanted:
        weighed = {
            term: times
            / totals[topic]
            * log1p(1.0 / overall[term])
            * (NAME_WEIGHT if any(part in names for part in term.split(" ")) else 1.0)
            for term, times in per_topic[topic].items()
        }
        most = max(weighed.values(), default=1.0) or 1.0
        weights[topic] = {term: weight / most for term, weight in weighed.items()}
    return weights
