"""Terms of a topic that no headline has beside each other → two of them joined: hostages in Gaza, truce and trade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import regex

from analysis.cases import has_cases, owner
from analysis.headlines import Token
from analysis.nouns import ADJECTIVES_FOLLOW, is_adjective, is_participle, is_verb
from analysis.scenes import as_place
from analysis.spellings import CAPITAL_NOUNS, UNINFLECTED
from analysis.standing import Standing
from analysis.terms import Terms
from data.lemmas import lemma_of

WEAKER = (1.0, 0.6, 0.5, 0.25)
"""What the strongest, second, third and fourth word add to a phrase."""
TWO_NAMES = 0.7
"""How much less a phrase of names alone is worth: Belarus and Minsk."""
PERSON = 0.7
"""How much less a person is worth as half of a label: Merz vote."""
NUMERAL = regex.compile("[IVX]{2,}")
JOINABLE = 10
JOINED, OF_NAME, IN_PLACE, MAYBE_THERE = 0.5, 0.65, 0.75, 0.65
"""How much less two terms are worth that no headline has beside each other: with "and", as its owner, as its place."""
CYRILLIC = frozenset(["uk", "ru", "be", "bg"])
APART = 0.7
"""How much less they are worth if no two articles have them together."""
TOGETHER = 2
OFTEN, A_PLACE = 2, 0.1
"""Times, and share of its uses, that a name must be put as a place to be one."""
MOSTLY = 0.4
"""Share of a noun's articles in which a place stands, too, from which it is taken to be there."""
NEAR = 8
"""Words that lie at most between what takes place and where."""
BEFORE = 2
"""How much more it says that something stands before the place where it is than behind it."""
ROOT = 4
AND = {
    "en": "and", "uk": "і", "ru": "и", "be": "і", "pl": "i", "cs": "a", "bg": "и", "de": "und", "fr": "et", "es": "y",
    "it": "e", "pt": "e", "ro": "și", "tr": "ve", "el": "και", "lt": "ir",
}  # fmt: skip


class Join(NamedTuple):
    """Two terms joined.

    Attributes
    ----------
    text : str
    worth : float
    first, second : str
        The terms.
    is_plain : bool
        Whether there is no more than "and" between them.
    """

    text: str
    worth: float
    first: str
    second: str
    is_plain: bool


def joins(standing: Standing, step: int, pieces: Sequence[Sequence[Token]]) -> Iterator[Join]:
    """Join the best terms by pairs, each with what it is worth.

    Parameters
    ----------
    standing : Standing
    step : int
        See `analysis.standing.STEPS`.
    pieces : sequence of sequence of Token
        Headlines and beginnings of texts, which say what takes place where.
    """
    terms = standing.terms
    full = [(one, two) for one, two in terms.whole if standing.stands(one, step) and standing.stands(two, step)]
    parts = {part for pair in full for part in pair} | {one for one, _two in terms.whole}
    strengths = {
        term: standing.strength(term)
        for term in standing.support
        if term not in parts
        and standing.weights.get(term, 0.0) > 0
        and standing.stands(term, step)
        and _may_stand(standing, term)
    }
    strengths |= {f"{one} {two}": standing.strength_of_name(one, two) for one, two in full}
    best = sorted(strengths, key=lambda term: (-round(strengths[term], 4), term))[:JOINABLE]
    told = _told(pieces, frozenset(best), terms)
    for one, two in combinations(best, 2):
        if akin(one, two):
            continue
        worth = sum(
            strengths[term] * share * (PERSON if term in terms.persons else 1.0)
            for term, share in zip((one, two), WEAKER, strict=False)
        )
        both = standing.articles(one.split(" ")[-1]) & standing.articles(two.split(" ")[-1])
        worth *= (1.0 if len(both) >= TOGETHER else APART) * _two_names(standing, one, two)
        for text, share in _together(standing, one, two, told, n_both=len(both)):
            yield Join(text[:1].upper() + text[1:], worth * share, one, two, is_plain=share == JOINED)


@lru_cache(maxsize=100_000)
def akin(one: str, two: str) -> bool:
    """Tell whether two terms are of one root: vote and voter."""
    shorter = min(len(one), len(two))
    alike = next((place for place in range(shorter) if one[place] != two[place]), shorter)
    return alike >= max(ROOT - 1, shorter - 2)


def _together(
    standing: Standing, one: str, two: str, told: Mapping[tuple[str, str], int], *, n_both: int
) -> Iterator[tuple[str, float]]:
    """Join two terms in the ways that their language has for them."""
    first, second = _form(standing, one), _form(standing, two)
    for noun, text, name in ((one, first, two), (two, second, one)):
        if not _is_place(standing, name) or noun in standing.terms.places or noun in standing.terms.persons:
            continue
        times, others = told[noun, name], [told[noun, place] for place in standing.terms.places if place != name]
        most = max(others, default=0)
        if times < most or (times == most > 0 and standing.is_name(noun)):
            continue
        is_there = n_both >= MOSTLY * len(standing.articles(noun)) and not standing.is_name(noun)
        if times >= BEFORE or (n_both >= TOGETHER and is_there):
            yield f"{text} {standing.terms.where(name)}", IN_PLACE if times > BEFORE else MAYBE_THERE
    for text, name, term in ((first, second, two), (second, first, one)):
        is_near = n_both >= TOGETHER or (name.isupper() and name.isalpha())
        if is_near and not (standing.is_name(one) and standing.is_name(two)):
            yield from ((owned, OF_NAME) for owned in _owned(standing, text, name, term))
    if second[0].isupper() and not first[0].isupper():
        first, second = second, first
    join = AND.get(standing.language)
    yield (f"{first} {join} {second}" if join else f"{first}, {second}"), JOINED


def _owned(standing: Standing, noun: str, name: str, term: str) -> Iterator[str]:
    """Put a name beside what belongs to it: that of a person, or one that is the same in all cases."""
    language, is_person = standing.language, term in standing.terms.persons
    if noun.isupper():
        return
    if has_cases(language):
        if noun.islower() and _is_invariable(name, language):
            yield f"{noun} {name}"
        elif noun.islower() and is_person:
            written = owner(name, standing.terms.forms.get(term, ()), language)
            if written is not None:
                yield f"{noun} {written}"
    elif language == "en" and is_person:
        yield f"{name} {noun}"
    elif language == "de" and is_person and f"{name}s" in standing.terms.forms.get(term, ()):
        yield f"{name}s {noun}"
    elif language in ADJECTIVES_FOLLOW and is_person and name[0] not in "AEIOUYÀÉÈÎÔH":
        yield f"{noun} de {name}"


def _is_place(standing: Standing, term: str) -> bool:
    """Tell whether news often says that something is where a term is."""
    terms = standing.terms
    put = terms.places.get(term, Counter()).total()
    return put >= OFTEN and put >= A_PLACE * terms.forms[term].total() and _form(standing, term)[:1].isupper()


def _told(pieces: Sequence[Sequence[Token]], chosen: frozenset[str], terms: Terms) -> Counter[tuple[str, str]]:
    """Count how often a term stands in a sentence which says that something is where another one is."""
    told: Counter[tuple[str, str]] = Counter()
    for clause in _clauses(pieces):
        met = [(at, token.term) for at, token in enumerate(clause) if token.term in chosen]
        for at, place in met if len(met) > 1 else ():
            before = [token.word for token in clause[max(0, at - 3) : at]]
            word = clause[at].elided + clause[at].word
            if place is None or as_place(before, word, place, terms.language) is None:
                continue
            for near, term in met:
                if term is not None and term != place and abs(near - at) <= NEAR:
                    told[term, place] += BEFORE if near < at else 1
    return told


def _clauses(pieces: Sequence[Sequence[Token]]) -> Iterator[Sequence[Token]]:
    for tokens in pieces:
        first = 0
        for at in range(1, len(tokens) + 1):
            if at == len(tokens) or tokens[at].begins:
                yield tokens[first:at]
                first = at


def _is_invariable(name: str, language: str) -> bool:
    """Tell whether a name is the same in all cases: a short one of capitals, or one of other letters."""
    return name.isupper() or (language in CYRILLIC and name[0] < "\u0250")


def _two_names(standing: Standing, one: str, two: str) -> float:
    named = all(standing.is_name(term.split(" ")[0]) and not _form(standing, term).isupper() for term in (one, two))
    return TWO_NAMES if named else 1.0


def _may_stand(standing: Standing, term: str) -> bool:
    form, language = _form(standing, term), standing.language
    if NUMERAL.fullmatch(form) or term in standing.terms.verbs or standing.is_half(term):
        return False
    closes = standing.terms.closes.get(term, 1.0)
    if is_participle(term, form, language) or is_verb(term, form, language):
        return False
    return not is_adjective(term, form, language, closes=closes)


def _form(standing: Standing, term: str) -> str:
    """Write a term as most headlines do; where words are inflected, in its base form."""
    written = standing.terms.written(term)
    if standing.language in CAPITAL_NOUNS and " " not in term:
        return _german(standing, term, written)
    if written[:1].isupper() or " " in term:
        return written
    if standing.is_called(term):
        return standing.terms.name(term, standing.forms[term])
    if standing.language not in UNINFLECTED:
        return standing.terms.plural(term) or written
    bare: Counter[str] = Counter()
    for form, times in standing.forms[term].items():
        bare[form.lower()] += times
    return max(bare, key=lambda form: (bare[form], form != term, form)) if bare else written


def _german(standing: Standing, term: str, written: str) -> str:
    """Write a German noun in the singular or the plural, whichever is more frequent, and not in another case."""
    plurals: Counter[str] = Counter()
    one = 0
    for form, times in standing.terms.forms.get(term, Counter()).items():
        bare = form[:-1] if form.endswith("n") and lemma_of(form[:-1], "de") == term else form
        if bare.lower() == term and form.lower().startswith(f"{term}n"):
            bare = form
        if bare.lower() == term or bare.lower() in (f"{term}s", f"{term}es") or not bare[0].isupper():
            one += times
        elif bare.isalpha():
            plurals[bare] += times
    if plurals.total() <= one:
        return written
    return max(plurals, key=lambda form: (plurals[form], form))
